"""The spool: whole batches or none, kept until acknowledged, expiring by rule."""

from __future__ import annotations

import datetime as dt
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from canhgiac.errors import SpoolError, SpoolSchemaError
from canhgiac.records import SPOOL_SCHEMA, Post, Visit
from canhgiac.spool import KEEP_DAYS, Spool

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def post(number: int = 1, source: str = "s") -> Post:
    return Post(f"id{number}", source, "file", f"https://e.example/{number}", f"chào số {number}", NOW)


@pytest.fixture(params=["folder", "memory"])
def spool(request: pytest.FixtureRequest, tmp_path: Path) -> Spool:
    """A local folder, and an object store as fsspec has it."""
    return Spool(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}")


def test_a_batch_comes_back_as_it_was(spool: Spool) -> None:
    batch = spool.write("s", "file", [post(1), post(2)], NOW)
    header, posts = spool.read(batch)
    assert (header.schema, header.batch, header.source) == (SPOOL_SCHEMA, batch, "s")
    assert posts == [post(1), post(2)]


def test_batches_are_listed_oldest_first_until_acknowledged(spool: Spool) -> None:
    late = spool.write("a", "file", [post()], NOW)
    early = spool.write("z", "file", [post()], NOW - dt.timedelta(hours=1))
    assert spool.batches() == [early, late]
    assert spool.begin(early) == 0 and spool.begin(early) == 1
    spool.acknowledge(early)
    spool.acknowledge(early)
    assert spool.batches() == [late] and spool.begin(early) == 0


def test_state_and_visits_come_back(spool: Spool) -> None:
    assert spool.state("s") == {}
    spool.write_state("s", {"threads": {"1": "x"}})
    assert spool.state("s") == {"threads": {"1": "x"}}
    spool.forget_state("s")
    assert spool.state("s") == {}
    visit = Visit("v1", "s", "file", "f", NOW, NOW, "ok")
    spool.write_visit(visit)
    assert list(spool.visits()) == [visit]
    spool.delete_visit(visit)
    assert list(spool.visits()) == []


def test_what_is_old_expires_and_is_counted(spool: Spool) -> None:
    old = NOW - dt.timedelta(days=KEEP_DAYS, minutes=1)
    spool.write("s", "file", [post()], old)
    kept = spool.write("s", "file", [post()], NOW)
    spool.quarantine(post(1), "broke", old)
    spool.quarantine(post(2), "broke", NOW)
    assert (spool.expire(NOW, dry_run=True).batches, len(spool.batches())) == (1, 2)
    expired = spool.expire(NOW)
    assert (expired.batches, expired.quarantined) == (1, 1)
    assert spool.batches() == [kept]
    assert [entry.post.id for entry in spool.quarantined()] == ["id2"]


def test_one_source_can_be_emptied(spool: Spool) -> None:
    spool.write("mine", "file", [post()], NOW)
    other = spool.write("mine-too", "file", [post()], NOW)
    spool.quarantine(post(1, "mine"), "broke", NOW)
    spool.expire(NOW, source="mine")
    assert spool.batches() == [other] and not list(spool.quarantined())


def test_a_batch_of_a_newer_version_stops_and_stays(tmp_path: Path) -> None:
    spool = Spool(str(tmp_path))
    batch = spool.write("s", "file", [post()], NOW)
    path = tmp_path / "batches" / f"{batch}.jsonl.gz"
    text = gzip.decompress(path.read_bytes()).replace(
        b'"schema":%d' % SPOOL_SCHEMA, b'"schema":%d' % (SPOOL_SCHEMA + 1)
    )
    path.write_bytes(gzip.compress(text))
    with pytest.raises(SpoolSchemaError, match="upgrade canhgiac"):
        spool.read(batch)
    assert spool.batches() == [batch]


@pytest.mark.parametrize(
    "content",
    [b"", b"not gzip", gzip.compress(b""), gzip.compress(b"{}\n")[:-4], gzip.compress(b"[]\n")],
    ids=["empty", "not gzip", "no line", "cut off", "no header"],
)
def test_a_damaged_batch_is_set_aside_with_the_reason(tmp_path: Path, content: bytes) -> None:
    spool = Spool(str(tmp_path))
    batch = spool.write("s", "file", [post()], NOW)
    (tmp_path / "batches" / f"{batch}.jsonl.gz").write_bytes(content)
    with pytest.raises(SpoolError) as error:
        spool.read(batch)
    spool.set_aside(batch, str(error.value))
    assert spool.batches() == []
    assert "damaged" in (tmp_path / "quarantine" / f"{batch}.reason.txt").read_text()


def test_a_half_written_file_is_no_batch(tmp_path: Path) -> None:
    spool = Spool(str(tmp_path))
    (tmp_path / "batches").mkdir()
    (tmp_path / "batches" / ".x.jsonl.gz.0a.part").write_bytes(b"half")
    assert spool.batches() == []
    spool.expire(dt.datetime.now(dt.UTC))
    assert len(list((tmp_path / "batches").iterdir())) == 1, "somebody may be writing it just now"
    spool.expire(dt.datetime.now(dt.UTC) + dt.timedelta(days=2))
    assert list((tmp_path / "batches").iterdir()) == []


FULL_DISK = """
import datetime as dt, resource, signal, sys
from canhgiac.errors import SpoolError
from canhgiac.records import Post
from canhgiac.spool import Spool
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))
now = dt.datetime.now(dt.UTC)
try:
    Spool(sys.argv[1]).write("s", "file", [Post("a", "s", "file", "u", "text", now)], now)
except SpoolError as error:
    print(error)
"""


def test_a_full_disk_is_said_and_leaves_nothing_half(tmp_path: Path) -> None:
    """Files may not grow, in a process of its own: the nearest to a full disk that needs no root."""
    said = subprocess.run([sys.executable, "-c", FULL_DISK, tmp_path], capture_output=True, text=True)
    assert "nothing is lost" in said.stdout, said.stderr
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "batches").write_text("")
    with pytest.raises(SpoolError, match="cannot be written"):
        Spool(str(tmp_path)).write("s", "file", [post()], NOW)


def test_an_unknown_file_system_is_said() -> None:
    with pytest.raises(SpoolError, match="cannot be used"):
        Spool("nosuch://bucket/spool")
