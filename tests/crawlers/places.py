"""One real place for each kind of source, all with the same handles, for the contract suite."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar, Protocol

from crawlers import SourceSpec
from tests.sites.blogger import BloggerBlog
from tests.sites.boards import Board, DiscourseBoard, FlarumBoard, PhpBBBoard, XenForoBoard
from tests.sites.spirit import SpiritSite
from tests.sites.static import StaticSite, answer
from tests.sites.telegram import TelegramSite
from tests.sites.vbulletin_boards import VBulletinBoard

#: An author whose name must never be seen again.
AUTHOR = "Trần Văn Bí Mật"
NICK = "tran_van_bi_mat"


class Place(Protocol):
    """A place with posts. ``web``: it is asked over HTTP. ``cheap``: requests that a visit without news may
    make, robots.txt included."""

    web: bool
    cheap: int

    def source(self) -> SourceSpec: ...
    def add(self, count: int) -> None: ...
    def edit(self, number: int, text: str) -> None: ...
    def robots(self, text: str | None) -> None: ...
    def texts(self) -> list[str]: ...


class FeedPlace:
    """A feed; every second entry holds a teaser and its article the text."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = StaticSite()
        self.site.__enter__()
        self.posts: list[str] = []
        self.site.pages["/feed.xml"] = self._feed
        self.site.pages["*"] = self._article
        self.robots(None)

    def source(self) -> SourceSpec:
        return SourceSpec("place", "feed", f"{self.site.url}/feed.xml", {"teaser_chars": 60}, allow_private=True)

    def add(self, count: int) -> None:
        start = len(self.posts)
        self.posts += [story(number) for number in range(start, start + count)]

    def edit(self, number: int, text: str) -> None:
        self.posts[number] = text

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return [f"Bài {number}\n\n{text}" for number, text in enumerate(self.posts)]

    def _feed(self, handler: BaseHTTPRequestHandler) -> None:
        items = "".join(self._item(number, text) for number, text in enumerate(self.posts))
        body = (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<channel><title>Tin</title>{items}</channel></rss>"
        )
        self.site.text("/feed.now", body, "application/rss+xml")
        self.site.pages.pop("/feed.now")(handler)

    def _item(self, number: int, text: str) -> str:
        whole = html.escape(f"<p>{text}</p>")
        # The teaser changes with the text, as a feed's "updated" would.
        teaser = html.escape(f"{text[:12]} {len(text)}...")
        return (
            f"<item><guid isPermaLink='false'>bai-{number}</guid><title>Bài {number}</title>"
            f"<link>{self.site.url}/bai/{number}</link><dc:creator>{AUTHOR}</dc:creator>"
            f"<pubDate>Sun, 22 Nov 2020 10:00:00 +0700</pubDate>"
            f"<description>{whole if number % 2 else teaser}</description></item>"
        )

    def _article(self, handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.rpartition("/")[2])
        page = (
            f'<html><head><title>Bài {number}</title><meta name="author" content="{AUTHOR}"></head><body>'
            f"<nav><a href='/'>Trang chủ</a></nav><article><h1>Bài {number}</h1>"
            f"<p class='author'><a href='/tac-gia/{NICK}' title='{AUTHOR}'>{AUTHOR}</a></p>"
            f"<p>{self.posts[number]}</p></article><footer>Liên hệ</footer></body></html>"
        )
        answer(handler, page.encode())


class ForumPlace:
    """A category of a real forum."""

    web = True
    cheap = 2

    def __init__(self, site: SpiritSite, category: str, per_topic: int = 3) -> None:
        self.site = site
        self.category = category
        self.url = site.category(category)
        self.per_topic = per_topic
        self.posts: list[tuple[int, str, str]] = []

    def source(self) -> SourceSpec:
        # Every visit looks for edits; the forum's own tests try the other ways.
        return SourceSpec("place", "forum", self.url, {"recheck_hours": 0}, allow_private=True)

    def add(self, count: int) -> None:
        rows = []
        for number in range(len(self.posts), len(self.posts) + count):
            topic = f"{self.category} {number // self.per_topic}"
            rows.append({"text": story(number), "topic": topic, "author": NICK, "category": self.category})
        # A topic that is begun goes on: the site joins rows by title within one call only.
        made = self.site.fill(rows)
        for comment, row in zip(made, rows, strict=True):
            opening = not self.posts or row["topic"] not in {topic for _, _, topic in self.posts} or row is rows[0]
            self.posts.append((comment, f"{row['topic']}\n\n{row['text']}" if opening else row["text"], row["topic"]))

    def edit(self, number: int, text: str) -> None:
        comment, old, topic = self.posts[number]
        self.site.edit(comment, text)
        self.posts[number] = (comment, f"{topic}\n\n{text}" if old.startswith(f"{topic}\n\n") else text, topic)

    def robots(self, text: str | None) -> None:
        if text is None:
            (self.site.folder / "robots.txt").unlink(missing_ok=True)
        else:
            self.site.robots(text)

    def texts(self) -> list[str]:
        return [text for _, text, _ in self.posts]


class BoardPlace:
    """A stand-in of one forum software; threads of three posts (see ``tests/sites/boards.py``)."""

    web = True
    cheap = 2
    board: ClassVar[Callable[[], Board]]

    def __init__(self, folder: Path) -> None:
        self.site = type(self).board()
        self.site.__enter__()
        self.written: list[tuple[int, bool]] = []
        self.robots(None)

    def source(self) -> SourceSpec:
        # Every visit looks for edits.
        options: dict[str, object] = {"recheck_hours": 0, "recheck_days": 3650}
        return SourceSpec("place", "forum", f"{self.site.url}/", options, allow_private=True)

    def add(self, count: int) -> None:
        for index in range(count):
            number = len(self.written)
            if number % 3 == 0 or index == 0:
                # Two sections, so that the front page has something to lead to.
                thread = self.site.thread(f"Chủ đề {number}", story(number), NICK, section=number % 2 + 1)
                self.written.append((self.site.threads[thread].last.id, True))
            else:
                self.written.append((self.site.reply(len(self.site.threads), story(number), NICK), False))

    def edit(self, number: int, text: str) -> None:
        self.site.edit(self.written[number][0], text)

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        found = {}
        for thread in self.site.threads.values():
            for index, post in enumerate(thread.posts):
                found[post.id] = post.body if index else f"{thread.title}\n\n{post.body}"
        return [found[id] for id, _ in self.written]


class XenForoPlace(BoardPlace):
    board = XenForoBoard


class VBulletinPlace(BoardPlace):
    board = VBulletinBoard


class DiscoursePlace(BoardPlace):
    board = DiscourseBoard
    cheap = 2


class FlarumPlace(BoardPlace):
    board = FlarumBoard


class PhpBBPlace(BoardPlace):
    board = PhpBBBoard


class PagePlace:
    """A site of somebody's own making: a listing of adverts, each with a page of its own."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = StaticSite()
        self.site.__enter__()
        self.posts: list[str] = []
        self.site.pages["*"] = self._page
        self.robots(None)

    def source(self) -> SourceSpec:
        options: dict[str, object] = {
            "item": "li.tin", "link": "a", "next": "a.sau", "text": "div.noi-dung", "author": ".nguoi-dang",
            "time": "time", "recheck_hours": 0,
        }  # fmt: skip
        return SourceSpec("place", "page", f"{self.site.url}/rao", options, allow_private=True)

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
        path, _, query = handler.path.partition("?trang=")
        if path == "/rao":
            page = int(query or 1)
            numbers = list(range(len(self.posts)))[::-1][(page - 1) * 20 : page * 20]
            rows = "".join(f'<li class="tin"><a href="/tin/{n}?utm_source=x">Tin {n}</a></li>' for n in numbers)
            more = f'<a class="sau" href="/rao?trang={page + 1}">Sau</a>' if page * 20 < len(self.posts) else ""
            answer(handler, f"<html><body><ul>{rows}</ul>{more}</body></html>".encode())
            return
        body = (
            f'<html><body><a class="nguoi-dang" href="/u/{NICK}">{AUTHOR}</a><time datetime="2026-11-20T10:00:00+07:00">Hôm qua</time>'
            f'<div class="noi-dung" data-by="{NICK} {AUTHOR}">{self.posts[int(path.rpartition("/")[2].partition("?")[0])]}</div></body></html>'
        )
        answer(handler, body.encode())


class TelegramPlace:
    """A channel, three messages a page."""

    web = True
    cheap = 2

    def __init__(self, folder: Path) -> None:
        self.site = TelegramSite(page_size=3)
        self.site.__enter__()
        self.robots(None)

    def source(self) -> SourceSpec:
        # Every visit looks for edits.
        return SourceSpec("place", "telegram", self.site.address, {"recheck_hours": 0}, allow_private=True)

    def add(self, count: int) -> None:
        for number in range(len(self.site.messages), len(self.site.messages) + count):
            self.site.post(story(number), signed=AUTHOR)

    def edit(self, number: int, text: str) -> None:
        self.site.messages[number + 1]["body"] = text

    def robots(self, text: str | None) -> None:
        robots_txt(self.site, text)

    def texts(self) -> list[str]:
        return [str(message["body"]) for message in self.site.messages.values()]


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


class FilePlace:
    """A file of posts."""

    web = False
    cheap = 0

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bai viet.jsonl"
        self.posts: list[str] = []

    def source(self) -> SourceSpec:
        return SourceSpec("place", "file", str(self.path))

    def add(self, count: int) -> None:
        start = len(self.posts)
        self.posts += [story(number) for number in range(start, start + count)]
        self._write()

    def edit(self, number: int, text: str) -> None:
        self.posts[number] = text
        self._write()

    def robots(self, text: str | None) -> None:
        raise AssertionError("a file has no robots.txt")

    def texts(self) -> list[str]:
        return list(self.posts)

    def _write(self) -> None:
        rows = [{"id": n, "text": text, "author": AUTHOR, "date": "2020-11-22"} for n, text in enumerate(self.posts)]
        self.path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")


class NamesPlace:
    """A file of host names; nobody wrote them, and none is ever edited."""

    web = False
    cheap = 0

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ten mien.txt"
        self.names: list[str] = []

    def source(self) -> SourceSpec:
        return SourceSpec("place", "names", str(self.path))

    def add(self, count: int) -> None:
        start = len(self.names)
        self.names += [f"ten-mien-{number}.example" for number in range(start, start + count)]
        self.path.write_text("\n".join(self.names), encoding="utf-8")

    def edit(self, number: int, text: str) -> None:
        raise AssertionError("a name is not edited")

    def robots(self, text: str | None) -> None:
        raise AssertionError("a file has no robots.txt")

    def texts(self) -> list[str]:
        return list(self.names)


Make = Callable[[], Place]


def robots_txt(site: StaticSite, text: str | None) -> None:
    """Writes a site's robots.txt, or takes it away."""
    body = (text or "").encode()
    site.pages["/robots.txt"] = lambda handler: answer(
        handler, body, status=200 if text else 404, content_type="text/plain"
    )


def story(number: int) -> str:
    """An ordinary post."""
    return f"Bài viết thứ {number} của thành viên, kể chuyện đi chợ và nấu ăn cuối tuần với gia đình, hết {number} đồng."
