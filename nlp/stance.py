"""Whose each indicator is: the offerer's, the accused's, the writer's own, an official body's, or only mentioned.

Decided statement by statement (``clauses``), by what stands around the indicator, given the role of the
whole text. Two rules stand above all others: an official host or hotline stays official, and somebody who
is shamed for a debt is never accused.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

import msgspec

from canhgiac.records import Mention, Role, Span, Stance
from nlp.clauses import statements
from nlp.normalise import Normalised, normalise
from nlp.stance_cues import (
    ACCUSING,
    DEBT_SHAME,
    DOES,
    EXONERATING,
    IS_FALSE,
    NOT_OURS,
    OFFICIAL,
    OURS,
    OURS_AFTER,
    OWN,
    PAID,
    POSING,
    RIVAL,
    SEPARATORS,
    SETTING_APART,
    SQUEEZED_RANKS,
    THIRD_PERSONS,
    TOLD,
    TURNING_TO,
)

Cues = tuple[list[int], list[int]]


def _places_of(pattern: re.Pattern[str], text: str) -> Cues:
    """Where the matches of a pattern begin and end, in order."""
    spans = [found.span() for found in pattern.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


class _Statement(msgspec.Struct, frozen=True, dict=True):
    """A statement of the normalised text and the one before; what is asked of it is looked for once.

    ``others``: where its mentions end.
    """

    text: str
    earlier: str
    others: list[int]

    @cached_property
    def accusing(self) -> Cues:
        """Its accusing words."""
        return _places_of(ACCUSING, self.text)

    @cached_property
    def own(self) -> Cues:
        """Its words for the writer's own contacts."""
        return _places_of(OWN, self.text)

    @cached_property
    def third_persons(self) -> Cues:
        """Its words for third persons."""
        return _places_of(THIRD_PERSONS, self.text)

    @cached_property
    def rivals(self) -> Cues:
        """Its words for a rival."""
        return _places_of(RIVAL, self.text)

    @cached_property
    def ours(self) -> Cues:
        """Its words by which an offerer turns back to himself."""
        return _places_of(OURS, self.text)

    @cached_property
    def paid(self) -> Cues:
        """Its words for somebody who was paid out."""
        return _places_of(PAID, self.text)

    @cached_property
    def exonerates(self) -> bool:
        """Whether it takes somebody's part."""
        return EXONERATING.search(self.text) is not None

    @cached_property
    def shames(self) -> bool:
        """Whether it or the one before shames a debtor."""
        return bool(DEBT_SHAME.search(self.text) or DEBT_SHAME.search(self.earlier))

    @cached_property
    def follows_own(self) -> bool:
        """Whether the one before gives the reporter's own contacts, and accuses nobody."""
        return bool(OWN.search(self.earlier) and not ACCUSING.search(self.earlier))


class _Around(msgspec.Struct, frozen=True):
    """A mention's place in its statement.

    ``turn`` is where the nearest other mention before it ends in the statement, if a word that turns to somebody
    else stands between the two; otherwise 0. What is said before a turn is not said of this mention. ``quoted``:
    it stands within quotation marks, where nobody speaks of his own.
    """

    start: int
    end: int
    statement: _Statement
    turn: int = 0
    quoted: bool = False


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
    parts = statements(folded, places)
    shaming = bool(DEBT_SHAME.search(folded))
    given = []
    known: dict[int, _Statement] = {}
    for mention, (start, end) in zip(mentions, places, strict=True):
        if mention.stance == "official" or mention.verdict == "official":
            stance: Stance = "official"
        elif role is None:
            stance = "mentioned"
        else:
            around = _around(folded, parts, known, places, start, end)
            stance = _in_offer(mention, around, shaming) if role == "offer" else _in_report(mention, around, shaming)
        given.append(mention if stance == mention.stance else msgspec.structs.replace(mention, stance=stance))
    return tuple(given)


#: Between two indicators: the second is somebody else's.
_TURN = re.compile(r"(?<!\w)(?:sang|qua (?:stk|tk)|vao|toi|bi|con|boi|cua no)(?!\w)")


def _around(
    folded: str, parts: list[Span], known: dict[int, _Statement], places: list[Span], start: int, end: int
) -> _Around:
    place = max(0, bisect_right(parts, (start, len(folded) + 1)) - 1)
    first, last = parts[place]
    if place not in known:
        before = parts[place - 1] if place else (0, 0)
        within = places[bisect_left(places, (first, 0)) : bisect_left(places, (last, 0))]
        ends = sorted({ended - first for _, ended in within})
        known[place] = _Statement(folded[first:last], folded[before[0] : before[1]], ends)
    other = bisect_left(places, (start, 0)) - 1  # mentions are sorted by place
    turn = 0
    if other >= 0 and places[other][0] >= first and places[other][1] <= start:
        ended = places[other][1]
        turn = ended - first if _TURN.search(folded, ended, start) else 0
    quoted = known[place].text.count('"', 0, start - first) % 2 == 1
    return _Around(start - first, end - first, known[place], turn, quoted)


def _in_offer(mention: Mention, around: _Around, shaming: bool) -> Stance:
    """In an offer everything is the offerer's, but whom he shames, runs down or boasts of is only mentioned."""
    said = around.statement
    if shaming and said.shames and _cost(said.own, around, before_only=True) == _FAR:
        return "offer" if TOLD.search(said.text, max(0, around.start - 40), around.start) else "mentioned"
    if IS_FALSE.match(said.text, around.end):
        return "mentioned"
    if mention.type == "bank_account" and _cost(said.paid, around, before_only=True) < _COMMA:
        return "mentioned"
    rival = _last_before(said.rivals, around.start)
    if rival < 0 or not said.accusing[0] or _last_before(said.ours, around.start) > rival:
        return "offer"
    return "offer" if _last_before(said.own, around.start) >= 0 else "mentioned"


def _last_before(cues: Cues, place: int) -> int:
    """Where the last cue that ends before a place begins; -1 where there is none."""
    starts, ends = cues
    at = bisect_right(ends, place)
    return starts[at - 1] if at else -1


def _in_report(mention: Mention, around: _Around, shaming: bool) -> Stance:
    """The cue that stands nearest says whose an indicator is; without one it is the accused's."""
    said = around.statement
    if shaming and said.shames:
        return "writer" if said.own[0] else "mentioned"
    accusing = _cost(said.accusing, around)
    if said.exonerates and not _CHEATING.search(said.text, max(0, around.start - 30), around.start):
        return "mentioned"
    only_before = mention.type not in _PERSONAL
    foreign = NOT_OURS.match(said.text, around.end) or around.quoted
    own = _FAR if foreign else _cost(said.own, around, only_before, apart=True)
    if only_before and mention.type != "bank_account" and own > _SITE_REACH:
        own = _FAR
    if OURS_AFTER.match(said.text, around.end):
        own = min(own, _DONE - 1)
    theirs = _cost(said.third_persons, around, before_only=True)
    if DOES.match(said.text, around.end) and theirs > _REACH:
        accusing = min(accusing, _DONE)
    if theirs > (_REACH if mention.type in _PERSONAL else _NEXT_TO):
        theirs = _FAR  # what is no way to reach a person is seldom anybody's but the two sides'
    if theirs <= min(accusing, own, _FAR - 1):
        return "mentioned"
    if own < min(accusing, _FAR):
        return "writer"
    if accusing == _FAR and mention.type in _PERSONAL:
        # a personal contact in a statement without a cue: the statement before it decides
        return "writer" if said.follows_own else "accused"
    return "accused"


#: Right before an indicator, whoever else is cleared in the statement: ``số lừa đảo thật là …``.
_CHEATING = re.compile(r"(?<!\w)(?:lua|lua dao)(?: that)?(?: la)?[ :]{1,2}$")
#: Ways to reach a person.
_PERSONAL = frozenset({"phone", "zalo", "email", "facebook", "whatsapp"})
_FAR = 10_000
#: A cue after the indicator counts as this much farther away than one before it.
_BEHIND = 40
#: And as this much for each comma, and each other indicator, between the two.
_COMMA, _OTHER = 15, 30
#: How far what is done by an indicator, said right behind it, counts as being.
_DONE = 4
#: So near a cue stands right beside an indicator; and no farther than this a third person's is told.
_NEXT_TO, _REACH = 12, 40
#: Nor is a site the writer's who speaks of himself farther away.
_SITE_REACH = 79
#: Between two farther apart than this nothing is counted any more.
_GAP = 300


def _cost(cues: Cues, around: _Around, before_only: bool = False, apart: bool = False) -> int:
    """How far the nearest cue of the statement is from the mention; ``_FAR`` where there is none.

    ``before_only``: only cues that end before the mention count, so that it stands in none ("cảnh báo: số … giả
    danh công an"). ``apart``: cues that the mention stands in do not count either ("ai bị số … lừa thì liên hệ em"),
    nor those that a turn of speech parts from it ("từ stk của em … sang stk …").
    """
    starts, ends = cues
    if before_only or apart:
        place = bisect_right(ends, around.start)
        reached = place and (not apart or ends[place - 1] > around.turn)
        before = _between(around, ends[place - 1], around.start) if reached else _FAR
    else:
        place = bisect_left(starts, around.start)
        before = _between(around, min(ends[place - 1], around.start), around.start) if place else _FAR
    if before_only:
        return before
    place = bisect_left(starts, around.start)
    after = _between(around, around.end, starts[place]) + _BEHIND if place < len(starts) else _FAR
    return min(before, after)


def _between(around: _Around, start: int, end: int) -> int:
    """What lies between two places of the statement: its letters, its commas, its other indicators."""
    start = min(start, end)
    if end - start > _GAP:
        return end - start
    commas = around.statement.text.count(",", start, end)
    ends = around.statement.others
    others = bisect_left(ends, end) - bisect_right(ends, start)
    return end - start + _COMMA * commas + _OTHER * others
