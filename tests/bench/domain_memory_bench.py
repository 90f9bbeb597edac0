"""What memory a large batch of host names costs ``canhgiac domain -``: its peak against that of 60,000 names.

``python -m tests.bench.domain_memory_bench [COUNT]`` prints one JSON object; COUNT is 180,000 unless told (a million
takes about a quarter of an hour). Flat memory is a ratio of 1. Names are written to the command as it reads; every one
differs, and the smaller batch is large enough to fill the caches.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from typing import IO

from nlp.hosts.words import DATA

FEW, MANY = 60_000, 180_000
ENDINGS = ("com", "vn", "com.vn", "net", "top", "xyz", "club", "info")
#: Runs the command in this process, then says on standard error what it held at most, in megabytes.
COMMAND = (
    "import resource, sys; from canhgiac.__main__ import run; status = run(['domain', '-', '--json']);"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr); sys.exit(status)"
)


def names(count: int) -> Iterator[str]:
    """So many different names of shops, houses of betting and look-alikes, made as they are asked for."""
    words = tomllib.loads(DATA.read_text(encoding="utf-8"))
    pieces = [word for part in ("trades", "qualities", "betting", "bait", "bookmakers") for word in words[part].split()]
    pieces += ["vietcombank", "shopee", "vneid", "garena"]
    rng = random.Random(count)
    for number in range(count):
        yield f"{rng.choice(pieces)}-{rng.choice(pieces)}{number:x}.{rng.choice(ENDINGS)}"


def _write(into: IO[str], count: int) -> None:
    with into:
        into.writelines(f"{name}\n" for name in names(count))


def batch(count: int) -> tuple[int, float]:
    """Peak memory in megabytes and names a second of one run of the command; raises where a name got no verdict."""
    started = time.perf_counter()
    command = [sys.executable, "-c", COMMAND]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        writer = threading.Thread(target=_write, args=(process.stdin, count))
        writer.start()
        lines = sum('"verdict"' in line for line in process.stdout)
        writer.join()
        peak = int(process.stderr.read())
    if lines != count:
        raise SystemExit(f"{lines} verdicts for {count} names")
    return peak, count / (time.perf_counter() - started)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    few, _ = batch(FEW)
    many, rate = batch(count)
    row = {
        "row": f"memory, {count:,} host names",
        "figure": many,
        "unit": "MB",
        "reference": f"{FEW:,} names",
        "reference_figure": few,
        "ratio": round(many / few, 2),
        "budget": "flat (1)",
        "names_per_second": round(rate),
    }
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
