"""The command in this process: what it prints and how it ends, without the seconds that a new Python needs.

Standard streams are those of the process (file descriptors 0 to 2), so that what the command itself starts
is heard, too. For what must be a process of its own (signals, a second crawl) see ``tests.conftest.canhgiac_command``.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from canhgiac.__main__ import run
from canhgiac.cli.application import notes, out

#: Columns of a process without a terminal.
_WIDTH = 80


def in_process(arguments: Sequence[str], input: str | None, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs ``canhgiac ARGUMENTS`` in ``folder`` with ``input`` as standard input."""
    with (
        tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as noted,
    ):  # fmt: skip
        given.write((input or "").encode("utf-8", "surrogateescape"))
        given.seek(0)
        with contextlib.chdir(folder), _streams(given, said, noted), _width():
            status = run(list(arguments))
        return subprocess.CompletedProcess(list(arguments), status, _read(said), _read(noted))


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")


@contextlib.contextmanager
def _streams(given: IO[bytes], said: IO[bytes], noted: IO[bytes]) -> Iterator[None]:
    """Puts files in the place of the standard streams, for this process and what it starts."""
    before = sys.stdin, sys.stdout, sys.stderr
    for stream in before[1:]:
        stream.flush()
    kept = [os.dup(number) for number in range(3)]
    try:
        for number, file in enumerate((given, said, noted)):
            os.dup2(file.fileno(), number)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  closed by nobody: the number stays
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  closed by nobody: the number stays
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115  closed by nobody: the number stays
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdin, sys.stdout, sys.stderr = before
        for number, copy in enumerate(kept):
            os.dup2(copy, number)
            os.close(copy)


@contextlib.contextmanager
def _width() -> Iterator[None]:
    """Consoles as a new process would make them: as wide as COLUMNS says."""
    before = [(console, console._width) for console in (out, notes)]
    for console, _ in before:
        console.width = int(os.environ.get("COLUMNS") or _WIDTH)
    try:
        yield
    finally:
        for console, width in before:
            console._width = width
