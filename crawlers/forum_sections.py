"""The sections of a forum in one visit: which are read, in which order, and which are done with."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from crawlers.engines.page import Section
from crawlers.forum_state import digest
from crawlers.options import ForumOptions

#: Seconds after which a section is turned over again whatever its mark says.
_WALK_AGAIN = 7 * 86400
#: Sections that one visit hears of; a site that names more leads in a circle.
_MAX_SECTIONS = 2000


class Sections:
    """Sections wait in line, and one is asked for when the one before has shown its threads: a small budget is
    then spent on posts and not on listings.

    ``known`` is the part of the crawl state: by address, the mark that a section had when everything in it was
    read, and when that was. It is changed in place.
    """

    def __init__(self, known: dict[str, tuple[str, int]], now: int, options: ForumOptions) -> None:
        self._known = known
        self._now = now
        self._options = options
        self._heard: set[str] = set()
        self._fresh: deque[Section] = deque()
        self._again: deque[Section] = deque()
        self._unread: dict[str, set[str]] = {}
        self._of: dict[str, Section] = {}
        self._walked: set[str] = set()

    def hear(self, sections: Iterable[Section]) -> None:
        """Puts sections into the line: those in which something has happened first, then those whose turn it is
        to be looked at for edits."""
        for section in sections:
            if section.url in self._heard or len(self._heard) >= _MAX_SECTIONS:
                continue
            self._heard.add(section.url)
            mark, read = self._known.get(section.url, ("", 0))
            if not section.mark or mark != digest(section.mark) or read <= self._now - _WALK_AGAIN:
                self._fresh.append(section)
            elif self._options.recheck_days and read <= self._now - self._options.recheck_hours * 3600:
                self._again.append(section)

    def next(self) -> tuple[Section, bool] | None:
        """The next section, and whether it is only looked at for edits."""
        if self._fresh:
            return self._fresh.popleft(), False
        return (self._again.popleft(), True) if self._again else None

    def reading(self, section: Section, thread: str) -> None:
        """A thread of the section is being read."""
        self._unread.setdefault(section.url, set()).add(thread)
        self._of[thread] = section

    def read(self, thread: str) -> None:
        """A thread was read to its end."""
        section = self._of.pop(thread, None)
        if section is not None:
            self._unread[section.url].discard(thread)
            self._settle(section)

    def walked(self, section: Section) -> None:
        """All of the section's listing that was wanted was turned over."""
        self._walked.add(section.url)
        self._settle(section)

    def _settle(self, section: Section) -> None:
        if section.url in self._walked and not self._unread.get(section.url):
            self._known[section.url] = (digest(section.mark), self._now)
