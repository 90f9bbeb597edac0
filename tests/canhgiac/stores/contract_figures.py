"""Contract: a day's figures, its best findings, and the health of sources."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from canhgiac.query import parse
from canhgiac.records import GOOD
from canhgiac.stores.base import Counts, RoleCounts, SourceCounts, Store
from tests.canhgiac.stores.samples import DAY, at, batch, decide, finding, seen, visit


class FiguresContract:
    """``day_counts``, ``top_findings``, frozen days, visits."""

    def test_a_days_figures(self, store: Store) -> None:
        hidden = finding("p5", "bán giày", at(0))
        maybe = finding("p6", "có lẽ là vay", at(0), review=True)
        sure = finding("p7", "vay đây", at(0), review=True, category="cyber", scheme="sold_data")
        handed = finding("p8", "vay gấp", at(0), review=True, category="cyber", scheme="sold_data")
        store.write_batch(
            batch(
                finding("p1", "việc nhẹ", at(0)), finding("p2", "việc nhẹ", at(0)),
                finding("p3", "nạp rút", at(0), category="gambling", scheme="slots"),
                finding("p4", "bị lừa", at(0), role="report", scheme=None), hidden, maybe, sure, handed,
                posts=20, new=15, screened=8, image_only=2, quarantined=1,
            )
        )  # fmt: skip
        store.write_batch(batch(others=[seen("p9", "chào", at(0))], posts=5, new=1))
        decide(store, hidden, "false")
        decide(store, sure, "confirmed")
        decide(store, handed, "handed_over")
        assert store.day_counts(DAY) == Counts(
            day=DAY, posts=25, new=16, screened=8, image_only=2, quarantined=1, offers=5, reports=1, review=1,
            hidden=1,
            by_category={"cyber": RoleCounts(2, 0), "fraud": RoleCounts(2, 1), "gambling": RoleCounts(1, 0)},
            by_scheme={"sold_data": RoleCounts(2, 0), "slots": RoleCounts(1, 0), "task_job": RoleCounts(2, 0)},
        )  # fmt: skip
        assert store.count(parse("after:2026-11-02 before:2026-11-03 role:offer -is:review")) == 3

    def test_entries_of_public_lists_are_no_figures(self, store: Store) -> None:
        named = finding("p2", "lua-dao.top", at(0), role="report", kind="blocklist", score=1.0)
        wrong = finding("p3", "dung.top", at(0), role="report", kind="blocklist")
        store.write_batch(batch(finding("p1", "bị lừa", at(0), role="report"), named, wrong))
        decide(store, wrong, "false")
        counts = store.day_counts(DAY)
        assert (counts.reports, counts.hidden, counts.posts) == (1, 0, 3)
        assert [hit.finding.id for hit in store.top_findings(DAY)] == ["p1"]
        [source] = store.source_counts(DAY, DAY).values()
        assert source.by_category == {"fraud": RoleCounts(0, 1)}
        assert store.count(parse("kind:blocklist")) == 1

    def test_days_are_those_of_vietnam(self, store: Store) -> None:
        night = dt.datetime(2026, 11, 2, 16, 59, 59, 999999, tzinfo=dt.UTC)
        morning = night + dt.timedelta(microseconds=1)
        store.write_batch(batch(finding("p1", "một", night)))
        store.write_batch(batch(finding("p2", "hai", morning), finding("p3", "ba", morning + dt.timedelta(hours=6.5))))
        assert [(each.day, each.offers, each.posts) for each in store.counts_between("2026-11-01", "2026-11-04")] == [
            ("2026-11-01", 0, 0), ("2026-11-02", 1, 1), ("2026-11-03", 2, 2), ("2026-11-04", 0, 0),
        ]  # fmt: skip
        assert [hit.finding.id for hit in store.search(parse("after:2026-11-03"))] == ["p3", "p2"]
        assert [hit.finding.id for hit in store.search(parse("before:2026-11-03"))] == ["p1"]

    def test_an_edit_does_not_make_an_old_finding_new(self, store: Store) -> None:
        store.write_batch(batch(finding("p1", "một", at(0))))
        store.write_batch(batch(finding("p1", "hai", at(3))))
        assert [each.offers for each in store.counts_between(DAY, "2026-11-05")] == [1, 0, 0, 0]

    def test_top_findings_are_one_a_text_offers_first_surest_first(self, store: Store) -> None:
        first = finding("p1", "việc nhẹ", at(0), score=0.8)
        store.write_batch(
            batch(
                first, finding("p2", "việc nhẹ", at(0, hours=1), score=0.95), finding("p3", "nạp rút", at(0), score=0.9),
                finding("p4", "bị lừa", at(0), role="report", score=0.99), finding("p5", "ẩn", at(0), score=1.0),
                finding("p6", "xem lại", at(0), score=1.0, review=True), finding("p7", "hôm sau", at(1), score=1.0),
                finding("p8", "nạp rút", at(-5), score=1.0),
            )
        )  # fmt: skip
        decide(store, finding("", "ẩn"), "false")
        handed = decide(store, first, "handed_over")
        top = store.top_findings(DAY)
        assert [(each.finding.id, each.copies) for each in top] == [("p2", 2), ("p3", 2), ("p4", 1)]
        assert [each.decision for each in top] == [handed, None, None]
        assert [each.finding.id for each in store.top_findings(DAY, limit=1)] == ["p2"]
        assert store.top_findings("2020-01-01") == []

    def test_a_frozen_day_stays_as_it_is(self, store: Store) -> None:
        assert store.frozen_day(DAY) is None
        assert store.freeze_day(DAY, b'{"posts": 7}')
        assert not store.freeze_day(DAY, b'{"posts": 8}')
        assert store.frozen_day(DAY) == b'{"posts": 7}'
        assert store.frozen_day("2026-11-03") is None

    @pytest.mark.parametrize("day", ["hôm nay", "2026-02-30", ""])
    def test_what_is_no_day_is_refused(self, store: Store, day: str) -> None:
        for call in (store.day_counts, store.top_findings, lambda day: store.freeze_day(day, b"{}")):
            with pytest.raises(ValueError, match="YYYY-MM-DD"):
                call(day)

    def test_visits_are_kept_once_and_listed_latest_first(self, store: Store) -> None:
        first, second = visit("v1", "a", at(0), posts=3), visit("v2", "a", at(1), "blocked", reason="http 403")
        other = visit("v3", "b", at(-3), "robots")
        for each in (second, first, other, first):
            store.put_visit(each)
        store.put_visit(msgspec.structs.replace(first, posts=99))
        assert store.visits() == [second, first, other]
        assert store.visits("a") == [second, first]
        assert store.visits("a", limit=1) == [second]
        assert store.visits("c") == []
        assert store.health() == {"a": second, "b": other}

    def test_the_last_good_visit_of_a_source_is_asked_by_its_state(self, store: Store) -> None:
        for each in (
            visit("v1", "a", at(0)), visit("v2", "a", at(1), "nothing_new"), visit("v3", "a", at(2), "blocked"),
            visit("v4", "b", at(2), "unreachable"),
        ):  # fmt: skip
            store.put_visit(each)
        assert {name: each.id for name, each in store.health(states=GOOD).items()} == {"a": "v2"}
        assert {name: each.id for name, each in store.health(at(1), GOOD).items()} == {"a": "v1"}
        assert {name: each.id for name, each in store.health(states=["blocked"]).items()} == {"a": "v3"}

    def test_what_each_source_came_to(self, store: Store) -> None:
        wrong = finding("p5", "bán giày", at(0))
        store.write_batch(
            batch(
                finding("p1", "việc nhẹ", at(0)), finding("p2", "nạp rút", at(0), category="gambling", scheme="slots"),
                finding("p3", "bị lừa", at(0), role="report", scheme=None), wrong,
                finding("p4", "có lẽ", at(0), review=True), posts=20,
            )
        )  # fmt: skip
        store.write_batch(batch(finding("p6", "việc nhẹ 2", at(1), source="cho"), posts=3))
        store.write_batch(batch(finding("p7", "việc nhẹ 3", at(9)), posts=9))
        decide(store, wrong, "false")
        for each in (
            visit("v1", "dien-dan", at(0), image_only=2), visit("v2", "dien-dan", at(1), "blocked", image_only=1),
            visit("v3", "dien-dan", at(1), "nothing_new"), visit("v4", "dien-dan", at(9)), visit("v5", "im", at(1)),
        ):  # fmt: skip
            store.put_visit(each)
        assert store.source_counts(DAY, "2026-11-03") == {
            "cho": SourceCounts("cho", by_category={"fraud": RoleCounts(1, 0)}, by_scheme={"task_job": RoleCounts(1, 0)}),
            "dien-dan": SourceCounts(
                "dien-dan", posts=23, visits=3, good=2, pictures=3,
                by_category={"fraud": RoleCounts(1, 1), "gambling": RoleCounts(1, 0)},
                by_scheme={"slots": RoleCounts(1, 0), "task_job": RoleCounts(1, 0)},
            ),
            "im": SourceCounts("im", visits=1, good=1),
        }  # fmt: skip
        assert store.source_counts("2020-01-01", "2020-01-02") == {}
