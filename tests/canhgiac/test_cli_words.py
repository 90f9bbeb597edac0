"""The labels of the terminal: the same in both languages, and numbers with their nouns."""

from __future__ import annotations

from canhgiac.cli.words import LABELS, counted


def test_both_languages_have_every_label() -> None:
    assert LABELS["vi"].keys() == LABELS["en"].keys()


def test_one_is_not_several() -> None:
    assert [counted(n, "source") for n in (0, 1, 2)] == ["0 sources", "1 source", "2 sources"]
    assert counted(1, "copy") == "1 copy" and counted(3, "copy") == "3 copies"
    assert counted(1, "finding", "vi") == "1 bài"
