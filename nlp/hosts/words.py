"""Words that names of betting and scam sites are made of, cut out of a label. Facts: ``data/host_words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

DATA = Path(__file__).parent.parent / "data" / "host_words.toml"
_HYPHENS = re.compile(r"[-_]+")


class Words(msgspec.Struct, frozen=True):
    """A label cut into known words: those of betting, those of bait, and how many of its letters they cover."""

    betting: tuple[str, ...]
    bait: tuple[str, ...]
    covered: float
    rest: str


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return frozenset(rows["bookmakers"].split()), frozenset(rows["betting"].split()), frozenset(rows["bait"].split())


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    known = sorted(frozenset().union(*_lists()), key=lambda word: (-len(word), word))
    # the longest word wins at each place; a word of two letters counts only beside a digit or an end
    short = [w for w in known if len(w) <= 2]
    long = [w for w in known if len(w) > 2]
    return re.compile("|".join(long) + r"|(?<![a-z])(?:" + "|".join(short) + r")(?![a-z])")


@lru_cache(maxsize=1024)
def cut(label: str) -> Words:
    """Cuts a label (lower case) at known words, left to right, the longest first. Linear in its length."""
    bookmakers, betting, _ = _lists()
    found = _pattern().findall(label)
    covered = sum(map(len, found)) / (len(label) or 1)
    gambling = tuple(dict.fromkeys(w for w in found if w in betting or w in bookmakers))
    bait = tuple(dict.fromkeys(w for w in found if w not in betting and w not in bookmakers))
    return Words(gambling, bait, covered, re.sub(r"\d", "0", _pattern().sub("_", label)))


def bookmakers() -> frozenset[str]:
    """Names of betting houses that advertise in Vietnamese."""
    return _lists()[0]


#: What houses put after or before their name: numbers, and words that say nothing. Possessive, hence linear.
_TAIL = re.compile(
    r"(?>\d+|vip|viet|vietnam|vn|club|clb|app|link|game|bet|win|casino|online|tv|live|pro|asia|top|net|com|cc|info|page"
    r"|code|www|taixiu|nohu|cskh|dangky|dangnhap|tai|choi|vao|nhacai|the|new|official|id|m|v|x)*+"
)


@lru_cache(maxsize=1024)
def bookmaker_in(label: str) -> str | None:
    """The betting house whose name a label is, give or take numbers and filling words; ``None`` if there is none."""
    houses = _lists()[0]
    bare = _HYPHENS.sub("", label)
    for end in range(len(bare), 2, -1):
        if bare[:end] in houses and _TAIL.fullmatch(bare, end):
            return bare[:end]
    for start in range(1, len(bare) - 2):
        if bare[start:] in houses and _TAIL.fullmatch(bare, 0, start):
            return bare[start:]
    return None
