"""Hosts that were written so that no machine reads them: ``[.]``, ``(dot)``, ``hxxp``, ``chấm com``, ``abc .com``."""

from __future__ import annotations

import re

from nlp.normalise.draft import Draft, Edit
from nlp.phrases import words_of

#: Endings that a host is spelled out with. Words of talk among them cost a look, no more.
ENDINGS = frozenset(
    words_of(
        """com net org info biz vn xyz top vip cc club site shop live app me win bet io gov edu online tv one pro link
        click icu cfd"""
    )
)
_TLDS = "(?:" + "|".join(sorted(ENDINGS)) + ")"
_HINT = re.compile(
    r"hxxp|h\*\*p|htxp|hxtp|dot|ch[aấ]m|[\[({]\s?\.|\s\. {0,2}[a-z]|\w\. {1,2}(?:com|vn|xyz)\b|\[:\]", re.IGNORECASE
)
_SCHEME = re.compile(r"(?<!\w)h(?:xx|\*\*|tx|xt)p(?=s?(?::|\[:\]))", re.IGNORECASE)
_DOT = r" ?(?:\.|dot|chấm|cham) ?"
_BRACKETED = re.compile(rf"(?<=\w) ?(?:\[{_DOT}\]|\({_DOT}\)|\{{{_DOT}\}}) ?(?=\w)", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?<=[a-z0-9]) (?:chấm|cham|dot) ?(?={_TLDS}(?!\w))", re.IGNORECASE)
_SPACED = re.compile(
    rf"(?<=[a-z0-9]{{2}}) {{1,2}}(?:\.(?={_TLDS}(?!\w))|\. {{1,2}}(?=(?:com|vn)(?!\w)))", re.IGNORECASE
)
_AFTER = re.compile(r"(?<=[a-z0-9]{3})\. {1,2}(?=(?:com|xyz|vn)(?!\w))", re.IGNORECASE)


def may_hold_hosts(text: str) -> bool:
    """Whether ``refang`` has anything to look at in ``text``."""
    return _HINT.search(text) is not None


def refang(draft: Draft) -> None:
    """Puts plain dots and schemes back where a host was written apart or defanged."""
    if not may_hold_hosts(draft.text):
        return
    for pattern, new in ((_SCHEME, "http"), (_BRACKETED, "."), (_SPOKEN, "."), (_SPACED, "."), (_AFTER, ".")):
        edits: list[Edit] = [(m.start(), m.end(), new, "defanged") for m in pattern.finditer(draft.text)]
        draft.edit(edits)
    colons = [(m.end() - 3, m.end(), ":", "") for m in re.finditer(r"(?<=http)s?\[:\]", draft.text, re.IGNORECASE)]
    draft.edit(colons)
