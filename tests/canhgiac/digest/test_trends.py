"""What grew and what stopped: per 1,000 posts read, in sources that were healthy in both periods alone."""

from __future__ import annotations

import datetime as dt

import msgspec

from canhgiac.campaigns import update
from canhgiac.digest.counting import figures
from canhgiac.records import Finding, Mention, Visit
from canhgiac.stores.base import BatchResult, Store
from canhgiac.watch import WatchList
from tests.canhgiac.digest.conftest import FRIDAY_AT_SEVEN, THURSDAY, asked
from tests.canhgiac.findings import batch, finding, span

NOON = dt.datetime(2026, 11, 19, 5, tzinfo=dt.UTC)


def some(source: str, scheme: str, count: int, days_ago: int = 0, words: tuple[str, ...] = ()) -> list[Finding]:
    when = NOON - dt.timedelta(days=days_ago)
    return [
        finding(
            f"{source}-{scheme}-{days_ago}-{n}", f"{scheme} {source} {days_ago} {n}", source=source, scheme=scheme,
            category="fraud", collected_at=when, words=words,
        )
        for n in range(count)
    ]  # fmt: skip


def day_of_source(store: Store, source: str, findings: list[Finding], days_ago: int, posts: int, state: str = "ok") -> None:
    when = NOON - dt.timedelta(days=days_ago)
    day = (dt.date(2026, 11, 19) - dt.timedelta(days=days_ago)).isoformat()
    made = batch(*findings, name=f"{source}-{days_ago}", day=day, posts=posts)
    store.write_batch(BatchResult(msgspec.structs.replace(made.counts, source=source), made.findings, made.seen))
    store.put_visit(Visit(f"{source}-{days_ago}", source, "forum", "u", when, when, state))  # type: ignore[arg-type]


def test_what_grew_and_what_stopped(empty: Store) -> None:
    for back in range(1, 15):
        day_of_source(empty, "a", some("a", "loan", 1, back) + some("a", "task_job", 4, back), back, 100)
        day_of_source(empty, "b", some("b", "loan", 1, back), back, 100, "blocked" if back > 2 else "ok")
    day_of_source(empty, "a", some("a", "loan", 8), 0, 100)
    day_of_source(empty, "b", some("b", "loan", 50), 0, 100)  # it was dark for most of the days before: no growth
    counted = figures(empty, asked(THURSDAY, FRIDAY_AT_SEVEN))
    assert counted.compared_sources == 1
    [grown] = counted.grown
    assert (grown.name, grown.now, grown.per_1000, grown.before, grown.per_1000_before) == ("loan", 8, 80.0, 14, 10.0)
    [stopped] = counted.stopped
    assert (stopped.name, stopped.now, stopped.per_1000_before) == ("task_job", 0, 40.0)
    loan = next(each for each in counted.schemes if each.name == "loan")
    assert (loan.now, loan.usual, loan.days) == (58, 2.0, (*([2] * 14), 58))


def test_a_busy_day_alone_is_no_growth(local: Store) -> None:
    for back in range(1, 15):
        day_of_source(local, "a", some("a", "loan", 2, back), back, 100)
    day_of_source(local, "a", some("a", "loan", 20), 0, 1000)  # ten times as many, and ten times as much was read
    counted = figures(local, asked(THURSDAY, FRIDAY_AT_SEVEN))
    assert counted.grown == counted.stopped == ()


def test_words_rise_by_clusters_not_by_copies(local: Store) -> None:
    day_of_source(local, "a", some("a", "loan", 20, 3, ("vay", "nhanh")), 3, 100)
    copied = [finding(f"c{n}", "một bài chép", collected_at=NOON, words=("chép",)) for n in range(9)]
    day_of_source(local, "a", [*some("a", "loan", 6, 0, ("vay", "shb")), *copied], 0, 100)
    counted = figures(local, asked(THURSDAY, FRIDAY_AT_SEVEN))
    assert [(each.word, each.now) for each in counted.words] == [("shb", 6)]


def test_a_campaign_that_fell_silent_is_told_once_after_a_week(local: Store) -> None:
    number = "0987654321"
    texts = [f"Vay nhanh {word}, gọi {number}" for word in ("hôm nay", "ngày mai", "tuần này")]
    findings = [
        finding(f"k{n}", text, source="a", collected_at=NOON - dt.timedelta(days=7, hours=n), category="fraud",
                scheme="loan", indicators=(Mention("phone", "+84987654321", span(text, number), "offer"),))
        for n, text in enumerate(texts)
    ]  # fmt: skip
    day_of_source(local, "a", findings, 7, 100)
    day_of_source(local, "a", [], 0, 100)
    day_of_source(local, "a", [], 1, 100)
    update(local, WatchList(), FRIDAY_AT_SEVEN)
    [campaign] = local.campaigns()
    assert [each.id for each in figures(local, asked(THURSDAY, FRIDAY_AT_SEVEN)).silent] == [campaign.id]
    assert figures(local, asked("2026-11-18", FRIDAY_AT_SEVEN)).silent == ()
    dark = NOON + dt.timedelta(hours=1)
    for number_of in range(3):
        local.put_visit(Visit(f"dark-{number_of}", "a", "forum", "u", dark, dark, "blocked"))
    assert figures(local, asked(THURSDAY, FRIDAY_AT_SEVEN, recount=True)).silent == ()
