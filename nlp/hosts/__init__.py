"""What a host name alone says: whose it is, whom it imitates, whether it looks like gambling or a scam."""

from __future__ import annotations

from nlp.hosts.known import brands_in, is_institution, kinds_of
from nlp.hosts.paths import advertises_betting
from nlp.hosts.reasons import in_vietnamese
from nlp.hosts.verdicts import HostVerdict, NotAHost, verdict, verdicts

__all__ = [
    "HostVerdict",
    "NotAHost",
    "advertises_betting",
    "brands_in",
    "in_vietnamese",
    "is_institution",
    "kinds_of",
    "verdict",
    "verdicts",
]
