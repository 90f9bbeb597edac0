"""The hours of a source, by the clock of Viet Nam whatever the machine's is."""

from __future__ import annotations

import datetime as dt

import pytest

from canhgiac.window import parse_window


def _utc(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("window", "now", "closes"),
    [
        ("22:00-06:00", _utc(22, 14, 59), None),
        ("22:00-06:00", _utc(22, 15), _utc(22, 23)),
        ("22:00-06:00", _utc(22, 22, 59), _utc(22, 23)),
        ("22:00-06:00", _utc(22, 23), None),
        ("1:30 - 5:00", _utc(22, 20), _utc(22, 22)),
        ("01:30-05:00", _utc(22, 18, 29), None),
        ("00:00-23:59", _utc(22, 12), _utc(22, 16, 59)),
    ],
)
def test_when_it_closes(window: str, now: dt.datetime, closes: dt.datetime | None) -> None:
    assert parse_window(window).closes(now) == closes


@pytest.mark.parametrize("text", ["", "22-6", "24:00-06:00", "22:00", "6:00-6:00", "22:00-06:60", "đêm"])
def test_what_is_no_window_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match='write one like "22:00-06:00"'):
        parse_window(text)
