"""Campaigns against known truth: 1,000 rings that rotate contacts and wording, hubs and pasted texts among them."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from canhgiac.campaigns import update
from canhgiac.campaigns.grouping import cluster
from canhgiac.campaigns.reading import Reading
from canhgiac.stores.base import Store
from canhgiac.stores.groups import IndicatorFilter
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.canhgiac.campaigns.simulation import HUBS, START, Simulated, pairwise, simulate
from tests.canhgiac.stores.samples import at, batch

#: Issue 5's floors.
PRECISION, RECALL = 0.99, 0.95


def stored(path: Path, simulated: list[Simulated]) -> Store:
    """A store of all of them, as ``process`` would write it."""
    store = SqliteStore(path)
    for some in _batched(simulated, 2000):
        store.write_batch(batch(*(each.finding for each in some), evidence=False))
    return store


def _batched(simulated: list[Simulated], size: int) -> list[list[Simulated]]:
    return [simulated[begin : begin + size] for begin in range(0, len(simulated), size)]


def hold(store: Store, simulated: list[Simulated]) -> None:
    """Asserts the floors, that hubs are told, and that pasted texts are shown together and not joined."""
    truth = {each.finding.id: each.ring for each in simulated}
    found = {each.finding: each.campaign for each in store.memberships()}
    precision, recall = pairwise(truth, found)
    assert precision >= PRECISION and recall >= RECALL, (precision, recall)
    for hub in HUBS:
        assert {each.strength for each in store.indicators(IndicatorFilter(value=hub.value))} <= {"hub", "weak"}, hub
    templates: dict[int, Counter[str]] = {}
    rings: dict[int, set[int]] = {}
    pasted = [each for each in simulated if each.pasted >= 0][:5000]
    clusters = store.clusters_of([each.finding.id for each in pasted])
    for each in pasted:
        cluster = clusters[each.finding.id].cluster
        templates.setdefault(each.pasted, Counter())[cluster.template] += 1
        rings.setdefault(each.pasted, set()).add(each.ring)
        assert cluster.alike > 1 or len(rings[each.pasted]) == 1
    for text, counts in templates.items():
        assert counts.most_common(1)[0][1] >= 0.95 * counts.total(), text


def test_a_hundred_rings(tmp_path: Path) -> None:
    simulated = list(simulate(rings=100, findings=6000, seed=11))
    random.Random(1).shuffle(simulated)
    with stored(tmp_path / "canhgiac.db", simulated) as store:
        update(store, WatchList(), at(60))
        hold(store, simulated)


@pytest.mark.faults
@pytest.mark.timeout(1500)
def test_a_thousand_rings(tmp_path: Path) -> None:
    simulated = list(simulate())
    assert len(simulated) == 100_000 and min(each.finding.collected_at for each in simulated) >= START
    random.Random(1).shuffle(simulated)
    with stored(tmp_path / "canhgiac.db", simulated) as store:
        update(store, WatchList(), at(100))
        hold(store, simulated)


def test_any_order_of_many_gives_the_same_clusters_and_hubs() -> None:
    simulated = list(simulate(rings=40, findings=3000, seed=12))
    made = []
    for seed in range(2):
        random.Random(seed).shuffle(simulated)
        reading = Reading({}, frozenset(), lambda finding: (), lambda mention: ())
        reading.read(each.finding for each in simulated)
        made.append(cluster(reading))
    assert made[0] == made[1]
