"""Which indicators go out, and how sure each is said to be."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.decisions import Analyst
from canhgiac.export.selection import Selection, select
from canhgiac.records import LISTED, Mention
from canhgiac.stores.base import Store
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.export.conftest import named, post, selected, write
from tests.canhgiac.stores.samples import at, decide


def test_what_is_offered_accused_confirmed(store: Store) -> None:
    write(
        store,
        post("a", "bank_account:vietcombank:0071001234567", "domain:vay-nhanh.top", holder="NGUYEN VAN A"),
        post("b", "phone:+84912345678", role="report"),
        post("c", "telegram:cskh_vay"),
    )
    decide(store, store.finding_by_prefix("c"), "confirmed", at(1))
    found = named(selected(store))
    account = found["0071001234567"]
    assert (account.standing, account.confidence, account.holders) == ("offered", 96, ("NGUYEN VAN A",))
    assert (found["+84912345678"].standing, found["+84912345678"].confidence) == ("reported", 50)
    assert found["cskh_vay"].standing == "confirmed" and found["cskh_vay"].confidence >= 95
    assert found["cskh_vay"].changed_at == at(1)
    assert set(named(selected(store, confirmed=True))) == {"cskh_vay"}


def test_two_independent_sources_corroborate_and_copies_do_not(store: Store) -> None:
    accused = {"role": "report", "text": "Tránh xa số này:"}
    write(
        store,
        post("a", "phone:+84912345678", **accused),
        post("b", "phone:+84912345678", site="khac.example", **accused),
        post("c", "phone:+84987654321", role="report"),
        post("d", "phone:+84987654321", role="report"),
        post("e", "phone:+84977777777", role="report"),
        post("f", "phone:+84977777777", role="report", site="khac.example"),
    )
    found = named(selected(store))
    assert found["+84912345678"].standing == "reported", "the same text twice is one voice"
    assert found["+84987654321"].standing == "reported", "one site is one voice"
    assert found["+84977777777"].standing == "corroborated"


def test_subdomains_of_one_site_are_one_source(store: Store) -> None:
    write(
        store,
        post("a", "phone:+84912345678", role="report", site="hoi.dap.example.com"),
        post("b", "phone:+84912345678", role="report", site="www.example.com"),
    )
    assert named(selected(store))["+84912345678"].standing == "reported"


def test_false_allow_review_and_what_is_not_accused_stay_inside(store: Store) -> None:
    write(
        store,
        post("a", "domain:quan-pho.com"),
        post("b", "domain:cho-tot-lanh.com", "phone:+84912345678"),
        post("c", "domain:chua-ro.com", review=True),
        post("d", "phone:+84900000001", role="report", stance="writer"),
        post("e", "domain:vietcombank.com.vn", stance="official", verdict="official"),
        post("f", "domain:bao-chi.com", stance="mentioned"),
        post("g", "domain:da-xem.com", review=True),
    )
    decide(store, store.finding_by_prefix("a"), "false")
    decide(store, store.finding_by_prefix("g"), "confirmed")
    Analyst(store, "lan", "").allow("cho-tot-lanh.com")
    everything = selected(store)
    assert set(named(everything)) == {"+84912345678", "da-xem.com"}
    assert {each.was.value for each in everything.revoked} == {"quan-pho.com", "cho-tot-lanh.com"}


def test_an_account_at_one_bank_is_taken_out_alone(store: Store) -> None:
    write(store, post("a", "bank_account:mbbank:0912345678", "bank_account:acb:0912345678", "phone:+84912345678"))
    Analyst(store, "lan", "").allow("mbbank:0912345678")
    assert {(each.type, each.bank) for each in selected(store).indicators} == {("bank_account", "acb"), ("phone", "")}


def test_a_word_taken_back_brings_it_out_again(store: Store) -> None:
    write(store, post("a", "domain:cho-tot-lanh.com"))
    analyst = Analyst(store, "lan", "")
    analyst.allow("cho-tot-lanh.com")
    assert not selected(store).indicators
    analyst.allow("cho-tot-lanh.com", undo=True)
    assert set(named(selected(store))) == {"cho-tot-lanh.com"}


def test_a_finding_that_is_purged_takes_its_indicators_along(store: Store) -> None:
    write(store, post("a", "domain:vay-nhanh.top"))
    store.purge_finding("a", at(1))
    assert not selected(store).indicators


def test_a_number_without_a_bank_joins_the_only_bank_that_is_known(store: Store) -> None:
    write(
        store,
        post("a", "bank_account:vietcombank:0071001234567"),
        post("b", "bank_account:0071001234567", role="report", site="khac.example"),
        post("c", "bank_account:99990000"),
    )
    found = selected(store).indicators
    assert [(each.value, each.bank, each.offers, each.reports) for each in found] == [
        ("0071001234567", "vietcombank", 1, 1), ("99990000", "", 1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"category": "gambling"}, {"b.top"}),
        ({"scheme": "loan"}, {"a.top", "c.top"}),
        ({"since": at(2)}, {"c.top"}),
        ({"watch": WatchList(WatchFile(brands=("vietcombank",)))}, {"c.top"}),
        ({}, {"a.top", "b.top", "c.top"}),
    ],
)
def test_filters(store: Store, asked: dict[str, object], expected: set[str]) -> None:
    write(
        store,
        post("a", "domain:a.top", scheme="loan"),
        post("b", "domain:b.top", category="gambling", scheme="bookmaker"),
        post("c", "domain:c.top", scheme="card_limit", tags=("card_limit", "loan"), days=3, imitates="vietcombank"),
    )
    assert set(named(selected(store, **asked))) == expected


def test_a_filter_chooses_indicators_and_not_what_is_known_of_them(store: Store) -> None:
    write(store, post("a", "domain:a.top"), post("b", "domain:a.top", days=5, site="khac.example"))
    (each,) = selected(store, since=at(4)).indicators
    assert (each.first_seen, each.last_seen, each.offers, each.independent) == (at(0), at(5), 2, True)


def test_a_campaign_goes_out_with_its_indicators(store: Store) -> None:
    loan = "Vay tiền không thế chấp duyệt hồ sơ trong mười phút nợ xấu vẫn hỗ trợ"
    job = "Tuyển cộng tác viên làm nhiệm vụ tại nhà hoa hồng nhận ngay trong ngày"
    write(
        store,
        post("a", "phone:+84912345678", text=loan),
        post("b", "phone:+84912345678", "telegram:ctv_2026", text=job),
        post("c", "phone:+84987654321", text="Nhà cái uy tín nạp đầu tặng gấp đôi rút tiền nhanh"),
    )
    update(store, WatchList(), at(1))
    (campaign,) = store.campaigns()
    out = selected(store, campaign=campaign.id)
    assert set(named(out)) == {"+84912345678", "ctv_2026"} and [each.id for each in out.campaigns] == [campaign.id]


@pytest.mark.parametrize("fields", [{"review": True}, {"kind": LISTED}])
@pytest.mark.parametrize("verdict", ["false", "closed"])
def test_what_went_out_by_an_analysts_word_alone_is_revoked_with_it(
    store: Store, fields: dict[str, Any], verdict: str
) -> None:
    write(store, post("a", "domain:chua-ro.com", **fields), post("b", "domain:khac.com", **fields))
    decide(store, store.finding_by_prefix("a"), "confirmed", at(1))
    decide(store, store.finding_by_prefix("b"), "false", at(1))
    assert set(named(selected(store, confirmed=True))) == {"chua-ro.com"}
    decide(store, store.finding_by_prefix("a"), verdict, at(2))
    for asked in ({}, {"confirmed": True}):
        (gone,) = selected(store, **asked).revoked
        assert (gone.was.value, gone.at) == ("chua-ro.com", at(2)), "what never went out is not revoked"


def test_filters_hold_for_what_is_revoked(store: Store) -> None:
    write(
        store,
        post("a", "domain:a.top", scheme="loan"),
        post("b", "domain:b.top", category="gambling", scheme="bookmaker"),
        post("c", "domain:c.top", scheme="loan"),
    )
    decide(store, store.finding_by_prefix("a"), "false", at(3))
    decide(store, store.finding_by_prefix("b"), "false", at(1))
    decide(store, "domain:c.top", "allow", at(1))

    def revoked(**asked: Any) -> set[str]:
        return {each.was.value for each in selected(store, **asked).revoked}

    assert revoked() == {"a.top", "b.top", "c.top"}
    assert revoked(category="gambling") == {"b.top"}
    assert revoked(scheme="loan") == {"a.top", "c.top"}
    assert revoked(since=at(2)) == {"a.top"}, "taken out since, though it was seen before"
    assert revoked(confirmed=True) == set()


def test_an_account_is_not_revoked_while_another_text_names_it_without_its_bank(store: Store) -> None:
    write(store, post("a", "bank_account:acb:99990000"), post("b", "bank_account:99990000", site="khac.example"))
    decide(store, store.finding_by_prefix("b"), "false", at(2))
    out = selected(store)
    assert [(each.bank, each.changed_at) for each in out.indicators] == [("acb", at(2))] and out.revoked == ()


def test_a_campaign_is_not_called_by_words_of_posts_nor_by_what_they_only_mention(store: Store) -> None:
    texts = ("Bán data khách hàng demo Trần Văn A gọi là có", "Thanh lý danh sách số điện thoại cá nhân mới tháng này")
    victim = Mention("phone", "+84909111222", (0, 5), "mentioned")
    for id, text in zip("ab", texts, strict=True):
        sold = post(id, "telegram:ban_data", "telegram:kho_data", text=text, scheme="sold_data", words=("data", "văn a"))
        write(store, msgspec.structs.replace(sold, indicators=(victim, *sold.indicators)))
    update(store, WatchList(), at(1))
    (campaign,) = selected(store).campaigns
    assert campaign.name == "sold_data · ban_data"
    assert [each.value for each in campaign.indicators] == ["ban_data", "kho_data"]
    Analyst(store, "lan", "").allow("ban_data")
    (campaign,) = selected(store).campaigns
    assert campaign.name == "sold_data · kho_data", "a decision holds before the campaigns job has seen it"


def test_an_official_host_that_was_broken_into_is_told_apart(store: Store) -> None:
    write(store, post("a", "url:truong.edu.vn/nohu", stance="official", verdict="compromised_official"))
    (each,) = selected(store).indicators
    assert each.standing == "compromised_official" and not each.actionable


def test_weak_indicators_are_not_for_machines(store: Store) -> None:
    write(store, post("a", "domain:sites.google.com", "phone:+8419001234", "referral:A1", "url:bit.ly/abc"))
    assert {each.value for each in selected(store).indicators if each.actionable} == {"bit.ly/abc"}


def test_progress_is_told(store: Store) -> None:
    write(store, post("a", "domain:a.top"))
    said: list[int] = []
    select(store, Selection(), at(1), said.append)
    assert said == [0]


def test_a_mention_is_counted_once_a_finding(store: Store) -> None:
    twice = post("a", "domain:a.top", "domain:a.top")
    assert isinstance(twice.indicators[0], Mention)
    write(store, twice)
    assert named(selected(store))["a.top"].offers == 1
