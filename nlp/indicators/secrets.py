"""What must be masked before a text is kept or shown: payment cards, citizen ids, one-time codes, passwords.

They are never indicators. ``secrets_in`` says where they stand; whoever keeps a text masks those places.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from canhgiac.records import Span
from nlp.banks import named_in
from nlp.indicators.sensitive import MEASURE, is_card, is_citizen_id, luhn
from nlp.normalise import Normalised, normalise

SecretKind = Literal["card", "citizen_id", "otp", "password"]


class Secret(msgspec.Struct, frozen=True):
    """A place in the original text, ``[start, end)`` in code points, and what stands there."""

    kind: SecretKind
    span: Span


_HINT = re.compile(
    r"\d(?:[ ._/-]{0,3}\d){11}|otp|ma xac|ma bao mat|ma kich hoat|code|mat khau|pass|(?<!\w)mk(?!\w)|pin|cv[vc]"
    r"|cccd|can cuoc|cmnd|cmt|chung minh|dinh danh|ho chieu"
)
_LONG = re.compile(r"(?<![\d])\d(?:[ .-]?\d){11}(?![\d])")
#: Digits that may belong to one card, however they are set apart.
_RUN = re.compile(r"\d+(?:[ ._/-]{1,3}\d+)*")
_CITIZEN_WORD = (
    r"(?:c\.?c\.?c\.?d|can cuoc(?: cong dan)?|cmnd|cmt|cmtnd|chung minh(?: nhan dan| thu)?"
    r"|(?:so|ma) dinh danh(?: ca nhan)?|dinh danh ca nhan)"
)
_CITIZEN = re.compile(
    rf"(?<!\w){_CITIZEN_WORD}"
    r"(?:(?: so)?[^\w\n]{1,4}|(?: [^\W\d_]{1,7}){1,3} ?:? ?)(\d(?:[ .]?\d){8}(?:(?:[ .]?\d){3})?)(?!\d)"
)
#: Farther from the word, or before it, twelve digits alone that can be an id.
_CITIZEN_FAR = re.compile(rf"(?<!\w){_CITIZEN_WORD}(?!\w)[^\d\n.!?]{{1,45}}(\d{{12}})(?!\d)")
_CITIZEN_BEHIND = re.compile(rf"(?<!\d)(\d{{12}})(?!\d)[^\d\n.!?]{{1,15}}?{_CITIZEN_WORD}(?!\w)")
_PASSPORT = re.compile(r"(?<!\w)(?:ho chieu|passport)(?: so| no)?[^\w\n]{1,4}([a-z] ?\d{7,8})(?!\w)")
_OTP_WORD = (
    r"(?:otp|passcode|ma (?:xac (?:nhan|thuc|minh)|bao mat|kich hoat)"
    r"|(?:verification|security|login|telegram|whatsapp) code)"
)
_OTP_VALUE = (
    r"(\d{3}[- ]\d{3}|\d{4}[- ]\d{4}(?! ?\d)|\d{2}[- ]\d{2}[- ]\d{2}(?! ?\d)|\d{4}[- ]\d{2}(?! ?\d)"
    r"|\d(?: \d){3,7}(?! \d)|\d{4,8})(?![\d]|[.,]\d)"
)
#: Sums and hours may stand between the word and the code: ``OTP GD 300.000d tu tk … la 220487``.
_OTP_LAST = re.compile(rf"(?<!\w){_OTP_WORD}(?!\w)(?:(?!\. )[^\n!?]){{1,90}}? la:? (\d{{4,8}})(?![\w]|[.,]\d)")
_OTP_AFTER = re.compile(
    rf"(?<!\w){_OTP_WORD}(?!\w)(?:(?!(?:stk|so tk|so tai khoan|sdt)(?!\w))[^\d\n.!?]){{1,40}}(?<!\d){_OTP_VALUE}"
)
_OTP_BEFORE = re.compile(
    r"(?<!\d)(?:g-)?(\d{3}[- ]\d{3}|\d{4,8}) (?:la|is)(?: your)?[^\d\n.!?]{1,24}?" + f"(?:{_OTP_WORD}|code)(?!\\w)"
)
_CARD_CODE = re.compile(r"(?<!\w)cv[vc]2?[^\w\n]{1,4}(\d{3,4})(?!\w)")
_PIN = re.compile(
    r"(?<!\w)(?:ma pin(?: [^\W\d_]{2,9}){0,3}[^\w\n]{1,3}|pin ?[:=] ?)(\d{4,8})(?!\w)|(?<!\w)pin (\d{6}|\d{8})(?!\w)"
)
_PASSWORD = re.compile(
    r"(?<!\w)(?:mat khau|password|passwd|pass|mk)(?: (?:wifi|dang nhap|fb|facebook|zalo|mail)(?: [^\W\d_]{1,8})?)?"
    r"(?:(?P<mark> ?[:=] ?| la )|[ -]{1,3})(?P<value>[^\s,;\"'<>]{3,40})"
)
#: With words between: ``mật khẩu của em là …``.
_PASSWORD_SPOKEN = re.compile(
    r"(?<!\w)(?:mat khau|password)(?: [^\W\d_]{1,8}){1,3}(?: ?[:=] ?| la | )(?P<value>[^\s,;\"'<>]{4,20})"
)
_CARD_SPOKEN_OF = re.compile(r"(?<!\w)thẻ(?!\w)[^\d\n]{0,25}(\d(?:[ .-]?\d){12,18})(?!\d)")
_ACCOUNT_NEAR = re.compile(r"(?<!\w)(?:stk|so tk|tk|tai khoan|chuyen khoan|ck|ngan hang|bank)(?!\w)[\s\S]{0,40}$")
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
    cards = (m for m in _CARD_SPOKEN_OF.finditer(normalised.text) if luhn(re.sub(r"\D", "", m.group(1))))
    found += [(*m.span(1), "card") for m in cards]
    found += [(*m.span(1), "citizen_id") for pattern in (_CITIZEN, _PASSPORT) for m in pattern.finditer(folded)]
    far = (m for pattern in (_CITIZEN_FAR, _CITIZEN_BEHIND) for m in pattern.finditer(folded))
    found += [(*m.span(1), "citizen_id") for m in far if is_citizen_id(m.group(1))]
    codes = (m for pattern in (_OTP_AFTER, _OTP_BEFORE, _OTP_LAST) for m in pattern.finditer(folded))
    found += [(*m.span(1), "otp") for m in codes if not m.group(1).startswith(("1900", "1800"))]  # hotlines
    words = (m for pattern in (_CARD_CODE, _PIN) for m in pattern.finditer(folded))
    found += [(*m.span(m.lastindex or 1), "password") for m in words]
    found += [place for match in _PASSWORD.finditer(folded) if (place := _password(match))]
    spoken = (m for m in _PASSWORD_SPOKEN.finditer(folded) if sum(c.isdigit() for c in m["value"]) >= 2)
    found += [(*m.span("value"), "password") for m in spoken]
    places = [(*normalised.original_span(start, end), kind) for start, end, kind in found]
    places += [(*span, "card") for span in _cards(text)]  # "4111…|12|27": signs that normalisation reads as digits
    kept: list[Secret] = []
    last = 0
    for start, end, kind in sorted(places):
        if start >= last:
            kept.append(Secret(kind, (start, end)))
            last = end
    return tuple(kept)


def _cards_and_ids(folded: str) -> list[tuple[int, int, SecretKind]]:
    found: list[tuple[int, int, SecretKind]] = [(*span, "card") for span in _cards(folded)]
    for match in _LONG.finditer(folded):
        digits = re.sub(r"\D", "", match.group())
        if is_citizen_id(digits) and not _elsewhere(folded, *match.span()):
            found.append((*match.span(), "citizen_id"))
    return found


def _cards(folded: str) -> list[Span]:
    """Where groups of digits that stand together are a payment card, an expiry date behind it or not."""
    found: list[Span] = []
    for run in _RUN.finditer(folded):
        groups = [(run.start() + m.start(), run.start() + m.end()) for m in re.finditer(r"\d+", run.group())]
        at = 0
        while at < len(groups):
            digits, taken = "", 0
            for place in range(at, min(len(groups), at + 19)):
                digits += folded[slice(*groups[place])]
                if len(digits) > 19:
                    break
                if len(digits) >= 13 and is_card(digits):
                    taken = place + 1
            if taken:
                found.append((groups[at][0], groups[taken - 1][1]))
            at = taken or at + 1
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
    mixed = digits and (value[0].isalpha() or (digits >= 4 and not value.isdigit() and not MEASURE.fullmatch(value)))
    if not match.group("mark") and not (6 <= digits == len(value) <= 8 or mixed):
        return None
    if digits == len(value) and re.match(r" \d{3}", match.string[match.end("value") :]):
        return None  # "mk: 0395 728 164" is how to reach "mình"
    if not digits and value.isalpha() and match.group("mark") == " la ":
        return None
    start = match.start("value")
    return start, start + len(value), "password"
