from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canhgiac import days


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-21T16:59:59.999999+00:00", "2026-11-21"),
        ("2026-11-21T17:00:00+00:00", "2026-11-22"),
        ("2026-11-22T00:30:00+07:00", "2026-11-22"),
        ("2026-11-22T06:30:00+07:00", "2026-11-22"),
        ("2026-12-31T17:00:00+00:00", "2027-01-01"),
        ("2024-02-28T20:00:00-04:00", "2024-02-29"),
    ],
)
def test_a_moment_falls_on_its_day_in_vietnam(moment: str, day: str) -> None:
    assert days.day_of(dt.datetime.fromisoformat(moment)) == day


def test_bounds_are_utc_and_meet_those_of_the_next_day() -> None:
    start, end = days.bounds("2026-11-22")
    assert start.isoformat() == "2026-11-21T17:00:00+00:00"
    assert end == days.bounds("2026-11-23")[0]


@given(st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)))
def test_every_moment_lies_within_its_days_bounds_as_the_zone_database_has_them(moment: dt.datetime) -> None:
    day = days.day_of(moment)
    start, end = days.bounds(day)
    assert start <= moment < end
    assert day == moment.astimezone(zoneinfo.ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()


def test_the_machines_own_time_zone_does_not_matter() -> None:
    code = (
        "import datetime as dt; from canhgiac.days import bounds, day_of\n"
        "print(day_of(dt.datetime(2026, 11, 21, 17, tzinfo=dt.UTC)), bounds('2026-11-22')[0].isoformat())"
    )
    env = {**os.environ, "TZ": "America/New_York", "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["2026-11-22", "2026-11-21T17:00:00+00:00"]


def test_neighbouring_days() -> None:
    assert days.previous("2026-03-01") == "2026-02-28"
    assert days.shift("2024-02-28", 1) == "2024-02-29"
    assert days.previous_days("2026-11-02", 3) == ["2026-10-30", "2026-10-31", "2026-11-01"]
    assert days.days_between("2026-10-31", "2026-11-02") == ["2026-10-31", "2026-11-01", "2026-11-02"]
    assert days.days_between("2026-11-02", "2026-11-01") == []


@pytest.mark.parametrize("text", ["", "today", "2026-13-01", "2026-02-30", "22/11/2026", "20261122", "2026-W01-1"])
def test_what_is_no_day_is_refused_with_the_form_to_use(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        days.bounds(text)


@pytest.mark.parametrize("call", [lambda: days.shift("9999-12-31", 1), lambda: days.bounds("0001-01-01")])
def test_the_ends_of_the_calendar_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match="calendar"):
        call()  # type: ignore[operator]


def test_a_time_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        days.day_of(dt.datetime(2026, 11, 22))
