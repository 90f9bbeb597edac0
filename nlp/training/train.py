"""Trains the model that ships: ``python -m nlp.training`` (``make train``). Same texts, same seed, same weights."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp import indicators
from nlp.features import Features, observe
from nlp.lexicon import CIVIC
from nlp.model import Model, version_of
from nlp.ngrams import Hashes, grams, strings
from nlp.normalise import normalise
from nlp.scoring import coupled, lookup
from nlp.signals import HEADS, SIGNALS
from nlp.training import fit
from nlp.training.examples import BENIGN, Example, benign, own
from nlp.training.screening import learn

FOLDS = 3
FOLD_STEPS = 45
STEPS = 70
PENALTY = 0.4
DENSE_PENALTY = 0.6
SCHEME_PENALTY = 0.08
LEAST_GROUPS = 6
#: Weights smaller than this are dropped from the file.
PRUNE = 0.06
SCHEME_GRAMS = 7000
#: The share of offers of a category, and of reports, among what the pipeline reads, that probabilities
#: and thresholds are for.
PRIOR = 0.02
PRECISION = 0.97
#: Nothing less likely than this is ever flagged, or put to review.
LEAST_FLAGGED, LEAST_REVIEWED = 0.5, 0.4
#: What a text that resembles an offer (a twin, a report) counts among ordinary ones: with some six thousand of them
#: beside ten thousand public texts, about one post in fifty of the stream that thresholds are for is a twin. An
#: offer of another category counts nothing: it is flagged, if under the wrong name.
RESEMBLING = 0.03
REVIEW_PRECISION = 0.6


class Observed(msgspec.Struct, frozen=True):
    """Examples with their features, in one order."""

    examples: list[Example]
    features: list[Features]
    dense: NDArray[np.float64]
    weights: NDArray[np.float64]

    def labels(self, head: str) -> NDArray[np.float64]:
        if head == "report":
            return np.array([float(e.role == "report") for e in self.examples])
        return np.array([float(e.role == "offer" and e.category == head) for e in self.examples])

    def weights_for(self, head: str) -> NDArray[np.float64]:
        """Weights for one head. Offers of other categories are left out: heads compete when scored."""
        other = np.array([e.role == "offer" and e.category != head for e in self.examples])
        return np.where(other & (head != "report"), 0.0, self.weights)

    def groups(self) -> list[str]:
        return [e.group for e in self.examples]


def features_of(text: str) -> Features:
    """What the pipeline's classifier would see of ``text``."""
    normalised = normalise(text)
    return observe(text, normalised, indicators.find(text, normalised))


def gather(folder: Path | None) -> Observed:
    """Everything there is to learn from; ``folder`` is the development data or ``None``."""
    examples = list(own())
    if folder is not None:
        examples += benign(folder, held_out=False)
    features = [features_of(e.text) for e in examples]
    return Observed(
        examples,
        features,
        np.array([f.dense for f in features], dtype=np.float64),
        np.array([e.weight for e in examples]),
    )


def civic_hashes() -> Hashes:
    """Hashes of every n-gram that stands within a phrase of civic life: none may speak for an offer."""
    kept: list[int] = []
    for phrase in CIVIC:
        found = grams(phrase)
        for text, value in zip(strings(phrase, found), found.hashes.tolist(), strict=True):
            if text.startswith("~") or " " in text or text == phrase:
                kept.append(value)
    return np.unique(np.array(kept, dtype=np.uint64))


def caps(hashes: Hashes, civic: Hashes, names: dict[int, str]) -> NDArray[np.float64]:
    """The greatest weight of each n-gram: 0 for what holds, or stands within, words of civic life."""
    phrases = [f" {phrase} " for phrase in CIVIC]
    within = np.isin(hashes, civic)
    holds = np.array([any(p in f" {names.get(h, '')} " for p in phrases) for h in hashes.tolist()])
    return np.where(within | holds, 0.0, np.inf)


def folds(groups: Sequence[str]) -> NDArray[np.int64]:
    """A fold for each text; a group is never split. Groups are dealt in the order of their names."""
    place = {group: number % FOLDS for number, group in enumerate(sorted(set(groups), key=_shuffled))}
    return np.array([place[g] for g in groups])


def _shuffled(group: str) -> int:
    return zlib.crc32(group.encode())


class Trained(msgspec.Struct, frozen=True):
    """A model, the log-odds of every example from the fold that did not see it (heads x examples), and likewise
    the likeliest scheme of each example that has one."""

    model: Model
    raw: NDArray[np.float64]
    schemes: list[str | None]


def train(observed: Observed, log: bool = True) -> Trained:
    """Fits the four heads, the schemes and the screen, and calibrates by cross-validation over groups."""
    started = time.perf_counter()
    public = [e.source in BENIGN for e in observed.examples]
    hashes = fit.vocabulary(observed.features, observed.groups(), public, LEAST_GROUPS)
    names = names_of(hashes, observed)
    upper = caps(hashes, civic_hashes(), names)
    sparse = fit.matrix(hashes, observed.features)
    if log:
        print(f"{sparse.shape[0]} texts, {sparse.shape[1]} n-grams, {sparse.nnz} values")
    fold = folds(observed.groups())
    raw = np.zeros((len(HEADS), len(observed.examples)))
    fitted = []
    for number, head in enumerate(HEADS):
        known = fit.Known(
            upper,
            [s.bounds(number) for s in SIGNALS],
            np.array([s.prior[number] for s in SIGNALS]),
            PENALTY,
            DENSE_PENALTY,
        )
        labels, weights = observed.labels(head), observed.weights_for(head)
        for one in range(FOLDS):
            inside, outside = fold != one, fold == one
            w, d, b = fit.logistic(
                sparse[inside], observed.dense[inside], labels[inside], weights[inside], known, FOLD_STEPS
            )
            raw[number, outside] = sparse[outside] @ w + observed.dense[outside] @ d + b
        fitted.append(fit.logistic(sparse, observed.dense, labels, weights, known, STEPS))
        if log:
            print(f"{head}: {int(labels.sum())} texts, {time.perf_counter() - started:.0f} s")
    scheme, said = schemes(observed, fold)
    return Trained(assemble(observed, hashes, names, fitted, raw, scheme), raw, said)


def names_of(hashes: Hashes, observed: Observed) -> dict[int, str]:
    """What each hash of the vocabulary reads as."""
    names: dict[int, str] = {}
    missing = np.ones(len(hashes), dtype=bool)
    for features in observed.features:
        known, places = lookup(hashes, features.grams)
        new = missing[known]
        if not new.any():
            continue
        read = strings(features.read, features.grams)
        names.update((int(hashes[k]), read[p]) for k, p in zip(known[new].tolist(), places[new].tolist(), strict=True))
        missing[known] = False
    return names


Fitted = tuple[NDArray[np.float64], NDArray[np.float64], float]


def assemble(
    observed: Observed,
    hashes: Hashes,
    names: dict[int, str],
    fitted: list[Fitted],
    raw: NDArray[np.float64],
    scheme: SchemePart,
) -> Model:
    """The model of fitted heads: pruned, calibrated by the cross-validated ``raw``, with its schemes."""
    weights = np.array([w for w, _, _ in fitted])
    weights[np.abs(weights) < PRUNE] = 0
    kept = np.abs(weights).max(axis=0) > 0
    weights = weights[:, kept].astype(np.float16).astype(np.float32)
    kept_hashes = hashes[kept]
    calibration, thresholds = calibrate(observed, raw)
    flaggable = coupled(calibration[:, :1] * raw + calibration[:, 1:]) >= thresholds[:, 1:]
    screening = learn(observed.examples, np.any(flaggable, axis=0), folds(observed.groups()))
    dense = np.array([d for _, d, _ in fitted], dtype=np.float32)
    bias = np.array([b for _, _, b in fitted], dtype=np.float32)
    return Model(
        version=version_of([kept_hashes, weights, dense, bias, calibration, thresholds, scheme.weights, scheme.dense]),
        hashes=kept_hashes,
        weights=weights,
        dense=dense,
        bias=bias,
        calibration=calibration,
        thresholds=thresholds,
        grams=tuple(names[h] for h in kept_hashes.tolist()),
        schemes=scheme.names,
        scheme_hashes=scheme.hashes,
        scheme_weights=scheme.weights,
        scheme_dense=scheme.dense,
        scheme_bias=scheme.bias,
        screen_phrases=screening.phrases,
        screen_weights=screening.weights,
        screen_bias=screening.bias,
    )


def calibrate(observed: Observed, raw: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Slope and offset, flag and review threshold of each head, from cross-validated log-odds.

    Texts as written alone count, not attacked ones. Our own ordinary texts are twins of offers, far
    rarer in life than in the corpora, and count ``RESEMBLING`` each.
    """
    plain = np.array([not e.attacked for e in observed.examples])
    weights = np.array([1.0 if e.source in BENIGN or e.role == "offer" else RESEMBLING for e in observed.examples])
    calibration, thresholds = [], []
    for number, head in enumerate(HEADS):
        labels = observed.labels(head)
        used = plain & (observed.weights_for(head) > 0)
        calibration.append(fit.platt(raw[number, used], labels[used], weights[used], PRIOR))
    held = np.array(calibration, dtype=np.float32)
    p = coupled(held[:, :1] * raw + held[:, 1:])
    for number, head in enumerate(HEADS):
        labels = observed.labels(head)
        offers = np.array([e.role == "offer" for e in observed.examples])
        of_offers = RESEMBLING if head == "report" else 0.0
        seen = np.where((labels == 0) & offers, of_offers, weights)[plain]
        flag = fit.threshold(p[number, plain], labels[plain], seen, PRIOR, PRECISION, LEAST_FLAGGED)
        review = fit.threshold(p[number, plain], labels[plain], seen, PRIOR, REVIEW_PRECISION, LEAST_REVIEWED)
        thresholds.append((flag, min(review, flag)))
    return held, np.array(thresholds, dtype=np.float32)


class SchemePart(msgspec.Struct, frozen=True):
    """The multinomial over schemes."""

    names: tuple[str, ...]
    hashes: Hashes
    weights: NDArray[np.float32]
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]


def schemes(observed: Observed, fold: NDArray[np.int64]) -> tuple[SchemePart, list[str | None]]:
    """Fits the scheme of offers and reports on the most frequent n-grams of words; and says the likeliest scheme of
    each of them by a fit that did not see its fold."""
    places = np.array([n for n, e in enumerate(observed.examples) if e.schemes])
    features = [observed.features[n] for n in places.tolist()]
    found = [np.unique(f.grams.hashes[: f.grams.words]) for f in features]
    hashes, counts = np.unique(np.concatenate(found), return_counts=True)
    frequent = np.sort(hashes[np.argsort(-counts, kind="stable")[:SCHEME_GRAMS]])
    names = tuple(sorted({observed.examples[n].schemes[0] for n in places.tolist()}))
    labels = np.array([names.index(observed.examples[n].schemes[0]) for n in places.tolist()])
    sparse, dense, texts = fit.matrix(frequent, features), observed.dense[places], observed.weights[places]
    said: list[str | None] = [None] * len(observed.examples)
    for one in range(FOLDS):
        inside, outside = fold[places] != one, fold[places] == one
        w, d, b = fit.softmax(
            sparse[inside], dense[inside], labels[inside], texts[inside], len(names), SCHEME_PENALTY, FOLD_STEPS
        )
        best = np.argmax(sparse[outside] @ w.T + dense[outside] @ d.T + b, axis=1)
        for place, scheme in zip(places[outside].tolist(), best.tolist(), strict=True):
            said[place] = names[scheme]
    weights, signals, bias = fit.softmax(sparse, dense, labels, texts, len(names), SCHEME_PENALTY)
    weights[np.abs(weights) < PRUNE] = 0
    part = SchemePart(
        names,
        frequent,
        weights.astype(np.float16).astype(np.float32),
        signals.astype(np.float32),
        bias.astype(np.float32),
    )
    return part, said
