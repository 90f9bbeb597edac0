"""A blog of Blogger, as its feeds and front page show it (it cannot be run here).

The feeds' elements are those that Blogger's feeds have had since 2007: Atom with ``openSearch:`` counts, ids
``tag:blogger.com,1999:blog-N.post-N``, ``thr:in-reply-to`` on comments (RFC 4685), ``category`` of
``blogger/2008/kind#…``, ``start-index``, ``max-results`` and ``orderby=updated`` as in Google's guide to its Data
API ("Blogger APIs Client Library: retrieving posts using query parameters").
"""

from __future__ import annotations

import datetime as dt
import html
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import msgspec

from tests.sites.static import StaticSite, answer

_BLOG = 2445100342668451086
_HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
    "xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:gd='http://schemas.google.com/g/2005' "
    "xmlns:thr='http://purl.org/syndication/thread/1.0'>"
)


class Written(msgspec.Struct):
    """An article (``article`` is 0) or a comment on one."""

    id: int
    article: int
    title: str
    text: str
    author: str
    published: dt.datetime
    updated: dt.datetime


class BloggerBlog(StaticSite):
    """A blog whose articles and comments a test writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written: dict[int, Written] = {}
        self.pages["/"] = self._front
        self.pages["/feeds/posts/default"] = lambda handler: self._feed(handler, comments=False)
        self.pages["/feeds/comments/default"] = lambda handler: self._feed(handler, comments=True)

    def article(self, title: str, text: str, author: str) -> int:
        """A new article; gives its number."""
        return self._write(0, title, text, author)

    def comment(self, article: int, text: str, author: str) -> int:
        """A new comment; gives its number."""
        return self._write(article, text[:20], text, author)

    def edit(self, number: int, text: str) -> None:
        """Another text."""
        self.written[number].text = text
        self.written[number].updated = dt.datetime.now(dt.UTC)

    def _write(self, article: int, title: str, text: str, author: str) -> int:
        number = 1000 + len(self.written)
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=len(self.written))
        self.written[number] = Written(number, article, title, text, author, at, at)
        return number

    def _front(self, handler: BaseHTTPRequestHandler) -> None:
        page = (
            "<html><head><meta content='blogger' name='generator'/>"
            f"<link rel='alternate' type='application/atom+xml' title='Chợ - Atom' href='{self.url}/feeds/posts/default'/>"
            f"<link rel='service.post' type='application/atom+xml' href='https://www.blogger.com/feeds/{_BLOG}/posts/default'/>"
            "</head><body><div class='blog-posts hfeed'></div></body></html>"
        )
        answer(handler, page.encode())

    def _feed(self, handler: BaseHTTPRequestHandler, *, comments: bool) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        start, count = int(query.get("start-index", ["1"])[0]), int(query.get("max-results", ["25"])[0])
        rows = [each for each in self.written.values() if bool(each.article) is comments]
        key = "updated" if query.get("orderby") == ["updated"] else "published"
        rows.sort(key=lambda each: (getattr(each, key), each.id), reverse=True)
        shown = rows[start - 1 : start - 1 + count]
        counts = (
            f"<openSearch:totalResults>{len(rows)}</openSearch:totalResults><openSearch:startIndex>{start}"
            f"</openSearch:startIndex><openSearch:itemsPerPage>{count}</openSearch:itemsPerPage>"
        )
        body = f"{_HEAD}<id>tag:blogger.com,1999:blog-{_BLOG}</id><title>Chợ</title>{counts}{''.join(map(self._entry, shown))}</feed>"
        self.text("/feed.now", body, "application/atom+xml; charset=UTF-8")
        self.pages.pop("/feed.now")(handler)

    def _entry(self, each: Written) -> str:
        link = self.address(each.article or each.id)
        reply = ""
        if each.article:
            ref = f"tag:blogger.com,1999:blog-{_BLOG}.post-{each.article}"
            reply = f"<thr:in-reply-to href='{link}' ref='{ref}' source='http://www.blogger.com/feeds/{_BLOG}/posts/default/{each.article}' type='text/html'/>"
            link = f"{link}?showComment={each.id}#c{each.id}"
        kind = "comment" if each.article else "post"
        return (
            f"<entry><id>tag:blogger.com,1999:blog-{_BLOG}.post-{each.id}</id><published>{_time(each.published)}</published>"
            f"<updated>{_time(each.updated)}</updated>"
            f"<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
            f"<title type='text'>{html.escape(each.title)}</title><content type='html'>{html.escape(each.text)}</content>"
            f"<link rel='self' type='application/atom+xml' href='http://www.blogger.com/feeds/{_BLOG}/posts/default/{each.id}'/>"
            f"<link rel='alternate' type='text/html' href='{link}' title=''/>"
            f"<author><name>{html.escape(each.author)}</name><uri>https://www.blogger.com/profile/123</uri>"
            f"<email>noreply@blogger.com</email><gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='https://img1.blogblog.com/img/b16-rounded.gif'/></author>{reply}</entry>"
        )

    def address(self, article: int) -> str:
        """Where an article stands."""
        return f"{self.url}/2026/11/bai-{article}.html"


def _time(at: dt.datetime) -> str:
    return at.astimezone(dt.timezone(dt.timedelta(hours=7))).isoformat(timespec="milliseconds")
