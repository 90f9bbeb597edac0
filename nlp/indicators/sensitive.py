"""Numbers that are never given: payment cards, citizen ids, one-time codes, tax codes, amounts, references."""

from __future__ import annotations

import re

from nlp.indicators.bank_names import banks_named
from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds
from nlp.normalise.syllables import segment
from nlp.phrases import any_of, words_of

_OTP = any_of(
    r"""
    otp
    ma (?:xac (?:thuc|nhan|minh)|bao mat|kich hoat|pin)
    verification code
    mat khau
    pass(?:word)?(?! (?:lai|ve|phong|nhuong))
    pin
    """,
    after=r"(?!\w)[^\d\n]{0,25}$",
)
_CITIZEN = any_of(
    r"""
    cccd|cmnd|cmt
    can cuoc(?: cong dan)?
    chung minh(?: nhan dan| thu)?
    so dinh danh
    dinh danh ca nhan
    ho chieu
    """,
    after=r"(?!\w)[^\d\n]{0,20}$",
)
_REFERENCE = any_of(
    r"""
    van don|mst|ma so thue|msdn|ma so (?:dn|doanh nghiep)|gpkd|dkkd|giay phep kinh doanh|tax (?:code|id)
    ma (?:gd|giao dich|don(?: hang)?|van don|hang|khach hang|kh|hs|ho so|hd|hop dong|sinh vien|sv|ticket|ve)
    ma (?:nhan vien|ung vien|danh bo|du thuong|nap|the|dat cho|dat ve|dinh danh|chung tu|vach|ghi danh|vi tri)
    so but toan|but toan|mid|tid
    so (?:gd|hoa don|hop dong|hd|bien lai|the|seri|khung|imei)
    mgd|ref|imei|serial|seri|trace|order|don hang|msv|mssv|isbn|id don
    the (?:so|cao|thu vien)
    (?:ma )?tham chieu|bhxh|bhyt|bao hiem (?:xa hoi|y te)|so the
    """,
    after=r"(?!\w)[^\d\n]{0,12}$",
)
_ACCOUNT_LABEL = re.compile(r"(?<!\w)(?:stk|so tk|so tai khoan|tk|tai khoan)(?: (?:la|em|nay|mb))?[\s:\-]{0,3}$")
_ACCOUNT_WORD = re.compile(r"(?<!\w)(?:stk|so tk|so tai khoan|tk|tai khoan)(?!\w)")
_CALLED = re.compile(r"(?<!\w)(?:zalo|zl|sdt|dt|goi|lh|lien he|alo|call|hotline|tele|viber|whatsapp)(?!\w)")
_OWN_BALANCE = re.compile(r"(?:\bsd\b|so du|trich no|dang nhap|ten dang nhap|user(?:name)?)[^\d\n]{0,25}$")
#: What a bank's message of a balance says right behind the account.
_BALANCE_AFTER = re.compile(
    r"[\s:|,;(]{0,4}(?:vnd[\s:|,;)]{0,3})?(?:(?:da |bi |vua )?(?:giam|tang|tru|bi tru|thay doi)\s?[:+-]?\s?"
    r"(?:\d{4,}|\d{1,3}[.,]\d{3})"
    r"|(?:so tien )?gd\s?[:+-]|[+-]\s?\d[\d.,]*\s?(?:vnd|d)|ps\s?[:+-]|so du|sd\s?[:\d]|x{2,}|\*{2,})"
    r"|[^\d\n]{0,45}?(?:(?<!\w)(?:giam|bi tru|da tru|thay doi|ghi co|ghi no)[^\d\n]{0,4}[+-]?|[ (][+-] ?)"
    r"\d{1,3}(?:[.,]\d{3})+ ?vnd|\(vnd\) ?[+-] ?\d"
)
#: A password, or the sum of a bank's message: ``-2,000,000``. "mk" is also "mình": a word with digits or signs, or
#: several in one, has to stand behind it.
_PASSWORD_AFTER = re.compile(
    r"[ \-,;:(]{0,4}(?:mat khau|password|pass\b|mk(?: ?[:=]| la | (?P<value>[^\s,;]{4,}))"
    r"|(?<= )[+-]\d{1,3}(?:[.,]\d{3})+)"
)
_SIGNED = re.compile(r"(?=.*[a-z@#$%&*!])(?=.*[\d@#$%&*]).*")
MEASURE = re.compile(r"\d[\d.,/-]*(?:k|d|tr|vnd|trieu|usd|usdt|g|kg|ml|mah|gb)?\d?")
#: Behind "mk" too: where "mình" is reached.
_CONTACT = re.compile(r"(?:zalo|zl|tele|fb|sdt|http)|[a-z\d-]+\.[a-z]{2,}(?:/|$)")
_WORDS_IN_ONE = 3
_CARD_SPOKEN_OF = re.compile(r"(?<!\w)(?:thẻ|the|card)(?!\w)")
_MONEY_AFTER = re.compile(r" ?(?:d|dong|vnd|vnđ|usd|usdt|diem|%)(?!\w)")
_LARGE_UNIT_AFTER = re.compile(r" ?(?:k|tr|trieu|ty|nghin|ngan(?! hang))(?!\w)")
#: Nobody counts so many digits in thousands or millions: the word behind them is a name ("Triệu Thị Ly").
_COUNTED = 9
#: What was lost or earned, to the last đồng: no account, unless something calls it one.
_SUM_BEFORE = re.compile(
    r"(?<!\w)(?:lua|mat|thiet hai|doanh thu|loi nhuan|lai|lo|tong|tri gia|no|so tien)(?: [a-z]{1,6}){0,2} ?:? ?$"
)
#: Characters within which a bank named beside digits says that they are an account.
_BANK_NEAR = 20
_MONEY_BEFORE = any_of(
    r"""
    so tien|gia|so du|sd|ps|chuyen|nhan|(?<!ngoai )(?<!cong )thuong|nap|rut|tong|phi|gd|tri gia
    """,
    after=r"[: +-]{1,3}$",
)
_SIGN_BEFORE = re.compile(r"[+-]$")
_PROVINCES = frozenset(
    words_of(
        """001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040
        042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084
        086 087 089 091 092 093 094 095 096"""
    )
)


def luhn(digits: str) -> bool:
    """Whether the digits end in a right Luhn check digit (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """Whether the digits are shaped like a payment card (domestic 9704…, Visa, Mastercard, JCB, Amex)."""
    size = len(digits)
    known = (
        (digits.startswith("9704") and size in (16, 19))
        or (size == 16 and (digits[0] in "45" or digits.startswith(("35", "22", "62"))))
        or (size == 15 and digits.startswith(("34", "37")))
    )
    return known and luhn(digits)


def is_citizen_id(digits: str) -> bool:
    """Whether twelve digits can be a citizen id: province code, then century and sex (Decree 137/2015/NĐ-CP)."""
    return len(digits) == 12 and digits[:3] in _PROVINCES and digits[3] in "0123"


def withheld(grounds: Grounds, number: Number, in_bank_context: bool, labelled: bool = False) -> bool:
    """Whether a number must not be given as an indicator: sensitive, or no account or phone at all.

    ``labelled``: a word for account stands before it, so that "nhận: 0031…" is no sum that is received.
    """
    before = grounds.before(number.start, 60)
    if len(number.digits) in (14, 15, 16, 19) and number.digits[0] in "34569":
        spoken = _CARD_SPOKEN_OF.search(grounds.text, max(0, number.start - 60), number.start)
        known = number.digits.startswith("9704") or len(number.digits) == 16 or luhn(number.digits)
        if spoken and known and not _ACCOUNT_WORD.search(grounds.folded, spoken.start(), number.start):
            return True  # of a kind that is not known, mistyped or invented, and still meant as a card
    # "đọc OTP, tiền bay qua stk 2208…": the label wins, no code is so long
    account = len(number.digits) >= _COUNTED and _ACCOUNT_LABEL.search(before) is not None
    called = number.phone and (len(number.digits) >= 10 or number.digits.startswith(("1900", "1800")))
    code = not account and not called and _OTP.search(before)
    if is_card(number.digits) or code or (_CITIZEN.search(before) and not number.phone):
        return True
    if is_citizen_id(number.digits) and not in_bank_context:
        return True
    if number.phone:
        if in_bank_context:
            return _has_password(grounds, number.end)
        named = _REFERENCE.search(before)
        return named is not None and not _CALLED.search(before, named.start())
    if _BALANCE_AFTER.match(grounds.folded, number.end):
        return True
    if (not account and _REFERENCE.search(before)) or _OWN_BALANCE.search(before):
        return True
    if _has_password(grounds, number.end):
        return True
    return is_amount(grounds, number, labelled and len(number.digits) >= _COUNTED)


def _is_called(grounds: Grounds, number: Number) -> bool:
    """Whether a word for account stands before a number, or a bank's name beside it."""
    if _ACCOUNT_LABEL.search(grounds.before(number.start, 60)):
        return True
    return bool(banks_named(grounds, max(0, number.start - _BANK_NEAR), number.end + _BANK_NEAR))


def _has_password(grounds: Grounds, end: int) -> bool:
    """Whether a password stands right behind a number: a login that leaked, and no account to pay."""
    found = _PASSWORD_AFTER.match(grounds.folded, end)
    if found is None or (value := found["value"]) is None:
        return found is not None
    if _SIGNED.fullmatch(value):
        return not (MEASURE.fullmatch(value) or _CONTACT.match(value))
    return value.isalpha() and len(segment(value) or ()) >= _WORDS_IN_ONE


def is_amount(grounds: Grounds, number: Number, labelled: bool = False) -> bool:
    """Whether a number is a sum of money or a date by how it is written and by what stands beside it."""
    if _MONEY_AFTER.match(grounds.folded, number.end):
        return True
    if len(number.digits) < _COUNTED and _LARGE_UNIT_AFTER.match(grounds.folded, number.end):
        return True
    if number.separators and set(number.separators) <= {"."} and len(number.digits) <= 12:
        groups = grounds.text[number.start : number.end].split(".")
        exact = len(number.digits) >= _COUNTED and not number.digits.endswith("000")
        if exact and _SUM_BEFORE.search(grounds.before(number.start, 40)):
            exact = _is_called(grounds, number)
        if all(len(g) == 3 for g in groups[1:]) and number.digits[0] != "0" and not exact:
            return True
        if len(groups) == 3 and len(groups[2]) == 4 and len(number.digits) <= 8:
            return True
    if set(number.separators) <= {"/", "-"} and number.separators and len(number.digits) <= 8:
        return True
    before = grounds.before(number.start, 20)
    if len(number.digits) > 7 and not number.separators and not number.digits.endswith("000"):
        labelled = True  # "chuyển 10358847 acb": nobody pays to the last đồng
    return not labelled and bool(_MONEY_BEFORE.search(before) or _SIGN_BEFORE.search(before))
