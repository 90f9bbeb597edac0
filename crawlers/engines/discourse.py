"""Discourse, by the JSON that it serves to every visitor: each list and topic is had by ``.json`` behind its
address (``latest.json``, ``c/NAME/ID.json``, ``t/ID.json?page=N``; serializers ``TopicListSerializer``,
``TopicViewSerializer``, ``PostSerializer``). ``chunk_size`` posts make a page. An edit of a topic's last post
moves ``bumped_at``; other edits show on the topic's page alone.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, has_class
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, ThreadPage
from crawlers.markup import tree

_PLACE = re.compile(r"^(?P<root>/(?:.*/)?)(?:t/(?:[^/]+/)?(?P<topic>\d+)|c/|tag/|latest|top\b|new\b)")
_BASE = re.compile(rb"<meta[^>]+discourse-base-uri[^>]+content=[\"']([^\"']*)")
#: Posts that members write; the others are notices ("closed this topic").
_REGULAR = 1
#: Posts on a page, where a topic does not say.
_CHUNK = 20
_QUOTES = etree.XPath(f".//aside[{has_class('quote')}] | .//blockquote[not(ancestor::aside[{has_class('quote')}])]")


class Discourse(Engine):
    """Discourse."""

    name = "discourse"
    mentions = ("mention",)

    def recognises(self, page: Page) -> bool:
        """By its generator tag or the elements that its pages begin with."""
        head = page.body[:100_000]
        if head.lstrip()[:1] == b"{":
            return b'"topic_list"' in head or b'"post_stream"' in head
        return b'content="Discourse' in head or b"discourse-base-uri" in head or b"data-discourse-setup" in head

    def start(self, page: Page, url: str) -> str:
        """The JSON form of a list or topic."""
        parts = urlsplit(url)
        path = parts.path
        if path.endswith(".json"):
            return url
        place = _PLACE.match(path)
        if place is not None and place["topic"]:
            return urljoin(url, f"{place['root']}t/{place['topic']}.json")
        if place is not None:
            return urljoin(url, f"{path.rstrip('/')}.json")
        base = _BASE.search(page.body[:100_000])
        root = f"{base[1].decode('utf-8', 'replace').rstrip('/')}/" if base else path.rpartition("/")[0] + "/"
        return urljoin(url, f"{root}latest.json")

    def listing(self, page: Page) -> Listing | None:
        """The topics of a list."""
        listed = _mapping(_mapping(page.json).get("topic_list"))
        topics = listed.get("topics")
        if not isinstance(topics, list):
            return None
        root = _root(page.url)
        threads = [thread for topic in topics if (thread := _listed(_mapping(topic), page.url, root)) is not None]
        more = str(listed.get("more_topics_url") or "")
        path, _, query = more.partition("?")
        following = urljoin(page.url, f"{path.removesuffix('.json')}.json?{query}") if more else None
        return Listing(threads, following)

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a topic's page."""
        topic = _mapping(page.json)
        stream = _mapping(topic.get("post_stream"))
        posts = stream.get("posts")
        if not isinstance(posts, list) or not isinstance(topic.get("id"), int):
            return None
        id, root = str(topic["id"]), _root(page.url)
        url = urljoin(page.url, f"{root}t/{topic.get('slug') or '-'}/{id}")
        value = parse_qs(urlsplit(page.url).query).get("page", ["1"])[0]
        number = int(value) if value.isdigit() and len(value) < 7 else 1
        size = topic.get("chunk_size")
        all_posts = stream.get("stream")
        count = len(all_posts) if isinstance(all_posts, list) else topic.get("posts_count")
        size = size if isinstance(size, int) and size > 0 else _CHUNK
        more = isinstance(count, int) and bool(posts) and number * size < count
        return ThreadPage(
            id=id,
            url=url,
            title=str(topic.get("title") or ""),
            number=number,
            posts=[made for post in posts if (made := _post(_mapping(post), url, root)) is not None],
            next_url=self.page_url(url, number + 1) if more else None,
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a topic's page as JSON."""
        place = _PLACE.match(urlsplit(thread_url).path)
        if place is None or not place["topic"]:
            return thread_url
        plain = urljoin(thread_url, f"{place['root']}t/{place['topic']}.json")
        return plain if number <= 1 else f"{plain}?page={number}"


def _listed(topic: dict[str, Any], url: str, root: str) -> ListedThread | None:
    if not isinstance(topic.get("id"), int):
        return None
    return ListedThread(
        id=str(topic["id"]),
        url=urljoin(url, f"{root}t/{topic.get('slug') or '-'}/{topic['id']}"),
        title=str(topic.get("title") or ""),
        count=f"{topic.get('posts_count')} {topic.get('highest_post_number')} {topic.get('bumped_at')}",
        active=str(topic.get("last_posted_at") or topic.get("created_at") or ""),
        pinned=bool(topic.get("pinned") or topic.get("pinned_globally")),
    )


def _post(post: dict[str, Any], url: str, root: str) -> FoundPost | None:
    cooked, pk = post.get("cooked"), post.get("id")
    if not isinstance(pk, int) or not isinstance(cooked, str) or post.get("hidden") or post.get("deleted_at"):
        return None
    if post.get("post_type", _REGULAR) != _REGULAR:
        return None
    element = etree.Element("article")
    body = etree.SubElement(element, "div")
    content = tree(f"<div>{cooked}</div>", url)
    if content is not None:
        body.append(content)
    quotes = _QUOTES(body)
    names = [str(post.get(key) or "").strip() for key in ("username", "name", "display_username")]
    number = post.get("post_number")
    return FoundPost(
        engine_id=f"discourse:{root}p/{pk}",
        url=f"{url}/{number}",
        anchor="",
        element=element,
        body=body,
        names=list(dict.fromkeys(name for name in names if name)),
        drop=[],
        written=str(post.get("created_at") or ""),
        opening=number == 1,
        quotes=quotes,
        named=[quote for quote in quotes if quote.get("data-username")],
    )


def _root(url: str) -> str:
    """The forum's place on its host."""
    place = _PLACE.match(urlsplit(url).path)
    return place["root"] if place is not None else "/"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
