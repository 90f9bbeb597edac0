"""The alert rules and their defaults, as they stand in ``canhgiac.toml``::

    [alerts.watched]
    severity = "critical"
    [alerts.campaign]
    enabled = false
"""

from __future__ import annotations

import msgspec

from canhgiac.notify.messages import Severity


class Watched(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new, undecided cluster touches the watch list: first seen in the last ``days``, of so many ``findings``."""

    enabled: bool = True
    severity: Severity = "critical"
    days: int = 7
    findings: int = 1


class NewCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign first seen in the last ``days`` has so many ``findings``; ``mine``: only watched ones."""

    enabled: bool = True
    severity: Severity = "warning"
    days: int = 3
    findings: int = 5
    mine: bool = False


class Growth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign has so many ``findings`` in the last seven days, and ``factor`` times those of the seven before;
    told once a week. One without any in the seven before is new, not growing."""

    enabled: bool = True
    severity: Severity = "warning"
    findings: int = 10
    factor: float = 3.0
    mine: bool = False


class Dark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source can't be read, or wasn't for too long; told once until it was read again."""

    enabled: bool = True
    severity: Severity = "warning"


class AlertRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules."""

    watched: Watched = Watched()
    campaign: NewCampaign = NewCampaign()
    growth: Growth = Growth()
    dark: Dark = Dark()
