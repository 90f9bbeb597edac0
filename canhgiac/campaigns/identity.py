"""Ids that last: a group keeps that of the former one with which it shares most findings."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from canhgiac.campaigns.reading import Row
from canhgiac.records import MergedId
from canhgiac.stores.base import FINDING_DAYS

#: Hexadecimal digits of an id.
_DIGITS = 12


def oldest(rows: Iterable[Row]) -> Row:
    """The row that was there first."""
    return min(rows, key=lambda row: (row.first, row.id))


def fresh_id(prefix: str, row: Row) -> str:
    """An id made of a group's oldest finding, such as ``k-3f9a1c27b04d``."""
    return f"{prefix}-{hashlib.blake2b(row.id.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()[:_DIGITS]}"


def keep_ids(
    prefix: str, groups: Sequence[Sequence[Row]], former: Mapping[str, str], spent: Set[str] = frozenset()
) -> tuple[list[str], dict[str, str]]:
    """An id for each group, and for each former id that nobody keeps, which one took most of it over.

    ``former`` has each finding's former id (or the empty string); no group gets one of ``spent`` anew. Ties go to the
    smaller former id, then to the group with the older finding.
    """
    shared = [Counter(former[row.id] for row in rows if former.get(row.id)) for rows in groups]
    first = [oldest(rows) for rows in groups]
    claims = sorted(
        (-count, old, first[number].first, first[number].id, number)
        for number, counts in enumerate(shared)
        for old, count in counts.items()
    )
    kept: dict[int, str] = {}
    taken: dict[str, int] = {}
    heirs: dict[str, int] = {}
    for _, old, _, _, number in claims:
        heirs.setdefault(old, number)
        if number not in kept and old not in taken:
            kept[number] = old
            taken[old] = number
    used = {*former.values(), *spent}
    ids = []
    for number in range(len(groups)):
        id = kept.get(number)
        if id is None:
            id = base = fresh_id(prefix, first[number])
            turn = 1
            while id in used:  # its oldest finding made an id once that another group has kept
                turn += 1
                id = f"{base}{turn:x}"
            used.add(id)
        ids.append(id)
    return ids, {old: ids[number] for old, number in heirs.items() if old not in taken}


def follow(merged: Iterable[MergedId], moved: Mapping[str, str], present: set[str], now: dt.datetime) -> list[MergedId]:
    """Former ids and where they lead now: earlier ones too, while there is something there, for as long as a
    finding is kept."""
    oldest_kept = now - dt.timedelta(days=FINDING_DAYS)
    led = {each.id: each for each in merged if each.at >= oldest_kept and each.id not in present}
    for id, into in moved.items():
        led[id] = MergedId(id, into, now)
    followed = []
    for each in led.values():
        into = moved.get(each.into, each.into)
        if into in present:
            followed.append(MergedId(each.id, into, each.at))
    return sorted(followed, key=lambda each: each.id)
