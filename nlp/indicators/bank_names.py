"""Which banks a text names, told from words that sound like them."""

from __future__ import annotations

import re

from nlp.banks import Named, named_in
from nlp.indicators.grounds import Grounds

#: Names of banks as they are spoken, which are words too.
_SOUNDS = frozenset({"bi", "em bi", "em be", "e be", "embe"})
_ANOTHER_VOWEL = re.compile("[ịíìỉĩéèẻẽẹếềểễệ]")
_NUMBER_BEHIND = re.compile(r"[^\w\n]{0,3}\d{4}")
_ENDS_THERE = re.compile(r"\s{0,2}(?:$|[,.;:()\n/-]|ban[kh](?!\w))")


def banks_named(grounds: Grounds, start: int = 0, end: int | None = None) -> list[Named]:
    """The banks that a text names between two places, without words that only sound like one: ``em bị``, ``em bé``."""
    named = named_in(grounds.folded, start, end)
    return [name for name in named if not (name.end - name.start <= 5 and _is_word(grounds, name))]


def _is_word(grounds: Grounds, name: Named) -> bool:
    spoken = grounds.folded[name.start : name.end]
    if spoken not in _SOUNDS:
        return False
    written = grounds.written(name.start, name.end).lower()
    if _ANOTHER_VOWEL.search(written) or "ê" in written:
        return "ê" not in written
    beside = _NUMBER_BEHIND.match(grounds.folded, name.end) is not None
    return not beside and (spoken == "bi" or _ENDS_THERE.match(grounds.folded, name.end) is None)
