"""Ctrl-C that is not lost.

Python raises ``KeyboardInterrupt`` wherever the main thread happens to be, and drops it where that is a finaliser
or a callback of the garbage collector (https://docs.python.org/3/library/signal.html#handlers-and-exceptions). A
long run then goes on as if nothing had been said. So it is also written down, and ``assess`` asks between chunks.
"""

from __future__ import annotations

import signal
from types import FrameType

#: No lock: a second Ctrl-C may come while the first is being written down.
_asked = False


def watch() -> None:
    """From now on Ctrl-C is raised as ever and remembered too. For the main thread of a process of its own.

    Where it does nothing, as in a job that a shell runs in the background, it goes on doing nothing.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _on_interrupt)


def _on_interrupt(_: int, __: FrameType | None) -> None:
    global _asked
    _asked = True
    raise KeyboardInterrupt


def check() -> None:
    """Raises ``KeyboardInterrupt`` if there was one, whoever dropped it."""
    if _asked:
        raise KeyboardInterrupt
