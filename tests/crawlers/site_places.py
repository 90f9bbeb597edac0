"""Places of the contract suite that are whole sites: articles with comments, sitemaps, blogs."""

from __future__ import annotations

import gzip
import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from crawlers import SourceSpec
from tests.crawlers.places import AUTHOR, NICK, robots_txt, story
from tests.sites.blogger import BloggerBlog
from tests.sites.static import StaticSite, answer


class ArticlePlace:
    """A piece of news with comments below it, three on a page."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = StaticSite()
        self.site.__enter__()
        self.posts: list[str] = []
        self.site.pages["*"] = self._page
        self.robots(None)

    def source(self) -> SourceSpec:
        return SourceSpec("place", "article", f"{self.site.url}/tin/1", {"recheck_hours": 0}, allow_private=True)

    def add(self, count: int) -> None:
        start = len(self.posts)
        self.posts += [story(number) for number in range(start, start + count)]

    def edit(self, number: int, text: str) -> None:
        self.posts[number] = text

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return list(self.posts)

    def _page(self, handler: BaseHTTPRequestHandler) -> None:
        page = int(handler.path.partition("/comment-page-")[2] or 1)
        numbers = list(range(len(self.posts)))[(page - 1) * 3 : page * 3]
        rows = "".join(
            f'<li class="comment" id="comment-{n}"><b class="fn"><a href="/u/{NICK}">{AUTHOR}</a></b>'
            f'<time datetime="2026-11-20T10:00:{n % 60:02}+07:00">Hôm qua</time>'
            f'<div class="comment-content" data-by="{AUTHOR}"><p>{self.posts[n]}</p></div></li>'
            for n in numbers
        )
        links = "".join(
            f'<a href="/tin/1/comment-page-{n}#comments">{n}</a>' for n in range(2, 1 + -(-len(self.posts) // 3))
        )
        news = json.dumps({"@type": "NewsArticle", "headline": "Tin", "author": {"name": AUTHOR}})
        answer(
            handler,
            f'<html><head><script type="application/ld+json">{news}</script></head><body><article><h1>Tin</h1>'
            f"<p>{'Chuyện trong ngày được kể lại ở đây. ' * 20}</p></article><ol>{rows}</ol>{links}</body></html>".encode(),
        )


class SitemapPlace:
    """A site whose pages are listed in a packed sitemap."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = StaticSite()
        self.site.__enter__()
        self.posts: list[str] = []
        self.changed: dict[int, str] = {}
        self.site.pages["*"] = self._page
        self.robots(None)

    def source(self) -> SourceSpec:
        options: dict[str, object] = {"recheck_hours": 0, "history_days": 0}
        return SourceSpec("place", "sitemap", f"{self.site.url}/bai.xml.gz", options, allow_private=True)

    def add(self, count: int) -> None:
        for number in range(len(self.posts), len(self.posts) + count):
            self.posts.append(story(number))
            self.changed[number] = f"2026-11-20T10:{number // 60:02}:{number % 60:02}+07:00"

    def edit(self, number: int, text: str) -> None:
        self.posts[number] = text
        self.changed[number] = "2026-11-21T10:00:00+07:00"

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return [f"Bài {number}\n\n{text}" for number, text in enumerate(self.posts)]

    def _page(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/bai.xml.gz":
            rows = "".join(
                f"<url><loc>{self.site.url}/bai/{n}</loc><lastmod>{self.changed[n]}</lastmod></url>"
                for n in range(len(self.posts))
            )
            body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
            answer(handler, gzip.compress(body.encode()), content_type="application/x-gzip")
        else:
            number = int(handler.path.rpartition("/")[2])
            data = {"@type": "BlogPosting", "headline": f"Bài {number}", "author": {"name": AUTHOR},
                    "datePublished": "2026-11-20T10:00:00+07:00"}  # fmt: skip
            page = (
                f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head><body><article>'
                f'<h1>Bài {number}</h1><p class="author"><a href="/u/{NICK}">{AUTHOR}</a></p>'
                f"<p>{self.posts[number]}</p></article><footer>Liên hệ</footer></body></html>"
            )
            answer(handler, page.encode())


class BloggerPlace:
    """A blog of Blogger; each third post is an article, the others are comments on it."""

    web = True
    cheap = 3

    def __init__(self, folder: Path) -> None:
        self.site = BloggerBlog()
        self.site.__enter__()
        self.numbers: list[int] = []
        self.robots(None)

    def source(self) -> SourceSpec:
        options: dict[str, object] = {"per_page": 3, "history_days": 0}
        return SourceSpec("place", "blog", f"{self.site.url}/", options, allow_private=True)

    def add(self, count: int) -> None:
        for number in range(len(self.numbers), len(self.numbers) + count):
            if number % 3 == 0:
                self.numbers.append(self.site.article(f"Bài {number}", f"<p>{story(number)}</p>", AUTHOR))
            else:
                article = self.numbers[number - number % 3]
                self.numbers.append(self.site.comment(article, story(number), AUTHOR))

    def edit(self, number: int, text: str) -> None:
        self.site.edit(self.numbers[number], text)

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        plain = [self.site.written[number].text.removeprefix("<p>").removesuffix("</p>") for number in self.numbers]
        return [text if number % 3 else f"Bài {number}\n\n{text}" for number, text in enumerate(plain)]
