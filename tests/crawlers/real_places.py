"""Places of the contract suite that are real software, one running site for all tests of a file."""

from __future__ import annotations

from crawlers import SourceSpec
from tests.crawlers.places import AUTHOR, NICK, story
from tests.sites.mediawiki import MediaWikiSite
from tests.sites.misago import MisagoSite
from tests.sites.wordpress import WordPressSite


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


class WordPressPlace:
    """A blog; each third post is an article, the others are comments on it."""

    web = True
    cheap = 3

    def __init__(self, site: WordPressSite) -> None:
        self.site = site
        self.posts: list[tuple[str, int, str]] = []
        site.wipe()
        site.requests()

    def source(self) -> SourceSpec:
        # Every visit looks for edits.
        options: dict[str, object] = {"per_page": 3, "recheck_hours": 0, "history_days": 0, "recheck_days": 36500}
        return SourceSpec("place", "blog", f"{self.site.url}/", options, allow_private=True)

    def add(self, count: int) -> None:
        for number in range(len(self.posts), len(self.posts) + count):
            # A blog is not filled within a second.
            date = f"2020-11-{1 + number // 24:02} {number % 24:02}:00:00"
            if number % 3 == 0:
                made, _ = self.site.article(f"Bài {number}", story(number), AUTHOR, date=date)
                self.posts.append((f"Bài {number}\n\n", made, story(number)))
            else:
                article = self.posts[number - number % 3][1]
                self.posts.append(("", self.site.comment(article, story(number), AUTHOR, date=date), story(number)))

    def edit(self, number: int, text: str) -> None:
        title, made, _ = self.posts[number]
        (self.site.edit_article if title else self.site.edit_comment)(made, text)
        self.posts[number] = (title, made, text)

    def robots(self, text: str | None) -> None:
        self.site.robots(text)

    def texts(self) -> list[str]:
        return [title + text for title, _, text in self.posts]


class MisagoPlace:
    """A forum; threads of three posts."""

    web = True
    cheap = 2

    def __init__(self, site: MisagoSite) -> None:
        self.site = site
        self.posts: list[tuple[str, int, str]] = []
        self.thread = 0
        site.wipe()
        site.robots(None)

    def source(self) -> SourceSpec:
        # Every visit looks for edits.
        options: dict[str, object] = {"recheck_hours": 0, "recheck_days": 3650}
        return SourceSpec("place", "forum", f"{self.site.url}/", options, allow_private=True)

    def add(self, count: int) -> None:
        for index in range(count):
            number = len(self.posts)
            if number % 3 == 0 or index == 0:
                self.thread, made = self.site.thread(f"Chủ đề {number}", story(number), NICK)
                self.posts.append((f"Chủ đề {number}\n\n", made, story(number)))
            else:
                self.posts.append(("", self.site.reply(self.thread, story(number), NICK), story(number)))

    def edit(self, number: int, text: str) -> None:
        title, made, _ = self.posts[number]
        self.site.edit(made, text)
        self.posts[number] = (title, made, text)

    def robots(self, text: str | None) -> None:
        self.site.robots(text)

    def texts(self) -> list[str]:
        return [title + text for title, _, text in self.posts]
