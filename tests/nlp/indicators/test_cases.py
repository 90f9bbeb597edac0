"""The case tables: each big enough, its figures above their floors, and the docs page saying what is measured."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from nlp import indicators
from tests.nlp.indicators import scoring

_FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))
_PAGE = Path(__file__).parents[3] / "docs" / "indicators.md"


def test_every_type_has_a_table() -> None:
    assert set(indicators.TYPES) == set(scoring.TYPES) - {"secret", "stance"}


@pytest.mark.parametrize("type", scoring.TYPES)
def test_a_table_has_sixty_rows_and_each_id_once(type: str) -> None:
    ids = Counter(row.id for row in scoring.rows(type))
    assert ids.total() >= 60
    assert ids.most_common(1)[0][1] == 1


@pytest.mark.parametrize("type", [t for t in scoring.TYPES if t != "stance"])
def test_a_table_has_texts_with_nothing_to_find(type: str) -> None:
    assert sum(not row.expected for row in scoring.rows(type)) >= 10


@pytest.mark.parametrize("half", ["tuned", "held_out"])
@pytest.mark.parametrize("type", scoring.TYPES)
def test_f1_keeps_its_floor(type: str, half: scoring.Half) -> None:
    measured = scoring.score(type, half)
    assert measured.f1 >= _FLOORS[half][type], measured


def test_the_docs_page_says_what_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    lines = scoring.table()
    with capsys.disabled():
        print("", *lines, sep="\n")
    text = _PAGE.read_text("utf-8")
    for line in lines:
        assert line in text, "docs/indicators.md is stale: python -m tests.nlp.indicators.scoring --docs"


@pytest.mark.parametrize("type", indicators.TYPES)
def test_examples_of_the_docs_hold(type: str) -> None:
    example = scoring.ABOUT[type][2]
    if "…" in example.split(" → ")[0]:
        example = example.replace("1FA…", "1FAIpQLSabc")
    text, value = (part.strip("`") for part in example.split(", `bank`")[0].split(" → "))
    assert [m.value for m in indicators.find(text) if m.type == type] == [value]
