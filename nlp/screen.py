"""The cheap first look: drops the mass of ordinary talk before anything costly is done.

Folded letters are searched for shapes that an offer can hardly do without (a link, a handle, a long
number, writing that hides) and, where there is none, for a few thousand phrases of one or two words, whose
learnt weights are added up. What is dropped is never looked at again, so the screen must lose next
to no offer: ``tests/nlp/test_screen.py`` and ``make quality`` measure it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import msgspec

from nlp import model
from nlp.checksum import ModelError

#: Longer texts go through without a look.
LONG = 3_000

_ENDINGS = (
    "com|vn|net|org|info|me|ly|gl|cc|co|io|top|vip|club|xyz|site|online|shop|store|app|live|life|icu|cfd|win|bet|fun|pro|asia|biz|tech|click|link|"
    "bid|work|space|website|world|today|one|tv|us|in|cn|ru|tk|ml|ga|cf|gq|sbs|lol|bar|rest|buzz|cyou|monster|quest|cloud|dev|page|to|gg|be|su|ws|mobi"
)
#: The shapes, each with what it cannot be without (see ``has_shape``), so that most are never searched for.
_AFTER_DOT = re.compile(rf"\.(?:\s?(?:{_ENDINGS})(?![a-z])|me|apk|[a-z]{{2,6}}/[a-z0-9])")
_DOTTED = re.compile(
    r"\bt\.me|[a-z0-9-]{2}\.[a-z]{2,6}/[a-z0-9]|[a-z0-9-]\s?\.\s?(?:" + _ENDINGS + r")(?![a-z])|\.apk\b"
)
_SCHEME = re.compile(r"://|https?//")
_HANDLE = re.compile(r"(?<![a-z0-9])@[a-z0-9_]{4}")
_SPOKEN = re.compile(r"\bcham (?:com|vn|net|cc|vip)\b")
_NUMBER = re.compile(r"(?:\d[ .\-_)]{0,2}){8}\d|\d{4,}[x*]{2}")
_CUT = re.compile(r"(?:[a-z0-9]{1,3}[.,:;~'*_|{}<>^]){4}")
_SPACED = re.compile(r"(?:\b[a-z0-9][ .\-_]){5}")
_DIGIT = re.compile(r"\d")
_LETTERS = b"abcdefghijklmnopqrstuvwxyz "
_ALL_BUT_CUTS = bytes(set(range(256)) - set(b".,:;~'*_|{}<>^"))
_ALL_BUT_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
#: Letters and digits as ``a``, what may stand between letters set apart as a blank.
_OUTLINE = bytes(97 if chr(code).isalnum() and code < 128 else 32 if chr(code) in " .-_" else 10 for code in range(256))
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
    """The learnt phrases (folded letters, one or two words) with their weights."""

    weights: dict[bytes, float]
    bias: float


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    shipped = model.shipped()
    phrases = (phrase.encode("ascii") for phrase in shipped.screen_phrases)
    weights = dict(zip(phrases, shipped.screen_weights.tolist(), strict=True))
    longest = max((phrase.count(b" ") for phrase in weights), default=0)
    if longest > 1:
        raise ModelError(f"a phrase of the screen has {longest + 1} words, two are read; run `make train`")
    return _Phrases(weights, float(shipped.screen_bias))


def fold_cheaply(text: str) -> str:
    """Lower case, no accents, line breaks as blanks. Keeps no offsets and undoes no hiding."""
    return text.lower().translate(_TABLE)


def has_shape(text: str, folded: str) -> bool:
    """Whether a text, with its folded form, has something that an offer can hardly do without."""
    if len(text) > LONG or (not text.isascii() and _FOREIGN.search(text)):
        return True
    raw = folded.encode("utf-8")
    if (b"cham " in raw and _SPOKEN.search(folded)) or (
        b"a a a a a " in raw.translate(_OUTLINE) and _SPACED.search(folded)
    ):
        return True
    signs = raw.translate(None, _LETTERS)
    return bool(signs) and _has_signs(folded, raw, signs)


def _has_signs(folded: str, raw: bytes, signs: bytes) -> bool:
    """The shapes that need a digit or a sign. ``signs`` is ``raw``, the folded text, without letters and blanks."""
    if b"." in signs and (b"www." in raw or (_AFTER_DOT.search(folded) and _DOTTED.search(folded))):
        return True
    if (b"//" in raw and _SCHEME.search(folded)) or (b"@" in signs and _HANDLE.search(folded)):
        return True
    digits = len(signs.translate(None, _ALL_BUT_DIGITS)) if folded.isascii() else len(_DIGIT.findall(folded))
    if digits >= 4 and _NUMBER.search(folded):
        return True
    return len(signs.translate(None, _ALL_BUT_CUTS)) >= 4 and _CUT.search(folded) is not None


class _Plain(dict[int, str]):
    """For ``str.translate``: letters of other scripts as a digit, which no phrase holds, signs as line breaks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = value = char if code < 128 else "0" if char.isalnum() else "\n"
        return value


_PLAIN = _Plain()
_WORDS = bytes(code if chr(code).isalnum() or code == 32 else 10 for code in range(128)) + b"\n" * 128


def _words(folded: str) -> list[bytes]:
    """The words of a folded text in order; a sign between two of them, or a second blank, is an item of its own."""
    plain = folded if folded.isascii() else folded.translate(_PLAIN)
    return plain.encode("ascii").translate(_WORDS).replace(b"\n", b" \n ").split(b" ")


def worth_reading(text: str) -> bool:
    """Whether ``text`` may be an offer or a report that names somebody; any string, linear in its length."""
    folded = fold_cheaply(text)
    if has_shape(text, folded):
        return True
    phrases = _phrases()
    weights, words = phrases.weights, _words(folded)
    found = {*words, *map(b" ".join, pairwise(words))}
    # an exact sum: sets have no order of their own
    return math.fsum([phrases.bias, *[weights[phrase] for phrase in found if phrase in weights]]) >= 0
