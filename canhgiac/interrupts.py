"""Ctrl-C that is not lost.

Python raises ``KeyboardInterrupt`` wherever the main thread happens to be, and drops it where that is a finaliser
or a callback of the garbage collector (https://docs.python.org/3/library/signal.html#handlers-and-exceptions). A
long run then goes on as if nothing had been said. So it is also written down, and long loops ask.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

_asked = threading.Event()


def watch() -> None:
    """From now on Ctrl-C is raised as ever and remembered too. For the main thread of a process of its own.

    Where it does nothing, as in a job that a shell runs in the background, it goes on doing nothing.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _on_interrupt)


def _on_interrupt(_: int, __: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt


def check() -> None:
    """Raises ``KeyboardInterrupt`` if there was one, whoever dropped it."""
    if _asked.is_set():
        raise KeyboardInterrupt
