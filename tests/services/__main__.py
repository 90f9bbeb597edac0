"""``python -m tests.services [--nodes N] [--secured]``: an Elasticsearch to try things on, until Ctrl-C.

Point the tests at it with ``ELASTICSEARCH_TEST_URL`` and they need not start one of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys

from tests.services.elasticsearch_nodes import ADMIN, cluster
from tests.services.elasticsearch_server import install


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.services")
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--secured", action="store_true")
    chosen = parser.parse_args()
    install()
    with cluster(chosen.nodes, secured=chosen.secured) as running:
        print(f"CANHGIAC_STORE={running.url}")
        if chosen.secured:
            print(f"CANHGIAC_STORE_CA={running.ca}\nCANHGIAC_STORE_USER={ADMIN[0]}\nCANHGIAC_STORE_PASSWORD={ADMIN[1]}")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
