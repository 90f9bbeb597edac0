"""What memory it costs to assess many posts: the peak after 200,000 against the peak after 10,000, in one process.

``python -m tests.bench.memory_bench`` prints one JSON object. Flat memory is a ratio of 1.
"""

from __future__ import annotations

import json
import resource
import sys
from collections import deque

import nlp
from tests.bench.assess_bench import mixes

FEW, MANY = 10_000, 200_000


def peak() -> float:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def assess(count: int) -> None:
    """Assesses ``count`` different posts made of the ordinary mix, and keeps nothing."""
    texts = mixes()["nine_to_one"]
    posts = ((str(n), f"{texts[n % len(texts)]} {n} x{n:x}", "") for n in range(count))
    deque(nlp.assess_many(posts), maxlen=0)


if __name__ == "__main__":
    assess(FEW)
    few = peak()
    assess(MANY)
    row = {
        "row": f"memory, {MANY:,} posts",
        "figure": round(peak()),
        "unit": "MB",
        "reference": f"{FEW:,} posts",
        "reference_figure": round(few),
        "ratio": round(peak() / few, 2),
        "budget": "flat (1)",
    }
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
