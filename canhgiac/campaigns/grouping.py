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


def cluster(reading: Reading, former: Mapping[str, str] | None = None, false: Set[str] = frozenset()) -> Grouped:
    """Puts all rows into clusters.

    ``former`` has the cluster in which findings were (the empty string: in none that still counts for them),
    ``false`` the clusters decided so. Such a one stays together, and takes in what is new and shares a thing with it.
    """
    templates = group_wordings(reading.shingles)
    things = sorted({indicator.thing for indicator in reading.indicators})
    numbers = {thing: number for number, thing in enumerate(things)}
    of_indicator = [numbers[indicator.thing] for indicator in reading.indicators]
    # an atom: rows of one template with the very same things
    atoms: dict[tuple[int, tuple[int, ...]], list[Row]] = {}
    for row in reading.rows:
        linked = tuple(sorted({of_indicator[each] for each in row.linking}))
        atoms.setdefault((templates.find(row.wording), linked), []).append(row)
    keys = sorted(atoms)
    joining = Joining([_part(key, atoms[key]) for key in keys])
    hubs = frozenset(joining.hubs)
    holding = _held(keys, atoms, hubs, former or {}, false) if false else {}
    return Grouped(_clusters(keys, atoms, hubs, joining.unions, holding), things, hubs)


Key = tuple[int, tuple[int, ...]]


def _part(key: Key, rows: list[Row]) -> Part:
    live = sum(row.live for row in rows)
    return Part(key[1], (live,) * len(key[1]), live, main_scheme(rows), key[0], live > 0)


#: Stands for having no thing: such texts of one template are together too.
_NOTHING = -1


def _own(things: tuple[int, ...], hubs: frozenset[int]) -> list[int]:
    """Those of an atom's things that are no hubs."""
    return [thing for thing in things if thing not in hubs] or [_NOTHING]


def _held(
    keys: list[Key], atoms: dict[Key, list[Row]], hubs: frozenset[int], former: Mapping[str, str], false: Set[str]
) -> dict[int, str]:
    """Which atoms a cluster decided ``false`` holds: those that were in it, and those that nobody has seen yet and
    that share at least as many things of one template with it as with any other."""
    dead = {
        (template, id)
        for (template, _), rows in atoms.items()
        for row in rows
        if not row.live and (id := former.get(row.id, "")) in false
    }
    held: dict[int, str] = {}
    new: set[int] = set()
    for number, key in enumerate(keys):
        before = (former.get(row.id) for row in atoms[key])
        # a post of such a cluster that was edited to other words is a new one
        were = Counter(id for id in before if id is not None and (id not in false or (key[0], id) in dead))
        if not were:
            new.add(number)
        elif (most := min(were, key=lambda id: (-were[id], id in false, id))) in false:
            held[number] = most
    sharing: dict[tuple[int, int], set[str]] = {}
    for number, (template, things) in enumerate(keys):
        for thing in _own(things, hubs) if number not in new else ():
            sharing.setdefault((template, thing), set()).add(held.get(number, ""))
    for number in sorted(new):
        template, things = keys[number]
        shared = Counter(id for thing in _own(things, hubs) for id in sharing.get((template, thing), ()))
        if shared and (most := min(shared, key=lambda id: (-shared[id], id == "", id))):
            held[number] = most
    return held


def _clusters(
    keys: list[Key], atoms: dict[Key, list[Row]], hubs: frozenset[int], joined: Unions, held: dict[int, str]
) -> list[Group]:
    """Atoms of one template that share a thing which is no hub, where that thing joined them, or that are ``held``
    by one cluster; what is held joins nothing else."""
    unions = Unions(len(keys))
    first: dict[tuple[int, int | str, int], int] = {}
    for number, (template, things) in enumerate(keys):
        if number in held:
            unions.join(first.setdefault((template, held[number], 0), number), number)
            continue
        for thing in _own(things, hubs):
            group = joined.find(number) if thing != _NOTHING else 0
            unions.join(first.setdefault((template, thing, group), number), number)
    members: dict[int, list[int]] = {}
    for number in range(len(keys)):
        members.setdefault(unions.find(number), []).append(number)
    return [_group([(keys[number], atoms[keys[number]]) for number in numbers], hubs) for numbers in members.values()]


def _group(atoms: list[tuple[Key, list[Row]]], hubs: frozenset[int]) -> Group:
    counts: Counter[int] = Counter()
    for (_, things), rows in atoms:
        live = sum(row.live for row in rows)
        counts.update({thing: live for thing in things if live and thing not in hubs})
    rows = sorted(row for _, rows in atoms for row in rows)
    things = tuple(sorted(counts))
    return Group(rows, atoms[0][0][0], things, tuple(counts[thing] for thing in things))


def main_scheme(rows: list[Row]) -> str | None:
    """The most frequent scheme of rows."""
    schemes = Counter(row.scheme for row in rows if row.scheme)
    return min(schemes, key=lambda scheme: (-schemes[scheme], scheme)) if schemes else None
