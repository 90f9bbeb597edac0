"""Visits of sources, and what each source came to, in SQLite."""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from canhgiac import days
from canhgiac.records import GOOD, Visit
from canhgiac.stores.base import RoleCounts, SourceCounts
from canhgiac.stores.sqlite_figures import SHOWN, WITH_VERDICT, add, span
from canhgiac.stores.sqlite_schema import to_micros

_JSON = msgspec.json.Encoder()
_VISIT = msgspec.json.Decoder(Visit)


def source_counts(db: sqlite3.Connection, first: str, last: str) -> dict[str, SourceCounts]:
    """What each source came to on some days."""
    found: dict[str, dict[str, Any]] = {}

    def of(source: str) -> dict[str, Any]:
        return found.setdefault(source, {"by_category": {}, "by_scheme": {}})

    for source, posts in db.execute(
        "SELECT source, total(posts) FROM batches WHERE day >= ? AND day <= ? GROUP BY source", (first, last)
    ):
        of(source)["posts"] = int(posts)
    bounds = (to_micros(days.bounds(first)[0]), to_micros(days.bounds(last)[1]))
    for source, visited, good, pictures in db.execute(
        """SELECT source, count(*),
               count(*) FILTER (WHERE json_extract(CAST(doc AS TEXT), '$.state') IN (SELECT value FROM json_each(?3))),
               total(json_extract(CAST(doc AS TEXT), '$.image_only'))
           FROM visits WHERE finished_at >= ?1 AND finished_at < ?2 GROUP BY source""",
        (*bounds, json.dumps(GOOD)),
    ):
        of(source).update(visits=visited, good=good, pictures=int(pictures))
    for source, category, scheme, offers, reports in db.execute(
        f"""SELECT f.source, f.category, f.scheme, count(*) FILTER (WHERE f.role = 'offer'),
               count(*) FILTER (WHERE f.role = 'report')
           FROM {WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {SHOWN}
           GROUP BY f.source, f.category, f.scheme""",
        span(first, last),
    ):
        add(of(source)["by_category"], category, RoleCounts(offers, reports))
        if scheme is not None:
            add(of(source)["by_scheme"], scheme, RoleCounts(offers, reports))
    return {source: SourceCounts(source=source, **found[source]) for source in sorted(found)}


def put_visit(db: sqlite3.Connection, visit: Visit) -> None:
    """Keeps a visit once."""
    db.execute(
        "INSERT INTO visits VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (visit.id, visit.source, to_micros(visit.finished_at), _JSON.encode(visit)),
    )


def visits(db: sqlite3.Connection, source: str | None, limit: int) -> list[Visit]:
    """Visits, latest first."""
    rows = db.execute(
        """SELECT doc FROM visits WHERE ?1 IS NULL OR source = ?1
           ORDER BY finished_at DESC, id DESC LIMIT ?2""",
        (source, limit),
    )
    return [_VISIT.decode(doc) for (doc,) in rows]


def health(
    db: sqlite3.Connection, before: dt.datetime | None, states: Sequence[str] | None
) -> dict[str, Visit]:
    """The latest visit of every source that ended before a time and in one of some states, or of all."""
    rows = db.execute(
        """SELECT source, doc FROM (
               SELECT source, doc, row_number() OVER (
                   PARTITION BY source ORDER BY finished_at DESC, id DESC) AS rank FROM visits
               WHERE (?1 IS NULL OR finished_at < ?1)
                 AND (?2 IS NULL OR json_extract(CAST(doc AS TEXT), '$.state') IN (SELECT value FROM json_each(?2))))
           WHERE rank = 1 ORDER BY source""",
        (None if before is None else to_micros(before), None if states is None else json.dumps(list(states))),
    )
    return {source: _VISIT.decode(doc) for source, doc in rows}
