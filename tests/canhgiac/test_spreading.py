"""Groups of work: hosts whole, shares whole, nothing left out, about the same weight."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from canhgiac.sources import Source
from canhgiac.spool import Spool
from canhgiac.spreading import SHARES, batch_groups, host_of, share_of, source_groups, spread

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)


def source(name: str, url: str) -> Source:
    return Source(name, "forum", url)


def batch_ids(*names: str) -> list[str]:
    spool = Spool("memory://spreading")
    for name in names:
        spool.write(name, "forum", [], NOW)
    made = spool.batches()
    for batch in made:
        spool.acknowledge(batch)
    return made


def test_all_sources_of_a_host_are_in_one_group() -> None:
    listed = [
        source("a", "https://one.example/"), source("b", "https://www.one.example/x"), source("c", "https://two.example/"),
        Source("d", "file", "posts.jsonl"),
    ]  # fmt: skip
    groups = source_groups(listed)
    assert sorted((group.hosts, group.sources) for group in groups) == [
        (("d",), ("d",)), (("one.example",), ("a", "b")), (("two.example",), ("c",)),
    ]  # fmt: skip
    (one,) = source_groups(listed, at_most=1)
    assert one.name == "one.example and 2 more" and len(one.sources) == 4


def test_no_source_gives_no_group() -> None:
    assert source_groups([]) == [] and batch_groups([]) == []


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 50), min_size=1), st.integers(1, 20))
def test_everything_is_spread_once_and_evenly(weights: dict[str, int], at_most: int) -> None:
    groups = spread(weights, at_most)
    assert sorted(key for group in groups for key in group) == sorted(weights)
    assert len(groups) == min(at_most, len(weights)) and all(groups)
    best = max(max(weights.values()), -(-sum(weights.values()) // at_most))
    assert max(sum(weights[key] for key in group) for group in groups) <= 4 / 3 * best + max(weights.values())
    assert spread(dict(reversed(weights.items())), at_most) == groups


def test_batches_of_a_source_are_in_one_group_and_few_batches_make_one() -> None:
    names = [f"s-{number}" for number in range(30)]
    waiting = batch_ids(*names, *names)
    (alone,) = batch_groups(waiting, fill=60)
    assert alone.batches == 60 and set(alone.sources) == set(names)
    groups = batch_groups(waiting, fill=10)
    assert len(groups) == 6 and sum(group.batches for group in groups) == 60
    for name in names:
        (mine,) = (group for group in groups if name in group.sources)
        assert share_of(name) in mine.shares
    assert len(batch_groups(waiting, at_most=3, fill=1)) == 3


def test_the_share_of_a_source_never_changes() -> None:
    """Machines of two versions work side by side during an upgrade."""
    assert SHARES == 64
    assert [share_of(name) for name in ("demo", "dien-dan", "keo-thom")] == [44, 35, 22]


def test_the_host_of_a_source() -> None:
    assert host_of(source("a", "https://www.One.example:8443/x")) == "one.example"
