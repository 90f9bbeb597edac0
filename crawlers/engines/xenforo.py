"""XenForo 2, from its templates ``forum_list``, ``node_list_forum``, ``thread_list_macros``, ``thread_view``,
``post_macros`` and ``message_macros`` (2.0 to 2.3), as pages in the wild show them.

Addresses are customised from site to site (``/threads/``, ``/t/``, ``index.php?threads/…``), so threads are told
by the ids in the markup. Times stand in ``data-time`` (seconds since 1970). An edit adds ``message-lastEdit`` to
the post on the thread's page and changes nothing in a listing.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, first, has_class
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, Section, ThreadPage
from crawlers.markup import Element, words_of

_THREAD = re.compile(r"^(?P<stem>.*[./])(?P<id>\d+)(?:/(?:page-\d+|unread|latest|post-\d+)?)?/?$")
_TAIL = re.compile(r"/(?:page-\d+|unread|latest|post-\d+)/?$")
_PAGE = re.compile(r"/page-(\d{1,6})\b")
_LISTED = re.compile(r"\bjs-threadListItem-(\d+)\b")
_DIGITS = re.compile(r"\d+")

_ROWS = etree.XPath(f"//*[{has_class('structItem--thread')}]")
_CONTAINER = etree.XPath(f"//*[{has_class('structItemContainer')}] | //*[{has_class('node-body')}]")
_LINKS = etree.XPath(f".//*[{has_class('structItem-title')}]//a[@href and not({has_class('labelLink')})]")
_META = etree.XPath(f".//*[{has_class('structItem-cell--meta')}]//dd")
_LATEST = etree.XPath(
    f".//*[{has_class('structItem-cell--latest')}]//time | .//*[{has_class('structItem-latestDate')}]"
)
_STICKY = etree.XPath(
    f".//*[{has_class('structItem-status--sticky')}] | ancestor::*[{has_class('structItemContainer-group--sticky')}]"
)
_NODES = etree.XPath(f"//*[{has_class('node--forum')}]")
_NODE_LINKS = etree.XPath(f".//*[{has_class('node-title')}]//a[@href] | .//a[{has_class('subNodeLink--forum')}]")
_NODE_STATS = etree.XPath(f".//*[{has_class('node-stats')}]//dd")
_NODE_LAST = etree.XPath(f".//*[{has_class('node-extra')}]//time")
_NEXT = etree.XPath(f"//a[{has_class('pageNav-jump--next')}]/@href")
_POSTS = etree.XPath(f"//article[{has_class('message--post')} and starts-with(@data-content, 'post-')]")
_BODY = etree.XPath(f".//*[{has_class('message-body')}]//*[{has_class('bbWrapper')}]")
_TIME = etree.XPath(f".//*[{has_class('message-attribution')}]//time")
_QUOTES = etree.XPath(f".//*[{has_class('bbCodeBlock--quote')}]")
_QUOTED = etree.XPath(f".//*[{has_class('bbCodeBlock-sourceJump')} or {has_class('bbCodeBlock-title')}]")
_USER = etree.XPath(f".//*[{has_class('message-name')}]")
_ATTACHED = etree.XPath(f".//*[{has_class('message-attachments')}]")
_SHOWS = etree.XPath(
    " | ".join(
        f".//*[{has_class(name)}]"
        for name in ("message-cell--user", "message-signature", "message-footer", "message-lastEdit",
                     "message-attribution-user", "reactionsBar", "message-attribution-opposite")
    )
)  # fmt: skip
_TITLE = etree.XPath(f"//h1[{has_class('p-title-value')}]")
_TITLE_LABELS = etree.XPath(f".//*[{has_class('label')} or {has_class('label-append')}]")


class XenForo(Engine):
    """XenForo 2."""

    name = "xenforo"
    mentions = ("username",)

    def recognises(self, page: Page) -> bool:
        """By its root element or its own scripts."""
        return b'id="XF"' in page.body or b"data-xf-init" in page.body or b"structItem--thread" in page.body

    def listing(self, page: Page) -> Listing | None:
        """The threads of a forum, or the forums of a front page."""
        rows = _ROWS(page.root)
        nodes = _NODES(page.root)
        if not rows and not nodes and (not _CONTAINER(page.root) or _POSTS(page.root)):
            return None
        threads = [thread for row in rows if (thread := _listed(row, page.url)) is not None]
        following = _NEXT(page.root)
        sections = [section for node in nodes for section in _sections(node, page.url)]
        return Listing(threads, urljoin(page.url, str(following[0])) if following else None, sections)

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a thread's page."""
        elements = _POSTS(page.root)
        if not elements:
            return None
        id, url = _thread_of(page)
        number = int(found[1]) if (found := _PAGE.search(page.url)) else 1
        following = _NEXT(page.root)
        root = _root_path(url)
        posts = []
        for index, element in enumerate(elements):
            post = _post(element, url, root, opening=number == 1 and index == 0)
            if post is not None:
                posts.append(post)
        return ThreadPage(
            id=id,
            url=url,
            title=_title(page.root),
            number=number,
            posts=posts,
            next_url=urljoin(page.url, str(following[0])) if following else None,
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a thread's page."""
        plain = _TAIL.sub("/", thread_url.partition("#")[0])
        plain = plain if plain.endswith("/") else f"{plain}/"
        return plain if number <= 1 else f"{plain}page-{number}"


def _listed(row: Element, url: str) -> ListedThread | None:
    links = _LINKS(row)
    if not links:
        return None
    # Prefixes stand before the title, each a link of its own; the title is the last one.
    address = _TAIL.sub("/", urljoin(url, links[-1].get("href") or ""))
    marked = _LISTED.search(row.get("class") or "")
    told = _THREAD.match(address)
    id = marked[1] if marked else told["id"] if told else ""
    if not id:
        return None
    replies = _META(row)
    latest = first(_LATEST(row))
    return ListedThread(
        id=id,
        url=address,
        title=words_of(links[-1]),
        count=words_of(replies[0]) if replies else "",
        active=_moment(latest),
        pinned=bool(_STICKY(row)),
    )


def _sections(node: Element, url: str) -> list[Section]:
    stats = " ".join(words_of(value) for value in _NODE_STATS(node))
    mark = f"{stats}\0{_moment(first(_NODE_LAST(node)))}"
    mark = mark if mark.strip("\0") else ""
    return [Section(urljoin(url, link.get("href") or ""), mark) for link in _NODE_LINKS(node)]


def _thread_of(page: Page) -> tuple[str, str]:
    """The thread's number and the address of its first page."""
    address = _TAIL.sub("/", page.url.partition("#")[0])
    key = page.root.get("data-content-key") or ""
    if key.startswith("thread-"):
        return key.removeprefix("thread-"), address
    told = _THREAD.match(address)
    return (told["id"] if told else address), address


def _root_path(thread_url: str) -> str:
    """The forum's place on its host: what stands before ``threads/title.123/`` however that is spelt."""
    path = urlsplit(thread_url).path
    parts = path.strip("/").split("/")
    kept = parts[:-2] if not path.endswith(".php") else parts[:-1]
    return f"/{'/'.join(kept)}/" if kept else "/"


def _post(element: Element, url: str, root: str, *, opening: bool) -> FoundPost | None:
    pk = (element.get("data-content") or "").removeprefix("post-")
    body = first(_BODY(element))
    if not pk.isdigit() or body is None:
        return None
    quotes = _QUOTES(body)
    names = [(element.get("data-author") or "").strip(), *(words_of(name) for name in _USER(element))]
    return FoundPost(
        engine_id=f"xenforo:{root}post-{pk}",
        url=f"{url}#post-{pk}",
        anchor=f"post-{pk}",
        element=element,
        body=body,
        names=list(dict.fromkeys(name for name in names if name)),
        drop=_SHOWS(element),
        written=_moment(first(_TIME(element))),
        opening=opening,
        quotes=quotes,
        named=[quote for quote in quotes if quote.get("data-quote") or _QUOTED(quote)],
        attached=_ATTACHED(element),
    )


def _moment(time: Element | None) -> str:
    if time is None:
        return ""
    return (time.get("data-time") or time.get("data-timestamp") or time.get("datetime") or "").strip()


def _title(root: Element) -> str:
    heading = first(_TITLE(root))
    if heading is None:
        return ""
    labels = {words_of(label) for label in _TITLE_LABELS(heading)}
    title = words_of(heading)
    for label in sorted(labels, key=len, reverse=True):
        title = title.removeprefix(label).strip() if label else title
    return title
