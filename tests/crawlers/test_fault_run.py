"""Two hundred sources of which sixty misbehave in twelve ways, in one crawl."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.boards import PhpBBBoard, XenForoBoard
from tests.sites.faulty import FAULTS, faulty_site
from tests.sites.static import StaticSite, answer
from tests.sites.telegram import TelegramSite

WAYS = (
    "error_500", "forbidden", "too_often", "captive_portal", "redirects", "to_private", "login", "captcha", "huge",
    "gzip_bomb", "drip", "silent",
)  # fmt: skip
EACH, HEALTHY = 5, 140


class ManyFeeds(StaticSite):
    """A feed and a board of adverts on every loopback address: all of them answer with the host that was asked."""

    def __init__(self) -> None:
        super().__init__("0.0.0.0")
        self.port = int(self.url.rpartition(":")[2])
        self.pages["*"] = self._serve

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        host = handler.headers["Host"]
        items = "".join(f"<item><guid>{host}{n}</guid><title>Bài {n} của {host}</title></item>" for n in range(3))
        adverts = "".join(f"<li class=tin>Tin {n} của {host}</li>" for n in range(3))
        if handler.path == "/feed":
            answer(handler, f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), content_type="application/rss+xml")
        elif handler.path == "/rao":
            answer(handler, f"<ul>{adverts}</ul>".encode())
        else:
            answer(handler, b"not found", status=404)


def _healthy(stack: ExitStack) -> dict[str, tuple[SourceSpec, int]]:
    """Sources that are well, and how many posts each has."""
    made: dict[str, tuple[SourceSpec, int]] = {}
    for number, kind in enumerate((XenForoBoard, PhpBBBoard) * 5, 1):
        board = stack.enter_context(kind(f"127.0.11.{number}"))
        thread = board.thread("Chủ đề", "bài một")
        board.reply(thread, "bài hai")
        made[f"board-{number}"] = (SourceSpec(f"board-{number}", "forum", f"{board.url}/", allow_private=True), 2)
    channel = stack.enter_context(TelegramSite())
    channel.post("một tin")
    made["channel"] = (SourceSpec("channel", "telegram", channel.address, allow_private=True), 1)
    many = stack.enter_context(ManyFeeds())
    for number in range(HEALTHY - len(made)):
        at = f"http://127.0.{12 + number // 200}.{number % 200 + 1}:{many.port}"
        name = f"well-{number}"
        if number % 2:
            spec = SourceSpec(name, "feed", f"{at}/feed", {"follow": "never"}, allow_private=True)
        else:
            spec = SourceSpec(name, "page", f"{at}/rao", {"item": "li.tin"}, allow_private=True)
        made[name] = (spec, 3)
    return made


@pytest.mark.faults
def test_the_well_complete_and_the_sick_are_told(crawls: Crawls) -> None:
    with ExitStack() as stack:
        healthy = _healthy(stack)
        sick: dict[str, tuple[SourceSpec, str]] = {}
        for number, way in enumerate(WAYS):
            for each in range(EACH):
                site = stack.enter_context(faulty_site(way, f"127.0.{20 + number}.{each + 1}"))
                name, kind = f"{way}-{each}", ("feed", "forum")[each % 2]
                sick[name] = (SourceSpec(name, kind, f"{site.url}/", allow_private=True), way)
        # Sick and well in turns, so that a hanging one has others behind it.
        sources = [spec for spec, _ in healthy.values()]
        for number, (spec, _) in enumerate(sick.values()):
            sources.insert(number * 3, spec)
        assert len(sources) == 200
        done = crawls.run(*sources, timeout=3, max_bytes=1 << 20, budget_seconds=120)
    assert done.status == 0 and "Traceback" not in done.log
    well = {name: (done.visits[name].state, done.visits[name].posts) for name in healthy}
    assert well == {name: ("ok", count) for name, (_, count) in healthy.items()}
    told = {name: (done.visits[name].state, FAULTS[way][2] in done.visits[name].reason) for name, (_, way) in sick.items()}
    assert told == {name: (FAULTS[way][1], True) for name, (_, way) in sick.items()}
    assert Counter(state for state, _ in told.values()).total() == 60
    (kilobytes,) = crawls.lines("memory.jsonl")
    assert kilobytes < 400_000
