"""A digest's figures equal the store's, and are frozen when the day is over; on both stores."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.digest.counting import figures, total
from canhgiac.errors import NotFoundError, SettingsError
from canhgiac.records import Decision, Mention, Visit
from canhgiac.sources import Source
from canhgiac.stores.base import Store
from canhgiac.stores.groups import ClusterFilter, IndicatorFilter
from canhgiac.watch import WatchFile, WatchList
from tests.canhgiac.digest.conftest import FRIDAY_AT_SEVEN, LATER, THURSDAY, TODAY, asked, lists
from tests.canhgiac.findings import NOW, TEXT, batch, finding, span

HANDLE = lists(mine=WatchFile(indicators=("telegram:cskhvn99",)))


def test_figures_equal_the_store(store: Store) -> None:
    counted = figures(store, asked())
    assert counted.counts == store.day_counts(TODAY)
    assert (counted.counts.offers, counted.counts.reports, counted.counts.new) == (2, 1, 40)
    assert not counted.finished and (counted.first, counted.day) == (TODAY, TODAY)
    assert {each.name: each.now for each in counted.categories} == {"fraud": 2, "gambling": 1}
    assert sum(counted.categories[0].days) == sum(day.by_category["fraud"].offers + day.by_category["fraud"].reports
                                                  for day in store.counts_between("2026-11-08", TODAY)
                                                  if "fraud" in day.by_category)  # fmt: skip
    assert counted.top[0].id == "f1"
    assert [(entry.source, entry.state) for entry in counted.sources] == [("s", "blocked")]


def test_what_is_read_on_monday_covers_the_weekend(store: Store) -> None:
    counted = figures(store, asked(now=LATER))
    assert (counted.first, counted.day) == ("2026-11-20", TODAY)
    assert counted.counts == total(store.counts_between("2026-11-20", TODAY), TODAY)
    assert counted.counts.offers == 3 and {entry.id for entry in counted.top} == {"f0", "f1", "f2", "f3"}
    saturday = figures(store, asked("2026-11-21", LATER))
    assert (saturday.first, saturday.counts.offers) == ("2026-11-21", 1)
    assert figures(store, asked(now=LATER, days=1)).counts.offers == 2


def test_a_finished_day_is_frozen_and_a_recount_says_so(store: Store) -> None:
    first = figures(store, asked(now=LATER))
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    again = figures(store, asked(now=LATER + dt.timedelta(days=5)))
    assert again == first and first.finished and not first.recount
    recount = figures(store, asked(now=LATER, recount=True))
    assert recount.recount == "asked" and recount.counts.offers == first.counts.offers - 1
    assert figures(store, asked(now=LATER)) == first


@pytest.mark.parametrize("frozen", [b'{"schema": 1, "day": "2026-11-22", "counts": {}}', b'{"schema": 99}', b"no"])
def test_what_another_version_froze_is_recounted_with_a_word(store: Store, frozen: bytes) -> None:
    store.freeze_day(TODAY, frozen)
    counted = figures(store, asked(now=LATER))
    assert (counted.recount, counted.counts.offers) == ("version", 3)
    assert store.frozen_day(TODAY) == frozen


def test_frozen_figures_hold_no_text_and_outlive_a_purge(store: Store) -> None:
    update(store, WatchList(), NOW)
    frozen = figures(store, asked(now=LATER))
    kept = (store.frozen_day(TODAY) or b"").decode()
    assert TEXT not in kept and "cskhvn99" not in kept and "912345678" not in kept and "vn99bet" not in kept
    store.purge_finding("f1", LATER)
    assert figures(store, asked(now=LATER)) == frozen and "f1" in {entry.id for entry in frozen.top}


def test_a_day_is_not_frozen_while_its_posts_wait(store: Store) -> None:
    early = figures(store, asked(now=LATER, waiting_since=NOW))
    assert not early.finished and store.frozen_day(TODAY) is None
    assert figures(store, asked(now=LATER, waiting_since=LATER)).finished


@pytest.mark.parametrize("day", ["2026-11-24", "hôm kia", "2026-13-01"])
def test_a_day_that_cannot_be_counted_is_refused(local: Store, day: str) -> None:
    with pytest.raises(SettingsError):
        figures(local, asked(day))


def test_a_list_that_there_is_not_is_refused(local: Store) -> None:
    with pytest.raises(NotFoundError, match="cards"):
        figures(local, asked(list="cards"))


def test_a_watch_lists_digest_counts_what_it_names(store: Store) -> None:
    counted = figures(store, asked(list="mine", lists=HANDLE))
    assert (counted.counts.offers, counted.counts.reports, counted.counts.new) == (1, 0, 40)
    assert counted.counts.by_category.keys() == {"gambling"} and [entry.id for entry in counted.top] == ["f1"]
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", NOW))
    again = figures(store, asked(list="mine", lists=HANDLE))
    assert (again.counts.offers, again.counts.hidden, again.top) == (0, 1, ())


def test_a_list_of_everything_equals_the_stores_own_figures(store: Store) -> None:
    store.write_batch(batch(finding("f5", "Kèo chờ xem", review=True), finding("f6", "Kèo sai"), name="b5"))
    store.write_batch(batch(finding("f7", "keo-lua.top", role="report", kind="blocklist"), name="b6"))
    store.decide(Decision("d", "text", finding("f6", "Kèo sai").text_key, "false", "a", NOW))
    everything = lists(mine=WatchFile(brands=("kèo", "vay", "số", "nhà cái")))
    counted, whole = (figures(store, asked(list=name, lists=everything)) for name in ("mine", ""))
    assert (counted.counts, counted.categories, counted.schemes) == (whole.counts, whole.categories, whole.schemes)
    assert (counted.top, counted.grown, counted.words) == (whole.top, whole.grown, whole.words)


def test_every_list_is_frozen_with_the_day_until_it_changes(store: Store) -> None:
    figures(store, asked(now=LATER, lists=HANDLE))
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    kept = figures(store, asked(now=LATER, list="mine", lists=HANDLE))
    assert (kept.counts.offers, kept.recount) == (1, "")
    changed = lists(mine=WatchFile(brands=("vay",)))
    recount = figures(store, asked(now=LATER, list="mine", lists=changed))
    assert (recount.counts.offers, recount.recount) == (1, "list") and recount.counts.by_category.keys() == {"fraud"}


def test_source_health_is_that_of_the_days_end(store: Store) -> None:
    store.put_visit(Visit("v2", "s", "forum", "u", LATER, LATER, "ok", posts=7))
    long_ago = NOW - dt.timedelta(days=3)
    store.put_visit(Visit("v3", "cũ", "forum", "u", long_ago, long_ago, "ok"))
    store.put_visit(Visit("v4", "bỏ", "forum", "u", long_ago - dt.timedelta(days=9), long_ago - dt.timedelta(days=9), "ok"))
    found = figures(store, asked(now=LATER, sources=[Source(name, "forum", "u") for name in ("cũ", "s", "mới")])).sources
    assert {each.source: each.state for each in found} == {"s": "blocked", "cũ": "stale", "mới": "never_ran"}


def test_pictures_that_nobody_read_are_counted(store: Store) -> None:
    for number in (2, 3):
        store.put_visit(Visit(f"p{number}", "s", "forum", "u", NOW, NOW, "ok", image_only=number))
    [source] = figures(store, asked()).sources
    assert (source.pictures, source.posts) == (5, 40)


def test_the_day_begins_at_midnight_in_vietnam(store: Store) -> None:
    late = dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC)  # 00:30 of the 22nd in Vietnam
    store.write_batch(batch(finding("f9", "mới lúc 0 giờ 30", collected_at=late), name="b9"))
    assert figures(store, asked()).counts.offers == 3


def account(id: str, number: str, bank: str, when: dt.datetime) -> object:
    text = f"Vay nhanh {id}, chuyển phí vào stk {number} {bank}"
    mention = Mention("bank_account", number, span(text, number), "offer", bank=bank)
    return finding(id, text, collected_at=when, category="fraud", scheme="loan", indicators=(mention,))


def lookalike(id: str, host: str, brand: str, when: dt.datetime) -> object:
    text = f"Đăng nhập {host} nhận quà {id}"
    mention = Mention("domain", host, span(text, host), "offer", verdict="lookalike", imitates=brand)
    return finding(id, text, collected_at=when, category="fraud", scheme="fake_bank", indicators=(mention,))


def test_the_first_screen_says_what_to_act_on(empty: Store) -> None:
    day = dt.datetime(2026, 11, 19, 5, tzinfo=dt.UTC)
    found = [
        account("a1", "1903724551", "vietcombank", day), account("a2", "1903724552", "bidv", day),
        account("a3", "1903724553", "vietcombank", day - dt.timedelta(days=2)),
        lookalike("l1", "vcb-nhanqua.top", "vietcombank", day), lookalike("l2", "bidv-qua.top", "bidv", day),
    ]  # fmt: skip
    empty.write_batch(batch(*found, day=THURSDAY))  # type: ignore[arg-type]
    watch = WatchFile(brands=("vietcombank",), banks=("vietcombank",))
    update(empty, WatchList(watch), FRIDAY_AT_SEVEN)
    old = empty.clusters_of(["a3"])["a3"].cluster
    empty.decide(Decision("d1", "cluster", old.id, "handed_over", "a", FRIDAY_AT_SEVEN - dt.timedelta(days=1)))
    counted = figures(empty, asked(THURSDAY, FRIDAY_AT_SEVEN, lists=lists(mine=watch)))
    act = counted.act
    touching = empty.clusters_of(["a1", "l1"])
    assert {each.id for each in act.clusters.shown} == {hit.cluster.id for hit in touching.values()}
    assert act.watching and act.clusters.total == 2
    assert (act.accounts.total, [each.finding for each in act.accounts.shown]) == (1, ["a1"])
    assert (act.lookalikes.total, [each.finding for each in act.lookalikes.shown]) == (1, ["l1"])
    assert [each.id for each in act.handed_over.shown] == [old.id]
    window = {"first_since": day - dt.timedelta(hours=12), "first_before": FRIDAY_AT_SEVEN}
    assert counted.new_clusters == empty.count_clusters(ClusterFilter(**window)) == 4
    assert empty.count_indicators(IndicatorFilter(type="bank_account", mine=True, **window)) == act.accounts.total
    assert counted.queue.undecided == empty.count_clusters(ClusterFilter(decision="none"))
    empty.decide(Decision("d2", "cluster", touching["a1"].cluster.id, "false", "a", FRIDAY_AT_SEVEN))
    again = figures(empty, asked(THURSDAY, FRIDAY_AT_SEVEN, lists=lists(mine=watch), recount=True)).act
    assert [each.id for each in again.clusters.shown] == [touching["l1"].cluster.id]


def test_a_named_list_sees_its_own_clusters_alone(empty: Store) -> None:
    day = dt.datetime(2026, 11, 19, 5, tzinfo=dt.UTC)
    empty.write_batch(
        batch(account("a1", "1903724551", "vietcombank", day), account("a2", "1903724552", "bidv", day), day=THURSDAY)  # type: ignore[arg-type]
    )  # fmt: skip
    one, other = WatchFile(banks=("vietcombank",)), WatchFile(banks=("bidv",))
    both = WatchFile(banks=("vietcombank", "bidv"))
    update(empty, WatchList(both), FRIDAY_AT_SEVEN)
    named = lists(mine=both, one=one, other=other)
    counted = {name: figures(empty, asked(THURSDAY, FRIDAY_AT_SEVEN, list=name, lists=named)) for name in named}
    assert {name: each.act.clusters.total for name, each in counted.items()} == {"mine": 2, "one": 1, "other": 1}
    assert {name: each.counts.offers for name, each in counted.items()} == {"mine": 2, "one": 1, "other": 1}
    assert {name: (each.new_clusters, each.queue.undecided) for name, each in counted.items()} == {
        "mine": (2, 2), "one": (1, 1), "other": (1, 1),
    }  # fmt: skip


def test_a_cluster_is_one_row_with_its_copies(local: Store) -> None:
    texts = [f"{TEXT} Ai chơi thì vào nhé, chúc anh em may mắn lần {number}" for number in range(4)]
    mentions = finding("x").indicators
    copies = [finding(f"c{n}", text, indicators=mentions, score=0.97) for n, text in enumerate(texts)]
    local.write_batch(batch(*copies, name="bc"))
    assert len([entry for entry in figures(local, asked()).top if entry.id.startswith("c")]) == 4
    update(local, WatchList(), NOW)
    after = figures(local, asked())
    (row,) = [entry for entry in after.top if entry.cluster == local.clusters_of(["c0"])["c0"].cluster.id]
    assert row.copies == 4
    assert [entry.id for entry in after.top if entry.id.startswith("c")] == [row.id]
    local.decide(Decision("d", "cluster", row.cluster, "false", "a", NOW))
    assert row.id not in {entry.id for entry in figures(local, asked()).top}


def test_the_figures_survive_json(local: Store) -> None:
    update(local, WatchList(), NOW)
    counted = figures(local, asked())
    assert msgspec.json.decode(msgspec.json.encode(counted), type=type(counted)) == counted
