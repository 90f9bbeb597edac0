"""What is kept of a report: the clauses that name the accused, without what the writer says of himself."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from canhgiac.records import Mention, Span
from nlp.clauses import statements
from nlp.normalise import Normalised, normalise
from nlp.normalise.characters import fold_each
from nlp.stance_cues import SELF

#: Whose indicators are not the accused's.
_OTHERS = ("writer", "mentioned")
#: Code points of a clause.
_LONGEST = 200


def clauses(text: str, mentions: tuple[Mention, ...] | list[Mention]) -> list[Span]:
    """The clauses of a report that name the accused: spans of the original text, sorted, not overlapping.

    Each is bounded by its sentence or line and by 200 code points around the indicators, and holds no
    indicator of the writer's own or of somebody else's, nor the name of its holder.
    """
    accused = {m.span for m in mentions if m.stance == "accused"}
    if not accused:
        return []
    normalised = normalise(text)
    others = [m for m in mentions if m.stance in _OTHERS and m.span not in accused]
    theirs = {m.holder for m in mentions if m.stance == "accused"}
    names = {place for m in others if m.holder not in theirs for place in _holder_at(text, normalised, m)}
    kept_out = sorted(
        {m.span for m in others}
        | (names - accused)
        | {normalised.original_span(*found.span()) for found in SELF.finditer(normalised.folded)}
    )
    guarded = [normalised.place_of(m.span) for m in mentions]
    parts = [normalised.original_span(*p) for p in statements(normalised.folded, guarded)]
    found: list[Span] = []
    for span in sorted(accused):
        part = parts[max(0, bisect_right(parts, (span[0], len(text) + 1)) - 1)]
        found.append(_trimmed(text, _narrowed(text, part, span, kept_out), span))
    return _merged(found)


def _holder_at(text: str, normalised: Normalised, mention: Mention) -> Iterator[Span]:
    """Where the name of an indicator's holder stands near it, as it is written or as the normaliser writes it out."""
    if not mention.holder:
        return
    name = re.compile(r"(?<!\w)" + r"\W{1,3}".join(map(re.escape, mention.holder.lower().split())) + r"(?!\w)")
    start, end = mention.span
    low = max(0, start - _LONGEST)
    for found in name.finditer(fold_each(text[low : end + _LONGEST])):
        yield low + found.start(), low + found.end()
    start, end = normalised.place_of(mention.span)
    for found in name.finditer(normalised.folded, max(0, start - _LONGEST), end + _LONGEST):
        yield normalised.original_span(*found.span())


def _narrowed(text: str, part: Span, span: Span, kept_out: list[Span]) -> Span:
    """``part`` without what is said of the writer and of others: cut at the comma that parts it from the accused."""
    start, end = min(part[0], span[0]), max(part[1], span[1])
    low = bisect_left(kept_out, (span[0] - 2 * _LONGEST, 0))
    for first, last in kept_out[low : bisect_right(kept_out, (span[1] + _LONGEST, 0))]:
        if start < last <= span[0]:
            comma = text.rfind(",", last, span[0])
            start = max(start, comma + 1 if comma >= 0 else last)
        elif span[1] <= first < end:
            comma = text.find(",", span[1], first)
            end = min(end, comma if comma >= 0 else first)
    spare = max(0, _LONGEST - (span[1] - span[0]))
    if end - start > _LONGEST:
        start = max(start, span[0] - spare * 2 // 3)
        end = min(end, max(span[1], start + _LONGEST))
    return start, end


def _trimmed(text: str, clause: Span, span: Span) -> Span:
    start, end = clause
    while start < span[0] and (text[start].isspace() or text[start] in ",;:.-"):
        start += 1
    while end > span[1] and text[end - 1].isspace():
        end -= 1
    return start, end


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
