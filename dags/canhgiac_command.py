"""How the DAGs run the ``canhgiac`` command: a subprocess, JSON Lines back, each exit status a task's outcome.

Airflow may live in an environment of its own: nothing of the application is imported here. ``CANHGIAC_BIN`` is
the command (a path, or a command line such as ``/opt/canhgiac/bin/python -m canhgiac``); otherwise the one on
``PATH``. Secrets come from Airflow's connections ``canhgiac_store`` and ``canhgiac_key`` where they exist.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shlex
import subprocess
from typing import Any

from airflow.sdk import Asset, Connection
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowNotFoundException

#: What crawling fills and processing empties.
SPOOL = Asset("canhgiac-spool")
CRAWL_POOL, PROCESS_POOL = "canhgiac_crawl", "canhgiac_process"
TIMEZONE = "Asia/Ho_Chi_Minh"
#: Airflow wants one; with ``catchup=False`` nothing is made up for.
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

#: Exit statuses of the command.
DONE, FAILED, WRONG_USE, BUSY = 0, 1, 2, 75
#: Seconds that the command gets to end by itself when its task is stopped.
GRACE = 15

Records = list[dict[str, Any]]


class SourceFailed(AirflowFailException):
    """A source, not the installation, is at fault: seen in the grid, in the digest and by the rule for dark sources;
    nobody is woken for it by the task."""


def canhgiac(*arguments: str, allowed: tuple[int, ...] = (DONE,)) -> tuple[int, Records]:
    """Runs one command line; its exit status and what it printed as JSON, one object a line.

    What it notes goes to the task's log. Raises ``AirflowFailException`` where trying again cannot help (wrong
    settings), ``AirflowException`` for every other status that is not ``allowed``.
    """
    command = [*shlex.split(os.environ.get("CANHGIAC_BIN") or "canhgiac"), *arguments]
    print("$", shlex.join(command))  # noqa: T201  the task's log
    environment = {**os.environ, **_secrets(), "COLUMNS": "160"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        try:
            printed, _ = child.communicate()
        except BaseException:  # out of time, or stopped by hand: the command ends cleanly on SIGTERM
            child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(GRACE)
            child.kill()
            raise
    print(printed)  # noqa: T201
    what = f"canhgiac {arguments[0]}"
    if child.returncode not in allowed:
        if child.returncode == WRONG_USE:
            raise AirflowFailException(f"{what}: wrong settings or sources, see the log above")
        if child.returncode == BUSY:
            raise AirflowException(f"{what}: another process is at it, see the log above")
        raise AirflowException(f"{what} ended with status {child.returncode}, see the log above")
    return child.returncode, [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def process_report(*arguments: str) -> dict[str, Any]:
    """Runs ``canhgiac process``; its report, which also counts what was set aside (status 1).

    Raises ``AirflowException`` where there is none: the store or the spool failed.
    """
    _, reports = canhgiac("process", *arguments, "--json", allowed=(DONE, FAILED))
    if not reports:
        raise AirflowException("canhgiac process could not read the spool or write the store, see the log above")
    return reports[0]


def _secrets() -> dict[str, str]:
    """Settings from connections: of ``canhgiac_store`` address, login, password and the extra ``api_key``; of
    ``canhgiac_key`` the password. What the environment says already stays out of this."""
    found = {}
    store, key = _connection("canhgiac_store"), _connection("canhgiac_key")
    if store is not None:
        scheme = store.schema or "https"
        found = {
            "CANHGIAC_STORE": f"{scheme}://{store.host}:{store.port or 9200}" if store.host else None,
            "CANHGIAC_STORE_USER": store.login,
            "CANHGIAC_STORE_PASSWORD": store.password,
            "CANHGIAC_STORE_API_KEY": store.extra_dejson.get("api_key"),
        }
    if key is not None:
        found["CANHGIAC_KEY"] = key.password
    return {name: value for name, value in found.items() if value}


def _connection(name: str) -> Connection | None:
    try:
        return Connection.get(name)
    except AirflowNotFoundException:
        return None


def tell(context: dict[str, Any]) -> None:
    """A task's callback when its last try failed: a message to the team, once for each task of a run.

    Delivered by the next run of `process`. A message that cannot be put down fails nothing: the log has it.
    """
    if isinstance(context.get("exception"), SourceFailed):
        return
    task = context["task_instance"]
    name = f"{task.dag_id}.{task.task_id}" + (f"[{task.map_index}]" if task.map_index >= 0 else "")
    with contextlib.suppress(AirflowException):
        canhgiac(
            "notify", "send", "--id", f"airflow-{name}-{task.run_id}", "--severity", "warning",
            "--title", f"Airflow: {name} failed",
            "--body", f"{task.run_id}: {context.get('exception')}\n{task.log_url}",
        )  # fmt: skip


def deliver() -> None:
    """Delivers what waits in the outbox; another process that does so already is as good."""
    canhgiac("notify", "flush", allowed=(DONE, BUSY))


def utc(moment: dt.datetime) -> str:
    """A moment as the command line takes it."""
    return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
