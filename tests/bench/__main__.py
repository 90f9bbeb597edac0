"""``make bench``: every speed as a ratio against something measured in the same run. Nothing is asserted.

Each row comes from a module of this package that prints one JSON object a row: ``row``, what was measured
(``figure`` and ``unit``), against what (``reference`` and its ``reference_figure``), their ``ratio`` and the
``budget``. Machines are noisy: compare ratios, and run it twice.
"""

from __future__ import annotations

import json
import subprocess
import sys

from rich.console import Console
from rich.table import Table

ROWS = (
    "tests.bench.assess_bench",
    "tests.bench.memory_bench",
    "tests.bench.extraction_bench",
    "tests.bench.domain_bench",
    "tests.bench.domain_memory_bench",
    "tests.bench.crawl_bench",
    "tests.bench.crawl_memory_bench",
    "tests.bench.sources_bench",
    "tests.bench.campaigns_bench",
    "tests.bench.lookup_bench",
    "tests.bench.store_bench",
    "tests.bench.store_memory_bench",
)


def main() -> int:
    table = Table("row", "figure", "against", "ratio", "budget", box=None)
    failed = 0
    for module in ROWS:
        done = subprocess.run([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True)
        failed += done.returncode != 0
        for line in done.stdout.splitlines():
            if not line.startswith("{"):
                continue
            row = json.loads(line)
            table.add_row(
                row["row"],
                f"{row['figure']:,.0f} {row['unit']}",
                f"{row['reference']} {row['reference_figure']:,.0f} {row['unit']}",
                f"{row['ratio']:.2f}",
                row["budget"],
            )
    Console().print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
