"""Hosts and brands that are known as facts: read once from ``nlp/data`` (sources are named there)."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from nlp.banks import banks
from nlp.phrases import one_of

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
    data = tomllib.loads((_DATA / "brands.toml").read_text(encoding="utf-8"))
    own = [msgspec.convert(row, Brand) for row in data["brand"]]
    short = data["bank_tokens"]
    for bank in banks():
        tokens = tuple(sorted({n for n in (bank.key, *bank.aliases) if re.fullmatch(r"[a-z0-9]{3,}", n)}))
        tokens = (*tokens, *short.get(bank.key, "").split())
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
    for name, group in data["official"].items():
        table |= dict.fromkeys(group["hosts"].split(), ("official", name))
    for brand in brands():
        table |= dict.fromkeys(brand.hosts, ("official", brand.key))
    for group in data["shared"].values():
        table |= dict.fromkeys(group["hosts"].split(), ("shared", ""))
    for group in data["shorteners"].values():
        table |= dict.fromkeys(group["hosts"].split(), ("shortener", ""))
    return table, tuple(data["zones"]["suffixes"])


def hosts() -> tuple[str, ...]:
    """Every host that is known to be official."""
    return tuple(host for host, (kind, _) in _table()[0].items() if kind == "official" and "." in host)


#: Who has no business to advertise betting. Platforms carry strangers' pages, the press writes about it.
_INSTITUTIONS = frozenset(
    {"agency", "utility", "utilities", "bank", "wallet", "lender", "payment", "insurance", "carrier"}
)


def is_institution(host: str) -> bool:
    """Whether an official host is that of a state body, school, hospital, utility, bank or the like."""
    fact = kind_of(host)
    if fact is None or fact[0] != "official":
        return False
    brand = brand_by_key().get(fact[1])
    return fact[1] in _table()[1] or fact[1] in _INSTITUTIONS or (brand is not None and brand.kind in _INSTITUTIONS)


def kind_of(host: str) -> tuple[Kind, str] | None:
    """What a clean host is known to be, and whose it is; the longest known parent decides."""
    table, suffixes = _table()
    rest = host
    while "." in rest:
        found = table.get(rest)
        if found:
            return found
        if rest in suffixes and rest != host:
            return "official", rest
        rest = rest.split(".", 1)[1]
    return None


def is_listed(host: str) -> bool:
    """Whether a clean host is itself in the lists, not only below one that is."""
    return host in _table()[0]


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    names: dict[str, str] = {}
    for brand in brands():
        for name in brand.names:
            names.setdefault(name, brand.key)
    return names, re.compile(r"(?<![\w.])(?:" + one_of(names) + r")(?![\w]|\.\w)")


def brands_in(text_folded: str) -> list[str]:
    """Keys of the brands that a folded text names, each once, in the order of first mention.

    Host names are not read as names: what stands beside a dot without a space is left out.
    """
    names, pattern = _names()
    return list(dict.fromkeys(names[found] for found in pattern.findall(text_folded)))


def kinds_of(keys: list[str]) -> frozenset[str]:
    """The kinds (``bank``, ``carrier``, …) of the brands ``keys``."""
    table = brand_by_key()
    return frozenset(table[key].kind for key in keys)
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
