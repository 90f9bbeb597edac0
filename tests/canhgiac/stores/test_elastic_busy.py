"""A server that is busy, and several writers at once: patience, back-pressure to the spool, one outcome."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.keys import Keys
from canhgiac.process import process
from canhgiac.query import Query, parse
from canhgiac.records import Post
from canhgiac.spool import Spool
from canhgiac.stores import elastic_bulk
from canhgiac.stores.base import BatchResult, Store, StoreUnavailable
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access
from tests.canhgiac.stores.samples import DAY, at, batch, finding, id_key, seen
from tests.services.busy_gateway import BusyGateway, busy_gateway
from tests.services.elasticsearch_indices import Indices

OFFER = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678"
KEYS = Keys(b"k" * 32)


@pytest.fixture
def gateway(indices: Indices) -> Iterator[BusyGateway]:
    with busy_gateway(indices.access.urls[0]) as opened:
        yield opened


@pytest.fixture
def behind(indices: Indices, gateway: BusyGateway) -> Access:
    """The store, through the gateway."""
    return msgspec.structs.replace(indices.access, urls=(gateway.url,))


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that writers would have waited, at the most; they don't here."""
    taken: list[float] = []
    monkeypatch.setattr(elastic_bulk.random, "uniform", lambda shortest, longest: longest)
    monkeypatch.setattr(elastic_bulk.time, "sleep", taken.append)
    return taken


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Two batches of two posts that wait."""
    filled = Spool(str(tmp_path / "spool"))
    for number in range(2):
        posts = [
            Post(f"b{number}p{n}", "nguon", "file", f"https://dien-dan.example/{number}{n}", f"{OFFER} VN{number}{n}", at())
            for n in range(2)
        ]  # fmt: skip
        filled.write("nguon", "file", posts, at())
    return filled


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_growing_pauses(
    behind: Access, gateway: BusyGateway, pauses: list[float], status: int
) -> None:
    gateway.status, gateway.refusals = status, 5
    with ElasticStore(behind) as store:
        assert store.write_batch(batch(finding("p1", "vay nhanh")))
        assert (gateway.refused, pauses) == (5, [0.5, 1.0, 2.0, 4.0, 8.0])
        assert store.count(parse("vay")) == 1


def test_a_pause_that_the_server_asks_for_is_kept(behind: Access, gateway: BusyGateway, pauses: list[float]) -> None:
    gateway.refusals, gateway.headers = 1, {"Retry-After": "7"}
    with ElasticStore(behind) as store:
        assert store.write_batch(batch(finding("p1", "vay nhanh")))
    assert pauses == [7.5]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_stays_busy_leaves_the_batches_in_the_spool_and_the_next_run_finishes(
    behind: Access, gateway: BusyGateway, pauses: list[float], spool: Spool, status: int
) -> None:
    gateway.status, gateway.refusals = status, 1000
    with pytest.raises(StoreUnavailable, match=r"too busy.*Nothing is lost"), ElasticStore(behind) as store:
        process(spool, store, KEYS)
    # a worker that is refused so often stops instead of pressing on with the batches that follow
    assert (gateway.refused, len(pauses)) == (7, 6)
    assert len(spool.batches()) == 2 and list(spool.quarantined()) == []
    gateway.refusals = 0
    with ElasticStore(behind) as store:
        report = process(spool, store, KEYS)
        assert (report.batches, report.posts) == (2, 4)
        assert store.count(Query()) == 4 == store.day_counts(DAY).posts
    assert spool.batches() == []


def test_refused_in_the_middle_of_a_batch_it_is_written_whole_by_the_next_run(
    behind: Access, gateway: BusyGateway, pauses: list[float]
) -> None:
    half, whole = batch(finding("p1", "vay nhanh"), name="b"), batch(finding("p0", "lừa đảo"), name="a")
    with ElasticStore(behind) as store:
        assert store.write_batch(whole)
        with pytest.MonkeyPatch.context() as patched:
            passed = elastic_bulk.Bulk.write

            def then_busy(self: elastic_bulk.Bulk, *arguments: object) -> object:
                outcome = passed(self, *arguments)  # type: ignore[arg-type]
                gateway.refusals = 1000
                return outcome

            patched.setattr(elastic_bulk.Bulk, "write", then_busy)
            with pytest.raises(StoreUnavailable, match="too busy"):
                store.write_batch(half)
        assert not store.is_counted("b") and not store.is_known(id_key("p1"), "key of vay nhanh")
        gateway.refusals = 0
        assert store.write_batch(half) and not store.write_batch(half)
        assert store.count(parse("vay")) == 1 == store.day_counts(DAY).posts - 1


def _histories() -> list[BatchResult]:
    """Edits, replays, texts that are no longer flagged, and posts that many batches share."""
    rng = random.Random(11)
    made = []
    # no post has two texts at one moment
    for number, when in enumerate(rng.sample(range(40), 24)):
        ids = rng.sample(range(30), 12)
        flagged = [finding(f"p{n}", f"vay nhanh bản {rng.randrange(3)}", at(hours=when + n / 100)) for n in ids[:8]]
        others = [seen(f"p{n}", "xin xóa bài", at(hours=when + n / 100)) for n in ids[8:]]
        made.append(batch(*flagged, others=others, name=f"b{number}"))
    return made


def _state(store: Store) -> object:
    """All that a user could see of the posts."""
    keys = [id_key(f"p{n}") for n in range(30)]
    return (
        sorted(store.findings(), key=lambda each: each.id),
        sorted((hit.finding.id, hit.finding.edited_at) for hit in store.search(Query(), limit=100)),
        [store.evidence(f"p{n}") for n in range(30)],
        store.seen(keys),
        store.counts_between("2026-11-01", "2026-11-30"),
    )


def test_several_workers_at_once_end_the_same_as_one(indices: Indices) -> None:
    histories = _histories()
    with ElasticStore(indices.access) as store:
        for each in histories:
            store.write_batch(each)
        expected = _state(store)
    indices.empty()
    together = threading.Barrier(3)
    stored: list[str] = []
    failed: list[BaseException] = []

    def work(seed: int) -> None:
        order = random.Random(seed).sample(histories, len(histories))
        try:
            with ElasticStore(indices.access) as own:
                together.wait()
                stored.extend(each.counts.batch for each in order if own.write_batch(each))
        except BaseException as error:
            failed.append(error)

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    # each batch was counted by exactly one of them
    assert sorted(stored) == sorted(each.counts.batch for each in histories)
    with ElasticStore(indices.access) as store:
        assert _state(store) == expected
