"""RSS and Atom: entries, and the article behind an entry that holds only a teaser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import msgspec
from lxml.html import HtmlElement
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState, Post
from crawlers import article, fragment
from crawlers.dates import utc_now
from crawlers.feed_entries import Entry, entries_of_feed, parsed_feed
from crawlers.identity import canonical_url, post_id, post_id_of_url
from crawlers.markup import text_of, tree
from crawlers.middlewares.conditional import validators_of
from crawlers.options import FeedOptions
from crawlers.pictures import is_pictured, pictures_in
from crawlers.spiders.base import SourceSpider

#: Entries that are remembered beyond those that the feed still lists.
_MAX_ENTRIES = 5000
#: What a feed ends a teaser with.
_CUT_OFF = re.compile(
    r"(…|\.\.\.|\[…\]|\[\.\.\.\]|»|xem thêm|đọc tiếp|đọc thêm|read more|continue reading)\W*$", re.IGNORECASE
)
#: States of an article that may be another one on the next visit.
_PASSING = frozenset({"unreachable", "slow"})


class FeedState(msgspec.Struct, omit_defaults=True):
    """``entries``: of each entry that was given, a hash of it by a hash of its id. ``validators``: ETag and
    Last-Modified of the feed, kept only when nothing of it was left over."""

    validators: dict[str, str] = {}
    entries: dict[str, str] = {}


class FeedSpider(SourceSpider):
    """Reads a feed, and the articles behind it."""

    kind = "feed"

    async def begin(self) -> AsyncIterator[Request]:
        """The feed, if it has changed."""
        self.options: FeedOptions
        self.feed = self.load(FeedState)
        self.validators: dict[str, str] | None = None
        self.open = 0
        self.left_over = False
        # A feed without entries in our state must be read whole, whatever its validators say.
        known = self.feed.validators if self.feed.entries else None
        yield self.ask(self.url, self._feed, validators=known)

    def snapshot(self) -> dict[str, Any]:
        """The entries that were given."""
        return msgspec.to_builtins(self.feed)  # type: ignore[no-any-return]

    def finish(self) -> None:
        """Keeps the validators where nothing is left over: the next visit may ask "has it changed?"."""
        if getattr(self, "validators", None) is None:
            return
        done = not self.open and not self.left_over and self.visit.cut is None
        self.feed.validators = (self.validators or {}) if done else {}
        self.keep()

    def _feed(self, response: TextResponse) -> Iterator[Request]:
        parsed = parsed_feed(response)
        if not parsed.entries and (not parsed.get("version") or self.feed.entries):
            self._no_entries(response, parsed)
            return
        self.visit.understood += 1
        self.validators = validators_of(response)
        entries = entries_of_feed(parsed)
        listed = {entry.key for entry in entries}
        for entry in entries[: self.options.max_entries]:
            if self.feed.entries.get(entry.key) != entry.mark:
                yield from self._one(entry, response)
        self._forget(listed)

    def _no_entries(self, response: TextResponse, parsed: Any) -> None:
        if not response.body.strip():
            self.unexpected(response, "the page is empty; correct the url of the feed or take it out")
        elif parsed.get("version"):
            known = len(self.feed.entries)
            self.unexpected(response, f"the feed has no entries any more, {known} were known; has it moved?")
        else:
            why = " ".join(str(parsed.get("bozo_exception") or "no feed elements").split())[:160]
            self.unexpected(response, f"the page is no RSS or Atom feed ({why}); correct its url in sources.yaml")

    def _forget(self, listed: set[str]) -> None:
        """Bounds the state: what the feed lists stays, then the newest of the rest."""
        gone = [key for key in self.feed.entries if key not in listed]
        for key in gone[: max(0, len(gone) - _MAX_ENTRIES)]:
            del self.feed.entries[key]

    def _one(self, entry: Entry, response: TextResponse) -> Iterator[Request]:
        element = tree(entry.markup, entry.link or response.url)
        text = text_of(element, entry.link or response.url) if element is not None else ""
        if not self._wants_article(entry, text):
            self._give(entry, text, element, response)
            return
        self.open += 1

        def then(page: TextResponse) -> None:
            self._article(entry, text, element, response, page)

        def lost(url: str, state: HealthState, reason: str) -> None:
            self._article_lost(entry, text, element, response, url, state, reason)

        yield self.ask(entry.link, then, lost=lost, priority=10)

    def _wants_article(self, entry: Entry, text: str) -> bool:
        if self.options.follow == "never" or not entry.link.startswith(("http://", "https://")):
            return False
        if self.options.follow == "always":
            return True
        return len(text) < self.options.teaser_chars or bool(_CUT_OFF.search(text[-40:]))

    def _article(
        self, entry: Entry, teaser: str, element: HtmlElement | None, feed: TextResponse, page: TextResponse
    ) -> None:
        self.open -= 1
        found = article.read(page.text, page.url, entry.author)
        # An extraction that finds less than the teaser found something else (a cookie notice, a menu).
        if found is None or len(found.text) < len(teaser):
            self._give(entry, teaser, element, feed)
            return
        self._give(entry, found.text, found.element, page, author=entry.author or found.author)

    def _article_lost(
        self,
        entry: Entry,
        teaser: str,
        element: HtmlElement | None,
        feed: TextResponse,
        url: str,
        state: HealthState,
        reason: str,
    ) -> None:
        self.open -= 1
        # The feed itself is well: what could not be read behind it is recorded, and the teaser taken.
        self.visit.refuse(url, reason)
        passing = state in _PASSING and not reason.startswith(("HTTP 404", "HTTP 410"))
        self.left_over = self.left_over or passing
        self._give(entry, teaser, element, feed, done=not passing)

    def _give(
        self,
        entry: Entry,
        text: str,
        element: HtmlElement | None,
        page: TextResponse,
        *,
        author: str = "",
        done: bool = True,
    ) -> None:
        author = author or entry.author
        names = [author] if author else []
        body = fragment.without_byline(text, author)
        whole = fragment.mask_mentions(_with_title(entry.title, body), names)
        image_only = is_pictured(body, element is not None and bool(pictures_in(element)))
        if whole or image_only:
            self.visit.take(self._post(entry, whole, element, page, names, image_only))
        if done:
            self.feed.entries[entry.key] = entry.mark
        self.keep()

    def _post(
        self,
        entry: Entry,
        text: str,
        element: HtmlElement | None,
        page: TextResponse,
        names: list[str],
        image_only: bool,
    ) -> Post:
        now = utc_now()
        piece = fragment.article_piece(entry.title, element, names)
        return Post(
            id=post_id(self.host, entry.id) if entry.id else post_id_of_url(entry.link),
            source=self.source,
            kind=self.kind,
            url=canonical_url(entry.link) if entry.link else canonical_url(self.url),
            text=text,
            collected_at=now,
            author=self.visit.pseudonyms.of(self.host, names[0] if names else ""),
            posted_at=entry.written,
            image_only=image_only,
            fragment=fragment.make(
                piece,
                url=page.url,
                page_sha256=fragment.page_hash(page.body),
                headers=fragment.kept_headers(page.headers),
                status=page.status,
                fetched_at=now,
            ),
        )


def _with_title(title: str, body: str) -> str:
    """The title above the text, once: many an article begins with it."""
    first, _, rest = body.partition("\n")
    if " ".join(first.split()).casefold() == title.casefold():
        body = rest.strip()
    return "\n\n".join(part for part in (title, body) if part)
