"""What sources that are read by an official API have in common: steps that survive a visit's end, a key, faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable
from typing import Any, ClassVar
from urllib.parse import urlencode

import msgspec
from lxml import etree
from scrapy import Request
from scrapy.http import Response, TextResponse

from canhgiac.records import HealthState, Post
from crawlers import fragment
from crawlers.api_access import ApiAccess
from crawlers.api_faults import Fault
from crawlers.dates import utc_now, when
from crawlers.identity import post_id
from crawlers.markup import Element
from crawlers.middlewares.robots import OFFICIAL_API
from crawlers.pictures import is_pictured
from crawlers.spiders.base import SourceSpider

#: Things that are remembered with what they looked like; beyond, those met first are forgotten.
MAX_MARKS = 20_000


class Step(msgspec.Struct, frozen=True, array_like=True):
    """One request of an API: a page of ``what``, belonging to ``of``, from ``token`` on."""

    what: str
    of: str = ""
    token: str = ""


class ApiState(msgspec.Struct, omit_defaults=True):
    """``todo``: what is still to be read, the last one first. ``marks``: by a thing's id what it looked like, when
    it was met and when it was read last (seconds since 1970). ``checked``: when edits were looked for last.
    ``day``, ``spent``: what was used up of the day's allowances."""

    todo: list[Step] = []
    marks: dict[str, tuple[str, int, int]] = {}
    checked: int = 0
    day: str = ""
    spent: dict[str, int] = {}


class ApiSpider(SourceSpider):
    """Works off steps one by one: a step leaves the crawl state when what it gave has been handed on, so that a
    visit that was cut anywhere is gone on with. A kind says which steps a visit begins with, each step's address,
    and what to do with its answer."""

    #: The API's own address, the header that carries the key, and what stands before it there.
    official: ClassVar[str]
    header: ClassVar[str]
    scheme: ClassVar[str] = ""
    #: Host under which posts and authors are known, whatever spelling of it a source uses.
    home: ClassVar[str]

    async def begin(self) -> AsyncIterator[Request]:
        """The first step of the visit; the others follow one after another."""
        self.now = utc_now()
        self.known: ApiState = self.load(ApiState)
        self.left: set[Step] = set()
        self.unaffordable: str | None = None
        self.fault: Fault | None = None
        self.api = (self.options.api or self.official).rstrip("/")
        if not self.visit.secrets.get(self.kind):
            self.visit.trouble("blocked", self.url, self.no_key())
            return
        self.roll_day()
        due = self.now.timestamp() - self.known.checked >= self.options.recheck_hours * 3600
        self.recheck = bool(self.known.checked) and bool(self.options.recheck_days) and due
        self._plan(self.first())
        request = self._next()
        if request is not None:
            yield request

    def access(self) -> ApiAccess | None:
        """The key, and where it may be sent."""
        value = self.visit.secrets.get(self.kind)
        host = self.official.partition("://")[2].partition("/")[0]
        return ApiAccess(host, self.header, self.scheme + value) if value else None

    def snapshot(self) -> dict[str, Any]:
        """What is to be read, and what was."""
        for key in list(self.known.marks)[: max(0, len(self.known.marks) - MAX_MARKS)]:
            del self.known.marks[key]
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def no_key(self) -> str:
        """What to do where no key is set."""
        raise NotImplementedError

    def first(self) -> list[Step]:
        """The steps that this visit begins with, the first one last."""
        raise NotImplementedError

    def address(self, step: Step) -> tuple[str, dict[str, str]]:
        """Path below the API's address, and parameters."""
        raise NotImplementedError

    def read(self, step: Step, data: dict[str, Any], response: TextResponse) -> list[Step]:
        """Takes what an answer gave; gives the steps that follow from it, the next one last."""
        raise NotImplementedError

    def fault_of(self, response: TextResponse) -> Fault | None:
        """What an answer that is no success says."""
        raise NotImplementedError

    def afford(self, step: Step) -> str | None:
        """Why the day's allowance does not reach for a step; ``None`` where it does."""
        return None

    def spend(self, step: Step) -> None:
        """Called when a step was answered, well or not."""

    def today(self) -> str:
        """The day to which allowances belong."""
        return f"{self.now:%Y-%m-%d}"

    def roll_day(self) -> None:
        """Begins a day's allowances anew."""
        if self.known.day != self.today():
            self.known.day, self.known.spent = self.today(), {}

    def problem_of(self, response: Response) -> tuple[HealthState, str] | None:
        """As the base, with the API's own words for what went wrong."""
        problem = super().problem_of(response)
        if problem is None or problem[0] == "blocked_by_network" or not isinstance(response, TextResponse):
            return problem
        self.fault = self.fault_of(response)
        return (self.fault.state, self.fault.reason) if self.fault is not None else problem

    def _next(self) -> Request | None:
        for step in reversed(self.known.todo):
            if step in self.left:
                continue
            refused = self.afford(step)
            if refused is None:
                return self._request(step)
            self.unaffordable = self.unaffordable or refused
        self._complete()
        return None

    def _complete(self) -> None:
        if self.unaffordable is not None and self.visit.understood:
            self.visit.stop(self.unaffordable)
        elif self.unaffordable is not None:
            self.visit.trouble("blocked", self.url, self.unaffordable)
        elif not self.known.todo and (self.recheck or not self.known.checked):
            self.known.checked = int(self.now.timestamp())
        self.keep()

    def _request(self, step: Step) -> Request:
        path, parameters = self.address(step)
        request = self.ask(
            f"{self.api}/{path}?{urlencode(parameters)}",
            lambda response: self._got(step, response),
            lost=lambda url, state, reason: self._lost(step, url, state, reason),
        )
        request.headers["Accept"] = "application/json"
        request.meta.update({OFFICIAL_API: True, "dont_redirect": True})
        return request

    def _got(self, step: Step, response: TextResponse) -> Request | None:
        self.spend(step)
        try:
            data = msgspec.json.decode(response.body)
        except msgspec.DecodeError:
            data = None
        if not isinstance(data, dict):
            self.left.add(step)
            self.visit.trouble("changed", response.url, "the API's answer is no JSON object; has its version ended?")
            return self._next()
        self.visit.understood += 1
        follow = self.read(step, data, response)
        self.known.todo.remove(step)
        self._plan(follow)
        self.keep()
        return self._next()

    def _plan(self, steps: Iterable[Step]) -> None:
        self.known.todo += [step for step in steps if step not in self.known.todo]

    def _lost(self, step: Step, url: str, state: HealthState, reason: str) -> Request | None:
        fault, self.fault = self.fault, None
        self.spend(step)
        self.visit.trouble(state, url, reason)
        self.left.add(step)
        if fault is not None and fault.gone:
            self.known.todo.remove(step)
        if fault is not None and fault.wait is not None:
            self.wait_until = fault.wait.isoformat()
        self.keep()
        return None if fault is not None and fault.ends else self._next()

    def changed(self, key: str, mark: str) -> bool:
        """Remembers what a thing looks like; says whether that is new."""
        known = self.known.marks.pop(key, None)
        seconds = int(self.now.timestamp())
        self.known.marks[key] = (mark, known[1] if known else seconds, seconds)
        return known is None or known[0] != mark

    def age(self, written: object) -> float:
        """Days since a time; 0 where it says none."""
        at = when(written, now=self.now, timezone="UTC")
        return (self.now - at) / dt.timedelta(days=1) if at is not None else 0.0

    def make(
        self,
        response: TextResponse,
        *,
        id: str,
        url: str,
        text: str,
        content: Element,
        names: list[str],
        author: str,
        written: object,
        thread: str = "",
        pictured: bool = False,
    ) -> Post:
        """The post of one thing that the API gave. ``content`` is what it shows as HTML, rebuilt where it came as
        plain text; ``names`` are spellings of the author's, ``author`` the one that does not change."""
        now = utc_now()
        piece = etree.Element("article")
        piece.append(content)
        fragment.strip_author(piece, names)
        return Post(
            id=post_id(self.home, f"{self.kind}:{id}"),
            source=self.source,
            kind=self.kind,
            url=url,
            text=fragment.mask_mentions(text, names),
            collected_at=now,
            author=self.visit.pseudonyms.of(self.home, author),
            thread=thread,
            posted_at=when(written, now=now, timezone="UTC"),
            image_only=is_pictured(text, pictured),
            fragment=fragment.make(
                piece,
                url=response.url,
                page_sha256=fragment.page_hash(response.body),
                headers=fragment.kept_headers(response.headers),
                status=response.status,
                fetched_at=now,
            ),
        )
