"""A day of 2,000 sources, simulated: no host visited twice at once, nobody waits for ever, a backlog is worked off.

The clock is simulated, the grouping is the real one. Costs (seconds) are drawn from a seeded generator.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections import Counter

import pytest

from canhgiac.records import Visit
from canhgiac.sources import CADENCES, Source
from canhgiac.spreading import MAX_GROUPS, SHARES, BatchGroup, batch_groups, host_of, source_groups
from canhgiac.visits import due

pytestmark = pytest.mark.faults

DAY = 24 * 3600
EVERY = {"15m": 900, "hourly": 3600, "daily": DAY}
#: What a run's visits may take in all, below its cadence: as the DAGs have it.
WITHIN = {"15m": 600, "hourly": 2700, "daily": 4 * 3600}
SLOTS = 32
MIDNIGHT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def watched(chance: random.Random) -> list[Source]:
    """2,000 sources; some hosts have many, and their sources have different cadences."""
    hosts = [f"h{number}.example" for number in range(1100)] + ["big.example"] * 40
    return [
        Source(f"s{number}", "forum", f"https://{chance.choice(hosts)}/{number}", chance.choices(CADENCES, (1, 5, 4))[0])
        for number in range(2000)
    ]


def test_a_day_of_two_thousand_sources() -> None:
    chance = random.Random(7)
    sources = watched(chance)
    by_name = {source.name: source for source in sources}
    visits: dict[str, list[tuple[float, float]]] = {source.name: [] for source in sources}
    last: dict[str, Visit] = {}
    free_at = [0.0] * SLOTS  # the pool's
    host_free: dict[str, float] = {}  # the lock of a host: another process waits (status 75, retried)
    runs = sorted((start, cadence) for cadence in CADENCES for start in range(0, DAY, EVERY[cadence]))
    for start, cadence in runs:
        groups = source_groups(each for each in sources if each.cadence == cadence)
        assert len(groups) <= MAX_GROUPS
        assert not [host for host, count in Counter(host for each in groups for host in each.hosts).items() if count > 1]
        for group in groups:
            slot = min(range(SLOTS), key=free_at.__getitem__)
            began = max(float(start), free_at[slot], *(host_free.get(host, 0.0) for host in group.hosts))
            known = [last[name] for name in group.sources if name in last]
            members = due([by_name[name] for name in group.sources], known, MIDNIGHT + dt.timedelta(seconds=start))
            free_at[slot] = began
            by_host: dict[str, list[Source]] = {}
            for each in members:
                by_host.setdefault(host_of(each), []).append(each)
            for host, each_host in by_host.items():  # hosts of a group go side by side
                now, ends = began, began + WITHIN[cadence]
                for place, each in enumerate(each_host):
                    share = (ends - now) / (len(each_host) - place)
                    took = min(share, chance.expovariate(1 / 8))
                    visits[each.name].append((now, now + took))
                    at = MIDNIGHT + dt.timedelta(seconds=now)
                    last[each.name] = Visit(each.name, each.name, "forum", each.url, at, at, "ok")
                    now += took
                host_free[host] = now
                free_at[slot] = max(free_at[slot], now)
    on_host: dict[str, list[tuple[float, float]]] = {}
    for name, spans in visits.items():
        on_host.setdefault(host_of(by_name[name]), []).extend(spans)
    for spans in on_host.values():
        spans.sort()
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans)), "two visits of a host at once"
    for name, spans in visits.items():
        every = EVERY[by_name[name].cadence]
        assert len(spans) == DAY // every, f"{name} missed a turn"
        starts = [began for began, _ in spans]
        assert all(later - earlier <= 2 * every for earlier, later in itertools.pairwise(starts)), name


def test_a_backlog_of_five_thousand_batches_is_worked_off() -> None:
    chance = random.Random(8)
    sources = [f"s{number}" for number in range(2000)]
    heavy = sources[:3]  # an import, a forum met for the first time
    ids = [
        f"20261122T000000-{chance.choice(heavy) if chance.random() < 0.4 else chance.choice(sources)}-{number:08x}"
        for number in range(5000)
    ]
    waiting, done, runs = set(ids), Counter[str](), 0
    while waiting:
        runs += 1
        assert runs < 20, "not worked off"
        groups = batch_groups(sorted(waiting))
        assert len(groups) <= SHARES
        assert len({name for group in groups for name in group.sources}) == sum(len(group.sources) for group in groups)
        for group in groups:
            for batch in batches_of(group, waiting)[:600]:  # what --within lets through at a batch a second
                done[batch] += 1
                waiting.discard(batch)
    assert set(done) == set(ids) and max(done.values()) == 1


def batches_of(group: BatchGroup, waiting: set[str]) -> list[str]:
    return sorted(each for each in waiting if each.split("-", 1)[1].rpartition("-")[0] in group.sources)
