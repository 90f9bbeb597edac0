"""Copies of the SQLite store, to go back to after a broken disk.

They hold what the store held, so that they may not outlive what is deleted: only the newest ``KEEP`` stay, for
``KEEP_DAYS`` at most, and what is purged by name takes all of them along.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from pathlib import Path

from canhgiac.errors import CanhGiacError

KEEP = 3
KEEP_DAYS = 7
_NAME = "%Y%m%dT%H%M%S"


def take(store: Path, folder: Path, now: dt.datetime) -> Path:
    """Copies the store while others use it, and deletes all but the newest ``KEEP`` copies; the copy's path.

    Raises ``CanhGiacError`` where there is no store or no room; a copy is whole or not there.
    """
    if not store.exists():
        raise CanhGiacError(f"there is no store at {store} yet: nothing to copy")
    path = folder / f"{now:{_NAME}}.db"
    draft = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(store)) as source, contextlib.closing(sqlite3.connect(draft)) as copy:
            source.backup(copy)
        os.replace(draft, path)
        for old in snapshots(folder)[:-KEEP]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise CanhGiacError(f"{store} cannot be copied to {path}: {error}") from error
    return path


def snapshots(folder: Path) -> list[Path]:
    """The copies there are, oldest first."""
    return sorted(folder.glob("*.db"))


def expire(folder: Path, now: dt.datetime, *, dry_run: bool = False) -> int:
    """Deletes copies older than ``KEEP_DAYS``; how many there are, or were."""
    oldest = f"{now - dt.timedelta(days=KEEP_DAYS):{_NAME}}"
    old = [each for each in snapshots(folder) if each.stem < oldest]
    for each in [] if dry_run else old:
        each.unlink()
    return len(old)


def forget(folder: Path) -> int:
    """Deletes all copies; how many."""
    found = snapshots(folder)
    for each in found:
        each.unlink()
    return len(found)
