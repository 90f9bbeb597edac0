"""What a host name alone says: whose it is, whom it imitates, whether it looks like gambling or a scam."""

from __future__ import annotations

from nlp.hosts.known import brands_in
from nlp.hosts.verdicts import HostVerdict, verdict

__all__ = ["HostVerdict", "brands_in", "verdict"]

