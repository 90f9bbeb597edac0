"""The tables of the evaluation: right on cases that can be reckoned by hand."""

from __future__ import annotations

import pytest

from canhgiac.records import Assessment, Scores
from nlp.rates import wilson
from nlp.training import tables
from nlp.training.augment import ATTACKS


def _result(score: float, offer: bool) -> Assessment:
    flagged = Assessment(id="", category="fraud", role="offer", scores=Scores(fraud=score))
    return flagged if offer else Assessment(id="", scores=Scores(fraud=score))


LABELS = ["fraud", "fraud", "benign", "benign", "benign"]
RESULTS = [_result(0.9, True), _result(0.3, False), _result(0.6, True), _result(0.1, False), _result(0.0, False)]


def test_the_share_of_offers_found_has_its_interval() -> None:
    found = tables.found_of(LABELS, RESULTS)
    assert (found["offers"], found["found"], found["recall"]) == (2, 1, 0.5)
    assert found["interval"] == list(wilson(1, 2))


def test_a_surface_without_offers_has_no_row() -> None:
    table = tables.by_surface(LABELS, ["sms", "sms", "sms", "post", "post"], RESULTS)
    assert list(table) == ["sms, fraud"]
    row = table["sms, fraud"]
    assert isinstance(row, dict)
    assert (row["texts"], row["offers"], row["precision_as_shipped"], row["recall_as_shipped"]) == (3, 2, 0.5, 0.5)
    assert row["average_precision"] == pytest.approx((1 + 2 / 3) / 2, abs=1e-3)


def test_calibration_weighs_offers_to_the_stated_share() -> None:
    rows = tables.calibration(LABELS, RESULTS, "fraud", prior=0.5)
    assert sum(int(str(row["texts"])) for row in rows) == 5
    # one of two offers and one of three others: 0.25 against 1/6 of the weight
    assert [r["share_of_offers"] for r in rows if r["from"] == 0.5] == [0.0]
    assert [r["share_of_offers"] for r in rows if r["from"] == 0.8] == [1.0]
    assert [r["share_of_offers"] for r in rows if r["from"] == 0.2] == [1.0]


def test_precision_falls_where_offers_are_rare_and_ignorance_lowers_it() -> None:
    table = tables.expected_precision(0.8, 1, 1000)
    assert table["one in 50"]["precision"] == pytest.approx(0.8 * 0.02 / (0.8 * 0.02 + 0.001 * 0.98), abs=1e-3)
    assert table["one in 1,000"]["precision"] < table["one in 50"]["precision"]
    assert table["one in 50"]["at_least"] < table["one in 50"]["precision"]


def test_every_attack_has_a_row_and_attacks_are_repeatable() -> None:
    seen: list[list[str]] = []

    def assess(texts: list[str]) -> list[Assessment]:
        seen.append(texts)
        return [_result(0.9, "vay" in text) for text in texts]

    table = tables.under_attack(["cho vay nhanh"], ["trời đẹp"], assess)
    assert list(table) == ["as it is", *ATTACKS]
    assert table["as it is"] == {"offers": 1, "recall": 1.0, "ordinary": 1, "false_flags": 0}
    first = list(seen)
    tables.under_attack(["cho vay nhanh"], ["trời đẹp"], assess)
    assert seen[len(first) :] == first
