"""Fits the screen: phrases and weights that tell offers and reports from talk, for texts without a shape."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from nlp.ngrams import Grams, Hashes, grams, strings
from nlp.scoring import lookup
from nlp.screen import fold_cheaply, has_shape
from nlp.training import fit
from nlp.training.examples import Example

#: What the screen may lose, in cross-validation, of the offers that the classifier would flag or put to review.
MAY_LOSE = 0.003
#: The greatest bias: what a text without any known phrase adds up to.
NOTHING = -0.01
LEAST_TEXTS = 3
MOST_PHRASES = 5000
PENALTY = 2.0


class Screening(msgspec.Struct, frozen=True):
    """The learnt part of the screen: a text passes where the weights of its phrases and ``bias`` reach 0."""

    phrases: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: float


def learn(examples: Sequence[Example], flaggable: NDArray[np.bool_], fold: NDArray[np.int64]) -> Screening:
    """The screen for these examples.

    ``flaggable``: whether the classifier, cross-validated, would flag each or put it to review: no other
    is lost by being dropped. ``fold`` is the cross-validation fold of each.
    """
    kept, texts = [], []
    for place, example in enumerate(examples):
        folded = fold_cheaply(example.text)
        if not example.attacked and not has_shape(example.text, folded):
            kept.append(place)
            texts.append(folded)
    found = [grams(text) for text in texts]
    wanted = np.array([float(examples[p].role is not None) for p in kept])
    offers = np.array([examples[p].role == "offer" and bool(flaggable[p]) for p in kept])
    weights = np.array([examples[p].weight for p in kept])
    hashes, names = _phrases(texts, found)
    sparse = _presence(hashes, found)
    scores = np.zeros(len(kept))
    folds = fold[np.array(kept)]
    for one in np.unique(folds):
        inside, outside = folds != one, folds == one
        w, b = _fit(sparse[inside], wanted[inside], weights[inside])
        scores[outside] = sparse[outside] @ w + b
    w, b = _fit(sparse, wanted, weights)
    everything = sum(e.role == "offer" and not e.attacked and bool(f) for e, f in zip(examples, flaggable, strict=True))
    lowest = np.sort(scores[offers])
    bar = float(lowest[int(MAY_LOSE * everything)]) if len(lowest) else 0.0
    best = np.sort(np.argsort(-np.abs(w), kind="stable")[:MOST_PHRASES])
    # whatever the bar, a text without a single phrase of weight is talk
    return Screening(tuple(names[int(h)] for h in hashes[best]), w[best].astype(np.float32), min(b - bar, NOTHING))


def _phrases(texts: list[str], found: list[Grams]) -> tuple[Hashes, dict[int, str]]:
    hashes, counts = np.unique(np.concatenate([np.unique(f.hashes[: f.words]) for f in found]), return_counts=True)
    frequent = hashes[counts >= LEAST_TEXTS]
    names: dict[int, str] = {}
    for text, one in zip(texts, found, strict=True):
        known, places = lookup(frequent, one)
        if any(int(frequent[k]) not in names for k in known.tolist()):
            read = strings(text, one)
            names.update((int(frequent[k]), read[p]) for k, p in zip(known.tolist(), places.tolist(), strict=True))
    literal = [h for h in frequent.tolist() if "0" not in names.get(h, "0") and names[h].count(" ") < 2]
    return np.array(literal, dtype=np.uint64), names


def _presence(hashes: Hashes, found: list[Grams]) -> csr_matrix:
    columns, ends = [], [0]
    for one in found:
        known = np.unique(lookup(hashes, one)[0])
        columns.append(known)
        ends.append(ends[-1] + len(known))
    places = np.concatenate(columns)
    return csr_matrix((np.ones(len(places)), places, np.array(ends)), shape=(len(found), len(hashes)))


def _fit(
    sparse: csr_matrix, labels: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    nothing = np.zeros((sparse.shape[0], 0))
    known = fit.Known(np.full(sparse.shape[1], np.inf), [], np.zeros(0), PENALTY, 1.0)
    w, _, b = fit.logistic(sparse, nothing, labels, weights, known, 60)
    return w, b
