"""Hosts that were written so that no machine reads them: ``[.]``, ``(dot)``, ``hxxp``, ``chấm com``, ``abc .com``."""

from __future__ import annotations

import re

from nlp.normalise.draft import Draft, Edit
from nlp.phrases import words_of

#: Endings that a host is spelled out with. Words of talk among them cost a look, no more.
ENDINGS = frozenset(
    words_of(
        """com net org info biz vn xyz top vip cc club site shop live app me win bet io gov edu online tv one pro link
        click icu cfd lol lat fun pw sbs cyou bond buzz monster store space asia"""
    )
)
#: One of these words stands in every text that ``refang`` may change.
TELLING = ENDINGS | {
    *("ly", "gd", "gy", "at", "bit.ly", "t.ly", "cutt.ly", "ow.ly", "tiny.ly", "rebrand.ly", "is.gd", "rb.gy"),
    *("t.cc", "tinyurl.com", "shorturl.at"),
}
_TLDS = "(?:" + "|".join(sorted(ENDINGS)) + ")"
_HINT = re.compile(
    r"hxxp|h\*\*p|htxp|hxtp|dot|ch[aấ]m|[\[({]\s?\.|\s\. {0,2}[a-z]|[a-z]-[a-z0-9-]{1,40}\. {1,2}[a-z]"
    r"|www\. |//[a-z0-9-]+\. |\w\. {1,2}(?:com|vn|xyz)\b|\[:\]|,(?:ly|gd|gy)/|\w (?:/|\. )",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<!\w)h(?:xx|\*\*|tx|xt)p(?=s?(?::|\[:\]))", re.IGNORECASE)
_DOT = r" ?(?:\.|dot|chấm|cham) ?"
_BRACKETED = re.compile(rf"(?<=\w) ?(?:\[{_DOT}\]|\({_DOT}\)|\{{{_DOT}\}}) ?(?=\w)", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?<=[a-z0-9]) (?:chấm|cham|dot) ?(?={_TLDS}(?!\w))", re.IGNORECASE)
_SPACED = re.compile(
    rf"(?<=[a-z0-9]{{2}}) {{1,2}}(?:\.(?={_TLDS}(?!\w))|\. {{1,2}}(?=(?:com|vn)(?!\w)))", re.IGNORECASE
)
#: A host torn at its dots, of up to four labels.
_TORN = re.compile(
    r"(?<![\w.@-])(?P<lead>https?:?//|w ?w ?w(?= ?\.))?"
    r"(?P<first>[a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,4})(?P<rest>(?: {0,2}\. {0,2}[a-z0-9-]{2,40}){1,3})(?![\w-])",
    re.IGNORECASE,
)
_TORN_DOT = re.compile(r" {1,2}\. {0,2}| {0,2}\. {1,2}")
#: What no word or amount of money looks like: a hyphen, or letters and digits mixed.
_MADE_UP = re.compile(r"[a-z0-9]-[a-z0-9]|[a-z]{2}\d|\d[a-z]{3}", re.IGNORECASE)
#: A shortener written apart, with the code behind it: ``bit . ly / abc12X``, ``bit,ly/abc``, ``bit chấm ly/abc``.
_SHORTENER = re.compile(
    r"(?<![\w.@-])(?:(?:bit|cutt|ow|rebrand|tiny|t|is|rb|shorturl|tinyurl)(?P<dot> ?[.,] ?| (?:chấm|cham|dot) )"
    r"(?:ly|gd|gy|cc|at|com))(?P<slash>/(?=\w)| ?/ ?(?=[a-z]{0,9}\d))",
    re.IGNORECASE,
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
    if " ." in draft.text or ". " in draft.text:
        draft.edit([edit for found in _TORN.finditer(draft.text) for edit in _mended(found)])
    draft.edit([edit for found in _SHORTENER.finditer(draft.text) for edit in _closed_up(found)])
    colons = [(m.end() - 3, m.end(), ":", "") for m in re.finditer(r"(?<=http)s?\[:\]", draft.text, re.IGNORECASE)]
    draft.edit(colons)


def _mended(found: re.Match[str]) -> list[Edit]:
    """The dots of a torn host without their blanks; none where it may be two sentences."""
    rest = found.group("rest")
    labels = [label.strip() for label in rest.split(".")[1:]]
    made_up = found.group("lead") or _MADE_UP.search(found.group("first")) or any(map(_MADE_UP.search, labels[:-1]))
    if labels[-1].lower() not in ENDINGS or not made_up:
        return []
    edits = [
        (found.start("rest") + dot.start(), found.start("rest") + dot.end(), ".", "defanged")
        for dot in _TORN_DOT.finditer(rest)
    ]
    if found.group("lead") and " " in found.group("lead"):
        edits.insert(0, (found.start("lead"), found.end("lead"), "www", "defanged"))
    return edits


def _closed_up(found: re.Match[str]) -> list[Edit]:
    """A shortener's dot and slash without what stands around them."""
    wanted = (("dot", "."), ("slash", "/"))
    return [(*found.span(part), sign, "defanged") for part, sign in wanted if found.group(part) != sign]
