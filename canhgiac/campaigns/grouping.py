"""From rows to clusters: near-identical wording, the same role, a strong indicator in common (or none at all)."""

from __future__ import annotations

from collections import Counter
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


def cluster(reading: Reading) -> Grouped:
    """Puts all rows into clusters."""
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
    return Grouped(_clusters(keys, atoms, hubs, joining.unions), things, hubs)


Key = tuple[int, tuple[int, ...]]


def _part(key: Key, rows: list[Row]) -> Part:
    live = sum(row.live for row in rows)
    return Part(key[1], (live,) * len(key[1]), live, main_scheme(rows), key[0], live > 0)


def _clusters(keys: list[Key], atoms: dict[Key, list[Row]], hubs: frozenset[int], joined: Unions) -> list[Group]:
    """Atoms of one template that share a thing which is no hub, where that thing joined them."""
    unions = Unions(len(keys))
    first: dict[tuple[int, int, int], int] = {}
    for number, (template, things) in enumerate(keys):
        own = [(thing, joined.find(number)) for thing in things if thing not in hubs]
        # -1 stands for having no thing: such texts of one template are together too
        for thing, group in own or [(-1, -1)]:
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
