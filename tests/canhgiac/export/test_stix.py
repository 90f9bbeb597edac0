"""STIX bundles, parsed by ``stix2`` and their patterns by the OASIS validator."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from typing import Any

import msgspec
import pytest
import stix2
from stix2patterns.v21.pattern import Pattern
from stix2patterns.validator import run_validator

from canhgiac.campaigns import update
from canhgiac.decisions import Analyst
from canhgiac.export.stix import write_stix
from canhgiac.stores.base import Store
from canhgiac.watch import WatchList
from tests.canhgiac.export.conftest import post, selected, write
from tests.canhgiac.stores.samples import at, decide, visit

EVERY = (
    "bank_account:vietcombank:0071001234567", "bank_account:99990000", "phone:+84912345678", "domain:vay-nhanh.top",
    "url:bit.ly/vay'nhanh\\", "telegram:cskh_vay", "zalo:+84912345678", "facebook:vay.nhanh", "tiktok:vaynhanh",
    "whatsapp:+84912345678", "email:vay@nhanh.top", "wallet:btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "wallet:tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "wallet:momo:+84912345678", "app:com.vay.nhanh", "referral:VAY68",
)  # fmt: skip
#: What each profile cannot say, so that it is left out.
LEFT_OUT = {"plain": {"referral"}, "opencti": set()}


def raw(store: Store, **options: Any) -> bytes:
    out = io.BytesIO()
    write_stix(selected(store), out, **options)
    return out.getvalue()


def bundle(store: Store, **options: Any) -> Any:
    return stix2.parse(raw(store, **options).decode())


def of(parsed: Any, type: str) -> list[Any]:
    return [each for each in parsed.objects if each["type"] == type]


def test_the_plain_profile_is_read_by_a_strict_parser(store: Store) -> None:
    write(store, post("a", *EVERY))
    # in a process of its own, which has never heard of any observable but those of STIX itself
    done = subprocess.run(
        [sys.executable, "-c", "import stix2, sys; print(len(stix2.parse(sys.stdin.read()).objects))"],
        input=raw(store).decode(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > len(EVERY)


@pytest.mark.parametrize("profile", ["plain", "opencti"])
def test_every_type_that_survives_has_a_valid_pattern(store: Store, profile: Any) -> None:
    write(store, post("a", *EVERY))
    parsed = stix2.parse(raw(store, profile=profile).decode(), allow_custom=True)
    indicators = of(parsed, "indicator")
    for each in indicators:
        assert run_validator(each["pattern"], stix_version="2.1") == [], each["pattern"]
        assert Pattern(each["pattern"])
    types = {each["name"].split(" ")[0] for each in indicators}
    assert types == {contact.split(":")[0] for contact in EVERY} - LEFT_OUT[profile]
    assert len(of(parsed, "observed-data")) == len(of(parsed, "sighting")) == len(indicators)


def test_opencti_gets_the_observables_that_its_analysts_look_for(store: Store) -> None:
    write(store, post("a", *EVERY))
    parsed = stix2.parse(raw(store, profile="opencti").decode(), allow_custom=True)
    (account,) = [each for each in of(parsed, "bank-account") if each["account_number"] == "0071001234567"]
    assert account["iban"] == "9704360071001234567"
    assert {each["value"] for each in of(parsed, "phone-number")} == {"+84912345678"}
    assert len(of(parsed, "cryptocurrency-wallet")) == 2
    scored = {each["name"]: each for each in of(parsed, "indicator")}["domain vay-nhanh.top"]
    assert (scored["x_opencti_main_observable_type"], scored["x_opencti_score"]) == ("Domain-Name", 96)


def test_every_reference_leads_to_an_object_of_the_bundle(store: Store) -> None:
    write(store, post("a", *EVERY))
    parsed = bundle(store)
    ids = Counter(each["id"] for each in parsed.objects)
    assert set(ids.values()) == {1}, "an id twice is two objects to some readers"
    for each in parsed.objects:
        for name, value in each.items():
            if name.endswith("_ref"):
                assert value in ids, name
            if name.endswith("_refs"):
                assert set(value) <= set(ids), name


def test_a_second_export_has_the_same_bytes_and_a_later_one_updates(store: Store) -> None:
    write(store, post("a", "domain:vay-nhanh.top"))
    first = raw(store)
    assert raw(store) == first
    write(store, post("b", "domain:vay-nhanh.top", days=3, site="khac.example"))
    (before,), (after,) = of(stix2.parse(first.decode()), "indicator"), of(bundle(store), "indicator")
    assert before["id"] == after["id"] and before["created"] == after["created"]
    assert after["modified"] > before["modified"]
    (one,), (two,) = of(stix2.parse(first.decode()), "sighting"), of(bundle(store), "sighting")
    assert one["id"] == two["id"] and (one["count"], two["count"]) == (1, 2)


def test_another_producer_has_ids_of_its_own(store: Store) -> None:
    write(store, post("a", "domain:vay-nhanh.top"))
    (mine,), (theirs,) = (of(bundle(store, producer=name), "indicator") for name in ("A", "B"))
    assert mine["id"] != theirs["id"]


def test_a_memory_store_takes_it_twice_without_doubling(store: Store) -> None:
    write(store, post("a", *EVERY[:6]))
    memory = stix2.MemoryStore()
    for _ in range(2):
        memory.add(bundle(store))
    assert len(memory.query([stix2.Filter("type", "=", "indicator")])) == 6


@pytest.mark.parametrize(
    ("tlp", "marking"), [("clear", stix2.TLP_WHITE), ("amber", stix2.TLP_AMBER), ("red", stix2.TLP_RED)]
)
def test_everything_is_marked(store: Store, tlp: Any, marking: Any) -> None:
    write(store, post("a", "domain:vay-nhanh.top", "telegram:cskh_vay"))
    parsed = bundle(store, tlp=tlp)
    assert {each["id"] for each in of(parsed, "marking-definition")} == {marking["id"]}
    for each in parsed.objects:
        if each["type"] not in ("marking-definition", "identity"):
            assert each["object_marking_refs"] == [marking["id"]], each["type"]


def test_what_one_source_reports_is_called_reported(store: Store) -> None:
    write(store, post("a", "phone:+84912345678", role="report"))
    (indicator,) = of(bundle(store), "indicator")
    assert "reported" in indicator["labels"] and indicator["indicator_types"] == ["unknown"]
    assert indicator["confidence"] == 50


def test_a_campaign_is_indicated(store: Store) -> None:
    write(
        store,
        post("a", "phone:+84912345678", text="Vay tiền không thế chấp duyệt hồ sơ trong mười phút nợ xấu vẫn hỗ trợ"),
        post("b", "phone:+84912345678", text="Tuyển cộng tác viên làm nhiệm vụ tại nhà hoa hồng nhận ngay trong ngày"),
    )
    update(store, WatchList(), at(1))
    parsed = bundle(store)
    (campaign,) = of(parsed, "campaign")
    (indicator,) = of(parsed, "indicator")
    links = {(each["source_ref"], each["relationship_type"], each["target_ref"]) for each in of(parsed, "relationship")}
    assert (indicator["id"], "indicates", campaign["id"]) in links
    (observed,) = of(parsed, "observed-data")
    assert (indicator["id"], "based-on", observed["id"]) in links and observed["number_observed"] == 2


def test_what_was_taken_out_is_gone_or_revoked_where_asked(store: Store) -> None:
    write(store, post("a", "domain:quan-pho.com"), post("b", "domain:cho-lanh.com"))
    ids = {each["id"] for each in of(bundle(store), "indicator")}
    decide(store, store.finding_by_prefix("a"), "false", at(2))
    Analyst(store, "lan", "").allow("cho-lanh.com")
    assert b"quan-pho" not in raw(store) and b"cho-lanh" not in raw(store)
    gone = of(bundle(store, revoked=True), "indicator")
    assert {each["id"] for each in gone} == ids and all(each["revoked"] for each in gone)


def test_no_object_is_older_than_an_earlier_export_had_it(store: Store) -> None:
    loan = "Vay tiền không thế chấp duyệt hồ sơ trong mười phút nợ xấu vẫn hỗ trợ"
    for id, text, days in (("a", loan, 0), ("b", "Tuyển cộng tác viên làm tại nhà hoa hồng nhận ngay trong ngày", 3)):
        write(store, post(id, "phone:+84912345678", text=text, days=days))
    write(store, post("c", "phone:+84912345678", text="Mở thẻ tín dụng online không cần chứng minh thu nhập", days=1))
    before: dict[str, Any] = {}
    for verdict, days in (("confirmed", 5), ("false", 6), ("closed", 7), ("false", 8)):
        decide(store, store.finding_by_prefix("b"), verdict, at(days))
        update(store, WatchList(), at(days))
        now = {each["id"]: each["modified"] for each in bundle(store).objects if "modified" in each}
        assert before.keys() <= now.keys() and all(now[id] >= moment for id, moment in before.items()), verdict
        (indicator,) = of(bundle(store), "indicator")
        assert indicator["modified"] == at(days)
        before = now


def watched(store: Store, host: str) -> None:
    store.put_visit(msgspec.structs.replace(visit("v1", "theo-doi", at(3)), url=f"https://{host}/feed"))


def test_nothing_in_it_blocks_a_site_on_which_findings_stand_or_that_is_watched(store: Store) -> None:
    forum, page = "dien-dan.raovat-hn.com", "dien-dan.raovat-hn.com/nguoi-ban/68"
    named = (f"domain:{forum}", "domain:raovat-hn.com", f"url:{forum}/", f"url:{page}", "domain:vay-nhanh.top")
    write(store, post("a", *named, site=f"www.{forum}"), post("b", *named, "domain:cho-lanh.com", site="khac.example"))
    for id in ("a", "b"):
        decide(store, store.finding_by_prefix(id), "confirmed", at(2))
    watched(store, "cho-lanh.com")
    parsed = bundle(store)
    assert {each["name"] for each in of(parsed, "indicator")} == {f"url {page}", "domain vay-nhanh.top"}
    assert {each["value"] for each in of(parsed, "domain-name")} == {"vay-nhanh.top"}
    assert {each["value"] for each in of(parsed, "url")} == {f"https://{page}"}, "one page is somebody's own"


def test_what_is_spared_since_an_earlier_export_is_revoked_where_asked(store: Store) -> None:
    write(store, post("a", "domain:cho-lanh.com", "domain:vay-nhanh.top"))
    decide(store, store.finding_by_prefix("a"), "confirmed", at(2))
    platform = stix2.MemoryStore()
    platform.add(bundle(store))
    (before,) = (each for each in of(bundle(store), "indicator") if "cho-lanh" in each["name"])
    watched(store, "cho-lanh.com")
    assert b"cho-lanh" not in raw(store)
    later = io.BytesIO()
    write_stix(selected(store, since=at(8)), later, revoked=True)
    (gone,) = of(stix2.parse(later.getvalue().decode()), "indicator")  # when it was spared nobody knows
    assert gone["revoked"] and gone["id"] == before["id"] and gone["modified"] > before["modified"]
    platform.add(bundle(store, revoked=True))
    assert platform.get(before["id"])["revoked"]
    assert raw(store, revoked=True) == raw(store, revoked=True)


def test_a_host_that_is_spared_no_more_is_newer_than_its_revocation(store: Store) -> None:
    write(store, post("a", "domain:vay-nhanh.top", "domain:shop.vay-nhanh.top"))
    decide(store, store.finding_by_prefix("a"), "confirmed", at(2))
    Analyst(store, "lan", "").allow("shop.vay-nhanh.top")
    revoked = {each["id"]: each for each in of(bundle(store, revoked=True), "indicator")}
    assert len(revoked) == 2 and all(each["revoked"] for each in revoked.values())
    Analyst(store, "lan", "").allow("shop.vay-nhanh.top", undo=True)
    active = of(bundle(store, revoked=True), "indicator")
    assert {each["id"] for each in active} == set(revoked)
    assert all(not each["revoked"] and each["modified"] > revoked[each["id"]]["modified"] for each in active)


def test_a_campaign_is_not_called_by_a_site_that_is_watched(store: Store) -> None:
    write(
        store,
        post("a", "domain:cho-lanh.com", text="Vay tiền không thế chấp duyệt hồ sơ trong mười phút nợ xấu vẫn hỗ trợ"),
        post("b", "domain:cho-lanh.com", text="Tuyển cộng tác viên làm nhiệm vụ tại nhà hoa hồng nhận ngay trong ngày"),
    )
    update(store, WatchList(), at(1))
    (campaign,) = selected(store).campaigns
    assert campaign.name.endswith("cho-lanh.com")
    watched(store, "cho-lanh.com")
    (campaign,) = selected(store).campaigns
    assert "cho-lanh" not in campaign.name


def test_official_and_weak_ones_are_not_in_it(store: Store) -> None:
    write(
        store,
        post("a", "domain:sites.google.com"),
        post("b", "url:truong.edu.vn/nohu", stance="official", verdict="compromised_official"),
    )
    assert of(bundle(store), "indicator") == []


def test_holders_and_texts_of_posts_are_not_in_it(store: Store) -> None:
    write(store, post("a", "bank_account:vietcombank:0071001234567", holder="NGUYEN VAN A", text="Lời mời chào:"))
    assert "NGUYEN" not in json.dumps(json.loads(raw(store)), ensure_ascii=False)
    assert "Lời mời" not in json.dumps(json.loads(raw(store)), ensure_ascii=False)
