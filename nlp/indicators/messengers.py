"""Telephone numbers that are said to be an account on a messenger: ``zalo 0912…``, ``0912… (tele)``."""

from __future__ import annotations

import re

import phonenumbers

from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds

_NAMES = {
    "zalo": r"zal{1,2}o{1,3}(?![\s\-]?pay)|z[. ]a[. ]l[. ][o0]|z\.alo|zlao|zaio|z\.lo|zl|za[ .\-_]lo(?![\s\-]?pay)|zl0|"
    r"dalo|zlo|da lo(?! [a-z]+ [a-z])|jalo|zep ?lao",
    "whatsapp": r"whatsapp|whats app|wapp",
    "telegram": r"telegram|teleg|tele(?! ?sales?)|tlg",
}
#: Between the name and the number: some words, no other number ("zalo 1:", "24/7" and "50k" are none) and no end of a
#: sentence.
_REACH = {"zalo": 40, "whatsapp": 12, "telegram": 10}
_BEFORE = {
    name: re.compile(
        rf"(?<!\w)(?<!(?<!\w)vi )(?:{names})(?![^\W_])"
        rf"(?:(?:[^\d\n]|24/7|24h|(?<=[^\d\W] )[1-9](?=[ :.)])|\d{{1,3}}k(?!\w)){{0,{_REACH[name]}}}"
        rf"|[^\d\n]{{0,{_REACH[name] + 22}}}: ?)$"
    )
    for name, names in _NAMES.items()
}
_LINE_BEFORE = {
    name: re.compile(rf"(?<!\w)(?:{names})(?: [^\W\d_]{{1,7}}){{0,3}}\s?[:\-]?\s?(?:\n[^\w\n]{{0,8}}){{1,2}}$")
    for name, names in _NAMES.items()
}
#: Behind a messenger's name: a handle, a link, or a name after a mark, by which it is somebody or something else there.
_ANOTHER_NAME = (
    r"[ :=\-–]{0,4}(?:(?:id|nick|nhom|group|kenh)? ?[:=]? ?@[a-z0-9_]|(?:https?:|t\.me|telegram\.me|zalo\.me|wa\.me)"
    r"|(?<=[:=] |.[:=])[a-z]{2,12}[._]?\d)"
)
_AFTER = {
    name: re.compile(
        r"[^\w\n]{0,6}(?:(?:thi |ca )?so (?:nay|do) )?(?:cung )?(?:la so (?:em |minh |anh |chi )?)?"
        r"(?:co (?:dung |xai )?|dung |qua |tren |ca |bang |"
        r"(?:call|goi|sms|viber) ?[/,+&-] ?|(?:thi )?(?:add|kb qua|nhan) |dong thoi (?:la )?|"
        r"\+ ?|va |or |hoac |& ?|kb |ket ban |ib )?"
        rf"(?:{names})(?!\w)(?!\s{{0,2}}[:=\-–]?\s{{0,3}}(?!24[/h])\+?\d)(?! (?:khac|rieng)(?!\w))"
        rf"(?!{_ANOTHER_NAME})"
        r"(?! (?:thi )?(?:khong|ko|kg|chua|mat|bi) (?:co|dung|xai|hack|duoc|khoa|roi|lap|cai))"
    )
    for name, names in _NAMES.items()
}
#: Said of a messenger, it is not where the number is: ``zalo không có, gọi 0912…``.
_DENIED = re.compile(
    r"(?:khong|ko|kg|hong|chua) (?:co|dung|xai|choi|su dung)(?!\w)|(?<!\w)bi (?:khoa|hack|mat|band)(?!\w)"
)
#: The same before its name: ``không zalo, chỉ gọi 0912…``.
_DENIED_BEFORE = re.compile(r"(?<!\w)(?:bo|xoa|mat|het|khong|ko|kg|hong)(?: (?:co|dung|xai|choi|nhan|ho tro))? $")
#: The end of a sentence; ``zalo . me / 09…`` is a link set apart.
_SENTENCE = re.compile(r"(?<!sdt)(?<!dt)(?:[.!;] (?!me ?/)|\? (?=.))")
#: Said of the number before: ``… cần xem ảnh thì nhắn zalo số này``.
_REFERRED = re.compile(
    rf"[^\d]{{0,80}}(?<!\w)(?:{_NAMES['zalo']})(?!\w)(?: (?:theo|qua|cung|luon|vao|em|minh|voi)){{0,2}}"
    r" (?:so|sdt|dt)(?: dt| dien thoai)? (?:nay|tren|do|day|luon)(?!\w)"
)
#: Southern speech, by its accent: ``da lo`` without it says that somebody has cared for something.
_DA_LO = re.compile(r"(?<!\w)(?:da|gia|za) ?lô(?!\w)[^\d\n]{0,24}$")
#: Between the name and the number: an account at a bank, not on the messenger.
_ELSEWHERE = re.compile(r"(?<!\w)(?:stk|so tk|so tai khoan)(?!\w)")
_OF_EARLIER = re.compile(r"\d\s?\($")
_HINT = re.compile(r"zal|z.a.l|zaio|z\.a?lo|za[.\-_]lo|zep ?lao|zla?o|zl|a lo|dalo|jalo|whats|wapp|tele|tlg")
_JOINED = re.compile(
    r"\s{0,2}(?:[-/,|–]|hoac|va|or|&)?\s{0,2}(?:(?<!\w)(?:mr|ms|mrs|anh|chi|co|a|c|e|em)\.? ?[^\W\d_]{1,7} ?:? ?)?"
)
_FOREIGN = re.compile(r"(?:whatsapp|whats app|wapp)(?!\w)[^\d\n+]{0,12}(\+[1-9][\d .()-]{7,18}\d)")
_ORDER = ("zalo", "whatsapp", "telegram")


def messengers_named(grounds: Grounds) -> bool:
    """Whether a text names any messenger that has numbers for accounts."""
    return _HINT.search(grounds.folded) is not None


def messenger_of(grounds: Grounds, number: Number) -> str | None:
    """``zalo``, ``whatsapp`` or ``telegram`` where a telephone number is said to be one there."""
    before = grounds.before(number.start, 64)
    for name in _ORDER:
        found = _named_before(before, name)
        if found is not None and (_DENIED.search(before, found) or _DENIED_BEFORE.search(before[:found])):
            continue
        if found is not None and not _said_of_another(before, found):
            return name
        if _AFTER[name].match(grounds.folded, number.end):
            return name
    said = _DA_LO.search(grounds.text, max(0, number.start - 30), number.start)
    return "zalo" if said or _REFERRED.match(grounds.folded, number.end) else None


def _named_before(before: str, name: str) -> int | None:
    """Where a messenger is named last before a number that ``before`` leads up to."""
    found = None
    for pattern in (_BEFORE[name], _LINE_BEFORE[name]):
        named = pattern.search(before)
        while named:
            found = named.start()
            named = pattern.search(before, found + 1)
        if found is not None:
            break
    return found


def _said_of_another(before: str, start: int) -> bool:
    """Whether a messenger's name at ``start`` is of another sentence or number: ``0343 … (zalo), 0921 …``."""
    if _SENTENCE.search(before, start) or _ELSEWHERE.search(before, start):
        return True
    return _OF_EARLIER.search(before[:start]) is not None and ")" in before[start:]


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
