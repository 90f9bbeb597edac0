"""The quality gate: figures on real text against the floors of ``floors.json``. Run by ``make quality``."""

from __future__ import annotations

import json

import pytest

from nlp.training import evaluate
from nlp.training.examples import data_folder

pytestmark = pytest.mark.quality


def test_detection_on_real_text_is_not_below_its_floors() -> None:
    folder = data_folder()
    if folder is None or not (folder / "dev" / "posts.jsonl").is_file():
        pytest.fail("no evaluation data beside the clone: set CANHGIAC_DATA to its folder, or leave `make quality` out")
    found = evaluate.measure(folder)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    floors = json.loads(evaluate.FLOORS.read_text(encoding="utf-8"))
    assert found["digest"] == floors["digest"], (
        "other evaluation data: measure, then write the floors anew with the reason"
    )
    assert evaluate.below(found, floors) == []
