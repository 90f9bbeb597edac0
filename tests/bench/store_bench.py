"""How fast findings go into a real Elasticsearch, beside ``helpers.bulk`` with the same documents on the same
server, and how long searches take among 100,000 findings on both stores.

``python -m tests.bench.store_bench`` prints one JSON object a row. Texts are of our own corpora.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from elasticsearch.helpers import bulk, streaming_bulk

from canhgiac.query import parse
from canhgiac.stores.base import BatchResult, Store
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import encode
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.elastic_setup import carry_out
from canhgiac.stores.sqlite import SqliteStore
from nlp import corpus
from tests.canhgiac.stores.samples import NOON, batch, finding, mention
from tests.services.elasticsearch_nodes import cluster

WRITTEN = 20_000
FINDINGS = 100_000
#: As ``CANHGIAC_BATCH`` has it.
BATCH = 500
ROUNDS = 3
QUERIES = (
    "lừa đảo", "lua dao", '"chuyển khoản"', "nạp rút", "zalo", "vietcombank", "0912345678", "-vay category:fraud",
    "scheme:task_job", "type:phone hoa hồng", "after:2026-11-20 nhà cái", "",
)  # fmt: skip


def batches(count: int, name: str, seed: int = 7) -> Iterator[BatchResult]:
    """Findings made of corpus texts, each text told apart by a number."""
    rng = random.Random(seed)
    texts = [text.text for text in corpus.read() if text.role == "offer"]
    for begin in range(0, count, BATCH):
        found = []
        for n in range(begin, begin + BATCH):
            number = f"09{rng.randrange(10**8):08}"
            text = f"{rng.choice(texts)} {number}"
            named = (mention(text, number, "phone", "+84" + number[1:]),)
            when = NOON + dt.timedelta(seconds=n * 30)
            found.append(finding(f"{name}{n}", text, when, indicators=named, words=tuple(text.lower().split()[:20])))
        yield batch(*found, name=f"{name}{begin}")


def indexing(url: str) -> dict[str, Any]:
    """Documents a second of our store and of the bare call, the best of some rounds each."""
    ours = bare = 0.0
    for number in range(ROUNDS):
        access = Access((url,), timeout=120.0, prefix=f"bench{number}")
        carry_out(access, dry_run=False, progress=lambda name, done, total: None)
        ready = list(batches(WRITTEN, f"r{number}-"))
        with ElasticStore(access) as store:
            started = time.perf_counter()
            for each in ready:
                store.write_batch(each)
            taken = time.perf_counter() - started
        with client_of(access) as client:
            documents = _documents(client, access.prefix)
            ours = max(ours, len(documents) / taken)
            other = f"bare{number}"
            carry_out(
                Access((url,), timeout=120.0, prefix=other), dry_run=False, progress=lambda name, done, total: None
            )
            actions = [{**each, "_index": other + each["_index"].removeprefix(access.prefix)} for each in documents]
            started = time.perf_counter()
            bulk(client, actions)
            bare = max(bare, len(documents) / (time.perf_counter() - started))
            for prefix in (access.prefix, other):
                for name in client.indices.get(index=f"{prefix}-*"):
                    client.indices.delete(index=name)
    return {
        "row": "index into Elasticsearch", "figure": round(ours), "unit": "documents/s",
        "reference": "helpers.bulk, same documents", "reference_figure": round(bare), "ratio": round(ours / bare, 2),
        "budget": "≥ 0.90",
    }  # fmt: skip


def sending(url: str) -> dict[str, Any]:
    """The same findings sent in batches by our own bulk and by ``streaming_bulk``, from the same dictionaries,
    the best of some rounds each."""
    access = Access((url,), timeout=120.0, prefix="sending")
    carry_out(access, dry_run=False, progress=lambda name, done, total: None)
    with ElasticStore(access) as store:
        for each in batches(WRITTEN, "w-"):
            store.write_batch(each)
    ours = streamed = 0.0
    with client_of(access) as client:
        server = Server(client, access.prefix, access.where)
        documents = [each for each in _documents(client, access.prefix) if each["_index"].endswith("-findings")]
        for number in range(2 * ROUNDS):
            for name in client.indices.get(index="sending-findings-*"):
                client.indices.delete(index=name)
            carry_out(access, dry_run=False, progress=lambda name, done, total: None)
            started = time.perf_counter()
            for begin in range(0, len(documents), BATCH):
                part = documents[begin : begin + BATCH]
                if number % 2:
                    outcomes = server.bulk(
                        Operation("index", "findings", each["_id"], encode(each["_source"])) for each in part
                    )
                    done = all(outcome.status < 300 for outcome in outcomes)
                else:
                    done = all(good for good, _ in streaming_bulk(client, part))
                if not done:
                    raise RuntimeError("not all documents were written")
            speed = len(documents) / (time.perf_counter() - started)
            ours, streamed = (max(ours, speed), streamed) if number % 2 else (ours, max(streamed, speed))
        for name in client.indices.get(index="sending-*"):
            client.indices.delete(index=name)
    return {
        "row": "our bulk, batches of findings", "figure": round(ours), "unit": "documents/s",
        "reference": "helpers.streaming_bulk", "reference_figure": round(streamed), "ratio": round(ours / streamed, 2),
        "budget": "–",
    }  # fmt: skip


def _documents(client: Any, prefix: str) -> list[dict[str, Any]]:
    """Everything that the store wrote, with the aliases that it was written through."""
    client.indices.refresh(index=f"{prefix}-*")
    return [
        {"_index": f"{prefix}-{name}", "_id": hit["_id"], "_source": hit["_source"]}
        for name in ("posts", "findings", "evidence", "batches")
        for hit in Server(client, prefix, prefix).scan(name, {"match_all": {}})
    ]


def searching(store: Store) -> tuple[float, float]:
    """Milliseconds of a page of results: the median, and what one in twenty takes longer than."""
    for text in QUERIES:
        store.search(parse(text))
    taken = []
    for _ in range(10):
        for text in QUERIES:
            started = time.perf_counter()
            store.search(parse(text))
            taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    with cluster(heap="1g", measured=True) as running, tempfile.TemporaryDirectory() as folder:
        _print(indexing(running.url))
        _print(sending(running.url))
        access = Access((running.url,), timeout=120.0)
        carry_out(access, dry_run=False, progress=lambda name, done, total: None)
        for name, store in (("SQLite", SqliteStore(Path(folder) / "s.db")), ("Elasticsearch", ElasticStore(access))):
            with store:
                for each in batches(FINDINGS, "s-"):
                    store.write_batch(each)
                median, slow = searching(store)
            _print(
                {
                    "row": f"search, {name}, {FINDINGS:,} findings", "figure": round(slow, 1), "unit": "ms (p95)",
                    "reference": "median", "reference_figure": round(median, 1), "ratio": round(slow / median, 2),
                    "budget": "p95 ≤ 50 ms" if name == "SQLite" else "–",
                }
            )  # fmt: skip


def _print(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
