"""One node of a real Elasticsearch, a process of its own that does not outlive the tests."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
from pathlib import Path

from tests.services.elasticsearch_server import installed, java_home, server_user

_PR_SET_PDEATHSIG = 1  # prctl(2)


class Node:
    """One server process: its address, its folders, and whether it runs."""

    def __init__(self, name: str, folder: Path, port: int) -> None:
        self.name, self.folder, self.port = name, folder, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process; it answers some seconds later (``Cluster.wait``)."""
        with (self.folder / "output.txt").open("ab") as output:
            self._process = subprocess.Popen(
                [str(installed() / "bin" / "elasticsearch")],
                env={
                    "PATH": os.environ["PATH"],
                    "ES_JAVA_HOME": str(java_home()),
                    "ES_PATH_CONF": str(self.folder / "config"),
                    "ES_TMPDIR": str(self.folder / "tmp"),
                },
                cwd=self.folder, user=server_user(), start_new_session=True, preexec_fn=_die_with_parent,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def process_group(self) -> int:
        """The group of launcher and server."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, launcher and server at once: nothing is flushed, nobody is told."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Ends it the ordinary way, the hard way after a while."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

    def ended(self) -> bool:
        """Whether it was started and has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def output(self) -> str:
        """The end of what the server wrote, for the message of a failed start."""
        return (self.folder / "output.txt").read_text("utf-8", "replace")[-3000:]


def _die_with_parent() -> None:
    """The server ends with the process that started it, however that ends (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
