"""From rows to clusters: near-identical wording, the same role, a strong indicator in common (or none at all)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from typing import NamedTuple

from canhgiac.campaigns.joining import Joining, Part
from canhgiac.campaigns.reading import Reading, Row
from canhgiac.campaigns.templates import group_wordings
from canhgiac.campaigns.unions import Unions


class Group(NamedTuple):
    """A cluster to be: its rows (sorted by id), its template's number, the things of its live rows and how
    many of these name each."""

    rows: list[Row]
    template: int
    things: tuple[int, ...]
    named: tuple[int, ...]

    @property
    def live(self) -> list[Row]:
        """Rows that count: those not decided ``false``; all, where all are."""
        return [row for row in self.rows if row.live] or self.rows

    @property
    def is_live(self) -> bool:
        """Whether any text of it was not decided ``false``."""
        return any(row.live for row in self.rows)


class Grouped(NamedTuple):
    """All clusters, what things are called by number, and which of them are hubs."""

    groups: list[Group]
    things: list[str]
    hubs: frozenset[int]


class Key(NamedTuple):
    """Of an atom, the rows of one template with the very same things; those that were in a cluster decided ``false``
    are one of their own, with that ``holder``."""

    template: int
    things: tuple[int, ...]
    holder: str


def cluster(reading: Reading, former: Mapping[str, str] | None = None, false: Set[str] = frozenset()) -> Grouped:
    """Puts all rows into clusters.

    ``former`` has the cluster in which findings were, where that still counts for them, ``false`` the clusters decided
    so. Such a one stays together, and takes in what is new and brings it nothing but referral codes.
    """
    former = former or {}
    templates = group_wordings(reading.shingles)
    things = sorted({indicator.thing for indicator in reading.indicators})
    numbers = {thing: number for number, thing in enumerate(things)}
    of_indicator = [numbers[indicator.thing] for indicator in reading.indicators]
    atoms: dict[Key, list[Row]] = {}
    for row in reading.rows:
        linked = tuple(sorted({of_indicator[each] for each in row.linking}))
        holder = former.get(row.id, "")
        key = Key(templates.find(row.wording), linked, holder if holder in false else "")
        atoms.setdefault(key, []).append(row)
    keys = sorted(atoms)
    joining = Joining([_part(key, atoms[key]) for key in keys])
    hubs = frozenset(joining.hubs)
    codes = frozenset(number for thing, number in numbers.items() if thing.startswith("referral:"))
    held = _held(keys, atoms, hubs, codes, former.keys()) if false else {}
    return Grouped(_clusters(keys, atoms, hubs, joining.unions, held), things, hubs)


def _part(key: Key, rows: list[Row]) -> Part:
    live = sum(row.live for row in rows)
    return Part(key.things, (live,) * len(key.things), live, main_scheme(rows), key.template, live > 0)


#: Stands for having no thing: such texts of one template are together too.
_NOTHING = -1


def _own(things: tuple[int, ...], hubs: frozenset[int]) -> list[int]:
    """Those of an atom's things that are no hubs."""
    return [thing for thing in things if thing not in hubs] or [_NOTHING]


def _held(
    keys: list[Key], atoms: dict[Key, list[Row]], hubs: frozenset[int], codes: frozenset[int], seen: Set[str]
) -> dict[int, str]:
    """Which atoms a cluster decided ``false`` holds: those that were in it, and those that nobody has seen yet whose
    things it has all, referral codes aside, unless they share more with texts of another word.

    Codes decide nothing, so what it took in makes it take in no more: order and number of runs don't matter.
    """
    held = {number: key.holder for number, key in enumerate(keys) if key.holder}
    alike: dict[tuple[int, tuple[int, ...]], set[str]] = {}
    having: dict[tuple[int, int], set[str]] = {}
    vouched: set[tuple[int, int]] = set()
    for key in keys:
        own = {*key.things, *_own(key.things, hubs)}
        if key.holder:
            alike.setdefault((key.template, key.things), set()).add(key.holder)
            for thing in own:
                having.setdefault((key.template, thing), set()).add(key.holder)
        elif any(map(_is_vouched, atoms[key])):
            vouched.update((key.template, thing) for thing in own - hubs)
    for number, key in enumerate(keys):
        if key.holder or any(row.id in seen or _is_vouched(row) for row in atoms[key]):
            continue
        if key[:2] in alike:
            held[number] = min(alike[key[:2]])
            continue
        own = set(_own(key.things, hubs))
        shared = own - codes
        if not shared or sum((key.template, thing) in vouched for thing in own) > len(shared):
            continue
        holders = set.intersection(*(having.get((key.template, each), set()) for each in {*key.things, *own} - codes))
        if holders:
            held[number] = min(holders)
    return held


def _is_vouched(row: Row) -> bool:
    return row.live and row.decided


def _clusters(
    keys: list[Key], atoms: dict[Key, list[Row]], hubs: frozenset[int], joined: Unions, held: dict[int, str]
) -> list[Group]:
    """Atoms of one template that share a thing which is no hub, where that thing joined them, or that are ``held``
    by one cluster; what is held joins nothing else."""
    unions = Unions(len(keys))
    first: dict[tuple[int, int | str, int], int] = {}
    for number, key in enumerate(keys):
        if number in held:
            unions.join(first.setdefault((key.template, held[number], 0), number), number)
            continue
        for thing in _own(key.things, hubs):
            group = joined.find(number) if thing != _NOTHING else 0
            unions.join(first.setdefault((key.template, thing, group), number), number)
    members: dict[int, list[int]] = {}
    for number in range(len(keys)):
        members.setdefault(unions.find(number), []).append(number)
    return [_group([(keys[number], atoms[keys[number]]) for number in numbers], hubs) for numbers in members.values()]


def _group(atoms: list[tuple[Key, list[Row]]], hubs: frozenset[int]) -> Group:
    counts: Counter[int] = Counter()
    for key, rows in atoms:
        live = sum(row.live for row in rows)
        counts.update({thing: live for thing in key.things if live and thing not in hubs})
    rows = sorted(row for _, rows in atoms for row in rows)
    things = tuple(sorted(counts))
    return Group(rows, atoms[0][0].template, things, tuple(counts[thing] for thing in things))


def main_scheme(rows: list[Row]) -> str | None:
    """The most frequent scheme of rows."""
    schemes = Counter(row.scheme for row in rows if row.scheme)
    return min(schemes, key=lambda scheme: (-schemes[scheme], scheme)) if schemes else None
