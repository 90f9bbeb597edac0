"""Findings, evidence and what was seen, read from SQLite one by one or by their place in time."""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import msgspec

from canhgiac.records import Finding, Fragment
from canhgiac.stores.base import AmbiguousId, FindingNotFound, SeenState
from canhgiac.stores.sqlite_decisions import CHUNK
from canhgiac.stores.sqlite_schema import from_micros

_FINDING = msgspec.json.Decoder(Finding)
_FRAGMENT = msgspec.json.Decoder(Fragment)
_COLUMNS = "doc, first_seen, edited_at"
#: Ids shown where a prefix fits several.
_CANDIDATES = 5


def _finding(doc: bytes, first_seen: int, edited_at: int | None) -> Finding:
    return msgspec.structs.replace(
        _FINDING.decode(doc),
        first_seen=from_micros(first_seen),
        edited_at=None if edited_at is None else from_micros(edited_at),
    )


def by_id(db: sqlite3.Connection, id: str) -> Finding | None:
    """The finding with this id."""
    row = db.execute(f"SELECT {_COLUMNS} FROM findings WHERE id = ?", (id,)).fetchone()
    return _finding(*row) if row else None


def by_prefix(db: sqlite3.Connection, prefix: str) -> Finding:
    """The one finding whose id is or begins with ``prefix``; else ``FindingNotFound``, ``AmbiguousId``."""
    exactly = by_id(db, prefix)
    if exactly is not None:
        return exactly
    rows = db.execute(
        f"SELECT id, {_COLUMNS} FROM findings WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (prefix, prefix + "\U0010ffff", _CANDIDATES + 1),
    ).fetchall() if prefix else []
    if not rows:
        raise FindingNotFound(f"No finding has the id {prefix!r}; `canhgiac search` shows which there are")
    if len(rows) > 1:
        shown = ", ".join(row[0] for row in rows[:_CANDIDATES]) + (", …" if len(rows) > _CANDIDATES else "")
        raise AmbiguousId(f"Several findings begin with {prefix!r}: {shown}; type more of the id")
    return _finding(*rows[0][1:])


def by_numbers(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Finding]:
    """The findings at these places, in the order given."""
    found: dict[int, Finding] = {}
    for begin in range(0, len(numbers), CHUNK):
        chunk = numbers[begin : begin + CHUNK]
        rows = db.execute(
            f"SELECT n, {_COLUMNS} FROM findings WHERE n IN ({', '.join('?' * len(chunk))})", tuple(chunk)
        )
        found |= {n: _finding(*row) for n, *row in rows}
    return [found[n] for n in numbers]


def copies(db: sqlite3.Connection, text_key: str, limit: int) -> list[Finding]:
    """Findings with this text, newest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM findings WHERE text_key = ? ORDER BY n DESC LIMIT ?", (text_key, limit)
    )
    return [_finding(*row) for row in rows]


def count_copies(db: sqlite3.Connection, text_key: str) -> int:
    """How many findings have this text."""
    return int(db.execute("SELECT count(*) FROM findings WHERE text_key = ?", (text_key,)).fetchone()[0])


def evidence(db: sqlite3.Connection, id: str) -> Fragment | None:
    """The fragment kept of the finding ``id``."""
    row = db.execute("SELECT fragment FROM evidence WHERE finding = ?", (id,)).fetchone()
    return _FRAGMENT.decode(row[0]) if row else None


def seen(db: sqlite3.Connection, id_keys: Iterable[str]) -> dict[str, SeenState]:
    """The latest text of each id, from what was seen or, that having expired, from tombstones."""
    wanted = list(dict.fromkeys(id_keys))
    states: dict[str, SeenState] = {}
    for begin in range(0, len(wanted), CHUNK):
        chunk = tuple(wanted[begin : begin + CHUNK])
        marks = ", ".join("?" * len(chunk))
        # later rows replace earlier ones: tombstones first, then by time
        rows = db.execute(
            f"""SELECT id_key, text_key, '', version, version, 0 AS rank FROM tombstones WHERE id_key IN ({marks})
                UNION ALL
                SELECT id_key, text_key, model, since, last_seen, 1 FROM seen WHERE id_key IN ({marks})
                ORDER BY 6, 5, 2 DESC""",
            chunk + chunk,
        )
        for id_key, text_key, model, since, last_seen, _ in rows:
            states[id_key] = SeenState(text_key, model, from_micros(since), from_micros(last_seen))
    return states


def is_known(db: sqlite3.Connection, id_key: str, text_key: str) -> bool:
    """Whether this text was read at this id, or purged from it."""
    row = db.execute(
        """SELECT 1 FROM seen WHERE id_key = ?1 AND text_key = ?2
           UNION ALL SELECT 1 FROM tombstones WHERE id_key = ?1 AND text_key = ?2""",
        (id_key, text_key),
    ).fetchone()
    return row is not None


def faults(db: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong in the file, in references between tables, and in the full-text index."""
    found = [str(line) for (line,) in db.execute("PRAGMA integrity_check") if line != "ok"]
    for table, _, parent, _ in db.execute("PRAGMA foreign_key_check"):
        found.append(f"{table} has a row whose {parent} is missing")
    lone = db.execute(
        """SELECT (SELECT count(*) FROM findings WHERE n NOT IN (SELECT rowid FROM finding_words)),
                  (SELECT count(*) FROM finding_words WHERE rowid NOT IN (SELECT n FROM findings))"""
    ).fetchone()
    if any(lone):
        found.append(f"the search index misses {lone[0]} findings and has {lone[1]} too many")
    return found
