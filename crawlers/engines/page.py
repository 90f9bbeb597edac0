"""What a forum's pages hold, whatever the engine."""

from __future__ import annotations

from crawlers.markup import Element


class ListedThread:
    """A thread as a listing shows it.

    ``active`` is the time of its last post as written there, ``count`` the number of its posts: a new post
    changes at least one of them.
    """

    __slots__ = ("active", "count", "id", "pinned", "title", "url")

    def __init__(self, id: str, url: str, title: str, count: str, active: str, pinned: bool) -> None:
        self.id = id
        self.url = url
        self.title = title
        self.count = count
        self.active = active
        self.pinned = pinned


class Listing:
    """A page of a listing; ``next_url`` is its next page."""

    __slots__ = ("next_url", "threads")

    def __init__(self, threads: list[ListedThread], next_url: str | None) -> None:
        self.threads = threads
        self.next_url = next_url


class FoundPost:
    """A post on a thread's page: its element, the part with the author's own words, who and when.

    ``names`` are all spellings under which the page shows the author, the first one the name itself.
    ``drop`` are the elements that show him.
    """

    __slots__ = ("anchor", "body", "drop", "element", "engine_id", "names", "opening", "url", "written")

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
