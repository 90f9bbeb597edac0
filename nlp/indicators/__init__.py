"""Indicators: typed, canonical, validated things to act on, with their exact place in the original text.

``find`` is the public call. A cheap gate on the normalised text comes first; most texts end there.
Types: ``bank_account``, ``phone``, ``domain``, ``url``, ``telegram``, ``zalo``, ``facebook``,
``whatsapp``, ``tiktok``, ``email``, ``wallet``, ``referral``. Payment cards, citizen ids and one-time
codes are recognised so as not to be given.
"""

from __future__ import annotations

import re

from canhgiac.records import Mention
from nlp.indicators.accounts_on_platforms import add_account
from nlp.indicators.bank_account import add_accounts
from nlp.indicators.digits import Number, numbers_in
from nlp.indicators.email import add_emails
from nlp.indicators.grounds import Grounds
from nlp.indicators.handles import add_handles, messenger_of
from nlp.indicators.links import add_host, links_in
from nlp.indicators.phone import is_official
from nlp.indicators.referral import add_codes
from nlp.indicators.sensitive import withheld
from nlp.indicators.vietqr import add_payloads
from nlp.indicators.wallet import add_wallets
from nlp.normalise import Normalised, normalise

__all__ = ["find"]

#: Nothing that any extractor reads can be in a text without one of these.
_GATE_WORDS = ("tele", "tlg", "stk", "so t", "ma ", "code ")
_GATE_NUMBER = re.compile(r"\d[\d .()/,_-]{4,40}\d")
_GATE_HOST = re.compile(r"\w\.[^\W_]{2}")
_GATE_LONG = re.compile(r"[a-z0-9]{26}")
_GATE_HANDLE = re.compile(r"@[a-z]")


def _may_hold_any(folded: str) -> bool:
    """Whether any extractor may find something; most texts end here, so that the cheapest question comes first."""
    return bool(
        any(word in folded for word in _GATE_WORDS)
        or ("." in folded and _GATE_HOST.search(folded))
        or ("@" in folded and _GATE_HANDLE.search(folded))
        or _GATE_NUMBER.search(folded)
        or _GATE_LONG.search(folded)
    )


def find(text: str, normalised: Normalised | None = None) -> tuple[Mention, ...]:
    """Every indicator in a text, sorted by span. ``normalised`` saves work where the caller has it.

    Spans are ``[start, end)`` in code points of ``text``. Stances are ``official`` or ``mentioned``;
    ``nlp.stance.assign`` gives the others. Never raises for a string.
    """
    normalised = normalised or normalise(text)
    if not _may_hold_any(normalised.folded):
        return ()
    grounds = Grounds(text, normalised)
    add_payloads(grounds)
    add_emails(grounds)
    links = links_in(grounds)
    for link in links:
        if not add_account(grounds, link):
            add_host(grounds, link)
    numbers = numbers_in(grounds)
    accounts = add_accounts(grounds, numbers)
    for number in numbers:
        if number.phone and number.start not in accounts and not withheld(grounds, number, in_bank_context=False):
            _add_phone(grounds, number)
    add_handles(grounds)
    add_wallets(grounds)
    add_codes(grounds, links)
    return _sorted(grounds.mentions)


def _add_phone(grounds: Grounds, number: Number) -> None:
    phone = number.phone or ""
    if is_official(phone):
        grounds.add("phone", phone, number.start, number.end, stance="official", verdict="official")
        return
    grounds.add("phone", phone, number.start, number.end, confidence=1.0 if len(number.digits) >= 10 else 0.8)
    messenger = messenger_of(grounds, number)
    if messenger:
        grounds.add(messenger, phone, number.start, number.end, confidence=0.9)


def _sorted(mentions: list[Mention]) -> tuple[Mention, ...]:
    """In the order of the text, each type, value and place once."""
    once = {(m.span, m.type, m.value): m for m in mentions}
    return tuple(once[key] for key in sorted(once))
