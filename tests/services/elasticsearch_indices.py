"""One Elasticsearch for a whole test run, and our indices on it, empty at the start of each test."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.elastic_setup import carry_out
from index_mappings.catalogue import INDICES
from tests.services.elasticsearch_nodes import cluster

#: A little more than a step of the server's clock for forgetting (``thread_pool.estimated_time_interval``).
_CLOCK_TICK = 0.03
#: The most that one search gives.
_PAGE = 10_000


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
        # versions of deleted documents are forgotten at the next refresh; nothing has to survive a power cut here
        self.server.client.indices.put_settings(
            index=f"{self.access.prefix}-*", settings={"index.gc_deletes": "0s", "index.translog.durability": "async"}
        )

    def empty(self) -> None:
        """Deletes all documents, and what the server remembers of the versions of deleted ones."""
        client = self.server.client
        every = [self.server.alias(index.name) for index in INDICES]
        client.indices.refresh(index=every)
        versioned = False
        hits: list[Any] = [None] * _PAGE
        while len(hits) == _PAGE:
            hits = client.search(index=every, size=_PAGE, source=False, sort=["_doc"])["hits"]["hits"]
            if not hits:
                break
            lines = [{"delete": {"_index": hit["_index"], "_id": hit["_id"]}} for hit in hits]
            client.bulk(operations=lines, filter_path="errors")
            client.indices.refresh(index=every)
            versioned = True
        if versioned:
            time.sleep(_CLOCK_TICK)
            client.indices.refresh(index=every)

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


@pytest.fixture
def elasticsearch_cluster_folder(elasticsearch_url: str) -> Path:
    """A folder that the node may write snapshots to."""
    with client_of(Access((elasticsearch_url,))) as client:
        settings = client.nodes.info(metric="settings", filter_path="nodes.*.settings.path.repo")
    [node] = settings["nodes"].values()
    return Path(node["settings"]["path"]["repo"][0])


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
