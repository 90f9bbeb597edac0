"""Forums: listing, threads, posts; new ones and edited ones.

A thread whose line in the listing has not changed is not fetched. Where its number of posts or its last
activity changed, it is read from the last page known. An edit shows in no listing, so threads active within
``recheck_days`` are read again from their first page, at most once per ``recheck_hours``; a page whose
posts are the same as before costs no more than its request.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState
from crawlers.dates import utc_now, when
from crawlers.engines import spirit
from crawlers.engines.page import ListedThread, ThreadPage
from crawlers.forum_posts import PostMaker
from crawlers.forum_state import ForumState, ThreadState, digest
from crawlers.markup import root_of
from crawlers.options import ForumOptions
from crawlers.spiders.base import SourceSpider

#: Whole listings are turned over again after this time: a thread deleted while a listing is read may make
#: another one slip by unseen.
_WALK_AGAIN = dt.timedelta(days=7)
#: Priorities. New posts come before the listing's next page (0), so that few threads are open at a time;
#: looking for edits comes last, so that it never eats the budget of what is new.
_NEW, _RECHECK = 10, -10


class ForumSpider(SourceSpider):
    """Reads one forum, or one category of it."""

    kind = "forum"

    async def begin(self) -> AsyncIterator[Request]:
        """The first page of the listing."""
        self.now = utc_now()
        self.options: ForumOptions
        self.forum: ForumState = self.load(ForumState)
        self.known_before = len(self.forum.threads)
        week_ago = int((self.now - _WALK_AGAIN).timestamp())
        self.walk_all = not self.forum.complete or self.forum.walked < week_ago
        self.walked_to_end = False
        self.maker = PostMaker(self.host, self.source, self.kind, self.options.timezone, self.visit.pseudonyms)
        self.pages = 0
        self.open: set[str] = set()
        self.planned: set[str] = set()
        self.turned: dict[str, set[int]] = {}
        self.lost = 0
        yield self.ask(self.url, self._listing, lost=self._listing_lost)

    def finish(self) -> None:
        """Marks the state complete where nothing is left over for the next visit."""
        if not hasattr(self, "forum"):
            return
        if self.pages and not self.open and not self.lost and self.visit.cut is None:
            self.forum.complete = True
            if self.walk_all or self.walked_to_end:
                self.forum.walked = int(self.now.timestamp())
        self.forum.prune()
        if self.pages:
            self.keep()

    def snapshot(self) -> dict[str, Any]:
        """What is known of the threads."""
        return self.forum.as_json()

    # The listing

    def _listing(self, response: TextResponse) -> Iterator[Request]:
        page = spirit.listing(root_of(response), response.url)
        if page is None:
            single = spirit.thread_page(root_of(response), response.url)
            if single is not None and self.pages == 0:
                yield from self._single(response, single)
            else:
                self.lost += 1
                self.unexpected(response, "no list of topics was found on it; is this the listing of a Spirit forum?")
            return
        if not page.threads and self.known_before and self.pages == 0:
            self.lost += 1
            known = self.known_before
            self.unexpected(response, f"it lists no topics any more, {known} were known; has the site changed?")
            return
        self.visit.understood += 1
        self.pages += 1
        busy = False
        for thread in page.threads:
            request = self._plan(thread)
            if request is not None:
                busy = busy or not thread.pinned
                yield request
        if page.next_url is None:
            self.walked_to_end = True
        elif (busy or self.walk_all) and self.pages < self.options.max_pages:
            yield self.ask(page.next_url, self._listing, lost=self._listing_lost)

    def _listing_lost(self, url: str, state: HealthState, reason: str) -> None:
        self.lost += 1
        self.visit.trouble(state, url, reason)

    def _single(self, response: TextResponse, page: ThreadPage) -> Iterator[Request]:
        """The source's address is a thread: it is read whole, there is no listing to tell of changes."""
        self.pages = 1
        self.open.add(page.id)
        known = self.forum.threads.setdefault(page.id, ThreadState())
        known.next = 1
        yield from self._read(response, page, ListedThread(page.id, response.url, page.title, "", "", False), _NEW)

    def _plan(self, thread: ListedThread) -> Request | None:
        """The first request for a thread, if there is anything to read in it."""
        if thread.id in self.planned:
            return None
        self.planned.add(thread.id)
        active = when(thread.active, now=self.now, timezone=self.options.timezone)
        start, priority = self._start_page(thread, active)
        if start == 0:
            return None
        self.forum.complete = False
        self.open.add(thread.id)
        return self._ask_page(thread, start, priority)

    def _start_page(self, thread: ListedThread, active: dt.datetime | None) -> tuple[int, int]:
        """The page to read first, 0 for none, and how urgent that is."""
        known = self.forum.threads.get(thread.id)
        if known is None:
            old = active is not None and int(active.timestamp()) <= self.forum.floor
            return (0 if old else 1), _NEW
        if known.next:
            return known.next, _NEW
        changed = known.activity != _activity(thread)
        if known.title != digest(thread.title) or (changed and self._recheck_due(known)):
            return 1, _NEW
        if changed:
            return max(1, known.pages), _NEW
        return (1 if self._recheck_due(known) else 0), _RECHECK

    def _recheck_due(self, known: ThreadState) -> bool:
        now = self.now.timestamp()
        recent = now - known.active <= self.options.recheck_days * 86400
        return bool(self.options.recheck_days) and recent and now - known.checked >= self.options.recheck_hours * 3600

    # A thread

    def _ask_page(self, thread: ListedThread, number: int, priority: int) -> Request:
        def lost(url: str, state: HealthState, reason: str) -> Any:
            return self._page_lost(thread, number, priority, url, state, reason)

        def then(response: TextResponse) -> Any:
            return self._thread(response, thread, priority)

        return self.ask(spirit.page_url(thread.url, number), then, lost=lost, priority=priority)

    def _page_lost(
        self, thread: ListedThread, number: int, priority: int, url: str, state: HealthState, reason: str
    ) -> Iterator[Request]:
        gone = reason.startswith(("HTTP 404", "HTTP 410"))
        if gone and number > 1:
            # Posts were moved or taken away, so that the page that was last is no more.
            known = self.forum.threads.setdefault(thread.id, ThreadState())
            known.next, known.hashes = 1, []
            yield self._ask_page(thread, 1, priority)
            return
        if gone:
            self.visit.refuse(url, "the topic was deleted")
            self._done(thread, self.forum.threads.setdefault(thread.id, ThreadState()), pages=0)
            return
        self.lost += 1
        self.open.discard(thread.id)
        self.visit.trouble(state, url, reason)

    def _thread(self, response: TextResponse, thread: ListedThread, priority: int) -> Iterator[Request]:
        page = spirit.thread_page(root_of(response), response.url)
        if page is None or page.id != thread.id:
            self.lost += 1
            self.open.discard(thread.id)
            self.unexpected(response, "no posts were found on a topic's page; has the site changed?")
            return
        yield from self._read(response, page, thread, priority)

    def _read(
        self, response: TextResponse, page: ThreadPage, thread: ListedThread, priority: int
    ) -> Iterator[Request]:
        turned = self.turned.setdefault(thread.id, set())
        if page.number in turned:
            self.lost += 1
            self.open.discard(thread.id)
            self.unexpected(response, "the pages of a topic lead back to each other; has the site changed?")
            return
        turned.add(page.number)
        self.visit.understood += 1
        known = self.forum.threads.setdefault(thread.id, ThreadState())
        posts = self.maker.posts(page, response)
        mark = digest("\0".join(f"{post.id}\0{post.text}" for post in posts))
        if known.hash_of(page.number) != mark:
            for post in posts:
                self.visit.take(post)
            known.set_hash(page.number, mark)
        if page.number == 1:
            known.from_start = True
        if page.next_url is None:
            self._done(thread, known, pages=page.number)
            return
        known.next = page.number + 1
        self.keep()
        # By the page's own link: a topic that was renamed meanwhile has another address.
        thread.url = page.next_url
        yield self._ask_page(thread, page.number + 1, priority)

    def _done(self, thread: ListedThread, known: ThreadState, pages: int) -> None:
        now = int(self.now.timestamp())
        active = when(thread.active, now=self.now, timezone=self.options.timezone)
        if active is not None:
            known.active = int(active.timestamp())
        elif known.activity != _activity(thread):
            known.active = now
        if known.from_start:
            known.checked = now
        known.title, known.activity = digest(thread.title), _activity(thread)
        known.pages, known.next, known.from_start = pages, 0, False
        known.forget_hashes_before(now - int(self.options.recheck_days * 86400))
        self.open.discard(thread.id)
        self.turned.pop(thread.id, None)
        self.keep()


def _activity(thread: ListedThread) -> str:
    return hashlib.blake2b(f"{thread.count}\0{thread.active}".encode(), digest_size=6).hexdigest()
