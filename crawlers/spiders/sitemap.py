"""Sites by their sitemaps: the pages that are new or have changed, each read as an article with its comments or by
selectors.

A page is read when its ``lastmod`` is another one than before; one that has none, or that may have got comments
since, is read again while it is young. A sitemap that has not changed is not read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from scrapy import Request
from scrapy.http import Response, TextResponse, XmlResponse

from canhgiac.records import HealthState
from crawlers import fragment, sitemaps
from crawlers.article_page import read_page
from crawlers.dates import utc_now, when
from crawlers.forum_state import digest
from crawlers.identity import canonical_url, host_of
from crawlers.markup import root_of
from crawlers.messages import MessageMaker
from crawlers.middlewares.conditional import validators_of
from crawlers.options import SitemapOptions
from crawlers.selected import Selected
from crawlers.selectors import elements
from crawlers.sitemaps import Entry
from crawlers.spiders.base import Requests, SourceSpider

#: Pages and sitemaps that are remembered; of those beyond, the ones met longest ago are forgotten.
_MAX_PAGES, _MAX_MAPS = 50_000, 5_000
#: Sitemaps of one visit, and how deep they may lie in each other.
_MAPS, _DEPTH = 200, 3
#: Pages after which it says something that none of them had anything to read.
_TELLING = 5
#: Priorities: sitemaps, then pages as they are listed, then looking for edits.
_MAP, _NEW, _AGAIN = 1_000_000, 100_000, -10


class SitemapState(msgspec.Struct, omit_defaults=True):
    """``start``: the sitemaps that the site's robots.txt named. ``maps``: by a hash of each one's address, what was
    said of its last change, and its validators; written when all that it lists was read. ``pages``: by a hash of
    each page's address, its ``lastmod``, when it was first met and when it was read last, in seconds since 1970."""

    start: list[str] = []
    maps: dict[str, tuple[str, dict[str, str]]] = {}
    pages: dict[str, tuple[str, int, int]] = {}


class SitemapSpider(SourceSpider):
    """Reads the new and changed pages of one site."""

    kind = "sitemap"

    async def begin(self) -> AsyncIterator[Request]:
        """The sitemap, or the robots.txt that names it."""
        self.options: SitemapOptions
        self.now = utc_now()
        self.known: SitemapState = self.load(SitemapState)
        self.maker = MessageMaker(self.host, self.source, self.kind, self.options.timezone, self.visit.pseudonyms)
        self.selected = Selected(self.host, self.source, self.kind, self.options, self.visit.pseudonyms)
        self.wanted = re.compile(self.options.match)
        self.maps: dict[str, tuple[str, dict[str, str]]] = {}
        self.planned: set[str] = set()
        self.lost = self.read = self.empty = self.by_script = 0
        self.again = any(self._recheck_due(page) for page in self.known.pages.values())
        if re.search(r"\.(xml|txt)(\.gz)?$", urlsplit(self.url).path) or "sitemap" in self.url:
            yield self._ask_map(Entry(self.url), 0)
        elif self.known.start:
            for url in self.known.start:
                yield self._ask_map(Entry(url), 0)
        else:
            yield self.ask(urljoin(self.url, "/robots.txt"), self._robots, lost=self._no_robots, priority=_MAP)

    def finish(self) -> None:
        """Remembers the sitemaps where nothing is left over of what they list."""
        if not hasattr(self, "maps"):
            return
        if self.visit.cut is None and not self.lost and self.maps:
            self.known.maps.update(self.maps)
        for known, most in ((self.known.pages, _MAX_PAGES), (self.known.maps, _MAX_MAPS)):
            for key in list(known)[: max(0, len(known) - most)]:
                del known[key]
        if self.read >= _TELLING and self.empty == self.read:
            self.visit.understood = 0
            if self.by_script:
                said = "comments are put into its pages by a script; scripts are not run, so nothing of them is read"
                self.visit.trouble("blocked", self.url, said)
            else:
                said = f"none of {self.read} pages has comments, or an article that is no news"
                self.visit.trouble("changed", self.url, f"{said}; option match chooses pages, item and text read them")
        self.keep()

    def snapshot(self) -> dict[str, Any]:
        """The pages that were read."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _answered(self, response: Response, then: Any, lost: Any, unchanged: Any) -> Iterator[Request]:
        if response.body.startswith(b"\x1f\x8b"):
            # A packed file, whatever it is called, is no text to Scrapy.
            try:
                text = sitemaps.unpacked(response.body, self.visit.settings.max_bytes)
            except sitemaps.TooLarge:
                self.lost += 1
                most = self.visit.settings.max_bytes
                said = f"the sitemap is larger than {most} bytes (max_bytes) once unpacked and was left unread"
                self.visit.trouble("changed", response.url, said)
                return
            response = XmlResponse(
                response.url, status=response.status, headers=response.headers, body=text, encoding="utf-8",
                request=response.request,
            )  # fmt: skip
        yield from super()._answered(response, then, lost, unchanged)

    # Sitemaps

    def _robots(self, response: TextResponse) -> Iterator[Request]:
        self.known.start = sitemaps.of_robots(response.text, response.url)[:_MAPS]
        for url in self.known.start or [urljoin(self.url, "/sitemap.xml")]:
            yield self._ask_map(Entry(url), 0)

    def _no_robots(self, url: str, state: HealthState, reason: str) -> Request:
        return self._ask_map(Entry(urljoin(self.url, "/sitemap.xml")), 0)

    def _ask_map(self, entry: Entry, depth: int, number: int = 0) -> Request:
        changed, validators = self.known.maps.get(digest(entry.url), ("", {}))
        # A page is found again by its sitemap alone.
        known = validators if not self.again and self.known.pages and changed == entry.changed else None
        then = partial(self._map, entry, depth)
        return self.ask(entry.url, then, lost=self._map_lost, validators=known, priority=_MAP - number)

    def _map_lost(self, url: str, state: HealthState, reason: str) -> None:
        self.lost += 1
        self.visit.trouble(state, url, reason)

    def _map(self, entry: Entry, depth: int, response: TextResponse) -> Iterator[Request]:
        found = sitemaps.read(response.body, response.url)
        if found is None:
            self.lost += 1
            self.unexpected(response, "it is no sitemap; write the address of one, or of the site itself")
            return
        self.visit.understood += 1
        self.maps[digest(entry.url)] = (entry.changed, validators_of(response))
        if not found.entries and self.known.pages:
            self.lost += 1
            self.visit.understood -= 1
            self.unexpected(response, "the sitemap is empty now, it was not before")
            return
        newest_first = sorted(found.entries, key=self._changed, reverse=True)
        yield from self._maps_of(newest_first, depth) if found.index else self._pages_of(newest_first)

    def _maps_of(self, entries: list[Entry], depth: int) -> Iterator[Request]:
        for number, entry in enumerate(entries):
            key = digest(entry.url)
            same = bool(entry.changed) and self.known.maps.get(key, ("",))[0] == entry.changed
            if key in self.planned or (same and not self.again) or self._is_old(entry):
                continue
            if _bare(host_of(entry.url)) != _bare(self.host):
                self.visit.refuse(entry.url, "the sitemap of another host: it has to be a source of its own")
                continue
            if depth + 1 >= _DEPTH or len(self.maps) + len(self.planned) >= _MAPS:
                self.visit.refuse(entry.url, "sitemaps lie too deep in each other, or there are too many")
                continue
            self.planned.add(key)
            yield self._ask_map(entry, depth + 1, number)

    def _pages_of(self, entries: list[Entry]) -> Iterator[Request]:
        again: list[tuple[Entry, str]] = []
        for number, entry in enumerate(entries):
            # A sitemap speaks for its own host alone (sitemaps.org, "Sitemap file location").
            key = digest(canonical_url(entry.url))
            elsewhere = _bare(host_of(entry.url)) != _bare(self.host)
            if elsewhere or not self.wanted.search(entry.url) or key in self.planned:
                continue
            known = self.known.pages.get(key)
            if known is not None and known[0] == entry.changed:
                again += [(entry, key)] if self._recheck_due(known) else []
            elif known is not None or not self._is_old(entry):
                yield from self._ask_page(entry, key, max(1, _NEW - number))
        # Looking for edits comes last: it would take the budget of what is new.
        for entry, key in again:
            yield from self._ask_page(entry, key, _AGAIN)

    # Pages

    def _ask_page(self, entry: Entry, key: str, priority: int) -> Iterator[Request]:
        if self.read + len(self.planned) >= self.options.max_pages:
            self.visit.stop(f"max_pages ({self.options.max_pages}) were read; the rest follows on the next visit")
            return
        self.planned.add(key)

        def lost(url: str, state: HealthState, reason: str) -> None:
            if reason.startswith(("HTTP 404", "HTTP 410")):
                self.visit.refuse(url, "the page was taken down")
                self._met(entry, key)
            else:
                self.lost += 1
                self.visit.trouble(state, url, reason)

        yield self.ask(entry.url, partial(self._page, entry, key), lost=lost, priority=priority)

    def _page(self, entry: Entry, key: str, response: TextResponse) -> Requests:
        self.read += 1
        self.planned.discard(key)
        more = self._selected(response) if self.options.item or self.options.text else self._article(entry, response)
        self._met(entry, key)
        return more

    def _selected(self, response: TextResponse) -> Requests:
        root, page_sha256 = root_of(response), fragment.page_hash(response.body)
        pieces = elements(root, self.options.item) if self.options.item else [root]
        posts = [self.selected.post(piece, response, page_sha256, anchored=bool(self.options.item)) for piece in pieces]
        posts = [post for post in posts if post.text or post.image_only]
        self._counted(bool(posts))
        for post in posts:
            self.visit.take(post)
        return None

    def _article(self, entry: Entry, response: TextResponse) -> Requests:
        page = read_page(response, want_body=self.options.body == "auto", news=entry.news)
        messages = [*([page.body] if page.body is not None else []), *page.comments]
        self._counted(bool(messages))
        self.by_script += not page.comments and (page.script or page.said > 0)
        for message in messages:
            post = self.maker.post(message, response)
            if post is not None:
                self.visit.take(post)
        further = [url for url in page.more if digest(canonical_url(url)) not in self.known.pages]
        return [
            request
            for url in further
            if (key := digest(canonical_url(url))) not in self.planned
            for request in self._ask_page(Entry(url, entry.changed, entry.news), key, _NEW)
        ]

    def _counted(self, something: bool) -> None:
        self.empty += not something
        self.visit.understood += something

    def _met(self, entry: Entry, key: str) -> None:
        known = self.known.pages.pop(key, None)
        now = int(self.now.timestamp())
        # A page that has changed is young again.
        met = known[1] if known is not None and known[0] == entry.changed else now
        self.known.pages[key] = (entry.changed, met, now)
        self.keep()

    def _recheck_due(self, page: tuple[str, int, int]) -> bool:
        now = self.now.timestamp()
        young = now - page[1] <= self.options.recheck_days * 86400
        return bool(self.options.recheck_days) and young and now - page[2] >= self.options.recheck_hours * 3600

    def _changed(self, entry: Entry) -> dt.datetime:
        found = when(entry.changed, now=self.now, timezone=self.options.timezone)
        return found or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def _is_old(self, entry: Entry) -> bool:
        days = self.options.history_days
        found = when(entry.changed, now=self.now, timezone=self.options.timezone) if days else None
        return found is not None and self.now - found > dt.timedelta(days=days)


def _bare(host: str) -> str:
    return host.removeprefix("www.")
