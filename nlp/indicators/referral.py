"""Invitation and agent codes: what joins the posts of one gambling agent or one recruiting pyramid."""

from __future__ import annotations

import re

from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link

_CODE = re.compile(
    r"(?<!\w)(?:ma (?:gioi thieu|moi|dai ly|gt|ref|invite)|code (?:moi|gioi thieu|dai ly)"
    r"|(?:invite|invitation|referral|ref) code|gioi thieu ma)\s{0,3}(?:la\s{0,3})?"
    r"[:=\-]{0,2}\s{0,3}([a-z0-9]{4,14})(?!\w)"
)
_PARAMETER = re.compile(
    r"[?&](?:ref|r|invite|invitecode|invite_code|aff|affid|agent|agent_code|referral|referralcode|refcode|inviter"
    r"|uagt|a)=([A-Za-z0-9_-]{3,24})"
)


def add_codes(grounds: Grounds, links: list[Link]) -> None:
    """Records codes after a word for invitation, and those in the parameters of links."""
    if "ma " in grounds.folded or "code" in grounds.folded:
        for match in _CODE.finditer(grounds.folded):
            start, end = match.span(1)
            written = grounds.written(start, end)
            if any(c.isdigit() for c in written) or written.isupper():
                grounds.add("referral", written.upper(), start, end, confidence=0.9)
    for link in links:
        found = _PARAMETER.search(link.path)
        if found:
            grounds.add("referral", found.group(1).upper(), link.start, link.end, confidence=0.8)
