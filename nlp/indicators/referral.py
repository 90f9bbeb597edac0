"""Invitation and agent codes: what joins the posts of one gambling agent or one recruiting pyramid."""

from __future__ import annotations

import re

from nlp.hosts import verdict
from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link
from nlp.normalise.syllables import is_syllable

_CODE = re.compile(
    r"(?<!\w)(?:m[a4] (?:(?:nguoi )?(?:gioi thieu|moi)|dai l[yi]|gt|ref|invite|ctv|tuyen tren|cap tren)"
    r"|id (?:(?:nguoi )?(?:gioi thieu|moi)|dai l[yi]|cap tren|tuyen tren)"
    r"|code (?:moi|gioi thieu|dai l[yi])|(?:invite|invitation|referral|ref|agent|affiliate) (?:code|id)|gioi thieu ma)"
    r"(?: cua (?:em|minh|toi|ad|shop|ben em|ben minh))?(?:\s{1,3}la(?=\W))?"
    r"(?P<mark>[^\w.,;!?]{1,8})(?P<code>[a-z0-9]\w{3,15})(?!\w)"
)
_PARAMETER = re.compile(
    r"[?&](?:ref(?:_?id|_?code|erral(?:_?code)?)?|r|invit(?:e|er|ation)(?:_?code|_?id)?|i_?code|aff(?:_?id|_?code|iliate_?id)?"
    r"|agent(?:_?code|_?id)?|uagt|a|share_?code|parent_?id)=([\w-]{3,24})",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(r"regist|reg\b|sign-?up|dang-?ky", re.IGNORECASE)
_SIGN_UP_PARAMETER = re.compile(r"[?&](?:code|pid|id|c)=([\w-]{3,24})", re.IGNORECASE)
_BOT_START = re.compile(r"[?&](?:start|startapp|startgroup)=([\w-]{3,64})")
_HINTS = ("ma ", "m4 ", "code", "id ")


def add_codes(grounds: Grounds, links: list[Link]) -> None:
    """Records codes after a word for invitation, and those in the parameters of links and of bots' start links."""
    if any(hint in grounds.folded for hint in _HINTS):
        for match in _CODE.finditer(grounds.folded):
            start, end = match.span("code")
            written = grounds.written(start, end)
            if written.isascii() and _is_code(written, bool(match.group("mark").strip())):
                grounds.add("referral", written.upper(), start, end, confidence=0.9)
    for link in links:
        if "=" in link.path:
            value = _parameter(link)
            if value:
                grounds.add("referral", value.upper(), link.start, link.end, confidence=0.8)


def _is_code(written: str, marked: bool) -> bool:
    """Whether a word after a label is a code: it has digits, or stands in capitals and is no word of talk."""
    if any(c.isdigit() for c in written):
        return True
    return written.isupper() and (marked or not is_syllable(written.lower()))


def _parameter(link: Link) -> str | None:
    if link.host in ("t.me", "telegram.me", "telegram.dog"):
        found = _BOT_START.search(link.path)
    elif verdict(link.host).verdict == "official":
        return None
    else:
        found = _PARAMETER.search(link.path)
        if not found and _SIGN_UP.search(link.path):
            found = _SIGN_UP_PARAMETER.search(link.path)
    return found.group(1) if found else None
