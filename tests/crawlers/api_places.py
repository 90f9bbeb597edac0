"""Places of kinds that are read by an official API, for the contract suite."""

from __future__ import annotations

from pathlib import Path

from crawlers import SourceSpec
from tests.crawlers.places import robots_txt
from tests.sites.apis import GraphApi, Said, YouTubeApi
from tests.sites.mastodon import MastodonSite


class YouTubePlace:
    """The comments of a channel, three threads a page, every third comment a reply."""

    web = True
    by_key = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = YouTubeApi(page_size=3, shown=0)
        self.site.__enter__()
        self.site.videos = {}
        self.written: list[Said] = []

    def source(self) -> SourceSpec:
        # Every visit looks for edits.
        options: dict[str, object] = {"recheck_hours": 0, "api": f"{self.site.url}/youtube/v3"}
        return SourceSpec(
            "place", "youtube", "https://www.youtube.com/channel/UC" + "k" * 22, options, allow_private=True
        )

    def add(self, count: int) -> None:
        for number in range(len(self.written), len(self.written) + count):
            under = self.written[-1] if number % 3 == 2 and self.written[-1] in self.site.threads else None
            self.written.append(self.site.comment(text_of(number), "tran_van_bi_mat", under))

    def edit(self, number: int, text: str) -> None:
        self.site.edit(self.written[number], text)

    def robots(self, text: str | None) -> None:
        raise AssertionError("an API's robots.txt is not asked for")

    def texts(self) -> list[str]:
        return [said.text for said in self.written]


class FacebookPlace:
    """Comments on a Page's posts, three a post."""

    web = True
    by_key = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = GraphApi(page_size=2)
        self.site.__enter__()
        self.written: list[Said] = []

    def source(self) -> SourceSpec:
        options: dict[str, object] = {"recheck_hours": 0, "api": self.site.url}
        return SourceSpec("place", "facebook", "https://www.facebook.com/nganhang.vn", options, allow_private=True)

    def add(self, count: int) -> None:
        for number in range(len(self.written), len(self.written) + count):
            if number % 5 == 0:
                self.post = self.site.post("Thông báo của ngân hàng")
            self.written.append(self.site.comment(self.post, text_of(number), "Trần Văn Bí Mật"))

    def edit(self, number: int, text: str) -> None:
        self.written[number].text = text

    def robots(self, text: str | None) -> None:
        raise AssertionError("an API's robots.txt is not asked for")

    def texts(self) -> list[str]:
        return [said.text for said in self.written]


class MastodonPlace:
    """An account on an instance, three posts a page."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = MastodonSite(page_size=3)
        self.site.__enter__()
        #: What is asked for first.
        self.first = f"{self.site.url}/api/v1/timelines/tag/nauan?limit=40"
        self.robots(None)

    def source(self) -> SourceSpec:
        return SourceSpec("place", "mastodon", f"{self.site.url}/tags/nauan", {"recheck_hours": 0}, True)

    def add(self, count: int) -> None:
        for _ in range(count):
            self.site.post(text_of(len(self.site.posts)))

    def edit(self, number: int, text: str) -> None:
        self.site.edit(number, text)

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return [str(post["text"]) for post in self.site.posts]


def text_of(number: int) -> str:
    """A comment, each one different."""
    return f"Bình luận thứ {number} về buổi nấu ăn cuối tuần của cả nhà, hết {number} đồng tiền chợ."
