"""Texts brought in by ``canhgiac run``: really once, for each further test its data folder is copied."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import Command

_DONE: dict[tuple[str, ...], subprocess.CompletedProcess[str]] = {}


def imported(canhgiac: Command, tmp_path: Path, *texts: str) -> subprocess.CompletedProcess[str]:
    """Imports ``texts`` as posts 0, 1, … of a file into the test's data folder; what the command said."""
    home = Path(os.environ["CANHGIAC_HOME"])
    folder = tmp_path.parent / f"imported-{hashlib.sha256(repr(texts).encode()).hexdigest()[:12]}"
    posts, kept = folder / "posts.jsonl", folder / "home"
    if not posts.exists():  # in one place for all tests: a post's id is made of it
        folder.mkdir()
        lines = (json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts))
        posts.write_text("".join(lines), "utf-8")
    if any(home.iterdir()):
        return canhgiac("run", str(posts))
    if texts not in _DONE:
        done = canhgiac("run", str(posts))
        shutil.copytree(home, kept)
        _DONE[texts] = done
    else:
        shutil.copytree(kept, home, dirs_exist_ok=True)
    return _DONE[texts]
