"""django-spirit 0.14, from its own templates (``spirit/topic/_render_list.html``,
``spirit/topic/detail.html``, ``spirit/comment/_render_list.html``, ``spirit/utils/paginator/*.html``).

What its pages tell of changes: a listing shows each topic's title, its number of comments and, in a
``title`` attribute, the minute of its last comment. An edit of a comment changes none of these; it only
adds a counter (``modified_count``) beside the comment on the topic's own page. Times are written in the
site's language and zone, there is no machine-readable one.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, has_class
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, ThreadPage
from crawlers.markup import Element, words_of

NAME = "spirit"

_TOPIC = re.compile(r"^(?P<root>.*/)topic/(?P<id>\d+)/")
_PROFILE = re.compile(r"/user/\d+/(?P<slug>[^/]+)/")
_DIGITS = re.compile(r"\d+")


_TOPICS = etree.XPath(f"//*[{has_class('layout__topics')}]")
_ROWS = etree.XPath(f".//*[{has_class('layout__topics__topic')}]")
_LINK = etree.XPath(f".//a[{has_class('topic__link')}]")
_COUNT = etree.XPath(f".//*[{has_class('topic__comments')}]")
_DATE = etree.XPath(f".//*[{has_class('topic__date')}]")
_PIN = etree.XPath(f".//i[{has_class('fa-thumb-tack')}]")
_PAGES = etree.XPath(f"//*[{has_class('paginator')}]//a/@href")
_COMMENTS = etree.XPath(f"//*[{has_class('comments_list')}]")
_COMMENT = etree.XPath(f".//*[{has_class('comments_list__comment')} and @data-pk]")
_HEADLINE = etree.XPath(f"//h1[{has_class('headline')}]")
_DATES = etree.XPath("./li/@title")
_AUTHOR, _REALNAME = "comment__info__username__link", "comment__info__username__realname"
_SHOWS_AUTHOR = frozenset(("comment__img", "comment__info__username", "comment__footer"))


class Spirit(Engine):
    """django-spirit."""

    name = NAME
    mentions = ("comment-mention",)

    def recognises(self, page: Page) -> bool:
        """By the blocks of its listings and topics."""
        return b"layout__topics" in page.body or b"comments_list" in page.body

    def listing(self, page: Page) -> Listing | None:
        """The topics of a listing page (all topics or one category)."""
        return listing(page.root, page.url)

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The comments on a topic's page."""
        return thread_page(page.root, page.url)

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a topic's page."""
        plain = urlsplit(thread_url)._replace(query="", fragment="").geturl()
        return plain if number <= 1 else f"{plain}?page={number}"


def listing(root: Element, url: str) -> Listing | None:
    """The topics of a listing page (all topics or one category); ``None`` where it is no such page."""
    containers = _TOPICS(root)
    if not containers:
        return None
    threads = [thread for row in _ROWS(containers[0]) if (thread := _listed(row, url)) is not None]
    return Listing(threads, _next(root, url))


def _listed(row: Element, url: str) -> ListedThread | None:
    links = _LINK(row)
    if not links:
        return None
    address = urljoin(url, links[0].get("href") or "")
    found = _TOPIC.match(urlsplit(address).path)
    if found is None:
        return None
    count = _COUNT(row)
    date = _DATE(row)
    return ListedThread(
        id=found["id"],
        url=address,
        title=words_of(links[0]),
        count="".join(_DIGITS.findall(words_of(count[0]))) if count else "",
        active=(date[0].get("title") or "").strip() if date else "",
        pinned=bool(_PIN(row)),
    )


def thread_page(root: Element, url: str) -> ThreadPage | None:
    """The comments on a topic's page; ``None`` where it is no such page."""
    found = _TOPIC.match(urlsplit(url).path)
    containers = _COMMENTS(root)
    if found is None or not containers:
        return None
    headline = _HEADLINE(root)
    root_path = found["root"]
    origin = urljoin(url, root_path)
    posts = [post for element in _COMMENT(containers[0]) if (post := _post(element, origin, root_path)) is not None]
    return ThreadPage(
        id=found["id"],
        url=f"{origin}topic/{found['id']}/",
        title=words_of(headline[0]) if headline else "",
        number=_page(url),
        posts=posts,
        next_url=_next(root, url),
    )


def engine_id(pk: str, root: str) -> str:
    """The engine's own message id, with the forum's place on its host: a host may carry two of them."""
    return f"{NAME}:{root}comment/{pk}"


def _post(element: Element, origin: str, root: str) -> FoundPost | None:
    pk = (element.get("data-pk") or "").strip()
    body: Element | None = None
    names: list[str] = []
    drop: list[Element] = []
    written = ""
    # One walk: what a post is made of stands in a handful of elements, and there are many posts.
    walker = etree.iterwalk(element, events=("start",))
    for _, node in walker:
        for name in (node.get("class") or "").split():
            if name in _SHOWS_AUTHOR:
                drop.append(node)
            elif name == "comment__text":
                body = node if body is None else body
                # What a member writes is not read for who he is.
                walker.skip_subtree()
            elif name == _AUTHOR:
                names += _author(node)
            elif name == _REALNAME:
                names.append(words_of(node))
            elif name == "comment__info__date":
                written = next(iter(_DATES(node)), "")
    if not pk.isdigit() or body is None:
        return None
    quotes = list(body.iter("blockquote"))
    return FoundPost(
        engine_id=engine_id(pk, root),
        url=f"{origin}comment/{pk}/find/",
        anchor=element.get("id") or "",
        element=element,
        body=body,
        names=[name for name in names if name],
        drop=drop,
        written=str(written),
        opening=element.get("data-number") == "1",
        quotes=quotes,
        # "@name said:" is how its quote button begins.
        named=[quote for quote in quotes if words_of(quote).startswith("@")],
    )


def _author(link: Element) -> list[str]:
    slug = _PROFILE.search(link.get("href") or "")
    return [words_of(link), unquote(slug["slug"]) if slug is not None else ""]


def _page(url: str) -> int:
    value = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(value) if value.isdigit() and len(value) < 7 else 1


def _next(root: Element, url: str) -> str | None:
    wanted = _page(url) + 1
    for href in _PAGES(root):
        address = urljoin(url, str(href))
        if _page(address) == wanted:
            return address
    return None
