"""The figures of a day: counted once, frozen when the day is over, never holding a post's text."""

from __future__ import annotations

import datetime as dt

import msgspec

from canhgiac.days import bounds, day_of, previous
from canhgiac.digest.watched import watched
from canhgiac.errors import SettingsError
from canhgiac.records import HealthState
from canhgiac.stores.base import Counts, Store, TopFinding
from canhgiac.watch import WatchList

SCHEMA = 1
TOP = 10
#: Texts that are looked at for them: several may be of one cluster.
_LOOKED_AT = 20 * TOP


class TopEntry(msgspec.Struct, frozen=True):
    """A finding worth a look, by id: its text is read from the store when the digest is rendered.

    It stands for its ``cluster`` (empty: it is in none yet), ``copies`` are all findings of that, or of its text."""

    id: str
    copies: int
    cluster: str = ""


class SourceEntry(msgspec.Struct, frozen=True):
    """How a source was when the figures were counted."""

    source: str
    kind: str
    state: HealthState
    reason: str
    posts: int
    finished_at: dt.datetime


class Figures(msgspec.Struct, frozen=True):
    """All numbers of a digest. ``recount`` says that a finished day was counted again, ``mine`` that only what the
    watch list names was counted."""

    schema: int
    day: str
    counted_at: dt.datetime
    finished: bool
    counts: Counts
    before: Counts
    top: tuple[TopEntry, ...]
    sources: tuple[SourceEntry, ...]
    recount: bool = False
    mine: bool = False


def figures(
    store: Store, day: str, now: dt.datetime, *, recount: bool = False, waiting_since: dt.datetime | None = None,
    watch: WatchList | None = None,
) -> Figures:  # fmt: skip
    """The figures of ``day`` (``YYYY-MM-DD``, Asia/Ho_Chi_Minh).

    A finished day is counted once and frozen; later calls give the frozen figures, unless ``recount``.
    With ``watch`` only what fits it is counted, each time anew: the frozen figures are of everything.
    A day is not finished while posts of it wait in the spool: ``waiting_since`` is when the oldest was written.
    Raises ``SettingsError`` for a day that has not begun or is not a date.
    """
    try:
        begin, end = bounds(day)
    except ValueError as error:
        raise SettingsError(f"{day!r} is not a day; write it as 2026-11-22") from error
    if begin > now:
        raise SettingsError(f"{day} has not begun yet; today is {day_of(now)}")
    finished = end <= now and (waiting_since is None or waiting_since >= end)
    if watch is not None:
        return _count(store, day, now, end, finished=finished, recount=False, watch=watch)
    frozen = store.frozen_day(day) if finished else None
    if frozen is not None and not recount:
        return msgspec.json.decode(frozen, type=Figures)
    counted = _count(store, day, now, end, finished=finished, recount=frozen is not None)
    if finished and frozen is None:
        store.freeze_day(day, msgspec.json.encode(counted))
    return counted


def _count(
    store: Store, day: str, now: dt.datetime, end: dt.datetime, *, finished: bool, recount: bool,
    watch: WatchList | None = None,
) -> Figures:  # fmt: skip
    if watch is None:
        counts, before = store.day_counts(day), store.day_counts(previous(day))
        best = store.top_findings(day, limit=_LOOKED_AT)
    else:
        counts, best = watched(store, watch, day, _LOOKED_AT)
        before, _ = watched(store, watch, previous(day), 0)
    return Figures(
        schema=SCHEMA,
        day=day,
        counted_at=now,
        finished=finished,
        counts=counts,
        before=before,
        top=_one_a_cluster(store, best)[:TOP],
        sources=tuple(
            SourceEntry(name, visit.kind, visit.state, visit.reason, visit.posts, visit.finished_at)
            for name, visit in sorted(store.health(before=end).items())
        ),
        recount=recount,
        mine=watch is not None,
    )


def _one_a_cluster(store: Store, best: list[TopFinding]) -> tuple[TopEntry, ...]:
    """The best finding of each cluster, in their order; findings in none stand for themselves."""
    clusters = store.clusters_of([each.finding.id for each in best])
    rows: dict[str, TopEntry] = {}
    for each in best:
        hit = clusters.get(each.finding.id)
        if hit is None:
            rows[each.finding.id] = TopEntry(each.finding.id, each.copies)
        elif hit.cluster.id not in rows and (hit.decision is None or hit.decision.verdict != "false"):
            # the groups may be older than the newest copies
            copies = max(hit.cluster.findings, each.copies)
            rows[hit.cluster.id] = TopEntry(each.finding.id, copies, hit.cluster.id)
    return tuple(rows.values())
