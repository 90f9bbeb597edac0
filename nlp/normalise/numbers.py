"""Letters that stand for digits in numbers: ``5Ok``, ``1OO%``, ``O9l2 345 678``."""

from __future__ import annotations

import re

from nlp.normalise.draft import Draft, Edit
from nlp.phrases import words_of

_HINT = re.compile(r"\d[.,]?[OoIl|]|[Oo]\d")
_RUN = re.compile(r"(?<![\w|])[0-9OoIl|]++(?:[.,][0-9OoIl|]++)*+")
#: A telephone number in groups: begins with 0 or 84, or with letters drawn like that.
_PHONE = re.compile(r"(?<![\w|])(?:[0oO]|\+?84)[0-9OoIil|]*+(?:[ .-][0-9OoIil|]{2,}+){0,5}(?![\w|])")
_SUFFIX = re.compile(r"[^\W\d_]{0,6}")
_UNITS = frozenset(words_of("k tr trieu triệu m ty tỷ tỉ d đ vnd vnđ usd usdt ngan ngàn nghin nghìn ngin ngln"))
_O = str.maketrans("Oo", "00")
_ALL = str.maketrans("OoIil|", "001111")


def restore(draft: Draft) -> None:
    """Writes digits where ``O``, ``o``, ``I``, ``l`` or ``|`` stand for them within a number."""
    if not _HINT.search(draft.text):
        return
    edits: list[Edit] = []
    for found in _RUN.finditer(draft.text):
        new = _as_number(found.group(), draft.text, found.end())
        if new is not None:
            edits.append((found.start(), found.end(), new, "digit_letter"))
    draft.edit(edits)
    phones: list[Edit] = []
    for found in _PHONE.finditer(draft.text):
        run = found.group()
        digits, size = sum(c.isdigit() for c in run), sum(c not in " .-" for c in run)
        if digits >= 5 and digits < size and 9 <= size <= 12:
            phones.append((found.start(), found.end(), run.translate(_ALL), "digit_letter"))
    draft.edit(phones)


def _as_number(run: str, text: str, end: int) -> str | None:
    """``run`` in digits, or ``None`` where it is no number in disguise."""
    digits = sum(c.isdigit() for c in run)
    letters = sum(c.isalpha() or c == "|" for c in run)
    if not digits or not letters:
        return None
    suffix = _SUFFIX.match(text, end)
    unit = suffix.group().lower() if suffix else ""
    if unit == "" and digits >= 5 and digits + letters >= 8 and letters <= 5:
        return run.translate(_ALL)
    if not run[0].isdigit() or any(c in "Il|" for c in run):
        return None
    if unit in _UNITS or (unit == "" and (digits >= 2 or "O" in run)):
        return run.translate(_O)
    return None
