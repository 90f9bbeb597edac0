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
from crawlers.engines import known
from crawlers.engines.engine import Engine
from crawlers.engines.page import ListedThread, Page, Section, ThreadPage
from crawlers.forum_posts import PostMaker
from crawlers.forum_sections import Sections
from crawlers.forum_state import ForumState, ThreadState, digest
from crawlers.options import ForumOptions
from crawlers.spiders.base import SourceSpider

#: Whole listings are turned over again after this time: a thread deleted while a listing is read may make
#: another one slip by unseen.
_WALK_AGAIN = dt.timedelta(days=7)
#: Priorities. New posts come before the listing's next page (0), so that few threads are open at a time;
#: looking for edits comes last, so that it never eats the budget of what is new.
_NEW, _SECTION, _RECHECK = 10, 1, -10


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
        self.listings = 1
        self.later: list[Request] = []
        self.sections = Sections(self.forum.sections, int(self.now.timestamp()), self.options)
        chosen = self.options.engine if self.options.engine != "auto" else self.forum.engine
        if self.forum.engine != chosen:
            self.forum.start = ""
        self.engine: Engine | None = known.engine(chosen) if chosen in known.ENGINES else None
        url = self.forum.start if self.engine is not None and self.forum.start else self.url
        yield self.ask(url, self._first, lost=self._first_lost)

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

    def _first(self, response: TextResponse) -> Iterator[Request]:
        """Which software it is, and where to begin with it."""
        page = _page(response)
        if self.forum.start:
            yield from self._listing(response)
            return
        engine = self.engine if self.options.engine != "auto" else known.recognised(page)
        if engine is None or not engine.recognises(page):
            self._unknown(response, None if engine is None else known.recognised(page))
            return
        self.engine = engine
        start = engine.start(page, response.url)
        if start == response.url:
            self.forum.engine = engine.name
            yield from self._listing(response)
        else:
            # Remembered, so that the next visit begins there at once.
            self.forum.engine, self.forum.start = engine.name, start
            yield self.ask(start, self._listing, lost=self._first_lost)

    def _unknown(self, response: TextResponse, really: Engine | None) -> None:
        self.lost += 1
        if really is not None:
            said = f"it is made by {really.name}, another software than its engine option says; take the option out"
            self.visit.trouble("changed", response.url, said)
        else:
            self.unexpected(response, "no list of topics was found on it, of no forum software known here")

    def _first_lost(self, url: str, state: HealthState, reason: str) -> None:
        if reason.startswith(("HTTP 404", "HTTP 410")):
            self._forget_start()
        self._listing_lost(url, state, reason)

    def _forget_start(self) -> None:
        """What was remembered of the software is wrong by now: the next visit looks anew."""
        if self.forum.start:
            self.forum.engine = self.forum.start = ""
            self.keep()

    def _listing(self, response: TextResponse, section: Section | None = None, number: int = 1) -> Iterator[Request]:
        engine, content = self._made_by(), _page(response)
        page = engine.listing(content)
        if page is None:
            single = engine.thread_page(content)
            if single is not None and self.pages == 0:
                yield from self._single(response, single)
            else:
                self.lost += 1
                self._forget_start()
                self.unexpected(response, f"no list of topics was found on it; is this a listing of {engine.name}?")
                if section is not None and number == 1:
                    yield from self._next_section()
                yield from self._listing_ended()
            return
        if not page.threads and not page.sections and self.known_before and self.pages == 0:
            self.lost += 1
            known_before = self.known_before
            self.unexpected(response, f"it lists no topics any more, {known_before} were known; has the site changed?")
            return
        self.visit.understood += 1
        self.pages += 1
        busy = False
        # A listing without an end shows what was on its pages before.
        repeated = bool(page.threads) and all(thread.id in self.planned for thread in page.threads)
        for thread in page.threads:
            request = self._plan(thread)
            if request is not None:
                busy = busy or not thread.pinned
                if request.priority == _RECHECK:
                    self.later.append(request)
                    continue
                if section is not None:
                    self.sections.reading(section, thread.id)
                yield request
        self.sections.hear(page.sections)
        more = page.next_url is not None and not repeated and (busy or self.walk_all)
        if more and page.next_url is not None and self.pages < self.options.max_pages:
            yield self._ask_listing(page.next_url, section, number + 1)
        elif section is not None:
            self.sections.walked(section)
        self.walked_to_end = self.walked_to_end or (section is None and (page.next_url is None or repeated))
        if number == 1:
            yield from self._next_section()
        yield from self._listing_ended()

    def _listing_ended(self) -> Iterator[Request]:
        """Looking for edits waits until all listings were turned over: it would take the budget of what is new."""
        self.listings -= 1
        if self.listings == 0:
            yield from self.later
            self.later = []

    def _ask_listing(self, url: str, section: Section | None, number: int, priority: int = 0) -> Request:
        def then(response: TextResponse) -> Any:
            return self._listing(response, section, number)

        def lost(url: str, state: HealthState, reason: str) -> Iterator[Request]:
            self._listing_lost(url, state, reason)
            if number == 1:
                yield from self._next_section()
            yield from self._listing_ended()

        self.listings += 1
        return self.ask(url, then, lost=lost, priority=priority)

    def _next_section(self) -> Iterator[Request]:
        """Asks for the next section; its first page comes before the further pages of those before it."""
        following = self.sections.next() if self.pages < self.options.max_pages else None
        if following is not None:
            section, again = following
            yield self._ask_listing(section.url, section, 1, _RECHECK if again else _SECTION)

    def _made_by(self) -> Engine:
        assert self.engine is not None, "no page is read before the software is known"
        return self.engine

    def _listing_lost(self, url: str, state: HealthState, reason: str) -> None:
        self.lost += 1
        self.visit.trouble(state, url, reason)

    def _single(self, response: TextResponse, page: ThreadPage) -> Iterator[Request]:
        """The source's address is a thread: it is read whole, there is no listing to tell of changes."""
        self.pages = 1
        self.open.add(page.id)
        self.forum.threads.setdefault(page.id, ThreadState()).next = 1
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
        state = self.forum.threads.get(thread.id)
        if state is None:
            old = active is not None and int(active.timestamp()) <= self.forum.floor
            return (0 if old else 1), _NEW
        if state.next:
            return state.next, _NEW
        changed = state.activity != _activity(thread)
        if state.title != digest(thread.title) or (changed and self._recheck_due(state)):
            return 1, _NEW
        if changed:
            return max(1, state.pages), _NEW
        return (1 if self._recheck_due(state) else 0), _RECHECK

    def _recheck_due(self, state: ThreadState) -> bool:
        now = self.now.timestamp()
        recent = now - state.active <= self.options.recheck_days * 86400
        return bool(self.options.recheck_days) and recent and now - state.checked >= self.options.recheck_hours * 3600

    # A thread

    def _ask_page(self, thread: ListedThread, number: int, priority: int) -> Request:
        def lost(url: str, state: HealthState, reason: str) -> Any:
            return self._page_lost(thread, number, priority, url, state, reason)

        def then(response: TextResponse) -> Any:
            return self._thread(response, thread, priority)

        return self.ask(self._made_by().page_url(thread.url, number), then, lost=lost, priority=priority)

    def _page_lost(
        self, thread: ListedThread, number: int, priority: int, url: str, state: HealthState, reason: str
    ) -> Iterator[Request]:
        gone = reason.startswith(("HTTP 404", "HTTP 410"))
        if gone and number > 1:
            # Posts were moved or taken away, so that the page that was last is no more.
            moved = self.forum.threads.setdefault(thread.id, ThreadState())
            moved.next, moved.hashes = 1, []
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
        page = self._made_by().thread_page(_page(response))
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
        state = self.forum.threads.setdefault(thread.id, ThreadState())
        self.maker.mentions = self._made_by().mentions
        posts = self.maker.posts(page, response)
        mark = digest("\0".join(f"{post.id}\0{post.text}" for post in posts))
        if page.number > 1 and posts and state.hash_of(page.number - 1) == mark:
            # The page behind the last one is the last one again, and so is the one behind that.
            self._done(thread, state, pages=page.number - 1)
            return
        if state.hash_of(page.number) != mark:
            for post in posts:
                self.visit.take(post)
            state.set_hash(page.number, mark)
        if page.number == 1:
            state.from_start = True
        if page.next_url is None:
            self._done(thread, state, pages=page.number)
            return
        state.next = page.number + 1
        self.keep()
        # By the page's own link: a topic that was renamed meanwhile has another address.
        thread.url = page.next_url
        yield self._ask_page(thread, page.number + 1, priority)

    def _done(self, thread: ListedThread, state: ThreadState, pages: int) -> None:
        now = int(self.now.timestamp())
        active = when(thread.active, now=self.now, timezone=self.options.timezone)
        if active is not None:
            state.active = int(active.timestamp())
        elif state.activity != _activity(thread):
            state.active = now
        if state.from_start:
            state.checked = now
        state.title, state.activity = digest(thread.title), _activity(thread)
        state.pages, state.next, state.from_start = pages, 0, False
        state.forget_hashes_before(now - int(self.options.recheck_days * 86400))
        self.open.discard(thread.id)
        self.turned.pop(thread.id, None)
        self.sections.read(thread.id)
        self.keep()


def _page(response: TextResponse) -> Page:
    return Page(response.url, response.body, response.encoding)


def _activity(thread: ListedThread) -> str:
    return hashlib.blake2b(thread.mark.encode("utf-8", "replace"), digest_size=6).hexdigest()
