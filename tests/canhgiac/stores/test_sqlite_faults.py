"""Kills and crowds: whatever happens to the process that writes, a batch is stored whole or not at all."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from canhgiac.query import Query
from canhgiac.stores.sqlite import SqliteStore

_ROOT = Path(__file__).parents[3]
_BATCHES = 60
_POSTS = 8

#: Writes all batches of one history (findings, edits, unflagged posts), those stored already again too.
_WRITER = textwrap.dedent(
    f"""
    import sys
    from pathlib import Path
    from canhgiac.stores.sqlite import SqliteStore
    from tests.canhgiac.stores.samples import at, batch, finding, seen

    def history(number):
        when = at(number)
        flagged = [finding(f"p{{(number * 5 + n) % 90}}", f"bài {{number}} {{n}} vay nhanh", when) for n in range({_POSTS})]
        others = [seen(f"p{{(number * 7 + n) % 90}}", f"chào {{number}}", when) for n in range(3)]
        return batch(*flagged, others=others, name=f"b{{number}}")

    order = list(range({_BATCHES}))
    if len(sys.argv) > 2:
        import random
        random.Random(sys.argv[2]).shuffle(order)
    with SqliteStore(Path(sys.argv[1])) as store:
        print("open", flush=True)
        for number in order:
            store.write_batch(history(number))
            print(number, flush=True)
    """
)


def _start(path: Path, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), *args], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )


def _finish(*writers: subprocess.Popen[str]) -> None:
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0


def _content(path: Path) -> object:
    with SqliteStore(path) as store:
        assert store.check() == []
        findings = sorted(store.findings(), key=lambda each: each.id)
        return (
            findings,
            [store.evidence(each.id) for each in findings],
            store.seen(f"hash of p{n}" for n in range(90)),
            store.counts_between("2026-11-01", "2027-01-10"),
            store.count(Query()),
        )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> object:
    """What the store holds after a run that nobody disturbed."""
    path = tmp_path_factory.mktemp("undisturbed") / "canhgiac.db"
    _finish(_start(path))
    return _content(path)


@pytest.mark.faults
def test_killed_at_random_points_and_run_again_nothing_is_lost_or_doubled(tmp_path: Path, undisturbed: object) -> None:
    path = tmp_path / "canhgiac.db"
    dice = random.Random(7)
    stored: set[int] = set()
    for _ in range(10):
        writer = _start(path)
        assert writer.stdout is not None
        wanted = dice.randrange(1, _BATCHES)
        told = []
        for line in writer.stdout:
            told.append(line)
            if len(told) > wanted:
                break
        time.sleep(dice.random() * 0.01)
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().splitlines()
        writer.wait()
        stored |= {int(line) for line in told if line.strip().isdigit()}
        with SqliteStore(path) as store:
            assert store.check() == []
            assert all(store.is_counted(f"b{number}") for number in stored)
            written = [number for number in range(_BATCHES) if store.is_counted(f"b{number}")]
            assert sum(each.posts for each in store.counts_between("2026-11-01", "2027-01-10")) == len(written) * 11
    _finish(_start(path))
    assert _content(path) == undisturbed


def test_two_writers_that_make_the_store_at_once_end_as_one(tmp_path: Path, undisturbed: object) -> None:
    path = tmp_path / "canhgiac.db"
    _finish(_start(path, "a"), _start(path, "b"), _start(path, "c"))
    assert _content(path) == undisturbed
