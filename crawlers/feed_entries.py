"""The entries of RSS and Atom, in one form. Pure: a feed in, entries out."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from typing import Any

import feedparser
import msgspec
from lxml import etree
from scrapy.http import TextResponse

from crawlers.dates import utc_now, when
from crawlers.forum_state import digest
from crawlers.identity import canonical_url
from crawlers.markup import text_of, tree


class Entry(msgspec.Struct, frozen=True):
    """An entry of a feed: ``title`` is plain, ``markup`` what it holds of the text."""

    key: str
    id: str
    link: str
    title: str
    markup: str
    author: str
    written: dt.datetime | None
    mark: str

    def named(self, author: str) -> Entry:
        """The entry as of another author."""
        return msgspec.structs.replace(self, author=author)


#: Roots of RSS, Atom, RDF and CDF, and where at the latest they begin.
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_HEAD = 1 << 16
#: Broken markup is read tag by tag, some ten thousand a second, while every other visit waits: not more than this.
_MOST_BROKEN_TAGS = 20_000


def parsed_feed(response: TextResponse) -> Any:
    """A feed as feedparser reads it; ``version`` is empty where it is none.

    What has no feed's root, and what is long and broken, is not given to it.
    """
    why = _no_feed(response.body)
    if why:
        return feedparser.FeedParserDict(version="", entries=[], bozo_exception=why)
    given = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return feedparser.parse(
        io.BytesIO(response.body), response_headers={"content-type": given, "content-location": response.url}
    )


def _no_feed(body: bytes) -> str:
    if not _ROOT.search(body[:_HEAD].replace(b"\0", b"")):  # UTF-16 has a zero beside each letter
        return "no feed elements"
    if body.count(b"<") > _MOST_BROKEN_TAGS:
        try:
            etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        except (etree.XMLSyntaxError, ValueError) as error:
            return f"its XML is broken: {error}"
    return ""


def entries_of_feed(parsed: Any) -> list[Entry]:
    """The entries of a parsed feed, in its order, without those that say nothing."""
    now = utc_now()
    return [entry for raw in parsed.entries if (entry := _entry(raw, now)) is not None]


def _entry(raw: Any, now: dt.datetime) -> Entry | None:
    link = str(raw.get("link") or "").strip()
    own_id = str(raw.get("id") or "").strip()
    title_root = tree(str(raw.get("title") or ""))
    title = " ".join(text_of(title_root).split()) if title_root is not None else ""
    markup = _markup(raw)
    if not (own_id or link) or not (title or markup):
        return None
    key = digest(own_id or canonical_url(link))
    mark = digest("\0".join((title, markup, link, str(raw.get("updated") or ""))))
    return Entry(
        key=key,
        id=own_id,
        link=link,
        title=title,
        markup=markup,
        author=_author(raw),
        written=_written(raw, now),
        mark=mark,
    )


def _markup(raw: Any) -> str:
    parts = [str(part.get("value") or "") for part in raw.get("content") or []]
    longest = max(parts, key=len, default="")
    return longest or str(raw.get("summary") or "")


def _author(raw: Any) -> str:
    detail = raw.get("author_detail") or {}
    return " ".join(str(detail.get("name") or raw.get("author") or "").split())


def _written(raw: Any, now: dt.datetime) -> dt.datetime | None:
    for name in ("published", "updated", "created"):
        parsed = raw.get(f"{name}_parsed")
        # feedparser gives nine numbers in UTC.
        found = when(f"{calendar.timegm(parsed):010d}" if parsed else raw.get(name), now=now)
        if found is not None:
            return found
    return None
