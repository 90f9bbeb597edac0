"""Runs visits: all in one reactor, sources of one host one after another, hosts side by side."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import signal
import threading
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.reactor import install_reactor, is_reactor_installed

from canhgiac.records import HostNames, PostSink, Pseudonyms, SeenPosts, Visit
from crawlers import log_bridge
from crawlers.dates import utc_now
from crawlers.identity import host_of
from crawlers.reactor import the_reactor
from crawlers.registry import options_of, validate
from crawlers.request import STOPPED_BY, CrawlEvent, CrawlSettings, SourceSpec, Turns
from crawlers.robots_cache import RobotsCache
from crawlers.scrapy_settings import scrapy_settings
from crawlers.secrets import Secrets
from crawlers.source_kinds import kinds
from crawlers.visit import OpenVisit, SinkFailed

if TYPE_CHECKING:
    from crawlers.spiders.base import SourceSpider

log = logging.getLogger("crawlers.run")

#: Seconds that requests under way may take to end when a crawl is stopped.
GRACE = 5.0

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_ran = False


def crawl(
    sources: Sequence[SourceSpec],
    settings: CrawlSettings,
    *,
    sink: Callable[[SourceSpec], PostSink],
    seen: SeenPosts,
    pseudonyms: Pseudonyms,
    names: HostNames | None = None,
    on_event: Callable[[CrawlEvent], None] | None = None,
    turns: Turns | None = None,
    secrets: Secrets | None = None,
) -> list[Visit]:
    """Visits every source and gives back one record for each, in their order.

    ``turns`` is asked when a host's turn comes, and gives each source's state in the place of that in its spec;
    sources of a host that another process has get the state ``never_ran`` and no sink.

    ``sink`` is called for each source when its visit begins, ``names`` is asked by sources of host names,
    ``secrets`` holds the keys of official APIs. A failing source fails alone. SIGINT or SIGTERM end all visits
    cleanly: what was read is handed over, sources that were not begun get the state ``never_ran`` and no sink; a
    second signal does not wait for requests under way.

    Can run once in a process, because Twisted's reactor can. Raises ``ValueError`` for a source that
    :func:`crawlers.validate` finds fault with (nothing is fetched then), ``RuntimeError`` for a second call,
    and what a sink, ``seen`` or ``names`` raised (a full disk), after all visits were ended.
    """
    global _ran
    _check(sources)
    if _ran:
        raise RuntimeError("crawl() was called before in this process; start a new process for another crawl")
    _ran = True
    if not sources:
        return []
    log_bridge.install()
    if not is_reactor_installed():
        install_reactor(_REACTOR)
    return _Crawl(sources, settings, sink, seen, pseudonyms, names, on_event, turns=turns, secrets=secrets).run()


def _check(sources: Sequence[SourceSpec]) -> None:
    for spec in sources:
        problems = validate(spec.kind, spec.url, spec.options)
        if problems:
            raise ValueError(f"source {spec.name}: {'; '.join(problems)}")


class _Crawl:
    """State of the one run: what waits, what is open, whether to stop."""

    def __init__(
        self,
        sources: Sequence[SourceSpec],
        settings: CrawlSettings,
        sink: Callable[[SourceSpec], PostSink],
        seen: SeenPosts,
        pseudonyms: Pseudonyms,
        names: HostNames | None,
        on_event: Callable[[CrawlEvent], None] | None,
        *,
        turns: Turns | None = None,
        secrets: Secrets | None = None,
    ) -> None:
        self.turns = turns
        self.secrets = secrets
        self.robots = RobotsCache()
        self.sources = sources
        self.settings = settings
        self.sink = sink
        self.seen = seen
        self.pseudonyms = pseudonyms
        self.names = names
        self.on_event = on_event
        self.hosts = _by_host(sources)
        self.records: dict[int, Visit] = {}
        self.left: dict[int, str] = {}
        self.crawlers: set[Crawler] = set()
        self.workers: list[asyncio.Task[None]] = []
        self.beside: set[asyncio.Future[None]] = set()
        self.stopped: str | None = None
        #: On the loop's clock: when the crawl has to be over.
        self.deadline: float | None = None
        self.failure: SinkFailed | None = None
        self.runner = AsyncCrawlerRunner(scrapy_settings(settings))

    def run(self) -> list[Visit]:
        """Runs the reactor until everything is done."""
        reactor = the_reactor()
        resolver = CachingThreadedResolver(reactor, 10_000, self.settings.timeout)
        resolver.install_on_reactor()
        reactor.callWhenRunning(lambda: asyncio.ensure_future(self._main()))
        reactor.run(installSignalHandlers=False)
        if self.failure is not None:
            raise self.failure.__cause__ or self.failure
        return [
            self.records.get(index) or _never_ran(spec, self.stopped or self.left.get(index))
            for index, spec in enumerate(self.sources)
        ]

    async def _main(self) -> None:
        handlers = self._take_signals()
        if self.settings.within_seconds > 0:
            self.deadline = asyncio.get_running_loop().time() + self.settings.within_seconds
        try:
            count = max(1, min(self.settings.concurrency, len(self.hosts)))
            self.workers = [asyncio.ensure_future(self._work()) for _ in range(count)]
            await asyncio.gather(*self.workers, return_exceptions=True)
        finally:
            self._give_signals_back(handlers)
            the_reactor().stop()

    async def _work(self) -> None:
        while self.hosts and self.stopped is None:
            host, indexes = self.hosts.popleft()
            if self._over():
                return
            turn = self.turns.take(host) if self.turns is not None else contextlib.nullcontext()
            if turn is None:
                self.left.update(dict.fromkeys(indexes, "another process is crawling its host"))
                continue
            with turn:
                await self._host(indexes)

    async def _host(self, indexes: list[int]) -> None:
        """The sources of one host, one after another. Each gets its share of what is left for the host."""
        left = self.settings.host_requests
        for position, index in enumerate(indexes):
            if self._over():
                return
            share = 0
            if self.settings.host_requests > 0:
                share = left // (len(indexes) - position)
                if share == 0:
                    self.left[index] = f"the {self.settings.host_requests} requests of a crawl to its host are spent"
                    continue
            await self._visit(index, share, self._seconds(len(indexes) - position))
            left -= self.records[index].requests if index in self.records else 0

    def _over(self) -> bool:
        if self.stopped is None and self.deadline is not None and asyncio.get_running_loop().time() >= self.deadline:
            self._stop(f"the crawl's {self.settings.within_seconds:g} s are over")
        return self.stopped is not None

    def _seconds(self, left: int) -> float:
        """What the next visit may take (0: as long as it likes): ``left`` sources of its host are to be visited,
        this one among them, and its worker's part of the hosts that wait."""
        budget = self.settings.budget_seconds
        if self.deadline is None:
            return budget
        waiting = sum(len(indexes) for _, indexes in self.hosts) / len(self.workers)
        share = (self.deadline - asyncio.get_running_loop().time()) / (left + waiting)
        return min(budget, share) if budget > 0 else share

    async def _visit(self, index: int, share: int, seconds: float) -> None:
        visit: OpenVisit | None = None
        crawler: Crawler | None = None
        timer: asyncio.TimerHandle | None = None
        try:
            visit = self._open(self.sources[index], share)
            crawler = self.runner.create_crawler(self._crawler_of(visit))
            self.crawlers.add(crawler)
            timer = self._start_clock(visit, crawler, seconds)
            await crawler.crawl_async(visit=visit)
        except SinkFailed as failure:
            self._fail(failure)
        except Exception as error:
            log.debug("the spider did not start source=%s", self.sources[index].name, exc_info=error)
            if visit is not None:
                visit.trouble("changed", visit.spec.url, f"the visit broke off: {type(error).__name__}: {error}")
        finally:
            if timer is not None:
                timer.cancel()
            if crawler is not None:
                self.crawlers.discard(crawler)
            if visit is not None:
                self._close(index, visit, crawler)

    def _crawler_of(self, visit: OpenVisit) -> type[SourceSpider] | Crawler:
        spider = kinds()[visit.spec.kind].spider()
        if not getattr(options_of(visit.spec.kind, visit.spec.options), "javascript", False):
            return spider
        # Imported here: only such a visit needs it.
        from crawlers.browser import with_browser

        visit.note("read in a browser (javascript)")
        return Crawler(spider, with_browser(self.runner.settings, self.settings.timeout))

    def _open(self, spec: SourceSpec, share: int) -> OpenVisit:
        bounds = [each for each in (self.settings.max_requests, spec.max_requests, share) if each > 0]
        spec = msgspec.structs.replace(spec, max_requests=min(bounds, default=0))
        try:
            if self.turns is not None:
                spec = msgspec.structs.replace(spec, state=self.turns.state(spec.name))
            sink = self.sink(spec)
        except Exception as error:
            failure = SinkFailed(str(error))
            failure.__cause__ = error
            raise failure from error
        visit = OpenVisit(
            spec, self.settings, sink=sink, seen=self.seen, pseudonyms=self.pseudonyms, names=self.names,
            on_event=self.on_event, secrets=self.secrets,
        )  # fmt: skip
        visit.on_failure = self._fail
        visit.robots = self.robots
        return visit

    def _close(self, index: int, visit: OpenVisit, crawler: Crawler | None) -> None:
        if self.stopped is not None:
            visit.stop(self.stopped)
        try:
            if crawler is not None and crawler.spider is not None:
                crawler.spider.finish()  # type: ignore[attr-defined]
            visit.close()
        except SinkFailed as failure:
            self._fail(failure)
        except Exception as error:
            log.debug("the visit could not be finished source=%s", visit.spec.name, exc_info=error)
            visit.trouble("changed", visit.spec.url, f"the visit broke off: {type(error).__name__}: {error}")
            self._close_quietly(visit)
        if visit.record is not None:
            self.records[index] = visit.record

    def _close_quietly(self, visit: OpenVisit) -> None:
        try:
            visit.close()
        except SinkFailed as failure:
            self._fail(failure)

    def _start_clock(self, visit: OpenVisit, crawler: Crawler, seconds: float) -> asyncio.TimerHandle | None:
        until = visit.spec.until
        open_for = math.inf if until is None else max(0.0, (until - utc_now()).total_seconds())
        if seconds <= 0 and until is None:
            return None
        closes = not 0 < seconds <= open_for
        why = (
            "the source's hours (window) are over; the rest follows when they come again"
            if closes
            else f"the visit's {seconds:.3g} s are over; the rest follows on the next visit"
        )

        def out_of_time() -> None:
            visit.stop(why, out_of_time=not closes)
            self._begin(_stop(crawler))

        return asyncio.get_running_loop().call_later(open_for if closes else seconds, out_of_time)

    def _fail(self, failure: SinkFailed) -> None:
        if self.failure is None:
            self.failure = failure
            self._stop("the crawl was ended because what it read could not be written")

    def _stop(self, why: str) -> None:
        if self.stopped is not None:
            return
        self.stopped = why
        self._begin(self._wind_down())

    def _begin(self, what: Coroutine[object, object, None]) -> None:
        """Runs something beside the workers, and holds on to it until it is done."""
        task = asyncio.ensure_future(what)
        self.beside.add(task)
        task.add_done_callback(self.beside.discard)

    async def _wind_down(self) -> None:
        for crawler in list(self.crawlers):
            self._begin(_stop(crawler))
        waiting = [worker for worker in self.workers if not worker.done()]
        if waiting:
            await asyncio.wait(waiting, timeout=GRACE)
        self._cancel()

    def _cancel(self) -> None:
        for worker in self.workers:
            worker.cancel()

    def _signalled(self, number: int) -> None:
        name = signal.Signals(number).name
        if self.stopped is None:
            log.warning("stopping signal=%s", name)
            self._stop(f"{STOPPED_BY}{name}; the next visit goes on from here")
        else:
            self._cancel()

    def _take_signals(self) -> dict[int, object]:
        if threading.current_thread() is not threading.main_thread():
            return {}
        loop = asyncio.get_running_loop()
        before: dict[int, object] = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.getsignal(number)
            loop.add_signal_handler(number, self._signalled, number)
        return before

    def _give_signals_back(self, before: dict[int, object]) -> None:
        loop = asyncio.get_running_loop()
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)  # type: ignore[arg-type]


async def _stop(crawler: Crawler) -> None:
    # A crawl that is only beginning cannot be stopped: Scrapy forgets the wish and the crawl never ends.
    while crawler.crawling and not (crawler.engine is not None and crawler.engine.running):
        await asyncio.sleep(0.05)
    try:
        await crawler.stop_async()
    except RuntimeError:
        # It has not begun or has ended already.
        log.debug("nothing to stop", exc_info=True)


def _by_host(sources: Sequence[SourceSpec]) -> deque[tuple[str, list[int]]]:
    """Indexes of sources, those of one host together: a host is asked by one visit at a time."""
    hosts: dict[str, list[int]] = {}
    for index, spec in enumerate(sources):
        hosts.setdefault(place_of(spec), []).append(index)
    return deque(hosts.items())


def place_of(spec: SourceSpec) -> str:
    """What a source shares with others that may not be asked at once: its host, by whatever name; a file is its own."""
    if urlsplit(spec.url).scheme.lower() not in ("http", "https"):
        return f"{spec.kind}:{spec.url}"
    return host_of(spec.url).removeprefix("www.")


def _never_ran(spec: SourceSpec, why: str | None) -> Visit:
    now = utc_now()
    return Visit(
        id=f"{spec.name}@{now.isoformat()}",
        source=spec.name,
        kind=spec.kind,
        url=spec.url,
        started_at=now,
        finished_at=now,
        state="never_ran",
        reason=f"its turn did not come: {why or 'the crawl ended'}",
    )
