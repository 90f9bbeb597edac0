"""VietQR payloads pasted as text: EMVCo fields of NAPAS with a CRC-16, which name a bank and an account.

Source: EMVCo QR Code Specification for Payment Systems (merchant-presented), NAPAS VietQR guideline.
"""

from __future__ import annotations

import re

from nlp.banks import by_bin
from nlp.indicators.grounds import Grounds

_START = re.compile(r"(?<!\d)0002010102(?:11|12)38[0-9A-Za-z .,_/:-]{30,400}?6304[0-9A-Fa-f]{4}")


def crc16(payload: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII payload, four capital hexadecimal digits."""
    register = 0xFFFF
    for byte in payload.encode("ascii", "replace"):
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ 0x1021 if register & 0x8000 else register << 1) & 0xFFFF
    return f"{register:04X}"


def fields(payload: str) -> dict[str, str]:
    """Tag, length, value fields of one level; what does not parse ends the reading."""
    found: dict[str, str] = {}
    at = 0
    while at + 4 <= len(payload) and payload[at + 2 : at + 4].isdigit():
        size = int(payload[at + 2 : at + 4])
        found[payload[at : at + 2]] = payload[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def add_payloads(grounds: Grounds) -> None:
    """Records the account of every VietQR payload whose checksum holds."""
    if "0002010102" not in grounds.original:
        return
    for match in _START.finditer(grounds.original):
        payload = match.group()
        if crc16(payload[:-4]) != payload[-4:].upper():
            continue
        merchant = fields(fields(payload).get("38", ""))
        target = fields(merchant.get("01", ""))
        bank = by_bin().get(target.get("00", ""))
        if merchant.get("00") == "A000000727" and target.get("01"):
            grounds.add_original("bank_account", target["01"].upper(), *match.span(), bank=bank.key if bank else None)
