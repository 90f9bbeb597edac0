"""Blogger (Blogspot) by its feeds: posts, and the comments of all posts.

Addresses and parameters are those of the Blogger Data API's feeds, which every public blog serves without a key
(``/feeds/posts/default``, ``/feeds/comments/default``; ``start-index``, ``max-results``, ``orderby``), the
elements those of Atom with the threading extension (RFC 4287, RFC 4685). Pure: pages and entries in, messages out.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

from lxml import etree

from crawlers.feed_entries import Entry
from crawlers.markup import Element
from crawlers.messages import Message

_MADE_BY = etree.XPath(
    "//meta[@name='generator'][translate(@content, 'BLOGER', 'bloger')='blogger'] "
    "| //link[@rel='service.post'][contains(@href, 'blogger.com/feeds/')]"
)
#: Ids are "tag:blogger.com,1999:blog-123.post-456"; both numbers stay when the blog moves to another name.
_ID = re.compile(r"\.post-(\d+)$")
#: Most entries that one answer holds.
MAX_RESULTS = 150


def recognises(root: Element) -> bool:
    """Whether a page is made by Blogger."""
    return bool(_MADE_BY(root))


def feed_url(home: str, route: str, page: int, count: int) -> str:
    """The address of a page of a feed, what changed last first."""
    asked: dict[str, object] = {"orderby": "updated", "max-results": count}
    if page > 1:
        asked["start-index"] = (page - 1) * count + 1
    return f"{urljoin(home, f'/feeds/{route}/default')}?{urlencode(asked)}"


def entry_message(route: str, entry: Entry) -> Message | None:
    """The message of an entry; ``None`` for one that is none of Blogger's."""
    number = _ID.search(entry.id)
    if number is None:
        return None
    comment = route == "comments"
    return Message(
        f"blogger:{number[1]}", entry.link, entry.markup, [entry.author], entry.written,
        # A comment's title is its own beginning.
        title="" if comment else entry.title, thread=_thread(entry.link), quotes=comment,
    )  # fmt: skip


def _thread(link: str) -> str:
    """A comment's link is its article's, with ``showComment`` and the comment's anchor."""
    return re.sub(r"[?&]showComment=\d+", "", link.partition("#")[0])
