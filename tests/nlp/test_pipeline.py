"""The spaCy pipeline and the streaming calls."""

from __future__ import annotations

import datetime as dt
import itertools
import subprocess
import sys
from collections.abc import Iterator

import pytest

import nlp
from canhgiac.records import Assessment, Post
from nlp import pipeline

OFFER = "Dang ky nhan 88k, nap dau tang 100%, no hu ban ca tai xiu. Link: bit.ly/3abcXY zalo 0912345678"
TALK = "Chúc cả nhà buổi tối vui vẻ nhé"


def test_the_pipeline_is_a_list_that_one_can_read() -> None:
    assert nlp.load().pipe_names == [f"canhgiac_{name}" for name in pipeline.STAGES]


def test_a_doc_carries_its_assessment() -> None:
    found = nlp.load()(OFFER)._.assessment
    assert (found.category, found.role) == ("gambling", "offer")


def test_a_doc_is_its_text() -> None:
    for text in (OFFER, "", "  a \n b  ", "x" * 100, "\t"):
        assert nlp.load()(text).text == text


def test_the_stream_keeps_order_and_takes_posts_and_tuples() -> None:
    post = Post(id="p", source="s", kind="file", url="", text=OFFER, collected_at=dt.datetime.now(dt.UTC))
    found = list(nlp.assess_many([("a", TALK, ""), post, ("c", OFFER, "https://x.vn/1")]))
    assert [r.id for r in found] == ["a", "p", "c"]
    assert all(isinstance(r, Assessment) for r in found)
    assert [r.screened for r in found if isinstance(r, Assessment)] == [True, False, False]


def test_the_stream_is_lazy() -> None:
    endless: Iterator[tuple[str, str, str]] = ((str(n), TALK, "") for n in itertools.count())
    assert [r.id for r in itertools.islice(nlp.assess_many(endless), 3)] == ["0", "1", "2"]


def test_nothing_costly_is_done_for_what_the_screen_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    normalised: list[str] = []
    whole = pipeline.normalise

    def counted(text: str) -> object:
        normalised.append(text)
        return whole(text)

    monkeypatch.setattr(pipeline, "normalise", counted)
    list(nlp.assess_many([("a", TALK, ""), ("b", OFFER, "")]))
    assert normalised == [OFFER]


def test_the_stream_and_the_pipeline_say_the_same() -> None:
    language = nlp.load()
    for text in (OFFER, TALK, "", "Cảnh báo lừa đảo stk 0123456789 Vietcombank, mọi người đừng chuyển khoản"):
        assert language(text)._.assessment == nlp.assess_one("", text)


def test_a_post_that_breaks_the_analysis_is_named_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.indicators.find

    def breaks(text: str, normalised: object) -> object:
        if "88k" in text:
            raise ValueError("too lucky")
        return whole(text, normalised)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline.indicators, "find", breaks)
    found = list(nlp.assess_many([("bad", OFFER, ""), ("good", TALK, "")]))
    assert found[0] == nlp.Failed("bad", "ValueError: too lucky")
    assert isinstance(found[1], Assessment)
    with pytest.raises(nlp.AssessmentError, match=r"post bad.*too lucky"):
        nlp.assess_one("bad", OFFER)


def test_an_assessment_says_which_model_made_it() -> None:
    assert nlp.assess_one("x", OFFER).model == nlp.assess_one("y", TALK).model == nlp.model_version()


def test_spans_are_of_the_original_text() -> None:
    text = "🔥 N.ạ.p đầu tặng 100%, nổ hũ 💰 zalo: 0912 345 678 nhé"
    found = nlp.assess_one("x", text)
    assert any("0912 345 678" in text[m.span[0] : m.span[1]] for m in found.indicators)
    assert all(text[e.span[0] : e.span[1]] for e in found.evidence)


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, nlp; sys.exit(any(m in sys.modules for m in ('spacy', 'underthesea', 'numpy')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
