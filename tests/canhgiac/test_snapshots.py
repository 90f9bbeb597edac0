"""Copies of the store: one that opens, three at most, and none that outlives what was deleted by name."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from pathlib import Path

import pytest

from canhgiac.errors import CanhGiacError
from canhgiac.records import Post
from canhgiac.snapshots import snapshots, take
from canhgiac.spool import Spool
from tests.canhgiac.test_cli import OFFER
from tests.conftest import Command

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


@pytest.fixture
def filled(canhgiac: Command, home: Path) -> Path:
    """The folder of the copies, beside a store with a finding of each of two sources."""
    now = dt.datetime.now(dt.UTC)
    for name in ("mot", "hai"):
        post = Post(name, name, "file", f"https://e.example/{name}", f"{OFFER} {name}", now)
        Spool(str(home / "spool")).write(name, "file", [post], now)
    assert canhgiac("process").returncode == 0
    return home / "snapshots"


def content(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def test_a_copy_opens_and_equals_the_store(canhgiac: Command, filled: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = canhgiac("store", "snapshot")
    (copy,) = snapshots(filled)
    assert said.returncode == 0 and said.stdout.strip() == str(copy)
    assert content(copy) == content(home / "canhgiac.db")
    found = canhgiac("search", "source:mot", "--json").stdout
    restored = filled.parent / "restored"
    restored.mkdir()
    (restored / "canhgiac.db").write_bytes(copy.read_bytes())
    (restored / "key").write_bytes((home / "key").read_bytes())
    monkeypatch.setenv("CANHGIAC_HOME", str(restored))
    assert canhgiac("search", "source:mot", "--json").stdout == found != ""
    assert canhgiac("store", "check").returncode == 0


@pytest.mark.parametrize("by", ["id", "source"])
def test_what_is_purged_by_name_is_in_no_copy(canhgiac: Command, filled: Path, by: str) -> None:
    assert canhgiac("store", "snapshot").returncode == 0
    finding = json.loads(canhgiac("search", "source:mot", "--json").stdout)["id"]
    what = [finding] if by == "id" else ["--source", "mot"]
    asked = canhgiac("purge", *what, "--dry-run")
    assert "1 copy of the store would go" in asked.stdout and len(snapshots(filled)) == 1
    assert canhgiac("purge", *what).returncode == 0
    assert snapshots(filled) == []
    assert canhgiac("store", "snapshot").returncode == 0
    (copy,) = snapshots(filled)
    assert not any(finding in line for line in content(copy) if "findings" in line.partition("(")[0])


def test_a_purge_by_age_leaves_the_copies(canhgiac: Command, filled: Path) -> None:
    assert canhgiac("store", "snapshot").returncode == 0
    assert canhgiac("purge").returncode == 0
    assert len(snapshots(filled)) == 1


def test_only_the_newest_three_are_kept(home: Path, filled: Path) -> None:
    taken = [take(home / "canhgiac.db", filled, NOW + dt.timedelta(days=day)) for day in range(5)]
    assert snapshots(filled) == taken[2:]


def test_a_copy_is_taken_while_somebody_writes(home: Path, filled: Path) -> None:
    with contextlib.closing(sqlite3.connect(home / "canhgiac.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE half (done)")
        copy = take(home / "canhgiac.db", filled, NOW)
        other.execute("ROLLBACK")
    assert not any("half" in line for line in content(copy))


def test_where_nothing_can_be_copied_it_says_so_and_leaves_nothing(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    empty = canhgiac("store", "snapshot")
    assert empty.returncode == 1 and "nothing to copy" in empty.stderr
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(CanhGiacError, match="cannot be copied"):
        take(broken, home / "snapshots", NOW)
    assert list((home / "snapshots").iterdir()) == []


def test_a_copy_outlives_nothing_by_more_than_a_week(canhgiac: Command, filled: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    for days in (8, 6):
        take(filled.parent / "canhgiac.db", filled, now - dt.timedelta(days=days))
    assert "1 copy of the store would go" in canhgiac("purge", "--dry-run").stdout and len(snapshots(filled)) == 2
    assert canhgiac("purge").returncode == 0
    assert [each.stem[:8] for each in snapshots(filled)] == [f"{now - dt.timedelta(days=6):%Y%m%d}"]
