"""Retention in SQLite: what is past its time goes, is counted, and does not come back as new.

A tombstone is two keyed hashes and a time, nothing of the text.
"""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import datetime as dt
import sqlite3

import msgspec

from canhgiac.stores.base import EVIDENCE_DAYS, FINDING_DAYS, REVIEW_DAYS, SEEN_DAYS, VISIT_DAYS, PurgeReport
from canhgiac.stores.sqlite_figures import VOUCHED_FOR
from canhgiac.stores.sqlite_schema import to_micros

_JSON = msgspec.json.Encoder()
_REPORT = msgspec.json.Decoder(PurgeReport)

_VOUCHED = f"""EXISTS (SELECT 1 FROM verdicts AS v WHERE v.subject = 'text' AND v.target = f.text_key
    AND v.verdict IN ({VOUCHED_FOR}))"""
_OLD_FINDINGS = "f.version < :finding"
_OLD_REVIEW = f"f.review AND f.version >= :finding AND f.version < :review AND NOT {_VOUCHED}"
_GOING = f"({_OLD_FINDINGS}) OR ({_OLD_REVIEW})"


def expire(db: sqlite3.Connection, now: dt.datetime, *, dry_run: bool) -> PurgeReport:
    """Counts what is past its time at ``now`` and, unless ``dry_run``, removes it."""
    limits = _limits(now)
    report = _expected(db, now, limits, dry_run)
    if dry_run:
        return report
    numbers = [n for (n,) in db.execute(f"SELECT f.n FROM findings AS f WHERE {_GOING}", limits)]
    _remove(db, numbers, to_micros(now))
    db.execute("DELETE FROM evidence WHERE version < :evidence", limits)
    db.execute("DELETE FROM seen WHERE last_seen < :seen", limits)
    db.execute("DELETE FROM visits WHERE finished_at < :visit", limits)
    _record(db, report)
    return report


def remove_one(db: sqlite3.Connection, id: str, now: dt.datetime, reason: str) -> PurgeReport | None:
    """Removes the finding ``id``; ``None`` where there is none."""
    row = db.execute(
        "SELECT f.n, f.review, (SELECT count(*) FROM evidence WHERE finding = f.id) FROM findings AS f WHERE f.id = ?",
        (id,),
    ).fetchone()
    if row is None:
        return None
    n, review, evidence = row
    _remove(db, [n], to_micros(now))
    report = PurgeReport(
        at=now, findings=1 - review, review=review, evidence=evidence, tombstones=1, reason=reason
    )
    _record(db, report)
    return report


def merge_index(db: sqlite3.Connection) -> None:
    """Makes the full-text index forget removed rows: it keeps their words until its segments are merged.
    (``secure_delete`` has overwritten the tables already.)"""
    db.execute("INSERT INTO finding_words (finding_words) VALUES ('optimize')")


def empty_log(db: sqlite3.Connection) -> None:
    """Empties the write-ahead log, which keeps older pages. Not within a transaction."""
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def log(db: sqlite3.Connection) -> list[PurgeReport]:
    """The audit of purges, latest first."""
    return [_REPORT.decode(report) for (report,) in db.execute("SELECT report FROM purges ORDER BY seq DESC")]


def _limits(now: dt.datetime) -> dict[str, int]:
    ages = {
        "finding": FINDING_DAYS, "review": REVIEW_DAYS, "evidence": EVIDENCE_DAYS, "seen": SEEN_DAYS,
        "visit": VISIT_DAYS,
    }
    return {name: to_micros(now - dt.timedelta(days=age)) for name, age in ages.items()}


def _expected(db: sqlite3.Connection, now: dt.datetime, limits: dict[str, int], dry_run: bool) -> PurgeReport:
    def count(what: str) -> int:
        return int(db.execute(f"SELECT count(*) FROM {what}", limits).fetchone()[0])

    findings = count(f"findings AS f WHERE {_OLD_FINDINGS}")
    review = count(f"findings AS f WHERE {_OLD_REVIEW}")
    return PurgeReport(
        at=now,
        dry_run=dry_run,
        findings=findings,
        review=review,
        evidence=count(
            "evidence AS e JOIN findings AS f ON f.id = e.finding "
            f"WHERE e.version < :evidence OR {_GOING}"
        ),
        seen=count("seen WHERE last_seen < :seen"),
        visits=count("visits WHERE finished_at < :visit"),
        tombstones=findings + review,
    )


def _remove(db: sqlite3.Connection, numbers: list[int], at: int) -> None:
    rows = [(n,) for n in numbers]
    db.executemany(
        """INSERT INTO tombstones SELECT id_key, text_key, version, ? FROM findings WHERE n = ?
           ON CONFLICT DO UPDATE SET version = max(version, excluded.version), purged_at = excluded.purged_at""",
        [(at, n) for n in numbers],
    )
    db.executemany("DELETE FROM finding_words WHERE rowid = ?", rows)
    db.executemany("DELETE FROM findings WHERE n = ?", rows)


def _record(db: sqlite3.Connection, report: PurgeReport) -> None:
    db.execute("INSERT INTO purges (at, report) VALUES (?, ?)", (to_micros(report.at), _JSON.encode(report)))
