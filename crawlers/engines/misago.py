"""Misago 0.30 to 0.39, by the data that each of its pages carries for its own script (``misago.init({…})``; the
serializers ``ThreadsListSerializer``, ``ThreadSerializer`` and ``PostSerializer`` make it, as for the JSON API).

The API itself is left alone: Misago's own robots.txt (``templates/misago/robots.txt``) keeps ``/api/`` from
crawlers, its pages not. An edit sets a post's ``updated_on`` and ``edits`` and nothing of the thread.
Misago's main branch (0.40, not released in November 2026) writes pages without that data; they are not read.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree

from crawlers.engines.engine import Engine, has_class
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, ThreadPage
from crawlers.markup import Element, tree

_DATA = re.compile(rb"misago\.init\((\{[^\r\n]*\})\);?[ \t]*(?:[\r\n]|</script)")
_PAGE = re.compile(r"^(?P<thread>.*/t/[^/]+/\d+/)(?:\d+/)?$")
#: ``weight`` of threads that stand on top of their category's list, and of those on top of every list.
_PINNED, _PINNED_EVERYWHERE = 1, 2
_QUOTES = etree.XPath(
    f".//aside[{has_class('quote-block')}] | .//blockquote[not(ancestor::aside[{has_class('quote-block')}])]"
)
_QUOTED = etree.XPath(f".//blockquote[{has_class('quote-body')}]")
_HEADINGS = etree.XPath(f".//*[{has_class('quote-heading')}]")
#: A member's name in a text is a link to him that has nothing but its address to be told by.
_MENTIONS = etree.XPath(".//a[starts-with(@data-quote, '@')]")
_MENTION = "misago-mention"


class Misago(Engine):
    """Misago."""

    name = "misago"
    mentions = (_MENTION,)

    def recognises(self, page: Page) -> bool:
        """By the data that its pages carry."""
        return "MISAGO_PATH" in _data(page)

    def start(self, page: Page, url: str) -> str:
        """The list of threads, where the front page shows categories instead."""
        data = _data(page)
        if any(key in data for key in ("THREADS", "POSTS")):
            return url
        return urljoin(url, _root(data) + ("" if data.get("THREADS_ON_INDEX", True) else "threads/"))

    def listing(self, page: Page) -> Listing | None:
        """The threads of a page of a list; those of all categories below it are among them."""
        data = _data(page)
        listed = _mapping(data.get("THREADS"))
        rows = listed.get("results")
        if not isinstance(rows, list):
            return None
        pinned = _PINNED if str(data.get("CURRENT_LINK")).startswith("misago:category") else _PINNED_EVERYWHERE
        threads = [thread for row in rows if (thread := _listed(_mapping(row), page.url, pinned)) is not None]
        cursor = listed.get("next")
        # The list goes on by the number of the next thread's last post.
        return Listing(threads, urljoin(page.url, f"?start={cursor}") if _number(cursor) else None)

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a thread's page."""
        data = _data(page)
        thread, posts = _mapping(data.get("THREAD")), _mapping(data.get("POSTS"))
        rows, id = posts.get("results"), _number(thread.get("id"))
        if not isinstance(rows, list) or not id:
            return None
        address = _mapping(thread.get("url")).get("index")
        url = urljoin(page.url, address if isinstance(address, str) else self.page_url(page.url, 1))
        written = [row for row in map(_mapping, rows) if not row.get("is_event")]
        before, more, count = (_number(posts.get(key)) for key in ("before", "more", "count"))
        opens = written[0].get("id") if written and not before else None
        if before + len(written) + more > count:
            # The last post of a page stands on top of the next one again.
            written = written[:-1]
        number = _number(posts.get("page")) or 1
        root = _root(data)
        made = (_post(row, url, root, opening=row.get("id") == opens) for row in written)
        return ThreadPage(
            id=str(id),
            url=url,
            title=str(thread.get("title") or ""),
            number=number,
            posts=[post for post in made if post is not None],
            next_url=self.page_url(url, number + 1) if _number(posts.get("next")) > number else None,
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a page of a thread."""
        place = _PAGE.match(urlsplit(thread_url).path)
        if place is None:
            return thread_url
        return urljoin(thread_url, f"{place['thread']}{number}/" if number > 1 else str(place["thread"]))


def _data(page: Page) -> dict[str, Any]:
    """What a page gives to its script; empty where it is none of Misago's."""
    told = _DATA.search(page.body)
    if told is None:
        return {}
    try:
        return _mapping(msgspec.json.decode(told[1]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _root(data: dict[str, Any]) -> str:
    """The forum's place on its host."""
    path = data.get("MISAGO_PATH")
    return path if isinstance(path, str) and path.startswith("/") and not path.startswith("//") else "/"


def _listed(row: dict[str, Any], url: str, pinned: int) -> ListedThread | None:
    id, address = _number(row.get("id")), _mapping(row.get("url")).get("index")
    if not id or not isinstance(address, str):
        return None
    return ListedThread(
        id=str(id),
        url=urljoin(url, address),
        title=str(row.get("title") or ""),
        count=f"{row.get('replies')} {row.get('last_post')}",
        active=str(row.get("last_post_on") or row.get("started_on") or ""),
        pinned=_number(row.get("weight")) >= pinned,
    )


def _post(row: dict[str, Any], url: str, root: str, *, opening: bool) -> FoundPost | None:
    markup, pk = row.get("content"), _number(row.get("id"))
    if not isinstance(markup, str) or not pk or row.get("is_hidden") or row.get("is_unapproved"):
        return None
    element = etree.Element("article")
    body = etree.SubElement(element, "div")
    content = tree(f"<div>{markup}</div>", url)
    if content is not None:
        body.append(content)
    for link in _MENTIONS(body):
        link.set("class", _MENTION)
    asides = _QUOTES(body)
    named = [aside for aside in asides if _names_somebody(aside)]
    poster = _mapping(row.get("poster"))
    names = [
        str(name or "").strip() for name in (row.get("poster_name"), poster.get("username"), poster.get("real_name"))
    ]
    address = _mapping(row.get("url")).get("index")
    return FoundPost(
        engine_id=f"misago:{root}post/{pk}",
        url=urljoin(url, address if isinstance(address, str) else f"post/{pk}/"),
        anchor="",
        element=element,
        body=body,
        names=list(dict.fromkeys(name for name in names if name)),
        # "Quoted message:" is the forum's word.
        drop=[heading for aside in asides if aside not in named for heading in _HEADINGS(aside)],
        written=str(row.get("posted_on") or ""),
        opening=opening,
        quotes=asides,
        named=named,
        attached=_attached(row, element, url),
    )


def _names_somebody(aside: Element) -> bool:
    return any(quoted.get("data-author") for quoted in _QUOTED(aside))


def _attached(row: dict[str, Any], element: Element, url: str) -> list[Element]:
    """The pictures that were put below a post."""
    attachments = row.get("attachments")
    found = []
    for attachment in map(_mapping, attachments if isinstance(attachments, list) else []):
        address = _mapping(attachment.get("url")).get("index")
        if attachment.get("is_image") and isinstance(address, str):
            figure = etree.SubElement(element, "figure")
            etree.SubElement(figure, "img").set("src", urljoin(url, address))
            found.append(figure)
    return found


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    """A whole number above 0; 0 for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
