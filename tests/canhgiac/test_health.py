"""How a source is now: its last visit, its age, what to do."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from canhgiac.health import ADVICE, GOOD, advice, state_now, states_now
from canhgiac.records import HealthState, Visit
from canhgiac.sources import Source

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def _visit(state: HealthState, hours_ago: float) -> Visit:
    at = NOW - dt.timedelta(hours=hours_ago)
    return Visit("v", "s", "feed", "https://a.vn/", at, at, state)


@pytest.mark.parametrize(
    ("visit", "cadence", "state"),
    [
        (None, "hourly", "never_ran"),
        (_visit("ok", 0.5), "15m", "ok"),
        (_visit("ok", 2), "15m", "stale"),
        (_visit("nothing_new", 2), "hourly", "nothing_new"),
        (_visit("nothing_new", 5), "hourly", "stale"),
        (_visit("ok", 40), "daily", "ok"),
        (_visit("ok", 60), "daily", "stale"),
        (_visit("blocked", 60), "daily", "blocked"),
    ],
)
def test_the_state_now(visit: Visit | None, cadence: str, state: str) -> None:
    assert state_now(visit, cadence, NOW) == state


def test_a_source_with_hours_of_its_own_is_not_stale_by_day() -> None:
    assert state_now(_visit("ok", 12), "15m", NOW, "22:00-06:00") == "ok"
    assert state_now(_visit("ok", 60), "15m", NOW, "22:00-06:00") == "stale"


def test_all_sources_that_are_written_down_are_told() -> None:
    sources = [Source("never", "feed", "https://a.vn/"), Source("late", "feed", "https://b.vn/", "15m")]
    told = states_now(sources, {"late": _visit("ok", 9), "no-more": _visit("ok", 1)}, NOW)
    assert [(each.source.name, each.state) for each in told] == [("never", "never_ran"), ("late", "stale")]
    assert told[0].visit is None and told[1].visit is not None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_that_is_not_good_says_what_to_do(language: str) -> None:
    assert set(ADVICE[language]) == set(get_args(HealthState)) - set(GOOD)
    assert advice("never_ran", "tin", language).endswith("canhgiac crawl tin")
    assert advice("ok", "tin", language) == ""
