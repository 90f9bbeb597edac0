"""A ``sources.yaml`` of 10,000 sources: how quickly it is read, and what memory visiting all of them costs.

``python -m tests.bench.sources_bench [--sources N] [--visits N]`` prints two JSON objects: sources read a second
against PyYAML's safe loader alone on the same file, and the memory held after all visits against that after a tenth.
Every source is a feed on a host of its own (the loopback network has enough of them).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from tests.bench.crawl_memory_bench import held


def written(folder: Path, count: int, port: int) -> Path:
    """The file."""
    lines = ["sources:"]
    for n in range(count):
        url = f"http://127.{1 + n // 60000}.{n // 250 % 240 + 1}.{n % 250 + 1}:{port}/feed"
        lines += [f"  - name: nguon-{n}", "    kind: feed", f"    url: {url}", "    options: {follow: never}"]
    path = folder / "sources.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


class Feeds(BaseHTTPRequestHandler):
    """A feed with one entry at every host."""

    def do_GET(self) -> None:
        host = self.headers["Host"]
        item = f"<item><guid>{host}</guid><title>Bài của {host}</title></item>"
        found = self.path == "/feed"
        body = f'<rss version="2.0"><channel>{item}</channel></rss>'.encode() if found else b"not found"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def visit_all(path: Path, home: Path, visits: int) -> list[float]:
    """Crawls the first sources of the file as ``canhgiac crawl`` does; gives the memory held after each visit."""
    from canhgiac.crawl import crawl
    from canhgiac.keys import load_keys
    from canhgiac.settings import Settings
    from canhgiac.sources import load_sources
    from canhgiac.spool import Spool

    settings = Settings(home=home, delay=0)
    after: list[float] = []

    def ended(event: object) -> None:
        if event.state != "running":  # type: ignore[attr-defined]
            after.append(held())

    report = crawl(settings, load_sources(path)[:visits], Spool(settings.spool_url), load_keys(settings), None, ended)
    bad = [visit for visit in report.visits if visit.state != "ok"]
    assert not bad, f"{len(bad)} visits failed, the first: {bad[0].reason}"
    return after


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--visits", type=int, default=2_000)
    chosen = parser.parse_args()
    from canhgiac.sources import load_sources

    server = ThreadingHTTPServer(("0.0.0.0", 0), Feeds)  # every address of the loopback network
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), chosen.sources, server.server_port)
        begun = time.process_time()
        count = len(load_sources(path))
        ours = count / (time.process_time() - begun)
        begun = time.process_time()
        yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        plain = count / (time.process_time() - begun)
        after = visit_all(path, Path(folder) / "home", chosen.visits)
    server.shutdown()
    rows = [
        {
            "row": f"sources.yaml, {count:,} sources", "figure": round(ours), "unit": "sources/s",
            "reference": "PyYAML alone", "reference_figure": round(plain), "ratio": round(ours / plain, 2),
            "budget": "starts in seconds",
        },
        {
            "row": f"memory, {len(after):,} sources visited", "figure": round(after[-1]), "unit": "MB",
            "reference": f"{len(after) // 10:,} sources", "reference_figure": round(after[len(after) // 10 - 1]),
            "ratio": round(after[-1] / after[len(after) // 10 - 1], 2), "budget": "flat (1)",
        },
    ]  # fmt: skip
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
