"""N-grams of many texts at once, and the index that finds them: the same as one by one."""

from __future__ import annotations

import re

import numpy as np

from nlp import model, ngrams, scoring
from nlp.ngrams import Batch, grams
from nlp.phrases import one_of
from nlp.vocabulary import Index

TEXTS = ["nap dau tang 100% no hu", "", "a", "abcdef", "chao ca nha", "x" * 300, "a\0b c"]


def test_a_batch_has_the_n_grams_of_each_of_its_texts_and_no_others() -> None:
    batch = Batch(TEXTS)
    for row, text in enumerate(TEXTS):
        alone, here = grams(text), batch.rows == row
        assert batch.hashes[here].tolist() == alone.hashes.tolist()
        assert (batch.starts[here] - batch.offsets[row]).tolist() == alone.starts.tolist()
        assert (batch.words[row], batch.skeletons[row]) == (alone.words, len(alone.hashes) - alone.words)


def test_the_index_finds_what_a_search_finds() -> None:
    shipped = model.shipped()
    for text in TEXTS:
        found = grams(text)
        places, hit = Index(shipped.hashes).find(found.hashes)
        wanted, where = scoring.lookup(shipped.hashes, found)
        assert (places.tolist(), hit.tolist()) == (wanted.tolist(), where.tolist())


def test_an_index_of_colliding_and_of_no_hashes() -> None:
    few = np.array([0, 1, 2, 1 << 63, (1 << 64) - 1], dtype=np.uint64)
    places, hit = Index(few).find(np.array([2, 5, 0, (1 << 64) - 1], dtype=np.uint64))
    assert (places.tolist(), hit.tolist()) == ([2, 0, 4], [0, 2, 3])
    assert Index(few[:0]).find(few)[1].tolist() == []


def test_merged_names_match_like_names_one_by_one() -> None:
    names = ["mb", "mb bank", "mbbank", "v.p", "vpbank", "vp"]
    pattern = re.compile(r"(?<!\w)" + one_of(names) + r"(?!\w)")
    assert pattern.findall("mb bank, mbbank va mb ban; v.p vpbanks vp") == ["mb bank", "mbbank", "mb", "v.p", "vp"]


def test_blanks_stand_in_place_of_overlapping_spans() -> None:
    assert ngrams.blanked("abcdefgh", [(4, 6), (1, 3), (2, 5)]) == "a     gh"
