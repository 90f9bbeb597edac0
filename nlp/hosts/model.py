"""How bad a host name looks by its letters alone: a linear model, or rules where its artefact is absent.

The artefact (``model.npz``, no pickle) holds quantised weights of hashed features, calibration, bars, and
hashes of the names of the world's most visited sites; ``model.json`` beside it names its SHA-256, the
digests of its data and the measured figures. ``train.py`` makes both.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.hosts.names import Parts
from nlp.hosts.reasons import Reason, say
from nlp.hosts.shape import BUCKETS, SURE_GAMBLING, features
from nlp.hosts.tokens import CHECKED_SUFFIX, RISKY_SUFFIXES
from nlp.hosts.words import bookmaker_in, cut

_HERE = Path(__file__).parent
ARTEFACT = _HERE / "model.npz"
CARD = _HERE / "model.json"
#: Squared weights of features are kept in steps of this.
NORM_UNIT = 0.5
#: How sure it is that a name made of a betting house's name and a number is that house's.
BOOKMAKER_SCORE = 0.97
#: How much a sub-domain drawn by chance says: whoever sends such links makes a new one for each message.
_CHANCE_SCORE = 0.8
#: The most that a name may score by its letters in a zone where names cost papers.
_CHECKED_SCORE = 0.2


class Look(msgspec.Struct, frozen=True):
    """Probabilities that a name is bad, and that it is gambling rather than not.

    A name is called bad from ``bad_bar`` on, and a bad one gambling from ``gambling_bar`` on.
    """

    bad: float
    gambling: float
    bad_bar: float
    gambling_bar: float
    reasons: tuple[Reason, ...]


class Head(msgspec.Struct, frozen=True):
    """One linear head: quantised weights, their scale, intercept, and calibration (slope and shift of log-odds)."""

    weights: NDArray[np.int8]
    scale: float
    intercept: float
    slope: float
    shift: float

    def of(self, buckets: NDArray[np.int64], length: float) -> float:
        """The calibrated probability for a name with these features, whose vector has this length."""
        total = self.scale * int(self.weights[buckets].sum(dtype=np.int64)) / length
        logit = self.slope * (total + self.intercept) + self.shift
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


class Model(msgspec.Struct, frozen=True):
    """Both heads, squared weights of features, the bars (bad, gambling, bad under .vn), hashes of popular names."""

    bad: Head
    gambling: Head
    norm: NDArray[np.uint8]
    bars: tuple[float, float, float]
    popular: frozenset[int]


class ArtefactError(Exception):
    """The model file is not the one that its card names."""


@lru_cache(maxsize=1)
def _load() -> Model | None:
    if not ARTEFACT.exists():
        return None
    raw = ARTEFACT.read_bytes()
    wanted = json.loads(CARD.read_text(encoding="utf-8"))["sha256"]
    if hashlib.sha256(raw).hexdigest() != wanted:
        raise ArtefactError(
            f"{ARTEFACT.name} does not match the checksum in {CARD.name}: restore both from the release, "
            "or train again with python -m nlp.hosts.train"
        )
    with np.load(io.BytesIO(raw), allow_pickle=False) as stored:
        if stored["weights"].shape != (2, BUCKETS):
            raise ArtefactError(f"{ARTEFACT.name} has weights of shape {stored['weights'].shape}, not (2, {BUCKETS})")
        heads = [
            Head(stored["weights"][n], *(float(stored[part][n]) for part in ("scale", "intercept", "slope", "shift")))
            for n in (0, 1)
        ]
        bad, gambling, home = stored["bar"].tolist()
        return Model(heads[0], heads[1], stored["norm"], (bad, gambling, home), frozenset(stored["popular"].tolist()))


def name_hash(registered: str) -> int:
    """The 32 bits under which a popular name is kept."""
    return int.from_bytes(hashlib.blake2b(registered.encode(), digest_size=4).digest(), "big")


#: Sub-domains that a site opens for itself; under any other a popular host may serve strangers.
_OWN_FRONTS = frozenset({"m", "en", "vi", "mobile", "web", "shop", "store", "blog", "news", "help", "support", "app"})


def is_popular(parts: Parts) -> bool:
    """Whether a host is one of the world's most visited sites, by name or by one of its own fronts."""
    loaded = _load()
    own = len(parts.labels) == 1 or (len(parts.labels) == 2 and parts.labels[0] in _OWN_FRONTS)
    return loaded is not None and own and name_hash(parts.registered) in loaded.popular


def look(name: str, parts: Parts) -> Look:
    """Judges a clean host by its looks."""
    loaded = _load()
    if CHECKED_SUFFIX.search(parts.suffix):
        return Look(_CHECKED_SCORE, 0.0, 1.0, 1.0, (say("checked", suffix=parts.suffix),))
    house = bookmaker_in(parts.labels[-1])
    reasons = tuple(_reasons(parts, house))
    if loaded is None:
        found = _by_rules(parts, reasons)
    else:
        buckets = np.array(features(name, parts))
        length = math.sqrt(NORM_UNIT * int(loaded.norm[buckets].sum(dtype=np.int64)))
        gambling, bars = loaded.gambling.of(buckets, length), loaded.bars
        # Gambling is bad; the head that learnt from all bad names is the less sure of it.
        bad = max(loaded.bad.of(buckets, length), gambling)
        if SURE_GAMBLING.search(parts.labels[-1]):
            gambling = max(gambling, bars[1])
        bad_bar = bars[2] if name.endswith(".vn") else bars[0]
        if any(drawn_by_chance(front) for front in parts.labels[:-1]):
            bad = 1.0 - (1.0 - bad) * (1.0 - _CHANCE_SCORE)
        found = Look(bad, gambling, bad_bar, bars[1], reasons)
    if house:
        sure = max(1.0 - (1.0 - BOOKMAKER_SCORE) * (1.0 - found.bad), found.bad_bar)
        return msgspec.structs.replace(found, bad=sure, gambling=max(found.gambling, BOOKMAKER_SCORE))
    return found


def _reasons(parts: Parts, house: str | None) -> list[Reason]:
    label = parts.labels[-1]
    found = [say("house", house=house)] if house else []
    betting = cut(label).betting
    if betting and not house:
        found.append(say("betting", words=", ".join(betting[:3])))
    if parts.suffix in RISKY_SUFFIXES:
        found.append(say("throwaway", suffix=parts.suffix))
    if looks_random(label) or any(drawn_by_chance(front) for front in parts.labels[:-1]):
        found.append(say("random"))
    return found


def looks_random(label: str) -> bool:
    """Whether a label reads like letters and digits drawn by chance: hardly pronounceable, mixed."""
    letters = [c for c in label if c.isalpha()]
    if len(label) < 6 or not letters:
        return False
    vowels = sum(c in "aeiouy" for c in letters) / len(letters)
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(label))
    return vowels < 0.2 or changes >= 4


def drawn_by_chance(front: str) -> bool:
    """Whether a sub-domain reads like letters and digits drawn by chance (``6f7fxxzz``): mixed, or no word."""
    letters = [c for c in front if c.isalpha()]
    if front.rstrip("0123456789").isalpha():  # a word with a number after it, as branches and years have
        return looks_random(front.rstrip("0123456789"))
    mixed = len(front) >= 7 and 3 <= len(letters) < len(front.replace("-", ""))
    vowels = sum(c in "aeiouy" for c in letters)
    return looks_random(front) or (mixed and vowels < 0.3 * len(letters))


def _by_rules(parts: Parts, reasons: tuple[Reason, ...]) -> Look:
    """Without an artefact: betting words and numbers, throw-away endings, random letters."""
    label = parts.labels[-1]
    words = len(cut(label).betting)
    risky = parts.suffix in RISKY_SUFFIXES
    number = any(c.isdigit() for c in label)
    gambling = 0.2 + 0.15 * min(words, 3) + 0.3 * (words > 0 and number) + 0.25 * (words > 0 and risky)
    bad = 0.35 * risky + 0.3 * looks_random(label) + 0.1 * number + 0.1 * (len(parts.labels) > 2)
    return Look(min(max(bad, gambling), 0.95), min(gambling, 0.95), 0.7, 0.6, reasons)
