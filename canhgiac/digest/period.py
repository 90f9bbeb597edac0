"""The days that a digest covers, and those that they are held against."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from canhgiac.days import bounds, days_between, parse_day, previous_days, shift
from canhgiac.errors import SettingsError

#: Days before the covered ones that they are compared with.
BASELINE_DAYS = 14
#: What Monday's digest covers: Friday's own came out on Saturday, when nobody was there to read it.
WEEKEND_DAYS = 3
#: Most days that may be asked for.
MAX_DAYS = 31
_SUNDAY = 6


class Period(NamedTuple):
    """The days from ``first`` to ``last``, both covered."""

    first: str
    last: str

    @property
    def days(self) -> list[str]:
        """The covered days."""
        return days_between(self.first, self.last)

    @property
    def baseline(self) -> list[str]:
        """The days before that are compared with."""
        return previous_days(self.first, BASELINE_DAYS)

    @property
    def begin(self) -> dt.datetime:
        """The first moment."""
        return bounds(self.first)[0]

    @property
    def end(self) -> dt.datetime:
        """The first moment after."""
        return bounds(self.last)[1]


def period_of(day: str, now: dt.datetime, days: int | None = None) -> Period:
    """What the digest of ``day`` covers: the day itself; a Sunday that is over covers Friday to Sunday, for its digest
    is read on Monday. ``days`` asks for so many days that end with it.

    Raises ``SettingsError`` for what is no day or too many of them.
    """
    try:
        end = bounds(day)[1]
    except ValueError as error:
        raise SettingsError(f"{day!r} is not a day; write it as 2026-11-22") from error
    if days is None:
        days = WEEKEND_DAYS if parse_day(day).weekday() == _SUNDAY and end <= now else 1
    if not 1 <= days <= MAX_DAYS:
        raise SettingsError(f"a digest covers 1 to {MAX_DAYS} days, not {days}")
    return Period(shift(day, 1 - days), day)
