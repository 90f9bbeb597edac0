"""How fast texts are assessed, beside ``underthesea.word_tokenize`` on the same texts, in one run on one core.

``python -m tests.bench.assess_bench`` prints one JSON object a row. Texts are of our own corpora: the ordinary mix is nine
comments and messages of ordinary talk to one offer.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable

from nlp import corpus, pipeline

#: Genres of talk as it stands under posts and videos: what most of a crawl consists of.
TALK = (
    "talk",
    "chat",
    "comment",
    "review",
    "joke",
    "film",
    "music",
    "recipe",
    "game",
    "swear",
    "sport",
    "football",
    "family",
)
POSTS = 4_000


def mixes(seed: int = 7) -> dict[str, list[str]]:
    """Texts of each mix: ``nine_to_one`` and ``offers``."""
    rng = random.Random(seed)
    texts = list(corpus.read())
    offers = [t.text for t in texts if t.role == "offer"]
    talk = [t.text for t in texts if t.role is None and t.surface == "comment" and not t.scheme]
    talk += [t.text for t in texts if t.role is None and any(word in (t.genre or "") for word in TALK)]
    mixed = [rng.choice(offers) if n % 10 == 0 else rng.choice(talk) for n in range(POSTS)]
    return {"nine_to_one": mixed, "offers": [rng.choice(offers) for _ in range(POSTS // 4)]}


def rate(work: Callable[[], object], count: int) -> float:
    """How many of ``count`` texts are done in a second of processor time, the best of three runs."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        work()
        best = max(best, count / (time.process_time() - started))
    return best


def measure() -> dict[str, dict[str, float]]:
    """Posts a second and the ratio to word segmentation, for each mix."""
    import underthesea

    table = {}
    for name, texts in mixes().items():
        few = texts[: len(texts) // 8]

        def assess(texts: list[str] = texts) -> None:
            for _ in pipeline.assess_many(((str(n), text, "") for n, text in enumerate(texts))):
                pass

        def segment(few: list[str] = few) -> None:
            for text in few:
                underthesea.word_tokenize(text)

        assessed, segmented = rate(assess, len(texts)), rate(segment, len(few))
        table[name] = {
            "posts_per_second": round(assessed),
            "word_tokenize_per_second": round(segmented),
            "ratio": round(assessed / segmented, 2),
            "mean_length": round(sum(map(len, texts)) / len(texts)),
        }
    return table


#: Posts a second that DESIGN asks for, and how many times word segmentation.
BUDGETS = {"nine_to_one": "≥ 5,000 posts/s and ≥ 5×", "offers": "≥ 1,500 posts/s and ≥ 5×"}


if __name__ == "__main__":
    for mix, figures in measure().items():
        row = {
            "row": f"assess, {mix.replace('_', ' ')}",
            "figure": figures["posts_per_second"],
            "unit": "posts/s",
            "reference": "underthesea.word_tokenize",
            "reference_figure": figures["word_tokenize_per_second"],
            "ratio": figures["ratio"],
            "budget": BUDGETS[mix],
            "mean_length": figures["mean_length"],
        }
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
