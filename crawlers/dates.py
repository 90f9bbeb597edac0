"""When a post was written: from machine-readable values first, from Vietnamese or English text else."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

#: A clock may be this much ahead of ours; what lies further in the future is no time at all.
SKEW = dt.timedelta(minutes=10)

_EPOCH = re.compile(r"^\d{10}(\d{3})?(\.\d+)?$")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {m: n for n, m in enumerate(_MONTH_NAMES, 1)}
# Django's DATETIME_FORMAT in English ("Nov. 22, 2026, 5:07 p.m.") and Vietnamese ("17:07 Ngày 22 11 2026"):
# read here because they stand beside every post of a Django forum and dateparser takes milliseconds each.
_DJANGO_EN = re.compile(
    r"^([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4}), (?:(\d{1,2})(?::(\d\d))? ([ap])\.m\.|(noon|midnight))$"
)
_DJANGO_VI = re.compile(r"^(\d{1,2}):(\d\d) Ngày (\d{1,2}) (?:tháng )?(\d{1,2}) (?:năm )?(\d{4})$")


def utc_now() -> dt.datetime:
    """Now, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def when(value: object, *, now: dt.datetime, timezone: str = "Asia/Ho_Chi_Minh") -> dt.datetime | None:
    """The time that ``value`` says, aware and in UTC; ``None`` where it says none or lies in the future.

    Takes ISO 8601, RFC 2822, seconds or milliseconds since 1970, and what people write ("hôm qua, 21:05",
    "3 giờ trước"). A time without a zone is of ``timezone``. Never raises.
    """
    text = str(value).strip() if value is not None else ""
    if not text or len(text) > 100:
        return None
    try:
        found = _django(text) or _machine(text) or _written(text, timezone, now.replace(second=0, microsecond=0))
        if found is None:
            return None
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(timezone))
        found = found.astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return found if found <= now + SKEW else None


def _machine(text: str) -> dt.datetime | None:
    if _EPOCH.match(text):
        number = float(text)
        return dt.datetime.fromtimestamp(number / 1000 if number > 1e11 else number, dt.UTC)
    if len(text) < 8 or text.isdigit():
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return None


def _django(text: str) -> dt.datetime | None:
    if vi := _DJANGO_VI.match(text):
        hour, minute, day, month, year = (int(group) for group in vi.groups())
        return dt.datetime(year, month, day, hour, minute)
    en = _DJANGO_EN.match(text)
    if en is None or en[1].lower() not in _MONTHS:
        return None
    if en[7]:
        hour, minute = (12 if en[7] == "noon" else 0), 0
    else:
        hour, minute = int(en[4]) % 12 + (12 if en[6] == "p" else 0), int(en[5] or 0)
    return dt.datetime(int(en[3]), _MONTHS[en[1].lower()], int(en[2]), hour, minute)


@lru_cache(maxsize=4096)
def _written(text: str, timezone: str, base: dt.datetime) -> dt.datetime | None:
    # Imported here: it loads language data and most visits never come to it.
    import dateparser

    found: dt.datetime | None = dateparser.parse(
        text,
        languages=["vi", "en"],
        settings={
            "TIMEZONE": timezone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": base.astimezone(ZoneInfo(timezone)).replace(tzinfo=None),
        },
    )
    return found
