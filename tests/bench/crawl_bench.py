"""Our forum spider against a bare Scrapy spider on the same local site at the same concurrency.

``python -m tests.bench.crawl_bench [--topics N] [--rounds N]`` prints one JSON object: pages per second of
both and their ratio (budget: at least 0.85). The bare spider fetches the same pages with Scrapy's own
settings (robots.txt, no delay, cookies off) and yields, by CSS selectors, the fields that a post has: id,
author, time, text, address and its piece of the page. Both run in processes of their own, in turns; the medians of the rounds are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
CONCURRENCY = 8
_PER_PAGE, _PER_LISTING = 20, 50

_COMMENT = """<div class="comments_list__comment js-comment" id="c{n}" data-number="{n}" data-pk="{pk}">
<div class="comment__img"><div class="comment__img__avatar no-pic">T</div></div><div class="comment__info">
<div class="comment__info__username"><a class="comment__info__username__link" href="/user/{user}/thanh-vien-{user}/">
<span>thanhvien{user}</span></a></div><ul class="comment__info__date"><li title="Nov. 2, 2026, 5:07 p.m.">2 Nov</li></ul>
</div><div class="comment__text js-comment-text"><p>Bài viết số {pk} về chuyện đi chợ, nấu ăn và sửa xe cuối tuần.</p>
<p>Ai có kinh nghiệm thì chỉ giúp mình với, xem <a href="https://example.com/{pk}">trang này</a> nhé. {filler}</p></div>
<div class="comment__footer"><ul class="comment__actions"><li><a href="#">share</a></li></ul></div></div>"""
_FILLER = "Câu chuyện còn dài và có nhiều điều để kể thêm cho mọi người cùng nghe. " * 4


def listing_page(number: int, topics: int, before: int = 0) -> str:
    """A listing as django-spirit writes it; its topics are numbered from ``before`` on."""
    first = (number - 1) * _PER_LISTING
    rows = "".join(
        f'<div class="layout__topics__topic"><div class="topic__title"><a class="topic__link" href="/topic/{t}/chu-de-{t}/">'
        f'Chủ đề {t}</a></div><div class="topic__comments"><i></i> {_PER_PAGE}</div>'
        f'<div class="topic__date" title="Nov. 2, 2026, 5:07 p.m.">2 Nov</div></div>'
        for t in range(before + first + 1, before + min(first + _PER_LISTING, topics) + 1)
    )
    more = f'<li class="paginator__button"><a href="?page={number + 1}">n</a></li>' if first + _PER_LISTING < topics else ""
    return f'<html><body><div class="layout__topics">{rows}</div><ul class="paginator">{more}</ul></body></html>'


def topic_page(topic: int, posts: int = _PER_PAGE) -> str:
    """A topic as django-spirit writes it."""
    comments = "".join(
        _COMMENT.format(n=n, pk=topic * 1000 + n, user=n % 7, filler=_FILLER) for n in range(1, posts + 1)
    )
    return f'<html><body><h1 class="headline">Chủ đề {topic}</h1><div class="comments_list">{comments}</div></body></html>'


def serve(topics: int) -> None:
    """The site: a Twisted server of its own process, pages made beforehand. Prints its port."""
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Request, Site

    pages = {f"/topic/{t}/chu-de-{t}/".encode(): topic_page(t).encode() for t in range(1, topics + 1)}
    for number in range(1, -(-topics // _PER_LISTING) + 1):
        pages[f"/?page={number}".encode()] = listing_page(number, topics).encode()
    pages[b"/"] = pages[b"/?page=1"]

    class Pages(Resource):
        isLeaf = True

        def render_GET(self, request: Request) -> bytes:
            body = pages.get(request.uri)
            request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
            if body is None:
                request.setResponseCode(404)
                return b"not found"
            return body

    port = reactor.listenTCP(0, Site(Pages()), interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.run()


def bare(url: str) -> None:
    """The bare spider; prints its pages, posts and seconds."""
    import logging

    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    logging.disable(logging.WARNING)
    counts = {"posts": 0, "pages": 0}

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [url]

        def parse(self, response):  # type: ignore[no-untyped-def]
            counts["pages"] += 1
            for comment in response.css(".comments_list__comment"):
                yield {
                    "id": comment.attrib["data-pk"],
                    "author": comment.css(".comment__info__username__link span::text").get(),
                    "date": comment.css(".comment__info__date li::attr(title)").get(),
                    "text": " ".join(comment.css(".comment__text ::text").getall()).strip(),
                    "url": f"{response.url}#{comment.attrib['id']}",
                    "html": comment.get(),
                }
            for href in response.css("a.topic__link::attr(href), .paginator a::attr(href)").getall():
                yield response.follow(href)

    class Count:
        def process_item(self, item):  # type: ignore[no-untyped-def]
            counts["posts"] += 1
            return item

    process = AsyncCrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True, "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_ENABLED": False,
            "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY, "ITEM_PIPELINES": {Count: 1},
        }
    )  # fmt: skip
    begun = time.perf_counter()
    process.crawl(Bare)
    process.start()
    print(json.dumps({**counts, "seconds": time.perf_counter() - begun}))


def ours(url: str) -> None:
    """Our spider; prints its pages, posts and seconds."""
    import hashlib

    from canhgiac.records import Post, Visit
    from crawlers import CrawlSettings, SourceSpec, crawl, kinds

    class Sink:
        posts = 0

        def post(self, post: Post) -> None:
            Sink.posts += 1

        def progress(self, state: dict[str, object]) -> None:
            pass

        def close(self, visit: Visit) -> None:
            pass

    class Known:
        def is_new(self, post_id: str, text: str) -> bool:
            return True

        def of(self, host: str, author: str) -> str:
            return hashlib.sha256(f"{host}{author}".encode()).hexdigest()[:16]

    kinds()["forum"].spider()
    begun = time.perf_counter()
    (visit,) = crawl(
        [SourceSpec("bench", "forum", url, allow_private=True)],
        CrawlSettings(delay=0, per_host=CONCURRENCY, max_requests=0),
        sink=lambda _: Sink(), seen=Known(), pseudonyms=Known(), on_event=None,
    )  # fmt: skip
    done = {"pages": visit.requests - 1, "posts": Sink.posts, "seconds": time.perf_counter() - begun}
    assert visit.state == "ok", visit.reason
    print(json.dumps(done))


def compare(topics: int, rounds: int) -> dict[str, object]:
    """Runs both in turns and compares their medians."""
    environment = dict(os.environ, PYTHONPATH=str(_ROOT))

    def run(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bench.crawl_bench", *arguments],
            stdout=subprocess.PIPE, text=True, env=environment, cwd=_ROOT,
        )  # fmt: skip

    site = run("serve", str(topics))
    speeds: dict[str, list[float]] = {"bare": [], "ours": []}
    try:
        assert site.stdout is not None
        url = f"http://127.0.0.1:{int(site.stdout.readline())}/"
        for _ in range(rounds):
            for who, speed in speeds.items():
                done = json.loads(run(who, url).communicate()[0])
                assert done["posts"] == topics * _PER_PAGE, f"{who} read {done['posts']} posts"
                speed.append(done["pages"] / done["seconds"])
    finally:
        site.kill()
        site.wait()
    median = {who: statistics.median(speed) for who, speed in speeds.items()}
    return {
        "row": "crawl",
        "figure": round(median["ours"], 1),
        "unit": "pages/s",
        "reference": "bare Scrapy spider",
        "reference_figure": round(median["bare"], 1),
        "ratio": round(median["ours"] / median["bare"], 3),
        "budget": ">= 0.85",
        "pages": topics + -(-topics // _PER_LISTING),
        "posts": topics * _PER_PAGE,
        "concurrency": CONCURRENCY,
    }


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in ("serve", "bare", "ours"):
        {"serve": lambda: serve(int(sys.argv[2])), "bare": lambda: bare(sys.argv[2]), "ours": lambda: ours(sys.argv[2])}[
            sys.argv[1]
        ]()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(json.dumps(compare(chosen.topics, chosen.rounds)))


if __name__ == "__main__":
    main()
