"""Trains the model of host names and measures it on names held out by group.

    python -m nlp.hosts.train DOMAINS.tsv [--out FOLDER]

``DOMAINS.tsv`` has a header and the columns ``domain``, ``label`` (gambling, threat, benign), ``source``.
Its rows are not kept: the artefact holds only quantised weights of hashed features. Names that differ in
digits or ending alone are one group, so that a series of throw-away names is never on both sides. The
seed is fixed: the same file gives the same artefact.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import sys
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from nlp.hosts import known, names
from nlp.hosts.lookalike import imitated
from nlp.hosts.model import ARTEFACT, CARD
from nlp.hosts.shape import BUCKETS, features

SEED = 20261122
FOLDS = 5
FALSE_ALARMS = 0.01
#: From what probability on a name that is called bad is called gambling.
GAMBLING_BAR = 0.5
Floats = NDArray[np.float64]


class Row(msgspec.Struct, frozen=True):
    """One name of the training list that is neither a known fact nor a look-alike of one by rule."""

    name: str
    label: str
    source: str
    fold: int
    decided: str


def read(path: Path) -> list[Row]:
    """Reads the list. Names that cannot be hosts are left out; facts and rule hits are marked ``decided``."""
    rows, seen = [], set()
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            name = names.clean(line["domain"])
            parts = names.split(name) if name else None
            if name is None or parts is None or name in seen:
                continue
            seen.add(name)
            fact = known.kind_of(name)
            decided = fact[0] if fact and fact[0] != "shared" else "lookalike" if imitated(parts) else ""
            rows.append(Row(name, line["label"], line["source"], _fold(parts), decided))
    return rows


def _fold(parts: names.Parts) -> int:
    group = re.sub(r"\d+", "0", parts.labels[-1])
    return int(hashlib.sha256(f"{SEED}{group}".encode()).hexdigest(), 16) % FOLDS


def matrix(rows: list[Row]) -> csr_matrix:
    """Feature matrix of the rows, one line each, of length one."""
    columns: list[int] = []
    bounds = [0]
    for row in rows:
        parts = names.split(row.name)
        columns += features(row.name, parts) if parts else []
        bounds.append(len(columns))
    sizes = np.diff(bounds)
    ones = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes)
    return csr_matrix((ones, np.array(columns), np.array(bounds)), shape=(len(rows), BUCKETS))


def fit(x: csr_matrix, y: NDArray[np.bool_], strength: float) -> LogisticRegression:
    """One head; the classes weigh the same whatever their number."""
    head = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", max_iter=500, random_state=SEED)
    return head.fit(x, y)


def bar_for(scores: Floats, benign: NDArray[np.bool_], share: float) -> float:
    """The least score that at most ``share`` of the benign names reach."""
    return float(np.quantile(scores[benign], 1.0 - share, method="higher")) + 1e-9


def at_home(row: Row) -> bool:
    """Whether a name is under .vn, whose holders are on record: it takes more to call such a name bad."""
    return row.name.endswith(".vn")


def measure(rows: list[Row], bad: Floats, gambling: Floats, bars: tuple[float, float, float]) -> dict[str, float]:
    """Figures on scores of names that their model has not seen, decided names counted as decided."""
    label = np.array([r.label for r in rows])
    flagged = bad >= np.array([bars[2] if at_home(r) else bars[0] for r in rows])
    flagged |= np.array([r.decided == "lookalike" for r in rows])
    flagged &= ~np.array([r.decided in ("official", "shortener") for r in rows])
    vn = np.array([r.source == "popular-vn" for r in rows])
    return {
        "names": len(rows),
        "recall_any_bad": round(float(flagged[label != "benign"].mean()), 4),
        "recall_gambling": round(float(flagged[label == "gambling"].mean()), 4),
        "called_gambling_of_flagged_gambling": round(
            float((gambling >= bars[1])[(label == "gambling") & flagged].mean()), 4
        ),
        "auc_any_bad": round(float(roc_auc_score(label != "benign", bad)), 4),
        "recall_threat": round(float(flagged[label == "threat"].mean()), 4),
        "false_alarms": round(float(flagged[label == "benign"].mean()), 4),
        "false_alarms_popular_vn": int(flagged[vn].sum()),
    }


def main(arguments: list[str] | None = None) -> int:
    """Trains, measures, writes the artefact and its card, and prints the card. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m nlp.hosts.train", description="Train the model of host names.")
    parser.add_argument("domains", type=Path)
    parser.add_argument("--out", type=Path, default=ARTEFACT.parent)
    parser.add_argument("--strength", type=float, default=10.0, help="inverse regularisation of both heads")
    options = parser.parse_args(arguments)
    if not options.domains.is_file():
        sys.stderr.write(f"{options.domains}: no such file; give the tab-separated list of names\n")
        return 2
    rows = read(options.domains)
    card = train(rows, options.strength, options.out)
    card["data_sha256"] = hashlib.sha256(options.domains.read_bytes()).hexdigest()
    (options.out / CARD.name).write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card, indent=1, sort_keys=True) + "\n")
    return 0


def train(rows: list[Row], strength: float, out: Path) -> dict[str, object]:
    """Cross-validates by group for bars and figures, fits on all, writes the artefact; returns its card."""
    x = matrix(rows)
    label = np.array([r.label for r in rows])
    fold = np.array([r.fold for r in rows])
    free = np.array([r.decided not in ("official", "shortener") for r in rows])
    targets = (label != "benign", label == "gambling")
    held = np.zeros((2, len(rows)))
    for number in range(FOLDS):
        test = fold == number
        for head, target in enumerate(targets):
            held[head, test] = fit(x[~test], target[~test], strength).predict_proba(x[test])[:, 1]
    benign = (label == "benign") & free
    home = np.array([at_home(r) for r in rows])
    bar = bar_for(held[0], benign, FALSE_ALARMS)
    bars = (bar, GAMBLING_BAR, max(bar, bar_for(held[0], benign & home, 0.0)))
    figures = measure(rows, held[0], held[1], bars)
    heads = [fit(x, target, strength) for target in targets]
    weights, scales = zip(*(_quantised(h.coef_[0]) for h in heads), strict=True)
    packed = io.BytesIO()
    np.savez_compressed(
        packed, weights=np.stack(weights), scale=np.array(scales),
        intercept=np.array([h.intercept_[0] for h in heads]), bar=np.array(bars),
    )
    (out / ARTEFACT.name).write_bytes(packed.getvalue())
    return {
        "sha256": hashlib.sha256(packed.getvalue()).hexdigest(),
        "seed": SEED,
        "strength": strength,
        "bars": dict(zip(("bad", "gambling", "bad_under_vn"), (round(b, 6) for b in bars), strict=True)),
        "cross_validated_by_group": figures,
    }


def _quantised(weights: Floats) -> tuple[NDArray[np.int8], float]:
    scale = float(np.abs(weights).max()) / 127 or 1.0
    return np.round(weights / scale).astype(np.int8), scale


if __name__ == "__main__":
    sys.exit(main())
