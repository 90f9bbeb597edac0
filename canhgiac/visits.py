"""Visits: on their way from the spool, where a crawl leaves them, to the store; and whose turn is next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from canhgiac.records import Visit
from canhgiac.sources import Source
from canhgiac.spool import Spool
from canhgiac.stores.base import Store

#: States that may be gone in a minute. A refusal is none of them: asking again would be knocking.
PASSING = ("unreachable", "never_ran")


def deliver_visits(spool: Spool, store: Store) -> None:
    """Moves the visits that wait in the spool to the store. A visit delivered twice changes nothing."""
    for visit in spool.visits():
        store.put_visit(visit)
        spool.delete_visit(visit)


def due(sources: Iterable[Source], visits: Iterable[Visit], since: dt.datetime) -> list[Source]:
    """The sources to visit where a run that began at ``since`` was broken off: those without a visit since, or
    whose visit met a passing fault; the one visited longest ago first, so that none waits for ever."""
    last: dict[str, Visit] = {}
    for visit in sorted(visits, key=lambda each: each.started_at):
        last[visit.source] = visit
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    wanted = [
        source
        for source in sources
        if (met := last.get(source.name)) is None or met.started_at < since or met.state in PASSING
    ]
    return sorted(wanted, key=lambda each: last[each.name].started_at if each.name in last else never)
