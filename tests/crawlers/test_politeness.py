"""robots.txt by RFC 9309, Retry-After, wishes of pages, hours, shares: what a site's owner would look for."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import pytest
from scrapy.http import HtmlResponse

from crawlers import SourceSpec
from crawlers.directives import wish_of
from crawlers.robots_cache import MAX_AGE, MAX_PLACES, RobotsCache, Rules
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import redirect, status
from tests.sites.static import StaticSite, answer

_ITEM = "<item><guid>{0}</guid><title>Bài {0}</title><link>{1}/bai/{0}</link></item>"


def _feed(site: StaticSite, path: str, count: int, first: int = 0, **headers: str) -> None:
    items = "".join(_ITEM.format(n, site.url) for n in range(first, first + count))
    site.text(path, f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml", **headers)


def _source(site: StaticSite, path: str, follow: str = "never", **more: object) -> SourceSpec:
    name = path.strip("/")
    return SourceSpec(name, "feed", f"{site.url}{path}", {"follow": follow}, allow_private=True, **more)  # type: ignore[arg-type]


def test_robots_txt_is_asked_for_once_for_all_sources_of_a_host(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/robots.txt", "User-agent: *\nDisallow: /c\n", "text/plain")
        for path in "abc":
            _feed(site, f"/{path}", 1, ord(path))
        done = crawls.run(*(_source(site, f"/{path}") for path in "abc"))
        assert site.asked.count("/robots.txt") == 1
    assert [visit.state for visit in done.visits.values()] == ["ok", "ok", "robots"]


def test_robots_txt_is_kept_for_a_day_and_for_so_many_hosts() -> None:
    now = 0.0
    cache = RobotsCache(clock=lambda: now)
    cache.put("a.vn", Rules(None, 5.0))
    now = MAX_AGE
    assert cache.get("a.vn") == Rules(None, 5.0)
    now += 1
    assert cache.get("a.vn") is None, "RFC 9309, 2.4: 24 hours at most"
    for number in range(MAX_PLACES + 1):
        cache.put(str(number), Rules(None))
    assert cache.get("0") is None and cache.get("1") is not None


def test_the_first_half_mebibyte_of_robots_txt_counts(crawls: Crawls) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(StaticSite(f"127.0.8.{n}")) for n in (1, 2)]
        filler = "# nothing to see here\n"
        for site, size in zip(sites, (500 * 1024, 600 * 1024), strict=True):
            body = "User-agent: *\n" + filler * (size // len(filler)) + "Disallow: /f\n"
            site.text("/robots.txt", body, "text/plain")
            _feed(site, "/f", 1)
        done = [crawls.run(_source(site, "/f"), max_bytes=4096).visit for site in sites]
    assert [visit.state for visit in done] == ["robots", "ok"], "500 KiB at least, even where pages must be smaller"


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ("moved", "robots"),
        ("round", "unreachable"),
        (status(401), "ok"),
        (status(404), "ok"),
        (status(500), "unreachable"),
    ],
)
def test_robots_txt_that_is_not_where_it_should_be(crawls: Crawls, answers: object, state: str) -> None:
    with StaticSite() as site:
        _feed(site, "/f", 1)
        if answers == "moved":
            for number in range(5):
                site.pages["/robots.txt" if number == 0 else f"/{number}"] = redirect(f"/{number + 1}")
            site.text("/5", "User-agent: *\nDisallow: /f\n", "text/plain")
        else:
            site.pages["/robots.txt"] = redirect("/robots.txt") if answers == "round" else answers  # type: ignore[assignment]
        done = crawls.run(_source(site, "/f"))
        assert done.visit.state == state, done.visit.reason
        assert ("/f" in site.asked) is (state == "ok")
        assert len(site.asked) <= 7


def test_a_site_that_wants_fewer_requests_is_left_alone_at_once(crawls: Crawls) -> None:
    with StaticSite() as site:
        _feed(site, "/f", 30)
        site.pages["*"] = status(429)
        source = _source(site, "/f", "always")
        first = crawls.run(source).visit
        assert len(site.taken()) <= 8, "those under way, and no more"
        assert "HTTP 429" in first.reason
        again = crawls.run(source).visit
        assert site.asked == [] and "come back after" in again.reason
    state = crawls.lines("state/f.json")[0]
    wait = dt.datetime.fromisoformat(state["_wait_until"]) - first.finished_at
    assert dt.timedelta(minutes=14) < wait <= dt.timedelta(minutes=15), "it said nothing: a quarter of an hour"


def test_a_server_that_says_when_to_come_back_is_not_asked_twice(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.pages["/f"] = status(503, Retry_After="3600")
        done = crawls.run(_source(site, "/f"))
        assert site.taken() == ["/f"]
    wait = dt.datetime.fromisoformat(crawls.lines("state/f.json")[0]["_wait_until"]) - done.visit.finished_at
    assert dt.timedelta(minutes=59) < wait <= dt.timedelta(hours=1)


def _page(body: str, *tags: str) -> HtmlResponse:
    return HtmlResponse("https://a.vn/", body=body.encode(), encoding="utf-8", headers={"X-Robots-Tag": list(tags)})


@pytest.mark.parametrize(
    ("page", "honoured", "kept"),
    [
        (_page('<meta name="robots" content="noindex, follow">'), ("noindex",), False),
        (_page('<meta name="robots" content="noindex, follow">'), ("noai",), True),
        (_page('<meta name="robots" content="noindex, follow">'), (), True),
        (_page("<META CONTENT=none NAME='Robots'/>"), ("noindex",), False),
        (_page('<meta name="canhgiac" content="noai, noimageai">'), ("noai",), False),
        (_page('<meta name="otherbot" content="noindex">'), ("noindex",), True),
        (_page('<meta name="description" content="noindex">'), ("noindex",), True),
        (_page("", "noindex"), ("noindex",), False),
        (_page("", "otherbot: noindex", "nofollow"), ("noindex",), True),
        (_page("", "otherbot: all", "CanhGiac: noai"), ("noindex", "noai"), False),
        (_page("", "unavailable_after: 2030-01-01"), ("noindex",), True),
        (_page("<p>all</p>"), ("noindex", "noai"), True),
    ],
)
def test_wishes_of_a_page(page: HtmlResponse, honoured: tuple[str, ...], kept: bool) -> None:
    assert (wish_of(page, honoured) is None) is kept  # type: ignore[arg-type]


def test_a_wish_is_honoured_by_option_and_the_refusal_recorded(crawls: Crawls) -> None:
    with StaticSite() as site:
        _feed(site, "/f", 2, X_Robots_Tag="noai")
        deaf = crawls.run(_source(site, "/f", honour=("noai",)))
        assert (deaf.texts, deaf.visit.state) == ([], "robots")
        assert "X-Robots-Tag" in deaf.visit.refusals[0].reason
    with StaticSite() as site:
        _feed(site, "/f", 2, X_Robots_Tag="noai")
        assert crawls.run(_source(site, "/f")).visit.posts == 2


def test_links_of_a_page_that_wants_no_copy_are_followed(crawls: Crawls) -> None:
    with StaticSite() as site:
        _feed(site, "/f", 2, X_Robots_Tag="noindex")
        site.text("/bai/0", "<title>Bài 0</title><article><p>" + "Nội dung của bài đầu tiên. " * 20 + "</article>")
        site.text("/bai/1", '<meta name="robots" content="noindex"><article><p>' + "Không ai được giữ. " * 20 + "</article>")
        done = crawls.run(_source(site, "/f", "always", honour=("noindex",)))
    assert len(done.texts) == 1 and "bài đầu tiên" in done.texts[0]
    assert "Không ai được giữ" not in crawls.everything()


def test_hours_end_a_visit(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", "text/plain")
        _feed(site, "/f", 9)
        site.pages["*"] = lambda handler: answer(handler, b"<article><p>xin ch\xc3\xa0o")
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)
        done = crawls.run(_source(site, "/f", "always", until=until))
    assert "window" in done.visit.reason
    assert done.visit.requests < 10


def test_a_silent_site_is_given_up(crawls: Crawls) -> None:
    with StaticSite() as site:
        _feed(site, "/f", 40)
        site.pages["*"] = _break_off
        done = crawls.run(_source(site, "/f", "always"))
        assert len(site.taken()) <= 12
    assert done.visit.state == "unreachable", done.visit.reason


def test_sources_of_a_host_share_its_requests(crawls: Crawls) -> None:
    with StaticSite() as site:
        for number, count in enumerate((50, 1, 50)):
            _feed(site, f"/{number}", count, number * 100)
        site.pages["*"] = lambda handler: answer(handler, b"<article><p>xin ch\xc3\xa0o")
        sources = [_source(site, f"/{number}", "always") for number in range(3)]
        done = crawls.run(*sources, host_requests=30)
        asked = [done.visits[str(number)].requests for number in range(3)]
        assert sum(asked) <= 30 + 1, "and robots.txt"
        assert asked[0] <= 11 and asked[1] <= 3 and asked[2] >= 15, "what the second leaves is the third one's"

        limited = crawls.run(_source(site, "/2", "always", max_requests=3))
        assert limited.visit.requests <= 4 and "budget of 3 requests" in limited.visit.reason


def _break_off(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.01)
    handler.close_connection = True
