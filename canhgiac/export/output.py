"""Putting an export down whole or not at all: into a file, or on standard output."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from canhgiac.errors import CanhGiacError

#: Bytes that are kept in memory before a draft for standard output goes to a temporary file.
_IN_MEMORY = 8 * 1024 * 1024


def put(write: Callable[[BinaryIO], object], path: Path | None) -> None:
    """Lets ``write`` fill a draft, then shows it: as ``path`` in one step, or copied to standard output.

    When ``write`` fails there is neither a new file nor a byte of output, and an older file stays as it was.
    Raises ``CanhGiacError`` where ``path`` cannot be written.
    """
    if path is None:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as draft:
            write(draft)  # type: ignore[arg-type]  # typeshed lacks that it is a BinaryIO
            draft.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(draft, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    draft_path = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft_path, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        draft_path.replace(path)
    except OSError as error:
        raise CanhGiacError(f"the export cannot be written to {path}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            draft_path.unlink(missing_ok=True)
