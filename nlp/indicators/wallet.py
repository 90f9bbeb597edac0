"""Crypto wallets, each with its own checksum: Bitcoin (base58check, bech32), Ethereum (EIP-55), TRON (base58check)."""

from __future__ import annotations

import hashlib
import re

from nlp.indicators.grounds import Grounds
from nlp.indicators.keccak import keccak256

_LONG = re.compile(r"(?<![\w])[A-Za-z0-9]{26,64}(?!\w)")
#: Characters that are not seen and that hiding puts into an address.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
#: What ``wallet_kind`` gives, for Bitcoin, Ethereum and TRON.
COINS = ("btc", "eth", "tron")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58check(address: str, versions: frozenset[int]) -> bool:
    """Whether a base58 string of 25 bytes has a right checksum and one of the version bytes."""
    value = 0
    for char in address:
        place = _BASE58.find(char)
        if place < 0:
            return False
        value = value * 58 + place
    if value.bit_length() > 200:
        return False
    raw = value.to_bytes(25, "big")
    check = hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4]
    return raw[0] in versions and raw[21:] == check


def bech32(address: str) -> bool:
    """Whether a ``bc1`` address has a right bech32 or bech32m checksum (BIP 173, BIP 350)."""
    lowered = address.lower()
    if (lowered != address and address.upper() != address) or not lowered.startswith("bc1"):
        return False
    if any(c not in _BECH32 for c in lowered[3:]):
        return False
    values = [3, 3, 0, 2, 3] + [_BECH32.index(c) for c in lowered[3:]]
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check in (1, 0x2BC830A3)


def eip55(address: str) -> bool:
    """Whether the letter case of ``0x`` and forty digits is right (EIP-55); one case alone carries no checksum."""
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):
        return True
    nibbles = keccak256(digits.lower().encode("ascii")).hex()
    return all(c.isdigit() or c.isupper() == (int(n, 16) > 7) for c, n in zip(digits, nibbles, strict=False))


def wallet_kind(address: str) -> str | None:
    """``btc``, ``eth`` or ``tron`` for an address whose checksum holds, else ``None``."""
    if address[0] == "T" and len(address) == 34:
        return "tron" if base58check(address, frozenset({0x41})) else None
    if address[0] in "13" and 26 <= len(address) <= 35:
        return "btc" if base58check(address, frozenset({0x00, 0x05})) else None
    if address[:3].lower() == "bc1":
        return "btc" if bech32(address) else None
    if re.fullmatch(r"0x[0-9a-fA-F]{40}", address):
        return "eth" if eip55(address) else None
    return None


def add_wallets(grounds: Grounds) -> None:
    """Records crypto wallets. They are read from the original, because letter case is part of them."""
    text, places = grounds.original, None
    if UNSEEN.search(text):
        places = [place for place, char in enumerate(text) if not UNSEEN.match(char)]
        text = "".join([text[place] for place in places])
    for match in _LONG.finditer(text):
        address = match.group()
        kind = wallet_kind(address)
        if kind:
            start, end = match.span()
            if places is not None:
                start, end = places[start], places[end - 1] + 1
            caseless = kind == "eth" or address[:3].lower() == "bc1"
            grounds.add_original("wallet", address.lower() if caseless else address, start, end, bank=kind)
