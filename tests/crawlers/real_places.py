"""Places of the contract suite that are real software, one running site for all tests of a file."""

from __future__ import annotations

from crawlers import SourceSpec
from tests.crawlers.places import AUTHOR, story
from tests.sites.mediawiki import MediaWikiSite


class MediaWikiPlace:
    """A wiki, each post a page of its own."""

    web = True
    cheap = 2

    def __init__(self, site: MediaWikiSite) -> None:
        self.site = site
        self.posts: list[str] = []
        site.wipe()
        site.requests()

    def source(self) -> SourceSpec:
        return SourceSpec("place", "wiki", f"{self.site.url}/", {"batch": 3}, allow_private=True)

    def add(self, count: int) -> None:
        start = len(self.posts)
        self.posts += [story(number) for number in range(start, start + count)]
        self.site.fill({f"Trang {n}": self.posts[n] for n in range(start, start + count)}, AUTHOR)

    def edit(self, number: int, text: str) -> None:
        self.posts[number] = text
        self.site.fill({f"Trang {number}": text}, AUTHOR)

    def robots(self, text: str | None) -> None:
        self.site.robots(text)

    def texts(self) -> list[str]:
        return [f"Trang {number}\n\n{text}" for number, text in enumerate(self.posts)]
