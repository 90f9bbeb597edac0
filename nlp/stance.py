"""Whose each indicator is: the offerer's, the accused's, the writer's own, an official body's, or only mentioned.

A tagger decides, given the role of the whole text, by what stands around the indicators (``stance_features``). Two
rules stand above it: an official host or hotline stays official, and what is told beside the shaming of somebody for a
private debt is never the accused's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import msgspec

from canhgiac.records import Mention, Role, Stance
from nlp import tagger
from nlp.clauses import statements
from nlp.normalise import Normalised, normalise
from nlp.stance_cues import (
    DEBT_SHAME,
    NAMES_HIMSELF,
    OFFICIAL,
    POSING,
    SEPARATORS,
    SETTING_APART,
    SQUEEZED_RANKS,
    TURNING_TO,
)
from nlp.stance_features import features, is_official, places_of

TAGGER = "stances"

#: What an indicator can be in an offer, and in a report; the first is the usual.
IN_ROLE: dict[Role, tuple[Stance, ...]] = {
    "offer": ("offer", "mentioned"),
    "report": ("accused", "writer", "mentioned"),
}


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

    ``role`` is that of the whole text: in an ``offer`` contacts are the offerer's or somebody's who is mentioned, in a
    ``report`` the accused's, the writer's or somebody's who is mentioned, in any other text they are only mentioned.
    """
    if not mentions:
        return mentions
    given: list[Stance] = ["mentioned"] * len(mentions)
    official = [is_official(m) for m in mentions]
    if role is not None and not all(official):
        normalised = normalised or normalise(text)
        folded = normalised.folded
        spans = [normalised.place_of(m.span) for m in mentions]
        places = places_of(spans)
        labels = tagger.shipped(TAGGER).tag(features(folded, mentions, places, role))
        shamed = _shamed(folded, spans)
        for label, (_, held) in zip(labels, places, strict=True):
            # what the tagger takes for official and the official list does not know is nobody's to act on
            stance: Stance = next((one for one in IN_ROLE[role] if one == label), "mentioned")
            for place in held:
                given[place] = "mentioned" if stance == "accused" and shamed[place] else stance
    assigned = tuple(
        msgspec.structs.replace(mention, stance="official" if known else stance)
        for mention, stance, known in zip(mentions, given, official, strict=True)
    )
    return assigned if normalised is None else _without_victims(assigned, normalised.folded)


def _without_victims(mentions: tuple[Mention, ...], folded: str) -> tuple[Mention, ...]:
    """Accounts of the accused without a holder who gives his name in the report, or is called a victim in it."""
    names = [m.holder.lower() for m in mentions if m.holder and m.stance == "accused"]
    if not names:
        return mentions
    longest = max(map(len, names))
    presented = sorted(folded[found.end() : found.end() + longest] for found in NAMES_HIMSELF.finditer(folded))

    def is_presented(name: str) -> bool:
        place = bisect_left(presented, name)
        return place < len(presented) and presented[place].startswith(name)

    hidden = {name for name in names if is_presented(name)}
    return tuple(
        msgspec.structs.replace(m, holder=None) if m.stance == "accused" and (m.holder or "").lower() in hidden else m
        for m in mentions
    )


def _shamed(folded: str, spans: list[tuple[int, int]]) -> list[bool]:
    """Of each indicator, whether its statement or one beside it shames somebody for a debt."""
    if not DEBT_SHAME.search(folded):
        return [False] * len(spans)
    parts = statements(folded, spans)
    shames = [DEBT_SHAME.search(folded, *part) is not None for part in parts]
    places = [max(0, bisect_right(parts, (start, len(folded) + 1)) - 1) for start, _ in spans]
    return [any(shames[max(0, place - 1) : place + 2]) for place in places]
