"""The SQLite file: how it is opened, made and upgraded, and what SQLite's errors mean to a user.

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
from canhgiac.stores.sqlite_tables import SCHEMA_VERSION, TABLES, UPGRADES

#: Marks a file as ours ("CnGc").
APPLICATION_ID = 0x436E4763

#: STRICT tables came with 3.37 (https://sqlite.org/changes.html).
OLDEST_SQLITE = (3, 37, 0)

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
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreReadOnly(
            f"{path.parent} can't be made ({error.strerror}); set CANHGIAC_HOME to a folder that you may write"
        ) from error
    with clear_errors(path):
        try:
            return _opened(path, path, wait_seconds)
        except sqlite3.OperationalError as error:
            if not _may_only_be_read(error, path):
                raise
    # without a log of its own the file is whole by itself (https://www.sqlite.org/wal.html#readonly)
    with clear_errors(path):
        return _opened(path, f"{path.absolute().as_uri()}?immutable=1", wait_seconds)


def _opened(path: Path, name: Path | str, wait_seconds: float) -> sqlite3.Connection:
    db = sqlite3.connect(name, timeout=wait_seconds, isolation_level=None, uri=isinstance(name, str))
    try:
        _prepare(db, path, wait_seconds)
    except BaseException:
        db.close()
        raise
    return db


def _may_only_be_read(error: sqlite3.OperationalError, path: Path) -> bool:
    """Whether the file is there and sound to read, though its folder takes no log: nothing is waiting in one."""
    if (error.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
        return False
    log = path.with_name(f"{path.name}-wal")
    return path.is_file() and os.access(path, os.R_OK) and not (log.exists() and log.stat().st_size)


def _prepare(db: sqlite3.Connection, path: Path, wait_seconds: float) -> None:
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    # KiB, negative (https://www.sqlite.org/pragma.html#pragma_cache_size): the default 2 MB is for phones
    db.execute("PRAGMA cache_size = -32768")
    # a batch is acknowledged once it is stored: so it must have reached the disk, power cut or not
    db.execute("PRAGMA synchronous = FULL")
    version = _version(db, path)
    if version == SCHEMA_VERSION:
        return
    if version == 0:
        _to_wal(db, wait_seconds)
    db.execute("BEGIN IMMEDIATE")
    # another process may have made or upgraded the tables while we waited
    version = _version(db, path)
    if version == 0:
        _run(db, TABLES)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for step in range(max(version, 1), SCHEMA_VERSION):
        _run(db, UPGRADES[step])
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection, path: Path) -> int:
    """The file's schema version; 0 for an empty file. Raises for what isn't ours or is of a later version."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if application == APPLICATION_ID:
        if not 1 <= version <= SCHEMA_VERSION:
            raise SchemaMismatch(
                f"{path} has schema version {version}, this version of Cảnh Giác reads and writes "
                f"{SCHEMA_VERSION}; use the version that wrote it, or move the file away to start a new one"
            )
        return version
    if application or version or db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise StoreDamaged(f"{path} is a database of another program; move it away or set CANHGIAC_HOME elsewhere")
    return 0


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in _statements(script):
        db.execute(statement)


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
