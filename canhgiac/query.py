"""The query grammar: what an analyst types into a search, and the same meaning on every store.

::

    lua dao            both words, in any order; accents and case do not matter, exact ones rank first
    "chuyển khoản"     these words beside each other
    -vay               without this word (also -"a phrase" and -field:value)
    field:value        one of FIELDS; a value with spaces in quotation marks

    category:fraud  scheme:task_job  role:offer  source:name  kind:forum
    tag:task_job                                               as its scheme or as a further one
    type:phone  indicator:0912.345.678  bank:vietcombank      indicators, in any usual spelling
    decision:false  verdict:confirmed  decision:none          what an analyst said of the text
    is:review  is:edited
    after:2026-11-01  before:2026-11-08                        first seen on that day or later; before it
    id:3fa9                                                    an id or how it begins

Terms are ANDed. Nothing is a syntax error: an unknown field, a value that makes no sense there, a lone
quotation mark are read as words. A piece without letter or digit says nothing and is left out; where
the whole query is such pieces, one is kept and matches nothing. An empty query lists everything.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

import msgspec

#: Fields of the grammar; ``verdict`` is read as ``decision``.
FIELDS = (
    "category",
    "scheme",
    "tag",
    "role",
    "source",
    "kind",
    "type",
    "indicator",
    "bank",
    "decision",
    "is",
    "after",
    "before",
    "id",
)
_ALIASES = {"verdict": "decision"}
_STATES = ("review", "edited")
#: Terms that are read; a pasted page is cut here so that no store has to refuse it.
MAX_TERMS = 128

_OPEN = '"“”„'
_CLOSE = '"“”'
_PIECE = re.compile(
    rf"(?P<minus>-?)(?:(?P<field>[^\W\d_]++):)?(?:[{_OPEN}](?P<quoted>[^{_CLOSE}]*)[{_CLOSE}]?|(?P<bare>\S+))"
)
#: A group of digits as people write long numbers: ``0912``, ``(+84)``, ``345.``
_DIGITS = re.compile(r"[(+]{0,2}[0-9]{2,5}[).\-]?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


class Word(msgspec.Struct, frozen=True, tag="word"):
    """What was typed without a space in it. Punctuation within splits it into neighbouring words
    (``a.b`` is found where ``a`` stands before ``b``); a number is also found in its other spellings."""

    text: str


class Phrase(msgspec.Struct, frozen=True, tag="phrase"):
    """Words that stand beside each other in this order."""

    text: str


class Field(msgspec.Struct, frozen=True, tag="field"):
    """``name`` is one of ``FIELDS``; ``value`` is NFC, lower case (an id as typed), a day as
    ``YYYY-MM-DD``."""

    name: str
    value: str


class Not(msgspec.Struct, frozen=True, tag="not"):
    """Findings that ``term`` does not match."""

    term: Word | Phrase | Field


Term = Word | Phrase | Field | Not


class Query(msgspec.Struct, frozen=True):
    """All of ``terms``; none means every finding."""

    terms: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """Reads ``text``, any string at all, as the module's docstring says. Never raises."""
    # half a surrogate pair (a command line in another encoding) and NUL are letters to no store
    clean = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()).replace("\x00", " ")
    terms: list[Term] = []
    silent: list[Term] = []
    for match in _PIECE.finditer(clean):
        term = _term(match)
        (terms if _says_something(term) else silent).append(term)
    terms = _joined_numbers(terms)[:MAX_TERMS]
    if not terms and silent:
        terms = [Word(_inner_text(silent[0]))]
    return Query(tuple(terms))


def _term(match: re.Match[str]) -> Term:
    quoted, bare = match["quoted"], match["bare"]
    value = quoted if quoted is not None else bare
    term: Word | Phrase | Field | None = _field(match["field"], value) if match["field"] else None
    if term is None:
        spelled = f"{match['field']}:{value}" if match["field"] else value
        term = Phrase(spelled.lower()) if quoted is not None else Word(spelled.lower())
    return Not(term) if match["minus"] else term


def _field(name: str, value: str) -> Field | None:
    """The field, or ``None`` where the piece must be read as words instead."""
    field = _ALIASES.get(name.lower(), name.lower())
    value = value.strip() if field == "id" else value.strip().lower()
    if field not in FIELDS or not value:
        return None
    if field in ("after", "before"):
        day = _day(value)
        return Field(field, day) if day else None
    if field == "is" and value not in _STATES:
        return None
    return Field(field, value)


def _day(value: str) -> str | None:
    """``2026-11-01`` or, as it is written in Viet Nam, ``1/11/2026``."""
    try:
        day_first = _DAY_FIRST.fullmatch(value)
        if day_first:
            day, month, year = (int(part) for part in day_first.groups())
            date = dt.date(year, month, day)
        else:
            date = dt.date.fromisoformat(value)
    except ValueError:
        return None
    # the calendar's ends have no neighbours to compute bounds with
    return date.isoformat() if 1 < date.year < 9999 else None


def _inner_text(term: Term) -> str:
    inner = term.term if isinstance(term, Not) else term
    return inner.value if isinstance(inner, Field) else inner.text


def _says_something(term: Term) -> bool:
    inner = term.term if isinstance(term, Not) else term
    return isinstance(inner, Field) or any(c.isalnum() for c in inner.text)


def _joined_numbers(terms: list[Term]) -> list[Term]:
    """Puts a number typed in groups (``0912 345 678``) back together, so that it is one thing to find."""
    joined: list[Term] = []
    run: list[str] = []
    for term in [*terms, None]:
        if isinstance(term, Word) and _DIGITS.fullmatch(term.text):
            run.append(term.text)
            continue
        joined += [Word(" ".join(run))] if _is_number(run) else [Word(group) for group in run]
        run = []
        if term is not None:
            joined.append(term)
    return joined


def _is_number(groups: list[str]) -> bool:
    digits = "".join(c for group in groups for c in group if c.isdigit())
    if len(groups) < 2 or not 8 <= len(digits) <= 19:
        return False
    # two groups may well be two numbers (a year and a sum), unless they begin as a phone number does
    return len(groups) > 2 or (digits.startswith(("0", "84")) and 9 <= len(digits) <= 12)
