"""Tables of the evaluation beyond the headline: by surface, under attack, calibration, what to expect in a stream."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence

import numpy as np

from canhgiac.records import Assessment
from nlp.rates import wilson
from nlp.taxonomy import CATEGORIES
from nlp.training.augment import ATTACKS
from nlp.training.measure import Floats, average_precision, interval, recall_at_95, upper_bound

#: Shares of offers in a stream of posts for which the precision is foretold.
STREAMS = {"one in 50": 1 / 50, "one in 1,000": 1 / 1000}
#: Edges of the bins of a reliability table.
BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0001)

Assess = Callable[[list[str]], list[Assessment]]


def is_offer(result: Assessment) -> bool:
    """Whether a text is flagged as an offer, review apart."""
    return result.role == "offer" and not result.review


def found_of(labels: Sequence[str], results: Sequence[Assessment]) -> dict[str, object]:
    """How many offers (labels that name a category) there are, and the share flagged, with its 95 % interval."""
    offers = [r for label, r in zip(labels, results, strict=True) if label in CATEGORIES]
    hits = sum(is_offer(r) for r in offers)
    low, high = wilson(hits, len(offers))
    return {"offers": len(offers), "found": hits, "recall": _share(hits, len(offers)), "interval": [low, high]}


def by_surface(labels: Sequence[str], kinds: Sequence[str], results: Sequence[Assessment]) -> dict[str, object]:
    """For each surface and category with offers there: average precision, recall at 95 % precision, as shipped."""
    table: dict[str, object] = {}
    for kind in sorted(set(kinds)):
        places = [n for n, k in enumerate(kinds) if k == kind]
        for category in CATEGORIES:
            truth: Floats = np.array([float(labels[n] == category) for n in places])
            if not truth.sum():
                continue
            scores: Floats = np.array([getattr(results[n].scores, category) for n in places])
            flagged = [is_offer(results[n]) and results[n].category == category for n in places]
            hits = sum(f and bool(t) for f, t in zip(flagged, truth.tolist(), strict=True))
            low, high = interval(average_precision, scores, truth)
            table[f"{kind}, {category}"] = {
                "texts": len(places),
                "offers": int(truth.sum()),
                "average_precision": round(average_precision(scores, truth), 3),
                "interval": [round(low, 3), round(high, 3)],
                "recall_at_95_precision": round(recall_at_95(scores, truth), 3),
                "precision_as_shipped": _share(hits, sum(flagged)),
                "recall_as_shipped": _share(hits, int(truth.sum())),
            }
    return table


def under_attack(offers: Sequence[str], ordinary: Sequence[str], assess: Assess) -> dict[str, dict[str, object]]:
    """Recall of ``offers``, and false flags on ``ordinary``, as they are and under each way of hiding."""
    table: dict[str, dict[str, object]] = {}
    for name in ("as it is", *ATTACKS):
        results = assess([_attacked(name, text) for text in (*offers, *ordinary)])
        hits = sum(map(is_offer, results[: len(offers)]))
        false = sum(map(is_offer, results[len(offers) :]))
        table[name] = {
            "offers": len(offers),
            "recall": _share(hits, len(offers)),
            "ordinary": len(ordinary),
            "false_flags": false,
        }
    return table


def _attacked(name: str, text: str) -> str:
    if name not in ATTACKS:
        return text
    return ATTACKS[name](text, random.Random(f"{name}:{text}"))  # noqa: S311 - repeatable variety, no secret


def calibration(
    labels: Sequence[str], results: Sequence[Assessment], category: str, prior: float
) -> list[dict[str, object]]:
    """A reliability table: per bin of the score how many texts and offers, the mean score, and the share of offers
    once these are weighted to be ``prior`` of all, as the probabilities are for."""
    scores = np.array([getattr(r.scores, category) for r in results])
    truth = np.array([label == category for label in labels])
    weights = np.where(truth, prior / max(1, truth.sum()), (1 - prior) / max(1, (~truth).sum()))
    rows: list[dict[str, object]] = []
    for low, high in itertools.pairwise(BINS):
        inside = (scores >= low) & (scores < high)
        if not inside.any():
            continue
        mass = float(weights[inside].sum())
        rows.append(
            {
                "from": low,
                "to": min(1.0, high),
                "texts": int(inside.sum()),
                "offers": int((inside & truth).sum()),
                "mean_score": round(float((weights * scores)[inside].sum()) / mass, 3),
                "share_of_offers": round(float((weights * truth)[inside].sum()) / mass, 3),
            }
        )
    return rows


def expected_precision(recall: float, false: int, ordinary: int) -> dict[str, dict[str, float]]:
    """The precision to expect where one post in so many is an offer, from ``recall`` and ``false`` flags in
    ``ordinary`` texts; ``at_least`` takes the upper 95 % bound of the false-flag rate."""
    table = {}
    for name, share in STREAMS.items():
        rates = (false / max(1, ordinary), upper_bound(false, ordinary))
        point, least = (recall * share / max(1e-12, recall * share + rate * (1 - share)) for rate in rates)
        table[name] = {"precision": round(point, 3), "at_least": round(least, 3)}
    return table


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
