"""The Kibana objects: whole, stable, of fields that exist, and every panel's numbers are those of the records."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from canhgiac.days import day_of
from canhgiac.records import GroupsRun
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.groups import Groups
from index_mappings import catalogue
from index_mappings.kibana import ndjson
from index_mappings.kibana.content import DASHBOARDS, SEARCHES, VIEWS
from index_mappings.kibana.panels import Condition, Panel, fields, query
from tests.canhgiac.stores.contract_groups import campaign, cluster, indicator
from tests.canhgiac.stores.samples import NOON, at, batch, decide, finding, mention, visit
from tests.services.elasticsearch_indices import Indices

PANELS = [panel for dashboard in DASHBOARDS for panel in dashboard.panels]
OBJECTS = [json.loads(line) for line in ndjson(sheet="https://sheets.example/{{value}}.html").splitlines()]
#: 00:30 and 06:30 in Viet Nam on 3 November: both of that day, the first of the day before by UTC.
NIGHT = [dt.datetime(2026, 11, 2, 17, 30, tzinfo=dt.UTC), dt.datetime(2026, 11, 2, 23, 30, tzinfo=dt.UTC)]


def _mapped(name: str) -> set[str]:
    found: set[str] = set()

    def walk(properties: dict[str, Any], path: str) -> None:
        for field, body in properties.items():
            found.add(path + field)
            walk(body.get("properties", {}), f"{path}{field}.")

    walk(catalogue.mapping(catalogue.BY_NAME[name])["properties"], "")
    return found


def test_the_file_is_an_export_with_a_count_at_its_end() -> None:
    *objects, summary = OBJECTS
    assert summary["exportedCount"] == len(objects) and summary["missingReferences"] == []
    assert Counter(each["type"] for each in objects) == {
        "index-pattern": len(VIEWS),
        "search": len(SEARCHES),
        "dashboard": 3,
    }
    for each in objects:
        assert set(each) >= {"type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"}
    assert ndjson() == ndjson()


def test_queues_show_first_what_analysts_look_for_first() -> None:
    """As docs/kibana.md says."""
    sorts = {each["id"]: each["attributes"]["sort"] for each in OBJECTS[:-1] if each["type"] == "search"}
    assert sorts["canhgiac-search-triage"] == [["score", "desc"]]
    assert sorts["canhgiac-search-accounts"] == sorts["canhgiac-search-lookalikes"] == [["first_seen", "desc"]]
    assert sorts["canhgiac-search-reports"] == [["first_seen", "desc"]]


def test_every_reference_leads_to_an_object_of_the_file() -> None:
    there = {(each["type"], each["id"]) for each in OBJECTS[:-1]}
    assert len(there) == len(OBJECTS) - 1
    for each in OBJECTS[:-1]:
        for reference in each["references"]:
            assert (reference["type"], reference["id"]) in there


def test_panels_name_their_references_and_do_not_overlap() -> None:
    for each in OBJECTS[:-1]:
        if each["type"] != "dashboard":
            continue
        taken: set[tuple[int, int]] = set()
        named = {reference["name"] for reference in each["references"]}
        for panel in json.loads(each["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            assert grid["i"] == panel["panelIndex"] and grid["x"] + grid["w"] <= 48
            cells = {
                (x, y) for x in range(grid["x"], grid["x"] + grid["w"]) for y in range(grid["y"], grid["y"] + grid["h"])
            }
            assert not cells & taken
            taken |= cells
            state = panel["embeddableConfig"]["attributes"]["state"]
            for layer, body in state["datasourceStates"]["formBased"]["layers"].items():
                assert f"{panel['panelIndex']}:indexpattern-datasource-layer-{layer}" in named
                shown = json.dumps(state["visualization"])
                assert body["columnOrder"] == list(body["columns"])
                assert all(f'"{column}"' in shown for column in body["columns"])


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_a_panel_asks_for_fields_that_there_are(panel: Panel) -> None:
    assert fields(panel) <= _mapped(panel.view)


def test_searches_and_views_ask_for_fields_that_there_are() -> None:
    sorted_by = {
        each["attributes"]["title"]: [field for field, _ in each["attributes"]["sort"]]
        for each in OBJECTS[:-1]
        if each["type"] == "search"
    }
    for search in SEARCHES:
        assert {*search.columns, *sorted_by[search.title], *(each.field for each in (*search.where, *search.any_of))} <= _mapped(search.view)
    for view in VIEWS:
        assert view.time is None or view.time in _mapped(view.name)


def _seed(store: ElasticStore) -> dict[str, list[dict[str, Any]]]:
    """Fills the store; what each data view then has, as plain records made here."""
    text = "Chuyển vào 190356789012 nhé"
    named = (mention(text, "190356789012", "bank_account", "190356789012", bank="techcombank"),)
    found = [
        finding("n1", "Nạp rút 1-1", NIGHT[0], category="gambling", scheme="slots", words=("nạp", "rút")),
        finding("n2", "Nạp rút ngay", NIGHT[1], category="gambling", scheme="slots", source="b", words=("nạp",)),
        finding("n3", text, at(0), indicators=named), finding("n4", text + " !", at(1), indicators=named, source="b"),
        finding("n5", "bị lừa", at(1), role="report", scheme=None), finding("n6", "có lẽ", at(1), review=True),
        finding("n7", "bán giày", at(1)), finding("n8", "vay", at(2), category="cyber", scheme="sold_data"),
    ]  # fmt: skip
    store.write_batch(batch(*found))
    verdicts = {found[6].text_key: decide(store, found[6], "false").verdict}
    verdicts[found[2].text_key] = decide(store, found[2], "confirmed").verdict
    visits = [
        visit("v1", "a", NIGHT[0], posts=5, requests=9), visit("v2", "a", at(0), "blocked", reason="http 403"),
        visit("v3", "b", NIGHT[1], "unreachable", reason="timeout", requests=3), visit("v4", "b", at(1), posts=2),
    ]  # fmt: skip
    for each in visits:
        store.put_visit(each)
    clusters = [cluster("c1", found[2]), cluster("c2", found[7]), cluster("c3", found[6])]
    campaigns = [campaign("k1", findings=7), campaign("k2", findings=3)]
    indicators = [
        indicator("bank_account", "190356789012", NIGHT[0], bank="techcombank", offers=2, watched=("bank:techcombank",)),
        indicator("domain", "vietcombank.vn-x.top", NIGHT[1], imitates="vietcombank", offers=4, reports=1),
        indicator("domain", "bit.ly", at(2), strength="weak"), indicator("bank_account", "0123", at(2), bank="bidv"),
    ]  # fmt: skip
    run = GroupsRun(id="r", at=NOON)
    store.replace_groups(Groups(run, clusters=clusters, campaigns=campaigns, indicators=indicators))

    def record(of: Any, **more: Any) -> dict[str, Any]:
        return {name: getattr(of, name) for name in of.__struct_fields__} | more

    return {
        "findings": [
            record(
                each, verdict=verdicts.get(each.text_key), first_seen=each.collected_at,
                indicator=[f"{named.type}:{named.value}" for named in each.indicators],
            )
            for each in found
        ],
        "visits": [record(each) for each in visits],
        "clusters": [record(each, verdict=verdicts.get(each.text_key)) for each in clusters],
        "campaigns": [record(each) for each in campaigns],
        "indicators": [
            record(each, indicator=f"{each.type}:{each.value}", mine=bool(each.watched), findings=each.offers + each.reports)
            for each in indicators
        ],
    }  # fmt: skip


def _holds(condition: Condition, record: dict[str, Any]) -> bool:
    there = record[condition.field]
    holds = there is not None if condition.value is None else there == condition.value
    return holds != condition.negated


def _counted(panel: Panel, records: list[dict[str, Any]]) -> Counter[tuple[Any, Any]]:
    """``(bucket, split) → count or sum``, with ``None`` where the panel has no such thing."""
    counts: Counter[tuple[Any, Any]] = Counter()
    for record in records:
        if not all(_holds(each, record) for each in panel.where):
            continue
        if panel.any_of and not any(_holds(each, record) for each in panel.any_of):
            continue
        for bucket in _values(record, panel.of, day=panel.shape == "days"):
            for part in _values(record, panel.split):
                counts[bucket, part] += record[panel.sum] if panel.sum else 1
    return +counts


def _values(record: dict[str, Any], field: str, *, day: bool = False) -> list[Any]:
    if not field:
        return [None]
    value = record[field]
    if day:
        return [day_of(value)]
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _answered(panel: Panel, answer: dict[str, Any]) -> Counter[tuple[Any, Any]]:
    def number(bucket: dict[str, Any]) -> int:
        return int(bucket["metric"]["value"]) if panel.sum else bucket["doc_count"]

    def parts(bucket: dict[str, Any]) -> Iterator[tuple[Any, int]]:
        if not panel.split:
            yield None, number(bucket)
        else:
            for each in bucket["split"]["buckets"]:
                yield each["key"], number(each)

    counts: Counter[tuple[Any, Any]] = Counter()
    if panel.shape == "number":
        total = answer["hits"]["total"]["value"]
        counts[None, None] = int(answer["aggregations"]["metric"]["value"]) if panel.sum else total
        return +counts
    for bucket in answer["aggregations"]["buckets"]["buckets"]:
        key = bucket["key_as_string"][:10] if panel.shape == "days" else bucket["key"]
        for part, count in parts(bucket):
            counts[key, part] += count
    return +counts


def test_every_panels_query_gives_the_numbers_of_the_records(indices: Indices) -> None:
    with ElasticStore(indices.access) as store:
        records = _seed(store)
        client = indices.server.client
        client.indices.refresh(index="canhgiac-*")
        for panel in PANELS:
            answer = client.search(index=f"canhgiac-{panel.view}", body=query(panel))
            assert _answered(panel, answer.body) == _counted(panel, records[panel.view]), panel.id
        days = next(panel for panel in PANELS if panel.id == "today-days")
        assert _counted(days, records["findings"])["2026-11-03", "gambling"] == 2
