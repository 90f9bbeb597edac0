"""The cheap first look: drops the mass of ordinary talk before anything costly is done.

Folded letters are searched for shapes that an offer can hardly do without (a link, a handle, a long
number, writing that hides) and, where there is none, for a few thousand phrases at once (Aho-Corasick),
whose learnt weights are added up. What is dropped is never looked at again, so the screen must lose next
to no offer: ``tests/nlp/test_screen.py`` and ``make quality`` measure it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import ahocorasick_rs
import msgspec

from nlp import model

#: Longer texts go through without a look.
LONG = 3_000

_ENDINGS = (
    "com|vn|net|org|info|me|ly|gl|cc|co|io|top|vip|club|xyz|site|online|shop|store|app|live|life|icu|cfd|win|bet|fun|pro|asia|biz|tech|click|link|"
    "bid|work|space|website|world|today|one|tv|us|in|cn|ru|tk|ml|ga|cf|gq|sbs|lol|bar|rest|buzz|cyou|monster|quest|cloud|dev|page|to|gg|be|su|ws|mobi"
)
_SHAPES = re.compile(
    r"://|https?//|www\.|\bt\.me|[a-z0-9-]{2}\.[a-z]{2,6}/[a-z0-9]|(?<![a-z0-9])@[a-z0-9_]{4}|[a-z0-9-]\s?\.\s?(?:"
    + _ENDINGS
    + r")(?![a-z])|\bcham (?:com|vn|net|cc|vip)\b"
    r"|(?:\d[ .\-_)]{0,2}){8}\d|\d{4,}[x*]{2}|\.apk\b"
    r"|(?:[a-z0-9]{1,3}[.,:;~'*_|{}<>^]){4}|(?:\b[a-z0-9][ .\-_]){5}"
)
#: Letters of other alphabets that look like ours, mathematical and full-width letters, keycaps, invisible signs.
_FOREIGN = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u2100-\u214f\u2460-\u24ff\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f130-\U0001f189"
    "\u20e3\u200b\u200c\u2060\u00ad\u0250-\u02af\u1d00-\u1dbf]"
)


def _table() -> dict[int, str]:
    table: dict[int, str] = {ord("đ"): "d", ord("ð"): "d", 0x0A: " ", 0x0D: " ", 0x09: " ", 0xA0: " "}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
        if bare != chr(code):
            table.setdefault(code, bare.lower())
    table.update((code, "") for code in range(0x300, 0x370))
    table.update((code, "\ufffd") for code in range(0xD800, 0xE000))  # halves of pairs, which the search can't take
    return table


_TABLE = _table()


class _Phrases(msgspec.Struct, frozen=True):
    automaton: ahocorasick_rs.AhoCorasick
    weights: tuple[float, ...]
    bias: float


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    shipped = model.shipped()
    return _Phrases(
        ahocorasick_rs.AhoCorasick(list(shipped.screen_phrases)),
        tuple(shipped.screen_weights.tolist()),
        float(shipped.screen_bias),
    )


def fold_cheaply(text: str) -> str:
    """Lower case, no accents, line breaks as blanks. Keeps no offsets and undoes no hiding."""
    return text.lower().translate(_TABLE)


def has_shape(text: str, folded: str) -> bool:
    """Whether a text, with its folded form, has something that an offer can hardly do without."""
    return bool(len(text) > LONG or (not text.isascii() and _FOREIGN.search(text)) or _SHAPES.search(folded))


def worth_reading(text: str) -> bool:
    """Whether ``text`` may be an offer or a report that names somebody; any string, linear in its length."""
    folded = fold_cheaply(text)
    if has_shape(text, folded):
        return True
    phrases = _phrases()
    weights, total, last = phrases.weights, phrases.bias, len(folded)
    seen: set[int] = set()
    for pattern, start, end in phrases.automaton.find_matches_as_indexes(folded, overlapping=True):
        if pattern in seen or (start and folded[start - 1].isalnum()) or (end < last and folded[end].isalnum()):
            continue
        seen.add(pattern)
        total += weights[pattern]
    return total >= 0
