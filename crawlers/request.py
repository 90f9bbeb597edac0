"""What a crawl is asked to do: sources, settings, and the progress it tells while it runs."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import Literal, Protocol

import msgspec

#: How the reason of a visit begins that a signal ended.
STOPPED_BY = "stopped by "
#: What a page may ask of those who keep copies, besides robots.txt.
Wish = Literal["noindex", "noai"]


class SourceSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """One source to visit.

    ``options`` are the kind's own (see :mod:`crawlers.options`), ``state`` is the source's crawl state as
    it was last written by its sink: opaque to everybody but the kind. ``allow_private`` says that the
    operator wrote this address down himself, so that it may be on a private network. ``honour`` names what
    a page may ask by its meta element ``robots`` or the header ``X-Robots-Tag`` and be obeyed. ``max_requests``
    bounds the source's visits below the settings' bound (0: as the settings say). At ``until`` a visit ends,
    because the source's hours are over.
    """

    name: str
    kind: str
    url: str
    options: dict[str, object] = {}
    allow_private: bool = False
    state: dict[str, object] = {}
    honour: tuple[Wish, ...] = ()
    max_requests: int = 0
    until: dt.datetime | None = None


class Turns(Protocol):
    """What is asked when a source's turn comes, so that nothing is held or read for those that still wait."""

    def take(self, host: str) -> AbstractContextManager[None] | None:
        """The right to ask a host, held while inside; ``None`` where another process has it."""
        ...

    def state(self, source: str) -> dict[str, object]:
        """The crawl state of a source, as its sink wrote it last."""
        ...


class CrawlSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How politely and how far to crawl. ``robots.txt`` is always obeyed and therefore no setting.

    ``user_agent_contact`` stands in the user agent. ``delay`` is the least time in seconds between two
    requests to one host; AutoThrottle lengthens it up to ``max_delay`` when the server answers slowly
    (0 switches both off, meant for the loopback address). ``timeout`` is for one request. A page over
    ``max_bytes``, packed or unpacked, is cut. ``budget_seconds`` and ``max_requests`` bound one visit
    (0: no bound); what is left is read on the next one. ``host_requests`` bounds a crawl's requests to one
    host (0: no bound): sources of a host share it evenly, and what one leaves goes to those after it.
    ``within_seconds`` bounds the crawl as a whole (0: no bound): each visit gets its fair share of what is left of
    it. ``concurrency`` counts sources at once, ``per_host`` requests at once to one host.
    """

    user_agent_contact: str = ""
    delay: float = 1.0
    max_delay: float = 60.0
    timeout: float = 30.0
    max_bytes: int = 8 * 1024 * 1024
    budget_seconds: float = 0.0
    within_seconds: float = 0.0
    max_requests: int = 1000
    host_requests: int = 0
    concurrency: int = 8
    per_host: int = 2


class CrawlEvent(msgspec.Struct, frozen=True):
    """Progress of one source: ``state`` is ``running`` until the visit has its health state."""

    source: str
    requests: int
    posts: int
    state: str


