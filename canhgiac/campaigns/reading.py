"""Reading findings once, into rows that hold what the job needs and no text."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from canhgiac.campaigns.strength import LINKING_STANCES, nature, thing
from canhgiac.records import LISTED, Category, Decision, Finding, Mention, Role, Strength
from canhgiac.targets import targets_of
from nlp.folding import fold

#: Shingles kept of a wording; of longer texts those with the lowest hashes, which is a fair sample.
MAX_SHINGLES = 512
#: Words of a finding that may name its cluster.
_WORDS = 40
#: A wording of fewer words, indicators aside, says too little to be anybody's template.
_MIN_WORDS = 4
#: Spellings of a holder's name that are counted for one account.
_HOLDERS = 1000
_DIGITS = re.compile(r"\d")
#: Stands in a wording for an indicator; no letter of any text.
_MASK = "\ue000"
_WORD = re.compile(rf"[^\W_]+|{_MASK}")

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)

Shingles = npt.NDArray[np.uint32]


class Row(NamedTuple):
    """A finding: ``wording`` and ``indicators`` are numbers of ``Reading``; ``acted`` are those of its indicators
    that it offers or accuses, ``linking`` those of them that may join it to others. ``decided`` where its text has an
    analyst's word, ``live`` where that is not ``false``. Times are microseconds since 1970."""

    id: str
    text_key: str
    source: str
    category: Category
    role: Role
    scheme: str | None
    score: float
    review: bool
    first: int
    last: int
    wording: int
    indicators: tuple[int, ...]
    acted: tuple[int, ...]
    linking: tuple[int, ...]
    words: tuple[str, ...]
    watched: tuple[str, ...]
    decided: bool
    live: bool


class Indicator:
    """An indicator met while reading: its key, nature, and what was said beside it."""

    __slots__ = ("bank", "holders", "imitates", "strength", "type", "value", "verdict", "watched")

    def __init__(self, mention: Mention, strength: Strength, watched: tuple[str, ...]) -> None:
        self.type = mention.type
        self.value = mention.value
        self.bank = mention.bank
        self.imitates = mention.imitates
        self.verdict = mention.verdict
        self.strength: Strength = strength
        self.holders: dict[str, int] = {}
        self.watched = watched

    @property
    def thing(self) -> str:
        """What it is, whatever it is called."""
        return thing(self.type, self.value, self.bank)

    @property
    def key(self) -> tuple[str, str, str]:
        """By which it is told from others and put in order."""
        return (self.type, self.value, self.bank or "")


class Reading:
    """All findings as rows, with the tables that they refer to by number.

    ``said`` holds decisions on texts, ``allowed`` the indicators that an analyst took out, as ``targets_of``
    names them. ``watch_finding`` and ``watch_mention`` give the watch list's entries that fit.
    """

    def __init__(
        self,
        said: Mapping[str, Decision],
        allowed: frozenset[str],
        watch_finding: Callable[[Finding], tuple[str, ...]],
        watch_mention: Callable[[Mention], tuple[str, ...]],
    ) -> None:
        self.rows: list[Row] = []
        #: Entries of public lists: they say something of indicators, and are in no cluster.
        self.listed: list[Row] = []
        self.indicators: list[Indicator] = []
        self.shingles: list[Shingles] = []
        self.wording_keys: list[bytes] = []
        self._said = said
        self._allowed = allowed
        self._watch_finding = watch_finding
        self._watch_mention = watch_mention
        self._wordings: dict[bytes, int] = {}
        self._numbers: dict[tuple[str, str, str], int] = {}

    def read(self, findings: Iterable[Finding], on_finding: Callable[[int], None] | None = None) -> None:
        """Takes all findings; then settles what needs all of them, and puts rows in an order of their own."""
        for count, finding in enumerate(findings, 1):
            (self.listed if finding.kind == LISTED else self.rows).append(self._row(finding))
            if on_finding and count % 1000 == 0:
                on_finding(count)
        self._settle()

    def _settle(self) -> None:
        """Numbers everything by what it is, so that nothing depends on the order of reading."""
        only = self._only_banks()
        order = sorted(range(len(self.indicators)), key=lambda number: self.indicators[number].key)
        place = {number: new for new, number in enumerate(order)}
        renamed = {number: place[only.get(number, number)] for number in order}
        wordings = sorted(range(len(self.wording_keys)), key=self.wording_keys.__getitem__)
        moved = {number: new for new, number in enumerate(wordings)}
        self.indicators = [self.indicators[number] for number in order]
        self.shingles = [self.shingles[number] for number in wordings]
        self.wording_keys, self._wordings, self._numbers = [], {}, {}
        self.rows, self.listed = (
            sorted(
                row._replace(
                    wording=moved[row.wording],
                    indicators=_mapped(row.indicators, renamed),
                    acted=_mapped(row.acted, renamed),
                    linking=self._joining(_mapped(row.linking, renamed)),
                )
                for row in rows
            )
            for rows in (self.rows, self.listed)
        )

    def _joining(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Those that join: an account without its bank may have turned out to be one that an analyst allowed."""
        return tuple(number for number in numbers if self.indicators[number].strength == "strong")

    def _row(self, finding: Finding) -> Row:
        decision = self._said.get(finding.text_key)
        counted: dict[int, None] = {}
        acted: dict[int, None] = {}
        for mention in finding.indicators:
            if mention.stance in ("writer", "official"):
                continue
            number = self._indicator(mention)
            counted[number] = None
            if mention.stance in LINKING_STANCES:
                acted[number] = None
        return Row(
            id=finding.id, text_key=finding.text_key, source=sys.intern(finding.source), category=finding.category,
            role=finding.role, scheme=finding.scheme, score=finding.score, review=finding.review,
            first=_micros(finding.first_seen or finding.collected_at), last=_micros(finding.collected_at),
            wording=self._wording(finding), indicators=tuple(counted), acted=tuple(acted),
            linking=self._joining(tuple(acted)),
            words=tuple(sys.intern(word) for word in finding.words[:_WORDS]), watched=self._watch_finding(finding),
            decided=decision is not None, live=decision is None or decision.verdict != "false",
        )  # fmt: skip

    def _indicator(self, mention: Mention) -> int:
        key = (mention.type, mention.value, mention.bank or "")
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.indicators)
            strength = nature(mention)
            if not self._allowed.isdisjoint(targets_of(mention.type, mention.value, mention.bank)):
                strength = "allowed"
            self.indicators.append(Indicator(mention, strength, self._watch_mention(mention)))
        indicator = self.indicators[number]
        if mention.holder and (mention.holder in indicator.holders or len(indicator.holders) < _HOLDERS):
            indicator.holders[mention.holder] = indicator.holders.get(mention.holder, 0) + 1
        return number

    def _wording(self, finding: Finding) -> int:
        words = wording(finding)
        key = hashlib.blake2b(
            f"{finding.role} {' '.join(words)}".encode("utf-8", "surrogatepass"), digest_size=12
        ).digest()
        number = self._wordings.get(key)
        if number is None:
            number = self._wordings[key] = len(self.shingles)
            self.shingles.append(shingles(words, finding.role))
            self.wording_keys.append(key)
        return number

    def _only_banks(self) -> dict[int, int]:
        """Accounts without a bank, and the same number at the only bank that is known for it."""
        banks: dict[str, list[int]] = {}
        for number, each in enumerate(self.indicators):
            if each.type == "bank_account" and each.bank:
                banks.setdefault(each.value, []).append(number)
        only: dict[int, int] = {}
        for number, each in enumerate(self.indicators):
            if each.type == "bank_account" and not each.bank and len(banks.get(each.value, ())) == 1:
                only[number] = banks[each.value][0]
                known = self.indicators[only[number]]
                for holder, count in each.holders.items():
                    known.holders[holder] = known.holders.get(holder, 0) + count
        return only


def _micros(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _mapped(numbers: tuple[int, ...], to: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(sorted({to[number] for number in numbers}))


def wording(finding: Finding) -> list[str]:
    """The folded words of a finding with a mask for each indicator and ``0`` for each digit.

    Where little but indicators stands in the text, its words as they are.
    """
    pieces: list[str] = []
    place = 0
    for start, end in sorted(mention.span for mention in finding.indicators):
        if start >= place:
            pieces += (finding.text[place:start], _MASK)
            place = end
    pieces.append(finding.text[place:])
    words = _WORD.findall(_DIGITS.sub("0", fold(" ".join(pieces))))
    if sum(word != _MASK for word in words) < _MIN_WORDS:
        return _WORD.findall(fold(finding.text))
    return words


def shingles(words: list[str], role: str) -> Shingles:
    """Hashes of each two neighbouring words, sorted, each once; offers and reports share none."""
    begin = zlib.crc32(role.encode())
    pairs = {
        zlib.crc32(f"{left} {right}".encode("utf-8", "surrogatepass"), begin)
        for left, right in itertools.pairwise(words)
    }
    return np.array(sorted(pairs)[:MAX_SHINGLES], dtype=np.uint32)
