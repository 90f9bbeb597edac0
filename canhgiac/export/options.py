"""What can be asked of an export, and what is taken where nobody says."""

from __future__ import annotations

from typing import Literal, get_args

#: Which observables a STIX bundle may use.
Profile = Literal["plain", "opencti"]
#: Traffic Light Protocol, as both STIX and MISP can mark it.
Tlp = Literal["clear", "green", "amber", "red"]
#: Who reads a blocklist.
Form = Literal["hosts", "adguard", "dnsmasq", "rpz"]
FORMS: tuple[Form, ...] = get_args(Form)

#: Percent; an offer that is less sure blocks nothing.
MIN_CONFIDENCE = 90
#: Who hands on.
PRODUCER = "Cảnh Giác"
