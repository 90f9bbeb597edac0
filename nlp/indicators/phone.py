"""Vietnamese telephone numbers as people write them, checked by phonenumbers, in E.164."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

import phonenumbers

_DATA = Path(__file__).parent.parent / "data" / "numbers.toml"


@lru_cache(maxsize=1)
def _facts() -> tuple[dict[str, str], frozenset[str]]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return data["old_mobile"], frozenset(n for numbers in data["hotlines"].values() for n in numbers)


@lru_cache(maxsize=20_000)
def e164(digits: str) -> str | None:
    """A Vietnamese number in E.164, or ``None``. ``digits`` may start with ``+84``, ``84``, ``0084`` or ``0``.

    Eleven-digit mobile prefixes of before 2018 are converted.
    """
    bare = digits.lstrip("+").replace("(", "").replace(")", "")
    if not bare.isdigit() or not bare.isascii() or not 8 <= len(bare) <= 15:
        return None
    if bare.startswith("0084"):
        bare = bare[2:]
    if bare.startswith("84") and len(bare) >= 11:
        bare = "0" + bare[2:].lstrip("0")
    old, _ = _facts()
    if len(bare) == 11 and bare[:4] in old:
        bare = old[bare[:4]] + bare[4:]
    if not bare.startswith(("0", "1900", "1800")):
        return None
    try:
        number = phonenumbers.parse(bare, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_official(number: str) -> bool:
    """Whether an E.164 number is a published hotline of a bank, carrier, agency, courier or shop."""
    return number.removeprefix("+84") in _facts()[1]


def is_service(number: str) -> bool:
    """Whether an E.164 number is of the ranges for services (1800, 1900), which are nobody's own."""
    return number.startswith(("+841800", "+841900"))
