"""Fitting: sparse rows, constrained logistic regression, calibration and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlp.features import Features
from nlp.ngrams import Hashes
from nlp.scoring import row

Floats = NDArray[np.float64]


#: Groups of public ordinary text that count like one group of our own.
PUBLIC_GROUPS = 5


def vocabulary(features: Sequence[Features], groups: Sequence[str], public: Sequence[bool], least: int) -> Hashes:
    """The n-grams that stand in at least ``least`` different groups of texts, sorted."""
    order: dict[tuple[bool, str], list[Hashes]] = {}
    for one, group, of_public in zip(features, groups, public, strict=True):
        order.setdefault((of_public, group), []).append(one.grams.hashes)
    parts = {
        of_public: [np.unique(np.concatenate(p)) for (o, _), p in order.items() if o == of_public]
        for of_public in (False, True)
    }
    kept = []
    for of_public, needed in ((False, least), (True, least * PUBLIC_GROUPS)):
        if parts[of_public]:
            hashes, counts = np.unique(np.concatenate(parts[of_public]), return_counts=True)
            kept.append(hashes[counts >= needed])
    return np.unique(np.concatenate(kept))


def matrix(hashes: Hashes, features: Iterable[Features]) -> csr_matrix:
    """One sparse row a text over ``hashes``, with the values that the classifier gives them."""
    columns, values, ends = [], [], [0]
    for one in features:
        places, weights = row(hashes, one.grams)
        columns.append(places)
        values.append(weights)
        ends.append(ends[-1] + len(places))
    held = (np.concatenate(values), np.concatenate(columns), np.array(ends))
    return csr_matrix(held, shape=(len(ends) - 1, len(hashes)), dtype=np.float64)


class Known(msgspec.Struct, frozen=True):
    """What is known of a head before any text is seen.

    ``upper``: the greatest weight of each n-gram (0 or infinity). ``bounds``, ``prior``: of each signal.
    ``penalty``, ``dense_penalty``: how much a weight's square, and a signal's way from its prior, cost.
    """

    upper: Floats
    bounds: Sequence[tuple[float | None, float | None]]
    prior: Floats
    penalty: float
    dense_penalty: float


def logistic(
    sparse: csr_matrix, dense: Floats, labels: Floats, weights: Floats, known: Known, steps: int
) -> tuple[Floats, Floats, float]:
    """Weights of n-grams, weights of signals and bias of a logistic regression with bounds.

    Minimises weighted log-loss + ``penalty``/2·|w|² + ``dense_penalty``/2·|d - prior|² by at most ``steps``
    of L-BFGS-B (Byrd, Lu, Nocedal, Zhu 1995).
    """
    penalty, dense_penalty, prior = known.penalty, known.dense_penalty, known.prior
    count, signals = sparse.shape[1], dense.shape[1]
    transposed = sparse.T.tocsr()

    def cost(x: Floats) -> tuple[float, Floats]:
        w, d, b = x[:count], x[count:-1], x[-1]
        z = sparse @ w + dense @ d + b
        loss = float(np.sum(weights * (np.logaddexp(0, z) - labels * z)))
        slope = weights * (1 / (1 + np.exp(-np.clip(z, -50, 50))) - labels)
        away = d - prior
        loss += 0.5 * penalty * float(w @ w) + 0.5 * dense_penalty * float(away @ away)
        return loss, np.concatenate(
            [transposed @ slope + penalty * w, dense.T @ slope + dense_penalty * away, [slope.sum()]]
        )

    limits = [(None, None if np.isinf(u) else float(u)) for u in known.upper] + list(known.bounds) + [(None, None)]
    start = np.concatenate([np.zeros(count), prior, [-2.0]])
    done = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": steps, "maxcor": 8})
    return done.x[:count], done.x[count : count + signals], float(done.x[-1])


def softmax(
    sparse: csr_matrix,
    dense: Floats,
    labels: NDArray[np.int64],
    weights: Floats,
    classes: int,
    penalty: float,
    steps: int = 60,
) -> tuple[Floats, Floats, Floats]:
    """A multinomial logistic regression: weights of n-grams (classes x n), of signals, and biases."""
    count, signals = sparse.shape[1], dense.shape[1]
    transposed = sparse.T.tocsr()
    wanted = np.zeros((len(labels), classes))
    wanted[np.arange(len(labels)), labels] = 1
    shape = (count + signals + 1, classes)

    def cost(x: Floats) -> tuple[float, Floats]:
        held = x.reshape(shape)
        z = sparse @ held[:count] + dense @ held[count:-1] + held[-1]
        z -= z.max(axis=1, keepdims=True)
        e = np.exp(z)
        total = e.sum(axis=1, keepdims=True)
        loss = -float(np.sum(weights[:, None] * wanted * (z - np.log(total))))
        slope = weights[:, None] * (e / total - wanted)
        loss += 0.5 * penalty * float(np.sum(held[:-1] ** 2))
        down = np.vstack([transposed @ slope, dense.T @ slope]) + penalty * held[:-1]
        return loss, np.vstack([down, slope.sum(axis=0)]).ravel()

    done = minimize(cost, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 6})
    held = done.x.reshape(shape)
    return held[:count].T, held[count:-1].T, held[-1]


def platt(raw: Floats, labels: Floats, weights: Floats, prior: float) -> tuple[float, float]:
    """Slope and offset that turn log-odds into probabilities where a share ``prior`` is positive (Platt 1999)."""
    count = float(labels.sum())
    if not count:
        return 1.0, -10.0
    positive, negative = weights[labels == 1].sum(), weights[labels == 0].sum()
    balanced = np.where(labels == 1, weights * prior / positive, weights * (1 - prior) / negative)
    # Platt's targets: even a perfect separation of what was seen leaves doubt about what was not
    targets = np.where(labels == 1, (count + 1) / (count + 2), 1 / (len(labels) - count + 2))

    def cost(x: Floats) -> tuple[float, Floats]:
        z = x[0] * raw + x[1]
        slope = balanced * (1 / (1 + np.exp(-np.clip(z, -50, 50))) - targets)
        return float(np.sum(balanced * (np.logaddexp(0, z) - targets * z))), np.array([slope @ raw, slope.sum()])

    done = minimize(cost, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.2, 1.0), (None, None)])
    return float(done.x[0]), float(done.x[1])


def threshold(p: Floats, labels: Floats, weights: Floats, prior: float, precision: float, least: float) -> float:
    """The least probability from which on ``precision`` is reached where a share ``prior`` is positive.

    Cross-validated, so that it is what unseen text of this kind would give; never below ``least``.
    """
    if not labels.sum():
        return 0.99
    order = np.argsort(-p)
    positive, negative = weights[labels == 1].sum(), weights[labels == 0].sum()
    hits = np.cumsum(np.where(labels == 1, weights, 0)[order]) / positive * prior
    alarms = np.cumsum(np.where(labels == 0, weights, 0)[order]) / negative * (1 - prior)
    good = np.flatnonzero(hits / np.maximum(hits + alarms, 1e-12) >= precision)
    return max(least, float(p[order][good[-1]])) if len(good) else 0.99
