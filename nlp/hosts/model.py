"""How bad a host name looks by its letters alone: a linear model, or rules where its artefact is absent.

The artefact (``model.npz``, no pickle) holds quantised weights of hashed features, calibration and bars;
``model.json`` beside it names its SHA-256, the data's digest and the measured figures. ``train.py`` makes
both.
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

from nlp.hosts.lookalike import RISKY_SUFFIXES
from nlp.hosts.names import Parts
from nlp.hosts.shape import BUCKETS, GAMBLING, SURE_GAMBLING, features

_HERE = Path(__file__).parent
ARTEFACT = _HERE / "model.npz"
CARD = _HERE / "model.json"


class Look(msgspec.Struct, frozen=True):
    """Probabilities that a name is bad, and that it is gambling rather than not.

    A name is called bad from ``bad_bar`` on, and a bad one gambling from ``gambling_bar`` on.
    """

    bad: float
    gambling: float
    bad_bar: float
    gambling_bar: float
    reasons: tuple[str, ...]


class Weights(msgspec.Struct, frozen=True):
    """One linear head: quantised weights, their scale and intercept."""

    values: list[int]
    scale: float
    intercept: float

    def of(self, buckets: list[int]) -> float:
        """The probability for a name with these features."""
        values = self.values
        # each name is a vector of length one, however many features it has
        total = self.intercept + self.scale * sum([values[b] for b in buckets]) / math.sqrt(len(buckets) or 1)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


class ArtefactError(Exception):
    """The model file is not the one that its card names."""


@lru_cache(maxsize=1)
def _load() -> tuple[Weights, Weights, list[float]] | None:
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
        rows = zip(stored["weights"], stored["scale"], stored["intercept"], strict=True)
        heads = [Weights(w.tolist(), float(scale), float(intercept)) for w, scale, intercept in rows]
        return heads[0], heads[1], stored["bar"].tolist()


def look(name: str, parts: Parts) -> Look:
    """Judges a clean host by its looks."""
    loaded = _load()
    reasons = tuple(_reasons(parts))
    if loaded is None:
        return _by_rules(parts, reasons)
    buckets = features(name, parts)
    bad, gambling, bars = loaded[0].of(buckets), loaded[1].of(buckets), loaded[2]
    bad_bar = bars[2] if name.endswith(".vn") else bars[0]
    if SURE_GAMBLING.search(parts.labels[-1]):
        gambling = max(gambling, bars[1])
    return Look(bad, gambling, bad_bar, bars[1], reasons or ("the make of the name",))


def _reasons(parts: Parts) -> list[str]:
    label = parts.labels[-1]
    found = []
    words = list(dict.fromkeys(GAMBLING.findall(label)))
    if words:
        found.append("betting words in the name: " + ", ".join(words[:3]))
    if parts.suffix in RISKY_SUFFIXES:
        found.append(f"throw-away ending .{parts.suffix}")
    if looks_random(label):
        found.append("letters as by chance")
    return found


def looks_random(label: str) -> bool:
    """Whether a label reads like letters and digits drawn by chance: hardly pronounceable, mixed."""
    letters = [c for c in label if c.isalpha()]
    if len(label) < 6 or not letters:
        return False
    vowels = sum(c in "aeiouy" for c in letters) / len(letters)
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(label))
    return vowels < 0.2 or changes >= 4


def _by_rules(parts: Parts, reasons: tuple[str, ...]) -> Look:
    """Without an artefact: betting words and numbers, throw-away endings, random letters."""
    label = parts.labels[-1]
    words = len(set(GAMBLING.findall(label)))
    risky = parts.suffix in RISKY_SUFFIXES
    number = any(c.isdigit() for c in label)
    gambling = 0.2 + 0.15 * min(words, 3) + 0.3 * (words > 0 and number) + 0.25 * (words > 0 and risky)
    bad = 0.35 * risky + 0.3 * looks_random(label) + 0.1 * number + 0.1 * (len(parts.labels) > 2)
    return Look(min(max(bad, gambling), 0.95), min(gambling, 0.95), 0.7, 0.6, reasons)
