"""Killed at random points and run again: nothing lost, nothing doubled."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from canhgiac.days import day_of, previous
from canhgiac.demo.forum import DemoForum
from canhgiac.query import parse
from canhgiac.settings import Settings
from canhgiac.spool import Spool
from canhgiac.stores import open_store
from tests.conftest import canhgiac_command

KILLS = 10
CORPORA = Path(__file__).parents[2] / "nlp" / "corpora"


def posts_file(path: Path, count: int) -> Path:
    """``count`` texts of the corpora, offers and ordinary ones mixed."""
    rows = [json.loads(line) for file in sorted(CORPORA.rglob("*.jsonl")) for line in file.open(encoding="utf-8")]
    random.Random(7).shuffle(rows)
    with path.open("w", encoding="utf-8") as file:
        for row in rows[:count]:
            file.write(json.dumps({"id": row["id"], "text": row["text"]}) + "\n")
    return path


def outcome(home: Path) -> dict[str, Any]:
    """What the store came to, without what depends on when and how often it was run."""
    with open_store(Settings(home=home)) as store:
        found = {
            each.id: (each.text, each.category, each.scheme, each.role, each.review, each.indicators, each.evidence)
            for each in store.findings(parse(""))
        }
        read = {visit.source for visit in store.visits(limit=1000)}
        today = day_of(dt.datetime.now(dt.UTC))
        days = store.counts_between(previous(today), today)
    spool = Spool(str(home / "spool"))
    return {
        "findings": found,
        "sources": read,
        "new": sum(day.new for day in days),
        "waiting": spool.batches(),
        "aside": list(spool.quarantined()),
    }


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_ten_kills_end_in_the_same_store(tmp_path: Path) -> None:
    posts = posts_file(tmp_path / "posts.jsonl", 1500)
    chance = random.Random()
    seed = chance.randrange(10**6)
    chance.seed(seed)
    with DemoForum() as forum:
        command = canhgiac_command(["run", str(posts), forum.url])
        homes = {name: tmp_path / name for name in ("calm", "killed")}
        environments = {
            name: {**os.environ, "CANHGIAC_HOME": str(home), "CANHGIAC_BATCH": "40"} for name, home in homes.items()
        }
        began = time.monotonic()
        calm = subprocess.run(command, env=environments["calm"], capture_output=True, text=True)
        length = time.monotonic() - began
        assert calm.returncode == 0, calm.stderr
        kills = 0
        while kills < KILLS:
            running = subprocess.Popen(
                command, env=environments["killed"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
            time.sleep(chance.uniform(0.3, length))
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                kills += 1
            elif (state := homes["killed"] / "spool" / "state").exists():
                shutil.rmtree(state)  # done before it could be killed: let it read everything again
            running.wait()
        last = subprocess.run(command, env=environments["killed"], capture_output=True, text=True)
        assert last.returncode == 0, f"seed {seed}: {last.stderr}"
    assert outcome(homes["killed"]) == outcome(homes["calm"]), f"seed {seed}"


@pytest.mark.faults
@pytest.mark.parametrize("kilobytes", [64, 300, 600])
def test_a_full_disk_is_said_and_the_next_run_finishes(tmp_path: Path, kilobytes: int) -> None:
    """Files may not grow beyond a limit: the nearest to a full disk that needs no root."""
    posts = posts_file(tmp_path / "posts.jsonl", 1500)
    home = tmp_path / "home"
    environment = {**os.environ, "CANHGIAC_HOME": str(home)}
    command = canhgiac_command(["run", str(posts)])
    limited = subprocess.run(
        ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash", *command],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert limited.returncode not in (0, -signal.SIGXFSZ) and "Traceback" not in limited.stderr, limited.stderr
    assert "full" in limited.stderr or "too large" in limited.stderr, limited.stderr
    assert subprocess.run(command, env=environment, capture_output=True).returncode == 0
    calm = tmp_path / "calm"
    subprocess.run(command, env={**environment, "CANHGIAC_HOME": str(calm)}, capture_output=True, check=True)
    assert outcome(home)["findings"] == outcome(calm)["findings"]
