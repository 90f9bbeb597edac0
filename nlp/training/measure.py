"""Figures of detection: average precision, recall at a precision, bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nlp.rates import wilson

Floats = NDArray[np.float64]


def average_precision(scores: Floats, labels: Floats) -> float:
    """Area under the precision-recall steps (as scikit-learn's ``average_precision_score``); 0 without positives.

    Equal scores are taken together, so that ties give no credit by chance of order.
    """
    precision, recall = curve(scores, labels)
    return float(np.sum(np.diff(recall, prepend=0.0) * precision)) if labels.sum() else 0.0


def recall_at(scores: Floats, labels: Floats, precision: float) -> float:
    """The greatest recall at which ``precision`` holds."""
    precisions, recalls = curve(scores, labels)
    good = recalls[precisions >= precision]
    return float(good.max()) if len(good) and labels.sum() else 0.0


def recall_at_95(scores: Floats, labels: Floats) -> float:
    """The greatest recall at a precision of 95 %."""
    return recall_at(scores, labels, 0.95)


def curve(scores: Floats, labels: Floats) -> tuple[Floats, Floats]:
    """Precision and recall at every distinct score, from the highest down."""
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(labels[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    return hits[last] / (last + 1.0), hits[last] / max(1.0, float(labels.sum()))


def interval(
    figure: Callable[[Floats, Floats], float], scores: Floats, labels: Floats, rounds: int = 200
) -> tuple[float, float]:
    """The middle 95 % of ``figure`` over ``rounds`` resamplings of the texts (bootstrap, fixed seed)."""
    rng = np.random.default_rng(20221)
    found = []
    for _ in range(rounds):
        chosen = rng.integers(0, len(labels), len(labels))
        found.append(figure(scores[chosen], labels[chosen]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def upper_bound(events: int, trials: int) -> float:
    """The 95 % upper bound on a rate (Wilson score); 1 where nothing was tried."""
    return wilson(events, trials)[1]
