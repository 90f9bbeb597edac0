"""What a forum engine has to say; each engine is one file beside this one."""

from __future__ import annotations

from typing import ClassVar

from lxml import etree

from crawlers.engines.page import Listing, Page, ThreadPage
from crawlers.markup import Element


class Engine:
    """How one forum software is read. Pure: a page in, threads or posts out; nothing is fetched here.

    ``mentions`` are the classes of links that name a member.
    """

    name: ClassVar[str]
    mentions: ClassVar[tuple[str, ...]] = ()

    def recognises(self, page: Page) -> bool:
        """Whether a page is made by this software."""
        raise NotImplementedError

    def start(self, page: Page, url: str) -> str:
        """The address to begin with for the source at ``url``, which ``page`` was found at."""
        return url

    def listing(self, page: Page) -> Listing | None:
        """The threads and sections of a listing page; ``None`` where it is no such page."""
        raise NotImplementedError

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a thread's page; ``None`` where it is no such page."""
        raise NotImplementedError

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a thread's page; ``thread_url`` may be that of any page of it."""
        raise NotImplementedError


def has_class(name: str) -> str:
    """An XPath condition: the element has this class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def first(found: list[Element]) -> Element | None:
    """The first element, if there is any."""
    return found[0] if found else None


def next_link(root: Element) -> str | None:
    """Where ``rel="next"`` leads, as written; ``None`` on a last page."""
    found = _NEXT(root)
    return str(found[0]) if found else None


_NEXT = etree.XPath("(//a[@rel='next']|//link[@rel='next'])/@href")
