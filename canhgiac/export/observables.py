"""How each type of indicator is said in STIX: the observable that it is, and the pattern that finds it.

In the ``plain`` profile everything is an object of STIX 2.1 itself (OASIS standard, 10 June 2021, chapter 6), so
that a strict reader takes it. ``opencti`` uses the observables that OpenCTI adds (pycti,
``opencti_stix2_identifier``/``opencti_stix2_utils``: ``phone-number``, ``bank-account``, ``cryptocurrency-wallet``,
``text``), by which its analysts look.
"""

from __future__ import annotations

from typing import NamedTuple

from canhgiac.export.gathering import Outgoing
from canhgiac.export.options import Profile
from nlp.banks import by_key

#: Accounts on services: told by a handle, or by the number that is one.
_HANDLES = frozenset({"telegram", "zalo", "facebook", "tiktok", "whatsapp"})
_COINS = frozenset({"btc", "eth", "tron"})
_LINKS = frozenset({"url", "form"})


class Observable(NamedTuple):
    """A STIX type with the properties that make it what it is. ``opencti`` is OpenCTI's name for the type."""

    type: str
    properties: dict[str, str]
    opencti: str

    @property
    def pattern(self) -> str:
        """The comparison of every property, as a STIX pattern."""
        return "[" + " AND ".join(f"{self.type}:{name} = {quoted(said)}" for name, said in self._compared) + "]"

    @property
    def _compared(self) -> list[tuple[str, str]]:
        named = {"bank-account": "iban"}.get(self.type)  # the one property that OpenCTI knows it by
        return [(named, self.properties[named])] if named else list(self.properties.items())


def quoted(text: str) -> str:
    """A string literal of the pattern language."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def linked(value: str) -> str:
    """A link with a scheme, as STIX and MISP want one."""
    return value if "://" in value else f"https://{value}"


def observable(indicator: Outgoing, profile: Profile) -> Observable | None:
    """What an indicator is in STIX; ``None`` where the profile has nothing for its type."""
    type, value = indicator.type, indicator.value
    if type == "domain":
        return Observable("domain-name", {"value": value}, "Domain-Name")
    if type in _LINKS or (type == "app" and "/" in value):
        return Observable("url", {"value": linked(value)}, "Url")
    if type == "app":
        return Observable("software", {"name": value}, "Software")
    if type == "email":
        return Observable("email-addr", {"value": value}, "Email-Addr")
    if type in _HANDLES:
        return _account(type, value)
    if profile == "opencti":
        return _for_opencti(indicator)
    if type == "bank_account":
        return _account(f"bank-account:{indicator.bank}" if indicator.bank else "bank-account", value)
    if type == "wallet":
        return _account(f"wallet:{indicator.bank}" if indicator.bank else "wallet", value)
    return _account("phone", value) if type == "phone" else None


def _for_opencti(indicator: Outgoing) -> Observable | None:
    type, value = indicator.type, indicator.value
    if type == "phone":
        return Observable("phone-number", {"value": value}, "Phone-Number")
    if type == "wallet" and indicator.bank in _COINS:
        return Observable("cryptocurrency-wallet", {"value": value}, "Cryptocurrency-Wallet")
    if type == "wallet":
        return _account(f"wallet:{indicator.bank}" if indicator.bank else "wallet", value)
    if type == "bank_account":
        # Viet Nam has no IBAN, and OpenCTI requires one and knows accounts by it alone: BIN and number stand in
        bank = by_key().get(indicator.bank)
        number = f"{bank.bin if bank else ''}{value}"
        return Observable("bank-account", {"value": number, "iban": number, "account_number": value}, "Bank-Account")
    return Observable("text", {"value": f"{type}:{value}"}, "Text") if type in ("referral", "company") else None


def _account(kind: str, value: str) -> Observable:
    return Observable("user-account", {"account_type": kind, "account_login": value}, "User-Account")
