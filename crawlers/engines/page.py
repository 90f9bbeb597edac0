"""What a forum's pages hold, whatever the engine."""

from __future__ import annotations

from typing import Any

import msgspec
from lxml import etree

from crawlers.markup import Element, page_tree


class Page:
    """A page as it came, read as HTML or as JSON when first asked for."""

    __slots__ = ("_json", "_root", "body", "encoding", "url")

    def __init__(self, url: str, body: bytes, encoding: str = "utf-8") -> None:
        self.url = url
        self.body = body
        self.encoding = encoding
        self._root: Element | None = None
        self._json: Any = None

    @property
    def root(self) -> Element:
        """The root element; an empty page is one in which nothing is found."""
        if self._root is None:
            root = page_tree(self.body, self.encoding)
            self._root = root if root is not None else etree.Element("html")
        return self._root

    @property
    def json(self) -> Any:
        """The page as JSON; ``None`` where it is none."""
        if self._json is None:
            try:
                self._json = msgspec.json.decode(self.body)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return None
        return self._json


class ListedThread:
    """A thread as a listing shows it.

    ``active`` is the time of its last post as written there, ``count`` the number of its posts: a new post
    changes at least one of them. ``mark`` stands for both where an engine shows something that is steadier
    (a date written as "today" changes by itself).
    """

    __slots__ = ("active", "count", "id", "mark", "pinned", "title", "url")

    def __init__(self, id: str, url: str, title: str, count: str, active: str, pinned: bool, mark: str = "") -> None:
        self.id = id
        self.url = url
        self.title = title
        self.count = count
        self.active = active
        self.pinned = pinned
        self.mark = mark or f"{count}\0{active}"


class Section:
    """A part of a forum with a listing of its own; ``mark`` changes with each post in it."""

    __slots__ = ("mark", "url")

    def __init__(self, url: str, mark: str) -> None:
        self.url = url
        self.mark = mark


class Listing:
    """A page of a listing; ``next_url`` is its next page, ``sections`` are the listings below it."""

    __slots__ = ("next_url", "sections", "threads")

    def __init__(
        self, threads: list[ListedThread], next_url: str | None, sections: list[Section] | None = None
    ) -> None:
        self.threads = threads
        self.next_url = next_url
        self.sections = sections or []


class FoundPost:
    """A post on a thread's page: its element, the part with the author's own words, who and when.

    ``names`` are all spellings under which the page shows the author, the first one the name itself.
    ``drop`` are the elements that show him and that are not his. ``quotes`` are the quotations in ``body``,
    those that name somebody in ``named``. ``attached`` are elements beside ``body`` that hold pictures.
    """

    __slots__ = ("anchor", "attached", "body", "drop", "element", "engine_id", "named", "names", "opening", "quotes",
                 "url", "written")  # fmt: skip

    def __init__(
        self,
        *,
        engine_id: str,
        url: str,
        anchor: str,
        element: Element,
        body: Element,
        names: list[str],
        drop: list[Element],
        written: str,
        opening: bool,
        quotes: list[Element] | None = None,
        named: list[Element] | None = None,
        attached: list[Element] | None = None,
    ) -> None:
        self.engine_id = engine_id
        self.url = url
        self.anchor = anchor
        self.element = element
        self.body = body
        self.names = names
        self.drop = drop
        self.written = written
        self.opening = opening
        self.quotes = quotes or []
        self.named = named or []
        self.attached = attached or []


class ThreadPage:
    """A page of a thread. ``number`` counts from 1; ``next_url`` is the page after it."""

    __slots__ = ("id", "next_url", "number", "posts", "title", "url")

    def __init__(
        self, id: str, url: str, title: str, number: int, posts: list[FoundPost], next_url: str | None
    ) -> None:
        self.id = id
        self.url = url
        self.title = title
        self.number = number
        self.posts = posts
        self.next_url = next_url
