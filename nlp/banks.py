"""Vietnamese banks and wallets: by BIN, by any name in a text. Facts and their sources: ``data/banks.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

_DATA = Path(__file__).parent / "data" / "banks.toml"


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
def _names() -> tuple[dict[str, tuple[Bank, bool]], re.Pattern[str]]:
    names: dict[str, tuple[Bank, bool]] = {}
    for bank in banks():
        for name in bank.slang:
            names.setdefault(name, (bank, False))
    for bank in banks():
        for name in bank.aliases:
            names[name] = (bank, True)
            if 3 <= len(name) <= 4 and name.isalpha():
                names.setdefault(".".join(name), (bank, True))
    longest_first = sorted(names, key=len, reverse=True)
    return names, re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def named_in(folded: str, start: int = 0, end: int | None = None) -> list[Named]:
    """Banks that a folded text names between two places, longest name first where names overlap."""
    names, pattern = _names()
    found = []
    for match in pattern.finditer(folded, start, len(folded) if end is None else end):
        bank, sure = names[match.group()]
        found.append(Named(bank, match.start(), match.end(), sure))
    return found
