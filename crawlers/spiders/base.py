"""What every kind of source has in common: asking for pages and bearing whatever comes back."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec
import scrapy
from scrapy import Request, signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Headers, Response, TextResponse
from twisted.python.failure import Failure

from canhgiac.records import HealthState
from crawlers import answers
from crawlers.api_access import ApiAccess
from crawlers.dates import utc_now, when
from crawlers.directives import wish_of
from crawlers.identity import host_of
from crawlers.middlewares.refusals import BudgetSpent
from crawlers.registry import options_of
from crawlers.visit import HISTORY, OpenVisit, SinkFailed
from crawlers.walls import wall

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger("crawlers.spiders")

#: Key of the crawl state under which the base keeps when a site asked us to come back.
WAIT = "_wait_until"
#: How many visits running were sent away; a site that doesn't say for how long is left alone longer each time.
SENT_AWAY = "_sent_away"
_FIRST_WAIT, _LONGEST_WAIT = dt.timedelta(minutes=15), dt.timedelta(days=1)

Requests = Iterable[Request] | Request | None
Then = Callable[[TextResponse], Requests]
Lost = Callable[[str, HealthState, str], Requests]
_State = TypeVar("_State")


class SourceSpider(scrapy.Spider):
    """Visits one source once. A kind writes :meth:`begin` and what follows from its answers, gives posts to
    ``self.visit.take`` and, after them, its state to :meth:`keep`.

    Whatever goes wrong becomes a trouble of the visit; nothing is raised out of a spider.
    """

    name = "source"
    kind: ClassVar[str]

    def __init__(self, visit: OpenVisit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visit = visit
        self.source = visit.spec.name
        self.url = visit.spec.url
        self.host = host_of(visit.spec.url)
        self.wait_until: str | None = None
        self.options: Any = options_of(visit.spec.kind, visit.spec.options)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SourceSpider:
        """Scrapy's constructor."""
        spider: SourceSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._answer_began, signal=signals.headers_received)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Scrapy's entry: the first requests, unless the site asked us to stay away for now."""
        if self._told_to_wait():
            return
        try:
            async for request in self.begin():
                yield request
        except SinkFailed:
            return
        except Exception as error:
            self._broke(self.url, error)

    async def begin(self) -> AsyncIterator[Request]:
        """The first requests of a visit."""
        raise NotImplementedError
        yield

    def access(self) -> ApiAccess | None:
        """How the official API is reached that the kind reads; ``None`` for kinds that need no key."""
        return None

    def problem_of(self, response: Response) -> tuple[HealthState, str] | None:
        """What an answer's status says of the source; ``None`` where it is worth reading."""
        return answers.of_status(response)

    def finish(self) -> None:
        """Called once when no request is left, before the visit is closed; also when it was stopped."""

    def snapshot(self) -> dict[str, Any]:
        """The crawl state as it is now; it covers only posts that were given."""
        return self._own_state()

    def keep(self) -> None:
        """Tells the visit that the state has changed."""
        self.visit.progress(self._whole_state)

    def load(self, model: type[_State]) -> _State:
        """The crawl state as it was stored; a fresh one where that cannot be read (an older form: the next
        visit reads everything again, and posts that are known stay known)."""
        try:
            return msgspec.convert(self._own_state(), model)
        except msgspec.ValidationError:
            return model()

    def _own_state(self) -> dict[str, Any]:
        """The kind's own part of the stored state."""
        return {key: value for key, value in self.visit.spec.state.items() if key not in (WAIT, SENT_AWAY, HISTORY)}

    def _whole_state(self) -> dict[str, Any]:
        state = self.snapshot()
        if self.wait_until is None:
            return state
        return {**state, WAIT: self.wait_until, SENT_AWAY: self._sent_away() + 1}

    def _sent_away(self) -> int:
        before = self.visit.spec.state.get(SENT_AWAY)
        return before if isinstance(before, int) else 0

    def ask(
        self,
        url: str,
        then: Then,
        *,
        lost: Lost | None = None,
        unchanged: Callable[[], Requests] | None = None,
        validators: dict[str, str] | None = None,
        priority: int = 0,
    ) -> Request:
        """A request. ``then`` gets a page worth reading; ``unchanged`` is called for "304 Not Modified";
        ``lost`` gets address, state and reason where there is no page (by default a trouble of the visit).
        Nothing is called for what the visit's budget left out."""
        return Request(
            url,
            callback=self._answered,
            errback=self._failed,
            cb_kwargs={"then": then, "lost": lost, "unchanged": unchanged},
            meta={"validators": validators} if validators else {},
            priority=priority,
            dont_filter=True,
        )

    def handle(self, page: TextResponse, then: Then) -> Requests:
        """Gives a page that is worth reading to what it was asked for."""
        return then(page)

    def unexpected(self, response: TextResponse, what: str) -> None:
        """Notes a page without what was looked for: a wall, or a page that has changed."""
        reason = wall(response.url, response.text)
        if reason is not None:
            self.visit.trouble("blocked", response.url, reason)
        else:
            self.visit.trouble("changed", response.url, what)

    def _answered(self, response: Response, then: Then, lost: Lost | None, unchanged: Any) -> Iterator[Request]:
        if response.status == 304:
            self.visit.not_modified += 1
            yield from self._careful(response.url, lambda: unchanged() if unchanged else None)
            return
        problem = self.problem_of(response)
        if problem is None and isinstance(response, TextResponse):
            page = response
            withheld = wish_of(page, self.visit.spec.honour)
            if withheld is None:
                yield from self._careful(response.url, lambda: self.handle(page, then))
            else:
                yield from self._without_keeping(page, then, withheld)
            return
        state, reason = problem or ("changed", f"the page is no text but {_content_type(response)}")
        self._keep_wait(response)
        yield from self._careful(response.url, lambda: self._lose(lost, response.url, state, reason))

    def _without_keeping(self, page: TextResponse, then: Then, why: str) -> list[Request]:
        """Follows a page's links and keeps nothing of it. All at once: other pages may not come between."""
        self.visit.withheld = why
        try:
            made = list(self._careful(page.url, lambda: then(page)))
        finally:
            self.visit.withheld = None
        self.visit.trouble("robots", page.url, why)
        return made

    def _failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        if isinstance(failure.value, BudgetSpent):
            return
        settings = self.visit.settings
        state, reason = answers.of_failure(failure, settings.timeout, settings.max_bytes)
        lost = request.cb_kwargs.get("lost")
        yield from self._careful(request.url, lambda: self._lose(lost, request.url, state, reason))

    def _lose(self, lost: Lost | None, url: str, state: HealthState, reason: str) -> Requests:
        if lost is not None:
            return lost(url, state, reason)
        self.visit.trouble(state, url, reason)
        return None

    def _careful(self, url: str, step: Callable[[], Requests]) -> Iterator[Request]:
        try:
            made = step()
            yield from (made,) if isinstance(made, Request) else made or ()
        except SinkFailed:
            raise CloseSpider("sink") from None
        except Exception as error:
            self._broke(url, error)

    def _broke(self, url: str, error: Exception) -> None:
        log.debug("a page could not be read source=%s url=%s", self.source, url, exc_info=error)
        said = " ".join(str(error).split())[:200]
        self.visit.trouble("changed", url, f"the page could not be read: {type(error).__name__}: {said}")

    def _answer_began(self, request: Request, **_: Any) -> None:
        request.meta[answers.BEGAN] = True

    def _keep_wait(self, response: Response) -> None:
        until = answers.retry_after(response)
        busy = response.status == 429 or (response.status == 503 and until is not None)
        if not busy or host_of(response.url) != self.host:
            return
        if until is None:
            until = utc_now() + min(_FIRST_WAIT * 2 ** min(self._sent_away(), 8), _LONGEST_WAIT)
        self.wait_until = until.isoformat()
        self.keep()
        self.visit.pause(f"HTTP {response.status}: the site asks for fewer requests; the rest follows on a later visit")

    def _told_to_wait(self) -> bool:
        until = self.visit.spec.state.get(WAIT)
        asked = when(until, now=utc_now() + dt.timedelta(days=1), timezone="UTC")
        if asked is None or asked <= utc_now():
            return False
        self.visit.trouble(
            "blocked",
            self.url,
            f"the site asked to come back after {asked:%Y-%m-%d %H:%M} UTC, so it was not asked again",
        )
        return True


def _content_type(response: Response) -> str:
    given = (Headers(response.headers).get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip()
    return given or "something without a content type"

