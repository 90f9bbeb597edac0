"""Contract: clusters, campaigns and indicators are replaced as a whole, found, paged, and hold no removed finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from canhgiac.records import (
    Campaign,
    Cluster,
    Decision,
    Finding,
    GroupsRun,
    IndicatorCount,
    IndicatorSummary,
    Membership,
    MergedId,
    Tally,
)
from canhgiac.stores.base import AmbiguousId, GroupNotFound, Store, StoreError
from canhgiac.stores.groups import CampaignFilter, ClusterFilter, Groups, IndicatorFilter
from tests.canhgiac.stores.samples import NOON, at, batch, decide, finding, mention

ACCOUNT = "0123456789"


def cluster(id: str, of: Finding, **fields: Any) -> Cluster:
    """A cluster of one finding, unless ``fields`` say otherwise."""
    given: dict[str, Any] = {
        "template": f"t-{id}", "finding": of.id, "text_key": of.text_key, "category": of.category, "role": of.role,
        "scheme": of.scheme, "score": of.score, "findings": 1, "texts": 1, "first_seen": of.collected_at,
        "last_seen": of.collected_at, **fields,
    }  # fmt: skip
    return Cluster(id=id, **given)


def campaign(id: str, when: dt.datetime = NOON, **fields: Any) -> Campaign:
    """A campaign of two clusters."""
    given: dict[str, Any] = {
        "name": f"chiến dịch {id}", "category": "fraud", "clusters": 2, "findings": 3, "offers": 3, "reports": 0,
        "texts": 2, "first_seen": when, "last_seen": when, **fields,
    }  # fmt: skip
    return Campaign(id=id, **given)


def indicator(type: str, value: str, when: dt.datetime = NOON, **fields: Any) -> IndicatorSummary:
    """An indicator that one offer names."""
    given: dict[str, Any] = {
        "strength": "strong", "offers": 1, "reports": 0, "clusters": 1, "sources": 1, "first_seen": when,
        "last_seen": when, "categories": (Tally("fraud", 1),), **fields,
    }  # fmt: skip
    return IndicatorSummary(type=type, value=value, **given)


def groups(when: dt.datetime = NOON, **parts: Any) -> Groups:
    """What a run at ``when`` made."""
    return Groups(GroupsRun(id=f"run {when:%Y%m%d%H%M}", at=when, watch="w1"), **parts)


P1 = finding("p1", "Tuyển cộng tác viên", at(0))
P2 = finding("p2", "Tuyển cộng tác viên gấp", at(1))
P3 = finding("p3", "Nạp rút 1-1", at(2), category="gambling", scheme="slots", score=0.7)
P4 = finding("p4", "stk 0123456789 lừa đảo", at(3), role="report", scheme=None)
P5 = finding("p5", "Vay nhanh", at(4), scheme="loan")
MEMBERS = (
    Membership("p1", "c1", "k1"), Membership("p2", "c1", "k1"), Membership("p3", "c2", "k2"),
    Membership("p4", "c3", "k1"), Membership("p5", "c4"),
)  # fmt: skip
C1 = cluster(
    "c1", P2, findings=2, texts=2, first_seen=at(0), campaign="k1", template="t1", alike=2, recent=2, before=1,
    name="cộng tác viên", source_count=1, sources=(Tally("dien-dan", 2),), indicator_count=1,
    indicators=(IndicatorCount("bank_account", ACCOUNT, 2, "strong", "vietcombank"),),
    days=(Tally("2026-11-02", 1), Tally("2026-11-03", 1)), watched=("bank:vietcombank",),
)  # fmt: skip
C2 = cluster("c2", P3, campaign="k2", template="t1", alike=2, recent=1)
C3 = cluster("c3", P4, campaign="k1")
C4 = cluster("c4", P5, review=True)
K1 = campaign(
    "k1", at(3), first_seen=at(0), schemes=(Tally("task_job", 2),), reports=1, offers=2, templates=("t1",),
    alike=("k2",), watched=("bank:vietcombank",), recent=1, before=2, score=0.9,
)  # fmt: skip
K2 = campaign("k2", at(2), category="gambling", findings=9, schemes=(Tally("slots", 9),), alike=("k1",), recent=5)
I1 = indicator(
    "bank_account", ACCOUNT, at(3), bank="vietcombank", holders=("NGUYEN VAN A",), offers=2, reports=1,
    campaigns=("k1",), watched=("bank:vietcombank",), first_seen=at(0),
)  # fmt: skip
I2 = indicator("bank_account", ACCOUNT, at(1), bank="bidv", offers=0, reports=1)
I3 = indicator("domain", "bit.ly", at(2), strength="weak", offers=40, recent=4, categories=(Tally("gambling", 40),))
ALL = groups(
    clusters=(C1, C2, C3, C4), campaigns=(K1, K2), indicators=(I1, I2, I3), members=MEMBERS,
    merged=(MergedId("c0", "c1", NOON), MergedId("k0", "k1", NOON)),
)  # fmt: skip


def decide_cluster(store: Store, id: str, verdict: Any) -> Decision:
    """An analyst's word on a cluster."""
    decision = Decision(
        id=f"{verdict} on {id}", on="cluster", target=id, verdict=verdict, by="lan", at=NOON, why="gọi thử"
    )
    store.decide(decision)
    return decision


def ids(store: Store, which: ClusterFilter | None = None, **paging: Any) -> list[str]:
    return [hit.cluster.id for hit in store.clusters(which, **paging)]


def names(store: Store, which: CampaignFilter | None = None, **paging: Any) -> list[str]:
    return [each.id for each in store.campaigns(which, **paging)]


def banks(store: Store, which: IndicatorFilter | None = None, **paging: Any) -> list[str | None]:
    return [each.bank or each.value for each in store.indicators(which, **paging)]


class GroupsContract:
    """``replace_groups`` and what reads groups."""

    @pytest.fixture
    def grouped(self, store: Store) -> Store:
        store.write_batch(batch(P1, P2, P3, P4, P5))
        assert store.replace_groups(ALL)
        return store

    def test_before_the_first_run_there_are_no_groups(self, store: Store) -> None:
        store.write_batch(batch(P1))
        assert store.groups_run() is None
        assert store.clusters() == store.campaigns() == store.indicators() == store.merged_ids() == []
        assert list(store.memberships()) == store.cluster_findings("c1") == store.campaign_findings("k1") == []
        assert store.count_clusters() == store.count_campaigns() == store.count_indicators() == 0
        assert store.clusters_of(["p1"]) == {}
        with pytest.raises(GroupNotFound, match="c1"):
            store.cluster("c1")
        with pytest.raises(GroupNotFound, match="k1"):
            store.campaign("k1")

    def test_what_was_written_is_read_field_by_field(self, grouped: Store) -> None:
        assert grouped.groups_run() == ALL.run
        assert [hit.cluster for hit in grouped.clusters(sort="oldest")] == [C1, C2, C3, C4]
        assert grouped.campaigns() == [K1, K2]
        assert sorted(grouped.indicators(), key=lambda each: each.offers) == [I2, I1, I3]
        assert sorted(grouped.memberships(), key=lambda each: each.finding) == list(MEMBERS)
        assert grouped.merged_ids() == list(ALL.merged)

    def test_a_run_replaces_all_that_was_there(self, grouped: Store, reopen: Callable[[], Store]) -> None:
        later = groups(at(5), clusters=(C4,), members=(Membership("p5", "c4"),))
        assert grouped.replace_groups(later)
        with reopen() as store:
            assert store.groups_run() == later.run
            assert ids(store) == ["c4"] and store.campaigns() == store.indicators() == store.merged_ids() == []
            assert list(store.memberships()) == [Membership("p5", "c4")]

    def test_an_earlier_run_does_not_replace_a_later_one(self, grouped: Store) -> None:
        assert not grouped.replace_groups(groups(at(-1)))
        assert grouped.groups_run() == ALL.run and grouped.count_clusters() == 4
        assert grouped.replace_groups(ALL)  # the same one again
        assert grouped.count_clusters() == 4

    def test_a_run_that_fails_half_way_changes_nothing(self, grouped: Store) -> None:
        def broken() -> Iterator[Cluster]:
            yield cluster("c9", P1)
            raise RuntimeError("the job died")

        with pytest.raises(RuntimeError, match="the job died"):
            grouped.replace_groups(groups(at(6), clusters=broken()))
        assert grouped.groups_run() == ALL.run
        assert ids(grouped, sort="oldest") == ["c1", "c2", "c3", "c4"]

    def test_an_open_reader_sees_the_new_groups(self, grouped: Store, reopen: Callable[[], Store]) -> None:
        with reopen() as reader:
            assert reader.count_clusters() == 4
            grouped.replace_groups(groups(at(5), clusters=(C4,), members=(Membership("p5", "c4"),)))
            assert ids(reader) == ["c4"]

    @pytest.mark.parametrize(
        ("which", "expected"),
        [
            (ClusterFilter(), "c4 c3 c2 c1"),
            (ClusterFilter(category="gambling"), "c2"),
            (ClusterFilter(scheme="loan"), "c4"),
            (ClusterFilter(scheme="nothing"), ""),
            (ClusterFilter(role="report"), "c3"),
            (ClusterFilter(category="fraud", role="offer"), "c4 c1"),
            (ClusterFilter(since=at(2)), "c4 c3 c2"),
            (ClusterFilter(mine=True), "c1"),
            (ClusterFilter(review=True), "c4"),
            (ClusterFilter(review=False), "c3 c2 c1"),
            (ClusterFilter(campaign="k1"), "c3 c1"),
            (ClusterFilter(campaign=""), "c4"),
            (ClusterFilter(template="t1"), "c2 c1"),
            (ClusterFilter(prefix="c"), "c4 c3 c2 c1"),
            (ClusterFilter(prefix="c2"), "c2"),
            (ClusterFilter(first_since=at(2), first_before=at(4)), "c3 c2"),
        ],
    )
    def test_clusters_are_filtered(self, grouped: Store, which: ClusterFilter, expected: str) -> None:
        assert ids(grouped, which) == expected.split()
        assert grouped.count_clusters(which) == len(expected.split())

    def test_clusters_are_sorted_and_paged(self, grouped: Store) -> None:
        assert ids(grouped, sort="size") == ["c1", "c4", "c3", "c2"]
        assert ids(grouped, sort="growth") == ["c1", "c2", "c4", "c3"]
        assert ids(grouped, sort="score") == ["c1", "c4", "c3", "c2"]
        assert ids(grouped, limit=2) + ids(grouped, limit=2, offset=2) == ["c4", "c3", "c2", "c1"]
        assert ids(grouped, limit=0) == ids(grouped, offset=9) == []

    def test_a_word_on_the_cluster_or_on_its_text_holds_for_it(self, grouped: Store) -> None:
        on_text = decide(grouped, P3, "false")
        on_cluster = decide_cluster(grouped, "c1", "confirmed")
        found = {hit.cluster.id: hit.decision for hit in grouped.clusters(ClusterFilter(decision="any"))}
        assert found == {"c1": on_cluster, "c2": on_text, "c3": None, "c4": None}
        assert ids(grouped) == ["c4", "c3", "c1"]
        assert ids(grouped, ClusterFilter(decision="none")) == ["c4", "c3"]
        assert ids(grouped, ClusterFilter(decision="false")) == ["c2"]
        assert ids(grouped, ClusterFilter(decision="confirmed")) == ["c1"]
        assert grouped.count_clusters() == 3 and grouped.count_clusters(ClusterFilter(decision="none")) == 2
        decide(grouped, P2, "false")  # the word on the cluster itself goes before that on its text
        assert grouped.cluster("c1").decision == on_cluster

    def test_a_cluster_is_found_by_the_beginning_of_an_id_also_of_a_former_one(self, grouped: Store) -> None:
        assert grouped.cluster("c2").cluster == C2
        assert grouped.cluster("c0").cluster == C1
        with pytest.raises(AmbiguousId, match="c1, c2"):
            grouped.cluster("c")
        for unknown in ("c5", "p1", "k1", ""):
            with pytest.raises(GroupNotFound):
                grouped.cluster(unknown)

    def test_a_prefix_of_a_present_id_and_of_one_merged_into_it_is_one_cluster(self, store: Store) -> None:
        store.replace_groups(groups(clusters=(cluster("ca1", P1),), merged=(MergedId("ca2", "ca1", NOON),)))
        assert store.cluster("ca").cluster.id == "ca1"

    def test_findings_of_a_cluster_are_paged_newest_first(self, grouped: Store) -> None:
        assert [each.id for each in grouped.cluster_findings("c1")] == ["p2", "p1"]
        assert [each.id for each in grouped.cluster_findings("c1", limit=1, offset=1)] == ["p1"]
        assert grouped.cluster_findings("c") == []
        assert grouped.cluster_findings("c1")[0] == grouped.finding("p2")
        assert [each.id for each in grouped.campaign_findings("k1")] == ["p4", "p2", "p1"]
        assert [each.id for each in grouped.campaign_findings("k1", limit=1, offset=1)] == ["p2"]
        assert grouped.campaign_findings("") == []

    def test_the_cluster_of_a_finding(self, grouped: Store) -> None:
        confirmed = decide(grouped, P3, "confirmed")
        found = grouped.clusters_of(["p3", "p1", "unknown"])
        assert {id: hit.cluster for id, hit in found.items()} == {"p3": C2, "p1": C1}
        assert found["p3"].decision == confirmed
        assert grouped.clusters_of([]) == {}

    def test_a_newer_version_of_a_finding_stays_in_its_cluster(self, grouped: Store) -> None:
        grouped.write_batch(batch(msgspec.structs.replace(P1, collected_at=at(9), score=0.99)))
        assert [each.score for each in grouped.cluster_findings("c1")] == [0.9, 0.99]

    def test_a_removed_finding_is_in_no_group(self, grouped: Store) -> None:
        grouped.purge_finding("p2", at(10))
        assert [each.id for each in grouped.cluster_findings("c1")] == ["p1"]
        assert [each.id for each in grouped.campaign_findings("k1")] == ["p4", "p1"]
        assert "p2" not in {each.finding for each in grouped.memberships()}
        assert grouped.clusters_of(["p2"]) == {}

    @pytest.mark.parametrize(
        ("which", "expected"),
        [
            (CampaignFilter(), "k1 k2"),
            (CampaignFilter(category="gambling"), "k2"),
            (CampaignFilter(scheme="task_job"), "k1"),
            (CampaignFilter(since=at(3)), "k1"),
            (CampaignFilter(mine=True), "k1"),
            (CampaignFilter(prefix="k2"), "k2"),
            (CampaignFilter(first_since=at(1)), "k2"),
            (CampaignFilter(first_before=at(1)), "k1"),
            (CampaignFilter(last_before=at(3)), "k2"),
        ],
    )
    def test_campaigns_are_filtered(self, grouped: Store, which: CampaignFilter, expected: str) -> None:
        assert names(grouped, which) == expected.split()
        assert grouped.count_campaigns(which) == len(expected.split())

    def test_campaigns_are_sorted_paged_and_found_by_id(self, grouped: Store) -> None:
        assert names(grouped, sort="size") == names(grouped, sort="growth") == ["k2", "k1"]
        assert names(grouped, sort="oldest") == names(grouped, sort="score") == ["k1", "k2"]
        assert names(grouped, limit=1, offset=1) == ["k2"]
        assert grouped.campaign("k1") == grouped.campaign("k0") == K1
        with pytest.raises(AmbiguousId, match="k1, k2"):
            grouped.campaign("k")
        with pytest.raises(GroupNotFound, match="c1"):
            grouped.campaign("c1")

    @pytest.mark.parametrize(
        ("which", "expected"),
        [
            (IndicatorFilter(), "vietcombank bit.ly bidv"),
            (IndicatorFilter(type="bank_account"), "vietcombank bidv"),
            (IndicatorFilter(type="bank_account", value=ACCOUNT), "vietcombank bidv"),
            (IndicatorFilter(type="bank_account", value=ACCOUNT, bank="bidv"), "bidv"),
            (IndicatorFilter(type="phone", value=ACCOUNT), ""),
            (IndicatorFilter(value="bit"), ""),
            (IndicatorFilter(category="gambling"), "bit.ly"),
            (IndicatorFilter(role="report"), "vietcombank bidv"),
            (IndicatorFilter(role="offer"), "vietcombank bit.ly"),
            (IndicatorFilter(strength="weak"), "bit.ly"),
            (IndicatorFilter(since=at(2)), "vietcombank bit.ly"),
            (IndicatorFilter(mine=True), "vietcombank"),
            (IndicatorFilter(first_since=at(1), first_before=at(2)), "bidv"),
        ],
    )
    def test_indicators_are_filtered(self, grouped: Store, which: IndicatorFilter, expected: str) -> None:
        assert banks(grouped, which) == expected.split()
        assert grouped.count_indicators(which) == len(expected.split())

    def test_indicators_are_sorted_and_paged(self, grouped: Store) -> None:
        assert banks(grouped, sort="size") == banks(grouped, sort="score") == ["bit.ly", "vietcombank", "bidv"]
        assert banks(grouped, sort="growth") == ["bit.ly", "vietcombank", "bidv"]
        assert banks(grouped, sort="oldest") == ["vietcombank", "bidv", "bit.ly"]
        assert banks(grouped, limit=1, offset=1) == ["bit.ly"]

    def test_findings_that_name_an_indicator_are_live_and_exact(self, store: Store) -> None:
        def naming(id: str, days: float, type: str, value: str, **fields: Any) -> Finding:
            text = f"{id}: ck {value} nhé"
            return finding(id, text, at(days), indicators=(mention(text, value, type, value, **fields),))

        store.write_batch(
            batch(
                naming("p1", 0, "bank_account", "0912345678", bank="bidv"),
                naming("p2", 1, "bank_account", "0912345678", bank="mbbank"),
                naming("p3", 2, "bank_account", "0912345678"),
                naming("p4", 3, "bank_account", "84912345678", bank="bidv"),
                naming("p5", 4, "phone", "+84912345678"),
                naming("p6", 5, "domain", "vay-nhanh.top"), naming("p7", 6, "domain", "m.vay-nhanh.top"),
            )
        )  # fmt: skip

        def found(*what: str, **options: Any) -> list[str]:
            return [each.id for each in store.findings_naming(*what, **options)]

        assert found("bank_account", "0912345678") == ["p3", "p2", "p1"]
        assert found("bank_account", "0912345678", bank="bidv") == ["p1"]
        assert found("bank_account", "0912345678", limit=1, offset=1) == ["p2"]
        assert found("phone", "+84912345678") == ["p5"]
        assert found("domain", "vay-nhanh.top") == ["p6"]
        assert found("zalo", "+84912345678") == found("domain", "") == []
        decide(store, finding("p6", "p6: ck vay-nhanh.top nhé"), "false")
        assert found("domain", "vay-nhanh.top") == ["p6"]
        store.purge_finding("p6", at(9))
        assert found("domain", "vay-nhanh.top") == []

    def test_the_words_that_hold_are_listed_by_what_they_are_on(self, store: Store) -> None:
        decide(store, P1, "confirmed", at(0))
        latest = decide(store, P1, "false", at(1))
        allowed = decide(store, "domain:a.example", "allow")
        linked = msgspec.structs.replace(allowed, id="d-link", on="link", target="c1 c2", verdict="merge")
        store.decide(linked)
        assert store.holding("text") == {P1.text_key: latest}
        assert store.holding("indicator") == {"domain:a.example": allowed}
        assert store.holding("link") == {"c1 c2": linked}
        assert store.holding("cluster") == {}
        apart = msgspec.structs.replace(linked, id="d-apart", verdict="split", at=at(2))
        store.decide(apart)
        assert store.holding("link") == {"c1 c2": apart}

    def test_a_word_on_a_cluster_hides_no_text_by_itself(self, grouped: Store) -> None:
        decide_cluster(grouped, "c1", "false")
        assert ids(grouped) == ["c4", "c3", "c2"]
        assert grouped.decision_for(P2) is None

    def test_a_used_decision_id_is_refused_for_another_cluster(self, grouped: Store) -> None:
        decision = decide_cluster(grouped, "c1", "closed")
        with pytest.raises(StoreError, match=decision.id):
            grouped.decide(msgspec.structs.replace(decision, target="c2"))
