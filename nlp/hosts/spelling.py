"""How one string may be drawn or misspelled like another: look-alike letters, and slips of one or two letters."""

from __future__ import annotations

import re
from itertools import product

_LEET = str.maketrans("03457896", "oeastbgb")
#: Groups of letters that are drawn like one.
_TWINS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))
_DRAWN = re.compile(r"\d|rn|vv|cl|ii")
_DOUBLED = re.compile(r"(.)\1+")


def drawn_like(piece: str) -> list[str]:
    """What a piece may be meant to be read as: digits as letters (``1`` as ``i`` or ``l``), ``rn`` as ``m``."""
    if not _DRAWN.search(piece):
        return []
    plain = piece.translate(_LEET)
    ones = [i for i, c in enumerate(plain) if c == "1"]
    if len(ones) > 3:
        return []
    read = set()
    for choice in product("ila", repeat=len(ones)):
        letters = list(plain)
        for at, letter in zip(ones, choice, strict=True):
            letters[at] = letter
        read.add("".join(letters))
    for drawn, meant in _TWINS:
        read |= {text.replace(drawn, meant) for text in read if drawn in text}
    read.discard(piece)
    return sorted(read)


def undoubled(piece: str) -> str:
    """The piece with every run of one letter cut to a single one."""
    return _DOUBLED.sub(r"\1", piece)


def one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one string into the other."""
    return slip(left, right) is not None


def slip(written: str, meant: str) -> str | None:
    """The one slip between two strings: ``missing``, ``added``, ``other`` or ``swapped``; ``None`` if not just one."""
    if written == meant or abs(len(written) - len(meant)) > 1:
        return None
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    if len(written) < len(meant):
        return "missing" if written[start:] == meant[start + 1 :] else None
    if len(written) > len(meant):
        return "added" if written[start + 1 :] == meant[start:] else None
    if written[start + 1 :] == meant[start + 1 :]:
        return "other"
    turned = written[start + 1 : start + 2] + written[start : start + 1]
    swapped = turned == meant[start : start + 2] and written[start + 2 :] == meant[start + 2 :]
    return "swapped" if swapped else None


def distance(left: str, right: str, most: int) -> int:
    """Levenshtein's distance, or ``most + 1`` where it is larger."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
        if min(row) > most:
            return most + 1
    return row[-1]
