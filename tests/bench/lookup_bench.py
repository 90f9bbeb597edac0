"""How long "who else" takes among 100,000 findings, beside a bare full-text query of SQLite for the same words.

``python -m tests.bench.lookup_bench [FINDINGS]`` prints two JSON objects, the median and what one look-up in twenty
takes longer than. Findings are simulated (``tests/canhgiac/campaigns/simulation.py``) and grouped; looked up are
contacts that they name, and every tenth time a whole text. The bare query fetches the records of the same
findings and does nothing with them: no other spellings, groups, decisions, timeline.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from canhgiac.campaigns import update
from canhgiac.keys import Keys
from canhgiac.lookup import MOST, lookup
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.canhgiac.campaigns.simulation import simulate
from tests.canhgiac.stores.samples import at, batch

FINDINGS = 100_000
#: Findings of one ring.
RING = 100
LOOKED_UP = 200
_BARE = """SELECT f.doc FROM finding_words AS w JOIN findings AS f ON f.n = w.rowid
           WHERE finding_words MATCH ? ORDER BY f.n DESC LIMIT ?"""


def filled(store: SqliteStore, findings: int) -> list[str]:
    """Writes the findings and their groups; what to look up."""
    rng = random.Random(5)
    asked: list[str] = []
    some = []
    for each in simulate(findings // RING, findings):
        some.append(each.finding)
        if len(some) == 2000:
            store.write_batch(batch(*some, evidence=False))
            for finding in rng.sample(some, max(1, LOOKED_UP * 2000 // findings)):
                whole = len(asked) % 10 == 9 or not finding.indicators
                asked.append(finding.text if whole else rng.choice(finding.indicators).value)
            some = []
    if some:
        store.write_batch(batch(*some, evidence=False))
    update(store, WatchList(), at(100))
    return asked


def milliseconds(work: Callable[[str], object], asked: list[str]) -> tuple[float, float]:
    """Of one call: the median, and what one in twenty takes longer than. Everything was read once before."""
    for value in asked:
        work(value)
    taken = []
    for value in asked:
        started = time.perf_counter()
        work(value)
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def main(findings: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "canhgiac.db"
        with SqliteStore(path) as store:
            asked = filled(store, findings)
            keys = Keys(bytes(32))
            ours = milliseconds(lambda value: lookup(store, keys, value), asked)
        db = sqlite3.connect(path)
        try:
            quoted = [value.replace('"', '""') for value in asked]
            bare = milliseconds(lambda value: db.execute(_BARE, (f'"{value}"', MOST)).fetchall(), quoted)
        finally:
            db.close()
    for name, mine, theirs in zip(("median", "p95"), ours, bare, strict=True):
        row = {
            "row": f"lookup, SQLite, {findings:,} findings, {name}", "figure": round(mine, 2), "unit": "ms",
            "reference": "a bare full-text query", "reference_figure": round(theirs, 2),
            "ratio": round(mine / theirs, 1), "budget": "an answer in a second",
        }  # fmt: skip
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else FINDINGS)
