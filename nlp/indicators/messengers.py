"""Telephone numbers that are said to be an account on a messenger: ``zalo 0912…``, ``0912… (tele)``."""

from __future__ import annotations

import re

import phonenumbers

from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds

_NAMES = {
    "zalo": r"zal{1,2}o{1,3}(?![\s\-]?pay)|zaio|z\.lo|zl|za[ .\-]lo(?![\s\-]?pay)|zl0|"
    r"dalo|zlo|da lo(?! [a-z]+ [a-z])|jalo|zep ?lao",
    "whatsapp": r"whatsapp|whats app|wapp",
    "telegram": r"telegram|teleg|tele|tlg",
}
#: Between the name and the number: some words, no other number ("zalo 1:", "24/7" and "50k" are none) and no end of a
#: sentence.
_REACH = {"zalo": 32, "whatsapp": 12, "telegram": 10}
_BEFORE = {
    name: re.compile(
        rf"(?<!\w)(?:{names})(?![^\W_])"
        rf"(?:[^\d\n]|24/7|24h|(?<=[^\d\W] )[1-9](?=[ :.)])|\d{{1,3}}k(?!\w)){{0,{_REACH[name]}}}$"
    )
    for name, names in _NAMES.items()
}
_LINE_BEFORE = {name: re.compile(rf"(?<!\w)(?:{names})\s?[:\-]?\s?\n\s?$") for name, names in _NAMES.items()}
_AFTER = {
    name: re.compile(
        r"[\s(/,\-:]{0,4}(?:co (?:dung |xai )?|dung |qua |tren |ca |bang |"
        r"(?:call|goi|sms|viber) ?[/,+&] ?|\+ ?|va |or |hoac |& ?|kb |ket ban |ib )?"
        rf"(?:{names})(?!\w)(?!\s{{0,2}}[:=\-–]?\s{{0,3}}\+?\d)"
    )
    for name, names in _NAMES.items()
}
#: Said of a messenger, it is not where the number is: ``zalo không có, gọi 0912…``.
_DENIED = re.compile(r"(?:khong|ko|kg|hong|chua) (?:co|dung|xai|choi|su dung)(?!\w)")
#: The same before its name: ``không zalo, chỉ gọi 0912…``.
_DENIED_BEFORE = re.compile(r"(?<!\w)(?:khong|ko|kg|hong)(?: (?:co|dung|xai|choi|nhan|ho tro))? $")
#: The end of a sentence; ``zalo . me / 09…`` is a link set apart.
_SENTENCE = re.compile(r"(?<!sdt)(?<!dt)[.!?;] (?!me ?/)")
_HINT = re.compile(r"zal|zaio|z\.lo|za[.\-]lo|zep ?lao|zl|a lo|dalo|jalo|whats|wapp|tele|tlg")
_JOINED = re.compile(r"\s{0,2}(?:[-/,|–]|hoac|va|or|&)?\s{0,2}")
_FOREIGN = re.compile(r"(?:whatsapp|whats app|wapp)(?!\w)[^\d\n+]{0,12}(\+[1-9][\d .()-]{7,18}\d)")
_ORDER = ("zalo", "whatsapp", "telegram")


def messengers_named(grounds: Grounds) -> bool:
    """Whether a text names any messenger that has numbers for accounts."""
    return _HINT.search(grounds.folded) is not None


def messenger_of(grounds: Grounds, number: Number) -> str | None:
    """``zalo``, ``whatsapp`` or ``telegram`` where a telephone number is said to be one there."""
    before = grounds.before(number.start, 48)
    for name in _ORDER:
        found = _BEFORE[name].search(before) or _LINE_BEFORE[name].search(before)
        if found and (_DENIED.search(before, found.start()) or _DENIED_BEFORE.search(before[: found.start()])):
            continue
        if found and not _SENTENCE.search(before, found.start()):
            return name
        if _AFTER[name].match(grounds.folded, number.end):
            return name
    return None


def joined_to(grounds: Grounds, earlier: Number, number: Number) -> bool:
    """Whether two numbers stand side by side, so that what is said of the first holds for the second."""
    return _JOINED.fullmatch(grounds.folded, earlier.end, number.start) is not None


def add_foreign(grounds: Grounds) -> None:
    """Records WhatsApp numbers of other countries, valid by phonenumbers."""
    if "+" not in grounds.text or ("wapp" not in grounds.folded and "whats" not in grounds.folded):
        return
    for match in _FOREIGN.finditer(grounds.folded):
        try:
            number = phonenumbers.parse(match.group(1))
        except phonenumbers.NumberParseException:
            continue
        if number.country_code != 84 and phonenumbers.is_valid_number(number):
            value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            grounds.add("whatsapp", value, *match.span(1), confidence=0.9)
