"""What a source's state means for a person: how it is now, and what to do.

A visit says how it went; whether it is too long ago is seen only when somebody looks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from canhgiac.records import GOOD, HealthState, Visit
from canhgiac.sources import Source

#: Time after which a source of a cadence should have been visited again: a turn or two may be missed.
_OVERDUE = {
    "15m": dt.timedelta(hours=1),
    "hourly": dt.timedelta(hours=4),
    "daily": dt.timedelta(hours=50),
}

#: What to do, for each state that is not good.
ADVICE: dict[str, dict[HealthState, str]] = {
    "en": {
        "blocked": "visit less often, or ask the site's owner; a log-in or CAPTCHA is never passed",
        "robots": "take the source out, or ask the site's owner to let CanhGiac in",
        "changed": "open the page: has it moved or got a new look? correct the url, or report the parser",
        "blocked_by_network": "ask whoever runs this network; crawl from another one that is yours",
        "unreachable": "try the address in a browser; correct the url or take the source out if it stays away",
        "slow": "raise timeout or budget, or visit at night",
        "never_ran": "run: canhgiac crawl NAME",
        "stale": "look why no crawl ran (scheduler, locks, disk), then run: canhgiac crawl NAME",
    },
    "vi": {
        "blocked": "đọc thưa hơn hoặc xin phép chủ trang; không bao giờ vượt đăng nhập hay CAPTCHA",
        "robots": "bỏ nguồn này, hoặc xin chủ trang cho phép CanhGiac",
        "changed": "mở trang xem: đã dời hay đổi giao diện? sửa url, hoặc báo lỗi bộ đọc",
        "blocked_by_network": "hỏi bên quản lý mạng; đọc từ mạng khác của mình",
        "unreachable": "thử địa chỉ bằng trình duyệt; sửa url, hoặc bỏ nguồn nếu vẫn không vào được",
        "slow": "tăng timeout hoặc budget, hoặc đọc ban đêm",
        "never_ran": "chạy: canhgiac crawl NAME",
        "stale": "xem vì sao không có lượt đọc (lịch chạy, khóa, ổ đĩa), rồi chạy: canhgiac crawl NAME",
    },
}


class SourceState(msgspec.Struct, frozen=True):
    """A source that is written down, its last visit, and how it is now."""

    source: Source
    state: HealthState
    visit: Visit | None = None


def states_now(sources: Iterable[Source], health: Mapping[str, Visit], now: dt.datetime) -> list[SourceState]:
    """How each source of ``sources.yaml`` is at ``now``, in their order, ``stale`` and ``never_ran`` among them.

    ``health`` are the latest visits by source, as a store gives them.
    """
    return [
        SourceState(each, state_now(visit, each.cadence, now, each.window), visit)
        for each in sources
        for visit in (health.get(each.name),)
    ]


def state_now(visit: Visit | None, cadence: str, now: dt.datetime, window: str = "") -> HealthState:
    """The state of a source as it is at ``now``: its last visit's, or that there was none, or none lately.

    A source with a ``window`` is visited once a day at least, however often its cadence says.
    """
    if visit is None:
        return "never_ran"
    overdue = _OVERDUE["daily"] if window else _OVERDUE.get(cadence, _OVERDUE["daily"])
    return "stale" if visit.state in GOOD and now - visit.finished_at > overdue else visit.state


def advice(state: HealthState, name: str, language: str = "en") -> str:
    """What to do about a source in this state; empty where there is nothing to do."""
    return ADVICE[language].get(state, "").replace("NAME", name)
