"""Reasons of evidence can be read in both languages."""

from __future__ import annotations

import pytest

from nlp.classifier import WORDING
from nlp.reasons import reason_text
from nlp.signals import SIGNALS

NAMES = [*(signal.name for signal in SIGNALS), WORDING]
VIETNAMESE_LETTERS = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")


@pytest.mark.parametrize("name", NAMES)
def test_every_reason_has_english_and_vietnamese(name: str) -> None:
    english, vietnamese = reason_text(name, "en"), reason_text(name, "vi")
    assert english not in ("", name), "a text, not the signal's name"
    assert not VIETNAMESE_LETTERS & set(english)
    assert VIETNAMESE_LETTERS & set(vietnamese.lower()), "written with its accents"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_two_reasons_read_alike(language: str) -> None:
    assert len({reason_text(name, language) for name in NAMES}) == len(NAMES)


def test_a_reason_of_another_model_comes_back_as_it_is() -> None:
    assert reason_text("signal_of_tomorrow", "vi") == "signal_of_tomorrow"
