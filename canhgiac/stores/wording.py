"""What "the same word" means to a search, on every store.

Texts are cut into tokens here, not by the database, so that each store finds the same things and a
highlight is exact in the original text. A token is a run of letters, digits and the marks on them; zero
width characters inside it are passed over. It has two forms: ``exact`` (NFC, lower case) and ``folded``
(without accents, ``đ`` as ``d``). Everything else separates, so a host falls into its labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from canhgiac.records import Mention
from nlp.banks import key_of
from nlp.folding import fold

#: From here on a number is also looked for in its other spellings (shorter ones are years and sums).
_NUMBER_DIGITS = 6
_NUMBER = re.compile(r"[0-9+()\[\].\-\s·•]+")
_NO_DIGIT = re.compile(r"[^0-9]+")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_SCHEME = re.compile(r"^(?:https?|hxxps?)://")


class Token(msgspec.Struct, frozen=True):
    """A word of a text and where it stands in it, in code points."""

    start: int
    end: int
    exact: str
    folded: str


def tokens(text: str) -> Iterator[Token]:
    """The words of ``text``, any string, in order."""
    for start, end in _spans(text):
        exact, folded = _forms(text[start:end])
        if folded:
            yield Token(start, end, exact, folded)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand. Marks and zero-width characters are rare: without them a pattern will do."""
    if not any(_joins(character) for character in set(text)):
        for match in _PLAIN_WORD.finditer(text):
            yield match.span()
        return
    start = None
    end = 0
    for place, character in enumerate(text):
        if character.isalnum():
            if start is None:
                start = place
            end = place + 1
        elif start is not None:
            category = unicodedata.category(character)
            if category[0] == "M":
                end = place + 1
            elif category != "Cf":
                yield start, end
                start = None
    if start is not None:
        yield start, end


@lru_cache(maxsize=4096)
def _joins(character: str) -> bool:
    """Whether it stands within a word without being a letter or digit."""
    return not character.isascii() and unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, str]:
    visible = "".join(c for c in word if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", visible.lower()), fold(visible)


def both_lines(text: str) -> tuple[str, str]:
    """``exact_line`` and ``folded_line`` in one reading."""
    found = list(tokens(text))
    return " ".join(token.exact for token in found), " ".join(token.folded for token in found)


def exact_line(text: str) -> str:
    """``text`` as its exact tokens with single spaces: what the exact index holds."""
    return " ".join(token.exact for token in tokens(text))


def folded_line(text: str) -> str:
    """``text`` as its folded tokens with single spaces: what the folded index holds."""
    if text.isascii():  # as nearly every indicator is: there is nothing to fold but capitals
        return " ".join(_PLAIN_WORD.findall(text.lower()))
    return " ".join(token.folded for token in tokens(text))


def number_forms(text: str) -> tuple[str, ...]:
    """The spellings under which a long number is indexed, for ``text`` that is nothing but one.

    Digits alone, and a Vietnamese number with its country code also with the leading 0 (ITU E.164,
    country code 84). Empty where ``text`` is no number or a short one.
    """
    if not _NUMBER.fullmatch(text):
        return ()
    digits = _NO_DIGIT.sub("", text)
    if len(digits) < _NUMBER_DIGITS:
        return ()
    bare = digits.removeprefix("00")
    if bare.startswith("84") and len(bare) in (11, 12):
        return tuple(dict.fromkeys((digits, "0" + bare[2:].removeprefix("0"))))
    return (digits,)


def bare_word(text: str) -> str:
    """A word of a query without what people paste around a host: ``https://``, ``www.``."""
    return _SCHEME.sub("", text.lower()).removeprefix("www.") or text


def indicator_keys(value: str) -> tuple[str, ...]:
    """The keys under which an indicator's value is found: any usual spelling shares one with it."""
    plain = unicodedata.normalize("NFC", value).strip().lower()
    plain = plain.replace("[.]", ".").replace("(.)", ".")
    plain = bare_word(plain).lstrip("@").rstrip("/")
    return tuple(dict.fromkeys((plain, *number_forms(plain)))) if plain else ()


def indicator_words(mentions: Iterable[Mention]) -> str:
    """The folded words by which a text's indicators are found, hidden spellings notwithstanding."""
    lines: dict[str, None] = {}
    for mention in mentions:
        for form in (mention.value, *number_forms(mention.value)):
            lines[folded_line(form)] = None
        if mention.imitates:
            lines[folded_line(mention.imitates)] = None
    # a private-use letter, which no query can hold, keeps a phrase from running into the next indicator
    return " \ue000 ".join(lines)


def indicator_marks(mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    """``(field, value)`` for each indicator: ``type``, ``bank``, and ``indicator`` by value,
    ``type:value`` and ``bank:value``."""
    for mention in mentions:
        kind = mention.type.lower()
        yield "type", kind
        bank = mention.bank.lower() if mention.bank else None
        if bank:
            yield "bank", bank
        for key in indicator_keys(mention.value):
            yield "indicator", key
            yield "indicator", f"{kind}:{key}"
            if bank:
                yield "indicator", f"{bank}:{key}"


def indicator_queries(value: str) -> tuple[str, ...]:
    """The keys to look for when an analyst asks for ``indicator:value``, ``indicator:type:value`` or
    ``indicator:bank:value``, the bank by any of its names."""
    keys = dict.fromkeys(indicator_keys(value))
    prefix, colon, rest = value.strip().lower().partition(":")
    if colon and not rest.startswith("//"):
        kind = key_of(prefix) or prefix
        keys |= dict.fromkeys(f"{kind}:{key}" for key in indicator_keys(rest))
    return tuple(keys)
