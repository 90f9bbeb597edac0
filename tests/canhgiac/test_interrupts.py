"""Ctrl-C that falls where Python drops it."""

from __future__ import annotations

import subprocess
import sys

_DROPS_ONE = """
import os, signal
from canhgiac import interrupts
from canhgiac.workers import in_order

interrupts.watch()

class Finalised:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

Finalised()
print("dropped", flush=True)
for length in in_order(len, ["a"] * 100, 1):
    print("done", flush=True)
"""


def test_an_interrupt_that_python_drops_still_ends_the_work() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "if __name__ == '__main__':\n" + _DROPS_ONE.replace("\n", "\n    ")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.stdout.splitlines() == ["dropped"]
    assert "KeyboardInterrupt" in ended.stderr and ended.returncode


def test_what_ignores_interrupts_goes_on_ignoring_them() -> None:
    asked = (
        "import os, signal; signal.signal(signal.SIGINT, signal.SIG_IGN); from canhgiac import interrupts; "
        "interrupts.watch(); os.kill(os.getpid(), signal.SIGINT); interrupts.check(); print('goes on')"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout == "goes on\n"
