"""Locks between processes of one machine. A lock dies with its process, also under SIGKILL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from canhgiac.errors import BusyError, CanhGiacError


@contextlib.contextmanager
def held(home: Path, name: str, *, doing: str) -> Iterator[None]:
    """Holds the lock ``name`` in the data folder ``home`` while inside.

    ``doing`` completes the sentence "another process is …" of the ``BusyError`` that is raised when
    somebody else holds it; ``CanhGiacError`` where the folder cannot be written.
    """
    path = home / "locks" / (re.sub(r"[^A-Za-z0-9._-]", "_", name)[:120] + ".lock")
    try:
        home.mkdir(0o700, parents=True, exist_ok=True)
        path.parent.mkdir(exist_ok=True)
        lock = FileLock(path, timeout=0)
        lock.acquire()
    except Timeout:
        raise BusyError(f"another process is {doing}; wait for it to end, then run this again") from None
    except OSError as error:
        raise CanhGiacError(
            f"{path} cannot be written: {error.strerror}; set CANHGIAC_HOME to a folder that can"
        ) from error
    try:
        yield
    finally:
        lock.release()
