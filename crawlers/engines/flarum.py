"""Flarum 1 and 2, by its JSON:API, which its own pages are made from and which every visitor may read
(``Flarum\\Api\\Resource\\DiscussionResource``, ``PostResource``): ``api/discussions`` newest activity first,
``api/posts?filter[discussion]=ID`` by number. An edit sets a post's ``editedAt`` and nothing of the discussion.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, has_class
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, ThreadPage
from crawlers.markup import tree

#: Posts asked for at once; Flarum allows at most 50.
_LIMIT = 20
_API = re.compile(rb'"apiUrl"\s*:\s*"([^"]{1,300})"')
_TAG = re.compile(r"/t/([^/?#]+)")
_DISCUSSION = re.compile(r"/d/(\d+)")
_QUOTES = etree.XPath(".//blockquote[not(ancestor::blockquote)]")
_CITED = etree.XPath(
    f".//cite | .//a[{has_class('PostMention')} or {has_class('UserMention')}] | .//*[{has_class('PostMention')}]"
)


class Flarum(Engine):
    """Flarum."""

    name = "flarum"
    mentions = ("UserMention", "PostMention")

    def recognises(self, page: Page) -> bool:
        """By the data that its pages carry."""
        if page.body[:200].lstrip()[:1] == b"{":
            return b'"type":"discussions"' in page.body or b'"type":"posts"' in page.body
        return b"flarum-json-payload" in page.body or b"flarum-loading" in page.body

    def start(self, page: Page, url: str) -> str:
        """The API's address for the whole forum, a tag or one discussion."""
        path = urlsplit(url).path
        if "/api/" in path:
            return url
        told = _API.search(page.body)
        address = told[1].decode("utf-8", "replace").replace("\\/", "/") if told else urljoin(url, "/api")
        # The name that the site gives itself may be another one than it was asked by: the path is what counts.
        api = urljoin(url, urlsplit(address).path.rstrip("/") or "/api")
        discussion = _DISCUSSION.search(path)
        if discussion is not None:
            return self.page_url(f"{api}/posts?filter%5Bdiscussion%5D={discussion[1]}", 1)
        query = {"sort": "-lastPostedAt"}
        tag = _TAG.search(path)
        if tag is not None:
            query["filter[tag]"] = tag[1]
        return f"{api}/discussions?{urlencode(query)}"

    def listing(self, page: Page) -> Listing | None:
        """The discussions of a page of the API."""
        rows = _rows(page, "discussions")
        if rows is None or "/posts" in urlsplit(page.url).path:
            return None
        threads = [thread for row in rows if (thread := _listed(row, page.url)) is not None]
        return Listing(threads, _following(page))

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a page of the API."""
        rows = _rows(page, "posts")
        query = parse_qs(urlsplit(page.url).query)
        id = query.get("filter[discussion]", [""])[0]
        if rows is None or not id.isdigit():
            return None
        people, titles = _included(page)
        base = _base(page.url)
        url = urljoin(page.url, f"{base}d/{id}")
        offset = query.get("page[offset]", ["0"])[0]
        number = (int(offset) // _LIMIT if offset.isdigit() and len(offset) < 9 else 0) + 1
        return ThreadPage(
            id=id,
            url=url,
            title=titles.get(id, ""),
            number=number,
            posts=[post for row in rows if (post := _post(row, url, base, people)) is not None],
            next_url=self.page_url(page.url, number + 1) if len(rows) >= _LIMIT else None,
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a page of a discussion's posts."""
        parts = urlsplit(thread_url)
        id = parse_qs(parts.query).get("filter[discussion]", [""])[0]
        api = parts.path.rpartition("/posts")[0]
        query = {"filter[discussion]": id, "include": "user,discussion", "sort": "number",
                 "page[limit]": str(_LIMIT), "page[offset]": str((number - 1) * _LIMIT)}  # fmt: skip
        return urljoin(thread_url, f"{api}/posts?{urlencode(query, quote_via=quote)}")


def _rows(page: Page, kind: str) -> list[dict[str, Any]] | None:
    """The API's records of this type; ``None`` where the page is no list of the API."""
    data = _mapping(page.json).get("data")
    if not isinstance(data, list):
        return None
    return [row for row in data if isinstance(row, dict) and row.get("type") == kind]


def _listed(row: dict[str, Any], url: str) -> ListedThread | None:
    about = _mapping(row.get("attributes"))
    id = str(row.get("id") or "")
    if not id.isdigit():
        return None
    api = urlsplit(url).path.rpartition("/discussions")[0]
    return ListedThread(
        id=id,
        url=urljoin(url, f"{api}/posts?filter%5Bdiscussion%5D={id}"),
        title=str(about.get("title") or ""),
        count=f"{about.get('commentCount')} {about.get('lastPostNumber')}",
        active=str(about.get("lastPostedAt") or about.get("createdAt") or ""),
        pinned=bool(about.get("isSticky")),
    )


def _following(page: Page) -> str | None:
    link = _mapping(_mapping(page.json).get("links")).get("next")
    link = link.get("href") if isinstance(link, dict) else link
    if not isinstance(link, str) or not link:
        return None
    parts = urlsplit(link)
    return urljoin(page.url, f"{parts.path}?{parts.query}")


def _included(page: Page) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Names by member's id, titles by discussion's id."""
    people: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    included = _mapping(page.json).get("included")
    for row in included if isinstance(included, list) else []:
        about = _mapping(_mapping(row).get("attributes"))
        if _mapping(row).get("type") == "users":
            names = [str(about.get(key) or "").strip() for key in ("username", "displayName", "slug")]
            people[str(row.get("id"))] = list(dict.fromkeys(name for name in names if name))
        elif _mapping(row).get("type") == "discussions":
            titles[str(row.get("id"))] = str(about.get("title") or "")
    return people, titles


def _post(row: dict[str, Any], url: str, base: str, people: dict[str, list[str]]) -> FoundPost | None:
    about = _mapping(row.get("attributes"))
    markup, pk = about.get("contentHtml"), str(row.get("id") or "")
    if about.get("contentType") != "comment" or about.get("isHidden"):
        return None
    if not isinstance(markup, str) or not pk.isdigit():
        return None
    element = etree.Element("article")
    body = etree.SubElement(element, "div")
    content = tree(f"<div>{markup}</div>", url)
    if content is not None:
        body.append(content)
    quotes = _QUOTES(body)
    author = _mapping(_mapping(_mapping(row.get("relationships")).get("user")).get("data")).get("id")
    return FoundPost(
        engine_id=f"flarum:{base}p/{pk}",
        url=f"{url}/{about.get('number')}",
        anchor="",
        element=element,
        body=body,
        names=people.get(str(author), []),
        drop=[],
        written=str(about.get("createdAt") or ""),
        opening=about.get("number") == 1,
        quotes=quotes,
        named=[quote_ for quote_ in quotes if _CITED(quote_)],
    )


def _base(url: str) -> str:
    """The forum's place on its host, from its API's address."""
    return urlsplit(url).path.partition("api/")[0] or "/"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
