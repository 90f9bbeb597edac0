"""phpBB 3, from its own templates (prosilver 3.0 to 3.3: ``forumlist_body.html``, ``viewforum_body.html``,
``viewtopic_body.html``, ``pagination.html``, ``bbcode.html``); other styles keep prosilver's classes.

A topic's pages are told apart by the ``start`` of their first post, so the number of posts on a page, which
the board sets, is learned from the page links. Before 3.3 times are written in the board's language and zone.
"""

from __future__ import annotations

import re
from math import gcd
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, first, has_class, next_link
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, Section, ThreadPage
from crawlers.markup import Element, words_of

#: phpBB's own setting; a board may have another one.
_PER_PAGE = 10
_DIGITS = re.compile(r"\d+")
_SESSION = re.compile(r"[?&]sid=[0-9a-f]+")

_TOPICS = etree.XPath(f"//ul[{has_class('topiclist')} and {has_class('topics')}]/li[{has_class('row')}]")
_FORUMS = etree.XPath(f"//ul[{has_class('topiclist')} and {has_class('forums')}]/li[{has_class('row')}]")
_LISTS = etree.XPath(f"//ul[{has_class('topiclist')}] | //*[contains(@class, 'section-viewforum')]")
_TITLE = etree.XPath(f".//a[{has_class('topictitle')}]")
_FORUM_LINKS = etree.XPath(f".//a[{has_class('forumtitle')} or {has_class('subforum')}]")
_REPLIES = etree.XPath(f".//dd[{has_class('posts')}]")
_COUNTS = etree.XPath(f".//dd[{has_class('posts')} or {has_class('topics')}]")
_LAST = etree.XPath(f".//dd[{has_class('lastpost')}]")
_TIME = etree.XPath(".//time/@datetime")
_PAGES = etree.XPath(f".//*[{has_class('pagination')}]//a/@href")
_POSTS = etree.XPath(f"//div[{has_class('post')} and starts-with(@id, 'p')]")
_BODY = etree.XPath(f".//div[{has_class('content')}]")
_AUTHOR = etree.XPath(
    f".//*[{has_class('postprofile')} or {has_class('author')}]"
    f"//*[{has_class('username')} or {has_class('username-coloured')}]"
)
_BYLINE = etree.XPath(f".//p[{has_class('author')}]")
_NOT_HIS_WORDS = ("postprofile", "author", "signature", "notice", "post-buttons", "back2top")
_SHOWS = etree.XPath(" | ".join(f".//*[{has_class(name)}]" for name in _NOT_HIS_WORDS))
_HEADING = etree.XPath(f"//h2[{has_class('topic-title')}] | //div[@id='page-body']/h2[1]")
_SUBJECT = etree.XPath(".//h3//a")
_ATTACHED = etree.XPath(f".//*[{has_class('attachbox')}]")
_QUOTES = etree.XPath(".//blockquote[not(ancestor::blockquote)]")
_CITE = etree.XPath(".//cite")


class PhpBB(Engine):
    """phpBB 3. One object reads one forum: it learns how many posts make a page."""

    name = "phpbb"

    def __init__(self) -> None:
        self._learned = 0

    @property
    def per_page(self) -> int:
        """Posts on a page: every ``start`` is a multiple of it."""
        return self._learned or _PER_PAGE

    def recognises(self, page: Page) -> bool:
        """By its lists of topics, or its name at the foot of the page."""
        marks = (b'id="phpbb"', b"topiclist", b"phpbb.com", b"viewtopic.php")
        return sum(mark in page.body for mark in marks) >= 2

    def listing(self, page: Page) -> Listing | None:
        """The topics of a forum and the forums below it."""
        if not _LISTS(page.root) or _POSTS(page.root):
            return None
        threads = []
        for row in _TOPICS(page.root):
            self._learn(row)
            thread = _listed(row, page.url)
            if thread is not None:
                threads.append(thread)
        following = next_link(page.root)
        sections = [section for row in _FORUMS(page.root) for section in _sections(row, page.url)]
        return Listing(threads, _clean(urljoin(page.url, following)) if following else None, sections)

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a topic's page."""
        elements = _POSTS(page.root)
        topic = _topic(page.url)
        if not elements:
            return None
        if not topic:
            # An address of a post or a friendly one: the page's own links name the topic.
            topic = next((found for href in _PAGES(page.root) if (found := _topic(str(href)))), page.url)
        self._learned = gcd(self._learned, _start(page.url))
        self._learn(page.root)
        url = urljoin(page.url, f"viewtopic.php?t={topic}")
        number = _start(page.url) // self.per_page + 1
        heading = first(_HEADING(page.root)) if _HEADING(page.root) else first(_SUBJECT(elements[0]))
        following = next_link(page.root)
        root = urlsplit(url).path.rpartition("/")[0] + "/"
        posts = []
        for index, element in enumerate(elements):
            post = _post(element, url, root, opening=number == 1 and index == 0)
            if post is not None:
                posts.append(post)
        return ThreadPage(
            id=topic,
            url=url,
            title=words_of(heading) if heading is not None else "",
            number=number,
            posts=posts,
            next_url=_clean(urljoin(page.url, following)) if following else None,
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a topic's page."""
        plain = urljoin(thread_url, f"viewtopic.php?t={_topic(thread_url)}")
        return plain if number <= 1 else f"{plain}&start={(number - 1) * self.per_page}"

    def _learn(self, element: Element) -> None:
        starts = (_start(str(href)) for href in _PAGES(element) if "viewtopic.php" in href)
        self._learned = gcd(self._learned, *starts)


def _listed(row: Element, url: str) -> ListedThread | None:
    link = first(_TITLE(row))
    topic = _topic(link.get("href") or "") if link is not None else ""
    if link is None or not topic:
        return None
    count = first(_REPLIES(row))
    last = first(_LAST(row))
    return ListedThread(
        id=topic,
        url=urljoin(url, f"viewtopic.php?t={topic}"),
        title=words_of(link),
        count="".join(_DIGITS.findall(words_of(count))) if count is not None else "",
        active=_time(last),
        pinned=bool({"sticky", "announce", "global-announce"} & set((row.get("class") or "").split())),
    )


def _sections(row: Element, url: str) -> list[Section]:
    counts = " ".join("".join(_DIGITS.findall(words_of(count))) for count in _COUNTS(row))
    mark = f"{counts}\0{_time(first(_LAST(row)))}".strip("\0")
    links = [urljoin(url, link.get("href") or "") for link in _FORUM_LINKS(row)]
    return [Section(_clean(link), mark) for link in links if "viewforum.php" in link]


def _post(element: Element, url: str, root: str, *, opening: bool) -> FoundPost | None:
    pk = (element.get("id") or "").removeprefix("p")
    body = first(_BODY(element))
    if not pk.isdigit() or body is None:
        return None
    quotes = _QUOTES(body)
    names = [words_of(name) for name in _AUTHOR(element)]
    return FoundPost(
        engine_id=f"phpbb:{root}p{pk}",
        url=f"{url}&p={pk}#p{pk}",
        anchor=f"p{pk}",
        element=element,
        body=body,
        names=list(dict.fromkeys(name for name in names if name)),
        drop=_SHOWS(element),
        written=_time(first(_BYLINE(element))),
        opening=opening,
        quotes=quotes,
        named=[quote for quote in quotes if _CITE(quote)],
        attached=_ATTACHED(element),
    )


def _time(element: Element | None) -> str:
    """The time in an element: machine-readable, else what is written last in it ("by X » Sun Nov 22, …")."""
    if element is None:
        return ""
    machine = _TIME(element)
    if machine:
        return str(machine[0])
    written = [piece.strip() for piece in element.itertext() if piece.strip(" \t\n»-")]
    return written[-1].lstrip("» ").strip() if written else ""


def _topic(url: str) -> str:
    value = parse_qs(urlsplit(url).query).get("t", [""])[0]
    return value if value.isdigit() else ""


def _start(url: str) -> int:
    value = parse_qs(urlsplit(url).query).get("start", ["0"])[0]
    return int(value) if value.isdigit() and len(value) < 9 else 0


def _clean(url: str) -> str:
    """An address without the session id that phpBB puts into links."""
    kept = _SESSION.sub(lambda found: "?" if found[0].startswith("?") else "", url)
    return kept.replace("?&", "?").rstrip("?")
