"""A real node with little of everything: one writing thread with a short queue, small requests, a disk past its
flood-stage mark. It refuses by itself; nothing is lost and nothing doubled."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from canhgiac.keys import Keys
from canhgiac.process import process
from canhgiac.query import Query
from canhgiac.records import Post
from canhgiac.spool import Spool
from canhgiac.stores import elastic_bulk
from canhgiac.stores.base import StoreFull, StoreUnavailable
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access
from canhgiac.stores.elastic_setup import carry_out
from tests.canhgiac.stores.samples import at, batch, finding
from tests.services.elasticsearch_nodes import Cluster, cluster

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
OFFER = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678"
SMALL = {
    "thread_pool.write.size": 1,
    "thread_pool.write.queue_size": 1,
    "http.max_content_length": "256kb",
    # how often it looks at its disk
    "cluster.info.update.interval": "10s",
}


@pytest.fixture(scope="module")
def small() -> Iterator[Cluster]:
    with cluster(settings=SMALL) as running:
        yield running


@pytest.fixture
def access(small: Cluster) -> Access:
    """A fresh store."""
    indices = small.request("GET", "/canhgiac-*?expand_wildcards=all")
    if indices:
        small.request("DELETE", "/" + ",".join(indices))
    given = Access(tuple(small.urls), timeout=60.0)
    carry_out(given, dry_run=False, progress=lambda name, done, total: None)
    return given


@contextlib.contextmanager
def _pressed(small: Cluster) -> Iterator[None]:
    """Others write to the node as fast as it lets them, past our client."""
    small.request("PUT", "/others", {"settings": {"number_of_replicas": 0, "number_of_shards": 4}})
    body = [f'{{"index": {{"_id": "{n}"}}}}\n{{"text": "{"vay nhanh " * 40}"}}\n' for n in range(200)]
    done = threading.Event()

    def press() -> None:
        while not done.is_set():
            with contextlib.suppress(OSError):  # it is refused, too
                small.request("POST", "/others/_bulk", "".join(body).encode())

    with ThreadPoolExecutor(2) as pool:
        pressing = [pool.submit(press) for _ in range(2)]
        try:
            yield
        finally:
            done.set()
    for each in pressing:
        each.result()
    small.request("DELETE", "/others")


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the server refused a whole request or single documents of one."""
    counted: Counter[str] = Counter()
    asked = elastic_bulk.Bulk._request

    def listening(self: elastic_bulk.Bulk, operations: list[elastic_bulk.Operation], last: bool) -> Any:
        answer, pause = asked(self, operations, last)
        counted["requests"] += answer is None
        counted["documents"] += sum(
            result["status"] == 429 for item in (answer or {"items": ()})["items"] for result in item.values()
        )
        return answer, pause

    monkeypatch.setattr(elastic_bulk.Bulk, "_request", listening)
    return counted


def test_what_a_busy_node_refuses_is_written_in_the_end(small: Cluster, access: Access, refusals: Counter[str]) -> None:
    def work(worker: int) -> None:
        with ElasticStore(access) as store:
            for number in range(6):
                found = [finding(f"w{worker}-{number}-{n}", f"bài {n} vay nhanh", at(hours=n)) for n in range(25)]
                stored = batch(*found, name=f"w{worker}-{number}")
                while not store.is_counted(stored.counts.batch):
                    with contextlib.suppress(StoreUnavailable):  # its patience ended: as the next run would
                        store.write_batch(stored)

    with _pressed(small), ThreadPoolExecutor(3) as pool:
        for each in [pool.submit(work, worker) for worker in range(3)]:
            each.result()
    assert refusals["documents"] > 0, refusals
    with ElasticStore(access) as store:
        assert store.count(Query()) == 3 * 6 * 25
        assert sum(each.posts for each in store.counts_between("2026-11-01", "2026-12-31")) == 3 * 6 * 25


def test_a_batch_that_is_too_large_for_the_server_is_written_in_parts(access: Access) -> None:
    long = [finding(f"p{n}", f"bài {n} " + "vay nhanh lãi thấp " * 500, at(hours=n)) for n in range(60)]
    with ElasticStore(access) as store:
        assert store.write_batch(batch(*long, name="long"))
        assert store.count(Query()) == 60 == store.day_counts("2026-11-02").posts


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_disk_past_its_flood_stage_mark_and_free_again(small: Cluster, access: Access, tmp_path: Path) -> None:
    spool = Spool(str(tmp_path / "spool"))
    post = Post("p1", "nguon", "file", "https://dien-dan.example/1", OFFER, at())
    spool.write("nguon", "file", [post], at())
    watermark = "cluster.routing.allocation.disk."

    def marks(size: str | None, enabled: bool | None) -> None:
        levels = {f"{watermark}watermark.{level}": size for level in ("low", "high", "flood_stage")}
        small.request("PUT", "/_cluster/settings", {"persistent": {**levels, f"{watermark}threshold_enabled": enabled}})

    def blocked() -> bool:
        found = small.request("GET", "/canhgiac-findings-000001/_settings?flat_settings=true")
        settings = found["canhgiac-findings-000001"]["settings"]
        return bool(settings.get("index.blocks.read_only_allow_delete") == "true")

    marks("1000000gb", True)  # so much must be free
    try:
        _until(blocked)  # the server does it by itself
        with pytest.raises(StoreFull, match=r"disk .* nearly full"), ElasticStore(access) as store:
            process(spool, store, Keys(b"k" * 32))
        assert len(spool.batches()) == 1 and list(spool.quarantined()) == []
    finally:
        marks("1b", True)
    _until(lambda: not blocked())  # and takes it back by itself
    marks(None, None)
    with ElasticStore(access) as store:
        process(spool, store, Keys(b"k" * 32))
        assert store.count(Query()) == 1 == store.day_counts("2026-11-02").posts
    assert spool.batches() == []
