"""Counting a digest's figures, and freezing those of a finished day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from canhgiac.days import bounds, day_of
from canhgiac.digest.acting import Groups
from canhgiac.digest.figures import SCHEMA, Figures, Frozen, TopEntry
from canhgiac.digest.period import BASELINE_DAYS, Period, period_of
from canhgiac.digest.reading import read
from canhgiac.digest.sources import source_entries
from canhgiac.digest.trends import both, changes, comparable, rising, trends
from canhgiac.errors import NotFoundError, SettingsError
from canhgiac.sources import Source
from canhgiac.stores.base import Counts, RoleCounts, Store, TopFinding
from canhgiac.watch import MINE, WatchList

TOP = 10
#: Texts that are looked at for them: several may be of one cluster.
_LOOKED_AT = 20 * TOP
_SUMMED = ("posts", "new", "screened", "image_only", "quarantined", "offers", "reports", "review", "hidden")


class Asked(msgspec.Struct, frozen=True):
    """What a digest is asked of: ``days`` that end with ``day`` (by themselves, if ``None``), everything or, by its
    name, one of the watch ``lists``. ``sources`` are those that are configured, ``waiting_since`` is when the oldest
    batch in the spool was written: a day is not finished while posts of it wait."""

    day: str
    now: dt.datetime
    days: int | None = None
    list: str = ""
    lists: Mapping[str, WatchList] = {}
    sources: Sequence[Source] = ()
    waiting_since: dt.datetime | None = None
    recount: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing of the day can come any more."""
        end = bounds(self.day)[1]
        return end <= self.now and (self.waiting_since is None or self.waiting_since >= end)


def figures(store: Store, asked: Asked) -> Figures:
    """The figures of a digest.

    A finished day is counted once and frozen, with all watch lists; later calls give the frozen figures, unless
    ``recount``. What was frozen by another version of the product, or of a watch list that has changed since, is
    counted again, and the figures say so. Raises ``SettingsError`` for a day that has not begun or is not a date,
    ``NotFoundError`` for a list that there is not.
    """
    period = period_of(asked.day, asked.now, asked.days)
    if bounds(asked.day)[0] > asked.now:
        raise SettingsError(f"{asked.day} has not begun yet; today is {day_of(asked.now)}")
    if asked.list and asked.list not in asked.lists:
        if not asked.lists:
            raise NotFoundError(
                f"there is no watch list {asked.list!r}, nothing is watched yet: write watch.toml, see docs/watch.md"
            )
        known = ", ".join(asked.lists)
        raise NotFoundError(f"there is no watch list {asked.list!r} in watch.toml; there are: {known}")
    if not asked.finished or period != period_of(asked.day, asked.now):
        return _count(store, asked, period, asked.list)
    stored = store.frozen_day(asked.day)
    if stored is None:
        frozen = Frozen(
            SCHEMA, _count(store, asked, period, ""), {name: _count(store, asked, period, name) for name in asked.lists}
        )
        # another process may have been first: then its figures are the frozen ones
        if store.freeze_day(asked.day, msgspec.json.encode(frozen)):
            return frozen.lists[asked.list] if asked.list else frozen.whole
        stored = store.frozen_day(asked.day)
    kept, why = _of_frozen(stored or b"", asked)
    if kept is None or asked.recount:
        return _count(store, asked, period, asked.list, recount="asked" if asked.recount else why)
    return kept


def _of_frozen(stored: bytes, asked: Asked) -> tuple[Figures | None, str]:
    """The frozen figures, or why they can't be used."""
    try:
        frozen = msgspec.json.decode(stored, type=Frozen)
    except msgspec.DecodeError:
        return None, "version"
    if frozen.schema != SCHEMA:
        return None, "version"
    kept = frozen.lists.get(asked.list) if asked.list else frozen.whole
    if kept is None or (asked.list and kept.watch != asked.lists[asked.list].digest):
        return None, "list"
    return kept, ""


def _count(store: Store, asked: Asked, period: Period, name: str, *, recount: str = "") -> Figures:
    watch = asked.lists[name] if name else asked.lists.get(MINE)
    reading = read(store, period, watch if name else None, _LOOKED_AT)
    groups = Groups(store, watch, period, whole=not name)
    new_clusters, new_campaigns = groups.new()
    grown, stopped = changes(reading)
    run = store.groups_run()
    healthy = comparable(reading)
    return Figures(
        schema=SCHEMA, day=period.last, first=period.first, counted_at=asked.now, finished=asked.finished,
        counts=total(reading.days[BASELINE_DAYS:], period.last), act=groups.acting(), new_clusters=new_clusters,
        new_campaigns=new_campaigns, top=_one_a_cluster(store, reading.best)[:TOP],
        categories=trends(reading.days, "by_category"), schemes=trends(reading.days, "by_scheme"),
        compared_sources=len(healthy), grown=grown, stopped=stopped, silent=groups.silent(healthy),
        campaigns=groups.active(), queue=groups.queue(),
        sources=source_entries(store, reading.now, asked.sources, period.end, asked.now),
        words=rising(reading.words, reading.words_before), groups_at=run.at if run else None, recount=recount,
        list=name, watch=watch.digest if watch and name else "",
    )  # fmt: skip


def total(days: Iterable[Counts], day: str) -> Counts:
    """The sums of several days' figures, under ``day``."""
    every = list(days)
    sums = {name: sum(getattr(each, name) for each in every) for name in _SUMMED}
    by = {name: _added([getattr(each, name) for each in every]) for name in ("by_category", "by_scheme")}
    return Counts(day=day, **sums, **by)  # type: ignore[arg-type]  # the two kinds of values are told apart by name


def _added(counts: list[dict[str, RoleCounts]]) -> dict[str, RoleCounts]:
    names = sorted({name for each in counts for name in each if both(each[name])})
    return {
        name: RoleCounts(
            sum(each[name].offers for each in counts if name in each),
            sum(each[name].reports for each in counts if name in each),
        )
        for name in names
    }


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
