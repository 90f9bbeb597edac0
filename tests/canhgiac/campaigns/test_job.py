"""The campaigns job: what becomes a cluster, a campaign, a hub; ids that last; decisions as inputs."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.decisions import Analyst
from canhgiac.errors import NotFoundError
from canhgiac.query import Query
from canhgiac.records import Cluster, Finding, Mention, Tally
from canhgiac.stores.base import Store
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.groups import ClusterFilter, IndicatorFilter
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.stores.samples import at, batch, decide, finding

JOB = "Bên mình tuyển cộng tác viên làm nhiệm vụ tại nhà, hoa hồng nhận ngay trong ngày, ai cần liên hệ {} nhé"
LOAN = "Vay tiền không thế chấp, duyệt hồ sơ trong mười phút, nợ xấu vẫn hỗ trợ, nhắn {} để được tư vấn"
GAME = "Cổng game đổi thưởng lớn nhất năm, nạp đầu tặng gấp đôi, rút tiền về thẻ sau vài phút, vào {} đăng ký"
ACCOUNT = "bank_account:vietcombank:0451000998877"
_ids = itertools.count(1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SqliteStore(tmp_path / "canhgiac.db") as opened:
        yield opened


@pytest.fixture(params=["sqlite", "elastic"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        with SqliteStore(tmp_path / "canhgiac.db") as opened:
            yield opened
    else:
        with ElasticStore(request.getfixturevalue("indices").access) as opened:
            yield opened


def post(wording: str, *contacts: str, id: str = "", days: float = 0, **fields: Any) -> Finding:
    """An offer (or as ``fields`` say) in this wording that names contacts, each as ``type:value`` or
    ``bank_account:bank:number``."""
    text, mentions = wording.replace("{}", ""), []
    stance = "accused" if fields.get("role") == "report" else fields.pop("stance", "offer")
    for contact in contacts:
        type, *bank, value = contact.split(":")
        start = len(text) + 1
        text += f" {value}"
        mentions.append(Mention(type, value, (start, start + len(value)), stance, (bank or [None])[0] or None))
    return finding(id or f"p{next(_ids)}", text, at(days), indicators=tuple(mentions), **fields)


def run(store: Store, *findings: Finding, days: float = 1, watch: WatchList | None = None) -> Any:
    if findings:
        store.write_batch(batch(*findings))
    return update(store, watch or WatchList(), at(days))


def false_cluster(store: Store, *findings: Finding) -> str:
    """A cluster of these findings, decided ``false``; its id."""
    run(store, *findings)
    of = store.clusters_of([findings[0].id])[findings[0].id].cluster
    Analyst(store, "lan", "quán thật").on_cluster(of, "false")
    return of.id


def marked_at(
    step: str, store: Store, monkeypatch: pytest.MonkeyPatch, of: Cluster, verdict: Any = "false"
) -> None:
    """Lets the next run find a word on the cluster when it is at this step, that was not there when it began."""

    def with_a_mark(*arguments: Any) -> Any:
        monkeypatch.undo()
        Analyst(store, "lan", "nhầm").on_cluster(of, verdict)
        return getattr(store, step)(*arguments)

    monkeypatch.setattr(store, step, with_a_mark)


def clusters(store: Store) -> list[set[str]]:
    """The findings of each cluster."""
    found: dict[str, set[str]] = {}
    for each in store.memberships():
        found.setdefault(each.cluster, set()).add(each.finding)
    return sorted(found.values(), key=sorted)


def campaigns(store: Store) -> list[set[str]]:
    """The findings of each campaign."""
    found: dict[str, set[str]] = {}
    for each in store.memberships():
        if each.campaign:
            found.setdefault(each.campaign, set()).add(each.finding)
    return sorted(found.values(), key=sorted)


def test_near_identical_texts_with_the_same_contact_are_one_row(store: Store) -> None:
    run(
        store,
        post(JOB, "zalo:+84912345678", id="a1", words=("tuyển", "hoa hồng")),
        post("Gấp. " + JOB.upper(), "zalo:+84912345678", id="a2"), post(LOAN, "zalo:+84900000001", id="b1"),
    )  # fmt: skip
    assert clusters(store) == [{"a1", "a2"}, {"b1"}]
    hit = store.clusters(sort="size")[0]
    assert (hit.cluster.findings, hit.cluster.texts, hit.cluster.recent) == (2, 2, 2)
    assert hit.cluster.days == (Tally("2026-11-02", 2),)
    assert hit.cluster.name == "hoa hồng, tuyển · +84912345678"


def test_the_same_wording_with_other_contacts_is_shown_and_not_joined(store: Store) -> None:
    run(
        store,
        post(JOB, "zalo:+84912345678", id="a1"), post(JOB, "zalo:+84912345678", id="a2"),
        post(JOB, "zalo:+84900000001", id="b1"), post(JOB, "zalo:+84900000001", id="b2"), post(JOB, id="c1"),
    )  # fmt: skip
    assert clusters(store) == [{"a1", "a2"}, {"b1", "b2"}, {"c1"}]
    assert campaigns(store) == [{"a1", "a2"}, {"b1", "b2"}]
    first, second = store.campaigns()
    assert first.alike == (second.id,) and second.alike == (first.id,)
    assert {hit.cluster.alike for hit in store.clusters()} == {3}
    assert len({hit.cluster.template for hit in store.clusters()}) == 1


def test_campaigns_join_other_wordings_by_a_chain_of_contacts_and_reports(store: Store) -> None:
    run(
        store,
        post(JOB, "zalo:+84912345678", "bank_account:mbbank:0123456789", id="a1"),
        post(LOAN, "bank_account:mbbank:0123456789", "domain:vay-nhanh.top", id="a2", scheme="loan"),
        post(GAME, "domain:vay-nhanh.top", id="a3", category="gambling", scheme="slots", days=0.5),
        post("Số này lừa em mất hai mươi triệu rồi chặn luôn", "phone:+84912345678", id="a4", role="report", scheme=None),
        post(LOAN, "domain:khac.top", id="b1", scheme="loan"),
    )  # fmt: skip
    assert campaigns(store) == [{"a1", "a2", "a3", "a4"}]
    (campaign,) = store.campaigns()
    assert (campaign.clusters, campaign.offers, campaign.reports, campaign.category) == (4, 3, 1, "fraud")
    assert campaign.schemes == (Tally("loan", 1), Tally("slots", 1), Tally("task_job", 1))
    assert (campaign.first_seen, campaign.last_seen) == (at(0), at(0.5))
    assert campaign.indicator_count == 4 and campaign.sources == (Tally("dien-dan", 4),)


def test_an_account_without_a_bank_is_the_one_at_the_only_bank_that_is_known(store: Store) -> None:
    run(
        store,
        post(JOB, "bank_account:mbbank:0123456789", id="a1"), post(LOAN, "bank_account:0123456789", id="a2"),
        post(GAME, "bank_account:mbbank:555500001111", id="b1"), post(JOB, "bank_account:bidv:555500001111", id="b2"),
        post(LOAN, "bank_account:555500001111", id="b3"),
    )  # fmt: skip
    assert campaigns(store) == [{"a1", "a2"}]
    summaries = store.indicators(IndicatorFilter(type="bank_account", value="0123456789"))
    assert [(each.bank, each.offers) for each in summaries] == [("mbbank", 2)]
    assert store.count_indicators(IndicatorFilter(type="bank_account", value="555500001111")) == 3


@pytest.mark.parametrize(
    "shared",
    ["domain:bit.ly", "domain:vietcombank.com.vn", "phone:+841900545413", "referral:abc", "memo:nap tien", "domain:weebly.com"],
)  # fmt: skip
def test_what_is_nobodys_own_joins_nothing(store: Store, shared: str) -> None:
    run(store, post(JOB, shared, id="a1"), post(LOAN, shared, id="a2"), post(GAME, shared, id="a3"))
    assert campaigns(store) == []
    assert store.indicators()[0].strength in ("weak", "official")


@pytest.mark.parametrize(
    "shared", ["url:bit.ly/3xYz", "url:forms.gle/AbC12", "domain:vay24.weebly.com", "referral:VIP8899", "email:a.b@example.com"]
)
def test_what_is_ones_own_on_a_shared_place_joins(store: Store, shared: str) -> None:
    type, _, value = shared.partition(":")
    text = f"{LOAN} {value}"
    mention = Mention(type, value, (len(text) - len(value), len(text)), "offer")
    one = finding("a1", text, indicators=(mention,))
    other = msgspec.structs.replace(one, id="a2", text=GAME + text[len(LOAN) :], text_key="k2")
    moved = msgspec.structs.replace(mention, span=(len(other.text) - len(value), len(other.text)))
    run(store, one, msgspec.structs.replace(other, indicators=(moved,)))
    assert campaigns(store) == [{"a1", "a2"}]


@pytest.mark.parametrize("stance", ["writer", "official", "mentioned"])
def test_what_is_neither_offered_nor_accused_joins_nothing(store: Store, stance: str) -> None:
    run(
        store,
        post(JOB, "phone:+84912345678", id="a1", stance=stance), post(LOAN, "phone:+84912345678", id="a2", stance=stance),
    )  # fmt: skip
    assert campaigns(store) == []


def test_what_texts_only_mention_names_no_group_and_is_weak(store: Store) -> None:
    victim = Mention("phone", "+84909111222", (0, 5), "mentioned")
    sold = [post(text, "telegram:ban_data", id=id) for id, text in (("a1", JOB), ("a2", LOAN))]
    run(store, *(msgspec.structs.replace(each, indicators=(victim, *each.indicators)) for each in sold))
    (campaign,) = store.campaigns()
    assert campaign.name.endswith("ban_data") and [each.value for each in campaign.indicators] == ["ban_data"]
    assert {hit.cluster.indicator_count for hit in store.clusters()} == {1}
    strengths = {each.value: each.strength for each in store.indicators()}
    assert strengths == {"+84909111222": "weak", "ban_data": "strong"}
    run(store, post(GAME, "phone:+84909111222", id="b1"))
    assert {each.strength for each in store.indicators()} == {"strong"}, "now somebody offers it"
    (campaign,) = store.campaigns()
    assert [each.value for each in campaign.indicators] == ["ban_data"], "where it is mentioned it is a victim's still"


def test_a_hub_in_unrelated_texts_glues_nothing(store: Store) -> None:
    texts = [JOB, LOAN, GAME, "Bán tài khoản mạng xã hội cổ số lượng lớn, bảo hành đổi trả trong ba ngày, lấy sỉ {}"]
    schemes = ["task_job", "loan", "slots", "sold_accounts"]
    rings = [
        post(texts[ring % 4], f"zalo:+8490000{ring:04d}", "domain:cho-chung.net", id=f"r{ring}-{copy}", scheme=schemes[ring % 4])
        for ring in range(12) for copy in range(2)
    ]  # fmt: skip
    report = run(store, *rings)
    assert report.hubs == 1
    assert campaigns(store) == sorted(({f"r{ring}-0", f"r{ring}-1"} for ring in range(12)), key=sorted)
    (hub,) = store.indicators(IndicatorFilter(type="domain"))
    assert (hub.strength, hub.offers, hub.clusters) == ("hub", 24, 12)


def test_any_order_gives_the_same_records(tmp_path: Path) -> None:
    rng = random.Random(3)
    texts = [
        post(rng.choice([JOB, LOAN, GAME]), *rng.sample([f"zalo:+8491234{n:04d}" for n in range(12)], 2), id=f"p{n:02d}", days=n / 50)
        for n in range(40)
    ]  # fmt: skip
    made = []
    for turn in range(3):
        rng.shuffle(texts)
        with SqliteStore(tmp_path / f"{turn}.db") as store:
            for each in texts:
                store.write_batch(batch(each))
            update(store, WatchList(), at(2))
            made.append(
                (
                    store.clusters(limit=100), store.campaigns(limit=100), store.indicators(limit=100),
                    sorted(store.memberships(), key=lambda each: each.finding),
                )
            )  # fmt: skip
    assert made[0] == made[1] == made[2]
    assert len(made[0][1]) >= 1


class TestLastingIds:
    """A group keeps the id of the former one with which it shares most."""

    def test_a_growing_campaign_keeps_its_id_also_when_an_older_finding_turns_up(self, store: Store) -> None:
        run(store, post(JOB, "zalo:+84912345678", id="a1"), post(LOAN, "zalo:+84912345678", id="a2"))
        before = store.campaigns()[0]
        of = store.clusters_of(["a1"])["a1"].cluster.id
        run(store, post(GAME, "zalo:+84912345678", id="a3", days=-9), post(JOB, "zalo:+84912345678", id="a4", days=-9), days=2)
        after = store.campaigns()[0]
        assert after.id == before.id and after.findings == 4 and after.first_seen == at(-9)
        assert store.clusters_of(["a4"])["a4"].cluster.id == of

    def test_of_two_that_become_one_the_larger_gives_its_id_and_the_other_still_leads_there(self, store: Store) -> None:
        run(
            store,
            post(JOB, "zalo:+84911111111", id="a1"), post(JOB, "zalo:+84911111111", id="a2"),
            post(LOAN, "zalo:+84922222222", id="b1"), post(LOAN, "zalo:+84922222222", id="b2"),
            post(LOAN, "zalo:+84922222222", id="b3"),
        )  # fmt: skip
        by = {each.finding: each.campaign for each in store.memberships()}
        run(store, post(GAME, "zalo:+84911111111", "zalo:+84922222222", id="c1"), days=2)
        (campaign,) = store.campaigns()
        assert campaign.id == by["b1"] and campaign.findings == 6
        assert store.campaign(by["a1"]) == campaign
        run(store, days=3)  # and after one more run
        assert store.campaign(by["a1"]).id == campaign.id

    def test_of_one_that_becomes_two_the_larger_part_keeps_the_id(self, store: Store) -> None:
        run(
            store,
            post(JOB, "zalo:+84911111111", id="a1"), post(JOB, "zalo:+84911111111", id="a2"),
            post(JOB, "zalo:+84911111111", id="a3"), post(GAME, "zalo:+84911111111", "zalo:+84922222222", id="c1"),
            post(LOAN, "zalo:+84922222222", id="b1"), post(LOAN, "zalo:+84922222222", id="b2"),
        )  # fmt: skip
        whole = store.campaigns()[0].id
        store.purge_finding("c1", at(1))
        run(store, days=2)
        by = {each.finding: each.campaign for each in store.memberships()}
        assert by["a1"] == whole and by["b1"] not in (whole, "")


class TestDecisions:
    """An analyst's word is an input."""

    @pytest.fixture
    def joined(self, store: Store) -> Store:
        run(
            store,
            post(JOB, "zalo:+84911111111", id="a1"), post(JOB, "zalo:+84911111111", id="a2"),
            post(GAME, "zalo:+84911111111", "zalo:+84922222222", id="c1"),
            post(LOAN, "zalo:+84922222222", id="b1"), post(LOAN, "zalo:+84922222222", id="b2"),
        )  # fmt: skip
        assert campaigns(store) == [{"a1", "a2", "b1", "b2", "c1"}]
        return store

    def test_a_finding_marked_false_is_taken_out_and_comes_back_when_that_is_undone(self, joined: Store) -> None:
        wrong = joined.finding("c1")
        assert wrong is not None
        decide(joined, wrong, "false", at(1))
        run(joined, days=2)
        assert campaigns(joined) == [{"a1", "a2"}, {"b1", "b2"}]
        decide(joined, wrong, "confirmed", at(2))
        run(joined, days=3)
        assert campaigns(joined) == [{"a1", "a2", "b1", "b2", "c1"}]

    def test_a_deleted_finding_is_taken_out(self, joined: Store) -> None:
        joined.purge_finding("c1", at(1))
        run(joined, days=2)
        assert campaigns(joined) == [{"a1", "a2"}, {"b1", "b2"}]
        assert joined.count_indicators() == 2

    def test_an_allowed_indicator_joins_nothing_until_that_is_undone(self, joined: Store) -> None:
        assert Analyst(joined, "lan", "tổng đài").allow("0922 222 222") == ["zalo:+84922222222"]
        run(joined, days=2)
        assert campaigns(joined) == [{"a1", "a2", "c1"}]
        assert [each.strength for each in joined.indicators(IndicatorFilter(value="+84922222222"))] == ["allowed"]
        Analyst(joined, "lan", "nhầm").allow("0922222222", undo=True)
        run(joined, days=3)
        assert campaigns(joined) == [{"a1", "a2", "b1", "b2", "c1"}]

    def test_an_account_at_one_bank_is_allowed_alone(self, store: Store) -> None:
        run(
            store,
            post(JOB, "bank_account:mbbank:0912345678", "phone:+84912345678", id="a1"),
            post(LOAN, "bank_account:mbbank:0912345678", id="a2"),
            post(GAME, "phone:+84912345678", id="a3"),
            post(JOB + " nhanh", "bank_account:vietcombank:19037245516018", id="b1"),
            post(LOAN + " nhanh", "bank_account:vietcombank:19037245516018", id="b2"),
            post(GAME + " nhanh", "bank_account::19037245516018", id="b3"),
        )
        lan = Analyst(store, "lan", "tài khoản của quán")
        assert lan.allow("mbbank:0912.345.678") == ["mbbank:0912345678"]
        assert lan.allow("vietcombank:19037245516018") == ["vietcombank:19037245516018"]
        run(store, days=2)
        assert campaigns(store) == [{"a1", "a3"}]
        found = {(each.type, each.bank): each.strength for each in store.indicators(IndicatorFilter())}
        assert found["bank_account", "mbbank"] == found["bank_account", "vietcombank"] == "allowed"
        assert found["phone", None] == "strong"
        lan.allow("mbbank:0912345678", undo=True)
        run(store, days=3)
        assert campaigns(store) == [{"a1", "a2", "a3"}]

    @pytest.mark.parametrize(
        ("typed", "targets"),
        [
            ("techcombank:0987654321", ["techcombank:0987654321"]), ("vcb: 19037245516018", ["vietcombank:19037245516018"]),
            ("momo:0912 345 678", ["momo:+84912345678"]), ("phone:0912345678", ["phone:+84912345678"]),
            ("domain:cho-lanh.com", ["domain:cho-lanh.com"]), ("https://bit.ly/3xYz", ["url:bit.ly/3xYz"]),
            ("0987654321", ["phone:+84987654321"]),
        ],
    )  # fmt: skip
    def test_what_no_finding_names_is_allowed_as_it_is_named(
        self, store: Store, typed: str, targets: list[str]
    ) -> None:
        assert Analyst(store, "lan", "").allow(typed) == targets

    def test_what_is_no_indicator_cannot_be_allowed(self, joined: Store) -> None:
        with pytest.raises(NotFoundError, match="type:value"):
            Analyst(joined, "lan", "").allow("xin chào")

    def test_a_false_cluster_stays_false_for_copies_that_come_later(self, joined: Store) -> None:
        of = joined.clusters_of(["a1"])["a1"].cluster
        assert Analyst(joined, "lan", "quán thật").on_cluster(of, "false") == 1
        assert joined.count(Query()) == 3
        run(joined, post("Nay còn suất. " + JOB, "zalo:+84911111111", id="a9"), days=2)
        assert campaigns(joined) == [{"b1", "b2", "c1"}]
        late = joined.finding("a9")
        assert late is not None
        passed_on = joined.decision_for(late)
        assert passed_on is not None and passed_on.verdict == "false" and passed_on.by == "lan"
        assert of.id in passed_on.why and joined.count(Query()) == 3
        assert joined.cluster(of.id).cluster.findings == 3
        run(joined, days=3)
        assert len(joined.decisions(late.text_key)) == 1

    def test_a_false_cluster_of_variants_stays_one_and_takes_in_later_ones(self, either: Store) -> None:
        store, host = either, "domain:vay24.top"
        early = [post(JOB + more, host, f"referral:VIP{n}", id=f"a{n}") for n, more in enumerate(("", " a", " b", " c"))]
        run(store, *early, post(LOAN, "domain:nohu.top", id="b1"), post(LOAN, "domain:nohu.top", id="b2"))
        of = store.clusters_of(["a1"])["a1"].cluster
        assert Analyst(store, "lan", "quán thật").on_cluster(of, "false") == 4
        run(store, days=2)
        assert clusters(store) == [{"a0", "a1", "a2", "a3"}, {"b1", "b2"}]
        late = [post(JOB + more, host, f"referral:VIP{n}", id=f"a{n}") for n, more in ((8, " d"), (9, " e"))]
        # the same host in another wording, and in the same wording beside what the false cluster does not name
        run(store, *late, post(GAME, host, "zalo:+84911111111", id="g1"), post(JOB, "zalo:+84911111111", id="j1"), days=3)
        assert clusters(store) == [{"a0", "a1", "a2", "a3", "a8", "a9"}, {"b1", "b2"}, {"g1"}, {"j1"}]
        assert campaigns(store) == [{"b1", "b2"}, {"g1", "j1"}]
        assert store.cluster(of.id).cluster.findings == 6
        assert {each.id for each in store.findings(include_hidden=False)} == {"b1", "b2", "g1", "j1"}
        run(store, days=4)
        assert store.clusters_of(["a9"])["a9"].cluster.id == of.id
        assert Analyst(store, "lan", "nhầm").on_cluster(store.cluster(of.id).cluster, "closed") == 6
        run(store, days=5)
        assert store.count(Query()) == 10
        assert campaigns(store) == [{"a0", "a1", "a2", "a3", "a8", "a9", "g1", "j1"}, {"b1", "b2"}]

    def test_a_text_of_a_false_cluster_with_a_word_of_its_own_leaves_it(self, store: Store) -> None:
        host = "domain:vay24.top"
        run(store, *(post(f"{JOB} {n}", host, f"referral:VIP{n}", id=f"a{n}") for n in "012"))
        of = store.clusters_of(["a1"])["a1"].cluster
        Analyst(store, "lan", "").on_cluster(of, "false")
        right = store.finding("a1")
        assert right is not None
        Analyst(store, "lan", "").on_text(right, "confirmed")
        run(
            store, post(JOB + " v", host, "referral:VIP1", "referral:VIP6", id="a7"),
            post(JOB + " x", host, "referral:VIP1", id="a8"), post(JOB + " y", host, "referral:VIP7", id="a9"), days=2,
        )  # fmt: skip
        # like the confirmed one in more than the host, and like both
        assert clusters(store) == [{"a0", "a2", "a9"}, {"a1", "a7", "a8"}]
        assert store.clusters_of(["a9"])["a9"].cluster.id == of.id
        assert {each.id for each in store.findings(include_hidden=False)} == {"a1", "a7", "a8"}

    def test_a_false_cluster_takes_in_nothing_that_brings_a_contact(self, store: Store) -> None:
        of = false_cluster(store, post(JOB, "phone:+84911111111", id="a1"), post(JOB + " a", "phone:+84911111111", id="a2"))
        mine = [post(JOB + more, "phone:+84911111111", ACCOUNT, id=id) for id, more in (("s1", " b"), ("s2", " c"))]
        others = ("zalo:+84922222222", "domain:nohu.top", "telegram:vay24", "url:bit.ly/3xYz")
        run(store, *mine, *(post(f"{JOB} {n}", "phone:+84911111111", each, id=f"x{n}") for n, each in enumerate(others)), days=2)
        every = {"s1", "s2", "x0", "x1", "x2", "x3"}
        for day in (3, 4):
            assert {each.id for each in store.findings(include_hidden=False)} == every
            assert store.cluster(of).cluster.findings == 2
            assert campaigns(store) == [every]
            run(store, days=day)

    def test_a_false_cluster_of_codes_alone_takes_in_the_same_code(self, store: Store) -> None:
        of = false_cluster(store, post(JOB, "referral:VIP1", id="a1"), post(JOB + " a", "referral:VIP1", id="a2"))
        run(store, post(JOB + " b", "referral:VIP1", id="a3"), post(JOB + " c", "referral:VIP2", id="b1"), days=2)
        run(store, post(JOB, "referral:VIP1", id="a4"), days=3)
        assert {each.finding for each in store.memberships() if each.cluster == of} == {"a1", "a2", "a3", "a4"}
        assert {each.id for each in store.findings(include_hidden=False)} == {"b1"}

    def test_an_edited_post_of_a_false_cluster_that_brings_an_account_is_new(self, store: Store) -> None:
        false_cluster(store, post(JOB, "phone:+84911111111", id="a1"))
        edited = post(JOB, "phone:+84911111111", ACCOUNT, id="a1")
        run(store, msgspec.structs.replace(edited, collected_at=at(2)), days=2)
        assert {each.id for each in store.findings(include_hidden=False)} == {"a1"}
        assert store.clusters_of(["a1"])["a1"].decision is None

    @pytest.mark.parametrize("later", ["same", "codes", "accounts", "code of an account"])
    def test_what_a_false_cluster_takes_in_does_not_depend_on_runs(self, tmp_path: Path, later: str) -> None:
        """What came to it makes it take in no more, whatever came first."""
        named = {
            "same": (["referral:VIP2"], ["referral:VIP2"], ["referral:VIP2", "referral:VIP3"]),
            "codes": (["referral:VIP2"], ["referral:VIP2", "referral:VIP3"], ["referral:VIP3", "referral:VIP4"]),
            "accounts": ([ACCOUNT], [ACCOUNT, "referral:VIP2"], ["referral:VIP2"]),
            "code of an account": ([ACCOUNT, "referral:VIP5"], [ACCOUNT], ["referral:VIP5"]),
        }[later]
        late = [
            post(JOB + " b", "phone:+84911111111", *named[0], id="a"), post(JOB + " c", *named[1], id="b"),
            post(JOB + " d", *named[2], id="c"), post(JOB + " e", "phone:+84911111111", "referral:VIP5", id="d"),
        ]  # fmt: skip
        found = []
        a, b, c, d = late
        for turn, order in enumerate(([late], [[a, b], [c, d]], [[d, c], [b, a]], [[a], [b], [c], [d]], [[d], [c], [b], [a]])):
            with SqliteStore(tmp_path / f"{turn}.db") as store:
                of = false_cluster(store, post(JOB, "phone:+84911111111", "referral:VIP1", id="f1"))
                for day, some in enumerate(order, 2):
                    run(store, *some, days=day)
                run(store, days=9)
                inside = {each.finding for each in store.memberships() if each.cluster == of}
                found.append((inside, {each.id for each in store.findings(include_hidden=False)}))
        held = {"d"} if "account" in later else {"a", "d"}
        assert found == [({"f1", *held}, {"a", "b", "c", "d"} - held)] * len(found)

    @pytest.mark.parametrize("contacts", ["one contact", "a code each"])
    @pytest.mark.parametrize("right", [("a1", "a2"), ("a1", "a2", "a3", "a4")])
    def test_texts_with_a_word_of_their_own_leave_a_false_cluster_for_good(
        self, store: Store, contacts: str, right: tuple[str, ...]
    ) -> None:
        posts = [
            post(f"{JOB} {n}", "phone:+84911111111", *([f"referral:VIP{n}"] * (contacts == "a code each")), id=f"a{n}")
            for n in range(1, 5)
        ]
        of = false_cluster(store, *posts)
        for id in right:
            Analyst(store, "lan", "").on_text(store.finding_by_prefix(id), "confirmed")
        rest = {"a1", "a2", "a3", "a4"} - set(right)
        left = []
        for day in (2, 3, 4):
            run(store, days=day)
            assert clusters(store) == [each for each in (set(right), rest) if each]
            assert campaigns(store) == [set(right)]
            assert {each.finding for each in store.memberships() if each.cluster == of} == rest
            left.append(store.clusters_of(["a1"])["a1"].cluster.id)
        assert len(set(left)) == 1
        assert len([each for each in store.decisions() if each.on == "text"]) == 4 + len(right)

    def test_a_word_on_a_cluster_while_the_job_runs(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        host = "domain:vay24.top"
        run(store, *(post(f"{JOB} {n}", host, f"referral:VIP{n}", id=f"a{n}") for n in "12"))
        of = store.clusters_of(["a1"])["a1"].cluster
        marked_at("findings", store, monkeypatch, of)
        run(
            store, post(JOB + " 3", host, "referral:VIP3", id="a3"), post(JOB + " 4", host, ACCOUNT, id="s1"),
            post(LOAN, "phone:+84922222222", id="b1"), days=2,
        )  # fmt: skip
        for day in (3, 4):
            assert {each.id for each in store.findings(include_hidden=False)} == {"s1", "b1"}
            assert {each.finding for each in store.memberships() if each.cluster == of.id} == {"a1", "a2", "a3"}
            run(store, days=day)

    @pytest.mark.parametrize("step", ["findings", "memberships", "replace_groups"])
    @pytest.mark.parametrize("verdict", ["false", "closed"])
    def test_another_word_on_a_cluster_while_the_job_runs(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, step: str, verdict: str
    ) -> None:
        run(store, *(post(f"{JOB} {n}", "phone:+84911111111", id=f"a{n}") for n in "12"))
        of = store.clusters_of(["a1"])["a1"].cluster
        Analyst(store, "lan", "").on_cluster(of, "confirmed")
        marked_at(step, store, monkeypatch, of, verdict)
        run(store, post(JOB + " 3", "phone:+84911111111", id="a3"), days=2)
        late = store.finding_by_prefix("a3")
        assert (store.decision_for(late) is None) == (step != "findings")
        run(store, days=3)
        said = store.decision_for(late)
        assert said is not None and (said.verdict, said.why) == (verdict, f"copy of cluster {of.id}: nhầm")
        assert clusters(store) == [{"a1", "a2", "a3"}]
        assert Analyst(store, "lan", "").on_cluster(store.cluster(of.id).cluster, "handed_over") == 3

    def test_undoing_reaches_texts_that_have_left_the_cluster(self, store: Store) -> None:
        run(store, post(JOB, "zalo:+84911111111", id="a1"), post(JOB + " a", "zalo:+84911111111", id="a2"))
        of = store.clusters_of(["a1"])["a1"].cluster
        Analyst(store, "lan", "").on_cluster(of, "false")
        run(store, post("Khác hẳn", "zalo:+84922222222", id="c1"), days=2)
        wrong = store.finding("a2")
        assert wrong is not None
        # read again by a better model, which sees another number in it
        seen_anew = msgspec.structs.replace(wrong, indicators=(), collected_at=at(2), text=wrong.text[:40])
        run(store, seen_anew, days=3)
        assert clusters(store) == [{"a1"}, {"a2"}, {"c1"}]
        assert Analyst(store, "lan", "").on_cluster(store.cluster(of.id).cluster, "closed") == 2
        assert store.count(Query()) == 3

    def test_a_word_on_many_clusters_reads_decisions_once(
        self, joined: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        every = [hit.cluster for hit in joined.clusters()]
        assert len(every) == 3
        read: list[str] = []
        holding = joined.holding
        monkeypatch.setattr(joined, "holding", lambda on: (read.append(on), holding(on))[1])
        for verdict in ("confirmed", "false"):
            read.clear()
            lan = Analyst(joined, "lan", "")
            assert sum(lan.on_cluster(each, verdict) for each in every) == 3
            assert len(read) == len(set(read))
        # the word that was given first is the former one when the same cluster comes up again
        of = joined.clusters_of(["a1"])["a1"].cluster
        lan = Analyst(joined, "lan", "")
        assert [lan.on_cluster(of, verdict) for verdict in ("confirmed", "closed")] == [1, 1]
        late = joined.decision_for(joined.finding_by_prefix("a1"))
        assert late is not None and late.verdict == "closed"

    def test_a_split_persists_and_the_rest_stays_together(self, joined: Store) -> None:
        campaign = joined.campaigns()[0].id
        leaving = joined.clusters_of(["c1"])["c1"].cluster.id
        assert Analyst(joined, "lan", "").split(campaign, [leaving[:9]]) == [leaving]
        for day in (2, 3):
            run(joined, post(LOAN, "zalo:+84922222222", id=f"b{day}9"), days=day)
            found = campaigns(joined)
            assert {"a1", "a2"} in found and not any("c1" in each for each in found)
            assert sorted(map(len, found)) == [2, day + 1]

    def test_a_merge_persists_and_a_split_undoes_it(self, store: Store) -> None:
        run(
            store,
            post(JOB, "zalo:+84911111111", id="a1"), post(JOB, "zalo:+84911111111", id="a2"),
            post(LOAN, "zalo:+84922222222", id="b1"), post(LOAN, "zalo:+84922222222", id="b2"),
        )  # fmt: skip
        by = {each.finding: each.campaign for each in store.memberships()}
        Analyst(store, "lan", "cùng người").merge(by["a1"], [by["b1"]])
        for day in (2, 3):
            run(store, days=day)
            assert campaigns(store) == [{"a1", "a2", "b1", "b2"}]
        leaving = store.clusters_of(["b1"])["b1"].cluster.id
        Analyst(store, "lan", "nhầm").split(store.campaigns()[0].id, [leaving])
        run(store, days=4)
        assert campaigns(store) == [{"a1", "a2"}, {"b1", "b2"}]
        now = {each.finding: each.campaign for each in store.memberships()}
        Analyst(store, "lan", "đúng là cùng").merge(now["b1"], [now["a1"]])
        run(store, days=5)
        assert campaigns(store) == [{"a1", "a2", "b1", "b2"}]

    def test_splitting_what_is_not_there_or_everything_is_refused(self, joined: Store) -> None:
        campaign = joined.campaigns()[0].id
        every = [hit.cluster.id for hit in joined.clusters(ClusterFilter(campaign=campaign))]
        with pytest.raises(NotFoundError, match="nothing of campaign"):
            Analyst(joined, "lan", "").split(campaign, every)
        run(joined, post(JOB, "zalo:+84933333333", id="d1"), days=2)
        other = joined.clusters_of(["d1"])["d1"].cluster.id
        with pytest.raises(NotFoundError, match=f"{other} is not in campaign"):
            Analyst(joined, "lan", "").split(campaign, [other])


def test_pages_of_ones_own_host_are_that_hosts(store: Store) -> None:
    run(
        store,
        post(JOB, "url:vay24.weebly.com/dk", id="a1"), post(LOAN, "url:vay24.weebly.com/nap", id="a2"),
        post(GAME, "domain:vay24.weebly.com", id="a3"), post(GAME, "url:khac.weebly.com/dk", id="b1"),
    )  # fmt: skip
    assert campaigns(store) == [{"a1", "a2", "a3"}]


def test_the_watch_list_is_told_on_clusters_campaigns_and_indicators(store: Store) -> None:
    watch = WatchList(WatchFile(banks=("970422",), indicators=("0912.345.678",)))
    run(
        store, post(JOB, "bank_account:mbbank:0123456789", id="a1"), post(LOAN, "bank_account:mbbank:0123456789", id="a2"),
        post(GAME, "zalo:+84912345678", id="b1"), post(GAME, "zalo:+84900000000", id="c1"), watch=watch,
    )  # fmt: skip
    mine = {hit.cluster.finding: hit.cluster.watched for hit in store.clusters(ClusterFilter(mine=True))}
    assert mine == {"a1": ("bank:mbbank",), "a2": ("bank:mbbank",), "b1": ("indicator:0912.345.678",)}
    assert [each.watched for each in store.campaigns()] == [("bank:mbbank",)]
    assert store.count_indicators(IndicatorFilter(mine=True)) == 2
    run_ = store.groups_run()
    assert run_ is not None and run_.watch == watch.digest != WatchList().digest


def test_growth_is_this_week_against_the_week_before(store: Store) -> None:
    days = (0, 1, 8, 12, 13)
    run(store, *(post(JOB, "zalo:+84911111111", days=day) for day in days), days=14)
    (campaign,) = store.campaigns()
    assert (campaign.recent, campaign.before) == (3, 1)  # two weeks ago is over
    assert [tally.count for tally in campaign.days] == [1] * 5


@pytest.mark.parametrize("text", ["", "   ", "🙂", "0", "\ue000 \ue000", "a\x00b", "\ud800"])
def test_texts_of_nothing_are_clustered_by_themselves(store: Store, text: str) -> None:
    odd = finding("a1", text.encode("utf-8", "replace").decode(), text_key="k1")
    run(store, odd, post(JOB, id="b1"))
    assert clusters(store) == [{"a1"}, {"b1"}] and campaigns(store) == []


def test_an_empty_store_makes_empty_groups(store: Store) -> None:
    report = run(store)
    assert (report.findings, report.clusters, report.campaigns, report.stored) == (0, 0, 0, True)
    earlier = update(store, WatchList(), at(1) - dt.timedelta(hours=1))
    assert not earlier.stored


def test_entries_of_public_lists_are_told_of_an_indicator_and_make_no_cluster(store: Store) -> None:
    listed = {"role": "report", "kind": "blocklist", "source": "ds"}
    only_lists = run(store, post("{}", "domain:khac.top", **listed), post("{}", "domain:nohu.top", **listed))
    assert (only_lists.clusters, only_lists.indicators) == (0, 0)
    made = run(store, post(GAME, "domain:nohu.top"), post(GAME, "domain:nohu.top"), days=2)
    assert (made.clusters, made.campaigns, made.indicators) == (1, 1, 1)
    [named] = store.indicators(IndicatorFilter())
    assert (named.value, named.offers, named.reports, named.clusters, named.sources) == ("nohu.top", 2, 1, 1, 2)
