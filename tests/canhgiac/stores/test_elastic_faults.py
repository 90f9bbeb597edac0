"""What goes wrong with a real cluster of three secured nodes: nothing is lost, nothing is doubled, and one line
says what it was and what to do."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from canhgiac.keys import Keys
from canhgiac.process import process
from canhgiac.query import Query, parse
from canhgiac.records import Post
from canhgiac.spool import Spool
from canhgiac.stores.base import SchemaMismatch, Store, StoreError, StoreFull, StoreReadOnly, StoreUnavailable
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access
from canhgiac.stores.elastic_setup import carry_out
from index_mappings import roles
from tests.canhgiac.stores.samples import at, batch, decide, finding, visit
from tests.services.certificates import Authority
from tests.services.elasticsearch_nodes import ADMIN, Cluster, cluster

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]
NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
OFFER = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678"
SECRET = "hunter2-hunter2"


@pytest.fixture(scope="module")
def secured() -> Iterator[Cluster]:
    with cluster(3, secured=True) as running:
        for name in roles.NAMES:
            running.request("PUT", f"/_security/role/canhgiac_{name}", roles.role(name))
            running.request("PUT", f"/_security/user/{name}", {"password": SECRET, "roles": [f"canhgiac_{name}"]})
        yield running


def _access(secured: Cluster, user: str = "writer", **more: object) -> Access:
    login = ADMIN if user == ADMIN[0] else (user, SECRET)
    given = Access(tuple(secured.urls), user=login[0], password=login[1], ca=str(secured.ca), timeout=20.0)
    return msgspec.structs.replace(given, **more)


@pytest.fixture
def access(secured: Cluster) -> Access:
    """A fresh store, made by the admin, to be used by the writer."""
    indices = secured.request("GET", "/canhgiac-*?expand_wildcards=all")
    if indices:
        secured.request("DELETE", "/" + ",".join(indices))
    carry_out(_access(secured, "admin"), dry_run=False, progress=lambda name, done, total: None)
    return _access(secured)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Two batches that wait."""
    filled = Spool(str(tmp_path / "spool"))
    for number in range(2):
        filled.write("nguon", "file", [_post(f"b{number}p{n}") for n in range(3)], NOW)
    return filled


def _post(id: str) -> Post:
    return Post(id, "nguon", "file", f"https://dien-dan.example/{id}", f"{OFFER}, mã giới thiệu VN{id[1]}{id[3]}", NOW)


def _finish(spool: Spool, access: Access) -> None:
    """The next run stores what waits, each post once."""
    with ElasticStore(access) as store:
        process(spool, store, Keys(b"k" * 32))
        assert store.count(Query(), include_hidden=True) == 6
        assert store.day_counts("2026-11-22").posts == 6
    assert spool.batches() == []


def _fails(spool: Spool, access: Access, kind: type[StoreError], told: str) -> None:
    """A run stops with one line; what it could not write waits, nothing is in quarantine."""
    with pytest.raises(kind, match=told) as raised, ElasticStore(access) as store:
        process(spool, store, Keys(b"k" * 32))
    line = str(raised.value)
    assert "\n" not in line and SECRET not in line and OFFER not in line
    assert len(spool.batches()) == 2 and list(spool.quarantined()) == []


def test_sixty_thousand_findings_through_three_nodes_one_of_which_is_killed(secured: Cluster, access: Access) -> None:
    secured.wait(status="green")
    with ElasticStore(access) as store:
        for number in range(60):
            if number == 20:
                killer = threading.Timer(0.05, secured.nodes[1].kill)
                killer.start()
            ids = range(number * 1000, number * 1000 + 1000)
            stored = batch(
                *(finding(f"f{n}", f"bài số {n} vay nhanh", at(hours=n / 60)) for n in ids), name=f"b{number}"
            )
            while True:
                try:
                    store.write_batch(stored)
                    break
                except StoreUnavailable:  # as an operator would: run it again
                    time.sleep(1)
        killer.join()
        assert store.count(Query()) == 60_000
        assert len({each.id for each in store.findings()}) == 60_000
        assert sum(each.posts for each in store.counts_between("2026-11-01", "2026-12-31")) == 60_000
    secured.nodes[1].start()
    secured.wait(status="green")


def test_a_cluster_that_is_down_and_comes_back(secured: Cluster, access: Access, spool: Spool) -> None:
    for node in secured.nodes:
        node.stop()
    _fails(spool, access, StoreUnavailable, "can't be reached")
    for node in secured.nodes:
        node.start()
    secured.wait()
    _finish(spool, access)


def _set(secured: Cluster, setting: str, value: bool | None) -> None:
    secured.request("PUT", "/canhgiac-findings/_settings", {setting: value})


@pytest.mark.parametrize(
    ("setting", "kind", "told"),
    [
        # what the server sets by itself at the flood-stage watermark
        ("index.blocks.read_only_allow_delete", StoreFull, "disk .* nearly full"),
        ("index.blocks.write", StoreReadOnly, "write-protected"),
    ],
)
def test_an_index_that_is_blocked(
    secured: Cluster, access: Access, spool: Spool, setting: str, kind: type[StoreError], told: str
) -> None:
    _set(secured, setting, True)
    _fails(spool, access, kind, told)
    _set(secured, setting, None)
    _finish(spool, access)


def test_an_alias_without_an_index_to_write_to(secured: Cluster, access: Access, spool: Spool) -> None:
    def alias(write: bool) -> None:
        action = {"add": {"index": "canhgiac-findings-000001", "alias": "canhgiac-findings", "is_write_index": write}}
        secured.request("POST", "/_aliases", {"actions": [action]})

    alias(False)
    _fails(spool, access, StoreReadOnly, "no index to write to.*store init")
    with ElasticStore(_access(secured, "admin")) as store:
        assert any("point canhgiac-findings at canhgiac-findings-000001" in line for line in store.check())
    carry_out(_access(secured, "admin"), dry_run=False, progress=lambda name, done, total: None)
    _finish(spool, access)


def test_an_index_with_another_mapping(secured: Cluster, access: Access, spool: Spool) -> None:
    secured.request("DELETE", "/canhgiac-findings-000001")
    secured.request(
        "PUT", "/canhgiac-findings-000001",
        {"mappings": {"properties": {"score": {"type": "ip"}}}, "aliases": {"canhgiac-findings": {"is_write_index": True}}},
    )  # fmt: skip
    # the template's own mapping is in it, too; a mapping changed by hand no longer has our mark
    secured.request("PUT", "/canhgiac-findings-000001/_mapping", {"_meta": {"canhgiac": {}}})
    _fails(spool, access, SchemaMismatch, "store init")
    carry_out(_access(secured, "admin"), dry_run=False, progress=lambda name, done, total: None)
    _finish(spool, access)


def test_a_key_that_has_expired(secured: Cluster, access: Access, spool: Spool) -> None:
    made = secured.request("POST", "/_security/api_key", {"name": "short", "expiration": "1ms"})
    time.sleep(0.1)
    expired = msgspec.structs.replace(access, user="", password="", api_key=made["encoded"])
    _fails(spool, expired, StoreUnavailable, "refuses the API key or password")
    lasting = secured.request("POST", "/_security/api_key", {"name": "lasting"})
    _finish(spool, msgspec.structs.replace(expired, api_key=lasting["encoded"]))


def test_a_certificate_of_an_unknown_authority(secured: Cluster, access: Access, spool: Spool, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(Authority("another").certificate)
    _fails(spool, msgspec.structs.replace(access, ca=str(other)), StoreUnavailable, "not trusted.*CANHGIAC_STORE_CA")
    _finish(spool, access)


def test_a_server_that_is_too_slow(secured: Cluster, access: Access, spool: Spool) -> None:
    processes = [node.process_group for node in secured.nodes]
    for group in processes:
        os.killpg(group, signal.SIGSTOP)
    try:
        _fails(spool, msgspec.structs.replace(access, timeout=0.5), StoreUnavailable, "did not answer in time")
    finally:
        for group in processes:
            os.killpg(group, signal.SIGCONT)
    secured.wait()
    _finish(spool, access)


@pytest.mark.parametrize(
    ("status", "told"), [(200, "is no Elasticsearch"), (413, "too large.*CANHGIAC_BATCH"), (502, "is no Elasticsearch")]
)
def test_a_proxy_that_answers_with_a_page(access: Access, spool: Spool, status: int, told: str) -> None:
    class Page(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>nginx</html>")

        do_GET = do_POST = do_PUT = do_HEAD = _answer

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        _fails(spool, Access((f"http://127.0.0.1:{served.server_port}",)), StoreUnavailable, told)
        served.shutdown()
    _finish(spool, access)


def _denied(work: Callable[[], object]) -> None:
    with pytest.raises(StoreReadOnly, match="does not allow this"):
        work()


def _as(secured: Cluster, user: str) -> Store:
    return ElasticStore(_access(secured, user))


def _audit_stands(secured: Cluster, id: str) -> None:
    """Whoever may decide can't change or delete what was decided, by hand either; nor delete findings."""
    before = secured.request("GET", f"/canhgiac-decisions/_doc/{id}")
    attempts = [
        ("PUT", f"/canhgiac-decisions/_doc/{id}", before["_source"]),
        ("POST", f"/canhgiac-decisions/_update/{id}", {"doc": before["_source"]}),
        ("DELETE", f"/canhgiac-decisions/_doc/{id}", None),
        ("DELETE", "/canhgiac-findings/_doc/p1", None),
        ("DELETE", "/canhgiac-findings-000001", None),
    ]
    for method, path, body in attempts:
        with pytest.raises(OSError, match=r": (403|409) "):
            secured.request(method, path, body, user=("decider", SECRET))
    assert secured.request("GET", f"/canhgiac-decisions/_doc/{id}") == before


def test_each_role_can_do_its_job_and_no_more(secured: Cluster, access: Access) -> None:
    offer = finding("p1", "Vay nhanh", at(0))
    with _as(secured, "writer") as writer, _as(secured, "reader") as reader, _as(secured, "decider") as decider:
        assert writer.write_batch(batch(offer))
        writer.put_visit(visit("v1", "a", at(0)))
        time.sleep(1.5)  # refresh_interval
        assert [hit.finding.id for hit in reader.search(parse("vay"))] == ["p1"]
        assert reader.decisions() == [] and set(reader.health()) == {"a"} and reader.purges() == []
        _denied(lambda: reader.write_batch(batch(offer)))
        _denied(lambda: decide(reader, offer, "false"))
        _denied(lambda: decide(writer, offer, "false"))
        _denied(lambda: reader.purge(at(500)))
        decision = decide(decider, offer, "false")
        assert decider.decision_for(offer) == decision and decider.count(parse("vay")) == 0
        _audit_stands(secured, decision.id)
        _denied(lambda: decider.write_batch(batch(finding("p2", "khác"))))
        _denied(lambda: decider.purge(at(500)))
        assert writer.purge_finding("p1", at(1)).findings == 1
    for user in ("reader", "decider", "writer"):
        with pytest.raises(StoreReadOnly, match="does not allow this"):
            carry_out(_access(secured, user), dry_run=False, progress=lambda name, done, total: None)
