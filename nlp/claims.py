"""Whose name a text uses, and whether it speaks as an institution to its customer."""

from __future__ import annotations

import re

from nlp import hosts

#: Brands of places where anybody may write: a link there vouches for nothing, their name claims nothing.
PLATFORMS = frozenset(
    {"facebook", "zalo", "tiktok", "telegram", "google", "youtube", "instagram", "whatsapp", "platforms"}
)
#: Platforms on which invented work is done.
_WORKPLACES = ("tiktok", "youtube", "facebook", "google", "shopee", "lazada", "tiki", "amazon", "ebay")


def names_workplace(folded: str) -> bool:
    """Whether a text names a shop or platform in whose name work at home is offered."""
    return any(name in folded for name in _WORKPLACES)


def brands_claimed(folded: str) -> frozenset[str]:
    """The brands that a text names, messengers and social networks aside."""
    return frozenset(hosts.brands_in(folded)) - PLATFORMS


#: Whom somebody poses as who writes "to our customer".
_SENDERS = frozenset({"bank", "wallet", "payment", "carrier", "courier", "utility", "lender", "shop"})
_MAX_CHARS = 4_000
#: How far from the beginning a sender names himself, in letters.
_SENDER_WITHIN = 60
#: What an institution calls the one to whom it writes, and what of his it writes about.
_TO_A_CUSTOMER = re.compile(
    r"\b(?:quy khach|khach hang|quy vi|ong ba|kinh gui|chu thue bao"
    r"|(?:tai khoan|tk|the|don hang|buu pham|buu kien|thue bao|sim|ho so|khoan vay|hop dong|diem|dich vu|giao dich)"
    r"(?: [a-z]+){0,2} (?:cua|quy) (?:ban|quy|kh|anh|chi|ong|ba|minh|em))\b"
)


def to_a_customer(folded: str) -> bool:
    """Whether a text speaks to somebody as a customer, or of what is his with an institution."""
    return _TO_A_CUSTOMER.search(folded[:_MAX_CHARS]) is not None


def speaks_for_another(folded: str) -> bool:
    """Whether a text speaks as an institution to its customer: named at the head, or beside the customer's things."""
    named = hosts.brands_in(folded)
    if not named:
        return False
    if to_a_customer(folded):
        return not PLATFORMS.issuperset(named)
    kinds = hosts.kinds_of(hosts.brands_in(folded[:_SENDER_WITHIN]))
    return not _SENDERS.isdisjoint(kinds)
