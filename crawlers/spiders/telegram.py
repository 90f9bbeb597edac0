"""Telegram: public channels by the web preview, newest first, paging back by ``before``.

Message numbers only grow, so the crawl state is the newest one read and the gaps below it that are still
unread. The newest page is read on every visit, which also shows edits there; older messages are read again for
edits as long as they are ``recheck_days`` young, at most once in ``recheck_hours``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import Post
from crawlers import fragment, telegram_page
from crawlers.dates import utc_now, when
from crawlers.identity import canonical_url, post_id
from crawlers.markup import root_of
from crawlers.options import TelegramOptions
from crawlers.pictures import add_codes, is_pictured, with_codes
from crawlers.spiders.pictured import PicturedSpider
from crawlers.telegram_page import Message, PreviewPage


class TelegramState(msgspec.Struct, omit_defaults=True):
    """``newest``: the highest number read. ``gaps``: pairs (low, high), the messages between them are unread.
    ``checked``: when older messages were last read again for edits, in seconds since 1970."""

    newest: int = 0
    gaps: list[tuple[int, int]] = []
    checked: int = 0


class TelegramSpider(PicturedSpider):
    """Reads one public channel."""

    kind = "telegram"

    async def begin(self) -> AsyncIterator[Request]:
        """The newest page of the preview."""
        self.options: TelegramOptions
        self.now = utc_now()
        self.channel = telegram_page.channel_of(self.url) or ""
        self.known: TelegramState = self.load(TelegramState)
        self.pages = 0
        self.walk: int | None = None
        due = self.now.timestamp() - self.known.checked >= self.options.recheck_hours * 3600
        self.recheck = bool(self.known.newest) and bool(self.options.recheck_days) and due
        yield self.ask(telegram_page.preview_url(self.url, self.channel), self._newest)

    def snapshot(self) -> dict[str, Any]:
        """What was read of the channel."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def pictures_of(self, page: TextResponse) -> list[str]:
        """Of messages with little or no text."""
        preview = telegram_page.read(root_of(page))
        messages = preview.messages if preview is not None else []
        return [url for each in messages if is_pictured(each.text(), each.media) for url in each.pictures]

    def _newest(self, response: TextResponse) -> Request | None:
        page = self._page(response)
        if page is None:
            return None
        if not page.messages:
            if self.known.newest:
                self.visit.understood -= 1
                self.unexpected(response, "the channel shows no messages any more; was it emptied or restricted?")
            return None
        low, high = page.messages[0].number, page.messages[-1].number
        self._take(page, response)
        if low > self.known.newest + 1 and page.before is not None and not self._is_old(page):
            self.known.gaps.append((self.known.newest, low))
        self.known.newest = max(self.known.newest, high)
        self.walk = low if page.before is not None else None
        self.keep()
        return self._next()

    def _next(self) -> Request | None:
        """What is unread comes first, then the looking for edits."""
        if self.pages >= self.options.max_pages:
            self.visit.stop(f"max_pages ({self.options.max_pages}) were read; the rest follows on the next visit")
            return None
        if self.known.gaps:
            high = self.known.gaps[-1][1]
            return self.ask(telegram_page.preview_url(self.url, self.channel, high), self._in_gap)
        if self.recheck and self.walk is not None:
            return self.ask(telegram_page.preview_url(self.url, self.channel, self.walk), self._again)
        self.known.checked = int(self.now.timestamp()) if self.recheck or not self.known.checked else self.known.checked
        self.keep()
        return None

    def _in_gap(self, response: TextResponse) -> Request | None:
        page = self._page(response)
        if page is None:
            return None
        low, high = self.known.gaps[-1]
        older = [message.number for message in page.messages if message.number < high]
        if page.messages and not older:
            self.unexpected(response, "its pages lead back to each other; has the preview changed?")
            self.known.gaps.pop()
            return self._next()
        self._take(page, response)
        done = not older or older[0] <= low + 1 or page.before is None or (low == 0 and self._is_old(page))
        if done:
            self.known.gaps.pop()
        else:
            self.known.gaps[-1] = (low, older[0])
        self.keep()
        return self._next()

    def _again(self, response: TextResponse) -> Request | None:
        page = self._page(response)
        if page is None:
            return None
        self._take(page, response)
        older = [message.number for message in page.messages if message.number < (self.walk or 0)]
        young = any(self._age(message) <= self.options.recheck_days for message in page.messages)
        self.walk = older[0] if older and young and page.before is not None else None
        return self._next()

    def _page(self, response: TextResponse) -> PreviewPage | None:
        root = root_of(response)
        page = telegram_page.read(root)
        if page is not None:
            self.pages += 1
            self.visit.understood += 1
            return page
        why = telegram_page.refusal(root, self.channel)
        if why is not None:
            self.visit.trouble("blocked" if why[0] else "unreachable", response.url, why[1])
        else:
            self.unexpected(response, "it is no preview of a Telegram channel; has the page changed?")
        return None

    def _is_old(self, page: PreviewPage) -> bool:
        """Whether a page is older than the history that a first visit reads."""
        days = self.options.history_days
        return bool(days) and bool(page.messages) and self._age(page.messages[0]) > days

    def _age(self, message: Message) -> float:
        written = when(message.written, now=self.now, timezone="UTC")
        return (self.now - written) / dt.timedelta(days=1) if written is not None else 0.0

    def _take(self, page: PreviewPage, response: TextResponse) -> None:
        page_sha256 = fragment.page_hash(response.body)
        for message in page.messages:
            if not message.service and message.channel.lower() == self.channel.lower():
                post = self._post(message, response, page_sha256)
                if post.text or post.image_only:
                    self.visit.take(post)

    def _post(self, message: Message, response: TextResponse, page_sha256: str) -> Post:
        text = message.text()
        codes = self.codes_of(message.pictures)
        now = utc_now()
        names = [name for name in message.names if name]
        fragment.strip_author(message.element, names, message.drop)
        add_codes(message.element, codes)
        channel = message.channel.lower()
        url = canonical_url(response.urljoin(f"/{channel}/{message.number}"))
        return Post(
            id=post_id(self.host, f"telegram:{channel}/{message.number}"),
            source=self.source,
            kind=self.kind,
            url=url,
            text=with_codes(fragment.mask_mentions(text, names), codes),
            collected_at=now,
            author=self.visit.pseudonyms.of(self.host, message.signed or channel),
            posted_at=when(message.written, now=now, timezone="UTC"),
            image_only=is_pictured(text, message.media),
            fragment=fragment.make(
                message.element,
                url=url,
                page_sha256=page_sha256,
                headers=fragment.kept_headers(response.headers),
                status=response.status,
                fetched_at=now,
            ),
        )
