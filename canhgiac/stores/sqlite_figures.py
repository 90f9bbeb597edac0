"""A day's figures, its best findings, and visits, read from SQLite."""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import datetime as dt
import sqlite3

import msgspec

from canhgiac import days
from canhgiac.records import Visit
from canhgiac.stores.base import Counts, RoleCounts
from canhgiac.stores.sqlite_schema import to_micros
from canhgiac.stores.sqlite_write import place

_JSON = msgspec.json.Encoder()
_VISIT = msgspec.json.Decoder(Visit)

#: Joins the decision on a finding's text as ``v.verdict``.
_WITH_VERDICT = "findings AS f LEFT JOIN verdicts AS v ON v.subject = 'text' AND v.target = f.text_key"
_SHOWN = "v.verdict IS NOT 'false' AND (f.review = 0 OR v.verdict = 'confirmed')"


def _range(day: str) -> tuple[int, int]:
    start, end = days.bounds(day)
    return place(to_micros(start)), place(to_micros(end))


def day_counts(db: sqlite3.Connection, day: str) -> Counts:
    """The figures of one day."""
    read = db.execute(
        "SELECT total(posts), total(new), total(screened), total(image_only), total(quarantined) "
        "FROM batches WHERE day = ?",
        (day,),
    ).fetchone()
    posts, new, screened, image_only, quarantined = (int(total) for total in read)
    review, hidden = db.execute(
        f"""SELECT count(*) FILTER (WHERE f.review AND v.verdict IS NOT 'false' AND v.verdict IS NOT 'confirmed'),
               count(*) FILTER (WHERE v.verdict IS 'false')
           FROM {_WITH_VERDICT} WHERE f.n >= ? AND f.n < ?""",
        _range(day),
    ).fetchone()
    categories: dict[str, RoleCounts] = {}
    schemes: dict[str, RoleCounts] = {}
    rows = db.execute(
        f"""SELECT f.category, f.scheme, count(*) FILTER (WHERE f.role = 'offer'),
               count(*) FILTER (WHERE f.role = 'report')
           FROM {_WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {_SHOWN}
           GROUP BY f.category, f.scheme ORDER BY f.category, f.scheme""",
        _range(day),
    )
    for category, scheme, offers, reports in rows:
        _add(categories, category, offers, reports)
        if scheme is not None:
            _add(schemes, scheme, offers, reports)
    return Counts(
        day=day, posts=posts, new=new, screened=screened, image_only=image_only, quarantined=quarantined,
        offers=sum(count.offers for count in categories.values()),
        reports=sum(count.reports for count in categories.values()),
        review=review, hidden=hidden, by_category=_by_name(categories), by_scheme=_by_name(schemes),
    )


def _by_name(counts: dict[str, RoleCounts]) -> dict[str, RoleCounts]:
    """In an order that doesn't hang on that of the rows."""
    return dict(sorted(counts.items()))


def _add(counts: dict[str, RoleCounts], name: str, offers: int, reports: int) -> None:
    before = counts.get(name, RoleCounts())
    counts[name] = RoleCounts(before.offers + offers, before.reports + reports)


def top(db: sqlite3.Connection, day: str, limit: int) -> list[tuple[int, int]]:
    """``(n, copies)`` of the day's best findings, one a text."""
    rows = db.execute(
        f"""WITH today AS (
               SELECT f.n, f.role, f.score, f.text_key, row_number() OVER (
                   PARTITION BY f.text_key ORDER BY f.role = 'offer' DESC, f.score DESC, f.n DESC) AS rank
               FROM {_WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {_SHOWN})
           SELECT n, (SELECT count(*) FROM findings AS c WHERE c.text_key = today.text_key) AS copies
           FROM today WHERE rank = 1
           ORDER BY role = 'offer' DESC, score DESC, copies DESC, n DESC LIMIT ?""",
        (*_range(day), limit),
    )
    return [(n, copies) for n, copies in rows]


def freeze(db: sqlite3.Connection, day: str, figures: bytes) -> bool:
    """Keeps the figures of ``day`` where none are kept yet."""
    days.parse_day(day)
    added = db.execute("INSERT INTO frozen_days VALUES (?, ?) ON CONFLICT DO NOTHING", (day, figures))
    return added.rowcount == 1


def frozen(db: sqlite3.Connection, day: str) -> bytes | None:
    """The figures kept of ``day``."""
    row = db.execute("SELECT figures FROM frozen_days WHERE day = ?", (day,)).fetchone()
    return bytes(row[0]) if row else None


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


def health(db: sqlite3.Connection, before: dt.datetime | None) -> dict[str, Visit]:
    """The latest visit of every source that ended before a time, or of all."""
    rows = db.execute(
        """SELECT source, doc FROM (
               SELECT source, doc, row_number() OVER (
                   PARTITION BY source ORDER BY finished_at DESC, id DESC) AS rank FROM visits
               WHERE ?1 IS NULL OR finished_at < ?1)
           WHERE rank = 1 ORDER BY source""",
        (None if before is None else to_micros(before),),
    )
    return {source: _VISIT.decode(doc) for source, doc in rows}
