"""Civic, political, religious and labour speech, and news: never an offer, a report, or for review."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import nlp
from canhgiac.records import Assessment
from nlp.corpus import Text, read
from nlp.training.augment import ATTACKS

TEXTS = list(read(Path(__file__).parent.parent / "never_flag"))


def _flagged(texts: list[tuple[str, str]]) -> list[str]:
    found = nlp.assess_many((id, text, "") for id, text in texts)
    return [f"{r.id}: {r}" for r in found if not isinstance(r, Assessment) or r.category is not None or r.review]


def test_none_is_flagged() -> None:
    assert _flagged([(t.id, t.text) for t in TEXTS]) == []


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_none_is_flagged_when_hidden(attack: str) -> None:
    rng = random.Random(attack)
    assert _flagged([(t.id, ATTACKS[attack](t.text, rng)) for t in TEXTS]) == []


def test_the_texts_are_of_many_kinds() -> None:
    kinds: set[str | None] = {_kind(t) for t in TEXTS}
    assert len(kinds) >= 5


def _kind(text: Text) -> str | None:
    return text.genre
