"""A real Airflow for tests, as ``make airflow`` starts it: in its own environment, on a free port, in a folder.

Its environment is the one that ``AIRFLOW_VENV`` names (``make setup`` makes it), ``.venv-airflow`` otherwise.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

REPOSITORY = Path(__file__).parents[2]
DAGS = REPOSITORY / "dags"
ENVIRONMENT = Path(os.environ.get("AIRFLOW_VENV") or REPOSITORY / ".venv-airflow")
#: Seconds that anything may take on a busy machine.
PATIENCE = 240
T = TypeVar("T")


def airflow_python() -> str:
    """The Python of Airflow's environment."""
    python = ENVIRONMENT / "bin" / "python"
    assert python.exists(), f"there is no Airflow in {ENVIRONMENT}: run `make setup`, or set AIRFLOW_VENV"
    return str(python)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until(what: Callable[[], T | None], why: str, patience: float = PATIENCE) -> T:
    """What ``what`` gives once it gives something; fails with ``why`` when patience ends."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        found = what()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError(f"{why} within {patience} s")


class AirflowServer:
    """Airflow while inside ``with``. ``home`` is Airflow's folder, ``data`` that of ``canhgiac``."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.home, self.data, self.port = folder / "airflow", folder / "data", free_port()
        self.data.mkdir(parents=True, exist_ok=True)
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("CANHGIAC_", "AIRFLOW_"))},
            "CANHGIAC_HOME": str(self.data),
            "CANHGIAC_DELAY": "0",
            "CANHGIAC_BIN": f"{sys.executable} -m canhgiac",
            "PYTHONPATH": str(REPOSITORY),
            "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.3",
            **variables,
        }
        self._token = ""
        self._started: subprocess.Popen[str] | None = None

    def __enter__(self) -> AirflowServer:
        self._started = subprocess.Popen(
            [airflow_python(), str(DAGS / "standalone.py"), "--home", str(self.home), "--port", str(self.port)],
            env=self.environment, cwd=self.data, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._started.stdout is not None
        self.said = self._started.stdout.readline()
        assert "Airflow is ready" in self.said, f"{self.said}; see {self.home}"
        self.password = self.said.split()[-1]
        login = {"username": "admin", "password": self.password}
        self._token = self.ask("POST", "/auth/token", login)["access_token"]
        return self

    def __exit__(self, *error: object) -> None:
        assert self._started is not None
        self._started.send_signal(signal.SIGTERM)
        self._started.wait(60)

    @property
    def settings(self) -> dict[str, str]:
        """How ``canhgiac trigger`` reaches it."""
        return {
            **self.environment, "CANHGIAC_AIRFLOW_URL": self.url, "CANHGIAC_AIRFLOW_USER": "admin",
            "CANHGIAC_AIRFLOW_PASSWORD": self.password,
        }  # fmt: skip

    def canhgiac(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs ``canhgiac`` on the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "canhgiac", *arguments],
            env=self.settings, cwd=self.data, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """An answer of the REST API. Raises ``urllib.error.HTTPError``."""
        request = urllib.request.Request(
            self.url + path, None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}, method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return dict(json.load(answer))

    def refusal(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, str]:
        """Status and words of an answer that says no."""
        try:
            self.ask(method, path, body)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        raise AssertionError(f"{path} was not refused")

    def trigger(self, dag: str, **params: Any) -> str:
        """Starts a run; its id."""
        return str(self.ask("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": params})["dag_run_id"])

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """The runs of a DAG, the newest first."""
        return list(self.ask("GET", f"/api/v2/dags/{dag}/dagRuns?limit=50&order_by=-run_after")["dag_runs"])

    def part(self, name: str) -> int | None:
        """The process of a part, such as ``scheduler``."""
        assert self._started is not None
        pid = self._started.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if name.encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0"):
                return int(child)
        return None

    def answers(self) -> bool:
        """Whether the API does, from its database."""
        try:
            return bool(self.ask("GET", "/api/v2/monitor/health")["metadatabase"]["status"] == "healthy")
        except (OSError, ValueError):
            return False

    def ended(self, dag: str, run: str, patience: float = PATIENCE) -> str:
        """The state in which a run ends."""

        def state() -> str | None:
            found = next(each["state"] for each in self.runs(dag) if each["dag_run_id"] == run)
            return found if found in ("success", "failed") else None

        return until(state, f"the run {run} of {dag} did not end; see {self.home}", patience)

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        """The task instances of a run."""
        return list(self.ask("GET", f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}/taskInstances")["task_instances"])

    def result(self, dag: str, run: str, task: str) -> Any:
        """What a task of a run returned."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run.replace('+', '%2B')}/taskInstances/{task}/xcomEntries/return_value"
        value = self.ask("GET", path)["value"]
        return json.loads(value) if isinstance(value, str) and value[:1] in "{[" else value
