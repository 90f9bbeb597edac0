"""Making, upgrading and checking the store on a real server: searches go on, writers wait, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.keys import Keys
from canhgiac.process import process
from canhgiac.query import parse
from canhgiac.records import Post
from canhgiac.spool import Spool
from canhgiac.stores.base import RecordsRefused, SchemaMismatch, StoreError, StoreReadOnly, StoreUnavailable
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.elastic_setup import carry_out, plan
from index_mappings import catalogue
from tests.canhgiac.stores.samples import at, batch, decide, finding, mention

PREFIX = "other"


@pytest.fixture
def access(elasticsearch_url: str) -> Iterator[Access]:
    """A place of its own beside the indices of the other tests."""
    found = Access(tuple(elasticsearch_url.split(",")), timeout=60.0, prefix=PREFIX)
    yield found
    with client_of(found) as client:
        for name in client.indices.get(index=f"{PREFIX}-*", expand_wildcards="all"):
            client.indices.delete(index=name)
        for index in catalogue.INDICES:
            client.options(ignore_status=404).indices.delete_index_template(name=f"{PREFIX}-{index.name}")


def _init(access: Access, *, dry_run: bool = False) -> list[str]:
    return carry_out(access, dry_run=dry_run, progress=lambda name, done, total: None)


def test_init_tells_what_it_would_do_does_it_and_has_nothing_left_to_do(access: Access) -> None:
    told = _init(access, dry_run=True)
    assert "make the index other-findings-000001 behind other-findings" in told
    with ElasticStore(access) as store, pytest.raises(StoreUnavailable, match="store init"):
        store.write_batch(batch(finding("p1", "vay")))
    assert _init(access) == told
    assert _init(access) == _init(access, dry_run=True) == []
    with ElasticStore(access) as store:
        assert store.check() == []
        client = client_of(access)
        mapping = client.indices.get_mapping(index="other-findings-000001")["other-findings-000001"]["mappings"]
        assert (mapping["dynamic"], mapping["_meta"]["canhgiac"]["schema"]) == ("strict", catalogue.SCHEMA)
        # what the server tells of a mapping is understood: with another mark alone nothing has to be copied
        for index in catalogue.INDICES:
            client.indices.put_mapping(index=f"other-{index.name}", meta={"canhgiac": {"schema": 0, "digest": "old"}})
        client.close()
    told = [f"add its version to the mapping of other-{index.name}-000001" for index in catalogue.INDICES]
    assert _init(access, dry_run=True) == _init(access) == told


def test_an_upgrade_copies_what_is_there_while_searches_go_on_and_writers_stop(access: Access) -> None:
    _init(access)
    text = "Vay nhanh, gọi 0912.345.678"
    offer = finding("p1", text, at(0), indicators=(mention(text, "0912.345.678", "phone", "+84912345678"),))
    with ElasticStore(access) as store:
        store.write_batch(batch(offer, finding("p2", "vay nóng", at(1))))
        decide(store, offer, "confirmed")
        before = [store.search(parse("vay")), store.evidence("p1"), store.decisions()]
    server = Server(client_of(access), PREFIX, access.where)
    # as an older version would have left it: other fields, its own mark
    server.client.indices.delete(index="other-visits-000001")
    server.client.indices.create(
        index="other-visits-000001", aliases={"other-visits": {"is_write_index": True}},
        mappings={"properties": {"id": {"type": "text"}}},
    )  # fmt: skip
    for name in ("findings", "visits"):
        server.client.indices.put_mapping(index=f"other-{name}", meta={"canhgiac": {"schema": 0, "digest": "old"}})
    with ElasticStore(access) as store, pytest.raises(SchemaMismatch, match=r"schema version 0.*store init"):
        store.write_batch(batch(finding("p3", "vay")))
    steps = {step.what: step for step in plan(server)}
    seen: list[tuple[str, int, int]] = []
    with ElasticStore(access) as open_before:
        assert len(open_before.search(parse("vay"))) == 2
        for step in steps.values():
            step.do(lambda *told: seen.append(told))
        assert len(open_before.search(parse("vay"))) == 2
    assert "add its version to the mapping of other-findings-000001" in steps
    assert any(what.startswith("copy other-visits-000001 into other-visits-000002") for what in steps)
    assert _init(access) == []
    with ElasticStore(access) as store:
        assert [store.search(parse("vay")), store.evidence("p1"), store.decisions()] == before
    server.close()


def test_an_index_that_must_be_indexed_anew_is_copied_with_every_version(access: Access) -> None:
    _init(access)
    with ElasticStore(access) as store:
        store.write_batch(batch(*(finding(f"p{n}", f"bài {n} vay", at(n)) for n in range(30))))
    server = Server(client_of(access), PREFIX, access.where)
    # an analyser that has since changed: its index can't be brought up to date in place
    server.client.indices.close(index="other-findings-000001")
    server.client.indices.put_settings(
        index="other-findings-000001", settings={"analysis.analyzer.vi_exact.filter": ["lowercase", "vi_folding"]}
    )
    server.client.indices.open(index="other-findings-000001", wait_for_active_shards="1")
    server.client.indices.put_mapping(index="other-findings-000001", meta={"canhgiac": {"schema": 0, "digest": "old"}})
    [step] = plan(server)
    assert "copy other-findings-000001 into other-findings-000002" in step.what
    told: list[tuple[int, int]] = []

    def progress(name: str, done: int, total: int) -> None:
        told.append((done, total))
        with pytest.raises(StoreReadOnly, match="write-protected"):
            writer.write_batch(batch(finding("late", "vay", at(0)), name="late"))

    with ElasticStore(access) as writer:
        writer._may_write = True  # one that was open before the upgrade began
        step.do(progress)
    assert told == [(0, 30), (30, 30)]
    with ElasticStore(access) as store:
        assert store.count(parse("vay")) == 30 and store.check() == []
        store.write_batch(batch(finding("p5", "bản cũ", at(-1))))
        assert store.count(parse('"bản cũ"')) == 0
        store.write_batch(batch(finding("late", "vay", at(0)), name="late"))
        assert store.count(parse("vay")) == 31
    server.close()


def test_an_index_in_the_place_of_an_alias_is_named(access: Access) -> None:
    with client_of(access) as client:
        client.indices.create(index="other-findings")
    with pytest.raises(StoreError, match="an index named other-findings, where the store needs an alias"):
        _init(access)


def test_a_document_that_the_server_cannot_take_is_named_and_the_others_go_in(access: Access) -> None:
    _init(access)
    many = tuple(mention("0912345678", "0912345678", "phone", "+84912345678") for _ in range(10_001))
    broken = finding("p2", "0912345678", at(0), indicators=many)
    with ElasticStore(access) as store:
        with pytest.raises(RecordsRefused) as refused:
            store.write_batch(batch(finding("p1", "vay"), broken, name="b"))
        assert list(refused.value.reasons) == ["p2"] and "nested" in refused.value.reasons["p2"]
        assert store.write_batch(batch(finding("p1", "vay"), name="b"))
        assert store.count(parse("")) == 1


def test_a_snapshot_is_restored_with_all_that_was_in_it(access: Access, elasticsearch_cluster_folder: Path) -> None:
    _init(access)
    with ElasticStore(access) as store:
        store.write_batch(batch(finding("p1", "vay nhanh", at(0))))
        decision = decide(store, finding("p1", "vay nhanh", at(0)), "confirmed")
    with client_of(access) as client:
        place = {"location": str(elasticsearch_cluster_folder / "canhgiac")}
        client.snapshot.create_repository(name="canhgiac", repository={"type": "fs", "settings": place})
        client.snapshot.create(
            repository="canhgiac", snapshot="s1", indices=f"{PREFIX}-*", include_global_state=False,
            wait_for_completion=True,
        )  # fmt: skip
        for name in client.indices.get(index=f"{PREFIX}-*"):
            client.indices.delete(index=name)
        client.snapshot.restore(
            repository="canhgiac", snapshot="s1", indices=f"{PREFIX}-*", include_aliases=True, wait_for_completion=True
        )
        client.snapshot.delete(repository="canhgiac", snapshot="s1")
    with ElasticStore(access) as store:
        assert store.check() == []
        assert [hit.decision for hit in store.search(parse("vay"))] == [decision]


def test_the_command_makes_the_store_and_checks_it(access: Access, home: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        variables = {"CANHGIAC_STORE": access.where, "CANHGIAC_STORE_PREFIX": PREFIX, "CANHGIAC_HOME": str(home)}
        command = [sys.executable, "-m", "canhgiac", *arguments]
        return subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True)

    before = run("search", "vay")
    assert before.returncode == 1 and "run `canhgiac store init`" in before.stderr and "Traceback" not in before.stderr
    told = run("store", "init", "--dry-run")
    assert told.returncode == 0 and "to do: make the index other-findings-000001" in told.stdout
    assert "done: make the index other-findings-000001" in run("store", "init").stdout
    assert "nothing to do" in run("store", "init").stdout
    checked = run("store", "check")
    assert (checked.returncode, checked.stdout) == (0, f"{access.where}: sound\n")
    assert run("search", "vay").stderr == "nothing found\n"


def test_a_server_that_is_too_old_is_refused(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "OLDEST_SERVER", (99, 0, 0))
    with pytest.raises(StoreUnavailable, match=r"runs Elasticsearch 8\.19\.\d+; 99\.0\.0 or later is needed"):
        _init(access)


def test_access_shows_no_secret(access: Access) -> None:
    secret = msgspec.structs.replace(access, user="lan", password="hunter2", api_key="hunter2")
    assert "hunter2" not in repr(secret) and "hunter2" not in secret.where


def test_a_post_that_the_server_cannot_take_goes_to_quarantine_with_the_reason(access: Access, tmp_path: Path) -> None:
    _init(access)
    with client_of(access) as client:
        client.indices.put_settings(index="other-findings", settings={"index.mapping.nested_objects.limit": 1})
    text = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678"
    spool = Spool(str(tmp_path / "spool"))
    spool.write("nguon", "file", [Post("p1", "nguon", "file", "https://dien-dan.example/1", text, at(0))], at(0))
    with ElasticStore(access) as store:
        report = process(spool, store, Keys(b"k" * 32))
        assert (report.batches, report.quarantined, report.offers) == (1, 1, 0)
        assert spool.batches() == [] and store.count(parse("")) == 0
        assert store.day_counts("2026-11-02").quarantined == 1
    [kept] = spool.quarantined()
    assert kept.post.id == "p1" and "nested" in kept.reason
