"""How fast host names are judged, beside a bare cut by the public suffix list of the same names, on one core.

``python -m tests.bench.domain_bench`` prints one JSON object. The names are made of our own
words, each different, so that no cache helps.
"""

from __future__ import annotations

import json
import resource
import sys
import time

import tldextract

from nlp import hosts
from nlp.hosts import honest

NAMES = 20_000


def rate(count: int) -> float:
    """Names a second."""
    started = time.perf_counter()
    for _ in hosts.verdicts(iter(honest.names(count, seed=count))):
        pass
    return count / (time.perf_counter() - started)


def bare_rate(count: int) -> float:
    """Names a second of the suffix cut alone."""
    cut = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    started = time.perf_counter()
    for name in honest.names(count, seed=count):
        cut.extract_str(name)
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    hosts.verdict("a.vn")  # loads the model
    judged, bare = rate(NAMES), bare_rate(NAMES)
    row = {
        "row": "domain verdicts",
        "figure": round(judged),
        "unit": "names/s",
        "reference": "tldextract alone",
        "reference_figure": round(bare),
        "ratio": round(judged / bare, 3),
        "budget": "a million names in flat memory",
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
