"""The verdict and what carried it."""

from __future__ import annotations

import pytest

from canhgiac.records import Assessment
from nlp import classifier, indicators, model, scoring
from nlp.features import Features, observe
from nlp.normalise import Normalised, normalise
from nlp.signals import HEADS

OFFERS = [
    (
        "fraud",
        "Vietcombank: the ghi no cua anh/chi het han toi nay, gia han mien phi o https://vietcombank.vn-xk.top keo bi khoa",
    ),
    (
        "fraud",
        "Tuyển CTV thả tim video, mỗi lượt 5k, rảnh lúc nào làm lúc đó, thu nhập 300k-800k/ngày, rút tiền sau 10 phút. LH zalo 0912345678",
    ),
    ("gambling", "Dang ky nhan 88k, nap dau tang 100%, no hu ban ca tai xiu. Link: bit.ly/3abcXY"),
    ("cyber", "Nhận hack facebook, theo dõi zalo của người yêu, xong việc mới lấy tiền. Tele @hackfb99"),
]


def _see(text: str) -> tuple[Normalised, Features]:
    normalised = normalise(text)
    return normalised, observe(text, normalised, indicators.find(text, normalised))


@pytest.mark.parametrize(("category", "text"), OFFERS)
def test_a_plain_offer_is_an_offer_of_its_category(category: str, text: str) -> None:
    judged = classifier.judge(model.shipped(), _see(text)[1])
    assert (judged.category, judged.role) == (category, "offer")


def test_categories_compete() -> None:
    scores = [classifier.judge(model.shipped(), _see(text)[1]).scores for _, text in OFFERS]
    assert all(s.fraud + s.gambling + s.cyber <= 1.001 for s in scores)


@pytest.mark.parametrize(("category", "text"), OFFERS)
def test_evidence_is_exact_and_adds_up_to_no_more_than_the_verdict(category: str, text: str) -> None:
    normalised, features = _see(text)
    shipped = model.shipped()
    pieces = classifier.evidence(
        shipped, features, classifier.wording_of(shipped, features, category), normalised, category, len(text)
    )
    assert pieces
    assert all(0 <= e.span[0] < e.span[1] <= len(text) and e.weight > 0 for e in pieces)
    assert all(text[e.span[0] : e.span[1]].strip() for e in pieces)
    head = HEADS.index(category)
    slope = float(shipped.calibration[head, 0])
    columns, values = scoring.row(shipped.hashes, features.grams)
    spoken_for = slope * float(
        (shipped.weights[head, columns].clip(min=0) @ values) + (shipped.dense[head].clip(min=0) @ features.dense)
    )
    assert sum(e.weight for e in pieces) <= spoken_for + 0.05


def test_evidence_names_the_host_that_gives_it_away() -> None:
    text = OFFERS[0][1]
    normalised, features = _see(text)
    wording = classifier.wording_of(model.shipped(), features, "fraud")
    pieces = classifier.evidence(model.shipped(), features, wording, normalised, "fraud", len(text))
    assert "host_lookalike" in {e.reason for e in pieces if "vietcombank.vn-xk.top" in text[e.span[0] : e.span[1]]}


def test_a_look_alike_host_is_flagged_whatever_is_said() -> None:
    judged = classifier.judge(model.shipped(), _see("Xem cái này nè https://vietcombank.vn-xk.top")[1])
    assert judged.category == "fraud"


def test_minimal_twin_with_the_true_host_is_not_flagged() -> None:
    judged = classifier.judge(model.shipped(), _see("Xem cái này nè https://vietcombank.com.vn")[1])
    assert judged.category is None


def test_a_scheme_belongs_to_its_category() -> None:
    from nlp.taxonomy import BY_ID

    for category, text in OFFERS:
        wording = classifier.wording_of(model.shipped(), _see(text)[1], category)
        scheme, tags = classifier.schemes(model.shipped(), wording, category)  # type: ignore[arg-type]
        assert scheme is not None
        assert {BY_ID[s].category for s in (scheme, *tags)} == {category}


def test_nothing_is_no_offer() -> None:
    judged = classifier.judge(model.shipped(), _see("")[1])
    assert judged.category is None
    assert Assessment(id="x", scores=judged.scores).scores.fraud < 0.5
