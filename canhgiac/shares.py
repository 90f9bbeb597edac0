"""Who may work on which part of the spool: one process of a machine for each share of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from canhgiac.errors import BusyError
from canhgiac.locks import held
from canhgiac.spreading import SHARES

_DOING = "processing the spool"


@contextlib.contextmanager
def shares_held(home: Path, wanted: Iterable[int] = range(SHARES)) -> Iterator[frozenset[int]]:
    """Holds those of the shares that no other process of this machine holds, and gives them.

    Raises ``BusyError`` where there is none.
    """
    free = set()
    with contextlib.ExitStack() as locks:
        for share in sorted(set(wanted)):
            with contextlib.suppress(BusyError):
                locks.enter_context(held(home, f"process-{share:02}", doing=_DOING))
                free.add(share)
        if not free:
            raise BusyError(f"another process is {_DOING}; wait for it to end, then run this again")
        yield frozenset(free)


@contextlib.contextmanager
def whole_spool_held(home: Path) -> Iterator[None]:
    """Holds all shares: for what may not go on beside any processing. Raises ``BusyError``."""
    with contextlib.ExitStack() as locks:
        for share in range(SHARES):
            locks.enter_context(held(home, f"process-{share:02}", doing=_DOING))
        yield
