"""The corpus loader: what it gives, and what it says of a bad line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp import corpus

GOOD = {"id": "task_job-001", "text": "Tuyển CTV", "role": "offer", "surface": "post", "scheme": "task_job"}


def _write(folder: Path, *lines: str) -> Path:
    (folder / "fraud").mkdir()
    (folder / "fraud" / "task_job.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_a_text_knows_its_file_and_category(tmp_path: Path) -> None:
    (text,) = corpus.read(_write(tmp_path, json.dumps(GOOD), ""))
    assert (text.file, text.category, text.role) == ("fraud/task_job", "fraud", "offer")


def test_an_ordinary_twin_has_no_category(tmp_path: Path) -> None:
    (text,) = corpus.read(_write(tmp_path, json.dumps(GOOD | {"role": None, "genre": "job_employer"})))
    assert text.category is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2"),
        (json.dumps(GOOD | {"surface": "letter"}), "letter"),
        (json.dumps(GOOD | {"scheme": "politics"}), "unknown scheme 'politics'"),
        (json.dumps(GOOD | {"scheme": None}), "needs a scheme"),
        (json.dumps(GOOD | {"colour": "red"}), "colour"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(corpus.CorpusError, match=r"task_job\.jsonl, line 2") as error:
        list(corpus.read(_write(tmp_path, json.dumps(GOOD), line)))
    assert says in str(error.value)
