"""VietQR: payloads pasted as text, and links to pictures of them, which name a bank and an account.

Sources: EMVCo QR Code Specification for Payment Systems (merchant-presented) with its CRC-16, NAPAS VietQR guideline;
quick links as https://www.vietqr.io/danh-sach-api/link-tao-ma-nhanh/ and https://qr.sepay.vn describe them.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from nlp.banks import Bank, by_bin, named_in
from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link
from nlp.indicators.phone import e164
from nlp.indicators.sensitive import is_card
from nlp.normalise.characters import fold_each

_START = re.compile(r"(?<!\d)0002010102(?:11|12)38[0-9A-Za-z .,_/:-]{30,400}?6304[0-9A-Fa-f]{4}")
#: A holder as banks print one.
_SHOWN_NAME = re.compile(r"[A-Z]{1,12}(?: [A-Z&]{1,12}){1,11}")
_ACCOUNT = re.compile(r"[0-9A-Z]{6,19}")
#: ``/image/<bank>-<account>-<template>.png?accountName=…``
_QUICK = re.compile(r"/image/([0-9A-Za-z]{2,15})-([0-9A-Za-z]{6,19})-")


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
        account = target.get("01", "").upper()
        # QRIBFTTC is a transfer to a card
        if merchant.get("00") == "A000000727" and merchant.get("02") != "QRIBFTTC" and _is_account(account):
            grounds.add_original("bank_account", account, *match.span(), bank=bank.key if bank else None)


def add_qr_link(grounds: Grounds, link: Link) -> bool:
    """Records the account of a link to a picture of a VietQR code; whether it was one."""
    path, _, query = link.path.partition("?")
    asked = {key: values[0] for key, values in parse_qs(query).items()}
    if link.host == "img.vietqr.io" and (found := _QUICK.match(path)):
        bank, account = found.groups()
    elif link.host in ("qr.sepay.vn", "vietqr.app") and "acc" in asked and "bank" in asked:
        bank, account = asked["bank"], asked["acc"]
    else:
        return False
    known, name = _bank_called(bank), " ".join(fold_each(asked.get("accountName", "").lower()).upper().split())
    holder = name if _SHOWN_NAME.fullmatch(name) else None
    phone = e164(account)
    if known and known.wallet and phone:
        grounds.add("wallet", phone, link.start, link.end, bank=known.key, holder=holder)
    elif _is_account(account.upper()):
        key = known.key if known else None
        grounds.add("bank_account", account.upper(), link.start, link.end, bank=key, holder=holder)
    return True


def _is_account(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    return _ACCOUNT.fullmatch(value) is not None and digits >= 3 and not is_card(value)


def _bank_called(code: str) -> Bank | None:
    found = by_bin().get(code)
    named = named_in(code.lower()) if found is None else []
    return found or (named[0].bank if named else None)
