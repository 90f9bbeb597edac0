"""What memory it costs to write many findings into a real Elasticsearch and to read them all back: the peak of this
process after 50,000 against the peak after 5,000.

``python -m tests.bench.store_memory_bench`` prints one JSON object. Flat memory is a ratio of 1.
"""

from __future__ import annotations

import json
import sys
from collections import deque

from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.elastic_access import Access
from canhgiac.stores.elastic_setup import carry_out
from tests.bench.memory_bench import peak
from tests.bench.store_bench import batches
from tests.services.elasticsearch_nodes import cluster

FEW, MANY = 5_000, 50_000


def main() -> None:
    with cluster() as running:
        access = Access((running.url,), timeout=120.0)
        carry_out(access, dry_run=False, progress=lambda name, done, total: None)
        peaks = []
        with ElasticStore(access) as store:
            for count in (FEW, MANY):
                for each in batches(count, f"m{count}-"):
                    store.write_batch(each)
                deque(store.findings(), maxlen=0)
                peaks.append(peak())
    few, many = peaks
    row = {
        "row": f"memory, {MANY:,} findings through Elasticsearch", "figure": round(many), "unit": "MB",
        "reference": f"{FEW:,} findings", "reference_figure": round(few), "ratio": round(many / few, 2),
        "budget": "flat (1)",
    }  # fmt: skip
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
