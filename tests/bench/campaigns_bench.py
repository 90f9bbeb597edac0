"""How the campaigns job grows: ten times the findings against the time of one tenth (the median of three), in one run.

``python -m tests.bench.campaigns_bench [FINDINGS]`` prints one JSON object: findings a second of both and the ratio of
their times (budget: at most 12). Findings are simulated (``tests/canhgiac/campaigns/simulation.py``); the
store is SQLite on a temporary folder, and writing findings into it is not counted.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from canhgiac.campaigns import update
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.canhgiac.campaigns.simulation import simulate
from tests.canhgiac.stores.samples import at, batch

FINDINGS = 50_000
#: Findings of one ring.
RING = 100


def seconds(findings: int) -> float:
    """CPU seconds of the job over so many findings: the machine may be busy with other things."""
    with tempfile.TemporaryDirectory() as folder, SqliteStore(Path(folder) / "canhgiac.db") as store:
        some = []
        for each in simulate(findings // RING, findings):
            some.append(each.finding)
            if len(some) == 2000:
                store.write_batch(batch(*some, evidence=False))
                some = []
        if some:
            store.write_batch(batch(*some, evidence=False))
        started = time.process_time()
        update(store, WatchList(), at(100))
        return time.process_time() - started


if __name__ == "__main__":
    seconds(RING * 10)  # what is loaded once is not counted
    findings = int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS
    # so short a run varies by a third with what else the machine does
    tenth, whole = statistics.median(seconds(findings // 10) for _ in range(3)), seconds(findings)
    row = {
        "row": f"campaigns, {findings:,} findings",
        "figure": findings / whole,
        "unit": "findings/s",
        "reference": f"a tenth of them; the whole takes {whole / tenth:.1f} times as long:",
        "reference_figure": findings / 10 / tenth,
        "ratio": whole / tenth,
        "budget": "≤ 12 times the time",
    }
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
