"""Who else: any spelling of a number, host, handle or link, and pasted texts, find all that is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.decisions import Analyst
from canhgiac.keys import Keys
from canhgiac.lookup import lookup
from canhgiac.records import Mention, Tally
from canhgiac.stores.base import Store
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.campaigns.test_job import GAME, JOB, LOAN, post
from tests.canhgiac.stores.samples import at, batch, decide

KEYS = Keys(b"k" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SqliteStore(tmp_path / "canhgiac.db") as opened:
        offer = post(JOB, "bank_account:mbbank:0912345678", "phone:+84912345678", id="a1", source="dien-dan")
        named = tuple(
            msgspec.structs.replace(each, holder="NGUYEN VAN A") if each.type == "bank_account" else each
            for each in offer.indicators
        )
        opened.write_batch(
            batch(
                msgspec.structs.replace(offer, indicators=named),
                post("Số này lừa em rồi chặn luôn, mọi người tránh xa", "bank_account:vietcombank:0912345678", id="a2",
                     role="report", scheme=None, days=1, source="to-giac"),
                post(LOAN, "domain:vay-nhanh.top", "telegram:vay_nhanh", "url:bit.ly/3xYz", id="b1", days=2),
                post(GAME, "domain:m.vay-nhanh.top", id="c1", days=3),
            )
        )  # fmt: skip
        update(opened, WatchList(), at(4))
        yield opened


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0912345678", "a2 a1"), ("0912.345.678", "a2 a1"), ("+84 912 345 678", "a2 a1"), ("84912345678", "a2 a1"),
        ("phone:+84912345678", "a1"), ("bank_account:0912345678", "a2 a1"), ("mbbank:0912345678", "a1"),
        ("970422:0912345678", "a1"), ("mb bank: 0912345678", "a1"), ("Quân đội:0912.345.678", "a1"),
        ("stk 0912345678 mb bank", "a2 a1"),
        ("vay-nhanh.top", "b1"), ("VAY-NHANH[.]TOP", "b1"), ("hxxps://vay-nhanh[.]top/dk?ref=1", "b1"),
        ("https://www.vay-nhanh.top/", "b1"), ("m.vay-nhanh.top", "c1"),
        ("@vay_nhanh", "b1"), ("t.me/vay_nhanh", "b1"), ("https://bit.ly/3xYz", "b1"),
        ("0999999999", ""), ("xin chào", ""), ("", ""), ("🙂", ""), ('"-:', ""),
    ],
)  # fmt: skip
def test_any_spelling_finds_who_else(store: Store, value: str, expected: str) -> None:
    answer = lookup(store, KEYS, value)
    assert [each.id for each in answer.findings] == expected.split()
    assert answer.total == len(expected.split())


def test_the_answer_has_stances_banks_holders_sources_days_clusters_and_decisions(store: Store) -> None:
    Analyst(store, "lan", "đã báo ngân hàng").on_cluster(store.clusters_of(["a1"])["a1"].cluster, "handed_over")
    allowed = decide(store, "phone:+84912345678", "allow", at(9))
    at_bank = decide(store, "mbbank:0912345678", "allow", at(9))
    answer = lookup(store, KEYS, "0912345678")
    assert set(answer.asked) == {"bank_account:0912345678", "phone:+84912345678"}
    assert (answer.offers, answer.reports) == (1, 1)
    assert answer.stances == (Tally("accused", 1), Tally("offer", 1))
    assert answer.banks == (Tally("mbbank", 1), Tally("vietcombank", 1))
    assert answer.holders == (Tally("NGUYEN VAN A", 1),)
    assert answer.sources == (Tally("dien-dan", 1), Tally("to-giac", 1))
    assert answer.days == (Tally("2026-11-02", 1), Tally("2026-11-03", 1))
    assert {(each.type, each.bank, each.offers, each.reports) for each in answer.indicators} == {
        ("bank_account", "mbbank", 1, 0), ("bank_account", "vietcombank", 0, 1), ("phone", None, 1, 0),
    }  # fmt: skip
    assert {hit.cluster.finding for hit in answer.clusters} == {"a1", "a2"}
    assert [each.verdict for each in answer.decisions].count("handed_over") == 2
    assert allowed in answer.decisions and at_bank in answer.decisions
    assert [(each.id, each.stances, each.decision) for each in answer.findings] == [
        ("a2", ("accused",), ""), ("a1", ("offer",), "handed_over"),
    ]  # fmt: skip


def test_a_pasted_text_finds_copies_near_copies_and_its_indicators(store: Store) -> None:
    pasted = "Cả nhà xem giúp: " + LOAN.replace("{}", "zalo 0977.000.111") + " có phải lừa đảo không ạ"
    assert [each.id for each in lookup(store, KEYS, pasted).findings] == ["b1"]
    both = JOB.replace("{}", "") + " vào m.vay-nhanh.top"
    assert {each.id for each in lookup(store, KEYS, both).findings} == {"a1", "c1"}
    assert lookup(store, KEYS, "Cuối tuần này cả nhà mình đi ăn phở ở quán cũ nhé mọi người ơi").findings == ()


def test_what_came_after_the_last_run_and_what_is_hidden_is_found_too(store: Store) -> None:
    late = post(LOAN, "telegram:vay_nhanh", id="late", days=5)
    store.write_batch(batch(late))
    decide(store, late, "false", at(6))
    answer = lookup(store, KEYS, "@vay_nhanh")
    assert [(each.id, each.cluster == "") for each in answer.findings] == [("late", True), ("b1", False)]
    assert [each.verdict for each in answer.decisions] == ["false"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1900545413", Tally("phone:+841900545413", 2)), ("1900 545 413", Tally("phone:+841900545413", 2)),
        ("https://thpt-abc.edu.vn/x", Tally("domain:thpt-abc.edu.vn", 1)),
        ("vietcombank.com.vn", Tally("domain:vietcombank.com.vn", 0)),
    ],
)  # fmt: skip
def test_an_official_host_or_hotline_is_told_with_the_findings_that_name_it(
    store: Store, value: str, expected: Tally
) -> None:
    store.write_batch(
        batch(
            post("Gọi 1900.545.413 để mở khóa thẻ, sau đó chuyển phí", id="o1"),
            post("Tổng đài 1900545413 báo thẻ của bạn bị khóa", id="o2"),
            post("Nhà cái mới, xem tại thpt-abc.edu.vn nhé", id="o3"), post("vào vietcombank.com.vn.vay-x.top", id="o4"),
        )
    )
    answer = lookup(store, KEYS, value)
    assert answer.official == (expected,) and answer.findings == ()


def test_mine_leaves_what_the_watch_list_names(store: Store) -> None:
    mine = WatchList(WatchFile(banks=("mbbank",)))
    answer = lookup(store, KEYS, "0912345678", mine)
    assert [each.id for each in answer.findings] == ["a1"] and answer.total == 1


def test_what_is_read_as_official_is_not_looked_up_in_a_text(store: Store) -> None:
    official = Mention("phone", "+841900545413", (0, 1), "official")
    store.write_batch(batch(msgspec.structs.replace(post(GAME, id="o1"), indicators=(official,))))
    pasted = "Ngân hàng nhắn cho em gọi lại tổng đài 1900 545 413 để nhận quà tri ân khách hàng"
    assert lookup(store, KEYS, pasted).findings == ()
