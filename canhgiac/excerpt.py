"""What of a finding people are shown first: its heaviest evidence, its indicators, a window of its text."""

from __future__ import annotations

import itertools

from markupsafe import Markup, escape

from canhgiac.defang import LINKED, defang, defang_text
from canhgiac.records import EvidenceSpan, Finding, Mention, Span

#: Code points of a post that an excerpt shows; `canhgiac show` has the rest.
EXCERPT = 420
#: Evidence that is marked in a text: the heaviest pieces, none lighter than this share of the heaviest.
MARKED = 6
MARKED_SHARE = 0.3


_CONTROL = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


def visible(text: str) -> str:
    """``text`` of the same length with control characters replaced: none may steer a terminal."""
    return text.translate(_CONTROL)


def strongest(finding: Finding) -> list[EvidenceSpan]:
    """The pieces of evidence that say most, heaviest first: marking all of them would mark the whole text."""
    pieces = sorted((each for each in finding.evidence if each.weight > 0), key=lambda each: -each.weight)
    return [each for each in pieces[:MARKED] if each.weight >= MARKED_SHARE * pieces[0].weight]


def certainty(score: float) -> int:
    """A score as whole percent, 99 at most: no model is certain."""
    return min(99, round(100 * score))


def distinct(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Each indicator once, without those that are official or the writer's own. One number at two banks is two, and
    without a bank none of its own where a bank is named too."""
    first: dict[tuple[str, str, str], Mention] = {}
    for mention in mentions:
        if mention.stance not in ("official", "writer"):
            first.setdefault((mention.type, mention.value, mention.bank or ""), mention)
    banked = {(type, value) for type, value, bank in first if bank}
    return [each for (type, value, bank), each in first.items() if bank or (type, value) not in banked]


def indicator_text(mention: Mention) -> str:
    """An indicator as people read it: defanged, with bank, holder and the brand it imitates."""
    value = defang(mention.value) if _opens(mention) else mention.value
    extra = [part for part in (mention.bank, mention.holder) if part]
    if mention.imitates:
        extra.append(f"≈ {mention.imitates}")
    return f"{value} ({', '.join(extra)})" if extra else value


def _opens(mention: Mention) -> bool:
    """Whether a click on it would lead somewhere; a number, be it a Zalo one, only looks as if."""
    return mention.type in LINKED and not mention.value.startswith("+")


def excerpt_of(finding: Finding, length: int = EXCERPT) -> tuple[Markup, str]:
    """The part of the text that holds the heaviest evidence: as HTML with marks, and plain. Defanged."""
    start, end = _window(finding, length)
    links = {mention.span for mention in finding.indicators if _opens(mention)}
    marks = {piece.span for piece in strongest(finding)}
    cuts = sorted({start, end, *(edge for span in links | marks for edge in span if start < edge < end)})
    html, plain = Markup(""), ""
    for left, right in itertools.pairwise(cuts):
        piece = visible(finding.text[left:right])
        piece = defang(piece) if any(a <= left and right <= b for a, b in links) else defang_text(piece)
        plain += piece
        marked = any(a <= left and right <= b for a, b in marks)
        html += Markup("<mark>{}</mark>").format(piece) if marked else escape(piece)
    before, after = "… " if start else "", " …" if end < len(finding.text) else ""
    return Markup("{}{}{}").format(before, html, after), f"{before}{plain}{after}"


def _window(finding: Finding, length: int) -> Span:
    if len(finding.text) <= length:
        return (0, len(finding.text))
    heaviest = max(finding.evidence, key=lambda piece: piece.weight, default=None)
    middle = sum(heaviest.span) // 2 if heaviest else 0
    start = min(max(0, middle - length // 2), len(finding.text) - length)
    return (start, start + length)
