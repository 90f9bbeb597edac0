"""Contract: batches in any order, any number of times, end in the same state."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import msgspec
import pytest

from canhgiac.query import Query, parse
from canhgiac.records import Finding
from canhgiac.stores.base import AmbiguousId, BatchResult, FindingNotFound, Flagged, Store, StoreError
from tests.canhgiac.stores.samples import DAY, at, batch, decide, finding, fragment, id_key, mention, seen

A = finding("p1", "Tuyển cộng tác viên, lương cao", at(0))
C = finding("p1", "Tuyển cộng tác viên, việc nhẹ lương cao", at(2), scheme="loan")


def _state(store: Store) -> object:
    """All that a user could see of post p1 and of the day."""
    return (
        store.finding("p1"),
        store.evidence("p1"),
        store.seen([id_key("p1")]),
        [(hit.finding.id, hit.finding.edited_at) for hit in store.search(Query())],
        [store.count(parse(text)) for text in ("cộng tác viên", "việc nhẹ", "scheme:loan", "is:edited")],
        store.counts_between(DAY, "2026-11-06"),
        store.is_known(id_key("p1"), A.text_key),
    )


class WritingContract:
    """``write_batch``, ``seen``, and findings by id."""

    def test_a_finding_comes_back_as_it_was_written(self, store: Store) -> None:
        text = "Vay nhanh, gọi 0912.345.678"
        written = finding(
            "p1", text, at(0, hours=1.000001), indicators=(mention(text, "0912.345.678", "phone", "+84912345678"),),
            tags=("black_credit",), words=("vay_nhanh",), author="a3f", thread="t1", posted_at=at(-1), review=True,
        )  # fmt: skip
        store.write_batch(batch(written))
        expected = msgspec.structs.replace(written, first_seen=written.collected_at)
        assert store.finding("p1") == expected
        assert store.evidence("p1") == fragment(written)
        assert list(store.findings()) == [expected]

    def test_what_was_written_is_there_after_opening_again(self, reopen: Callable[[], Store]) -> None:
        with reopen() as first:
            first.write_batch(batch(A, name="b"))
            before = _state(first)
        with reopen() as second:
            assert _state(second) == before
            assert second.is_counted("b")
            assert not second.write_batch(batch(A, name="b"))

    def test_a_batch_that_is_stored_changes_nothing_the_second_time(self, store: Store) -> None:
        assert not store.is_counted("b")
        assert store.write_batch(batch(A, name="b", posts=5))
        before = _state(store)
        assert not store.write_batch(batch(C, name="b", posts=7, others=[seen("p9", "khác")]))
        assert _state(store) == before
        assert not store.seen([id_key("p9")])

    @pytest.mark.parametrize(
        "batches",
        [
            pytest.param([batch(A), batch(others=[seen("p1", "xin xóa bài", at(1))]), batch(C)], id="A-unflagged-C"),
            pytest.param([batch(A), batch(C), batch(others=[seen("p1", "xin xóa bài", at(3))])], id="A-C-unflagged"),
            pytest.param([batch(others=[seen("p1", "chào", at(-1))]), batch(A), batch(C)], id="unflagged-A-C"),
            pytest.param(
                [batch(A), batch(others=[seen("p1", "xin xóa bài", at(1))]),
                 batch(others=[seen("p1", A.text, at(2))])],
                id="A-unflagged-A-seen-again",
            ),
            pytest.param(
                [batch(A), batch(others=[seen("p1", "xin xóa bài", at(1))]),
                 batch(msgspec.structs.replace(A, collected_at=at(3)))],
                id="A-unflagged-A",
            ),
            pytest.param(
                [batch(others=[seen("p1", "xin xóa", at(-1))]), batch(A), batch(others=[seen("p1", "xin xóa", at(1))])],
                id="unflagged-A-unflagged",
            ),
            pytest.param(
                [batch(A), batch(C, evidence=False), batch(others=[seen("p1", "x", at(1))]),
                 batch(others=[seen("p1", "y", at(4))])],
                id="A-x-C-y",
            ),
        ],
    )  # fmt: skip
    def test_any_order_of_batches_ends_in_the_same_state(
        self, empty_store: Callable[[], Store], batches: list[BatchResult]
    ) -> None:
        states = []
        for order in itertools.permutations(batches):
            with empty_store() as store:
                for each in order:
                    assert store.write_batch(each)
                states.append(_state(store))
                assert store.check() == []
        assert all(state == states[0] for state in states)

    def test_random_histories_end_in_the_same_state_in_any_order(self, empty_store: Callable[[], Store]) -> None:
        dice = random.Random(20261102)
        for _ in range(6):
            versions = []
            for step in range(6):
                text = dice.choice(["vay nhanh", "việc nhẹ", "chào cả nhà"])
                if text != "chào cả nhà" or dice.random() < 0.3:
                    versions.append(batch(finding("p1", text, at(step)), evidence=dice.random() < 0.7))
                else:
                    versions.append(batch(others=[seen("p1", text, at(step))]))
            states = []
            for _ in range(4):
                dice.shuffle(versions)
                with empty_store() as store:
                    for each in versions:
                        store.write_batch(each)
                    states.append(_state(store))
            assert all(state == states[0] for state in states)

    def test_an_old_batch_after_a_newer_edit_does_not_bring_the_old_text_back(self, store: Store) -> None:
        store.write_batch(batch(C))
        store.write_batch(batch(A))
        kept = store.finding("p1")
        assert kept is not None
        assert (kept.text, kept.collected_at, kept.first_seen) == (C.text, at(2), at(0))
        assert store.evidence("p1") == fragment(C)
        assert [hit.finding.text for hit in store.search(parse("việc nhẹ"))] == [C.text]

    def test_an_edit_that_is_not_flagged_marks_the_finding(self, store: Store) -> None:
        store.write_batch(batch(A))
        store.write_batch(batch(others=[seen("p1", "xin xóa bài", at(1))]))
        marked = store.finding("p1")
        assert marked is not None
        assert (marked.text, marked.edited_at) == (A.text, at(1))
        assert [hit.finding.id for hit in store.search(parse("is:edited"))] == ["p1"]
        store.write_batch(batch(C))
        flagged_again = store.finding("p1")
        assert flagged_again is not None
        assert (flagged_again.text, flagged_again.edited_at) == (C.text, None)

    def test_a_text_collected_again_only_moves_last_seen(self, store: Store) -> None:
        store.write_batch(batch(A))
        before = store.finding("p1")
        store.write_batch(batch(others=[seen("p1", A.text, at(5), "m2")]))
        assert store.finding("p1") == before
        state = store.seen([id_key("p1")])[id_key("p1")]
        assert (state.text_key, state.since, state.last_seen, state.model) == (A.text_key, at(0), at(5), "m2")
        store.write_batch(batch(others=[seen("p1", A.text, at(3), "m0")]))
        assert store.seen([id_key("p1")])[id_key("p1")] == state

    def test_the_same_version_assessed_again_replaces_and_keeps_its_evidence(self, store: Store) -> None:
        store.write_batch(batch(A))
        better = msgspec.structs.replace(A, scheme="loan", model="m2")
        store.write_batch(batch(better, evidence=False))
        kept = store.finding("p1")
        assert kept is not None
        assert (kept.scheme, kept.model) == ("loan", "m2")
        assert store.evidence("p1") == fragment(A)
        assert (store.count(parse("scheme:loan")), store.count(parse("scheme:task_job"))) == (1, 0)

    def test_every_text_of_a_post_is_known_the_latest_is_its_state(self, store: Store) -> None:
        store.write_batch(batch(others=[seen("p1", "một", at(0)), seen("p1", "hai", at(1)), seen("p2", "ba", at(0))]))
        keys = {text: seen("p1", text).text_key for text in ("một", "hai", "ba")}
        assert store.is_known(id_key("p1"), keys["một"]) and store.is_known(id_key("p1"), keys["hai"])
        assert not store.is_known(id_key("p1"), keys["ba"]) and not store.is_known(id_key("p3"), keys["một"])
        states = store.seen([id_key("p1"), id_key("p2"), id_key("p3"), id_key("p1")])
        assert {key: state.text_key for key, state in states.items()} == {
            id_key("p1"): keys["hai"], id_key("p2"): keys["ba"],
        }  # fmt: skip

    def test_seen_takes_thousands_of_ids(self, store: Store) -> None:
        store.write_batch(batch(others=[seen(f"p{n}", "một") for n in range(3000)]))
        assert len(store.seen(id_key(f"p{n}") for n in range(5000))) == 3000
        assert store.seen([]) == {}

    def test_a_known_post_met_again_is_seen_later_and_a_text_put_back_is_no_longer_an_edit(self, store: Store) -> None:
        store.write_batch(batch(A))
        store.write_batch(batch(others=[seen("p1", "xin xóa bài", at(1))]))
        store.touch([(id_key("p1"), A.text_key), (id_key("p1"), "khác"), (id_key("p9"), A.text_key)], at(4))
        state = store.seen([id_key("p1"), id_key("p9")])
        assert [(each.text_key, each.since, each.last_seen) for each in state.values()] == [(A.text_key, at(0), at(4))]
        kept = store.finding("p1")
        assert kept is not None and kept.edited_at is None
        store.touch([(id_key("p1"), A.text_key)], at(2))
        assert store.seen([id_key("p1")])[id_key("p1")].last_seen == at(4)

    def test_what_a_better_model_no_longer_flags_goes_unless_an_analyst_said_otherwise(self, store: Store) -> None:
        kept, dropped = finding("p2", "vay nhanh", at(0)), finding("p3", "bán giày", at(0))
        store.write_batch(batch(A, kept, dropped))
        decide(store, kept, "handed_over")
        decide(store, dropped, "false")
        read = tuple(store.findings())
        store.write_batch(batch(C))
        again = msgspec.structs.replace(batch(posts=0), withdrawn=read)
        assert store.write_batch(again)
        assert {each.id for each in store.findings()} == {"p1", "p2"}
        assert store.count(parse("giày"), include_hidden=True) == 0 and store.evidence("p3") is None
        assert store.is_known(id_key("p3"), dropped.text_key)
        store.write_batch(batch(dropped))
        assert store.finding("p3") is not None

    def test_a_batch_that_fails_half_way_leaves_nothing(self, store: Store) -> None:
        broken = finding("p2", "vay nhanh", at(0).replace(tzinfo=None))
        with pytest.raises(ValueError, match="time zone"):
            store.write_batch(
                msgspec.structs.replace(
                    batch(A, name="b"), findings=(*batch(A).findings, Flagged(broken, id_key("p2")))
                )
            )
        assert store.finding("p1") is None and not store.is_counted("b") and not store.seen([id_key("p1")])
        assert store.write_batch(batch(A, name="b"))

    def test_an_id_is_found_by_how_it_begins(self, store: Store) -> None:
        store.write_batch(batch(finding("abc1", "một"), finding("abd2", "hai"), finding("ab", "ba")))
        assert store.finding_by_prefix("abc").id == "abc1"
        assert store.finding_by_prefix("ab").id == "ab"
        with pytest.raises(AmbiguousId, match=r"abc1.*abd2"):
            store.finding_by_prefix("a")
        for unknown in ("x", "abc12", "", "%", "_b"):
            with pytest.raises(FindingNotFound):
                store.finding_by_prefix(unknown)
        assert store.finding("abc") is None
        assert store.evidence("abc") is None

    def test_findings_are_streamed_while_others_are_written(self, store: Store) -> None:
        store.write_batch(batch(*(finding(f"p{n:04}", f"bài {n}", at(0, hours=n / 60)) for n in range(1200))))
        read: list[Finding] = []
        for each in store.findings():
            if len(read) % 400 == 0:
                store.write_batch(batch(msgspec.structs.replace(each, model="m2")))
            read.append(each)
        assert [each.id for each in read] == [f"p{n:04}" for n in reversed(range(1200))]
        assert len(list(store.findings(parse('"bài 7"')))) == 1

    def test_a_decided_text_is_streamed_unless_hidden_ones_are_left_out(self, store: Store) -> None:
        store.write_batch(batch(A))
        decide(store, A, "false")
        assert len(list(store.findings())) == 1
        assert list(store.findings(include_hidden=False)) == []

    def test_a_closed_store_says_so(self, reopen: Callable[[], Store]) -> None:
        store = reopen()
        store.close()
        store.close()
        with pytest.raises(StoreError, match="closed"):
            store.finding("p1")
