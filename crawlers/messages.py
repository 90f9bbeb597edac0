"""Posts from articles and their comments: the author's own words, his pseudonym, the evidence."""

from __future__ import annotations

import datetime as dt

import msgspec
from scrapy.http import TextResponse

from canhgiac.records import Post, Pseudonyms
from crawlers import fragment
from crawlers.dates import utc_now, when
from crawlers.identity import canonical_url, post_id, post_id_of_url
from crawlers.markup import Element, text_of, tree


class Message(msgspec.Struct):
    """An article or a comment as a site shows it. ``own_id``: the site's own id of it; empty where it has none and
    is told by its address. ``markup``: the words as HTML; ``quotes``: whether blockquotes in it are another's.
    ``names``: the author, as it is written. ``written``: any form of a time."""

    own_id: str
    url: str
    markup: str
    names: list[str]
    written: str | dt.datetime | None
    title: str = ""
    thread: str = ""
    quotes: bool = False


class MessageMaker:
    """Makes the posts of one source. ``timezone`` is of times without one."""

    def __init__(self, host: str, source: str, kind: str, timezone: str, pseudonyms: Pseudonyms) -> None:
        self.host = host
        self.source = source
        self.kind = kind
        self.timezone = timezone
        self.pseudonyms = pseudonyms

    def post(self, message: Message, response: TextResponse) -> Post | None:
        """The post of a message that was found in an answer; ``None`` where it says nothing."""
        element = tree(f"<div>{message.markup}</div>", message.url)
        if element is None:
            return None
        if message.quotes:
            fragment.strip_author(element, (), element.findall(".//blockquote"))
        names = [name for name in message.names if name]
        body = fragment.without_byline(text_of(element, message.url), names[0] if names else "")
        title = " ".join(message.title.split())
        text = "\n\n".join(part for part in (title, body) if part)
        image_only = not body and any(True for _ in element.iter("img"))
        if not body and not image_only:
            return None
        now = utc_now()
        url = canonical_url(message.url)
        return Post(
            id=post_id(self.host, message.own_id) if message.own_id else post_id_of_url(url),
            source=self.source,
            kind=self.kind,
            url=url,
            text=fragment.mask_mentions(text, names),
            collected_at=now,
            author=self.pseudonyms.of(self.host, names[0] if names else ""),
            thread=canonical_url(message.thread) if message.thread else "",
            posted_at=self._time(message.written, now),
            image_only=image_only,
            fragment=fragment.make(
                _piece(title, element, names),
                url=url,
                page_sha256=fragment.page_hash(response.body),
                headers=fragment.kept_headers(response.headers),
                status=response.status,
                fetched_at=now,
            ),
        )

    def _time(self, written: str | dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
        if isinstance(written, dt.datetime):
            return written if written <= now + dt.timedelta(minutes=10) else None
        return when(written, now=now, timezone=self.timezone)


def _piece(title: str, element: Element, names: list[str]) -> Element:
    if title:
        return fragment.article_piece(title, element, names)
    fragment.strip_author(element, names)
    return element
