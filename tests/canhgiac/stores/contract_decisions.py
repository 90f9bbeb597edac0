"""Contract: an analyst's word is kept, holds for every copy of a text, and outlives everything."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from canhgiac.query import Query, parse
from canhgiac.stores.base import Store, StoreError
from tests.canhgiac.stores.samples import at, batch, decide, finding

OFFER = finding("p1", "Tuyển cộng tác viên", at(0))
COPY = msgspec.structs.replace(OFFER, id="p2", source="khac", collected_at=at(1))
OTHER = finding("p3", "Vay nhanh", at(2))


class DecisionContract:
    """``decide`` and what follows from it."""

    def test_a_decision_holds_for_each_copy_of_the_text_and_for_those_to_come(self, store: Store) -> None:
        store.write_batch(batch(OFFER, OTHER))
        decision = decide(store, OFFER, "false")
        store.write_batch(batch(COPY))
        assert store.decision_for(OFFER) == store.decision_for(COPY) == decision
        assert store.decision_for(OTHER) is None
        assert [hit.finding.id for hit in store.search(Query())] == ["p3"]
        assert [each.id for each in store.copies(OFFER.text_key)] == ["p2", "p1"]
        assert store.count_copies(OFFER.text_key) == 2
        assert [each.id for each in store.copies(OFFER.text_key, limit=1)] == ["p2"]

    def test_a_decision_can_come_before_any_finding(self, store: Store) -> None:
        decide(store, OFFER, "false")
        store.write_batch(batch(OFFER))
        assert store.count(Query()) == 0

    def test_the_latest_word_holds_and_all_are_kept(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        second = decide(store, OFFER, "confirmed", at(2))
        first = decide(store, OFFER, "false", at(1))
        assert store.decision_for(OFFER) == second
        assert store.count(Query()) == 1
        third = decide(store, OFFER, "handed_over", at(2))
        assert store.decision_for(OFFER) == third
        assert store.decisions(OFFER.text_key) == [first, second, third]
        assert store.decisions() == [first, second, third]
        assert store.decisions("khác") == []

    def test_a_decision_survives_reprocessing_an_edit_back_and_a_purge(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        decision = decide(store, OFFER, "false")
        store.write_batch(batch(msgspec.structs.replace(OFFER, model="m2", score=0.99)))
        assert store.count(Query()) == 0
        store.purge_finding("p1", at(3))
        assert store.decisions() == [decision]
        store.write_batch(batch(COPY))
        assert store.count(Query()) == 0
        store.purge(at(5000))
        assert store.decisions() == [decision]
        assert store.decision_for(OFFER) == decision

    def test_a_decision_on_an_indicator_hides_no_text(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        allowed = decide(store, "phone:+84912345678", "allow")
        latest = decide(store, "phone:+84912345678", "false", at(1))
        other = decide(store, "domain:a.example", "confirmed")
        assert store.indicator_decisions(["phone:+84912345678", "domain:a.example", "domain:b.example"]) == {
            "phone:+84912345678": latest, "domain:a.example": other,
        }  # fmt: skip
        assert store.decisions("phone:+84912345678") == [allowed, latest]
        assert store.indicator_decisions([]) == {}
        assert store.count(Query()) == 1

    def test_texts_and_indicators_of_one_name_are_kept_apart(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        decide(store, OFFER.text_key, "false")
        assert store.decision_for(OFFER) is None
        assert store.count(Query()) == 1

    def test_the_same_decision_twice_is_one(self, store: Store) -> None:
        decision = decide(store, OFFER, "false")
        store.decide(decision)
        assert store.decisions() == [decision]
        with pytest.raises(StoreError, match=f"{decision.id} exists"):
            store.decide(msgspec.structs.replace(decision, verdict="confirmed"))
        assert store.decision_for(OFFER) == decision

    def test_decisions_are_there_after_opening_again(self, reopen: Callable[[], Store]) -> None:
        with reopen() as first:
            decision = decide(first, OFFER, "closed")
        with reopen() as second:
            assert second.decision_for(OFFER) == decision

    def test_an_undone_false_is_shown_again(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        decide(store, OFFER, "false", at(1))
        decide(store, OFFER, "closed", at(2))
        assert store.count(parse("cộng tác viên")) == 1
