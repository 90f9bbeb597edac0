"""What cross-validation inside our own corpora says: per scheme, surface and role, and of the scheme's name.

Invented text flatters: these figures compare schemes and surfaces with each other and say where the corpora
are thin. They foretell nothing of real text; ``nlp.training.evaluate`` measures that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from nlp.model import Model
from nlp.rates import wilson
from nlp.scoring import coupled
from nlp.signals import HEADS
from nlp.taxonomy import CATEGORIES
from nlp.training.examples import Example
from nlp.training.measure import Floats, average_precision

REPORT = HEADS.index("report")


def figures(model: Model, examples: Sequence[Example], raw: Floats, schemes: Sequence[str | None]) -> dict[str, object]:
    """Figures of texts as written, from log-odds ``raw`` (heads x examples) and ``schemes`` of held-out folds.

    A text counts as found where its own category's probability reaches the shipped threshold.
    """
    p = coupled(model.calibration[:, :1] * raw + model.calibration[:, 1:])
    plain = [n for n, e in enumerate(examples) if not e.attacked]
    return {
        "categories": {c: _category(model, examples, p, plain, c) for c in CATEGORIES},
        "reports": _reports(model, examples, p, plain),
        "surfaces": _recalls(model, examples, p, plain, lambda e: e.surface),
        "schemes": _schemes(model, examples, p, plain, schemes),
    }


def _found(model: Model, p: Floats, example: Example, place: int) -> bool:
    head = HEADS.index(str(example.category))
    return bool(p[head, place] >= model.thresholds[head, 0])


def _category(
    model: Model, examples: Sequence[Example], p: Floats, plain: Sequence[int], category: str
) -> dict[str, float]:
    head = HEADS.index(category)
    places = [n for n in plain if examples[n].role != "offer" or examples[n].category == category]
    truth = np.array([float(examples[n].role == "offer") for n in places])
    scores = p[head, places]
    return {
        "offers": int(truth.sum()),
        "average_precision": round(average_precision(scores, truth), 4),
        "recall_as_shipped": round(float((scores[truth == 1] >= model.thresholds[head, 0]).mean()), 4),
        "ordinary_flagged": round(float((scores[truth == 0] >= model.thresholds[head, 0]).mean()), 4),
    }


def _reports(model: Model, examples: Sequence[Example], p: Floats, plain: Sequence[int]) -> dict[str, float]:
    truth = np.array([float(examples[n].role == "report") for n in plain])
    scores = p[REPORT, list(plain)]
    flagged = scores >= model.thresholds[REPORT, 0]
    return {
        "reports": int(truth.sum()),
        "average_precision": round(average_precision(scores, truth), 4),
        "precision_as_shipped": round(float(truth[flagged].mean()) if flagged.any() else 0.0, 4),
        "recall_as_shipped": round(float(flagged[truth == 1].mean()) if truth.any() else 0.0, 4),
    }


def _recalls(
    model: Model, examples: Sequence[Example], p: Floats, places: Sequence[int], key: Callable[[Example], str]
) -> dict[str, dict[str, object]]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for n in places:
        if examples[n].role == "offer":
            groups[key(examples[n])].append(_found(model, p, examples[n], n))
    return {name: _share(found) for name, found in sorted(groups.items())}


def _share(found: Sequence[bool]) -> dict[str, object]:
    low, high = wilson(sum(found), len(found))
    return {
        "offers": len(found),
        "recall": round(sum(found) / len(found), 3),
        "interval": [round(low, 3), round(high, 3)],
    }


def _schemes(
    model: Model, examples: Sequence[Example], p: Floats, plain: Sequence[int], said: Sequence[str | None]
) -> dict[str, dict[str, object]]:
    """Per scheme: offers found, and how often the scheme is named, first or at all among a text's own."""
    table: dict[str, dict[str, object]] = {}
    groups: dict[str, list[int]] = defaultdict(list)
    for n in plain:
        if examples[n].role == "offer" and examples[n].schemes:
            groups[examples[n].schemes[0]].append(n)
    for scheme, places in sorted(groups.items()):
        named = [said[n] in examples[n].schemes for n in places]
        table[scheme] = {
            **_share([_found(model, p, examples[n], n) for n in places]),
            "named": round(sum(named) / len(named), 3),
        }
    return table
