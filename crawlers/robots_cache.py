"""What robots.txt said, kept from one visit of a crawl to the next: for a day at most (RFC 9309, 2.4)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from scrapy.robotstxt import RobotParser

#: Seconds after which robots.txt is asked for again.
MAX_AGE = 24 * 3600.0
#: Places (host and port) that are remembered.
MAX_PLACES = 1000


class Rules(msgspec.Struct, frozen=True):
    """The rules of a place, ``None`` where everything may be read, and the delay it asks for in seconds."""

    parser: RobotParser | None
    delay: float = 0.0


class RobotsCache:
    """Rules by place; of too many, those asked for longest ago are forgotten.

    Only what a server said is kept: where it could not be asked, the next visit tries again. ``clock`` counts
    seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    def get(self, place: str) -> Rules | None:
        """The rules of a place, unless they are unknown or too old."""
        kept = self._kept.get(place)
        if kept is None:
            return None
        if self._clock() - kept[0] > MAX_AGE:
            del self._kept[place]
            return None
        self._kept.move_to_end(place)
        return kept[1]

    def put(self, place: str, rules: Rules) -> None:
        """Keeps what a place said just now."""
        self._kept[place] = (self._clock(), rules)
        self._kept.move_to_end(place)
        while len(self._kept) > MAX_PLACES:
            self._kept.popitem(last=False)
