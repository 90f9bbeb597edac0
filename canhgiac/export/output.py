"""Putting an export down whole or not at all: into a file, or on standard output."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from canhgiac.errors import CanhGiacError

#: Bytes that are kept in memory before a draft for standard output goes to a temporary file.
_IN_MEMORY = 8 * 1024 * 1024


#: ``/dev/stderr`` and its like.
_DESCRIPTOR = re.compile(r"/dev/(?:stdin|stdout|stderr|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")


def put(write: Callable[[BinaryIO], object], path: Path | None) -> None:
    """Lets ``write`` fill a draft, then shows it: as ``path`` in one step, or copied to standard output.

    When ``write`` fails there is neither a new file nor a byte of output, and an older file stays as it was. A file
    that is there keeps its rights (and its owner and group, where we may give them back; another group gets none), a
    link stays one, and what is no file (a pipe, a device) or open already (``/dev/fd/3``) is written into. Where
    ``path`` is what standard output goes to, it is copied there. Raises ``CanhGiacError`` where it cannot be written.
    """
    if path is None or _is_standard_output(path):
        _print(write)
        return
    try:
        there = path.stat() if path.exists() else None
        if there is None or (stat.S_ISREG(there.st_mode) and not _is_descriptor(path)):
            _replace(write, Path(os.path.realpath(path)), there)
        else:
            with _filled(write) as draft, open(path, "ab") as out:
                shutil.copyfileobj(draft, out)
    except OSError as error:
        raise CanhGiacError(f"the export cannot be written to {path}: {error.strerror or error}") from error


def _is_standard_output(path: Path) -> bool:
    """Whether standard output goes there, as to ``/dev/stdout``: a file replaced would lose what it has from others."""
    try:
        return os.path.samestat(path.stat(), os.fstat(1))
    except OSError:  # there is no such file, or standard output is closed
        return False


def _is_descriptor(path: Path) -> bool:
    """Whether it names a file that is open already: what that has is not ours to replace."""
    return _DESCRIPTOR.fullmatch(os.path.abspath(path)) is not None


def _print(write: Callable[[BinaryIO], object]) -> None:
    with _filled(write) as draft:
        sys.stdout.flush()
        shutil.copyfileobj(draft, sys.stdout.buffer)
        sys.stdout.buffer.flush()


@contextlib.contextmanager
def _filled(write: Callable[[BinaryIO], object]) -> Iterator[BinaryIO]:
    """A draft that holds all of the export, from its beginning."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as draft:
        write(draft)  # type: ignore[arg-type]  # typeshed lacks that it is a BinaryIO
        draft.seek(0)
        yield draft  # type: ignore[misc]


def _replace(write: Callable[[BinaryIO], object], path: Path, there: os.stat_result | None) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        # nobody else reads a draft of what nobody else may read
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if there else 0o666)
        with open(descriptor, "wb") as file:
            write(file)
            file.flush()
            if there:
                _give_back(descriptor, there)
            os.fsync(descriptor)
        draft.replace(path)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _give_back(descriptor: int, there: os.stat_result) -> None:
    """Gives a draft the owner, group and mode of the file that was there, as far as we may."""
    try:
        os.fchown(descriptor, there.st_uid, there.st_gid)
    except PermissionError:  # only root gives files away; a group of ours we may give them
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, -1, there.st_gid)
    mode = stat.S_IMODE(there.st_mode) & 0o777
    if os.fstat(descriptor).st_gid != there.st_gid:
        mode &= ~stat.S_IRWXG  # what one group might do is not for another
    os.fchmod(descriptor, mode)
