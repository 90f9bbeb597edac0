"""An article's page with the comments below it.

An article that is news is nobody's offer and is not taken; the comments below it are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import msgspec
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState
from crawlers.article_page import ArticlePage, read_page
from crawlers.dates import utc_now
from crawlers.forum_state import digest
from crawlers.messages import MessageMaker
from crawlers.middlewares.conditional import validators_of
from crawlers.options import ArticleOptions
from crawlers.spiders.base import SourceSpider


class ArticleState(msgspec.Struct, omit_defaults=True):
    """``validators`` of the page; ``comments``: how many there were. ``pages``: by a hash of its address, when a
    further page of comments was read last, in seconds since 1970."""

    validators: dict[str, str] = {}
    comments: int = 0
    pages: dict[str, int] = {}


class ArticleSpider(SourceSpider):
    """Reads one article."""

    kind = "article"

    async def begin(self) -> AsyncIterator[Request]:
        """The page, if it has changed."""
        self.options: ArticleOptions
        self.now = int(utc_now().timestamp())
        self.known: ArticleState = self.load(ArticleState)
        self.maker = MessageMaker(self.host, self.source, self.kind, self.options.timezone, self.visit.pseudonyms)
        self.turned = {digest(self.url)}
        # Pages of comments that are left over are found by the page alone.
        due = self._due()
        yield self.ask(self.url, self._page, validators=self.known.validators if not due else None)

    def snapshot(self) -> dict[str, Any]:
        """What was read of the article."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _page(self, response: TextResponse) -> Iterator[Request]:
        page = read_page(response, want_body=self.options.body == "auto")
        if not self._is_one(page, response):
            return
        self.visit.understood += 1
        self._take(page, response)
        self.known.comments = max(self.known.comments, len(page.comments))
        following = list(self._following(page))
        self.known.validators = validators_of(response) if not following else {}
        self.keep()
        yield from following

    def _is_one(self, page: ArticlePage, response: TextResponse) -> bool:
        if page.comments or (page.body is not None and not self.known.comments):
            return True
        if self.known.comments:
            said = f"it shows no comments any more, {self.known.comments} were known; has the page changed?"
            self.unexpected(response, said)
        elif page.script or page.said > 0:
            count = f"{page.said} comments" if page.said > 0 else "comments"
            said = f"the page has {count} that a script puts in; scripts are not run, so nothing of them is read"
            self.visit.trouble("blocked", response.url, said)
        elif not page.news:
            self.unexpected(response, "neither comments nor an article were found on it")
        else:
            return True
        return False

    def _following(self, page: ArticlePage) -> Iterator[Request]:
        # What was never read comes first: reading again would take the budget of what is new.
        for url in sorted(page.more, key=lambda each: self.known.pages.get(digest(each), 0)):
            key = digest(url)
            read = self.known.pages.get(key, 0)
            again = self.now - read >= self.options.recheck_hours * 3600
            if key in self.turned or not again or len(self.turned) >= self.options.max_pages:
                continue
            self.turned.add(key)
            yield self.ask(url, partial(self._further, key), lost=self._lost, priority=-10 if read else 10)

    def _further(self, key: str, response: TextResponse) -> Iterator[Request]:
        page = read_page(response, want_body=False)
        self.visit.understood += 1
        self._take(page, response)
        self.known.pages[key] = self.now
        self.keep()
        yield from self._following(page)

    def _lost(self, url: str, state: HealthState, reason: str) -> None:
        if reason.startswith(("HTTP 404", "HTTP 410")):
            self.visit.refuse(url, "the page of comments is gone")
        else:
            self.visit.trouble(state, url, reason)

    def _due(self) -> bool:
        return any(self.now - read >= self.options.recheck_hours * 3600 for read in self.known.pages.values())

    def _take(self, page: ArticlePage, response: TextResponse) -> None:
        for message in [*([page.body] if page.body is not None else []), *page.comments]:
            post = self.maker.post(message, response)
            if post is not None:
                self.visit.take(post)
