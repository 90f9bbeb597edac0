"""The corpora themselves: unique, distinct, complete, and of a known shape."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache

from nlp import corpus
from nlp.folding import fold
from nlp.taxonomy import BY_ID

#: Two texts that share more than this of their word triples are one text with other names.
MOST_ALIKE = 0.5


@lru_cache(maxsize=1)
def _texts() -> tuple[corpus.Text, ...]:
    return tuple(corpus.read())


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])


def test_every_id_stands_once() -> None:
    assert [id for id, times in Counter(t.id for t in _texts()).items() if times > 1] == []


def test_no_two_texts_are_nearly_the_same() -> None:
    shingles = [_shingles(t.text) for t in _texts()]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    alike = []
    for number, own in enumerate(shingles):
        shared = Counter(other for shingle in own for other in holders[shingle])
        for other, common in shared.items():
            pair_of_twins = _texts()[number].pair is not None and _texts()[number].pair == _texts()[other].pair
            if not pair_of_twins and common / len(own | shingles[other]) > MOST_ALIKE:
                alike.append((_texts()[other].id, _texts()[number].id))
        for shingle in own:
            holders[shingle].append(number)
    assert alike == []


def test_ordinary_texts_say_what_they_are() -> None:
    assert [t.id for t in _texts() if t.role is None and not (t.genre or t.scheme)] == []


def test_offers_and_reports_lie_with_their_scheme() -> None:
    assert [
        t.id for t in _texts() if t.role == "offer" and t.scheme and t.file.split("/")[0] != BY_ID[t.scheme].category
    ] == []


def test_no_scheme_of_calls_alone_has_offers_in_posts() -> None:
    calls_only = [t.id for t in _texts() if t.role == "offer" and t.scheme and BY_ID[t.scheme].reports_only]
    assert calls_only == []
