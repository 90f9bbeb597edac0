"""What memory it costs to crawl many pages: what the process holds after 50,000 against what it held after 5,000.

``python -m tests.bench.crawl_memory_bench [--pages N]`` prints one JSON object. Forums of 1,000 pages each on one
host are visited one after another in one crawl; flat memory is a ratio of 1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.crawl_bench import listing_page, topic_page

_ROOT = Path(__file__).resolve().parents[2]
#: Topics of a forum: with their listings, 50 topics a page, they make 1,000 pages.
TOPICS, PER_FORUM = 980, 1000
POSTS = 3


def serve() -> None:
    """The forums, each page made when it is asked for. Prints the port."""
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Request, Site

    class Pages(Resource):
        isLeaf = True

        def render_GET(self, request: Request) -> bytes:
            request.setHeader(b"Content-Type", b"text/html; charset=utf-8")
            parts = request.path.decode().strip("/").split("/")
            if parts[0] == "topic":
                return topic_page(int(parts[1]), POSTS).encode()
            if parts[0] == "category":
                number = int((request.args.get(b"page") or [b"1"])[0])
                return listing_page(number, TOPICS, int(parts[1]) * TOPICS).encode()
            request.setResponseCode(404)
            return b"not found"

    port = reactor.listenTCP(0, Site(Pages()), interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    reactor.run()


def held() -> float:
    """The memory that this process holds now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def crawl_forums(url: str, forums: int) -> list[tuple[int, float]]:
    """Visits the forums; gives pages read and memory held after each."""
    from canhgiac.records import Post, Visit
    from crawlers import CrawlSettings, SourceSpec, crawl

    after: list[tuple[int, float]] = []

    class Sink:
        def post(self, post: Post) -> None:
            pass

        def progress(self, state: dict[str, object]) -> None:
            pass

        def close(self, visit: Visit) -> None:
            assert visit.posts == TOPICS * POSTS, f"{visit.state}: {visit.posts} posts, {visit.reason}"
            after.append((visit.requests + (after[-1][0] if after else 0), held()))

    class Known:
        def is_new(self, post_id: str, text: str) -> bool:
            return True

        def of(self, host: str, author: str) -> str:
            return author and "x"

    crawl(
        [SourceSpec(f"f{n}", "forum", f"{url}category/{n}/chung/", allow_private=True) for n in range(forums)],
        CrawlSettings(delay=0, per_host=8, max_requests=0),
        sink=lambda _: Sink(), seen=Known(), pseudonyms=Known(),
    )  # fmt: skip
    return after


def main() -> None:
    if sys.argv[1:] == ["serve"]:
        serve()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=50_000)
    forums = max(2, parser.parse_args().pages // PER_FORUM)
    site = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.crawl_memory_bench", "serve"],
        stdout=subprocess.PIPE, text=True, env=dict(os.environ, PYTHONPATH=str(_ROOT)), cwd=_ROOT,
    )  # fmt: skip
    begun = time.perf_counter()
    try:
        assert site.stdout is not None
        after = crawl_forums(f"http://127.0.0.1:{int(site.stdout.readline())}/", forums)
    finally:
        site.kill()
        site.wait()
    few, many = after[max(0, forums // 10 - 1)], after[-1]
    row = {
        "row": f"memory, {many[0]:,} pages crawled",
        "figure": round(many[1]),
        "unit": "MB",
        "reference": f"{few[0]:,} pages",
        "reference_figure": round(few[1]),
        "ratio": round(many[1] / few[1], 2),
        "budget": "flat (1)",
        "seconds": round(time.perf_counter() - begun),
    }
    print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
