"""PostgreSQL and Redis of Debian, on free ports of the loopback address, for an Airflow with Celery.

PostgreSQL refuses to run as root, so it runs as the user ``postgres`` there; its folder is one that this user reaches.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.services.airflow_server import free_port, until


class Postgres:
    """A database server while inside ``with``; ``url`` is its database ``airflow`` for SQLAlchemy."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgresql+psycopg2://airflow@127.0.0.1:{self.port}/postgres"
        self._bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
        self._folder = Path(tempfile.mkdtemp(prefix="canhgiac-postgres-"))
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Postgres:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "airflow", "--auth=trust", "--no-sync")
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Starts the server (again) and waits until it answers."""
        self._server = subprocess.Popen(
            [*self._as_user(), str(self._bin / "postgres"), "-D", str(self._folder / "data"), "-p", str(self.port),
             "-h", "127.0.0.1", "-k", str(self._folder), "-c", "fsync=off", "-c", "max_connections=200"],
            stdout=subprocess.DEVNULL, stderr=(self._folder / "log").open("ab"), cwd=self._folder,
        )  # fmt: skip
        asked = [str(self._bin / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        until(lambda: subprocess.run(asked).returncode == 0, "PostgreSQL did not start")

    def stop(self) -> None:
        """Stops the server at once, as a machine that goes away does; nothing that was committed is lost."""
        assert self._server is not None
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(60)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_user(), str(self._bin / program), *arguments], capture_output=True, text=True, cwd=self._folder
        )
        assert done.returncode == 0, done.stderr

    def _as_user(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


class Redis:
    """A queue while inside ``with``; nothing of it goes to the disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> Redis:
        self._server = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir(),
        )  # fmt: skip
        asked = ["redis-cli", "-p", str(self.port), "ping"]
        until(lambda: subprocess.run(asked, capture_output=True).stdout.strip() == b"PONG", "Redis did not start")
        return self

    def __exit__(self, *error: object) -> None:
        self._server.terminate()
        self._server.wait(30)
