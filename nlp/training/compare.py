"""What the ordinary public text of the development data brings: a model with it beside one without."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nlp.features import Features
from nlp.model import Model
from nlp.scoring import probabilities
from nlp.taxonomy import CATEGORIES
from nlp.training import fit
from nlp.training.examples import BENIGN, benign
from nlp.training.measure import Floats, average_precision, recall_at_95
from nlp.training.posts import APART, read_dev
from nlp.training.train import Observed, features_of, train


def without(observed: Observed) -> Observed:
    """The same examples without the public ones."""
    kept = [n for n, e in enumerate(observed.examples) if e.source not in BENIGN]
    return Observed(
        [observed.examples[n] for n in kept],
        [observed.features[n] for n in kept],
        observed.dense[kept],
        observed.weights[kept],
    )


def compared(shipped: Model, observed: Observed, folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Figures on the evaluation posts, classifier alone (no screen): as shipped, and trained on our own texts alone.

    Also the share of held-out ordinary public text that each would flag.
    """
    posts = [p for p in read_dev(folder) if p.subtype != APART]
    real = [features_of(p.text) for p in posts]
    ordinary = [features_of(e.text) for e in benign(folder, held_out=True)]
    models = {"with": shipped, "without": train(without(observed), log=False).model}
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, one in models.items():
        p, held = _probabilities(one, real), _probabilities(one, ordinary)
        table[name] = {}
        for head, category in enumerate(CATEGORIES[:2]):
            truth = np.array([float(post.label == category) for post in posts])
            table[name][category] = {
                "average_precision": round(average_precision(p[head], truth), 4),
                "recall_at_95_precision": round(recall_at_95(p[head], truth), 4),
                "ordinary_above_threshold": round(float((held[head] >= one.thresholds[head, 0]).mean()), 5),
            }
    return table


def _probabilities(model: Model, features: list[Features]) -> Floats:
    """Calibrated probabilities, heads x texts."""
    dense = np.array([f.dense for f in features], dtype=np.float64)
    raw = fit.matrix(model.hashes, features) @ model.weights.T.astype(np.float64) + dense @ model.dense.T + model.bias
    return probabilities(model, np.asarray(raw).T)
