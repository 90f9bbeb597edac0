"""The figures of a day: counted once, frozen when the day is over, never holding a post's text."""

from __future__ import annotations

import datetime as dt

import msgspec

from canhgiac.days import bounds, day_of, previous
from canhgiac.errors import SettingsError
from canhgiac.records import HealthState
from canhgiac.stores.base import Counts, Store

SCHEMA = 1
TOP = 10


class TopEntry(msgspec.Struct, frozen=True):
    """A finding worth a look, by id: its text is read from the store when the digest is rendered."""

    id: str
    copies: int


class SourceEntry(msgspec.Struct, frozen=True):
    """How a source was when the figures were counted."""

    source: str
    kind: str
    state: HealthState
    reason: str
    posts: int
    finished_at: dt.datetime


class Figures(msgspec.Struct, frozen=True):
    """All numbers of a digest. ``recount`` says that a finished day was counted again."""

    schema: int
    day: str
    counted_at: dt.datetime
    finished: bool
    counts: Counts
    before: Counts
    top: tuple[TopEntry, ...]
    sources: tuple[SourceEntry, ...]
    recount: bool = False


def figures(
    store: Store, day: str, now: dt.datetime, *, recount: bool = False, waiting_since: dt.datetime | None = None
) -> Figures:
    """The figures of ``day`` (``YYYY-MM-DD``, Asia/Ho_Chi_Minh).

    A finished day is counted once and frozen; later calls give the frozen figures, unless ``recount``.
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
    frozen = store.frozen_day(day) if finished else None
    if frozen is not None and not recount:
        return msgspec.json.decode(frozen, type=Figures)
    counted = _count(store, day, now, end, finished=finished, recount=frozen is not None)
    if finished and frozen is None:
        store.freeze_day(day, msgspec.json.encode(counted))
    return counted


def _count(
    store: Store, day: str, now: dt.datetime, end: dt.datetime, *, finished: bool, recount: bool
) -> Figures:
    return Figures(
        schema=SCHEMA,
        day=day,
        counted_at=now,
        finished=finished,
        counts=store.day_counts(day),
        before=store.day_counts(previous(day)),
        top=tuple(TopEntry(top.finding.id, top.copies) for top in store.top_findings(day, limit=TOP)),
        sources=tuple(
            SourceEntry(name, visit.kind, visit.state, visit.reason, visit.posts, visit.finished_at)
            for name, visit in sorted(store.health(before=end).items())
        ),
        recount=recount,
    )
