"""Stores for the digest's tests: each test that asks for ``store`` runs on SQLite and on a real Elasticsearch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from canhgiac.digest.counting import Asked
from canhgiac.records import Visit
from canhgiac.stores.base import Store
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.findings import NOW, batch, finding

#: A Sunday; its digest is read on Monday.
TODAY = "2026-11-22"
LATER = NOW + dt.timedelta(days=1)
#: The digest of a Thursday, read at seven on Friday.
THURSDAY = "2026-11-19"
FRIDAY_AT_SEVEN = dt.datetime(2026, 11, 20, 0, tzinfo=dt.UTC)


@pytest.fixture(params=["sqlite", "elastic"])
def empty(request: pytest.FixtureRequest, home: Path) -> Iterator[Store]:
    """A store with nothing in it."""
    if request.param == "sqlite":
        with SqliteStore(home / "canhgiac.db") as opened:
            yield opened
    else:
        with ElasticStore(request.getfixturevalue("indices").access) as opened:
            yield opened


@pytest.fixture
def store(empty: Store) -> Store:
    """A store with a day's findings and one of the day before."""
    return filled(empty)


@pytest.fixture
def local(home: Path) -> Iterator[Store]:
    """The same in SQLite alone, for what does not depend on the store."""
    with SqliteStore(home / "canhgiac.db") as opened:
        yield filled(opened)


def filled(store: Store) -> Store:
    store.write_batch(
        batch(
            finding("f1"),
            finding("f2", "Vay nhanh, đóng trước phí bảo hiểm", category="fraud", scheme="loan", score=0.9),
            finding("f3", "Số 0912345678 lừa", category="fraud", scheme="loan", role="report"),
            finding("f0", "Kèo hôm qua", collected_at=NOW - dt.timedelta(days=1)),
            posts=40,
        )
    )
    store.put_visit(Visit("v1", "s", "forum", "u", NOW, NOW, "blocked", reason="http 403", posts=0))
    return store


def asked(day: str = TODAY, now: dt.datetime = NOW, **more: Any) -> Asked:
    """A digest of everything, asked at ``now``."""
    return Asked(day, now, **more)


def lists(**named: WatchFile) -> dict[str, WatchList]:
    return {name: WatchList(file) for name, file in named.items()}
