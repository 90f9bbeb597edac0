"""The contract, run on a real Elasticsearch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from canhgiac.stores.base import Store
from canhgiac.stores.elastic import ElasticStore
from tests.canhgiac.stores.contract import StoreContract
from tests.services.elasticsearch_indices import Indices


@pytest.fixture
def reopen(indices: Indices) -> Callable[[], Store]:
    return lambda: ElasticStore(indices.access)


@pytest.fixture
def empty_store(indices: Indices) -> Callable[[], Store]:
    def emptied() -> Store:
        indices.empty()
        return ElasticStore(indices.access)

    return emptied


@pytest.fixture
def store(reopen: Callable[[], Store]) -> Iterator[Store]:
    with reopen() as opened:
        yield opened
        assert opened.check() == []


class TestElastic(StoreContract):
    """Elasticsearch keeps the contract."""
