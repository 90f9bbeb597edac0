"""The DAGs as Airflow's own loader reads them, in its environment: quick, light, and of the agreed shape."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from canhgiac.cli.trigger import KINDS
from tests.services.airflow_server import DAGS, airflow_python

_LOAD = """
import json, sys
sys.path.insert(0, {dags!r})
import airflow.sdk, airflow.providers.standard.operators.empty, airflow.providers.standard.decorators.python
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
bag = DagBag({dags!r})
print(json.dumps({{
    "errors": bag.import_errors,
    "loaded": sorted({{name.partition(".")[0] for name in set(sys.modules) - before}}),
    "files": {{stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats}},
    "dags": {{
        id: {{
            "catchup": dag.catchup, "runs": dag.max_active_runs, "schedule": type(dag.timetable).__name__,
            "params": {{name: dag.params.get_param(name).schema for name in dag.params}}, "doc": dag.doc_md,
            "tasks": {{
                task.task_id: {{
                    "pool": task.pool, "retries": task.retries, "mapped": task.is_mapped,
                    "out_of_time": task.execution_timeout.total_seconds() if task.execution_timeout else None,
                    "backoff": bool(task.retry_exponential_backoff),
                }}
                for task in dag.tasks
            }},
        }}
        for id, dag in bag.dags.items()
    }},
}}))
"""
CADENCE = {"crawl_15m": 900, "crawl_hourly": 3600, "crawl_daily": 86400}
#: What would make the scheduler's every look at the folder slow; it belongs to the command.
HEAVY = {"canhgiac", "crawlers", "nlp", "index_mappings", "scrapy", "spacy", "numpy", "elasticsearch", "sklearn"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = subprocess.run(
        [airflow_python(), "-c", _LOAD.format(dags=str(DAGS))], capture_output=True, text=True, timeout=200,
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_all_dags_are_read_without_error_and_nothing_heavy_is_imported(loaded: dict[str, Any]) -> None:
    assert loaded["errors"] == {}
    assert sorted(loaded["dags"]) == ["crawl_15m", "crawl_daily", "crawl_hourly", "crawl_on_demand", "digest", "maintenance", "process"]
    assert not HEAVY & set(loaded["loaded"])
    assert {Path(file).name for file in loaded["files"]} >= {"crawl.py", "process.py", "digest.py", "maintenance.py", "crawl_on_demand.py"}


def test_runs_never_pile_up(loaded: dict[str, Any]) -> None:
    for name, dag in loaded["dags"].items():
        assert not dag["catchup"] and dag["doc"], name
        assert dag["runs"] == (4 if name == "crawl_on_demand" else 1), name
    assert loaded["dags"]["process"]["schedule"] == "AssetOrTimeSchedule"


@pytest.mark.parametrize("name", CADENCE)
def test_a_crawl_is_mapped_and_ends_before_its_next_run(loaded: dict[str, Any], name: str) -> None:
    visit = loaded["dags"][name]["tasks"]["visit"]
    assert visit["mapped"] and visit["pool"] == "canhgiac_crawl" and visit["retries"] and visit["backoff"]
    assert visit["out_of_time"] < CADENCE[name]


def test_writers_of_the_store_share_one_pool(loaded: dict[str, Any]) -> None:
    pools = json.loads((DAGS / "pools.json").read_text())
    assert pools["canhgiac_process"]["slots"] == 1
    writers = [("process", "work_off"), ("process", "campaigns"), ("digest", "write"), ("maintenance", "purge"),
               ("crawl_on_demand", "process"), ("crawl_on_demand", "campaigns")]  # fmt: skip
    for dag, task in writers:
        about = loaded["dags"][dag]["tasks"][task]
        assert about["pool"] == "canhgiac_process" and about["retries"] and about["out_of_time"], (dag, task)


def test_the_form_of_a_crawl_on_demand(loaded: dict[str, Any]) -> None:
    form = loaded["dags"]["crawl_on_demand"]["params"]
    assert sorted(form) == ["depth", "file", "kind", "notify", "sources", "url"]
    assert tuple(form["kind"]["enum"]) == KINDS, "the command offers the same"
