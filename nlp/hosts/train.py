"""Trains the model of host names and measures it on names held out by group.

    python -m nlp.hosts.train [DOMAINS.tsv] [--popular LIST ...] [--out FOLDER]

``DOMAINS.tsv`` has a header and the columns ``domain``, ``label`` (gambling, threat, benign), ``source``;
without it, the hosts of our own corpora and lists are taken. A popular LIST holds names of much visited
sites, one a line, or JSON with a ``list``. No name is kept: the artefact holds quantised weights of hashed
features, and 32-bit hashes of the popular names. The seed is fixed: the same files give the same artefact.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from nlp.hosts import names
from nlp.hosts.examples import FOLDS, SEED, Row, authored, fold, much_visited, ordinary, popular, read
from nlp.hosts.model import ARTEFACT, BOOKMAKER_SCORE, CARD, NORM_UNIT, name_hash
from nlp.hosts.shape import BUCKETS, features
from nlp.hosts.verdicts import POPULAR_SCORE, either
from nlp.hosts.words import bookmaker_in

FALSE_ALARMS = 0.01
#: From what probability on a name that is called bad is called gambling.
GAMBLING_BAR = 0.5
#: What one of our own benign rows counts beside a row of the list.
OWN_WEIGHT = 0.3
#: And one of the much visited sites, of which there are more than there are rows.
VISITED_WEIGHT = 0.1
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Added(msgspec.Struct, frozen=True):
    """Benign rows that models learn from and none is measured on: features, what each counts, and the group by name
    stem and by registered domain (``-1``: none) with which it is held out, lest a model meet a tested name."""

    x: csr_matrix
    weights: Floats
    stems: NDArray[np.int64]
    domains: NDArray[np.int64]


class Fitted(msgspec.Struct, frozen=True):
    """One head after fitting: weights over buckets (``idf`` not yet in them), intercept."""

    weights: Floats
    intercept: float


def buckets_of(rows: list[Row]) -> csr_matrix:
    """Which features each row has, one line each."""
    columns: list[int] = []
    bounds = [0]
    for row in rows:
        parts = names.split(row.name)
        columns += features(row.name, parts) if parts else []
        bounds.append(len(columns))
    return csr_matrix((np.ones(len(columns)), np.array(columns), np.array(bounds)), shape=(len(rows), BUCKETS))


def idf_of(x: csr_matrix) -> Floats:
    """Smoothed inverse document frequency of each bucket, in steps of what the artefact can hold."""
    counts = np.bincount(x.indices, minlength=BUCKETS)
    idf = np.log((1 + x.shape[0]) / (1 + counts)) + 1
    kept: Floats = np.sqrt(np.clip(np.round(idf**2 / NORM_UNIT), 1, 255) * NORM_UNIT)
    return kept


def weighted(x: csr_matrix, idf: Floats) -> csr_matrix:
    """Rows with their idf, each scaled to length one."""
    scaled = x @ diags(idf)
    lengths = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ scaled)


def added(visited: set[str]) -> Added:
    """Our own benign rows, which are nobody's and stay in every fold, and those of much visited sites."""
    own, others = ordinary(), much_visited(visited)
    return Added(
        vstack([buckets_of(own), buckets_of(others)], format="csr"),
        np.array([OWN_WEIGHT] * len(own) + [VISITED_WEIGHT] * len(others)),
        np.array([-1] * len(own) + [fold(row.stem) for row in others]),
        np.array([-1] * len(own) + [fold("d" + row.domain) for row in others]),
    )


def fit(x: csr_matrix, y: Bools, beside: Floats, strength: float) -> Fitted:
    """One head. The last rows of ``x`` are added benign ones, each with its weight ``beside`` the others' 1.

    The classes weigh the same whatever their number.
    """
    target = np.concatenate([y, np.zeros(len(beside), dtype=bool)])
    weight = np.concatenate([np.ones(len(y)), beside])
    weight[target] *= weight[~target].sum() / weight[target].sum()
    head = LogisticRegression(C=strength, solver="liblinear", dual=True, tol=1e-3, max_iter=3000, random_state=SEED)
    head.fit(x, target, sample_weight=weight * len(weight) / weight.sum())
    return Fitted(head.coef_[0], float(head.intercept_[0]))


def held_out(
    x: csr_matrix, targets: tuple[Bools, ...], folds: NDArray[np.int64], strength: float,
    more: Added, more_folds: NDArray[np.int64],
) -> Floats:  # fmt: skip
    """Log-odds of each head for each row, by models that saw nothing of the row's group. Shape (heads, rows)."""
    held = np.zeros((len(targets), x.shape[0]))
    for number in range(FOLDS):
        test, kept = folds == number, more_folds != number
        learnt = vstack([x[~test], more.x[kept]], format="csr")
        idf = idf_of(learnt)
        seen, unseen = weighted(learnt, idf), weighted(x[test], idf)
        for head, target in enumerate(targets):
            fitted = fit(seen, target[~test], more.weights[kept], strength)
            held[head, test] = unseen @ fitted.weights + fitted.intercept
    return held


def calibrated(logits: Floats, y: Bools) -> tuple[float, float]:
    """Slope and shift that make probabilities of log-odds, where half of all names are bad (Platt)."""
    platt = LogisticRegression(C=1e6, class_weight="balanced").fit(logits.reshape(-1, 1), y)
    return float(platt.coef_[0][0]), float(platt.intercept_[0])


def scores_of(rows: list[Row], bad: Floats, visited: set[str]) -> Floats:
    """The score that a verdict carries, from the model's probability and what facts and rules say."""
    scores = bad.copy()
    for at, row in enumerate(rows):
        if row.decided in ("official", "shortener"):
            scores[at] = 0.0
        elif row.name in visited:
            scores[at] = POPULAR_SCORE
        elif row.decided == "lookalike":
            scores[at] = either(row.copy_score, bad[at])
        elif bookmaker_in(row.domain.split(".", 1)[0]):
            scores[at] = either(BOOKMAKER_SCORE, bad[at])
    return scores


def bar_for(scores: Floats, share: float) -> float:
    """The least score that at most ``share`` of the names reach."""
    return float(np.quantile(scores, 1.0 - share, method="higher")) + 1e-9


def figures(label: NDArray[np.str_], scores: Floats) -> dict[str, float]:
    """How well scores part bad names from benign ones: AUC, and recall at one false alarm in a hundred."""
    benign = label == "benign"
    bar = bar_for(scores[benign], FALSE_ALARMS)
    return {
        "auc": round(float(roc_auc_score(~benign, scores)), 4),
        "recall_any_bad": round(float((scores[~benign] >= bar).mean()), 4),
        "recall_gambling": round(float((scores[label == "gambling"] >= bar).mean()), 4),
        "recall_threat": round(float((scores[label == "threat"] >= bar).mean()), 4),
    }


def train(rows: list[Row], visited: set[str], strength: float, out: Path) -> dict[str, object]:
    """Cross-validates by group for bars and figures, fits on all, writes the artefact; returns its card."""
    x, more = buckets_of(rows), added(visited)
    label = np.array([r.label for r in rows])
    targets = (label != "benign", label == "gambling")
    held = held_out(x, targets, np.array([fold(r.stem) for r in rows]), strength, more, more.stems)
    scaling = [calibrated(logits, target) for logits, target in zip(held, targets, strict=True)]
    bad, gambling = _both(held, scaling)
    scores = scores_of(rows, bad, visited)
    bars = _bars(rows, bad, visited)
    by = np.array([fold("d" + r.domain) for r in rows])
    by_domain = scores_of(rows, _both(held_out(x, targets, by, strength, more, more.domains), scaling)[0], visited)
    everything = vstack([x, more.x], format="csr")
    idf = idf_of(everything)
    heads = [fit(weighted(everything, idf), target, more.weights, strength) for target in targets]
    digest = _write(out / ARTEFACT.name, heads, scaling, idf, bars, visited)
    return {
        "sha256": digest,
        "seed": SEED,
        "strength": strength,
        "names": len(rows),
        "popular_names": len(visited),
        "bars": dict(zip(("bad", "gambling", "bad_under_vn"), (round(b, 6) for b in bars), strict=True)),
        "held_out_by_name_stem": {
            "model_alone": figures(label, bad),
            "with_facts_and_rules": figures(label, scores),
            "at_the_shipped_bars": _as_shipped(rows, label, scores, gambling, bars),
        },
        "held_out_by_registered_domain": {"with_facts_and_rules": figures(label, by_domain)},
    }


def _both(logits: Floats, scaling: list[tuple[float, float]]) -> tuple[Floats, Floats]:
    """How likely names are bad, which gambling is, and how likely they are gambling."""
    bad, gambling = (
        1 / (1 + np.exp(-np.clip(slope * head + shift, -30, 30)))
        for head, (slope, shift) in zip(logits, scaling, strict=True)
    )
    return np.maximum(bad, gambling), gambling


def _bars(rows: list[Row], bad: Floats, visited: set[str]) -> tuple[float, float, float]:
    """From where on a name is called bad. Popular names are left out, lest they make the bar easy for the rest."""
    free = np.array([r.label == "benign" and not r.decided and r.name not in visited for r in rows])
    home = np.array([r.name.endswith(".vn") for r in rows])
    bar = bar_for(bad[free], FALSE_ALARMS)
    # holders of names under .vn are on record: it takes more to call such a name bad than any honest one reached
    return bar, GAMBLING_BAR, max(bar, bar_for(bad[free & home], 0.0)) if (free & home).any() else bar


def _as_shipped(
    rows: list[Row], label: NDArray[np.str_], scores: Floats, gambling: Floats, bars: tuple[float, float, float]
) -> dict[str, float]:
    flagged = scores >= np.array([bars[2] if r.name.endswith(".vn") else bars[0] for r in rows])
    flagged |= np.array([r.decided == "lookalike" for r in rows]) & (scores > POPULAR_SCORE)
    local = np.array([r.source == "popular-vn" for r in rows])
    called = (label == "gambling") & flagged
    named = float((gambling[called] >= bars[1]).mean()) if called.any() else 0.0
    return {
        "recall_any_bad": round(float(flagged[label != "benign"].mean()), 4),
        "recall_gambling": round(float(flagged[label == "gambling"].mean()), 4),
        "called_gambling_of_flagged_gambling": round(named, 4),
        "false_alarms": round(float(flagged[label == "benign"].mean()), 4),
        "false_alarms_popular_vn": int(flagged[local].sum()),
        "popular_vn": int(local.sum()),
    }


def _write(
    path: Path, heads: list[Fitted], scaling: list[tuple[float, float]], idf: Floats,
    bars: tuple[float, float, float], visited: set[str],
) -> str:  # fmt: skip
    """Writes the artefact; returns its SHA-256."""
    weights, scales = zip(*(_quantised(h.weights * idf) for h in heads), strict=True)
    packed = io.BytesIO()
    np.savez_compressed(
        packed, weights=np.stack(weights), scale=np.array(scales), intercept=np.array([h.intercept for h in heads]),
        slope=np.array([s[0] for s in scaling]), shift=np.array([s[1] for s in scaling]),
        norm=np.round(idf**2 / NORM_UNIT).astype(np.uint8), bar=np.array(bars),
        popular=np.array(sorted({name_hash(name) for name in visited}), dtype=np.uint32),
    )  # fmt: skip
    path.write_bytes(packed.getvalue())
    return hashlib.sha256(packed.getvalue()).hexdigest()


def _quantised(weights: Floats) -> tuple[NDArray[np.int8], float]:
    # the few largest weights are cut, so that the many small ones keep their difference
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127 if weights.any() else 1.0
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def main(arguments: list[str] | None = None) -> int:
    """Trains, measures, writes the artefact and its card, and prints the card. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nlp.hosts.train", description="Train the model of host names.")
    parser.add_argument("domains", type=Path, nargs="?", help="list of names; hosts of our own texts if left out")
    parser.add_argument("--popular", type=Path, nargs="*", default=[], help="lists of much visited sites")
    parser.add_argument("--out", type=Path, default=ARTEFACT.parent)
    parser.add_argument("--strength", type=float, default=3.0, help="inverse regularisation of both heads")
    options = parser.parse_args(arguments)
    given = [path for path in (options.domains, *options.popular) if path]
    for path in given:
        if not path.is_file():
            sys.stderr.write(f"{path}: no such file; give a list of names\n")
            return 2
    rows = read(options.domains) if options.domains else authored()
    visited = popular(options.popular, frozenset(r.domain for r in rows if r.label != "benign" and r.name == r.domain))
    card = train(rows, visited, options.strength, options.out)
    card["data"] = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in given} or "our own corpora"
    (options.out / CARD.name).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
