"""Real name servers on the loopback address that read our blocklists: BIND 9 and dnsmasq.

Each answers ``192.0.2.1`` (RFC 5737: documentation) for every name that the list leaves alone.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.rdatatype

from tests.setup import PATH

#: What the servers say of a name that is not blocked.
OPEN = "192.0.2.1"
Ask = Callable[[str], str]


@contextlib.contextmanager
def bind(policy: Path, folder: Path) -> Iterator[Ask]:
    """BIND 9 with ``policy`` as its response policy zone."""
    shutil.copy(policy, folder / "policy.zone")
    (folder / "root.zone").write_text(
        "$TTL 300\n@ SOA localhost. root.localhost. 1 3600 900 2592000 300\n@ NS localhost.\n"
        f"localhost A 127.0.0.1\n* A {OPEN}\n"
    )
    port = _free_port()
    (folder / "named.conf").write_text(
        f'options {{ directory "{folder}"; pid-file none; session-keyfile none; listen-on port {port} {{ 127.0.0.1; }};\n'
        "  listen-on-v6 { none; }; recursion yes; dnssec-validation no; notify no;\n"
        '  response-policy { zone "policy"; } qname-wait-recurse no; };\n'
        "controls { };\n"
        'zone "." { type primary; file "root.zone"; };\n'
        'zone "policy" { type primary; file "policy.zone"; };\n'
    )
    with _running(folder, port, "named", "-g", "-c", str(folder / "named.conf"), ready="policy: reload done") as ask:
        yield ask


@contextlib.contextmanager
def dnsmasq(folder: Path, *, conf: Path | None = None, hosts: Path | None = None) -> Iterator[Ask]:
    """dnsmasq that reads a list as a part of its configuration, or as a hosts file."""
    port = _free_port()
    lines = [
        f"port={port}",
        "listen-address=127.0.0.1",
        "bind-interfaces",
        "no-resolv",
        "no-hosts",
        f"address=/#/{OPEN}",
    ]
    lines += [f"conf-file={conf}"] if conf else []
    lines += [f"addn-hosts={hosts}"] if hosts else []
    if os.geteuid() == 0:
        lines.append("user=root")  # hosts files are read after it gives its rights up
    (folder / "dnsmasq.conf").write_text("\n".join(lines) + "\n")
    with _running(folder, port, "dnsmasq", "-k", "-C", str(folder / "dnsmasq.conf")) as ask:
        yield ask


@contextlib.contextmanager
def _running(folder: Path, port: int, program: str, *arguments: str, ready: str = "") -> Iterator[Ask]:
    """A server that answers on ``port`` and, where ``ready`` is given, has said so in its log."""
    found = shutil.which(program, path=PATH)
    assert found, f"{program} is missing: run `make setup`"
    # AppArmor's rules for these programs go by their path and keep them out of our folder
    own = shutil.copy(found, folder / program)
    log = folder / f"{program}.log"
    with open(log, "wb") as file:
        server = subprocess.Popen([own, *arguments], stdout=file, stderr=subprocess.STDOUT)
    try:
        _wait(server, port, log, ready)
        yield lambda name: _ask(name, port)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path, ready: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(dns.exception.Timeout, OSError):
            _ask("open.example", port, timeout=1)
            # it answers before it has loaded the policy
            if ready in log.read_text(errors="replace"):
                return
            time.sleep(0.1)
    raise AssertionError(f"{log.stem} gives no answer: {log.read_text()}")


def _ask(name: str, port: int, timeout: float = 10) -> str:
    """The address of a name, or the server's reason for giving none (``NXDOMAIN``)."""
    answer = dns.query.udp(dns.message.make_query(name, "A"), "127.0.0.1", port=port, timeout=timeout)
    addresses = [str(each) for row in answer.answer if row.rdtype == dns.rdatatype.A for each in row]
    return addresses[0] if addresses else dns.rcode.to_text(answer.rcode())


def _free_port() -> int:
    """A port free for both transports, below those that the system hands out to others meanwhile."""
    for port in random.Random().sample(range(20_000, 30_000), 100):
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as streams,
        ):
            datagrams.bind(("127.0.0.1", port))
            streams.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port between 20000 and 30000")
