"""How the DAGs call the command, in Airflow's own environment: secrets from connections, and who is told of what."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.services.airflow_server import DAGS, REPOSITORY, airflow_python

#: Stands in for the command: writes down how it was called, and ends as told.
_COMMAND = """#!{python}
import json, os, sys
with open({calls!r}, "a") as file:
    settings = {{name: value for name, value in os.environ.items() if name.startswith("CANHGIAC_")}}
    file.write(json.dumps({{"arguments": sys.argv[1:], "settings": settings}}) + "\\n")
print('{{"line": 1}}')
sys.exit(int(os.environ.get("END_WITH", "0")))
"""
_ABOUT_A_TASK = """
from types import SimpleNamespace
task = SimpleNamespace(dag_id="crawl_15m", task_id="visit", map_index=3, run_id="r1", log_url="http://airflow.example/log")
"""


def in_airflow(folder: Path, code: str, **variables: str) -> tuple[subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """Runs ``code`` as a task would see it; what it printed, and the calls of the command."""
    calls, command = folder / "calls", folder / "command"
    command.write_text(_COMMAND.format(python=sys.executable, calls=str(calls)))
    command.chmod(0o700)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CANHGIAC_", "AIRFLOW_"))}
    # Where connections come from is the worker's business: here from its variables, without a server.
    done = subprocess.run(
        [airflow_python(), "-c", f"import sys; sys.path.insert(0, {str(DAGS)!r})\nfrom canhgiac_command import *\n{code}"],
        env={**clean, "AIRFLOW_HOME": str(folder / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
             "_AIRFLOW_PROCESS_CONTEXT": "client", "CANHGIAC_BIN": str(command), **variables},
        capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    return done, [json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else []


def test_connections_become_settings_of_the_command_alone(tmp_path: Path) -> None:
    done, calls = in_airflow(
        tmp_path, "print(canhgiac('search', 'a b')); import os; print('LEFT', os.environ.get('CANHGIAC_KEY'))",
        AIRFLOW_CONN_CANHGIAC_STORE=json.dumps(
            {"conn_type": "http", "schema": "https", "host": "es.example", "port": 9243, "login": "writer",
             "password": "p/w", "extra": {"api_key": "id:key"}}
        ),
        AIRFLOW_CONN_CANHGIAC_KEY=json.dumps({"conn_type": "generic", "password": "0f" * 32}),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    (call,) = calls
    settings = {name: value for name, value in call["settings"].items() if name != "CANHGIAC_BIN"}
    assert call["arguments"] == ["search", "a b"]
    assert settings == {
        "CANHGIAC_STORE": "https://es.example:9243", "CANHGIAC_STORE_USER": "writer", "CANHGIAC_STORE_PASSWORD": "p/w",
        "CANHGIAC_STORE_API_KEY": "id:key", "CANHGIAC_KEY": "0f" * 32,
    }  # fmt: skip
    assert "(0, [{'line': 1}])" in done.stdout and "LEFT None" in done.stdout


def test_without_connections_the_environment_says_it(tmp_path: Path) -> None:
    done, (call,) = in_airflow(tmp_path, "canhgiac('process')", CANHGIAC_STORE="https://other.example:9200")
    assert done.returncode == 0, done.stderr[-3000:]
    assert set(call["settings"]) == {"CANHGIAC_BIN", "CANHGIAC_STORE"}


def test_wrong_settings_are_not_tried_again_and_all_else_is(tmp_path: Path) -> None:
    code = "try:\n    canhgiac('process')\nexcept Exception as error:\n    print(type(error).__name__, error)"
    said = {status: in_airflow(tmp_path, code, END_WITH=status)[0].stdout for status in ("1", "2", "75")}
    assert "AirflowFailException canhgiac process: wrong settings" in said["2"]
    assert "AirflowException canhgiac process ended with status 1" in said["1"]
    assert "AirflowException canhgiac process: another process is at it" in said["75"]


def test_the_team_is_told_once_of_a_task_and_not_of_a_source(tmp_path: Path) -> None:
    code = (
        f"{_ABOUT_A_TASK}\ntell({{'task_instance': task, 'exception': AirflowException('the disk is full')}})"
        "\ntell({'task_instance': task, 'exception': SourceFailed('blocked')})"
    )
    done, calls = in_airflow(tmp_path, code)
    assert done.returncode == 0, done.stderr[-3000:]
    (call,) = calls
    assert call["arguments"][:4] == ["notify", "send", "--id", "airflow-crawl_15m.visit[3]-r1"]
    assert call["arguments"][-1] == "r1: the disk is full\nhttp://airflow.example/log"


def test_a_message_that_cannot_be_put_down_fails_nothing(tmp_path: Path) -> None:
    done, calls = in_airflow(tmp_path, f"{_ABOUT_A_TASK}\ntell({{'task_instance': task, 'exception': None}})\nprint('went on')", END_WITH="1")
    assert len(calls) == 1 and done.returncode == 0 and "went on" in done.stdout


def test_what_the_task_sends_is_in_the_real_outbox_once(tmp_path: Path) -> None:
    code = f"{_ABOUT_A_TASK}\nfor _ in range(2):\n    tell({{'task_instance': task, 'exception': AirflowException('the disk is full')}})"
    done, _ = in_airflow(
        tmp_path, code, CANHGIAC_BIN=f"{sys.executable} -m canhgiac", CANHGIAC_HOME=str(tmp_path / "data"), PYTHONPATH=str(REPOSITORY)
    )
    assert done.returncode == 0, done.stderr[-3000:]
    messages = [path.read_text("utf-8") for path in (tmp_path / "data" / "spool").rglob("*") if path.is_file() and "disk is full" in path.read_text("utf-8")]
    assert len(messages) == 1 and "crawl_15m.visit[3]" in messages[0], messages
