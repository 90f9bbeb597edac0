"""A day's figures and its best findings, read from SQLite."""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import sqlite3

from canhgiac import days
from canhgiac.records import LISTED, VOUCHED
from canhgiac.stores.base import Counts, RoleCounts
from canhgiac.stores.sqlite_schema import to_micros
from canhgiac.stores.sqlite_write import place

#: Joins the decision on a finding's text as ``v.verdict``.
WITH_VERDICT = "findings AS f LEFT JOIN verdicts AS v ON v.subject = 'text' AND v.target = f.text_key"
POSTED = f"f.kind <> '{LISTED}'"
#: The verdicts by which an analyst vouches for a text, as a list in a statement.
VOUCHED_FOR = ", ".join(f"'{verdict}'" for verdict in sorted(VOUCHED))
_UNSURE = f"f.review AND (v.verdict IS NULL OR v.verdict NOT IN ('false', {VOUCHED_FOR}))"
SHOWN = f"{POSTED} AND v.verdict IS NOT 'false' AND (f.review = 0 OR v.verdict IN ({VOUCHED_FOR}))"


def span(first: str, last: str) -> tuple[int, int]:
    """The range of ``findings.n`` of days, ``[begin, end)``."""
    return place(to_micros(days.bounds(first)[0])), place(to_micros(days.bounds(last)[1]))


def _range(day: str) -> tuple[int, int]:
    return span(day, day)


def day_counts(db: sqlite3.Connection, day: str) -> Counts:
    """The figures of one day."""
    read = db.execute(
        "SELECT total(posts), total(new), total(screened), total(image_only), total(quarantined) "
        "FROM batches WHERE day = ?",
        (day,),
    ).fetchone()
    posts, new, screened, image_only, quarantined = (int(total) for total in read)
    review, hidden = db.execute(
        f"""SELECT count(*) FILTER (WHERE {_UNSURE}),
               count(*) FILTER (WHERE v.verdict IS 'false')
           FROM {WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {POSTED}""",
        _range(day),
    ).fetchone()
    categories: dict[str, RoleCounts] = {}
    schemes: dict[str, RoleCounts] = {}
    rows = db.execute(
        f"""SELECT f.category, f.scheme, count(*) FILTER (WHERE f.role = 'offer'),
               count(*) FILTER (WHERE f.role = 'report')
           FROM {WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {SHOWN}
           GROUP BY f.category, f.scheme ORDER BY f.category, f.scheme""",
        _range(day),
    )
    for category, scheme, offers, reports in rows:
        add(categories, category, RoleCounts(offers, reports))
        if scheme is not None:
            add(schemes, scheme, RoleCounts(offers, reports))
    return Counts(
        day=day, posts=posts, new=new, screened=screened, image_only=image_only, quarantined=quarantined,
        offers=sum(count.offers for count in categories.values()),
        reports=sum(count.reports for count in categories.values()),
        review=review, hidden=hidden, by_category=_by_name(categories), by_scheme=_by_name(schemes),
    )


def _by_name(counts: dict[str, RoleCounts]) -> dict[str, RoleCounts]:
    """In an order that doesn't hang on that of the rows."""
    return dict(sorted(counts.items()))


def add(counts: dict[str, RoleCounts], name: str, more: RoleCounts) -> None:
    """Adds to the counts under ``name``."""
    before = counts.get(name, RoleCounts())
    counts[name] = RoleCounts(before.offers + more.offers, before.reports + more.reports)


def top(db: sqlite3.Connection, day: str, limit: int) -> list[tuple[int, int]]:
    """``(n, copies)`` of the day's best findings, one a text."""
    rows = db.execute(
        f"""WITH today AS (
               SELECT f.n, f.role, f.score, f.text_key, row_number() OVER (
                   PARTITION BY f.text_key ORDER BY f.role = 'offer' DESC, f.score DESC, f.n DESC) AS rank
               FROM {WITH_VERDICT} WHERE f.n >= ? AND f.n < ? AND {SHOWN})
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
