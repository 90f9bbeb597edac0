"""Blogs: articles and their comments, by the API or the feeds of the software that made them.

WordPress's REST API tells items from a time on, oldest first, so the crawl state is that time; where it is closed,
and for Blogger, there are feeds, newest first: they are turned over until a page holds nothing new. A comment's
edit shows in no list, so those of the last days are read again now and then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState
from crawlers import blogger, wordpress
from crawlers.dates import utc_now, when
from crawlers.feed_entries import Entry, entries_of_feed, parsed_feed
from crawlers.markup import root_of
from crawlers.messages import Message, MessageMaker
from crawlers.middlewares.conditional import validators_of
from crawlers.options import BlogOptions
from crawlers.spiders.base import Requests, SourceSpider

#: What a blog has: its articles and all their comments.
_ROUTES = ("posts", "comments")
#: Entries of a feed that are remembered.
_MAX_ENTRIES = 5000
#: A part of an API that was closed is asked again after this time.
_CLOSED_FOR = dt.timedelta(days=7)
_SECOND = dt.timedelta(seconds=1)


class Route(msgspec.Struct, omit_defaults=True):
    """How far a part of the blog was read. By API: ``read`` is the time of its newest item; ``closed`` when it was
    found closed, in seconds since 1970. By feed: ``entries`` are hashes of those that were given, ``walk`` the page
    to go on with where not all was read, ``validators`` those of its first page."""

    read: str = ""
    closed: int = 0
    entries: dict[str, str] = {}
    walk: int = 0
    validators: dict[str, str] = {}


class BlogState(msgspec.Struct, omit_defaults=True):
    """``engine``, ``api``, ``home``: what the blog was found to be, and where. ``checked``: when comments were
    last read again for edits, in seconds since 1970."""

    engine: str = ""
    api: str = ""
    home: str = ""
    routes: dict[str, Route] = {}
    checked: int = 0


class BlogSpider(SourceSpider):
    """Reads one blog."""

    kind = "blog"

    async def begin(self) -> AsyncIterator[Request]:
        """The parts of the blog, or a page that tells what made it."""
        self.options: BlogOptions
        self.now = utc_now()
        self.known: BlogState = self.load(BlogState)
        self.pages = 0
        self.maker = MessageMaker(self.host, self.source, self.kind, self.options.timezone, self.visit.pseudonyms)
        if self.known.engine:
            for request in self._routes():
                yield request
        else:
            yield self.ask(self.url, self._first)

    def snapshot(self) -> dict[str, Any]:
        """How far the blog was read."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _first(self, response: TextResponse) -> Iterator[Request]:
        root = root_of(response)
        api = wordpress.api_root(response, root)
        if api is not None:
            self.known = BlogState("wordpress", api, wordpress.home_of(api, response.url))
        elif blogger.recognises(root):
            self.known = BlogState("blogger", "", urljoin(response.url, "/"))
        elif wordpress.recognises(root):
            self.known = BlogState("wordpress", "", wordpress.home_of("", response.url))
        else:
            self.unexpected(response, "no WordPress and no Blogger made it; kind article, feed or page may read it")
            return
        self.keep()
        yield from self._routes()

    def _routes(self) -> Iterator[Request]:
        for name in _ROUTES:
            route = self.known.routes.setdefault(name, Route())
            yield self._ask_items(name, 1) if self._by_api(route) else self._ask_feed(name, 1)

    def _by_api(self, route: Route) -> bool:
        closed = self.now.timestamp() - route.closed < _CLOSED_FOR.total_seconds()
        return bool(self.known.api) and not closed

    # By API

    def _ask_items(self, name: str, page: int, again: str = "") -> Request:
        """The items after what was read; ``again``: comments after this time, to look for edits."""
        after = again or self.known.routes[name].read or self._history()
        url = wordpress.items_url(self.known.api, name, after, self.options.per_page, page)

        def then(response: TextResponse) -> Requests:
            return self._items(name, page, after, again, response)

        def lost(url: str, state: HealthState, reason: str) -> Requests:
            return self._items_lost(name, page, url, state, reason)

        return self.ask(url, then, lost=lost, priority=-10 if again else 0)

    def _history(self) -> str:
        days = self.options.history_days
        start = self.now - dt.timedelta(days=days) if days else dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
        return _iso(start)

    def _items(self, name: str, page: int, after: str, again: str, response: TextResponse) -> Requests:
        items = wordpress.items_of(response)
        if items is None:
            return self._items_lost(name, page, response.url, "blocked", "its API gives no list")
        self.visit.understood += 1
        self.pages += 1
        for item in items:
            self._take(wordpress.message_of(name, item, self._root()), response)
        # Items of one second may stand on two pages, so that second is read again. Where a whole page is of it,
        # the pages behind the same time are turned over.
        last = when(wordpress.time_of(name, items[-1]), now=self.now, timezone="UTC") if items else None
        reached = max(after, _iso(last - _SECOND)) if last is not None else after
        if not again:
            self.known.routes[name].read = reached if items else self.known.routes[name].read
        self.keep()
        if len(items) >= self.options.per_page and not _is_last(response, page) and self._more_pages():
            return self._ask_items(name, 1 if reached > after else page + 1, reached if again else "")
        return self._done(name, bool(again))

    def _done(self, name: str, again: bool) -> Request | None:
        """Looks for edits of comments behind what is new."""
        if name != "comments":
            return None
        due = self.now.timestamp() - self.known.checked >= self.options.recheck_hours * 3600
        if not again and due and self.known.checked and self.options.recheck_days:
            return self._ask_items(name, 1, _iso(self.now - dt.timedelta(days=self.options.recheck_days)))
        if again or not self.known.checked:
            self.known.checked = int(self.now.timestamp())
            self.keep()
        return None

    def _items_lost(self, name: str, page: int, url: str, state: HealthState, reason: str) -> Requests:
        if reason.startswith("HTTP 400") and page > 1:
            # What a page behind the last one is answered with.
            return self._done(name, False)
        closed = (state == "blocked" and "429" not in reason) or state == "robots"
        if not closed and not reason.startswith(("HTTP 404", "HTTP 410", "HTTP 400")):
            self.visit.trouble(state, url, reason)
            return None
        self.visit.refuse(url, f"{reason}; its feed is read instead")
        self.known.routes[name].closed = int(self.now.timestamp())
        self.keep()
        return self._ask_feed(name, 1)

    # By feed

    def _ask_feed(self, name: str, page: int) -> Request:
        route = self.known.routes[name]
        if self.known.engine == "blogger":
            url = blogger.feed_url(self.known.home, name, page, min(self.options.per_page, blogger.MAX_RESULTS))
        else:
            url = wordpress.feed_url(self.known.home, name, page)

        def then(response: TextResponse) -> Requests:
            return self._feed(name, page, response)

        def lost(url: str, state: HealthState, reason: str) -> None:
            if page > 1 and reason.startswith(("HTTP 404", "HTTP 410")):
                # A page behind the last one.
                route.walk = 0
                self.keep()
            else:
                self.visit.trouble(state, url, reason)

        validators = route.validators if page == 1 and route.entries else None
        return self.ask(url, then, lost=lost, unchanged=lambda: self._walk_on(name), validators=validators)

    def _feed(self, name: str, page: int, response: TextResponse) -> Requests:
        parsed = parsed_feed(response)
        if not parsed.get("version"):
            self.unexpected(response, "it is no feed; has the blog switched its feeds off?")
            return None
        self.visit.understood += 1
        self.pages += 1
        route = self.known.routes[name]
        entries = entries_of_feed(parsed)
        fresh = [entry for entry in entries if route.entries.get(entry.key) != entry.mark]
        for entry in fresh:
            self._take(self._entry_message(name, entry), response)
            route.entries.pop(entry.key, None)
            route.entries[entry.key] = entry.mark
        for key in list(route.entries)[: max(0, len(route.entries) - _MAX_ENTRIES)]:
            del route.entries[key]
        if page == 1:
            route.validators = validators_of(response)
        old = any(entry.written is not None and _iso(entry.written) < self._history() for entry in entries)
        if page >= route.walk:
            # It goes on from here also when this visit is cut off.
            route.walk = page + 1 if fresh and not old else 0
        self.keep()
        if fresh and len(fresh) == len(entries) and not old and self._more_pages():
            return self._ask_feed(name, page + 1)
        return self._walk_on(name)

    def _walk_on(self, name: str) -> Request | None:
        """What an earlier visit left over."""
        walk = self.known.routes[name].walk
        return self._ask_feed(name, walk) if walk > 1 and self._more_pages() else None

    def _entry_message(self, name: str, entry: Entry) -> Message | None:
        if self.known.engine == "blogger":
            return blogger.entry_message(name, entry)
        return wordpress.entry_message(name, entry, self._root())

    def _more_pages(self) -> bool:
        if self.pages < self.options.max_pages:
            return True
        self.visit.stop(f"max_pages ({self.options.max_pages}) were read; the rest follows on the next visit")
        return False

    def _take(self, message: Message | None, response: TextResponse) -> None:
        post = self.maker.post(message, response) if message is not None else None
        if post is not None:
            self.visit.take(post)

    def _root(self) -> str:
        return urlsplit(self.known.home).path or "/"


def _iso(time: dt.datetime) -> str:
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_last(response: TextResponse, page: int) -> bool:
    total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
    return total.isdigit() and page >= int(total)
