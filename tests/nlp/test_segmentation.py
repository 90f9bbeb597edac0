"""The words that name clusters: content words of a finding, whole, once."""

from __future__ import annotations

import nlp


def test_words_are_whole_and_without_stop_words() -> None:
    found = nlp.words("Tuyển cộng tác viên online, không cần cọc, LƯƠNG 500k mỗi ngày!")
    assert "cộng tác viên" in found
    assert "lương" in found
    assert not {"không", "mỗi", "500k", "!"} & set(found)


def test_a_word_is_given_once() -> None:
    found = nlp.words("ngân hàng ngân hàng ngân hàng")
    assert found == ("ngân hàng",)


def test_nothing_gives_nothing() -> None:
    assert nlp.words("") == ()
