"""Companies by their tax code, with the name that stands by it.

A code has ten digits, the last a check digit, and a branch three more. The weights are those by which the tax
authority makes the check digit (also in python-stdnum, ``stdnum.vn.mst``); form: Circular 105/2020/TT-BTC.
"""

from __future__ import annotations

import re

from nlp.folding import fold
from nlp.indicators.grounds import Grounds

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_CODE = re.compile(
    r"(?<!\w)(?:mst|m\.s\.t\.?|ma so thue(?: dn| doanh nghiep| cong ty)?|ma so (?:dn|doanh nghiep)|msdn"
    r"|(?:gpkd|gpdkkd|dkkd|gcn ?dkkd|cndkkd|gcndkdn|giay phep kinh doanh|dang ky kinh doanh)(?: so)?"
    r"|tax (?:code|id|no))[^\w.,;!?]{1,5}(?P<code>\d(?:[ .]?\d){9}(?:[ ]?-?[ ]?\d{3})?)(?![\d.,]\d|\d)"
)
_HINTS = ("mst", "m.s.t", "ma so", "msdn", "gp", "dkkd", "dang ky kinh", "giay phep", "tax")
_NAME = re.compile(
    r"(?<!\w)(?:(?:cong ty|cty)(?: (?:tnhh|co phan|cp|trach nhiem huu han|lien doanh|hop danh))?|ctcp|dntn"
    r"|doanh nghiep tu nhan|hop tac xa|htx|tap doan)(?: {1,2}[\w&]{1,15}){1,9}"
)
_FAR = 140


def is_tax_code(code: str) -> bool:
    """Whether ten digits, or ten with a dash and a branch's three, are a tax code with a right check digit."""
    number, _, branch = code.partition("-")
    if len(number) != 10 or not number.isascii() or not number.isdigit() or number[2:9] == "0000000":
        return False
    if branch and (len(branch) != 3 or branch == "000"):
        return False
    check = 10 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return check == int(number[9])


def add_companies(grounds: Grounds) -> None:
    """Records each tax code after a word for it, and takes its place, so that it is no account and no phone."""
    if not any(hint in grounds.folded for hint in _HINTS):
        return
    at = 0
    for match in _CODE.finditer(grounds.folded):
        start, end = match.span("code")
        digits = re.sub(r"\D", "", match.group("code"))
        value = f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits
        if is_tax_code(value) and grounds.free(start, end):
            grounds.add("company", value, start, end, holder=_name(grounds, at, match.start(), end))
            grounds.take(start, end)
            at = end


def _name(grounds: Grounds, floor: int, label: int, end: int) -> str | None:
    """The name before a code's label, after the code before it, or else right behind the code."""
    before = list(_NAME.finditer(grounds.folded, max(floor, label - _FAR), label))
    named = before[-1] if before else None
    if named is None:
        gap = re.compile(r"[^\w]{1,6}").match(grounds.folded, end)
        named = _NAME.match(grounds.folded, gap.end()) if gap else None
    return fold(grounds.written(*named.span())).upper() if named else None
