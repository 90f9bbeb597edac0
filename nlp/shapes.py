"""Shapes in a folded text that mean something whatever its words: amounts, pay, bonuses, fees, hotlines, opt-outs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NUMBER = r"(?<![\w.,])\d{1,3}(?:[.,]?\d{3}){0,3}(?:[.,]\d{1,2})?"
_MONEY = _NUMBER + r"\s{0,2}(?:k|ng(?:h)?in|ngan|tr(?:ieu|\d)?|cu|lit|xi|vnd|dong|d|usd|usdt|\$|m|chai)\b"
_SHAPES: dict[str, re.Pattern[str]] = {
    "money_per_time": re.compile(
        _NUMBER + r"\s{0,2}(?:k|ng(?:h)?in|ngan|tr(?:ieu|\d)?|cu|lit|xi|vnd|dong|d|usd|usdt|\$)?\s{0,2}"
        r"(?:/|1|mot|moi|tren)\s{0,2}(?:ngay|gio|h|buoi|tieng|ca|don|nhiem vu|nv|video|luot|job)\b"
        r"|(?:moi ngay|1 ngay|hang ngay|trong ngay|ngay|moi video|moi don|moi nhiem vu)[\w ]{0,24}?" + _MONEY
    ),
    "pay_range": re.compile(
        r"\b\d{3}\s?k?\s?(?:-|~|den|toi)\s?\d{3,4}\s?k\b|\b\d{1,3}[.,]?\d{0,3}\s?(?:-|~|den)\s?\d{1,3}[.,]?\d{0,3}\s?"
        r"(?:k|trieu|tr|cu)?\s?(?:/|moi|mot|1)\s?(?:ngay|video|don|buoi|gio)\b"
        r"|(?:moi|1|mot) (?:video|don|nhiem vu|luot|like|bai)[\w ]{0,20}? \d{1,3}\s?[.,]?\s?\d{0,3}\s?"
        r"(?:k|ngan|nghin|d|dong)\b"
        r"|\bngay kiem \d|\bkiem (?:duoc |them )?\d{2,4}\s?(?:k|ngan|nghin|\.000)|\bngay \d{3}\s?k\b"
    ),
    "money_small": re.compile(_MONEY),
    "lucky_amount": re.compile(
        r"\b(?:(?:\d{1,3}[.,])?(?:8{2,4}|[1-9](?:88|68|58)|1?08|[1-3]?99|177|68)(?:[.,]8{3}|[.,]0{3})?)\s{0,2}k\b"
        r"|\b(?:\d{1,2}[.,])?(?:888|8888|88888|1888|2888|18888)\b"
    ),
    "percent_bonus": re.compile(
        r"(?:thuong|tang|hoan|tra|km|khuyen mai|nap|chiet khau|hoa hong|cuu thua|lai)[\w ,.:+]{0,20}?"
        r"\d{1,3}(?:[.,]\d{1,2})?\s?%"
        r"|\d{1,3}(?:[.,]\d{1,2})?\s?%[\w ]{0,12}(?:nap|hoan|thuong|lai|moi ngay|/ngay|cuoc)"
        r"|\bx\d{1,2}\b[\w ]{0,8}(?:nap|vong|tai khoan)"
    ),
    "fee_charged": re.compile(r"(?:phi|cuoc phi|thu phi|tru|bi tru|se bi tru|no)[\w ]{0,32}?" + _MONEY),
    "hotline": re.compile(
        r"\b(?:lh|lien he|goi|chi tiet|cskh|tong dai|hotline|gui|hl|dt)[\w :.]{0,24}?\b"
        # not a group of a number written apart (0912 345 678)
        r"(?<!\d[ .])(?:1[89]00[\d. ]{2,9}|1[0-9]{2,3}|9[0-9]{3}|[2-8]\d{2}|[1-9]\d{3})\b(?![ .]?\d)"
        r"(?!\s?(?:(?:k|d|tr|ngan|vnd)\b|%))"
        r"|\((?:0\s?d|0\s?dong|mien phi)\)|\b1[89]00[\d. ]{2,9}"
    ),
    "opt_out": re.compile(
        r"^\W{0,3}(?:qc|tb|cskh|quang cao|nhac lich)\s?[\])]|\btu choi\b[\w ,]{0,24}\bgui\b"
        r"|\bsoan\b[\w :\"'<>\[\]-]{1,30}?\bgui\b\s?(?:(?:dau so|den|toi|ve)\s)?\d{3,5}\b|\*\d{3}#"
    ),
    "app_file": re.compile(r"\.apk\b|\bfile apk\b|\bapk\b"),
}
_DIGIT = re.compile(r"\d")
#: The shapes that may be there without a digit.
_WITHOUT_DIGITS = tuple((name, _SHAPES[name]) for name in ("percent_bonus", "hotline", "opt_out", "app_file"))
#: A shape cannot be there without one of these; asking costs next to nothing.
_NEEDS: dict[str, tuple[str, ...]] = {
    "lucky_amount": ("88", "68", "58", "99", "77", "08"),
    "percent_bonus": ("%", *(f"x{digit}" for digit in range(10))),
    "opt_out": ("tu choi", "soan", "qc", "tb", "cskh", "quang cao", "nhac lich", "#"),
    "app_file": ("apk",),
}
#: A carrier's mark above words that somebody else has spoken says nothing of these.
_RELAYED = re.compile(r"\bloi nhan (?:thoai )?tu\b|\bco loi nhan\b")


def shapes_in(folded: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """The name of each shape that a folded text has, with the place of its first instance."""
    amount = False
    for name, pattern in _SHAPES.items() if _DIGIT.search(folded) else _WITHOUT_DIGITS:
        if name == "fee_charged" and not amount:
            continue  # a fee is an amount of money
        needed = _NEEDS.get(name)
        if needed is not None and not any(piece in folded for piece in needed):
            continue
        found = pattern.search(folded)
        if found and not (name == "opt_out" and _RELAYED.search(folded)):
            amount = amount or name == "money_small"
            yield name, found.span()
