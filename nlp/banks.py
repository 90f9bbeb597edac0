"""Vietnamese banks and wallets: by BIN, by any name in a text. Facts and their sources: ``data/banks.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

import ahocorasick_rs
import msgspec

from nlp.folding import fold

_DATA = Path(__file__).parent / "data" / "banks.toml"


#: What may stand before a bank's own name.
_TITLE = re.compile(r"^(?:ngan hang|nh)(?: tmcp)? ")


class Bank(msgspec.Struct, frozen=True):
    """A bank or wallet. ``aliases`` mean it anywhere, ``slang`` only beside an account number (folded forms)."""

    key: str
    name: str
    aliases: tuple[str, ...]
    slang: tuple[str, ...]
    hosts: tuple[str, ...]
    bin: str = ""
    former: str = ""
    wallet: bool = False


class Named(msgspec.Struct, frozen=True):
    """A bank named in a folded text, with the half-open span of the name. ``sure``: not by slang alone."""

    bank: Bank
    start: int
    end: int
    sure: bool


@lru_cache(maxsize=1)
def banks() -> tuple[Bank, ...]:
    """Every bank and wallet that we know, in the order of the data file."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["bank"]
    return tuple(msgspec.convert(row, Bank) for row in rows)


@lru_cache(maxsize=1)
def by_key() -> dict[str, Bank]:
    """Banks by key (``vietcombank``)."""
    return {bank.key: bank for bank in banks()}


@lru_cache(maxsize=1)
def by_bin() -> dict[str, Bank]:
    """Banks by their six-digit BIN."""
    return {bank.bin: bank for bank in banks() if bank.bin}


@lru_cache(maxsize=1)
def _names() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[int, Bank, bool], ...]]:
    """Every name as one automaton; of each name its length, its bank, and whether it is sure."""
    names: dict[str, tuple[Bank, bool]] = {}
    for bank in banks():
        for name in bank.slang:
            names.setdefault(name, (bank, False))
            if len(name) == 2:
                names.setdefault(".".join(name), (bank, False))
    for bank in banks():
        for name in bank.aliases:
            names[name] = (bank, True)
            if 3 <= len(name) <= 4 and name.isalpha():
                names.setdefault(".".join(name), (bank, True))
    return ahocorasick_rs.AhoCorasick(list(names)), tuple((len(name), *of) for name, of in names.items())


def named_in(folded: str, start: int = 0, end: int | None = None) -> list[Named]:
    """Banks that a folded text names between two places, the first and longest name where names overlap."""
    automaton, names = _names()
    text = folded[start:end]
    matches = sorted(
        (first, -last, pattern)
        for pattern, first, last in automaton.find_matches_as_indexes(text, overlapping=True)
        if names[pattern][0] == last - first and _apart(text, first, last)
    )
    found: list[Named] = []
    free = 0
    for first, minus_last, pattern in matches:
        if first >= free:
            free = -minus_last
            found.append(Named(names[pattern][1], start + first, start + free, names[pattern][2]))
    return found


@lru_cache(maxsize=512)
def key_of(name: str) -> str | None:
    """The key of the bank or wallet that is meant by a BIN, a key or any of its names.

    Kept for the last names: a search asks for the same one at each of its hits.
    """
    folded = fold(name).strip()
    for written in (folded, _TITLE.sub("", folded)):
        if bank := by_bin().get(written) or by_key().get(written):
            return bank.key
        for each in named_in(written):
            if (each.start, each.end) == (0, len(written)):
                return each.bank.key
    return next((bank.key for bank in banks() if fold(bank.name) == folded), None)


def _apart(text: str, first: int, last: int) -> bool:
    """Whether no letter, digit or underscore touches a place from outside, but an account number."""
    before, after = text[max(0, first - 8) : first].removesuffix("_"), text[last : last + 8].removeprefix("_")
    return _ends_outside(before[-1:], before) and _ends_outside(after[:1], after)


def _ends_outside(touching: str, around: str) -> bool:
    return not touching.isalnum() or (len(around) >= 7 and around.isdigit())
