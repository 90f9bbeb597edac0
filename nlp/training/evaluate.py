"""``python -m nlp.training.evaluate`` (``make quality``): what the shipped model does on real text.

Real text is ``dev/posts.jsonl`` and the fifth of ``benign/`` that never trains, both of the development
data (``CANHGIAC_DATA`` or ``../shared/data``). Where that is absent this says so and ends well.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np

from canhgiac.records import Assessment
from nlp.model import CARD
from nlp.pipeline import assess_many
from nlp.taxonomy import CATEGORIES
from nlp.training import tables
from nlp.training.card import card
from nlp.training.examples import benign, data_folder
from nlp.training.measure import Floats, average_precision, interval, recall_at_95, upper_bound
from nlp.training.posts import APART, DevPost, has_posts, read_dev
from nlp.training.tables import is_offer
from nlp.training.train import PRIOR

FLOORS = Path(__file__).resolve().parents[2] / "tests" / "quality" / "floors.json"
#: Kinds of evaluation text in which citizens, employees and the press speak of public matters.
CIVIC = ("civic_comment", "political_comment", "contested_news", "workplace_complaint", "press")
#: How many ordinary texts the table of attacks is also run on.
ATTACKED_ORDINARY = 500


def assess(texts: list[str]) -> list[Assessment]:
    """Assessments in order; a text that cannot be analysed ends the evaluation."""
    found = []
    for result in assess_many((str(n), text, "") for n, text in enumerate(texts)):
        if not isinstance(result, Assessment):
            raise SystemExit(f"text {result.id} could not be analysed: {result.reason}")
        found.append(result)
    return found


def figures(posts: list[DevPost], results: list[Assessment]) -> dict[str, dict[str, object]]:
    """Per category: average precision, recall at 95 % precision, precision and recall as shipped."""
    table: dict[str, dict[str, object]] = {}
    for category in CATEGORIES:
        kept = [n for n, p in enumerate(posts) if p.subtype != APART]
        labels: Floats = np.array([float(posts[n].label == category) for n in kept])
        scores: Floats = np.array([getattr(results[n].scores, category) for n in kept])
        flagged = np.array([is_offer(results[n]) and results[n].category == category for n in kept])
        hits = float((flagged & (labels == 1)).sum())
        table[category] = {
            "offers": int(labels.sum()),
            "average_precision": round(average_precision(scores, labels), 4),
            "average_precision_interval": _rounded(interval(average_precision, scores, labels)),
            "recall_at_95_precision": round(recall_at_95(scores, labels), 4),
            "recall_at_95_precision_interval": _rounded(interval(recall_at_95, scores, labels)),
            "precision_as_shipped": round(hits / max(1, int(flagged.sum())), 4),
            "recall_as_shipped": round(hits / max(1.0, float(labels.sum())), 4),
            "flagged": int(flagged.sum()),
        }
    return table


def _rounded(pair: tuple[float, float]) -> list[float]:
    return [round(pair[0], 3), round(pair[1], 3)]


def false_flags(genres: list[str], results: list[Assessment]) -> dict[str, dict[str, float]]:
    """Per kind of ordinary text: how many, how many flagged, reported or for review, and per 10,000."""
    counts: dict[str, Counter[str]] = {}
    for genre, result in zip(genres, results, strict=True):
        counter = counts.setdefault(genre, Counter())
        counter["texts"] += 1
        if result.category is not None:
            counter["review" if result.review else str(result.role)] += 1
    return {
        genre: {
            "texts": c["texts"],
            "offer": c["offer"],
            "report": c["report"],
            "review": c["review"],
            "offers_per_10000": round(1e4 * c["offer"] / c["texts"], 1),
            "upper_bound_per_10000": round(1e4 * upper_bound(c["offer"], c["texts"]), 1),
        }
        for genre, c in sorted(counts.items())
    }


def digest_of(folder: Path) -> str:
    """The digest of the evaluation data that floors are for."""
    return hashlib.sha256((folder / "dev" / "posts.jsonl").read_bytes()).hexdigest()


def measure(folder: Path) -> dict[str, object]:
    """All figures on real text."""
    posts = read_dev(folder)
    results = assess([p.text for p in posts])
    ordinary = [n for n, p in enumerate(posts) if p.label == "benign"]
    held = list(benign(folder, held_out=True))
    held_results = assess([e.text for e in held])
    genres = [posts[n].subtype.split(":")[0] for n in ordinary]
    kept = [n for n, p in enumerate(posts) if p.subtype != APART]
    labels, kinds = [posts[n].label for n in kept], [posts[n].kind for n in kept]
    kept_results = [results[n] for n in kept]
    offers = tables.found_of(labels, kept_results)
    alarms = [results[n] for n in ordinary] + held_results
    return {
        "digest": digest_of(folder),
        "model": results[0].model,
        "categories": figures(posts, results),
        "betting_tips_flagged": sum(
            r.category == "gambling" for p, r in zip(posts, results, strict=True) if p.subtype == APART
        ),
        "screen": _screen(posts, results),
        "offers": offers,
        "surfaces": tables.by_surface(labels, kinds, kept_results),
        "calibration": {c: tables.calibration(labels, kept_results, c, PRIOR) for c in ("fraud", "gambling")},
        "expected_precision": tables.expected_precision(
            float(str(offers["recall"])), sum(map(is_offer, alarms)), len(alarms)
        ),
        "attacks": tables.under_attack(
            [posts[n].text for n in kept if posts[n].label != "benign"],
            [posts[n].text for n in ordinary[:: max(1, len(ordinary) // ATTACKED_ORDINARY)]],
            assess,
        ),
        "civic": _civic(genres, [results[n] for n in ordinary]),
        "dev_ordinary": false_flags(genres, [results[n] for n in ordinary]),
        "held_out_ordinary": false_flags([e.genre for e in held], held_results),
    }


def _civic(genres: list[str], results: list[Assessment]) -> dict[str, float]:
    """What was flagged in any way, review included, of texts about public matters; the bound is of the rate."""
    mine = [r for genre, r in zip(genres, results, strict=True) if genre in CIVIC]
    flagged = sum(r.category is not None for r in mine)
    return {
        "texts": len(mine),
        "flagged": flagged,
        "upper_bound_per_10000": round(1e4 * upper_bound(flagged, len(mine)), 1),
    }


def _screen(posts: list[DevPost], results: list[Assessment]) -> dict[str, float]:
    offers = [r for p, r in zip(posts, results, strict=True) if p.label != "benign" and p.subtype != APART]
    talk = [r for p, r in zip(posts, results, strict=True) if p.kind == "comment" and p.label == "benign"]
    return {
        "offers": len(offers),
        "offers_lost": sum(r.screened for r in offers),
        "comments": len(talk),
        "comments_dropped": round(sum(r.screened for r in talk) / max(1, len(talk)), 4),
    }


def below(found: dict[str, object], floors: dict[str, object]) -> list[str]:
    """What lies below its floor by more than the stated margin, in words."""
    margin = float(str(floors["margin"]))
    categories = msgspec.convert(found["categories"], dict[str, dict[str, object]])
    wanted = msgspec.convert(floors["categories"], dict[str, dict[str, float]])
    return [
        f"{category}.{name}: {categories[category][name]} is below its floor {floor} - {margin}"
        for category, figures_ in wanted.items()
        for name, floor in figures_.items()
        if float(str(categories[category][name])) < floor - margin
    ]


def main() -> int:
    """Prints the figures as JSON and writes the model card; status 1 where a figure lies below its floor."""
    folder = data_folder()
    if folder is None or not has_posts(folder):
        print("No evaluation data (CANHGIAC_DATA or ../shared/data): detection was not measured.")
        return 0
    found = measure(folder)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    CARD.write_text(card(found), encoding="utf-8")
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    if floors["digest"] != found["digest"]:
        print(
            "The floors are for other evaluation data: measure, then write them anew with the reason.", file=sys.stderr
        )
        return 1
    failures = below(found, floors)
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
