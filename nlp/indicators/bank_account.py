"""Vietnamese bank accounts: a number, its bank and its holder, from what stands around it.

An account number has no shape of its own (six to nineteen digits, or letters with digits where a bank sells chosen
numbers), so a trained tagger decides by the words, names, banks and numbers around it (``account_tokens``), and says
where holders are named. What belongs together is found by how near it stands (``account_links``). A number that is a
telephone number too is both. A number at a wallet (MoMo, ZaloPay) is a ``wallet``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

import msgspec

from canhgiac.records import Span
from nlp import tagger
from nlp.banks import Bank, Named, by_bin, named_in
from nlp.indicators.account_links import JOINED, banks_of, holders_of
from nlp.indicators.account_tokens import HOLDER, Token, read, windows, within_number
from nlp.indicators.bank_names import banks_named
from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds
from nlp.indicators.phone import e164, is_official, is_service
from nlp.indicators.sensitive import is_card, withheld
from nlp.normalise.characters import fold_each

TAGGER = "accounts"

#: Without a bank's name and any of these a text that has only telephone numbers holds no account.
_HINT = re.compile(
    r"(?<!\w)(?:[sc]?tk|s\.t\.k|ck|(?:so )?tai khoan|chuyen (?:khoan|tien|vao|qua|vo|cho)|bank\w*|acc\w*|atm)(?!\w)"
)
#: A word for account right before a number.
_LABEL = re.compile(r"(?<!\w)(?:stk|so tk|so tai khoan|tk|tai khoan|so stk|ck|chuyen khoan)(?!\w)[^\d\n]{0,25}$")
#: A day without signs; emergency numbers in a row.
_DAY = re.compile(
    r"20[123]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20[123]\d|11[345]11[345]\d*"
)
#: Old numbers of VietinBank: ``711A 1234 5678``.
_OLD_PREFIX = re.compile(r"(?<!\w)\d{3}a ?$")
_SENTENCE_END = re.compile(r"[.!?;\n]")
#: Characters of an account number; fewer only where the tagger is sure of a chosen one.
_LEAST, _MOST = 4, 19
#: Digits of a domestic card, which begins with 9704 as BINs do.
_CARD_SIZE = 16
#: How far a wallet's name may stand before its number.
_WALLET_REACH = 30


class _Found(msgspec.Struct, frozen=True):
    """A number to be paid to: its place in the folded text, its value, how sure it is."""

    start: int
    end: int
    value: str
    probability: float


def add_accounts(grounds: Grounds, numbers: list[Number]) -> list[Span]:
    """Records accounts and wallets; gives the places of the accounts, in order."""
    named = banks_named(grounds)
    if not may_hold(grounds, numbers, named):
        return []
    phones = {(number.first_digit, number.end): number.phone for number in numbers if number.phone}
    found, holders = _tagged(grounds, named)
    found += _at_wallets(grounds, numbers, named, found)
    found.sort(key=lambda one: one.start)
    spans = [(one.start, one.end) for one in found]
    places = [place for place, _ in holders]
    accounts: list[Span] = []
    links = zip(found, banks_of(grounds, spans, named, places), holders_of(grounds, spans, holders), strict=True)
    for one, bank, holder in links:
        phone = phones.get((one.start, one.end)) or (e164(one.value) if one.value.isdigit() else None)
        if bank and bank.bank.wallet:
            if phone:
                for wallet in _wallets_joined(grounds, bank):
                    grounds.add(
                        "wallet", phone, one.start, one.end, bank=wallet.key, holder=holder, confidence=one.probability
                    )
                continue
            bank = None
        if phone and _only_to_call(grounds, phone, one, bank, holder):
            continue
        key, value = _by_bin(one.value)
        if phone and grounds.before(one.start, 1) == "+":
            value = "0" + value.removeprefix("84")
        grounds.add(
            "bank_account", value, one.start, one.end, bank=bank.bank.key if bank else key, holder=holder,
            confidence=one.probability,
        )
        accounts.append((one.start, one.end))
        if not value.isdigit():
            grounds.take(one.start, one.end)
    return accounts


def may_hold(grounds: Grounds, numbers: list[Number], named: list[Named]) -> bool:
    """Whether a text may hold an account at all; most texts with numbers end here."""
    return bool(named) or any(not number.phone for number in numbers) or _HINT.search(grounds.folded) is not None


def _tagged(grounds: Grounds, named: list[Named]) -> tuple[list[_Found], list[tuple[Span, str]]]:
    """The numbers that the tagger calls accounts, and the holders that it sees: the place and name of each."""
    found: list[_Found] = []
    holders: list[tuple[Span, str]] = []
    for window in windows(grounds.folded):
        tokens, told = read(grounds, window, named)
        model = tagger.shipped(TAGGER)
        labels = model.tag(told)
        marks = tagger.marks(labels)
        sure = model.probabilities(told, labels) if marks else []
        for kind, first, last in marks:
            piece = tokens[first : last + 1]
            if kind == HOLDER:
                holders.append(((piece[0].start, piece[-1].end), name_of(grounds, piece)))
            elif one := _account(grounds, within_number(tokens, first, last), sure[first]):
                found.append(one)
    return found, holders


def name_of(grounds: Grounds, tokens: list[Token]) -> str:
    """A holder's name as it is given: capitals without accents, other signs than ``&`` left out.

    A short form that the normaliser wrote out ("NG", "TM") stays as it was written.
    """
    texts: list[str] = []
    short: Span | None = None
    for token in tokens:
        place = grounds.normalised.original_span(token.start, token.end)
        written = fold_each(grounds.original[slice(*place)].lower())
        is_short = written.isalpha() and len(written) < len(token.text)
        texts.append("" if is_short and place == short else written if is_short else token.text)
        short = place if is_short else None
    blanks = ["", *(" " * (token.start != before.end) for before, token in pairwise(tokens))]
    name = "".join([blank + text for blank, text in zip(blanks, texts, strict=True)])
    return " ".join(re.sub(r"[^A-Z0-9&]+", " ", name.upper()).split())


def _account(grounds: Grounds, tokens: list[Token], probability: float) -> _Found | None:
    """What is tagged as an account, unless it cannot be one, or is a card or a part of something read already."""
    while tokens and not tokens[-1].text[0].isalnum():
        tokens = tokens[:-1]
    if not tokens:
        return None
    start, end = tokens[0].start, tokens[-1].end
    if prefix := _OLD_PREFIX.search(grounds.folded, max(0, start - 5), start):
        start = prefix.start()
    value = "".join([c for c in grounds.folded[start:end] if c.isalnum()])
    if not value.isdigit():
        value = "".join([c for c in grounds.written(start, end).upper() if c.isalnum()])
    if not _LEAST <= len(value) <= _MOST or not (value.isascii() and value.isalnum()) or is_card(value):
        return None
    if sum(c.isdigit() for c in value) < 2 or not grounds.free(start, end):
        return None
    if (value.startswith("9704") and len(value) == _CARD_SIZE) or _DAY.fullmatch(value):
        return None
    separators = "".join([c for c in grounds.text[start:end] if not c.isalnum()])
    if value.isdigit() and withheld(grounds, Number(start, end, value, e164(value), separators), True, labelled=True):
        return None
    return _Found(start, end, value, min(0.98, max(0.5, probability)))


def _only_to_call(grounds: Grounds, phone: str, one: _Found, bank: Named | None, holder: str | None) -> bool:
    """Whether a telephone number is no account: official, or a hotline or a branch's that nothing calls an account."""
    if is_official(phone):
        return True
    labelled = _LABEL.search(grounds.before(one.start, 45)) is not None
    if is_service(phone):
        return bank is None or not (labelled or holder)
    return phone.startswith("+842") and not (labelled or holder) and (bank is None or bank.start < one.start)


def _by_bin(value: str) -> tuple[str | None, str]:
    """The bank whose BIN stands before an account number, and the number without it."""
    known = by_bin().get(value[:6]) if value.isdigit() and len(value) > 12 else None
    return (known.key, value[6:]) if known else (None, value)


def _at_wallets(grounds: Grounds, numbers: list[Number], named: list[Named], found: list[_Found]) -> list[_Found]:
    """Telephone numbers that a wallet's name stands beside, and that the tagger did not see."""
    wallets = [name for name in named if name.bank.wallet]
    ends = [wallet.end for wallet in wallets]
    tagged = sorted((one.start, one.end) for one in found)
    more = []
    for place, number in enumerate(numbers):
        if not wallets or not number.phone or len(number.digits) < 9:
            continue
        if is_official(number.phone) or is_service(number.phone):
            continue
        floor = numbers[place - 1].end if place else 0
        behind = bisect_right(ends, number.start)
        near = [wallet for wallet in wallets[max(0, behind - 1) : behind + 1] if wallet.end >= floor]
        if not any(_is_beside(grounds.folded, wallet, number) for wallet in near):
            continue
        before = bisect_left(tagged, (number.end, 0)) - 1
        if (before < 0 or tagged[before][1] <= number.start) and grounds.free(number.start, number.end):
            more.append(_Found(number.start, number.end, number.digits, 0.9))
    return more


def _is_beside(folded: str, wallet: Named, number: Number) -> bool:
    """Whether a wallet is named before a number in the same sentence, or right behind it."""
    if wallet.end <= number.start:
        between = folded[wallet.end : number.start]
        return len(between) <= _WALLET_REACH and not _SENTENCE_END.search(between)
    return wallet.start >= number.end and not folded[number.end : wallet.start].strip(" :-–.()|,")


def _wallets_joined(grounds: Grounds, last: Named) -> list[Bank]:
    """The wallet named beside a number, and another one joined to its name (``momo/zalopay 09…``)."""
    before = named_in(grounds.folded, max(0, last.start - 24), last.start)
    joined = before and before[-1].bank.wallet and before[-1].bank is not last.bank
    if joined and JOINED.fullmatch(grounds.folded, before[-1].end, last.start):
        return [before[-1].bank, last.bank]
    return [last.bank]
