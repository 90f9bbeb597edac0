"""Pages of no known software, by CSS selectors: classified adverts, comments, boards of one's own making.

``item`` finds the posts on a page. Where ``link`` is given the page is a listing, and the posts stand behind its
links; otherwise they are on the page itself. A listing's item that looks the same as before is not followed
again, except for edits while it is young.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState, Post
from crawlers import fragment
from crawlers.dates import utc_now
from crawlers.forum_state import digest
from crawlers.identity import canonical_url
from crawlers.markup import Element, root_of, words_of
from crawlers.options import PageOptions
from crawlers.pictures import is_pictured, pictures_shown
from crawlers.selected import Selected
from crawlers.selectors import elements, value
from crawlers.spiders.base import Requests, Then
from crawlers.spiders.pictured import PicturedSpider

#: Items that are remembered; of those beyond, the ones met longest ago are forgotten.
_MAX_ITEMS = 10_000


class PageState(msgspec.Struct, omit_defaults=True):
    """``items``: by a hash of each item's address or text, what it looked like in the listing, when it was first
    met, and when its own page was read last, in seconds since 1970 (0: not yet)."""

    items: dict[str, tuple[str, int, int]] = {}


class PageSpider(PicturedSpider):
    """Reads a page or a listing by selectors."""

    kind = "page"

    async def begin(self) -> AsyncIterator[Request]:
        """The first page."""
        self.options: PageOptions
        self.now = utc_now()
        self.known: PageState = self.load(PageState)
        self.known_before = bool(self.known.items)
        self.selected = Selected(self.host, self.source, self.kind, self.options, self.visit.pseudonyms, self.codes_of)
        self.turned: set[str] = set()
        self.later: list[Request] = []
        yield self.ask(self.url, self._listing)

    def ask(self, url: str, then: Then, **more: Any) -> Request:
        """As ever; in a browser where the source needs one."""
        request = super().ask(url, then, **more)
        if not self.options.javascript:
            return request
        # Imported here: it belongs to an extra.
        from crawlers.browser import in_browser

        awaited = self.options.item if then == self._listing else self.options.text
        return in_browser(request, self.crawler, "" if "::" in awaited else awaited)

    def snapshot(self) -> dict[str, Any]:
        """The items that were met."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def handle(self, page: TextResponse, then: Then) -> Requests:
        """As ever; the pictures in a listing are previews of those on the posts' own pages."""
        return then(page) if self.options.link and then == self._listing else super().handle(page, then)

    def pictures_of(self, page: TextResponse) -> list[str]:
        """Of posts with little or no text."""
        root = root_of(page)
        found = []
        for post in elements(root, self.options.item) if not self.options.link else [root]:
            pieces = elements(post, self.options.text) if self.options.text else [post]
            pictures = pictures_shown(pieces, page)
            if is_pictured(" ".join(map(words_of, pieces)), bool(pictures)):
                found += pictures
        return found

    def _listing(self, response: TextResponse) -> Iterator[Request]:
        root = root_of(response)
        items = elements(root, self.options.item)
        if not items:
            self._no_items(response)
            return
        self.visit.understood += 1
        self.turned.add(canonical_url(response.url))
        following = value(root, _address(self.options.next))
        busy = False
        # The hash of the whole page, before its elements are taken apart.
        page_sha256 = fragment.page_hash(response.body)
        for item in items:
            if self.options.link:
                request, fresh = self._follow(item, response)
                busy = busy or fresh
                if request is not None and fresh:
                    yield request
                elif request is not None:
                    # Looking for edits comes last: it would take the budget of what is new.
                    self.later.append(request)
            else:
                busy = self._on_page(item, response, page_sha256) or busy
        self._forget()
        self.keep()
        address = response.urljoin(following) if following else ""
        if busy and address and canonical_url(address) not in self.turned and len(self.turned) < self.options.max_pages:
            yield self.ask(address, self._listing)
        else:
            yield from self.later
            self.later = []

    def _no_items(self, response: TextResponse) -> None:
        if self.turned:
            # A listing's end may be an empty page.
            return
        if self.options.javascript and self.visit.cut is not None:
            # The budget was spent before the page had all that it asked for.
            return
        said = "had posts before and has none now" if self.known_before else "has none"
        self.unexpected(response, f"the page {said}: nothing on it matches item {self.options.item!r}")

    def _on_page(self, item: Element, response: TextResponse, page_sha256: str) -> bool:
        """Takes a post that stands on the page itself; says whether it was new or changed."""
        mark = digest(words_of(item))
        post = self._post(item, response, page_sha256, anchored=True)
        key = digest(post.id)
        if not post.text and not post.image_only:
            return False
        known = self.known.items.get(key)
        self.visit.take(post)
        self.known.items[key] = (mark, known[1] if known else self._seconds(), self._seconds())
        return known is None or known[0] != mark

    def _follow(self, item: Element, response: TextResponse) -> tuple[Request | None, bool]:
        """The request for an item's own page, if it is to be read, and whether that is for something new."""
        address = value(item, _address(self.options.link))
        if not address or address.startswith(("#", "javascript:", "mailto:", "tel:")):
            return None, False
        url = response.urljoin(address)
        key, mark = digest(canonical_url(url)), digest(words_of(item))
        known = self.known.items.get(key)
        fresh = known is None or known[0] != mark or known[2] == 0
        if not fresh and known is not None and not self._recheck_due(known):
            return None, False

        def then(page: TextResponse) -> None:
            self._detail(page, key, mark)

        def lost(url: str, state: HealthState, reason: str) -> None:
            if reason.startswith(("HTTP 404", "HTTP 410")):
                # Adverts are taken down all the time.
                self.visit.refuse(url, "the post was taken down")
                self._met(key, mark)
            else:
                self.visit.trouble(state, url, reason)

        return self.ask(url, then, lost=lost, priority=10 if fresh else -10), fresh

    def _recheck_due(self, known: tuple[str, int, int]) -> bool:
        young = self._seconds() - known[1] <= self.options.recheck_days * 86400
        due = self._seconds() - known[2] >= self.options.recheck_hours * 3600
        return bool(self.options.recheck_days) and young and due

    def _detail(self, response: TextResponse, key: str, mark: str) -> None:
        root = root_of(response)
        if self.options.text and not elements(root, self.options.text):
            self.unexpected(response, f"nothing on a post's page matches text {self.options.text!r}")
            return
        post = self._post(root, response, fragment.page_hash(response.body), anchored=False)
        self.visit.understood += 1
        if post.text or post.image_only:
            self.visit.take(post)
        self._met(key, mark)

    def _met(self, key: str, mark: str) -> None:
        known = self.known.items.pop(key, None)
        self.known.items[key] = (mark, known[1] if known else self._seconds(), self._seconds())
        self.keep()

    def _post(self, root: Element, response: TextResponse, page_sha256: str, *, anchored: bool) -> Post:
        return self.selected.post(root, response, page_sha256, anchored=anchored)

    def _seconds(self) -> int:
        return int(self.now.timestamp())

    def _forget(self) -> None:
        for key in list(self.known.items)[: max(0, len(self.known.items) - _MAX_ITEMS)]:
            del self.known.items[key]


def _address(selector: str) -> str:
    """A selector of a link finds its address, however it is written."""
    return selector if not selector or "::" in selector else f"{selector}::attr(href)"

