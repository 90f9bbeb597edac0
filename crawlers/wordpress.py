"""WordPress by its REST API and its feeds.

Routes, parameters and fields are those of https://developer.wordpress.org/rest-api/reference/posts/ and
…/comments/ (WordPress 4.7 and later; ``modified_after`` since 5.7). Pure: answers in, messages out.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import msgspec
from lxml import etree
from scrapy.http import TextResponse

from crawlers.feed_entries import Entry
from crawlers.markup import Element, text_of, tree
from crawlers.messages import Message

_LINKED = re.compile(r"<([^<>]+)>\s*;\s*rel=[\"']?https://api\.w\.org/[\"']?")
_API = etree.XPath("//link[@rel='https://api.w.org/']/@href")
_MADE_BY = etree.XPath(
    "//meta[@name='generator'][starts-with(@content, 'WordPress')] | //link[contains(@href, '/wp-content/')] "
    "| //script[contains(@src, '/wp-includes/')]"
)
_NUMBER = re.compile(r"[?&](?:p|page_id)=(\d+)$")
_COMMENT = re.compile(r"#comment-(\d+)$")
#: What a feed writes above an answer: whom it answers.
_REPLY = re.compile(r"^\s*<p>[^<]{0,40}<a [^>]*#comment-\d+[^>]*>.{0,200}?</a>[^<]{0,20}</p>", re.DOTALL)
_FIELDS = {
    "posts": "id,link,guid,title,content,author,date_gmt,modified_gmt,_links,_embedded",
    "comments": "id,link,post,author,author_name,date_gmt,content,type",
}
#: By what each route is ordered and how its items' times are called.
_ORDER = {"posts": ("modified", "modified_after", "modified_gmt"), "comments": ("date_gmt", "after", "date_gmt")}


def api_root(response: TextResponse, root: Element) -> str | None:
    """The address that the REST API begins with, named by header or page (API discovery)."""
    for header in response.headers.getlist("Link"):
        found = _LINKED.search(header.decode("latin-1"))
        if found:
            return str(urljoin(response.url, found[1]))
    named = _API(root)
    return str(urljoin(response.url, str(named[0]))) if named else None


def recognises(root: Element) -> bool:
    """Whether a page is made by WordPress, whatever it says of its API."""
    return bool(_MADE_BY(root))


def home_of(api: str, url: str) -> str:
    """The blog's own address, that its feeds lie under."""
    at = api.find("wp-json")
    if at > 0:
        return api[:at]
    parts = urlsplit(api or url)
    return f"{parts.scheme}://{parts.netloc}/"


def items_url(api: str, route: str, after: str, count: int, page: int) -> str:
    """The address of the items written or changed after a time (ISO 8601), oldest first."""
    order, since, _ = _ORDER[route]
    asked: dict[str, object] = {
        "per_page": count, "orderby": order, "order": "asc", since: after, "_fields": _FIELDS[route]
    }  # fmt: skip
    if route == "posts":
        asked["_embed"] = "author"
    if page > 1:
        asked["page"] = page
    return f"{api}wp/v2/{route}{'&' if '?' in api else '?'}{urlencode(asked, quote_via=quote)}"


def items_of(response: TextResponse) -> list[dict[str, Any]] | None:
    """The items of an answer; ``None`` where it is another thing."""
    try:
        found = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else None


def time_of(route: str, item: dict[str, Any]) -> str:
    """The time that an item is ordered by, in UTC."""
    written = str(item.get(_ORDER[route][2]) or "")
    return f"{written}Z" if written else ""


def message_of(route: str, item: dict[str, Any], root: str) -> Message | None:
    """The message of an item; ``None`` for one that is protected by a password, or that only says that another
    page links here. ``root`` is the blog's place on its host."""
    content = _mapping(item.get("content"))
    link = str(item.get("link") or "")
    if content.get("protected") or not isinstance(item.get("id"), int) or not link:
        return None
    if route == "comments":
        if item.get("type", "comment") != "comment":
            return None
        name = str(item.get("author_name") or "").strip()
        return Message(
            f"wordpress:{root}c/{item['id']}", link, str(content.get("rendered") or ""), [name],
            f"{item.get('date_gmt')}Z", thread=link.partition("#")[0], quotes=True,
        )  # fmt: skip
    embedded = _mapping(item.get("_embedded")).get("author")
    authors = [_mapping(each) for each in embedded] if isinstance(embedded, list) else []
    # The slug stands in the addresses of the author's pages.
    names = [str(author.get(key) or "").strip() for author in authors[:1] for key in ("name", "slug")]
    if not any(names):
        names = [f"user {item.get('author')}"]
    guid = str(_mapping(item.get("guid")).get("rendered") or link)
    return Message(
        _article_id(guid, root), link, str(content.get("rendered") or ""), names, f"{item.get('date_gmt')}Z",
        title=_words(str(_mapping(item.get("title")).get("rendered") or "")), thread=link,
    )  # fmt: skip


def feed_url(home: str, route: str, page: int) -> str:
    """The address of a feed; it is turned over like a list of articles."""
    url = urljoin(home, "feed/" if route == "posts" else "comments/feed/")
    return url if page <= 1 else f"{url}?paged={page}"


def entry_message(route: str, entry: Entry, root: str) -> Message | None:
    """The message of a feed's entry, with the id that the API gives it too."""
    if route == "comments":
        number = _COMMENT.search(entry.id) or _COMMENT.search(entry.link)
        if number is None:
            return None
        # Its title names the author.
        return Message(
            f"wordpress:{root}c/{number[1]}", entry.link, _REPLY.sub("", entry.markup, count=1), [entry.author],
            entry.written, thread=entry.link.partition("#")[0], quotes=True,
        )  # fmt: skip
    return Message(
        _article_id(entry.id or entry.link, root), entry.link, entry.markup, [entry.author], entry.written,
        title=entry.title, thread=entry.link,
    )  # fmt: skip


def _article_id(guid: str, root: str) -> str:
    # As a rule a guid is "?p=12"; imported articles keep one of another site.
    number = _NUMBER.search(guid)
    return f"wordpress:{root}p/{number[1]}" if number else f"wordpress:{root}{guid}"


def _words(markup: str) -> str:
    root = tree(markup)
    return text_of(root) if root is not None else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
