"""An Airflow for many: CeleryExecutor, PostgreSQL, Redis, two workers. What goes away in the middle loses nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from canhgiac.keys import load_keys
from canhgiac.records import Post
from canhgiac.settings import Settings
from canhgiac.spool import Spool
from tests.canhgiac.test_cli import OFFER
from tests.services.airflow_server import ENVIRONMENT, AirflowServer, until
from tests.services.database_and_queue import Postgres, Redis

#: Seconds that retries with their pauses may take on a busy machine.
LONG = 600
pytestmark = [pytest.mark.faults, pytest.mark.timeout(1200)]


class Worker:
    """A Celery worker with everything that it starts, in a process group of its own."""

    def __init__(self, airflow: AirflowServer, name: str) -> None:
        self.log = airflow.home / f"worker-{name}.log"
        environment = {**airflow.environment, "PATH": f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ['PATH']}"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(ENVIRONMENT / "bin" / "airflow"), "celery", "worker", "--skip-serve-logs", "--concurrency", "2",
                 "--celery-hostname", f"{name}@%h", "--without-mingle", "--without-gossip"],
                env=environment, cwd=airflow.data, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until(lambda: " ready." in self.log.read_text(), f"the worker did not start: {self.log}")

    def worked(self) -> bool:
        return "succeeded in" in self.log.read_text()

    def end(self, number: int = signal.SIGTERM) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(90)


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="module")
def airflow(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AirflowServer]:
    folder = tmp_path_factory.mktemp("celery")
    with Redis() as queue:
        told = {
            "AIRFLOW_HOME": str(folder / "airflow"),
            "AIRFLOW__CORE__DAGS_FOLDER": str(Path(__file__).parents[2] / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database.url,
            "AIRFLOW__CELERY__BROKER_URL": queue.url,
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+postgresql://{database.url.partition('://')[2]}",
            "AIRFLOW__API_AUTH__JWT_SECRET": "one secret for all parts of this Airflow, long enough for its hash",
            # A worker that is gone is found out soon.
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
            # So is one that had fetched a task and not begun it.
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
            "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "10",
        }
        server = AirflowServer(folder, **told)
        server.environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] = f"{server.url}/execution/"
        (server.data / "sources.yaml").write_text("sources: []\n")
        with server:
            yield server


@pytest.fixture(scope="module")
def workers(airflow: AirflowServer) -> Iterator[list[Worker]]:
    running = [Worker(airflow, "one"), Worker(airflow, "two")]
    yield running
    for worker in running:
        worker.end()


def fill(airflow: AirflowServer, prefix: str, batches: int) -> None:
    """Batches of several sources, each with one offer of its own."""
    load_keys(Settings(home=airflow.data))
    spool = Spool(str(airflow.data / "spool"))
    for number in range(batches):
        now = dt.datetime.now(dt.UTC)
        name = f"{prefix}-{number % 16}"
        spool.write(
            name,
            "file",
            [
                Post(
                    f"{prefix}-{number}",
                    name,
                    "file",
                    f"https://e.example/{prefix}/{number}",
                    f"{OFFER} {prefix} {number}",
                    now,
                )
            ],
            now,
        )


def stored(airflow: AirflowServer, prefix: str) -> list[str]:
    hits = airflow.canhgiac("search", "", "--limit", "1000", "--json").stdout.splitlines()
    return sorted(row["url"] for row in map(json.loads, hits) if f"/{prefix}/" in row["url"])


def expected(prefix: str, batches: int) -> list[str]:
    return sorted(f"https://e.example/{prefix}/{number}" for number in range(batches))


def everything_is_stored_once(airflow: AirflowServer, prefix: str, batches: int) -> None:
    until(lambda: len(stored(airflow, prefix)) >= batches, "not everything was stored", LONG)
    assert stored(airflow, prefix) == expected(prefix, batches)
    until(lambda: not Spool(str(airflow.data / "spool")).batches(), "the spool was not emptied")
    with sqlite3.connect(airflow.data / "canhgiac.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_two_workers_share_the_work(airflow: AirflowServer, workers: list[Worker]) -> None:
    fill(airflow, "shared", 60)
    assert airflow.ended("process", airflow.trigger("process")) == "success"
    everything_is_stored_once(airflow, "shared", 60)
    days = [airflow.trigger("digest", day=f"2026-11-{day:02}") for day in (1, 2, 3, 4)]
    assert {airflow.ended("digest", run) for run in days} == {"success"}
    assert all(worker.worked() for worker in workers)


def test_a_worker_killed_in_the_middle_of_processing(airflow: AirflowServer, workers: list[Worker]) -> None:
    fill(airflow, "killed", 200)
    run = airflow.trigger("process")
    attempts = airflow.data / "spool" / "attempts"
    until(lambda: attempts.exists() and any(attempts.iterdir()), "no batch was begun")
    for worker in workers:  # whichever has it
        worker.end(signal.SIGKILL)
    assert Spool(str(airflow.data / "spool")).batches(), "the kill came before the end"
    workers[:] = [Worker(airflow, "three"), Worker(airflow, "four")]
    assert airflow.ended("process", run, LONG) == "success"
    assert max(task["try_number"] for task in airflow.tasks("process", run)) > 1, (
        "the page shows that it was tried again"
    )
    everything_is_stored_once(airflow, "killed", 200)


def test_the_database_gone_for_a_minute(airflow: AirflowServer, workers: list[Worker], database: Postgres) -> None:
    fill(airflow, "database", 100)
    run = airflow.trigger("process")
    until(lambda: any(task["state"] == "running" for task in airflow.tasks("process", run)), "nothing runs")
    database.stop()
    time.sleep(60)
    database.start()
    until(lambda: airflow.answers(), "the API does not answer again")
    assert airflow.ended("process", run, LONG) in ("success", "failed")
    assert airflow.ended("process", airflow.trigger("process"), LONG) == "success"
    everything_is_stored_once(airflow, "database", 100)


def test_the_store_away_for_a_run(airflow: AirflowServer, workers: list[Worker]) -> None:
    fill(airflow, "store", 40)
    with contextlib.closing(sqlite3.connect(airflow.data / "canhgiac.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # nobody writes
        run = airflow.trigger("process")
        until(
            lambda: any(task["state"] == "up_for_retry" for task in airflow.tasks("process", run)),
            "no task noticed",
            LONG,
        )
        assert len(Spool(str(airflow.data / "spool")).batches()) == 40
        other.execute("ROLLBACK")
    assert airflow.ended("process", run, LONG) == "success"
    everything_is_stored_once(airflow, "store", 40)
