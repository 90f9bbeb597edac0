"""What a host name looks like, as features for the linear model: hashed character n-grams and a few traits."""

from __future__ import annotations

import re
from zlib import crc32

from nlp.hosts.names import Parts
from nlp.hosts.tokens import RISKY_SUFFIXES
from nlp.hosts.words import bookmaker_in, cut
from nlp.normalise.syllables import segment

#: Number of hash buckets: a power of two.
BUCKETS = 1 << 19
_SIZES = (1, 2, 3, 4, 5)
#: Of these one is enough to call a bad name gambling.
SURE_GAMBLING = re.compile(
    r"casino|nhacai|xoso|soicau|kubet|lode|nohu|banca|taixiu|xocdia|daga|poker|baccarat|jackpot|sunwin|rikvip|bet\d|\dbet|"
    r"bet$|win\d|gamebai|tipkeo|cacuoc|cadoc?$"
)
_VOWELS = frozenset("aeiouy")
_DIGITS = re.compile(r"\d+")
_NO_VOWEL = re.compile(r"[aeiouy0-9-]")
_LETTERS = re.compile(r"[^a-z]")
_SOUNDS = str.maketrans("aeiouybcdfghjklmnpqrstvwxz0123456789", "v" * 6 + "c" * 20 + "0" * 10)


def traits(name: str, parts: Parts) -> list[str]:
    """Names of the traits that hold for a host, coarse enough to be counted over many names."""
    label = parts.labels[-1]
    letters = [c for c in label if c.isalpha()]
    digits = _DIGITS.findall(label)
    vowels = sum(c in _VOWELS for c in letters)
    length = min(len(label) // 3, 8)
    last = parts.suffix.rsplit(".", 1)[-1]
    found = [
        f"suffix={parts.suffix}",
        f"last={last}",
        f"risky={parts.suffix in RISKY_SUFFIXES}",
        f"length={length}",
        f"depth={min(len(parts.labels), 4)}",
        f"hyphens={min(label.count('-'), 3)}",
        f"digits={min(sum(map(len, digits)), 5)}",
        f"digit_runs={min(len(digits), 3)}",
        f"starts_digit={label[0].isdigit()}",
        f"ends_digit={label[-1].isdigit()}",
        f"vowels={int(5 * vowels / len(letters)) if letters else 'none'}",
        f"longest_consonants={min(max(map(len, _NO_VOWEL.split(label))), 6)}",
        f"punycode={'xn--' in name}",
        f"risky+digits={parts.suffix in RISKY_SUFFIXES}{bool(digits)}",
        f"suffix+length={parts.suffix}{length}",
        f"suffix+digits={parts.suffix}{bool(digits)}",
    ]
    bare = _LETTERS.sub("", label)
    if len(bare) >= 4:
        words = segment(bare)
        found.append(f"syllables={'none' if words is None else min(len(words), 5)}")
    sounds = label.translate(_SOUNDS)
    found += [f"stem={bare or label}", f"begins={sounds[:6]}", f"closes={sounds[-6:]}", f"sounds={sounds}"]
    return found + _word_traits(label, parts.suffix)


def _word_traits(label: str, suffix: str) -> list[str]:
    words = cut(label)
    found = [f"word={word}" for word in (*words.betting, *words.bait)]
    return [
        *found,
        f"betting={min(len(words.betting), 3)}",
        f"bait={min(len(words.bait), 3)}",
        f"covered={int(5 * words.covered)}",
        f"rest={words.rest}",
        f"worded={bool(found)}{suffix}",
        f"bookmaker={bookmaker_in(label) is not None}",
    ]


def features(name: str, parts: Parts) -> list[int]:
    """Buckets of the features that a clean host has, each once, sorted.

    N-grams are taken within each label, with the borders marked; those of the registered label are kept
    apart from those of sub-domains.
    """
    seen = {trait.encode() for trait in traits(name, parts)}
    for place, label in enumerate(reversed(parts.labels)):
        marked = (f"^{label}$" if place == 0 else f"<{label}>").encode()
        side = b"" if place == 0 else b"sub:"
        for size in _SIZES:
            seen.update([side + marked[start : start + size] for start in range(len(marked) - size + 1)])
    return sorted({crc32(feature) % BUCKETS for feature in seen})
