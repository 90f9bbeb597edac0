"""Joining texts by what they share: first into clusters of one wording, then clusters into campaigns.

What is shared joins only where it tells who is behind a text. Things are taken from the rarest to the most
frequent, the doubtful ones last. By the time that a frequent one comes up, rarer ones have put texts
together; if it stands in many groups that have contacts of their own and little in common, it is a hub (a
hotline, an app's page, a forum's own link) and joins nothing. A thing that a large group hardly ever names
does not join it either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from canhgiac.campaigns.unions import Unions

#: So many groups with contacts of their own may share a thing without a look at what else they have in common.
FEW = 3
#: Up to here it is enough that more than half of them are of one scheme; from there on three quarters.
SOME = 8
#: No thing is shared by more groups than this and still somebody's own.
MANY = 400
#: A thing joins a group where at least so many of the group's findings name it, or this share of them.
ENOUGH, SHARE = 6, 0.08


class Part(NamedTuple):
    """What is joined: its shared ``things`` and how many of its findings name each, how many it has, their
    scheme, the number of its template; ``live`` where it may join at all."""

    things: tuple[int, ...]
    named: tuple[int, ...]
    size: int
    scheme: str | None
    template: int
    live: bool = True


class Words(NamedTuple):
    """An analyst's words on parts: pairs to merge, and pairs to keep apart, the first of which has left."""

    merged: tuple[tuple[int, int], ...] = ()
    split: tuple[tuple[int, int], ...] = ()


class Joining:
    """Joins ``parts`` by the things that they share.

    ``hubs`` join nothing; where ``None``, they are found. Afterwards ``unions`` has the sets of parts and
    ``hubs`` what joins nothing.
    """

    def __init__(
        self, parts: Sequence[Part], *, hubs: frozenset[int] | None = None, words: Words | None = None
    ) -> None:
        self.unions = Unions(len(parts))
        self.hubs: set[int] = set(hubs or ())
        self._looks_for_hubs = hubs is None
        self._parts = parts
        self._size = [part.size for part in parts]
        #: At most two things of each group: enough to see whether it has another than the one at hand.
        self._own = {number: set(part.things[:2]) for number, part in enumerate(parts)}
        self._schemes = {number: Counter([part.scheme] if part.scheme else []) for number, part in enumerate(parts)}
        self._apart: dict[int, set[int]] = {}
        words = words or Words()
        for one, other in words.split:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        for one, other in words.merged:
            self._join(one, other)
        leaving = {one for one, _ in words.split}
        sharing = _sharing(parts)
        # those that stay find each other first, so that what leaves cannot come between them
        rounds: list[set[int]] = [leaving, set()] if leaving else [set()]
        for left_out in rounds:
            for thing, holders in sharing:
                self._consider(thing, [holder for holder in holders if holder not in left_out])

    def _consider(self, thing: int, holders: list[int]) -> None:
        if thing in self.hubs:
            return
        groups: Counter[int] = Counter()
        for holder in holders:
            part = self._parts[holder]
            groups[self.unions.find(holder)] += part.named[part.things.index(thing)]
        if len(groups) < 2:
            return
        if self._looks_for_hubs and self._is_hub(thing, groups):
            self.hubs.add(thing)
            return
        carrying = sorted(
            group for group, count in groups.items() if count >= min(ENOUGH, SHARE * self._size[group])
        )
        for group in carrying[1:]:
            self._join(carrying[0], group)

    def _is_hub(self, thing: int, groups: Iterable[int]) -> bool:
        strangers = [group for group in groups if self._own[group] - {thing}]
        if len(strangers) <= FEW:
            return False
        if len(strangers) > MANY:
            return True
        schemes = Counter(main for group in strangers if (main := _most(self._schemes[group])))
        known = sum(schemes.values())
        common = max(schemes.values()) / known if known else 1.0
        return common <= 0.5 if len(strangers) <= SOME else common < 0.75

    def _join(self, one: int, other: int) -> None:
        one, other = self.unions.find(one), self.unions.find(other)
        if one == other or self._are_apart(one, other):
            return
        low = self.unions.join(one, other)
        high = other if low == one else one
        self._size[low] += self._size[high]
        self._own[low] = set(sorted(self._own[low] | self._own.pop(high))[:2])
        self._schemes[low] += self._schemes.pop(high)
        if high in self._apart:
            self._apart.setdefault(low, set()).update(self._apart.pop(high))

    def _are_apart(self, one: int, other: int) -> bool:
        if one not in self._apart or other not in self._apart:
            return False
        return any(self.unions.find(stranger) == other for stranger in self._apart[one])


def _most(counter: Counter[str]) -> str | None:
    return min(counter, key=lambda name: (-counter[name], name)) if counter else None


def _sharing(parts: Sequence[Part]) -> list[tuple[int, list[int]]]:
    """Things that several live parts have, with those parts, in the order in which they may join.

    First what serves one scheme, and of that what is borne out by a wording or another thing that those parts
    share too; then the rarest. The doubtful is judged when the groups are there that might share it by chance.
    """
    holders: dict[int, list[int]] = {}
    for number, part in enumerate(parts):
        if part.live:
            for thing in part.things:
                holders.setdefault(thing, []).append(number)
    return sorted(
        ((thing, having) for thing, having in holders.items() if len(having) > 1),
        key=lambda each: (*_doubts(parts, *each), len(each[1]), each[0]),
    )


def _doubts(parts: Sequence[Part], thing: int, holders: list[int]) -> tuple[bool, int]:
    """Whether a thing serves several schemes, and how far (0 to 4) its holders have nothing else in common."""
    several = len({parts[holder].scheme for holder in holders} - {None}) > 1
    local = Unions(len(holders))
    first: dict[tuple[str, int], int] = {}
    for place, holder in enumerate(holders):
        part = parts[holder]
        local.join(first.setdefault(("template", part.template), place), place)
        for other in part.things:
            if other != thing:
                local.join(first.setdefault(("thing", other), place), place)
    pieces = sum(local.find(place) == place for place in range(len(holders)))
    return several, 4 * (pieces - 1) // (len(holders) - 1)
