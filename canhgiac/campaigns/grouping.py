"""From rows to clusters: near-identical wording, the same role, a strong indicator in common (or none at all)."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from canhgiac.campaigns.joining import Joining, Part
from canhgiac.campaigns.reading import Reading, Row
from canhgiac.campaigns.templates import group_wordings
from canhgiac.campaigns.unions import Unions


class Group(NamedTuple):
    """A cluster to be: its rows (sorted by id), its template's number, and the things of its live rows."""

    rows: list[Row]
    template: int
    things: tuple[int, ...]

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
    parts = [Part(key[1], main_scheme(atoms[key]), key[0], any(row.live for row in atoms[key])) for key in keys]
    hubs = frozenset(Joining(parts).hubs)
    return Grouped(_clusters(keys, atoms, hubs), things, hubs)


def _clusters(
    keys: list[tuple[int, tuple[int, ...]]], atoms: dict[tuple[int, tuple[int, ...]], list[Row]], hubs: frozenset[int]
) -> list[Group]:
    unions = Unions(len(keys))
    first: dict[tuple[int, int], int] = {}
    for number, (template, things) in enumerate(keys):
        own = [thing for thing in things if thing not in hubs]
        # -1 stands for having no thing: such texts of one template are together too
        for thing in own or [-1]:
            unions.join(first.setdefault((template, thing), number), number)
    members: dict[int, list[int]] = {}
    for number in range(len(keys)):
        members.setdefault(unions.find(number), []).append(number)
    groups = []
    for numbers in members.values():
        rows = sorted(row for number in numbers for row in atoms[keys[number]])
        live = {
            thing
            for number in numbers
            if any(row.live for row in atoms[keys[number]])
            for thing in keys[number][1]
            if thing not in hubs
        }
        groups.append(Group(rows, keys[numbers[0]][0], tuple(sorted(live))))
    return groups


def main_scheme(rows: list[Row]) -> str | None:
    """The most frequent scheme of rows."""
    schemes = Counter(row.scheme for row in rows if row.scheme)
    return min(schemes, key=lambda scheme: (-schemes[scheme], scheme)) if schemes else None
