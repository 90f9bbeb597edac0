"""Taggers as files: checked before use, the same bytes from the same data, labels for whole sequences."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp import tagger
from nlp.checksum import ModelError
from nlp.training.tagging import Example, fit

_EXAMPLES = [
    Example("one", [["w=stk"], ["w=#13", "v=stk"], ["w=vcb"]], ["O", "B-A", "O"]),
    Example("one", [["w=goi"], ["w=#10", "v=goi"], ["w=nhe"]], ["O", "O", "O"]),
    Example("two", [["w=stk"], ["w=#10", "v=stk"], ["w=nhe"]], ["O", "B-A", "O"]),
]


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    path = tmp_path / "small.crfsuite"
    fit(_EXAMPLES * 3, path)
    return path


def test_it_tags_what_it_learnt(trained: Path) -> None:
    made = tagger.Tagger(trained)
    for example in _EXAMPLES:
        assert made.tag(example.told) == example.labels
        assert all(0.5 < p <= 1 for p in made.probabilities(example.told, example.labels))
    assert made.tag([]) == [] and made.probabilities([], []) == []


def test_same_data_gives_same_bytes(trained: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.crfsuite"
    fit(_EXAMPLES * 3, again)
    assert again.read_bytes() == trained.read_bytes()


def test_a_damaged_file_is_refused(trained: Path) -> None:
    trained.write_bytes(trained.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match=r"small\.crfsuite.*checksum"):
        tagger.Tagger(trained)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make train"):
        tagger.Tagger(tmp_path / "absent.crfsuite")


@pytest.mark.parametrize("name", ["accounts", "stances"])
def test_the_shipped_ones_load(name: str) -> None:
    assert tagger.shipped(name).tag([["b"], ["b"]])
