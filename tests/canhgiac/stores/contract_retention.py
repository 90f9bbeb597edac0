"""Contract: what is past its time goes, is counted, and does not come back as new."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from canhgiac.query import Query, parse
from canhgiac.stores.base import (
    EVIDENCE_DAYS,
    FINDING_DAYS,
    REVIEW_DAYS,
    SEEN_DAYS,
    VISIT_DAYS,
    FindingNotFound,
    PurgeReport,
    Store,
)
from tests.canhgiac.stores.samples import DAY, at, batch, decide, finding, fragment, id_key, seen, visit

OFFER = finding("p1", "Tuyển cộng tác viên", at(0))


def _left(store: Store) -> set[str]:
    return {each.id for each in store.findings()}


class RetentionContract:
    """``purge``, ``purge_finding`` and tombstones."""

    @pytest.mark.parametrize(
        ("fields", "verdict", "days"),
        [
            ({}, None, FINDING_DAYS),
            ({}, "false", FINDING_DAYS),
            ({"role": "report"}, None, FINDING_DAYS),
            ({"review": True}, None, REVIEW_DAYS),
            ({"review": True}, "false", REVIEW_DAYS),
            ({"review": True}, "confirmed", FINDING_DAYS),
            ({"review": True}, "handed_over", FINDING_DAYS),
            ({"review": True}, "closed", REVIEW_DAYS),
        ],
    )
    def test_a_finding_goes_when_its_time_is_over_and_not_before(
        self, store: Store, fields: dict[str, object], verdict: str | None, days: int
    ) -> None:
        of = finding("p1", "Tuyển cộng tác viên", at(0), **fields)
        store.write_batch(batch(of))
        if verdict:
            decide(store, of, verdict)
        kept = store.purge(at(days))
        assert (kept.findings, kept.review, kept.tombstones) == (0, 0, 0)
        assert store.finding("p1") is not None
        gone = store.purge(at(days + 0.001))
        counted = (0, 1) if days == REVIEW_DAYS else (1, 0)
        assert (gone.findings, gone.review, gone.tombstones) == (*counted, 1)
        assert store.finding("p1") is None and store.evidence("p1") is None
        assert store.count(Query(), include_hidden=True) == store.count(parse("cộng tác viên")) == 0

    def test_evidence_goes_before_its_finding(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        assert store.purge(at(EVIDENCE_DAYS)).evidence == 0
        assert store.evidence("p1") == fragment(OFFER)
        assert store.purge(at(EVIDENCE_DAYS + 0.001)).evidence == 1
        assert store.evidence("p1") is None
        assert store.finding("p1") is not None

    def test_seen_goes_after_it_was_last_seen(self, store: Store) -> None:
        store.write_batch(batch(others=[seen("p1", "chào", at(0))]))
        store.write_batch(batch(others=[seen("p1", "chào", at(10))]))
        assert store.purge(at(10 + SEEN_DAYS)).seen == 0
        assert store.purge(at(10 + SEEN_DAYS + 0.001)).seen == 1
        assert store.seen([id_key("p1")]) == {}

    def test_visits_go_after_a_year(self, store: Store) -> None:
        store.put_visit(visit("v1", "a", at(0)))
        store.put_visit(visit("v2", "a", at(1)))
        assert store.purge(at(VISIT_DAYS + 0.5)).visits == 1
        assert [each.id for each in store.visits()] == ["v2"]

    def test_a_dry_run_counts_the_same_and_changes_nothing(self, store: Store) -> None:
        later = FINDING_DAYS + 1
        store.write_batch(batch(OFFER, finding("p2", "vay", at(later - 40), review=True), finding("p3", "x", at(later))))
        store.put_visit(visit("v1", "a", at(0)))
        told = store.purge(at(later), dry_run=True)
        assert _left(store) == {"p1", "p2", "p3"} and store.purges() == []
        done = store.purge(at(later))
        assert told == msgspec.structs.replace(done, dry_run=True)
        assert done == PurgeReport(
            at=at(later), findings=1, review=1, evidence=2, seen=1, visits=1, tombstones=2
        )
        assert _left(store) == {"p3"}
        assert store.purges() == [done]
        again = store.purge(at(later))
        assert again == PurgeReport(at=at(later))
        assert store.purges() == [again, done]

    def test_a_purged_finding_does_not_come_back(self, store: Store) -> None:
        store.write_batch(batch(finding("p1", "bản đầu", at(-1))))
        store.write_batch(batch(OFFER))
        store.purge_finding("p1", at(1))
        assert store.is_known(id_key("p1"), OFFER.text_key)
        store.write_batch(batch(finding("p1", "bản đầu", at(-1))))  # an older version, replayed
        store.write_batch(batch(OFFER))  # the same version
        store.write_batch(batch(msgspec.structs.replace(OFFER, collected_at=at(2))))  # the same text, later
        assert _left(store) == set()
        assert store.day_counts(DAY).offers == 0
        edited = finding("p1", "một lời mời khác", at(3))
        store.write_batch(batch(edited))
        assert _left(store) == {"p1"}
        assert store.finding("p1") == msgspec.structs.replace(edited, first_seen=at(3))
        store.write_batch(batch(OFFER))
        assert store.finding("p1") == msgspec.structs.replace(edited, first_seen=at(3))

    def test_a_purged_post_stays_known_when_what_was_seen_of_it_has_expired(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        store.purge(at(FINDING_DAYS + 1))
        state = store.seen([id_key("p1")])[id_key("p1")]
        assert (state.text_key, state.last_seen) == (OFFER.text_key, at(0))
        assert store.is_known(id_key("p1"), OFFER.text_key)

    def test_a_text_purged_at_one_place_may_be_found_at_another(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        store.purge_finding("p1", at(1))
        store.write_batch(batch(msgspec.structs.replace(OFFER, id="p2")))
        assert _left(store) == {"p2"}

    def test_one_finding_is_purged_with_its_evidence_and_audited(self, store: Store) -> None:
        store.write_batch(batch(OFFER, finding("p2", "vay", at(0), review=True), evidence=False))
        store.write_batch(batch(OFFER))
        report = store.purge_finding("p1", at(1), reason="chủ trang yêu cầu")
        assert report == PurgeReport(at=at(1), findings=1, evidence=1, tombstones=1, reason="chủ trang yêu cầu")
        assert store.purge_finding("p2", at(1)).review == 1
        assert store.purges()[1] == report
        assert _left(store) == set()
        with pytest.raises(FindingNotFound, match="p1"):
            store.purge_finding("p1", at(2))

    def test_a_finding_marked_as_edited_stays_so_when_what_showed_it_has_expired(self, store: Store) -> None:
        store.write_batch(batch(OFFER))
        store.write_batch(batch(others=[seen("p1", "xin xóa bài", at(1))]))
        store.purge(at(1 + SEEN_DAYS + 1))
        store.write_batch(batch(msgspec.structs.replace(OFFER, model="m2")))  # assessed again
        kept = store.finding("p1")
        assert kept is not None and (kept.model, kept.edited_at) == ("m2", at(1))

    def test_counts_of_batches_outlive_what_they_counted(self, reopen: Callable[[], Store]) -> None:
        with reopen() as store:
            store.write_batch(batch(OFFER, name="b", posts=9))
            store.purge(at(2000))
        with reopen() as store:
            assert store.day_counts(DAY).posts == 9
            assert not store.write_batch(batch(OFFER, name="b"))
