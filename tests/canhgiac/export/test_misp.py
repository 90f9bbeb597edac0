"""MISP events, loaded back by ``pymisp`` and held against its own tables of types and templates."""

from __future__ import annotations

import io
import json
from typing import Any

import msgspec
import pymisp

from canhgiac.export.misp import write_misp
from canhgiac.stores.base import Store
from tests.canhgiac.export.conftest import post, selected, write
from tests.canhgiac.export.test_stix import EVERY
from tests.canhgiac.stores.samples import at, decide, visit


def raw(store: Store, **options: Any) -> str:
    out = io.BytesIO()
    write_misp(selected(store), out, **options)
    return out.getvalue().decode()


def event(store: Store, **options: Any) -> pymisp.MISPEvent:
    loaded = pymisp.MISPEvent(strict_validation=True)
    loaded.from_json(raw(store, **options))
    return loaded


def attributes(loaded: pymisp.MISPEvent) -> dict[tuple[str, str], pymisp.MISPAttribute]:
    inside = [each for object in loaded.objects for each in object.attributes]
    return {(each.type, str(each.value)): each for each in (*loaded.attributes, *inside)}


def test_each_type_is_what_misp_calls_it(store: Store) -> None:
    write(store, post("a", *EVERY, "domain:a.vay-nhanh.top"))
    loaded = event(store)
    found = set(attributes(loaded))
    assert {
        ("bank-account-nr", "0071001234567"), ("phone-number", "+84912345678"), ("domain", "vay-nhanh.top"),
        ("hostname", "a.vay-nhanh.top"), ("btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), ("email", "vay@nhanh.top"),
        ("mobile-application-id", "com.vay.nhanh"), ("other", "VAY68"),
    } <= found  # fmt: skip
    assert {object.name for object in loaded.objects} == {
        "telegram-account", "facebook-account", "user-account", "coin-address",
    }  # fmt: skip


def test_types_categories_and_objects_are_valid_ones(store: Store) -> None:
    write(store, post("a", *EVERY))
    loaded = event(store)
    tables = loaded.describe_types["category_type_mappings"]
    for each in loaded.attributes:
        assert each.type in tables[each.category], each.type
    for object in loaded.objects:
        known = pymisp.MISPObject(object.name, strict=True)
        for each in object.attributes:
            known.add_attribute(each.object_relation, value=each.value)  # an unknown relation is refused


def test_the_same_again_updates_and_does_not_double(store: Store) -> None:
    write(store, post("a", *EVERY))
    first = raw(store)
    assert raw(store) == first
    write(store, post("b", EVERY[0], days=3, site="khac.example"))
    before, after = json.loads(first), json.loads(raw(store))
    assert before["uuid"] == after["uuid"] and int(after["timestamp"]) > int(before["timestamp"])
    uuids = [[each["uuid"] for each in side["Attribute"]] for side in (before, after)]
    assert uuids[0] == uuids[1] and len(set(uuids[0])) == len(uuids[0])
    changed = [
        b for b, a in zip(before["Attribute"], after["Attribute"], strict=True) if a["timestamp"] != b["timestamp"]
    ]
    assert [each["value"] for each in changed] == ["0071001234567"]


def test_no_timestamp_is_older_than_in_an_earlier_export(store: Store) -> None:
    write(store, post("a", EVERY[0], EVERY[6]), post("b", EVERY[0], "domain:khac.top", days=3, site="khac.example"))
    before: dict[str, int] = {}
    for verdict, days in (("confirmed", 5), ("false", 6), ("closed", 7)):
        decide(store, store.finding_by_prefix("b"), verdict, at(days))
        made = json.loads(raw(store))
        parts = (made, *made["Attribute"], *made["Object"])
        now = {each["uuid"]: int(each["timestamp"]) for each in parts}
        assert all(now.get(uuid, moment) >= moment for uuid, moment in before.items()), verdict
        assert now[made["uuid"]] == int(at(days).timestamp())
        before |= now


def test_another_selection_is_another_event_with_attributes_of_its_own(store: Store) -> None:
    # MISP refuses an attribute's uuid that another event has
    write(store, post("a", "domain:vay-nhanh.top", category="fraud"))
    everything, fraud = io.BytesIO(), io.BytesIO()
    write_misp(selected(store), everything)
    write_misp(selected(store, category="fraud"), fraud)
    one, other = json.loads(everything.getvalue()), json.loads(fraud.getvalue())
    assert one["uuid"] != other["uuid"] and one["Attribute"][0]["uuid"] != other["Attribute"][0]["uuid"]


def test_only_what_may_be_blocked_is_for_detection(store: Store) -> None:
    write(
        store,
        post("a", "domain:mbbank-online.xyz", "domain:flowershop.com", "bank_account:vietcombank:0071001234567"),
        post("b", "phone:+84912345678", role="report"),
        post("c", "phone:+84987654321", role="report"),
    )
    decide(store, store.finding_by_prefix("c"), "confirmed")
    found = {value: bool(each.to_ids) for (_, value), each in attributes(event(store)).items()}
    assert found == {
        "mbbank-online.xyz": True, "flowershop.com": False, "0071001234567": True, "+84912345678": False,
        "+84987654321": True,
    }  # fmt: skip


def test_a_site_on_which_findings_stand_is_told_and_not_for_detection(store: Store) -> None:
    forum = "dien-dan.raovat-hn.com"
    named = (f"domain:{forum}", f"url:{forum}/", f"url:{forum}/nguoi-ban/68")
    write(store, post("a", *named, site=forum))
    decide(store, store.finding_by_prefix("a"), "confirmed")
    found = {value: bool(each.to_ids) for (_, value), each in attributes(event(store)).items()}
    assert found == {forum: False, f"https://{forum}/": False, f"https://{forum}/nguoi-ban/68": True}


def test_what_is_spared_since_an_earlier_export_is_newer_and_no_more_for_detection(store: Store) -> None:
    write(store, post("a", "domain:cho-lanh.com", "domain:vay-nhanh.top", days=1))
    decide(store, store.finding_by_prefix("a"), "confirmed", at(2))
    before = json.loads(raw(store))
    store.put_visit(msgspec.structs.replace(visit("v1", "theo-doi", at(3)), url="https://cho-lanh.com/feed"))
    after = json.loads(raw(store))
    (old, other), (new, same) = before["Attribute"], after["Attribute"]
    assert (old["to_ids"], new["to_ids"]) == (True, False) and old["uuid"] == new["uuid"] and same == other
    # MISP skips an event and an attribute that are no newer than what it has
    assert int(new["timestamp"]) > int(old["timestamp"]) and int(after["timestamp"]) > int(before["timestamp"])


def test_tags(store: Store) -> None:
    write(store, post("a", "phone:+84912345678", role="report", scheme="loan"))
    loaded = event(store, tlp="green")
    assert "tlp:green" in {tag.name for tag in loaded.tags}
    (each,) = loaded.attributes
    assert {tag.name for tag in each.tags} == {'canhgiac:standing="reported"', 'canhgiac:scheme="loan"'}
    assert loaded.distribution == 0 and not loaded.published, "nobody else sees it before a person shares it"
