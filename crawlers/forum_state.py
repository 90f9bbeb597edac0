"""The crawl state of a forum: what is known of each thread, small enough to be written often."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

#: Threads that are remembered; of those beyond, the longest silent are forgotten (see ``floor``).
MAX_THREADS = 20_000


def digest(text: str) -> str:
    """Twelve hexadecimal digits: enough to see a change."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


class ThreadState(msgspec.Struct, array_like=True):
    """``title``, ``activity``: of the thread's line in the listing when it was read to its end. ``pages``:
    how many there were. ``next``: the page to go on with, 0 when it was read to its end. ``active``,
    ``checked``: last post, and last time read from the first page, in seconds since 1970. ``from_start``:
    the reading under way began at page 1. ``hashes``: of the posts on each page. ``url``: of its first page,
    ``address``: where that is asked for; like the hashes, only as long as the thread may be read again."""

    title: str = ""
    activity: str = ""
    pages: int = 0
    next: int = 1
    active: int = 0
    checked: int = 0
    from_start: bool = False
    hashes: list[str] = []
    url: str = ""
    address: str = ""

    def hash_of(self, page: int) -> str:
        """The hash of a page as it was read last; empty if it was not."""
        return self.hashes[page - 1] if 0 < page <= len(self.hashes) else ""

    def set_hash(self, page: int, value: str) -> None:
        """Remembers a page."""
        self.hashes.extend([""] * (page - len(self.hashes)))
        self.hashes[page - 1] = value

    def forget_hashes_before(self, moment: int) -> None:
        """Drops the hashes of a thread that is too old to be checked for edits again."""
        if self.active < moment:
            self.hashes, self.url, self.address = [], "", ""
        else:
            del self.hashes[self.pages :]


class ForumState(msgspec.Struct, omit_defaults=True):
    """``engine``, ``start``: the software that was recognised, and the address to begin with. ``complete``: the
    last visit left nothing over. ``walked``: when the whole listing was turned over last. ``floor``: threads
    without a post since then were forgotten, and count as known. ``sections``: by address, the mark that a
    listing below the first had when it was read to its end, and when that was."""

    threads: dict[str, ThreadState] = {}
    engine: str = ""
    start: str = ""
    sections: dict[str, tuple[str, int]] = {}
    complete: bool = False
    walked: int = 0
    floor: int = 0

    def prune(self) -> None:
        """Forgets the threads that were silent longest, above :data:`MAX_THREADS`."""
        surplus = len(self.threads) - MAX_THREADS
        if surplus <= 0:
            return
        oldest = sorted(self.threads, key=lambda key: self.threads[key].active)[:surplus]
        for key in oldest:
            self.floor = max(self.floor, self.threads.pop(key).active)

    def as_json(self) -> dict[str, Any]:
        """What is written down. It shares nothing that can change with this object."""
        return msgspec.to_builtins(self)  # type: ignore[no-any-return]
