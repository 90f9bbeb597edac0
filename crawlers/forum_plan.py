"""Which pages of which threads a visit reads: by what a listing shows, and by what is known of each thread."""

from __future__ import annotations

import datetime as dt

from crawlers.dates import when
from crawlers.engines.page import ListedThread
from crawlers.forum_state import ForumState, ThreadState, digest
from crawlers.options import ForumOptions

#: Priorities. New posts come before the listing's next page (0), so that few threads are open at a time;
#: looking for edits comes last, so that it never eats the budget of what is new.
NEW, SECTION, RECHECK = 10, 1, -10
#: Threads that no listing showed and that one visit looks at all the same.
MAX_UNLISTED = 200


class ThreadPlan:
    """What to read in a forum. ``forum`` is the crawl state, changed in place; ``planned`` are the threads that a
    listing showed in this visit."""

    def __init__(self, forum: ForumState, options: ForumOptions, now: dt.datetime) -> None:
        self.forum = forum
        self.options = options
        self.now = now
        self.planned: set[str] = set()

    def start_page(self, thread: ListedThread) -> tuple[int, int]:
        """The page to read first, 0 for none, and how urgent that is."""
        state = self.forum.threads.get(thread.id)
        if state is None:
            active = self._active(thread)
            old = active is not None and int(active.timestamp()) <= self.forum.floor
            return (0 if old else 1), NEW
        if state.next:
            return state.next, NEW
        changed = state.activity != digest(thread.mark)
        if state.title != digest(thread.title) or (changed and self._recheck_due(state)):
            return 1, NEW
        if changed:
            return max(1, state.pages), NEW
        return (1 if self._recheck_due(state) else 0), RECHECK

    def unlisted(self) -> list[ListedThread]:
        """Threads that were active lately and that no listing showed in this visit: sunk too deep, or deleted."""
        due = [
            (id, state)
            for id, state in self.forum.threads.items()
            if state.address and not state.next and id not in self.planned and self._recheck_due(state)
        ]
        due.sort(key=lambda each: -each[1].active)
        return [ListedThread(id, state.address, "", "", "", False) for id, state in due[:MAX_UNLISTED]]

    def done(self, thread: ListedThread, state: ThreadState, pages: int) -> None:
        """A thread was read to its end."""
        now = int(self.now.timestamp())
        if thread.id in self.planned:
            active = self._active(thread)
            if active is not None:
                state.active = int(active.timestamp())
            elif state.activity != digest(thread.mark):
                state.active = now
            state.title, state.activity = digest(thread.title), digest(thread.mark)
        if state.from_start:
            state.checked = now
        state.pages, state.next, state.from_start = pages, 0, False
        state.forget_hashes_before(now - int(self.options.recheck_days * 86400))

    def _active(self, thread: ListedThread) -> dt.datetime | None:
        return when(thread.active, now=self.now, timezone=self.options.timezone)

    def _recheck_due(self, state: ThreadState) -> bool:
        now = self.now.timestamp()
        recent = now - state.active <= self.options.recheck_days * 86400
        return bool(self.options.recheck_days) and recent and now - state.checked >= self.options.recheck_hours * 3600
