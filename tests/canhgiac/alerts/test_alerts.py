"""`canhgiac alerts`: what the rules see is told once, under ids that stay; on both stores where it reads groups."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.alerts.evaluate import Alerts
from canhgiac.alerts.rules import AlertRules, Growth, NewCampaign
from canhgiac.records import Campaign, Cluster, Decision, GroupsRun, MergedId, Tally, Visit
from canhgiac.sources import Source
from canhgiac.stores.base import Store
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.groups import Groups
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.findings import NOW
from tests.conftest import Command

LISTS = {"mine": WatchList(WatchFile(banks=("vietcombank",))), "cards": WatchList(WatchFile(brands=("jcb",)))}
DAY = dt.timedelta(days=1)


def cluster(id: str, **fields: object) -> Cluster:
    given = {
        "template": "t", "finding": "f", "text_key": f"t-{id}", "category": "fraud", "role": "offer", "scheme": "loan",
        "score": 0.9, "findings": 3, "texts": 1, "first_seen": NOW - DAY, "last_seen": NOW, "name": "vay · vay.top",
        "watched": ("bank:vietcombank",), **fields,
    }  # fmt: skip
    return Cluster(id=id, **given)  # type: ignore[arg-type]


def campaign(id: str, **fields: object) -> Campaign:
    given = {
        "name": "vay nhanh", "category": "fraud", "clusters": 2, "findings": 20, "offers": 20, "reports": 0, "texts": 2,
        "first_seen": NOW - 30 * DAY, "last_seen": NOW, "schemes": (Tally("loan", 20),), **fields,
    }  # fmt: skip
    return Campaign(id=id, **given)  # type: ignore[arg-type]


GROUPS = Groups(
    GroupsRun("r", NOW),
    clusters=(
        cluster("c-new"), cluster("c-old", first_seen=NOW - 20 * DAY), cluster("c-done"),
        cluster("c-other", watched=()), cluster("c-took", first_seen=NOW - 2 * DAY),
    ),
    campaigns=(
        campaign("k-new", first_seen=NOW - DAY), campaign("k-small", first_seen=NOW - DAY, findings=2),
        campaign("k-fast", recent=12, before=4), campaign("k-steady", recent=12, before=11), campaign("k-back", recent=12),
    ),
    merged=(MergedId("c-gone", "c-took", NOW),),
)  # fmt: skip


@pytest.fixture(params=["sqlite", "elastic"])
def store(request: pytest.FixtureRequest, home: Path) -> Iterator[Store]:
    opened: Store
    if request.param == "sqlite":
        opened = SqliteStore(home / "canhgiac.db")
    else:
        opened = ElasticStore(request.getfixturevalue("indices").access)
    with opened:
        opened.replace_groups(GROUPS)
        opened.decide(Decision("d", "cluster", "c-done", "confirmed", "a", NOW))
        yield opened


def seen(store: Store, rules: AlertRules | None = None, sources: tuple[Source, ...] = (), now: dt.datetime = NOW) -> Alerts:
    return Alerts(store, rules or AlertRules(), LISTS, sources, now, "vi")


def test_the_rules_see_clusters_campaigns_and_growth(store: Store) -> None:
    found = {each.message.id: each for each in seen(store).all()}
    assert found.keys() == {"watched-c-new", "watched-c-took", "growth-k-fast-2026-w47", "campaign-k-new"}
    new = found["watched-c-new"].message
    assert (new.severity, new.kind, new.lists) == ("critical", "alert", ("mine",))
    assert new.title == "Chạm danh sách theo dõi: vay · vay[.]top" and "canhgiac show c-new" in new.body
    assert found["watched-c-took"].former == ("watched-c-gone",)
    assert {each.message.id for each in seen(store).all()} == found.keys()
    next_week = {each.message.id for each in seen(store, now=NOW + 2 * DAY).all()}
    assert "growth-k-fast-2026-w48" in next_week


def test_rules_are_set_and_switched_off(store: Store) -> None:
    rules = AlertRules(campaign=NewCampaign(findings=1), growth=Growth(enabled=False))
    assert {each.message.id for each in seen(store, rules).all()} == {
        "watched-c-new", "watched-c-took", "campaign-k-new", "campaign-k-small",
    }  # fmt: skip


def test_a_dark_source_is_one_alert_until_it_was_read_again(store: Store) -> None:
    sources = (Source("a", "forum", "u"), Source("b", "forum", "u"))

    def dark() -> list[str]:
        return [each.message.id for each in seen(store, sources=sources).all() if each.message.id.startswith("dark")]

    def visit(id: str, hours_ago: float, state: str) -> None:
        when = NOW - dt.timedelta(hours=hours_ago)
        store.put_visit(Visit(id, "a", "forum", "u", when, when, state))  # type: ignore[arg-type]

    visit("v1", 9, "ok")
    visit("v2", 8, "blocked")
    first = dark()
    visit("v3", 7, "unreachable")
    assert first == dark() == ["dark-a-v1", "dark-b-never"]
    visit("v4", 3, "ok")
    assert dark() == ["dark-b-never"]
    visit("v5", 1, "blocked")
    assert dark() == ["dark-a-v4", "dark-b-never"]


def test_each_thing_is_told_once(canhgiac: Command, home: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    fresh = [msgspec.structs.replace(each, first_seen=now - DAY, last_seen=now) for each in GROUPS.clusters]
    with SqliteStore(home / "canhgiac.db") as store:
        store.replace_groups(Groups(GROUPS.run, clusters=fresh[:1]))
    (home / "watch.toml").write_text('banks = ["vietcombank"]')
    looked = canhgiac("alerts", "--dry-run", "--json")
    assert json.loads(looked.stdout)["new"] is True, looked.stderr
    first, again = (canhgiac("alerts", "--json") for _ in range(2))
    assert json.loads(first.stdout) == {
        "id": "watched-c-new", "severity": "critical", "title": "Chạm danh sách theo dõi: vay · vay[.]top", "new": True,
    }  # fmt: skip
    assert json.loads(again.stdout)["new"] is False
    taken_over = Groups(
        msgspec.structs.replace(GROUPS.run, at=now), clusters=[msgspec.structs.replace(fresh[0], id="c-later")],
        merged=[MergedId("c-new", "c-later", now)],
    )  # fmt: skip
    with SqliteStore(home / "canhgiac.db") as store:
        store.replace_groups(taken_over)
    assert json.loads(canhgiac("alerts", "--json").stdout)["new"] is False
    (home / "canhgiac.toml").write_text("[alerts.watched]\nday = 3\n")
    assert canhgiac("alerts").returncode == 2
