"""Indicators: typed, canonical, validated things to act on, with their exact place in the original text.

``find`` is the public call. A cheap gate on the normalised text comes first; most texts end there.
Types: ``bank_account``, ``wallet``, ``phone``, ``domain``, ``url``, ``telegram``, ``zalo``, ``facebook``,
``tiktok``, ``whatsapp``, ``email``, ``app``, ``form``, ``referral``, ``company``, ``memo``; what each means and
how its values are written is in ``docs/indicators.md``. Payment cards, citizen ids, one-time codes and
passwords are recognised so as not to be given; ``secrets_in`` says where they stand, to be masked.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from canhgiac.records import Mention, Span
from nlp.indicators.accounts_on_platforms import add_account, add_in_app_links
from nlp.indicators.apps import add_app, add_packages
from nlp.indicators.bank_account import add_accounts
from nlp.indicators.company import add_companies
from nlp.indicators.digits import Number, numbers_in
from nlp.indicators.email import add_emails
from nlp.indicators.forms import add_form
from nlp.indicators.grounds import Grounds
from nlp.indicators.handles import add_handles
from nlp.indicators.links import add_host, links_in
from nlp.indicators.memo import add_memos
from nlp.indicators.messengers import add_foreign, joined_to, messenger_of, messengers_named
from nlp.indicators.phone import is_official, is_service
from nlp.indicators.referral import add_codes
from nlp.indicators.secrets import Secret, secrets_in
from nlp.indicators.sensitive import withheld
from nlp.indicators.vietqr import add_payloads, add_qr_link
from nlp.indicators.wallet import UNSEEN, add_wallets
from nlp.normalise import Normalised, normalise
from nlp.phrases import words_of

__all__ = ["TYPES", "Secret", "find", "secrets_in"]

#: Every type that ``find`` gives.
TYPES = (
    "bank_account", "wallet", "phone", "domain", "url", "telegram", "zalo", "facebook", "tiktok", "whatsapp",
    "email", "app", "form", "referral", "company", "memo",
)  # fmt: skip
#: No extractor finds anything in a text without one of these words, a host, or a long run with digits.
_WORDS = words_of("""
    @ :// tele tlg stk so_tk so_tai tiktok toptop facebook fb fanpage a_cong a_moc [at (at code m4_ ma_gioi ma_moi
    ma_dai ma_gt ma_ref ma_invite ma_ctv ma_tuyen ma_cap ma_nguoi id_gioi id_moi id_nguoi id_dai
    id_cap id_tuyen agent_id noi_dung nd loi_nhan dien_giai message memo
""")
_LITERALS = tuple(word.replace("_", " ") for word in _WORDS)
_HOST = re.compile(r"\w\.[^\W_]{2}")
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"\d[\d .()/,_*·•-]{4,40}\d|[a-z0-9]{26}|\d{4}[a-z]{4}")


def _worth_reading(folded: str) -> bool:
    """Whether a folded text may hold an indicator; plain look-ups first, they cost next to nothing."""
    if any(word in folded for word in _LITERALS):
        return True
    if "." in folded and _HOST.search(folded):
        return True
    return _DIGIT.search(folded) is not None and _RUN.search(folded) is not None


def find(text: str, normalised: Normalised | None = None) -> tuple[Mention, ...]:
    """Every indicator in a text, sorted by span. ``normalised`` saves work where the caller has it.

    Spans are ``[start, end)`` in code points of ``text``. Stances are ``official`` or ``mentioned``;
    ``nlp.stance.assign`` gives the others. Never raises for a string.
    """
    normalised = normalised or normalise(text)
    if not _worth_reading(normalised.folded) and not UNSEEN.search(text):
        return ()
    grounds = Grounds(text, normalised)
    add_payloads(grounds)
    add_emails(grounds)
    add_in_app_links(grounds)
    add_packages(grounds)
    links = links_in(grounds)
    for link in links:
        if not add_qr_link(grounds, link) and not add_account(grounds, link) and not add_form(grounds, link):
            add_app(grounds, link)
            add_host(grounds, link)
    add_companies(grounds)
    numbers = numbers_in(grounds)
    accounts = add_accounts(grounds, numbers)
    _add_phones(grounds, [n for n in numbers if n.phone and not _within(n, accounts)])
    add_foreign(grounds)
    add_handles(grounds)
    add_wallets(grounds)
    add_codes(grounds, links)
    add_memos(grounds)
    return _sorted(_without_secrets(text, normalised, grounds.mentions))


def _within(number: Number, accounts: list[Span]) -> bool:
    """Whether a number is only a part of an account's."""
    place = bisect_left(accounts, (number.end, number.end)) - 1
    if place < 0 or accounts[place][1] <= number.start:
        return False
    return accounts[place] != (number.first_digit, number.end)


def _without_secrets(text: str, normalised: Normalised, mentions: list[Mention]) -> list[Mention]:
    """What is masked wherever a text is kept is never given."""
    secrets = [secret.span for secret in secrets_in(text, normalised)] if mentions else []
    starts = [start for start, _ in secrets]

    def is_apart(span: Span) -> bool:
        last = bisect_left(starts, span[1]) - 1  # secrets do not overlap, so the one before decides
        return last < 0 or secrets[last][1] <= span[0]

    return [m for m in mentions if is_apart(m.span)]


def _add_phones(grounds: Grounds, numbers: list[Number]) -> None:
    named = bool(numbers) and messengers_named(grounds)
    earlier: tuple[Number, str] | None = None
    for number in numbers:
        if withheld(grounds, number, in_bank_context=False):
            continue
        phone = number.phone or ""
        if is_official(phone):
            grounds.add("phone", phone, number.start, number.end, stance="official", verdict="official")
            continue
        grounds.add("phone", phone, number.start, number.end, confidence=1.0 if len(number.digits) >= 10 else 0.8)
        if not named or is_service(phone):
            continue
        messenger = messenger_of(grounds, number) if not phone.startswith("+842") else None  # a fixed line has none
        if not messenger and earlier and joined_to(grounds, earlier[0], number):
            messenger = earlier[1]
        if messenger:
            grounds.add(messenger, phone, number.start, number.end, confidence=0.9)
        earlier = (number, messenger) if messenger else None


def _sorted(mentions: list[Mention]) -> tuple[Mention, ...]:
    """In the order of the text, each type, value and place once."""
    once = {(m.span, m.type, m.value, m.bank or ""): m for m in mentions}
    return tuple(once[key] for key in sorted(once))
