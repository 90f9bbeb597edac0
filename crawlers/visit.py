"""One visit while it is under way: what it counts, where its posts go, what it came to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from canhgiac.records import HealthState, HostNames, Post, PostSink, Pseudonyms, Refusal, SeenPosts, Visit
from crawlers.dates import utc_now
from crawlers.health import Facts, Parsed, Trouble, judge, remembered
from crawlers.request import CrawlEvent, CrawlSettings, SourceSpec
from crawlers.robots_cache import RobotsCache
from crawlers.secrets import Secrets

if TYPE_CHECKING:
    import datetime as dt

log = logging.getLogger("crawlers.visit")

#: Refusals that a visit's record lists; the others are counted.
MAX_REFUSALS = 50
#: Posts or seconds after which the sink is told of progress. Each telling costs the sink a batch.
PROGRESS_POSTS = 200
PROGRESS_SECONDS = 15.0
_EVENT_SECONDS = 0.2
#: Key of the crawl state under which a visit keeps what the source's posts usually have.
HISTORY = "_history"


class SinkFailed(Exception):
    """The sink (or what knows the seen posts, or judges names) failed: not this source's fault, and it ends the crawl.

    ``__cause__`` is what it raised.
    """


class OpenVisit:
    """A visit of one source, from its first request to its record.

    Holds everything of the visit that is no matter of fetching: new posts go to the sink in the order in
    which they are given, the crawl state after the posts that it covers.
    """

    def __init__(
        self,
        spec: SourceSpec,
        settings: CrawlSettings,
        *,
        sink: PostSink,
        seen: SeenPosts,
        pseudonyms: Pseudonyms,
        names: HostNames | None = None,
        on_event: Callable[[CrawlEvent], None] | None = None,
        secrets: Secrets | None = None,
    ) -> None:
        self.spec = spec
        self.secrets = secrets or Secrets()
        self.settings = settings
        self.pseudonyms = pseudonyms
        self._sink = sink
        self._seen = seen
        self._names = names
        self._on_event = on_event
        self.started_at: dt.datetime = utc_now()
        self.requests = 0
        self.parsed = Parsed()
        self.history = _history(spec.state)
        self.taken = 0
        self.understood = 0
        self.not_modified = 0
        self.image_only = 0
        self.bad_lines = 0
        self.cut: str | None = None
        self.out_of_time = False
        self.failure: SinkFailed | None = None
        self.on_failure: Callable[[SinkFailed], None] | None = None
        self.record: Visit | None = None
        self.robots = RobotsCache()
        #: Why the site is asked no more in this visit, and why nothing of the page at hand is kept.
        self.paused: str | None = None
        self.withheld: str | None = None
        self._notes: list[str] = []
        self._refusals: list[Refusal] = []
        self._refused = 0
        self._troubles: list[Trouble] = []
        self._state: Callable[[], dict[str, object]] | None = None
        self._told_posts = 0
        self._told_at = time.monotonic()
        self._event_at = 0.0

    def take(self, post: Post) -> bool:
        """Gives a post to the sink if it is new; says whether it was. Raises :class:`SinkFailed`."""
        if self.record is not None or self.failure is not None or self.withheld is not None:
            return False
        self.parsed.more(post)
        try:
            if not self._seen.is_new(post.id, post.text):
                return False
            self._sink.post(post)
        except Exception as error:
            raise self._fail(error) from error
        self.taken += 1
        self.image_only += post.image_only
        self._tell()
        return True

    def wanted(self, name: str) -> str | None:
        """A host name as it is to be kept, ``None`` where it is not; without anybody to ask, every name as it is."""
        if self._names is None:
            return name
        try:
            return self._names.wanted(name)
        except Exception as error:
            raise self._fail(error) from error

    def progress(self, state: Callable[[], dict[str, object]]) -> None:
        """Replaces the crawl state by what ``state`` gives, which may only ever cover posts that were given.

        It is called when enough has come together for the sink to be told, and when the visit ends: a state
        may be large. Raises :class:`SinkFailed`.
        """
        if self.record is not None or self.failure is not None:
            return
        self._state = state
        due = self.taken - self._told_posts >= PROGRESS_POSTS or time.monotonic() - self._told_at >= PROGRESS_SECONDS
        if due:
            self._hand_over()

    def trouble(self, state: HealthState, url: str, reason: str) -> None:
        """A page whose content was wanted and not got."""
        self._troubles.append(Trouble(state, self.secrets.redacted(url), self.secrets.redacted(reason)))
        self.refuse(url, reason)

    def refuse(self, url: str, reason: str) -> None:
        """A request that was not made or not answered as wanted, without harm to the visit."""
        # A server may repeat a key in its answer.
        url, reason = self.secrets.redacted(url), self.secrets.redacted(reason)
        self._refused += 1
        if len(self._refusals) < MAX_REFUSALS:
            self._refusals.append(Refusal(url, reason))
        log.info("refused source=%s url=%s reason=%s", self.spec.name, url, reason)

    def pause(self, why: str) -> None:
        """Asks the site no more in this visit; what is left follows on the next one."""
        if self.paused is None:
            self.paused = why
            self.stop(why)

    def note(self, said: str) -> None:
        """Something to be known about how the visit was made; stands in its record whatever it came to."""
        self._notes.append(said)

    def stop(self, why: str, *, out_of_time: bool = False) -> None:
        """Notes that the visit ends before everything was read."""
        if self.cut is None:
            self.cut, self.out_of_time = why, out_of_time

    def counted_request(self) -> None:
        """One request went out."""
        self.requests += 1
        self._tell()

    def close(self) -> Visit:
        """Ends the visit: last state, then the record. Calling it again gives the same record.

        Raises :class:`SinkFailed`, after the sink was closed.
        """
        if self.record is not None:
            return self.record
        try:
            if self.failure is None:
                self._hand_over()
        finally:
            self.record = self._record()
            self._close_sink(self.record)
        return self.record

    def _close_sink(self, record: Visit) -> None:
        try:
            self._sink.close(record)
        except Exception as error:
            raise self._fail(error) from error
        finally:
            log.info(
                "visited source=%s kind=%s state=%s posts=%d requests=%d refusals=%d",
                record.source, record.kind, record.state, record.posts, record.requests, self._refused,
            )
            self._tell(record.state)

    def _record(self) -> Visit:
        facts = Facts(
            understood=self.understood,
            taken=self.taken,
            not_modified=self.not_modified,
            bad_lines=self.bad_lines,
            troubles=tuple(self._troubles),
            cut=self.cut,
            out_of_time=self.out_of_time,
            parsed=self.parsed,
            history=self.history,
        )
        state, reason = judge(facts)
        reason = "; ".join(part for part in (reason, *self._notes) if part)
        refusals = tuple(self._refusals)
        if self._refused > len(refusals):
            refusals += (Refusal(self.spec.url, f"and {self._refused - len(refusals)} more"),)
        started = self.started_at
        return Visit(
            id=f"{self.spec.name}@{started.isoformat()}",
            source=self.spec.name,
            kind=self.spec.kind,
            url=self.spec.url,
            started_at=started,
            finished_at=max(utc_now(), started),
            state=state,
            reason=reason,
            posts=self.taken,
            requests=self.requests,
            not_modified=self.not_modified,
            image_only=self.image_only,
            bad_lines=self.bad_lines,
            refusals=refusals,
        )

    def _hand_over(self) -> None:
        if self._state is None:
            return
        try:
            # Through JSON, as it will be read again: no kind can rely on more than that.
            state = {**self._state(), HISTORY: remembered(self.parsed, self.history)}
            self._sink.progress(msgspec.json.decode(msgspec.json.encode(state)))
        except Exception as error:
            raise self._fail(error) from error
        self._told_posts, self._told_at = self.taken, time.monotonic()

    def _fail(self, error: Exception) -> SinkFailed:
        self.failure = SinkFailed(str(error))
        self.failure.__cause__ = error
        if self.on_failure is not None:
            self.on_failure(self.failure)
        return self.failure

    def _tell(self, state: str = "running") -> None:
        if self._on_event is None:
            return
        now = time.monotonic()
        if state == "running" and now - self._event_at < _EVENT_SECONDS:
            return
        self._event_at = now
        self._on_event(CrawlEvent(self.spec.name, self.requests, self.taken, state))


def _history(state: dict[str, object]) -> Parsed:
    try:
        return msgspec.convert(state.get(HISTORY, {}), Parsed)
    except msgspec.ValidationError:
        return Parsed()
