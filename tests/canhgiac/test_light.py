"""Commands that look start light: they load nothing that crawls, trains or analyses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

#: What no command that looks needs, and what is slow to load.
HEAVY = ("scrapy", "twisted", "spacy", "underthesea", "sklearn", "numpy", "requests", "fsspec", "datasette", "elasticsearch")
_PROBE = """
import json, sys
from canhgiac.__main__ import run
status = run(sys.argv[2:])
print(json.dumps([status, [name for name in json.loads(sys.argv[1]) if name in sys.modules]]), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["search", "lua dao"], ["sources", "list"], ["queue"], ["store", "check"]], ids=" ".join
)
def test_looking_loads_nothing_heavy(arguments: list[str], home: Path) -> None:
    (home / "sources.yaml").write_text("sources:\n  - {name: a, kind: forum, url: https://forum.example/}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps(HEAVY), *arguments], capture_output=True, text=True, timeout=120, cwd=home
    )
    assert json.loads(done.stderr.splitlines()[-1]) == [0, []], done.stderr


def test_quality_needs_no_training_extra() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, json.dumps(["nlp.training", "sklearn"]), "quality"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert "Model card" in done.stdout
    assert json.loads(done.stderr.splitlines()[-1]) == [0, []]
