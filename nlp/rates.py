"""How sure a rate is that was counted: figures of quality are given with this interval."""

from __future__ import annotations

import math

#: Standard deviations of the normal distribution that hold its middle 95 %.
_Z = 1.96


def wilson(events: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927); from 0 to 1 where nothing was tried."""
    if not trials:
        return 0.0, 1.0
    rate = events / trials
    middle = rate + _Z * _Z / (2 * trials)
    spread = _Z * math.sqrt(rate * (1 - rate) / trials + _Z * _Z / (4 * trials * trials))
    whole = 1 + _Z * _Z / trials
    return round(max(0.0, (middle - spread) / whole), 6), round(min(1.0, (middle + spread) / whole), 6)
