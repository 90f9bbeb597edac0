"""What all tests share: a data folder of their own, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import hypothesis
import pytest

from tests.in_process import in_process

# no test asserts a timing: the machine is noisy
hypothesis.settings.register_profile("canhgiac", deadline=None)
hypothesis.settings.load_profile("canhgiac")

pytest_plugins = ["tests.services.elasticsearch_indices"]

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder for one test; no setting of the machine reaches it."""
    for variable in list(os.environ):
        if variable.startswith("CANHGIAC_") and variable != "CANHGIAC_DATA":
            monkeypatch.delenv(variable)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("CANHGIAC_HOME", str(folder))
    monkeypatch.setenv("CANHGIAC_DELAY", "0")  # the sites of the tests are our own
    return folder


#: Commands that need a process of their own: a crawl can be run once a process, the console ends by a signal.
_APART = (["crawl"], ["look"], ["sources", "add"], ["sources", "check"])


@pytest.fixture
def canhgiac(tmp_path: Path) -> Command:
    """Runs ``canhgiac ARGUMENTS`` as a user does, in this process where that makes no difference."""

    def command(*arguments: str, input: str | None = None, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        if not any(list(arguments[: len(apart)]) == apart for apart in _APART):
            return in_process(arguments, input, tmp_path)
        return subprocess.run(
            canhgiac_command(arguments), input=input, capture_output=True, text=True, timeout=timeout, cwd=tmp_path
        )

    return command


def canhgiac_command(arguments: Sequence[str]) -> list[str]:
    """The command line that runs this checkout's ``canhgiac``."""
    return [sys.executable, "-m", "canhgiac", *arguments]
