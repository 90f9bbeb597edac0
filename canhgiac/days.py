"""Days as the product counts them: Asia/Ho_Chi_Minh, whatever the machine's clock is set to.

Viet Nam keeps UTC+7 the year round and has done so since 1975-06-13 (IANA tz database, zone
Asia/Ho_Chi_Minh), so a fixed offset gives the zone's days without a time-zone database.
A day is the string ``YYYY-MM-DD``; times in and out are aware.
"""

from __future__ import annotations

import datetime as dt

#: The one time zone of every day, in the store, the digest and on the command line.
VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")


def day_of(moment: dt.datetime) -> str:
    """The day in Viet Nam that ``moment`` falls on.

    ``moment`` must be aware; a naive one raises ``ValueError``, for nobody can say which day it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone, so its day is unknown; use an aware time (UTC)")
    try:
        return moment.astimezone(VIETNAM).date().isoformat()
    except OverflowError as error:
        raise ValueError(f"{moment!r} lies outside the calendar") from error


def parse_day(text: str) -> dt.date:
    """The date written as ``YYYY-MM-DD``. Anything else raises ``ValueError`` saying so."""
    try:
        parsed = dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD") from error
    if parsed.isoformat() != text:
        raise ValueError(f"{text!r} is not a day; write it as YYYY-MM-DD")
    return parsed


def bounds(day: str) -> tuple[dt.datetime, dt.datetime]:
    """The day's first moment and the next day's first moment, both UTC: ``[start, end)``.

    Raises ``ValueError`` where ``day`` is not ``YYYY-MM-DD`` or touches the calendar's ends.
    """
    date = parse_day(day)
    try:
        start = dt.datetime(date.year, date.month, date.day, tzinfo=VIETNAM).astimezone(dt.UTC)
        return start, start + dt.timedelta(days=1)
    except OverflowError as error:
        raise ValueError(f"{day} lies at the end of the calendar") from error


def shift(day: str, days: int) -> str:
    """The day that lies ``days`` after ``day`` (before it, where negative)."""
    try:
        return (parse_day(day) + dt.timedelta(days=days)).isoformat()
    except OverflowError as error:
        raise ValueError(f"{day} {days:+d} days lies outside the calendar") from error


def previous(day: str) -> str:
    """The day before."""
    return shift(day, -1)


def previous_days(day: str, count: int) -> list[str]:
    """The ``count`` days before ``day``, oldest first, ``day`` itself not among them."""
    return [shift(day, -back) for back in range(count, 0, -1)]


def days_between(first: str, last: str) -> list[str]:
    """Every day from ``first`` to ``last``, both included; empty where ``last`` comes before."""
    length = (parse_day(last) - parse_day(first)).days
    return [shift(first, step) for step in range(length + 1)]


def local_time(moment: dt.datetime | None) -> str:
    """A moment as people read it: ``22/11/2026 10:00``, Vietnam's time; a dash for none."""
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if moment else "–"
