"""What a host name looks like, as features for the linear model: hashed character n-grams and a few traits."""

from __future__ import annotations

import re
from zlib import crc32

from nlp.hosts.lookalike import RISKY_SUFFIXES
from nlp.hosts.names import Parts
from nlp.normalise.syllables import segment

#: Number of hash buckets: a power of two.
BUCKETS = 1 << 18
_SIZES = (1, 2, 3, 4)
#: Words that betting sites put in their names, and the numbers they like. Common knowledge of the trade.
GAMBLING = re.compile(
    r"bet|casino|win|nhacai|xoso|soicau|kubet|lode|keo|bong(?:da)?|nohu|banca|taixiu|slot|club|vip|game|bai|daga|"
    r"sunwin|fun88|jun88|188|789|888|868|886|68|79|88|99|poker|baccarat|jackpot|hit|rikvip|iwin|fb88|w88|m88|"
    r"bk8|sky88|mu88|okvip|8xbet|j88|hi88|shbet|thabet|xocdia|slots|cadoc?|cuoc|tip"
)
#: Of these one is enough to call a bad name gambling.
SURE_GAMBLING = re.compile(
    r"casino|nhacai|xoso|soicau|kubet|lode|nohu|banca|taixiu|xocdia|daga|poker|baccarat|jackpot|sunwin|rikvip|bet\d|\dbet|"
    r"bet$|win\d|gamebai|tipkeo|cacuoc|cadoc?$"
)
_VOWELS = frozenset("aeiouy")
_DIGITS = re.compile(r"\d+")


def traits(name: str, parts: Parts) -> list[str]:
    """Names of the traits that hold for a host, coarse enough to be counted over many names."""
    label = parts.labels[-1]
    letters = [c for c in label if c.isalpha()]
    digits = _DIGITS.findall(label)
    vowels = sum(c in _VOWELS for c in letters)
    found = [
        f"suffix={parts.suffix}",
        f"risky={parts.suffix in RISKY_SUFFIXES}",
        f"length={min(len(label) // 3, 8)}",
        f"depth={min(len(parts.labels), 4)}",
        f"hyphens={min(label.count('-'), 3)}",
        f"digits={min(sum(map(len, digits)), 5)}",
        f"digit_runs={min(len(digits), 3)}",
        f"starts_digit={label[0].isdigit()}",
        f"ends_digit={label[-1].isdigit()}",
        f"vowels={int(5 * vowels / len(letters)) if letters else 'none'}",
        f"longest_consonants={min(max(map(len, re.split('[aeiouy0-9-]', label))), 6)}",
        f"words={min(len(set(GAMBLING.findall(label))), 3)}",
        f"punycode={'xn--' in name}",
    ]
    found.append(f"risky+digits={found[1]}{bool(digits)}")
    found.append(f"suffix+length={parts.suffix}{found[2]}")
    found.append(f"suffix+digits={parts.suffix}{bool(digits)}")
    bare = re.sub("[^a-z]", "", label)
    if len(bare) >= 4:
        words = segment(bare)
        found.append(f"syllables={'none' if words is None else min(len(words), 5)}")
    return found


def features(name: str, parts: Parts) -> list[int]:
    """Buckets of the features that a clean host has, each once, sorted.

    N-grams are taken within each label, with the borders marked; those of the registered label are kept
    apart from those of sub-domains.
    """
    seen: set[int] = set()
    add = seen.add
    for place, label in enumerate(reversed(parts.labels)):
        marked = f"^{label}$" if place == 0 else f"<{label}>"
        for size in _SIZES:
            for start in range(len(marked) - size + 1):
                add(crc32(marked[start : start + size].encode()) % BUCKETS)
    shapes = re.sub(r"[a-z]", "a", re.sub(r"\d", "0", parts.labels[-1]))
    add(crc32(f"shape={shapes}".encode()) % BUCKETS)
    for trait in traits(name, parts):
        add(crc32(trait.encode()) % BUCKETS)
    return sorted(seen)
