"""Places without an end, and pages too large for anybody: a visit ends by itself and keeps what is real."""

from __future__ import annotations

import datetime as dt
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers import SourceSpec
from crawlers.markup import MAX_PIECES, page_tree, text_of
from tests.crawlers.conftest import Crawls
from tests.sites.boards import Thread, Written, XenForoBoard
from tests.sites.static import StaticSite, answer


class EndlessBoard(XenForoBoard):
    """Has a next page for ever: of its listing the first one again, of a thread the last one again."""

    def listed(self, section: int | None, page: int) -> tuple[list[Thread], bool]:
        return super().listed(section, 1)[0], True

    def posts(self, thread: Thread, page: int) -> tuple[list[tuple[int, Written]], bool]:
        last = -(-len(thread.posts) // self.per_page)
        return super().posts(thread, min(page, last))[0], True


def test_pages_that_repeat_for_ever_end(crawls: Crawls) -> None:
    with EndlessBoard() as board:
        thread = board.thread("Chủ đề", "bài một")
        for number in range(5):
            board.reply(thread, f"trả lời {number}")
        source = SourceSpec("f", "forum", f"{board.url}/", allow_private=True)
        done = crawls.run(source)
        assert len(board.taken()) < 12
        assert done.visit.state == "ok"
        assert {post.id for post in done.posts} == {post.id for post in done.posts if post.text}
        assert len({post.id for post in done.posts}) == 6, "every post that there is"
        again = crawls.run(source)
        assert len(board.taken()) < 6 and again.texts == []


def test_a_calendar_that_never_ends_is_left_at_the_options_bound(crawls: Crawls) -> None:
    """Every page has entries that nobody saw before and a link to the next month."""

    def month(handler: BaseHTTPRequestHandler) -> None:
        number = int(parse_qs(urlsplit(handler.path).query).get("thang", ["1"])[0])
        entries = "".join(f"<li class=tin>Lịch ngày {day} tháng {number}</li>" for day in range(1, 4))
        answer(handler, f'<ul>{entries}</ul><a class=sau href="?thang={number + 1}">sau</a>'.encode())

    with StaticSite() as site:
        site.pages["/lich"] = month
        options: dict[str, Any] = {"item": "li.tin", "next": "a.sau", "max_pages": 5}
        done = crawls.run(SourceSpec("l", "page", f"{site.url}/lich", options, allow_private=True))
        assert len(site.taken()) == 5
    assert done.visit.posts == 15 and done.visit.state == "ok"


def test_a_clock_in_the_future_is_no_time_of_a_post(crawls: Crawls) -> None:
    with XenForoBoard() as board:
        thread = board.thread("Chủ đề", "bài một")
        board.threads[thread].posts[0].at = dt.datetime.now(dt.UTC) + dt.timedelta(days=400)
        source = SourceSpec("f", "forum", f"{board.url}/", allow_private=True)
        (post,) = crawls.run(source).posts
        assert post.posted_at is None and post.collected_at <= dt.datetime.now(dt.UTC)
        assert crawls.run(source).visit.state == "nothing_new"
        board.reply(thread, "bài hai, từ hôm nay")
        assert crawls.run(source).texts == ["bài hai, từ hôm nay"]


def test_a_million_nodes_are_cut_and_read(crawls: Crawls) -> None:
    flat = b"<html><body><div id=a>" + b"<i>x</i>" * (MAX_PIECES * 2)
    root = page_tree(flat, "utf-8")
    assert root is not None and len(text_of(root)) <= MAX_PIECES + 1
    with StaticSite() as site:
        site.pages["/"] = lambda handler: answer(handler, b"<div class=tin>" + b"<p>x" * 200_000 + b"</div>")
        done = crawls.run(SourceSpec("n", "page", f"{site.url}/", {"item": "div.tin"}, allow_private=True))
    assert done.visit.state == "ok" and done.visit.posts == 1
