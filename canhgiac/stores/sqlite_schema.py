"""The SQLite file: its tables, how it is opened, and what SQLite's errors mean to a user.

Times are integers, microseconds since 1970 in UTC. ``findings.n`` is made of ``first_seen``, so that
going down the table, or down the full-text index, is going back in time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from canhgiac.stores.base import (
    SchemaMismatch,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)

#: Goes up with every change of the tables or of what is indexed.
SCHEMA_VERSION = 1
#: Marks a file as ours ("CnGc").
APPLICATION_ID = 0x436E4763

#: STRICT tables came with 3.37 (https://sqlite.org/changes.html).
OLDEST_SQLITE = (3, 37, 0)

_TABLES = """
CREATE TABLE findings (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    id_key TEXT NOT NULL UNIQUE,
    text_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    edited_at INTEGER,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    scheme TEXT,
    role TEXT NOT NULL,
    review INTEGER NOT NULL,
    score REAL NOT NULL,
    model TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX findings_text ON findings (text_key);
CREATE INDEX findings_version ON findings (version);
CREATE INDEX findings_score ON findings (score);
CREATE INDEX findings_edited ON findings (edited_at) WHERE edited_at IS NOT NULL;

CREATE TABLE evidence (
    finding TEXT PRIMARY KEY REFERENCES findings (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    fragment BLOB NOT NULL
) STRICT;
CREATE INDEX evidence_version ON evidence (version);

-- exact, folded: the text; named: its indicators; marks: one opaque token for each field and value
CREATE VIRTUAL TABLE finding_words USING fts5 (
    exact, folded, named, marks,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'", columnsize = 0
);

CREATE TABLE seen (
    id_key TEXT NOT NULL,
    text_key TEXT NOT NULL,
    model TEXT NOT NULL,
    since INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    PRIMARY KEY (id_key, text_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_last ON seen (last_seen);

CREATE TABLE tombstones (
    id_key TEXT NOT NULL,
    text_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    purged_at INTEGER NOT NULL,
    PRIMARY KEY (id_key, text_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE batches (
    batch TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    posts INTEGER NOT NULL,
    new INTEGER NOT NULL,
    screened INTEGER NOT NULL,
    offers INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    review INTEGER NOT NULL,
    image_only INTEGER NOT NULL,
    quarantined INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_day ON batches (day);

CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    target TEXT NOT NULL,
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX decisions_target ON decisions (target);
CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are an audit: none is deleted'); END;
CREATE TRIGGER decisions_stand BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'decisions are an audit: none is changed'); END;

-- the decision that holds for each text or indicator; made of `decisions`
CREATE TABLE verdicts (
    subject TEXT NOT NULL,
    target TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at INTEGER NOT NULL,
    decision INTEGER NOT NULL REFERENCES decisions (seq),
    PRIMARY KEY (subject, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_verdict ON verdicts (subject, verdict);

CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    finished_at INTEGER NOT NULL,
    doc BLOB NOT NULL
) STRICT;
CREATE INDEX visits_source ON visits (source, finished_at);
CREATE INDEX visits_finished ON visits (finished_at);

CREATE TABLE frozen_days (day TEXT PRIMARY KEY, figures BLOB NOT NULL) STRICT;
CREATE TABLE purges (seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, report BLOB NOT NULL) STRICT;
"""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def to_micros(moment: dt.datetime) -> int:
    """Microseconds since 1970 of an aware time; a naive one raises ``ValueError``."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; times in the store are UTC")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> dt.datetime:
    """The aware UTC time of ``to_micros``."""
    return _EPOCH + dt.timedelta(microseconds=micros)


@contextlib.contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a ``StoreError`` that says what to do about the file at ``path``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _clear(error, path) from error


def _clear(error: sqlite3.Error, path: Path) -> StoreError:
    # the primary code is the low byte (https://www.sqlite.org/rescode.html)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path} is held by another process; wait for it to end, or stop it, and run again")
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(f"No room left to write {path}; free some disk space and run again. Nothing was lost")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreReadOnly(
            f"{path} can't be written; give yourself write permission on the file and its folder, "
            "or set CANHGIAC_HOME to a folder of your own"
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return _cannot_open(path)
    if code == sqlite3.SQLITE_IOERR:
        return StoreUnavailable(
            f"Reading or writing {path} failed ({error}); the disk may be full, over quota or gone. "
            "Put that right and run again; what was stored before is intact"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamaged(
            f"{path} is damaged or no SQLite file ({error}); move it away and restore a copy, "
            "or run again to start a new one"
        )
    return StoreError(f"The store at {path} refused: {error}")


def _cannot_open(path: Path) -> StoreUnavailable:
    folder = path.parent
    if path.is_dir():
        return StoreUnavailable(f"{path} is a folder, but the store is a file; move the folder away")
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        return StoreReadOnly(
            f"{folder} can't be written, so the store {path.name} can't be used there; give yourself write "
            "permission on it, or set CANHGIAC_HOME to a folder of your own"
        )
    return StoreUnavailable(f"{path} can't be opened; check that its folder exists and that you may read and write it")


def connect(path: Path, *, wait_seconds: float) -> sqlite3.Connection:
    """Opens the file, making folder and tables where there are none, and checks that it is ours.

    Raises ``StoreError``: read-only or missing places, foreign or damaged files, another schema.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreUnavailable(
            f"This Python has SQLite {sqlite3.sqlite_version}, the store needs "
            f"{'.'.join(map(str, OLDEST_SQLITE))} or newer; use a newer Python"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreReadOnly(
            f"{path.parent} can't be made ({error.strerror}); set CANHGIAC_HOME to a folder that you may write"
        ) from error
    with clear_errors(path):
        db = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)
        try:
            _prepare(db, path, wait_seconds)
        except BaseException:
            db.close()
            raise
    return db


def _prepare(db: sqlite3.Connection, path: Path, wait_seconds: float) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    # KiB, negative (https://www.sqlite.org/pragma.html#pragma_cache_size): the default 2 MB is for phones
    db.execute("PRAGMA cache_size = -32768")
    # a batch is acknowledged once it is stored: so it must have reached the disk, power cut or not
    db.execute("PRAGMA synchronous = FULL")
    if not _is_ours(db, path):
        _to_wal(db, wait_seconds)
        db.execute("BEGIN IMMEDIATE")
        # another process may have made the tables while we waited
        if not _is_ours(db, path):
            for statement in _statements(_TABLES):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")


def _is_ours(db: sqlite3.Connection, path: Path) -> bool:
    """Whether the tables are there; ``False`` for an empty file. Raises for what isn't ours."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION_ID:
        if version != SCHEMA_VERSION:
            raise SchemaMismatch(
                f"{path} has schema version {version}, this version of Cảnh Giác reads and writes "
                f"{SCHEMA_VERSION}; use the version that wrote it, or move the file away to start a new one"
            )
        return True
    if application or version or db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StoreDamaged(f"{path} is a database of another program; move it away or set CANHGIAC_HOME elsewhere")
    return False


def _to_wal(db: sqlite3.Connection, wait_seconds: float) -> None:
    """Two processes that make the file at once collide here, where SQLite does not wait by itself."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _statements(script: str) -> Iterator[str]:
    """``script`` statement by statement: ``executescript`` would end the transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
