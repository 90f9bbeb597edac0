"""Trying a source before it is crawled: a few requests, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

import crawlers
from canhgiac.api_keys import api_keys
from canhgiac.crawl import HostTurns, Limits, StoreSeen, crawl_settings, spec_of
from canhgiac.errors import BusyError
from canhgiac.keys import Keys
from canhgiac.names import Lookalikes
from canhgiac.records import Post, Visit
from canhgiac.settings import Settings
from canhgiac.sources import Source
from canhgiac.spool import Spool
from canhgiac.watch import load_watch


class Look(msgspec.Struct, frozen=True):
    """What trying a source came to. ``engine`` is a forum's software, ``robots`` what robots.txt says."""

    visit: Visit
    engine: str = ""

    @property
    def robots(self) -> str:
        """``allowed``, ``refused``, ``unknown`` where the site could not be asked; an official API is ``not asked``."""
        if crawlers.kinds()[self.visit.kind].api_host:
            return "not asked"
        if self.visit.state == "robots":
            return "refused"
        return "allowed" if self.visit.requests > 1 or not self.visit.url.startswith("http") else "unknown"


class _Nowhere:
    """A ``PostSink`` that keeps nothing but the software that a forum was told to be."""

    def __init__(self) -> None:
        self.engine = ""

    def post(self, post: Post) -> None:
        pass

    def progress(self, state: dict[str, object]) -> None:
        self.engine = str(state.get("engine") or "")

    def close(self, visit: Visit) -> None:
        pass


class _LookTurns(HostTurns):
    """The locks alone: whoever only looks begins at the beginning."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, Spool(settings.spool_url))

    def state(self, source: str) -> dict[str, object]:
        return {}


#: Requests that trying a source may take: robots.txt, the first page, and a few of what it leads to.
TRY_REQUESTS = 5


def look_at(settings: Settings, sources: Sequence[Source], keys: Keys, *, trusted: bool = True) -> list[Look]:
    """Visits each source with a few requests as if for the first time, and keeps nothing.

    ``trusted``: a person wrote the addresses down, so that they may lie in private networks.

    Raises ``BusyError`` where another process is crawling a host of theirs: two would ask it twice as often.
    """
    # One place may be tried as several kinds, all by the same name.
    specs = [
        msgspec.structs.replace(spec_of(each, None, Limits()), name=f"{number}", allow_private=trusted)
        for number, each in enumerate(sources)
    ]
    sinks = {spec.name: _Nowhere() for spec in specs}
    turns = _LookTurns(settings)
    visits = crawlers.crawl(
        specs,
        msgspec.structs.replace(crawl_settings(settings), max_requests=TRY_REQUESTS),
        sink=lambda spec: sinks[spec.name],
        seen=StoreSeen(None, keys),
        pseudonyms=keys,
        names=Lookalikes(load_watch(settings)),
        on_event=None,
        turns=turns,
        secrets=api_keys(settings),
    )
    if turns.busy:
        hosts = ", ".join(sorted(turns.busy))
        raise BusyError(f"another process is crawling {hosts}; wait for it to end, then try again")
    return [
        Look(msgspec.structs.replace(visit, source=each.name), sinks[visit.source].engine)
        for visit, each in zip(visits, sources, strict=True)
    ]
