"""The hours at which a source may be visited: ``22:00-06:00``, by the clock of Viet Nam."""

from __future__ import annotations

import datetime as dt
import re

import msgspec

from canhgiac.days import VIETNAM

_WRITTEN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)")
_DAY = dt.timedelta(days=1)


class Window(msgspec.Struct, frozen=True):
    """From ``begin`` to ``end`` every day, past midnight where ``end`` is the earlier one."""

    begin: dt.time
    end: dt.time

    def closes(self, now: dt.datetime) -> dt.datetime | None:
        """When the window that is open at ``now`` closes, in UTC; ``None`` where it is shut."""
        here = now.astimezone(VIETNAM)
        for day in (here.date() - _DAY, here.date()):
            opened = dt.datetime.combine(day, self.begin, VIETNAM)
            closed = dt.datetime.combine(day + _DAY if self.end <= self.begin else day, self.end, VIETNAM)
            if opened <= here < closed:
                return closed.astimezone(dt.UTC)
        return None


def parse_window(text: str) -> Window:
    """The window written as ``22:00-06:00``. Anything else raises ``ValueError`` that says what to write."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or (found[1], found[2]) == (found[3], found[4]):
        raise ValueError(f'the window `{text}` is no span of hours; write one like "22:00-06:00" (time of Viet Nam)')
    return Window(dt.time(int(found[1]), int(found[2])), dt.time(int(found[3]), int(found[4])))
