from __future__ import annotations

import datetime as dt

import pytest

from crawlers.dates import when

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-20T08:30:00+07:00", _utc(2026, 11, 20, 1, 30)),
        ("2026-11-20T08:30:00Z", _utc(2026, 11, 20, 8, 30)),
        ("2026-11-20 08:30", _utc(2026, 11, 20, 1, 30)),
        ("Fri, 20 Nov 2026 08:30:00 +0700", _utc(2026, 11, 20, 1, 30)),
        ("1795170600", _utc(2026, 11, 20, 10, 30)),
        (1795170600000, _utc(2026, 11, 20, 10, 30)),
        ("Nov. 22, 2026, 5:07 p.m.", _utc(2026, 11, 22, 10, 7)),
        ("May 3, 2026, noon", _utc(2026, 5, 3, 5, 0)),
        ("Nov. 22, 2026, 5 a.m.", _utc(2026, 11, 21, 22, 0)),
        ("17:07 Ngày 22 tháng 11 năm 2026", _utc(2026, 11, 22, 10, 7)),
        ("17:07 Ngày 22 11 2026", _utc(2026, 11, 22, 10, 7)),
        ("hôm qua, 21:05", _utc(2026, 11, 21, 14, 5)),
        ("3 giờ trước", _utc(2026, 11, 22, 9, 0)),
        ("20/11/2026 08:30", _utc(2026, 11, 20, 1, 30)),
    ],
)
def test_times_are_read(text: object, time: dt.datetime) -> None:
    found = when(text, now=NOW)
    assert found == time
    assert found is not None and found.tzinfo is dt.UTC


def test_a_zone_of_the_site_counts() -> None:
    assert when("2026-11-20 08:30", now=NOW, timezone="UTC") == _utc(2026, 11, 20, 8, 30)


@pytest.mark.parametrize(
    "text",
    ["2027-01-01T00:00:00Z", "2026-11-22T12:20:00Z", "9999999999", "3 ngày sau", "Nov. 31, 2026, 5 p.m.",
     "", None, "không rõ", "x" * 500, "99/99/9999", "0001-01-01T00:00:00+14:00", "١٢٣", "2026"],
)  # fmt: skip
def test_the_future_and_nonsense_are_no_time(text: object) -> None:
    found = when(text, now=NOW)
    assert found is None or found <= NOW


def test_a_clock_may_be_a_little_ahead() -> None:
    assert when("2026-11-22T12:05:00Z", now=NOW) == _utc(2026, 11, 22, 12, 5)
