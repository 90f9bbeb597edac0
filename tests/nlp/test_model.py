"""The model file: checked when read, small, and fair to civic speech."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest

from nlp import model, ngrams
from nlp.checksum import ModelError
from nlp.lexicon import CIVIC
from nlp.signals import HEADS, PLACE, SIGNALS


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in (model.PATH.name, model.PATH.name + ".sha256"):
        shutil.copy(model.PATH.with_name(name), tmp_path / name)
    return tmp_path / model.PATH.name


def test_the_shipped_model_is_whole_and_small() -> None:
    shipped = model.load()
    assert shipped.version.startswith("linear-")
    assert model.PATH.stat().st_size < 3_000_000


def test_a_model_that_was_changed_is_refused(copy: Path) -> None:
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(bytes(data))
    with pytest.raises(ModelError, match="checksum"):
        model.load(copy)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make train"):
        model.load(tmp_path / "none.npz")


def test_the_file_holds_no_pickles(copy: Path) -> None:
    with np.load(io.BytesIO(copy.read_bytes()), allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    shipped = model.load()
    first = model.save(shipped, tmp_path / "again.npz")
    again = model.load(tmp_path / "again.npz")
    assert again.version == shipped.version
    assert np.array_equal(again.weights, shipped.weights)
    assert model.save(again, tmp_path / "again.npz") == first


def test_no_ngram_of_civic_life_speaks_for_an_offer() -> None:
    shipped = model.load()
    places = {gram: n for n, gram in enumerate(shipped.grams)}
    phrases = [f" {phrase} " for phrase in CIVIC]
    wrong = []
    for gram, place in places.items():
        if any(phrase in f" {gram} " for phrase in phrases) and shipped.weights[:, place].max() > 0:
            wrong.append(gram)
    for phrase in CIVIC:
        found = ngrams.grams(phrase)
        for gram in ngrams.strings(phrase, found):
            inside = gram.startswith("~") or " " in gram or gram == phrase
            if inside and gram in places and shipped.weights[:, places[gram]].max() > 0:
                wrong.append(gram)
    assert wrong == []
    assert (shipped.dense[:, PLACE["civic_words"]] <= 0).all()


def test_signals_keep_their_directions() -> None:
    shipped = model.load()
    wrong = []
    for place, signal in enumerate(SIGNALS):
        for head, name in enumerate(HEADS):
            low, high = signal.bounds(head)
            weight = float(shipped.dense[head, place])
            if (low is not None and weight < low - 1e-6) or (high is not None and weight > high + 1e-6):
                wrong.append((signal.name, name, weight))
    assert wrong == []


def test_the_names_of_ngrams_are_those_of_their_hashes() -> None:
    shipped = model.load()
    for place in range(0, len(shipped.grams), max(1, len(shipped.grams) // 200)):
        assert ngrams.hash_of(shipped.grams[place]) == int(shipped.hashes[place])
