"""Work spread over processes: results in the order of the items, and never more than a few items under way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

from canhgiac.errors import CanhGiacError

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Items handed out ahead for each process: enough that none waits, few enough for memory to stay flat.
AHEAD = 2


class WorkerError(CanhGiacError):
    """A worker process died."""


def in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """``work`` of each item, done by ``workers`` processes, in the order of ``items``, streaming.

    ``work`` is a function of a module. What it raises is raised here. Raises ``WorkerError`` where a
    process dies. When the caller stops early (Ctrl-C, a closed pipe) what is not begun is dropped.
    """
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin)
    under_way: deque[Future[Result]] = deque()
    try:
        for item in items:
            under_way.append(pool.submit(work, item))
            if len(under_way) >= workers * AHEAD:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    except BrokenProcessPool:
        raise WorkerError(
            "a worker process died, most likely for want of memory; run it again with fewer --workers"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In a new worker: Ctrl-C is for the parent, which stops the workers; without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
