"""A page with an article and comments below it: what of it is somebody's own message."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml import etree
from scrapy.http import TextResponse

from crawlers import article
from crawlers.comments import FoundComment, comments_of, only_said
from crawlers.forum_state import digest
from crawlers.identity import canonical_url
from crawlers.markup import root_of
from crawlers.messages import Message
from crawlers.structured import Said, SaidComment, said_by

_TITLE = etree.XPath("string((//meta[@property='og:title']/@content | //h1 | //title)[1])")
_HEADING = etree.XPath("normalize-space((//h1)[1])")
_NEWS_MARKS = etree.XPath("boolean(//meta[@name='news_keywords'] | //meta[@property='article:opinion'])")
#: What says when an article was written, to the minute.
_WRITTEN = etree.XPath(
    "//meta[@property='article:published_time']/@content | //*[@itemprop='datePublished']/@content "
    "| //time[@itemprop='datePublished' or @pubdate or contains(@class, 'entry-date') or contains(@class, 'published') "
    "or contains(@class, 'post-date')]/@datetime"
)
_LINKS = etree.XPath("//a/@href")
#: Further pages of comments: WordPress, Blogger, Drupal and what imitates them.
_COMMENT_PAGE = re.compile(
    r"/comment-page-\d+|[?&](?:cpage|commentPage|comment_page|trang-?binh-?luan)=\d+", re.IGNORECASE
)
#: Comments that other companies' scripts put into a page.
_BY_SCRIPT = re.compile(
    rb"disqus\.com/embed\.js|disqus_thread|class=[\"']fb-comments|commento\.js|hyvor|isso", re.IGNORECASE
)
#: Characters below which what is found on a page is no article but a notice.
_SHORTEST = 40


class ArticlePage(msgspec.Struct):
    """``body`` is the article's own text, ``None`` where there is none or where it is news. ``said``: how many
    comments the page says it has (-1: it doesn't); ``script``: whether they are put in by a script. ``more``:
    addresses of further pages of comments."""

    body: Message | None
    comments: list[Message]
    news: bool
    said: int
    script: bool
    more: list[str]


def read_page(response: TextResponse, *, want_body: bool, news: bool = False) -> ArticlePage:
    """What is on an article's page. ``news``: whether it is known to be news from elsewhere."""
    root = root_of(response)
    said = said_by(response.text, response.url)
    news = news or said.news or bool(_NEWS_MARKS(root))
    thread = _thread(response.url)
    found = comments_of(root)
    rest = only_said(found, said.comments)
    comments = [_shown(comment, thread) for comment in found] + [_said(comment, thread) for comment in rest]
    pages = [urljoin(response.url, str(href)) for href in _LINKS(root) if _COMMENT_PAGE.search(str(href))]
    more = dict.fromkeys(url.partition("#")[0] for url in pages if _same(url, thread))
    body = _body(response, root, said, thread) if want_body and not news else None
    return ArticlePage(
        body=body,
        comments=[comment for comment in comments if comment.markup],
        news=news,
        said=said.count,
        script=bool(_BY_SCRIPT.search(response.body)),
        more=list(more),
    )


def _thread(url: str) -> str:
    """The article's address, whichever page of its comments it was found on."""
    return canonical_url(_COMMENT_PAGE.sub("", url.partition("#")[0]))


def _same(url: str, thread: str) -> bool:
    return urlsplit(_thread(url)).path.rstrip("/") == urlsplit(thread).path.rstrip("/")


def _shown(comment: FoundComment, thread: str) -> Message:
    markup = etree.tostring(comment.words, encoding="unicode", method="html", with_tail=False)
    stable = comment.written if comment.machine_time else ""
    own_id = _id(thread, comment.id, stable, markup)
    return Message(
        own_id, thread + comment.url, markup, [comment.author], comment.written or None, thread=thread, quotes=True
    )


def _said(comment: SaidComment, thread: str) -> Message:
    text = comment.text
    markup = text if re.search(r"<[a-z/][^>]*>", text) else "<p>" + _escaped(text).replace("\n", "<br>") + "</p>"
    anchor = comment.id.partition("#")[2]
    number = anchor or ("" if "/" in comment.id else comment.id)
    url = f"{thread}#{anchor}" if anchor else thread
    return Message(
        _id(thread, re.sub(r"^\D+", "", number) or number, comment.written, text), url, markup, [comment.author],
        comment.written or None, thread=thread, quotes=True,
    )  # fmt: skip


def _id(thread: str, number: str, written: str, text: str) -> str:
    """What tells a comment: its number, else when it was written, else its words (an edit makes it another)."""
    place = urlsplit(thread).path or "/"
    return f"comment:{place}:{number or digest(written or text)}"


def _body(response: TextResponse, root: etree._Element, said: Said, thread: str) -> Message | None:
    found = article.read(response.text, response.url, said.author)
    if found is None or len(found.text) < _SHORTEST:
        return None
    title = said.title or str(_HEADING(root)) or " ".join(str(_TITLE(root)).split())
    markup = etree.tostring(_without_title(found.element, title), encoding="unicode", method="html", with_tail=False)
    told = _WRITTEN(root)
    written = said.written or (str(told[0]) if told else "") or _written(response)
    return Message("", thread, markup, [found.author], written or None, title=title, thread=thread)


def _without_title(element: etree._Element, title: str) -> etree._Element:
    """The title stands above the text already."""
    for heading in element.iter("h1", "h2"):
        parent = heading.getparent()
        if " ".join(heading.itertext()).split() == title.split() and parent is not None:
            parent.remove(heading)
            break
    return element


def _written(response: TextResponse) -> str:
    # The day alone. Imported here: it is heavy, and most pages say themselves when they were written.
    import htmldate

    form = "%Y-%m-%dT%H:%M:%S"
    found = htmldate.find_date(response.text, url=response.url, original_date=True, outputformat=form)
    return found or ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
