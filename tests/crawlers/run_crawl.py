"""Runs one ``crawl()`` in a process of its own and writes down, line by line, what it gives to its sinks.

Usage: ``python -m tests.crawlers.run_crawl JOB.json`` with ``{"folder", "sources", "settings"}``. In the
folder stand ``posts.jsonl`` (posts that are durable), ``state/NAME.json``, ``visits.jsonl`` and
``calls.jsonl`` (the order of calls). Posts become durable as a real sink makes them: when ``progress`` or
``close`` is called, before the state.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import resource
import sys
from pathlib import Path

import msgspec

from canhgiac.records import Post, Visit
from crawlers import CrawlEvent, CrawlSettings, Secrets, SourceSpec, crawl


class Job(msgspec.Struct):
    """What to run. ``fail_after``: the sink raises "disk full" at this post. ``secrets``: keys of APIs."""

    folder: str
    sources: list[SourceSpec]
    settings: CrawlSettings = CrawlSettings(delay=0, timeout=5)
    fail_after: int = 0
    secrets: dict[str, str] = {}


class FileSink:
    """Writes batches, then the state, as the application's spool does."""

    def __init__(self, spec: SourceSpec, job: Job) -> None:
        self.spec = spec
        self.job = job
        self.folder = Path(job.folder)
        self.batch: list[Post] = []
        self.count = 0

    def post(self, post: Post) -> None:
        self.count += 1
        if self.job.fail_after and self.count >= self.job.fail_after:
            raise OSError(28, "No space left on device")
        self.batch.append(post)
        self._note("post", post.id)

    def progress(self, state: dict[str, object]) -> None:
        self._flush()
        self._note("progress", "")
        place = self.folder / "state" / f"{self.spec.name}.json"
        place.parent.mkdir(exist_ok=True)
        draft = place.with_suffix(".part")
        draft.write_bytes(msgspec.json.encode(state))
        draft.replace(place)

    def close(self, visit: Visit) -> None:
        self._flush()
        self._note("close", visit.state)
        _append(self.folder / "visits.jsonl", visit)

    def _flush(self) -> None:
        for post in self.batch:
            _append(self.folder / "posts.jsonl", post)
        self.batch.clear()

    def _note(self, call: str, what: str) -> None:
        _append(self.folder / "calls.jsonl", [self.spec.name, call, what])


class Known:
    """New is what does not stand in ``posts.jsonl``, as far as this process has read or written it."""

    def __init__(self, folder: Path) -> None:
        self.pairs = {(post.id, post.text) for post in read_posts(folder)}

    def is_new(self, post_id: str, text: str) -> bool:
        if (post_id, text) in self.pairs:
            return False
        self.pairs.add((post_id, text))
        return True


class Keyed:
    """Pseudonyms by a fixed key."""

    def of(self, host: str, author: str) -> str:
        return hmac.new(b"test", f"{host}\0{author}".encode(), hashlib.sha256).hexdigest()[:16] if author else ""


def read_posts(folder: Path) -> list[Post]:
    """The durable posts, in the order in which they were written."""
    place = folder / "posts.jsonl"
    if not place.exists():
        return []
    return [msgspec.json.decode(line, type=Post) for line in place.read_bytes().splitlines()]


def _append(place: Path, record: object) -> None:
    with place.open("ab") as file:
        file.write(msgspec.json.encode(record) + b"\n")


def _event(folder: Path, event: CrawlEvent) -> None:
    _append(folder / "events.jsonl", event)


def in_child(job: str, log: str) -> None:
    """Runs a job as a child of a process that has everything imported; standard error goes to ``log``."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(file, 2)
    sys.exit(main(job))


def main(place: str) -> int:
    """Runs a job and gives the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    job = msgspec.json.decode(Path(place).read_bytes(), type=Job)
    folder = Path(job.folder)
    sources = []
    for spec in job.sources:
        state = folder / "state" / f"{spec.name}.json"
        stored = msgspec.json.decode(state.read_bytes()) if state.exists() else {}
        sources.append(msgspec.structs.replace(spec, state=stored))
    try:
        visits = crawl(
            sources,
            job.settings,
            sink=lambda spec: FileSink(spec, job),
            seen=Known(folder),
            pseudonyms=Keyed(),
            on_event=lambda event: _event(folder, event),
            secrets=Secrets(job.secrets),
        )
    except OSError as error:
        print(f"failed: {error}", file=sys.stderr)
        return 3
    _append(folder / "returned.jsonl", visits)
    # Kilobytes, on Linux.
    _append(folder / "memory.jsonl", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
