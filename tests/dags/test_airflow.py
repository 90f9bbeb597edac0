"""One real Airflow: scheduled runs, crawls on demand by REST and by the command, digests of past days."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
import sqlite3
from collections.abc import Iterator

import pytest

from tests.canhgiac.test_cli import OFFER, WARNING
from tests.services.airflow_server import AirflowServer, until
from tests.sites.boards import PhpBBBoard
from tests.sites.faulty import status
from tests.sites.static import StaticSite

DAG = "crawl_on_demand"
pytestmark = pytest.mark.timeout(900)  # the first test waits for Airflow to start


@pytest.fixture(scope="module")
def board() -> Iterator[PhpBBBoard]:
    with PhpBBBoard() as served:
        served.thread("Kèo thơm", OFFER)
        yield served


@pytest.fixture(scope="module")
def closed() -> Iterator[StaticSite]:
    """A site that will not have us: there is no use in trying again."""
    with StaticSite("127.0.0.3") as served:
        served.pages["*"] = status(403)
        yield served


@pytest.fixture(scope="module")
def airflow(board: PhpBBBoard, closed: StaticSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AirflowServer]:
    folder = tmp_path_factory.mktemp("airflow")
    server = AirflowServer(folder, CANHGIAC_BLOCKLIST=str(folder / "data" / "block.txt"))
    (server.data / "sources.yaml").write_text(
        "sources:\n"
        f"  - {{name: good, kind: forum, url: '{board.url}/', cadence: 15m}}\n"
        f"  - {{name: closed, kind: feed, url: '{closed.url}/rss.xml', cadence: 15m}}\n"
        "  - {name: gone, kind: feed, url: 'http://127.0.0.2:9/rss.xml', cadence: hourly}\n"
    )
    with server:
        yield server


def visits(airflow: AirflowServer, dag: str) -> dict[str, str]:
    """How the visits of a DAG's first run went, by host, when each has ended or waits to be tried again."""
    run = until(lambda: next(iter(airflow.runs(dag)), None), f"{dag} was not scheduled")
    assert run["run_type"] == "scheduled"

    def done() -> dict[str, str]:
        tasks = [each for each in airflow.tasks(dag, run["dag_run_id"]) if each["task_id"] == "visit"]
        if not all(each["state"] in ("success", "up_for_retry", "failed") for each in tasks):
            return {}
        return {each["rendered_map_index"]: each["state"] for each in tasks}

    return until(done, f"the visits of {dag} did not end")


def test_a_source_that_fails_fails_alone_and_the_rest_is_found(airflow: AirflowServer) -> None:
    """The latest turn of each DAG runs as soon as Airflow is up: a crawl fills the spool, its asset starts `process`."""
    assert visits(airflow, "crawl_15m") == {"127.0.0.1": "success", "127.0.0.3": "failed"}
    (unanswered,) = visits(airflow, "crawl_hourly").values()
    assert unanswered in ("up_for_retry", "failed")
    until(lambda: airflow.canhgiac("search", "source:good", "--json").stdout, "the find was not stored")
    # a turn of the clock may have stored it first
    until(lambda: "asset_triggered" in {run["run_type"] for run in airflow.runs("process")}, "no asset started process")


def test_a_file_by_the_command_from_trigger_to_digest(airflow: AirflowServer) -> None:
    file = airflow.data / "complaints.jsonl"
    file.write_text(
        "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate((OFFER, WARNING))), "utf-8"
    )
    done = airflow.canhgiac("trigger", "--file", str(file), "--wait", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["state"] == "success" and found["link"].startswith(f"{airflow.url}/dags/{DAG}/runs/")
    assert (found["counts"]["offers"], found["counts"]["reports"]) == (1, 1)
    assert {hit["role"] for hit in found["findings"]} == {"offer", "report"}
    assert found["visits"][0]["source"] == "import-complaints"
    assert not list((airflow.data / "spool" / "imports").iterdir()), "what was read is gone"
    today = f"{dt.datetime.now(dt.UTC) + dt.timedelta(hours=7):%Y-%m-%d}"
    assert "vn99bet[.]vip" in (airflow.data / "digests" / f"{today}.txt").read_text("utf-8")


def test_named_sources_by_rest(airflow: AirflowServer, board: PhpBBBoard) -> None:
    board.thread("Mới", f"{OFFER} nhóm mới")
    run = airflow.trigger(DAG, sources=["good"])
    assert airflow.ended(DAG, run) == "success"
    found = airflow.result(DAG, run, "found")
    assert found["visits"][0]["state"] in ("ok", "nothing_new")
    assert "nhóm mới" in airflow.canhgiac("search", '"nhom moi"', "--json").stdout


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"url": "file:///etc/passwd"}, "does not match"),
        ({"file": "../key"}, "does not match"),
        ({"sources": ["A B"]}, "does not match"),
        ({"kind": "page", "url": "https://forum.example/"}, "is not one of"),
        ({"depth": -1, "sources": ["good"]}, "minimum"),
    ],
)
def test_what_the_form_refuses_is_refused_by_rest(airflow: AirflowServer, params: dict[str, object], said: str) -> None:
    code, words = airflow.refusal("POST", f"/api/v2/dags/{DAG}/dagRuns", {"logical_date": None, "conf": params})
    assert code in (400, 422) and said in words


def test_a_private_address_and_two_wishes_at_once_are_refused(airflow: AirflowServer, board: PhpBBBoard) -> None:
    asked = len(board.asked)
    private = airflow.trigger(DAG, url=f"{board.url.replace('127.0.0.1', 'localhost')}/")
    both = airflow.trigger(DAG, url="https://forum.example/", sources=["good"])
    assert (airflow.ended(DAG, private), airflow.ended(DAG, both)) == ("failed", "failed")
    assert [task["task_id"] for task in airflow.tasks(DAG, both) if task["state"] == "failed"] == ["request"]
    assert [task["task_id"] for task in airflow.tasks(DAG, private) if task["state"] == "failed"] == ["crawl"]
    assert len(board.asked) == asked, "nothing was asked of the private address"


def test_the_command_says_what_is_wrong(airflow: AirflowServer) -> None:
    wrong = airflow.canhgiac("trigger", "god")
    assert wrong.returncode == 1 and "good" in wrong.stderr
    assert airflow.canhgiac("trigger").returncode == 2
    assert airflow.canhgiac("trigger", "--url", "ftp://x.example/").returncode == 2
    airflow.ask("PATCH", f"/api/v2/dags/{DAG}?update_mask=is_paused", {"is_paused": True})
    paused = airflow.canhgiac("trigger", "good")
    airflow.ask("PATCH", f"/api/v2/dags/{DAG}?update_mask=is_paused", {"is_paused": False})
    assert paused.returncode == 1 and "paused" in paused.stderr


def test_digests_of_three_past_days(airflow: AirflowServer) -> None:
    today = dt.datetime.now(dt.UTC) + dt.timedelta(hours=7)
    days = [f"{today - dt.timedelta(days=back):%Y-%m-%d}" for back in (2, 3, 4)]
    runs = [airflow.trigger("digest", day=day) for day in days]
    assert [airflow.ended("digest", run) for run in runs] == ["success"] * 3
    for day in days:
        assert (airflow.data / "digests" / f"{day}.html").exists()
    again = airflow.trigger("digest", day=days[0], recount=True)
    assert airflow.ended("digest", again) == "success"


def test_a_part_that_is_killed_is_started_again(airflow: AirflowServer) -> None:
    killed = airflow.part("scheduler")
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    until(lambda: airflow.part("scheduler") not in (None, killed), "there is no scheduler again")
    day = f"{dt.datetime.now(dt.UTC) - dt.timedelta(days=6):%Y-%m-%d}"
    assert airflow.ended("digest", airflow.trigger("digest", day=day)) == "success"


def test_the_scheduled_runs_of_the_other_dags_end_well(airflow: AirflowServer) -> None:
    for dag in ("process", "digest"):
        scheduled = until(
            lambda dag=dag: [
                run
                for run in airflow.runs(dag)
                if run["run_type"] != "manual" and run["state"] in ("success", "failed")
            ],
            f"{dag} did not run",
        )
        assert scheduled[-1]["state"] == "success", dag


def test_the_night_fails_at_dark_sources_alone_and_where_none_is_dark_at_nothing(airflow: AirflowServer) -> None:
    dark = airflow.trigger("maintenance")
    assert airflow.ended("maintenance", dark) == "failed"
    states = {task["task_id"]: task["state"] for task in airflow.tasks("maintenance", dark)}
    assert states.pop("dark_sources") == "failed" and set(states.values()) == {"success"}, states
    said = json.dumps(
        airflow.ask(
            "GET", f"/api/v2/dags/maintenance/dagRuns/{dark.replace('+', '%2B')}/taskInstances/dark_sources/logs/1"
        )
    )
    assert "2 sources are not well: closed: blocked" in said and "gone: unreachable" in said
    sources = (airflow.data / "sources.yaml").read_text().splitlines()
    (airflow.data / "sources.yaml").write_text("\n".join(line for line in sources if "feed" not in line))
    light = airflow.trigger("maintenance")
    assert airflow.ended("maintenance", light) == "success"
    assert {task["state"] for task in airflow.tasks("maintenance", light)} == {"success"}
    (copy, *_) = sorted((airflow.data / "snapshots").iterdir(), reverse=True)
    with contextlib.closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (airflow.data / "block.txt").read_text("utf-8"), "the block list was written"
