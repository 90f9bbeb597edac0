"""The sources of a digest: how each was at the end of its days, also those that nobody visited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from canhgiac.digest.figures import SourceEntry
from canhgiac.health import state_now
from canhgiac.records import GOOD
from canhgiac.sources import Source
from canhgiac.stores.base import SourceCounts, Store

#: A source that is no longer configured is forgotten so long after its last visit.
_FORGOTTEN = dt.timedelta(days=7)


def source_entries(
    store: Store, counts: Mapping[str, SourceCounts], sources: Sequence[Source], end: dt.datetime,
    now: dt.datetime,
) -> tuple[SourceEntry, ...]:  # fmt: skip
    """Every source by its name, with its state at ``end`` (or ``now``, if that is not yet). Of the
    configured ``sources`` one may be ``stale`` or ``never_ran``."""
    configured = {source.name: source for source in sources}
    latest, at = store.health(before=end), min(end, now)
    entries = []
    for name in sorted(latest.keys() | configured.keys()):
        visit, source = latest.get(name), configured.get(name)
        counted = counts.get(name, SourceCounts(name))
        if visit is None:
            entries.append(SourceEntry(name, "", "never_ran", "", counted.posts))
        elif source is not None or at - visit.finished_at <= _FORGOTTEN:
            state = state_now(visit, source.cadence, at, source.window) if source is not None else visit.state
            made = SourceEntry(
                name, visit.kind, state, visit.reason, counted.posts, visit.finished_at, counted.pictures,
                watched=source is not None,
            )  # fmt: skip
            entries.append(made)
    return tuple(entries)


def dark(sources: tuple[SourceEntry, ...]) -> list[SourceEntry]:
    """Those that tell nothing at the moment, for a week also one that was only typed."""
    return [each for each in sources if each.state not in GOOD]
