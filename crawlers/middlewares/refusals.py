"""Why a request was not made. Scrapy hands these to the errback of the request."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

from canhgiac.records import HealthState


class Refused(IgnoreRequest):
    """A request that we don't make; ``state`` is what that says of the source."""

    state: HealthState = "unreachable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RobotsRefused(Refused):
    """robots.txt asks not to read this address."""

    state: HealthState = "robots"


class RobotsUnreachable(Refused):
    """robots.txt could not be read for a fault of the server, so nothing may be (RFC 9309, 2.3.1.4)."""


class PrivateAddress(Refused):
    """The address is on a private network."""


class NetworkBlocked(Refused):
    """The network between us and the site answers in its place. Told, never worked around."""

    state: HealthState = "blocked_by_network"


class BudgetSpent(Refused):
    """The visit has made as many requests as it may. No trouble: the rest follows on the next visit."""

    state: HealthState = "ok"
