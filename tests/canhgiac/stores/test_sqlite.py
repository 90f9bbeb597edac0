"""The contract, run on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from canhgiac.stores.base import Store
from canhgiac.stores.sqlite import SqliteStore
from tests.canhgiac.stores.contract import StoreContract


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], Store]:
    return lambda: SqliteStore(tmp_path / "home" / "canhgiac.db")


@pytest.fixture
def empty_store(tmp_path: Path) -> Callable[[], Store]:
    numbers = iter(range(10_000))
    return lambda: SqliteStore(tmp_path / f"empty-{next(numbers)}.db")


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Iterator[Store]:
    with reopen() as opened:
        yield opened
        assert opened.check() == []


class TestSqlite(StoreContract):
    """SQLite keeps the contract."""
