"""Many sources in one run: hosts side by side, one host one after another, politely."""

from __future__ import annotations

import itertools
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import msgspec
import pytest

from crawlers import SourceSpec
from crawlers.scrapy_settings import user_agent
from tests.crawlers.conftest import Crawls
from tests.sites.static import StaticSite, answer

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><item><guid>{}</guid><title>Bài {}</title></item>
</channel></rss>"""


def _slow_feed(name: str, log: list[tuple[str, str]]) -> object:
    def page(handler: BaseHTTPRequestHandler) -> None:
        log.append((name, "in"))
        time.sleep(0.3)
        log.append((name, "out"))
        answer(handler, _FEED.format(name, name).encode(), content_type="application/rss+xml")

    return page


def _source(name: str, url: str) -> SourceSpec:
    return SourceSpec(name, "feed", url, {"follow": "never"}, allow_private=True)


def test_one_host_is_asked_by_one_source_at_a_time(crawls: Crawls) -> None:
    log: list[tuple[str, str]] = []
    with StaticSite() as site:
        for name in "abc":
            site.pages[f"/{name}"] = _slow_feed(name, log)  # type: ignore[assignment]
        done = crawls.run(*(_source(name, f"{site.url}/{name}") for name in "abc"))
    assert [state.state for state in done.visits.values()] == ["ok"] * 3
    assert log == [(name, way) for name in "abc" for way in ("in", "out")]


def test_hosts_are_asked_side_by_side(crawls: Crawls) -> None:
    log: list[tuple[str, str]] = []
    with ExitStack() as stack:
        sources = []
        for number in range(1, 5):
            site = stack.enter_context(StaticSite(f"127.0.7.{number}"))
            site.pages["/"] = _slow_feed(str(number), log)  # type: ignore[assignment]
            sources.append(_source(str(number), f"{site.url}/"))
        crawls.run(*sources)
        assert len({name for name, way in log[:3]}) > 1, "the second begins before the first has ended"
        log.clear()
        alone = [msgspec.structs.replace(spec, name=f"{spec.name}b") for spec in sources]
        crawls.run(*alone, concurrency=1)
        assert [way for _, way in log] == ["in", "out"] * 4


def test_the_user_agent_names_project_and_contact(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/f", _FEED.format(1, 1), "application/rss+xml")
        crawls.run(_source("a", f"{site.url}/f"), user_agent_contact="lienhe@example.com")
        for headers in site.headers:
            assert headers["user-agent"].startswith("CanhGiac/")
            assert headers["user-agent"].endswith("(+lienhe@example.com)")
            assert "cookie" not in headers and "referer" not in headers
    assert "\n" not in user_agent("a\r\nX-Evil: 1")


def test_a_wished_delay_is_kept(crawls: Crawls) -> None:
    times: list[float] = []
    with StaticSite() as site:
        site.text("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", "text/plain")
        items = "".join(f"<item><guid>{n}</guid><title>b{n}</title><link>{site.url}/{n}</link></item>" for n in range(3))
        site.text("/f", f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml")

        def article(handler: BaseHTTPRequestHandler) -> None:
            times.append(time.monotonic())
            answer(handler, b"<p>x")

        site.pages["*"] = article
        crawls.run(SourceSpec("a", "feed", f"{site.url}/f", {"follow": "always"}, allow_private=True))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    # Scrapy varies a delay by half to both sides.
    assert len(times) == 3 and min(gaps) > 0.4


@pytest.mark.parametrize("seconds", [1, 0.02])
def test_a_budget_of_time_ends_a_visit(crawls: Crawls, seconds: float) -> None:
    """Also one that is over before the visit has really begun, as on a busy machine."""
    with ExitStack() as stack:
        slow = stack.enter_context(StaticSite("127.0.7.1"))
        quick = stack.enter_context(StaticSite("127.0.7.2"))
        slow.pages["/f"] = _hang  # type: ignore[assignment]
        quick.text("/f", _FEED.format(1, 1), "application/rss+xml")
        done = crawls.run(
            _source("slow", f"{slow.url}/f"), _source("quick", f"{quick.url}/f"), budget_seconds=seconds, timeout=3
        )
    assert done.visits["quick"].state in (("ok",) if seconds == 1 else ("ok", "slow"))
    assert done.visits["slow"].state in ("slow", "unreachable")
    assert f"{seconds:g} s" in done.visits["slow"].reason or "3 s" in done.visits["slow"].reason


def test_sources_that_did_not_get_their_turn_say_so(crawls: Crawls) -> None:
    import signal

    log: list[tuple[str, str]] = []
    with StaticSite() as site:
        for name in "ab":
            site.pages[f"/{name}"] = _slow_feed(name, log)  # type: ignore[assignment]
        process = crawls.start(*(_source(name, f"{site.url}/{name}") for name in "ab"))
        while not log and not process.done():
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        process.wait()
    first, second = crawls.lines("returned.jsonl")[0]
    assert second["state"] == "never_ran" and "SIGTERM" in second["reason"]
    assert first["source"] == "a"
    assert [visit["source"] for visit in crawls.lines("visits.jsonl")] == ["a"]


def _hang(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(6)
    handler.close_connection = True
