"""Numbers as written: groups of digits with spaces, dots or dashes between, joined into candidates."""

from __future__ import annotations

import re

import msgspec

from nlp.indicators.grounds import Grounds
from nlp.indicators.phone import e164
from nlp.phrases import words_of

_GROUP = re.compile(r"\d+")
#: A day, which no telephone number begins with, whatever hour follows.
_DATE = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1(?:19|20)\d{2}(?!\d)")
#: Letters that a number is glued to; those that announce a telephone, and those of codes. "LL0912…" is a telephone.
_GLUED = re.compile(r"(?<!\w)[a-z]{2,5}$")
_CONTACTS = frozenset(words_of("sdt dt zl lh so ib tl tg fb mr ms em co"))
_CODES = frozenset(words_of("mgd mvd ghn spxvn txn ref imei mst"))
_CODES_IN_CAPITALS = frozenset(words_of("gd ft hd vd dh hs kh pt"))
_CODE_WORD = re.compile(r"(?<!\w)ma(?!\w)[^\d\n]{0,20}$")
_ENDS_IN_LETTERS = re.compile(r"\d+[a-z]{2}(?!\w)")
#: What may stand between two groups of one number.
_BETWEEN = re.compile(r"[ .\-)(/_,·•*]{1,3}")


class Number(msgspec.Struct, frozen=True):
    """A run of digits that belongs together. ``phone`` is its E.164 form if it is a Vietnamese number."""

    start: int
    end: int
    digits: str
    phone: str | None
    separators: str
    #: Signs such as ``+`` and ``(`` before its first digit.
    signs: int = 0

    @property
    def first_digit(self) -> int:
        """Where its digits begin."""
        return self.start + self.signs


def numbers_in(grounds: Grounds) -> list[Number]:
    """Every number of six digits or more that is not part of a link or word, in order, no two overlapping."""
    text = grounds.text
    groups = [(m.start(), m.end()) for m in _GROUP.finditer(text)]
    found: list[Number] = []
    at = 0
    while at < len(groups):
        if groups[at][1] - groups[at][0] <= 2 and _DATE.match(text, groups[at][0]):
            at += 3
            continue
        number, used = _phone_at(grounds, groups, at) or _plain_at(grounds, groups, at)
        at += used
        if number and grounds.free(number.start, number.end):
            found.append(number)
    return found


def _gap(text: str, left: tuple[int, int], right: tuple[int, int]) -> str | None:
    """The separator between two groups, or ``None`` if something else stands there."""
    if right[0] - left[1] > 3:
        return None
    between = text[left[1] : right[0]]
    return between if _BETWEEN.fullmatch(between) and between.count(" ") < 3 else None


def _is_code(grounds: Grounds, start: int) -> bool:
    """Whether what stands right before a number makes it the code of a transaction, parcel or file: ``GD0912…``."""
    letters = _GLUED.search(grounds.text, max(0, start - 6), start)
    if not letters or letters.group() in _CONTACTS:
        return False
    if len(letters.group()) != 2 or not grounds.written(*letters.span()).isupper():
        return letters.group() in _CODES
    if letters.group() in _CODES_IN_CAPITALS or _ENDS_IN_LETTERS.match(grounds.text, start):
        return True
    called = _CODE_WORD.search(grounds.before(letters.start(), 25))
    if not called:
        return False
    start = letters.start() - len(called.group())
    return grounds.written(start, start + 2).lower() in ("ma", "mã")  # "mà" is no word for a code


def _phone_at(grounds: Grounds, groups: list[tuple[int, int]], at: int) -> tuple[Number, int] | None:
    """A telephone number that begins with the group ``at``, and how many groups it took."""
    text = grounds.text
    start, end = groups[at]
    first = text[start:end]
    if first[0] not in "081" or not first.startswith(("0", "84", "18", "19", "1")):
        return None
    plus = text[start - 1 : start] in ("+", "(")
    if _is_code(grounds, start):
        return None
    digits, separators, best = "", "", None
    for used in range(1, 11):
        if at + used > len(groups):
            break
        here = groups[at + used - 1]
        if used > 1:
            gap = _gap(text, groups[at + used - 2], here)
            if gap is None or ("," in gap and (gap != "," or digits[0] != "0")) or ("/" in gap and len(digits) > 6):
                break
            separators += gap
        digits += text[here[0] : here[1]]
        if len(digits) > 13:
            break
        phone = _as_phone(digits, plus)
        if phone:
            begin = start
            while begin and text[begin - 1] in "+(":
                begin -= 1
            best = Number(begin, here[1], digits, phone, separators, start - begin), used
            following = groups[at + used] if at + used < len(groups) else None
            if len(digits) >= 10 or following is None or _gap(text, here, following) is None:
                break
    return None if best and _goes_on(text, groups, at, *best) else best


def _goes_on(text: str, groups: list[tuple[int, int]], at: int, number: Number, used: int) -> bool:
    """Whether what looks like a short hotline (``1900 1234``) is the beginning of a longer number in groups."""
    if len(number.digits) != 8 or not number.digits.startswith(("18", "19")) or at + used >= len(groups):
        return False
    following = groups[at + used]
    gap = _gap(text, groups[at + used - 1], following)
    more = text[following[0] : following[1]]
    return gap is not None and gap == number.separators[-1:] and len(more) == 4 and more not in ("1900", "1800")


def _as_phone(digits: str, plus: bool) -> str | None:
    if digits.startswith("84") and not plus and len(digits) != 11:
        return None
    if len(digits) < 8 or (digits[0] == "1" and not digits.startswith(("1900", "1800"))):
        return None
    return e164(digits)


def _whole_phone(grounds: Grounds, groups: list[tuple[int, int]], at: int, before: str) -> bool:
    """Whether a telephone number of ten digits begins with a group, so that ``24/7 0912 345 678`` is not one number.

    ``before``: the separator in front of it; ``19-03-7788-9900`` is joined all through, and one number.
    """
    found = _phone_at(grounds, groups, at) if grounds.text[groups[at][0]] == "0" else None
    joined = found is not None and before != " " and set(found[0].separators) == {before}
    return found is not None and len(found[0].digits) >= 10 and not joined


def _plain_at(grounds: Grounds, groups: list[tuple[int, int]], at: int) -> tuple[Number | None, int]:
    """A number that is no telephone number: one long group, or short groups with one kind of separator."""
    text = grounds.text
    start, end = groups[at]
    digits, separators, used = text[start:end], "", 1
    if len(digits) <= 6:
        while at + used < len(groups):
            following = groups[at + used]
            gap = _gap(text, groups[at + used - 1], following)
            size = following[1] - following[0]
            if gap is None or len(gap) > 1 or gap in "/,()" or (separators and gap != separators[-1]):
                break
            if size > 6 and not (gap == " " and used == 1 and digits[0] == "0" and len(digits) >= 3):
                break  # "0011 004128289" is one number, "500 0071004128289" is a sum and a number
            if len(digits) + size > 19 or (len(digits) <= 3 and _whole_phone(grounds, groups, at + used, gap)):
                break
            separators += gap
            digits += text[following[0] : following[1]]
            end = following[1]
            used += 1
    sizes = [last - first for first, last in groups[at : at + used]]
    version = separators.startswith("...") and 1 in sizes and used < len(digits) < 10  # "20.5.1.1234", of a program
    if not 6 <= len(digits) <= 19 or version:
        return None, 1 if len(digits) < 6 else used
    return Number(start, end, digits, None, separators), used
