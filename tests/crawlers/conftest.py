"""Crawls in processes of their own, as the application runs them, and what they came to."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from canhgiac.records import Post, Visit
from crawlers import CrawlSettings, SourceSpec
from tests.crawlers.places import AUTHOR
from tests.crawlers.run_crawl import Job, in_child, read_posts
from tests.sites.apis import KEY
from tests.sites.mediawiki import MediaWikiSite
from tests.sites.misago import MisagoSite
from tests.sites.spirit import SpiritSite
from tests.sites.wordpress import WordPressSite

# Each crawl needs a process of its own. They are forked from one that has imported what a crawl imports,
# for that takes longer than the crawl.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.crawlers.warm"])
QUICK = CrawlSettings(delay=0, timeout=5, user_agent_contact="https://example.com/canhgiac")


class Outcome(msgspec.Struct):
    """What one crawl did: ``visits`` by source, ``posts`` that became durable in it, calls of the sinks."""

    visits: dict[str, Visit]
    posts: list[Post]
    calls: list[list[str]]
    log: str
    status: int

    @property
    def visit(self) -> Visit:
        (only,) = self.visits.values()
        return only

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.posts]


class Running:
    """A crawl that is under way."""

    def __init__(self, job: Path, log: Path) -> None:
        self._log = log
        self._process = _FORKS.Process(target=in_child, args=(str(job), str(log)))
        self._process.start()

    def done(self) -> bool:
        return not self._process.is_alive()

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        """SIGKILL, and waits for its end."""
        self._process.kill()
        self._process.join()

    def wait(self) -> str:
        """What it logged, when it has ended."""
        self._process.join(timeout=120)
        assert self.done(), "the crawl hangs"
        return self._log.read_text(encoding="utf-8")

    @property
    def status(self) -> int:
        assert self._process.exitcode is not None
        return self._process.exitcode


class Crawls:
    """Runs crawls one after another with the same folder of posts and states."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        #: Keys of APIs by kind; they stand in the jobs' files and nowhere else.
        self.secrets = {"youtube": KEY, "facebook": KEY}

    def run(self, *sources: SourceSpec, fail_after: int = 0, **settings: Any) -> Outcome:
        """Runs one crawl to its end."""
        posts, calls = len(read_posts(self.folder)), len(self.lines("calls.jsonl"))
        visits = len(self.lines("visits.jsonl"))
        process = self.start(*sources, fail_after=fail_after, **settings)
        log = process.wait()
        ended = [msgspec.convert(line, Visit) for line in self.lines("visits.jsonl")[visits:]]
        return Outcome(
            visits={visit.source: visit for visit in ended},
            posts=read_posts(self.folder)[posts:],
            calls=self.lines("calls.jsonl")[calls:],
            log=log,
            status=process.status,
        )

    def start(self, *sources: SourceSpec, fail_after: int = 0, **settings: Any) -> Running:
        """Starts one crawl."""
        self.number += 1
        job = self.folder / f"job{self.number}.json"
        chosen = msgspec.structs.replace(QUICK, **settings)
        job.write_bytes(msgspec.json.encode(Job(str(self.folder), list(sources), chosen, fail_after, self.secrets)))
        return Running(job, self.folder / f"job{self.number}.log")

    def lines(self, name: str) -> list[Any]:
        """The records in one of the folder's files."""
        place = self.folder / name
        return [msgspec.json.decode(line) for line in place.read_bytes().splitlines()] if place.exists() else []

    def everything(self) -> str:
        """All that was written down, in one piece, to look for what must not be there."""
        return "\n".join(
            place.read_text(encoding="utf-8", errors="replace")
            for place in sorted(self.folder.rglob("*"))
            if place.is_file() and not (place.name.startswith("job") and place.suffix == ".json")
        )


@pytest.fixture
def crawls(tmp_path: Path) -> Crawls:
    """A fresh folder of posts and states."""
    folder = tmp_path / "crawls"
    folder.mkdir()
    return Crawls(folder)


@pytest.fixture(scope="session")
def spirit_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty forum's folder: making its database takes seconds, copying it does not."""
    folder = tmp_path_factory.mktemp("spirit")
    site = SpiritSite(folder)
    site.start()
    site.stop()
    return folder


@pytest.fixture(scope="session")
def shared_forum(tmp_path_factory: pytest.TempPathFactory, spirit_template: Path) -> Iterator[SpiritSite]:
    """A running forum in which each test has a category of its own."""
    with SpiritSite(tmp_path_factory.mktemp("shared_forum"), template=spirit_template) as site:
        yield site


@pytest.fixture
def forum(tmp_path: Path, spirit_template: Path) -> Iterator[SpiritSite]:
    """A running forum without posts."""
    with SpiritSite(tmp_path / "forum", template=spirit_template) as site:
        yield site


@pytest.fixture(scope="session")
def shared_mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWikiSite]:
    """A running wiki; whoever uses it wipes it first."""
    with MediaWikiSite(tmp_path_factory.mktemp("mediawiki"), AUTHOR) as site:
        yield site


@pytest.fixture(scope="session")
def shared_wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPressSite]:
    """A running blog; whoever uses it wipes it first."""
    with WordPressSite(tmp_path_factory.mktemp("wordpress")) as site:
        yield site


@pytest.fixture(scope="session")
def shared_misago(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MisagoSite]:
    """A running forum; whoever uses it wipes it first."""
    with MisagoSite(tmp_path_factory.mktemp("misago")) as site:
        yield site
