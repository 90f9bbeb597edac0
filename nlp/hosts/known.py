"""Hosts and brands that are known as facts: read once from ``nlp/data`` (sources are named there)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from nlp.banks import banks

_DATA = Path(__file__).parent.parent / "data"
Kind = Literal["official", "shared", "shortener"]


class Brand(msgspec.Struct, frozen=True):
    """Somebody whom scammers imitate. ``names`` in texts (folded), ``tokens`` in host names."""

    key: str
    kind: str
    names: tuple[str, ...]
    tokens: tuple[str, ...]
    hosts: tuple[str, ...]


@lru_cache(maxsize=1)
def brands() -> tuple[Brand, ...]:
    """Banks, wallets, state bodies, carriers, couriers, shops, lenders and platforms."""
    rows = tomllib.loads((_DATA / "brands.toml").read_text(encoding="utf-8"))["brand"]
    own = [msgspec.convert(row, Brand) for row in rows]
    for bank in banks():
        tokens = tuple(sorted({n for n in (bank.key, *bank.aliases) if re.fullmatch(r"[a-z0-9]{3,}", n)}))
        own.append(Brand(bank.key, "wallet" if bank.wallet else "bank", bank.aliases, tokens, bank.hosts))
    return tuple(own)


@lru_cache(maxsize=1)
def brand_by_key() -> dict[str, Brand]:
    """Brands by key."""
    return {brand.key: brand for brand in brands()}


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[Kind, str]], tuple[str, ...]]:
    data = tomllib.loads((_DATA / "hosts.toml").read_text(encoding="utf-8"))
    table: dict[str, tuple[Kind, str]] = {}
    for group in ("press", "commerce", "platforms"):
        table |= dict.fromkeys(data[group].split(), ("official", group))
    for brand in brands():
        table |= dict.fromkeys(brand.hosts, ("official", brand.key))
    table |= dict.fromkeys(data["shared"].split(), ("shared", ""))
    table |= dict.fromkeys(data["shorteners"].split(), ("shortener", ""))
    return table, tuple(data["suffixes"])


def kind_of(host: str) -> tuple[Kind, str] | None:
    """What a clean host is known to be, and whose it is; the longest known parent decides."""
    table, suffixes = _table()
    rest = host
    while "." in rest:
        found = table.get(rest)
        if found:
            return found
        if rest in suffixes and rest != host:
            return "official", "gov.vn" if rest == "gov.vn" else rest
        rest = rest.split(".", 1)[1]
    return None


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    names: dict[str, str] = {}
    for brand in brands():
        for name in brand.names:
            names.setdefault(name, brand.key)
    ordered = sorted(names, key=len, reverse=True)
    return names, re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w]|\.\w)")


def brands_in(text_folded: str) -> list[str]:
    """Keys of the brands that a folded text names, each once, in the order of first mention.

    Host names are not read as names: what stands beside a dot without a space is left out.
    """
    names, pattern = _names()
    return list(dict.fromkeys(names[found] for found in pattern.findall(text_folded)))


@lru_cache(maxsize=1)
def _above() -> frozenset[str]:
    table, suffixes = _table()
    return frozenset(
        ".".join(labels[start:])
        for labels in (host.split(".") for host in (*table, *suffixes))
        for start in range(1, len(labels))
    )


def above_known(host: str) -> bool:
    """Whether a known host lies under this one, so that what is done to all under it would hit that one too."""
    return host in _above()
