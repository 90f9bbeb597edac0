"""DokuWiki by its feed.php: the last change of each page, with the page as it is now.

Parameters are those of https://www.dokuwiki.org/syndication; a wiki that was told otherwise by a plug-in gives
what it likes. Tried on the release of 2022-07-31. Pure: pages in, entries out.
"""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

from lxml import etree
from scrapy.http import TextResponse

from crawlers.feed_entries import Entry, entries_of_feed, parsed_feed
from crawlers.markup import Element

_MADE_BY = etree.XPath("//meta[@name='generator'][starts-with(@content, 'DokuWiki')]")
_FEEDS = etree.XPath("//link[@rel='alternate'][contains(@href, 'feed.php')]/@href")
#: What a feed says where nobody was logged in.
_NOBODY = "Anonymous"


def feed_address(root: Element, url: str) -> str | None:
    """The address of a DokuWiki's feed.php, named by one of its pages; ``None`` where it is none."""
    found = _FEEDS(root)
    if not _MADE_BY(root) or not found:
        return None
    return urljoin(url, str(found[0]).partition("?")[0])


def feed_url(feed: str, count: int) -> str:
    """The address of the last ``count`` changes with whole pages, each with its own address as its link."""
    asked = {
        "type": "rss2", "mode": "recent", "linkto": "current", "content": "html", "minor": "1", "num": count,
        "view": "pages",
    }  # fmt: skip
    return f"{feed}?{urlencode(asked)}"


def entries_of(response: TextResponse) -> list[Entry] | None:
    """The changed pages; ``None`` where the answer is no feed."""
    parsed = parsed_feed(response)
    if not parsed.get("version"):
        return None
    entries = []
    for entry in entries_of_feed(parsed):
        # "name@undisclosed.example.com (name)"; the feed's own guid has the time of the change in it.
        said = entry.author.partition("(")[2].rstrip(")") or entry.author
        entries.append(entry.named("" if said == _NOBODY else said))
    return entries
