"""Whose each indicator is: the offerer's, the accused's, the writer's own, an official body's, or only mentioned.

Decided statement by statement (``clauses``), by what stands around the indicator, given the role of the
whole text. Two rules stand above all others: an official host or hotline stays official, and somebody who
is shamed for a debt is never accused.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

import msgspec

from canhgiac.records import Mention, Role, Span, Stance
from nlp.clauses import statements
from nlp.normalise import Normalised, normalise
from nlp.stance_cues import (
    ACCUSING,
    DEBT_SHAME,
    OFFICIAL,
    OURS,
    OWN,
    POSING,
    RIVAL,
    SELF,
    SEPARATORS,
    SETTING_APART,
    SQUEEZED_RANKS,
    TO_AUTHORITY,
    TURNING_TO,
)


class _Statement:
    """A statement, and where the cues in it begin and end: each looked for once, however many mentions ask."""

    __slots__ = ("_places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[re.Pattern[str], tuple[list[int], list[int]]] = {}

    def cues(self, pattern: re.Pattern[str]) -> tuple[list[int], list[int]]:
        """Where the matches of ``pattern`` begin and end, in order."""
        if pattern not in self._places:
            found = [match.span() for match in pattern.finditer(self.text)]
            self._places[pattern] = [start for start, _ in found], [end for _, end in found]
        return self._places[pattern]

    def has(self, pattern: re.Pattern[str]) -> bool:
        """Whether ``pattern`` matches anywhere."""
        return bool(self.cues(pattern)[0])

    def last(self, pattern: re.Pattern[str], end: int) -> int:
        """Where the last match before ``end`` begins; -1 where there is none."""
        starts, ends = self.cues(pattern)
        place = bisect_right(ends, end)
        return starts[place - 1] if place else -1


class _Around(msgspec.Struct, frozen=True):
    """A mention's place in its statement, that, and the statement before.

    ``turn`` is where the nearest other mention before it ends in the statement, if a word that turns to somebody
    else stands between the two; otherwise 0. What is said before a turn is not said of this mention.
    """

    start: int
    end: int
    statement: _Statement
    earlier: _Statement
    turn: int = 0


def accuses_officials(normalised: Normalised) -> bool:
    """Whether a text speaks of what officials or police did, rather than of somebody who poses as them.

    Such a text is criticism, whatever numbers it holds, and is never taken for a report.
    """
    folded = normalised.folded
    if POSING.search(folded):
        return False
    if any(normalised.tricks.get(trick) for trick in SETTING_APART):
        squeezed = SEPARATORS.sub("", folded)
        if any(rank in squeezed for rank in SQUEEZED_RANKS):
            return True
    found = (match.start() for match in OFFICIAL.finditer(folded))
    return any(not TURNING_TO.search(folded[max(0, start - 20) : start]) for start in found)


def assign(
    text: str, normalised: Normalised | None, mentions: tuple[Mention, ...], role: Role | None
) -> tuple[Mention, ...]:
    """Gives every mention its stance, in the same order.

    ``role`` is that of the whole text: in an ``offer`` contacts are the offerer's, in a ``report`` they are
    the accused's or the writer's, in any other text they are only mentioned.
    """
    if not mentions:
        return mentions
    normalised = normalised or normalise(text)
    folded = normalised.folded
    places = [(normalised.position_of(m.span[0]), normalised.position_of(m.span[1])) for m in mentions]
    parts = _Parts(folded, statements(folded, places))
    shaming = bool(DEBT_SHAME.search(folded))
    given = []
    for mention, (start, end) in zip(mentions, places, strict=True):
        if mention.stance == "official" or mention.verdict == "official":
            stance: Stance = "official"
        elif role is None:
            stance = "mentioned"
        else:
            around = parts.around(places, start, end)
            stance = _in_offer(around, shaming) if role == "offer" else _in_report(mention, around, shaming)
        given.append(mention if stance == mention.stance else msgspec.structs.replace(mention, stance=stance))
    return tuple(given)


#: Between two indicators: the second is somebody else's.
_TURN = re.compile(r"(?<!\w)(?:sang|qua stk|vao|toi|bi|con|boi|cua no)(?!\w)")


class _Parts:
    """The statements of a text, each made once."""

    def __init__(self, folded: str, spans: list[Span]) -> None:
        self._folded, self._spans = folded, spans
        self._known: dict[int, _Statement] = {}

    def _at(self, place: int) -> _Statement:
        if place not in self._known:
            start, end = self._spans[place] if place >= 0 else (0, 0)
            self._known[place] = _Statement(self._folded[start:end])
        return self._known[place]

    def around(self, places: list[Span], start: int, end: int) -> _Around:
        """The surroundings of the mention at ``start``; ``places`` are those of all mentions, in order."""
        place = max(0, bisect_right(self._spans, (start, len(self._folded) + 1)) - 1)
        first = self._spans[place][0]
        other = bisect_left(places, (start, 0)) - 1
        turn = 0
        if other >= 0 and places[other][0] >= first and places[other][1] <= start:
            ended = places[other][1]
            turn = ended - first if _TURN.search(self._folded, ended, start) else 0
        return _Around(start - first, end - first, self._at(place), self._at(place - 1), turn)


def _in_offer(around: _Around, shaming: bool) -> Stance:
    """In an offer everything is the offerer's, but whom he shames or runs down is only mentioned."""
    said = around.statement
    if shaming and (said.has(DEBT_SHAME) or around.earlier.has(DEBT_SHAME)) and not said.has(OWN):
        return "mentioned"
    rival = said.last(RIVAL, around.start)
    if rival < 0 or not said.has(ACCUSING) or said.last(OURS, around.start) > rival:
        return "offer"
    return "offer" if said.last(OWN, around.start) >= 0 else "mentioned"


def _in_report(mention: Mention, around: _Around, shaming: bool) -> Stance:
    if shaming:
        return "writer" if around.statement.has(OWN) else "mentioned"
    accusing = _distance(ACCUSING, around)
    if _distance(TO_AUTHORITY, around, before_only=True) <= accusing:
        return "mentioned"
    if _distance(OWN, around, apart=True) < min(accusing, _FAR):
        return "writer"
    if accusing == _FAR and mention.type in ("phone", "zalo", "email", "facebook", "whatsapp"):
        return _without_cue(around)
    return "accused"


def _without_cue(around: _Around) -> Stance:
    """A personal contact in a statement without a cue: the statement before it decides."""
    if around.earlier.has(OWN) and not around.earlier.has(ACCUSING):
        return "writer"
    return "accused"


_FAR = 10_000
#: A cue after the indicator counts as this much farther away than one before it.
_BEHIND = 40


def _distance(
    pattern: re.Pattern[str], around: _Around, before_only: bool = False, apart: bool = False
) -> int:
    """How far the nearest match in the statement is from the mention; over ``_FAR`` where there is none.

    ``before_only``: cues after the mention do not count. ``apart``: nor do those that the mention stands in, or
    that a turn of speech parts from it.
    """
    starts, ends = around.statement.cues(pattern)
    best = _FAR + before_only
    place = bisect_left(starts, around.start)
    before = place - 1
    # the indicator stands inside a cue: "cảnh báo: số … giả danh công an", "ai bị số … lừa thì liên hệ em"
    while (before_only or apart) and before >= 0 and ends[before] > around.start:
        before -= 1
    # parted by a turn: "từ stk của em … sang stk …"
    if before >= 0 and not (apart and ends[before] <= around.turn):
        best = min(best, max(0, around.start - ends[before]))
    if not before_only and place < len(starts):
        best = min(best, starts[place] - around.end + _BEHIND)
    return best


_LONGEST = 200


def clauses(text: str, mentions: tuple[Mention, ...] | list[Mention]) -> list[Span]:
    """The clauses of a report that name the accused: spans of the original text, sorted, not overlapping.

    Each is bounded by its sentence or line and by 200 code points around the indicators, and holds no
    indicator of the writer's own.
    """
    accused = [m.span for m in mentions if m.stance == "accused"]
    if not accused:
        return []
    normalised = normalise(text)
    kept_out = sorted(
        [m.span for m in mentions if m.stance == "writer" and m.span not in accused]
        + [normalised.original_span(*found.span()) for found in SELF.finditer(normalised.folded)]
    )
    guarded = [(normalised.position_of(s), normalised.position_of(e)) for s, e in (m.span for m in mentions)]
    parts = [normalised.original_span(*p) for p in statements(normalised.folded, guarded)]
    found: list[Span] = []
    for span in sorted(accused):
        part = parts[max(0, bisect_right(parts, (span[0], len(text) + 1)) - 1)]
        found.append(_trimmed(text, _narrowed(text, part, span, kept_out), span))
    return _merged(found)


def _narrowed(text: str, part: Span, span: Span, kept_out: list[Span]) -> Span:
    """``part`` without what the writer says of himself: cut at the comma that parts it from the accused."""
    start, end = min(part[0], span[0]), max(part[1], span[1])
    for first, last in kept_out:
        if start <= first and last <= span[0]:
            comma = text.rfind(",", last, span[0])
            start = max(start, comma + 1 if comma >= 0 else last)
        elif span[1] <= first and last <= end:
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
