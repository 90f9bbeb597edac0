"""What must be masked before a text is kept or shown: payment cards, citizen ids, one-time codes, passwords.

They are never indicators. ``secrets_in`` says where they stand; whoever keeps a text masks those places.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from canhgiac.records import Span
from nlp.banks import named_in
from nlp.indicators.sensitive import is_card, is_citizen_id
from nlp.normalise import Normalised, normalise

SecretKind = Literal["card", "citizen_id", "otp", "password"]


class Secret(msgspec.Struct, frozen=True):
    """A place in the original text, ``[start, end)`` in code points, and what stands there."""

    kind: SecretKind
    span: Span


_HINT = re.compile(
    r"\d(?:[ .-]?\d){11}|otp|ma xac|ma bao mat|ma kich hoat|code|mat khau|pass|(?<!\w)mk(?!\w)|pin|cv[vc]"
    r"|cccd|can cuoc|cmnd|cmt|chung minh|dinh danh|ho chieu"
)
_LONG = re.compile(r"(?<![\d])\d(?:[ .-]?\d){11,18}(?![\d])")
_CITIZEN = re.compile(
    r"(?<!\w)(?:cccd|can cuoc(?: cong dan)?|cmnd|cmt|cmtnd|chung minh(?: nhan dan| thu)?|so dinh danh(?: ca nhan)?"
    r"|dinh danh ca nhan)"
    r"(?: so)?[^\w\n]{1,4}(\d(?:[ .]?\d){8}(?:(?:[ .]?\d){3})?)(?!\d)"
)
_PASSPORT = re.compile(r"(?<!\w)(?:ho chieu|passport)(?: so| no)?[^\w\n]{1,4}([a-z]\d{7,8})(?!\w)")
_OTP_WORD = (
    r"(?:otp|ma (?:xac (?:nhan|thuc|minh)|bao mat|kich hoat)|(?:verification|security|login|telegram|whatsapp) code)"
)
_OTP_VALUE = r"(\d{3}[- ]\d{3}|\d{4,8})(?![\d]|[.,]\d)"
_OTP_AFTER = re.compile(rf"(?<!\w){_OTP_WORD}(?!\w)[^\d\n.!?]{{1,40}}(?<!\d){_OTP_VALUE}")
_OTP_BEFORE = re.compile(
    r"(?<!\d)(?:g-)?(\d{3}[- ]\d{3}|\d{4,8}) (?:la|is)(?: your)?[^\d\n.!?]{1,24}?" + f"(?:{_OTP_WORD}|code)(?!\\w)"
)
_CARD_CODE = re.compile(r"(?<!\w)cv[vc]2?[^\w\n]{1,4}(\d{3,4})(?!\w)")
_PIN = re.compile(r"(?<!\w)(?:ma pin(?: la)?[^\w\n]{1,3}|pin ?[:=] ?)(\d{4,8})(?!\w)")
_PASSWORD = re.compile(
    r"(?<!\w)(?:mat khau|password|passwd|pass|mk)(?: wifi| dang nhap)?"
    r"(?:(?P<mark> ?[:=] ?| la )|[ -]{1,3})(?P<value>[^\s,;\"'<>]{3,40})"
)
_ACCOUNT_NEAR = re.compile(r"(?<!\w)(?:stk|so tk|tk|tai khoan|chuyen khoan|ck|ngan hang|bank)(?!\w)[^\n]{0,40}$")
_REFERENCE_NEAR = re.compile(
    r"(?<!\w)(?:imei|seri\w*|ma (?:don|van don|gd|giao dich|vach)|mst|ma so thue)(?!\w)[^\n\d]{0,20}$"
)


def secrets_in(text: str, normalised: Normalised | None = None) -> tuple[Secret, ...]:
    """Where a text holds what must not be kept, in order, no two overlapping. Never raises for a string."""
    normalised = normalised or normalise(text)
    folded = normalised.folded
    if not _HINT.search(folded):
        return ()
    found: list[tuple[int, int, SecretKind]] = [*_cards_and_ids(folded)]
    found += [(*m.span(1), "citizen_id") for pattern in (_CITIZEN, _PASSPORT) for m in pattern.finditer(folded)]
    found += [(*m.span(1), "otp") for pattern in (_OTP_AFTER, _OTP_BEFORE) for m in pattern.finditer(folded)]
    found += [(*m.span(1), "password") for pattern in (_CARD_CODE, _PIN) for m in pattern.finditer(folded)]
    found += [place for match in _PASSWORD.finditer(folded) if (place := _password(match))]
    kept: list[Secret] = []
    last = 0
    for start, end, kind in sorted(found):
        if start >= last:
            kept.append(Secret(kind, normalised.original_span(start, end)))
            last = end
    return tuple(kept)


def _cards_and_ids(folded: str) -> list[tuple[int, int, SecretKind]]:
    found: list[tuple[int, int, SecretKind]] = []
    for match in _LONG.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        start, end = match.span()
        if is_card(digits):
            found.append((start, end, "card"))
        elif is_citizen_id(digits) and not _elsewhere(folded, start, end):
            found.append((start, end, "citizen_id"))
    return found


def _elsewhere(folded: str, start: int, end: int) -> bool:
    """Whether twelve digits without a label stand where an account or a reference would: the bank's context wins."""
    before = folded[max(0, start - 60) : start]
    if _ACCOUNT_NEAR.search(before) or _REFERENCE_NEAR.search(before):
        return True
    return bool(named_in(folded, max(0, start - 30), min(len(folded), end + 30)))


def _password(match: re.Match[str]) -> tuple[int, int, SecretKind] | None:
    """The place of a password, where what follows the word is one.

    After a mark; or a word with digits in it; or six to eight digits (more are a phone number: ``mk`` is also "mình").
    """
    value = match.group("value").rstrip(".!?)…")
    digits = sum(c.isdigit() for c in value)
    if len(value) < 4 or not value.isascii():
        return None
    if not match.group("mark") and not (6 <= digits == len(value) <= 8 or (digits and value[0].isalpha())):
        return None
    if not digits and value.isalpha() and match.group("mark") == " la ":
        return None
    start = match.start("value")
    return start, start + len(value), "password"
