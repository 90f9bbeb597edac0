"""One Elasticsearch for a whole test run, and our indices on it, empty at the start of each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.elastic_setup import carry_out
from index_mappings.catalogue import INDICES
from tests.services.elasticsearch_nodes import cluster


class Indices:
    """The store's indices on a running server."""

    def __init__(self, url: str) -> None:
        self.access = Access(tuple(url.split(",")), timeout=60.0)
        self.server = Server(client_of(self.access), self.access.prefix, self.access.where)

    def make(self) -> None:
        """Deletes whatever there is and makes all anew."""
        found = self.server.client.indices.get(index=f"{self.access.prefix}-*", expand_wildcards="all")
        for name in found:
            self.server.client.indices.delete(index=name)
        carry_out(self.access, dry_run=False, progress=lambda name, done, total: None)

    def empty(self) -> None:
        """Deletes all documents: faster than making the indices anew, and no trace of versions is left."""
        aliases = [self.server.alias(index.name) for index in INDICES]
        self.server.client.indices.refresh(index=aliases)
        counts = self.server.client.indices.stats(index=aliases, metric="docs", filter_path="indices.*.primaries.docs")
        used = {name for name, each in counts.get("indices", {}).items() if each["primaries"]["docs"]["count"]}
        self.remake([index.name for index in INDICES if any(name.startswith(self.server.alias(index.name) + "-") for name in used)])

    def remake(self, names: list[str]) -> None:
        """Makes these indices anew."""
        for name in names:
            found = self.server.client.indices.get_alias(name=self.server.alias(name))
            for index in found:
                self.server.client.indices.delete(index=index)
            self.server.client.indices.create(
                index=f"{self.server.alias(name)}-000001", aliases={self.server.alias(name): {"is_write_index": True}}
            )

    def close(self) -> None:
        """Gives the connections back."""
        self.server.client.close()


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """One node for all tests; ``ELASTICSEARCH_TEST_URL`` names one that runs already."""
    running = os.environ.get("ELASTICSEARCH_TEST_URL")
    if running:
        yield running
        return
    with cluster() as started:
        yield started.url


@pytest.fixture(scope="session")
def prepared_indices(elasticsearch_url: str) -> Iterator[Indices]:
    """The indices, made once."""
    indices = Indices(elasticsearch_url)
    indices.make()
    yield indices
    indices.close()


@pytest.fixture
def indices(prepared_indices: Indices) -> Indices:
    """The indices, with nothing in them."""
    prepared_indices.empty()
    return prepared_indices

