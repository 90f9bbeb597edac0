"""Clusters of real Elasticsearch nodes.

``Cluster`` starts one or more, plain or secured (TLS on both layers, users, keys), kills one the hard way,
starts it again on its data, and ends them all.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import shutil
import socket
import ssl
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.services.certificates import Authority
from tests.services.elasticsearch_node import Node
from tests.services.elasticsearch_server import installed, server_user, services_folder

#: The one user of a secured cluster at its start (file realm), who makes all others.
ADMIN = ("setup", "setup-of-the-tests")
START_SECONDS = 180
#: Where clusters keep their data unless measured: file systems in memory, which make an index in a tenth of the time.
#: A killed process loses nothing there either; only a power cut would.
_MEMORY = Path("/dev/shm")
_MEMORY_BYTES = 4 * 1024**3
_JVM = """\
-Xms{heap}
-Xmx{heap}
-XX:+UseSerialGC
-Djava.io.tmpdir=${{ES_TMPDIR}}
--add-modules=jdk.incubator.vector
"""
#: A server that lives for minutes is busier compiling than serving; one that is measured compiles in full.
_QUICK_START = "-XX:TieredStopAtLevel=1\n"


class Cluster:
    """A cluster of ``count`` nodes on this machine; a context manager that starts and ends it.

    ``measured``: on the disk and compiled in full as in production, for benchmarks. ``settings``: more lines of
    ``elasticsearch.yml``.
    """

    def __init__(
        self,
        count: int = 1,
        *,
        secured: bool = False,
        heap: str = "512m",
        measured: bool = False,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self._extra = dict(settings or {})
        self.folder = _new_folder(in_memory=not measured)
        self._jvm = _JVM.format(heap=heap) + ("" if measured else _QUICK_START)
        self.secured = secured
        self.authority = Authority() if secured else None
        self._ca: Path | None = None
        ports = _free_ports(2 * count)
        self._transport = ports[count:]
        self.nodes = [Node(f"node-{n}", self.folder / f"node-{n}", ports[n]) for n in range(count)]
        for n, node in enumerate(self.nodes):
            self._prepare(node, n)
        _give(self.folder)
        atexit.register(self.close)

    @property
    def urls(self) -> list[str]:
        """The nodes' addresses."""
        scheme = "https" if self.secured else "http"
        return [f"{scheme}://127.0.0.1:{node.port}" for node in self.nodes]

    @property
    def url(self) -> str:
        """All of them, as ``CANHGIAC_STORE`` takes them."""
        return ",".join(self.urls)

    @property
    def ca(self) -> Path:
        """The authority's certificate, as ``CANHGIAC_STORE_CA`` takes it."""
        assert self._ca is not None
        return self._ca

    @property
    def repository(self) -> Path:
        """The folder that the servers may write snapshots to."""
        return self.folder / "snapshots"

    def __enter__(self) -> Cluster:
        try:
            for node in self.nodes:
                node.start()
            self.wait()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends all nodes and deletes what they kept."""
        atexit.unregister(self.close)
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait(self, nodes: int | None = None, status: str = "yellow") -> None:
        """Until so many nodes (all, where ``None``) have joined and the indices are at least ``status``."""
        wanted = len(self.nodes) if nodes is None else nodes
        path = f"/_cluster/health?wait_for_nodes={wanted}&wait_for_status={status}&wait_for_no_initializing_shards=true&timeout=5s"
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(OSError, json.JSONDecodeError):
                answer = self.request("GET", path)
                if not answer["timed_out"]:
                    return
            dead = [node for node in self.nodes if node.ended()]
            if dead or time.monotonic() > deadline:
                told = "\n".join(node.output() for node in dead or self.nodes)
                raise RuntimeError(f"the Elasticsearch of the tests did not start:\n{told}")
            time.sleep(0.2)

    def request(self, method: str, path: str, body: object = None, *, user: tuple[str, str] | None = None) -> Any:
        """One request to the first node that answers, past our client: what a test sets up or looks at."""
        failure: OSError | None = None
        for url in self.urls:
            request = urllib.request.Request(url + path, method=method)
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
            if self.secured:
                request.add_header(
                    "Authorization", "Basic " + base64.b64encode(":".join(user or ADMIN).encode()).decode()
                )
            context = ssl.create_default_context(cafile=str(self.ca)) if self.secured else None
            try:
                with urllib.request.urlopen(request, data, timeout=30, context=context) as answer:
                    content = answer.read()
                return json.loads(content) if content else None
            except urllib.error.HTTPError as error:
                raise OSError(
                    f"{method} {path}: {error.code} {error.read().decode('utf-8', 'replace')[:2000]}"
                ) from error
            except OSError as error:
                failure = error
        assert failure is not None
        raise failure

    def _prepare(self, node: Node, number: int) -> None:
        config = node.folder / "config"
        for folder in (config, node.folder / "data", node.folder / "logs", node.folder / "tmp"):
            folder.mkdir(parents=True)
        self.repository.mkdir(exist_ok=True)
        source = installed() / "config"
        shutil.copy(source / "log4j2.properties", config)
        (config / "jvm.options").write_text(self._jvm, "utf-8")
        # JSON is YAML
        settings = self._settings(node, number, config)
        (config / "elasticsearch.yml").write_text(
            "\n".join(f"{key}: {json.dumps(value)}" for key, value in settings.items())
        )
        if self.secured:
            (config / "users").write_text(f"{ADMIN[0]}:{ADMIN[1]}\n", "utf-8")
            (config / "users_roles").write_text(f"superuser:{ADMIN[0]}\n", "utf-8")
            (config / "roles.yml").touch()

    def _settings(self, node: Node, number: int, config: Path) -> dict[str, object]:
        settings: dict[str, object] = {
            "cluster.name": self.folder.name,
            "node.name": node.name,
            "path.data": str(node.folder / "data"),
            "path.logs": str(node.folder / "logs"),
            "path.repo": [str(self.repository)],
            "network.host": "127.0.0.1",
            "http.port": node.port,
            "transport.port": self._transport[number],
            "cluster.routing.allocation.disk.threshold_enabled": False,
            # the clock by which deleted documents are forgotten
            "thread_pool.estimated_time_interval": "10ms",
            "xpack.security.enabled": self.secured,
        }
        if len(self.nodes) == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = [f"127.0.0.1:{port}" for port in self._transport]
            settings["cluster.initial_master_nodes"] = [each.name for each in self.nodes]
        if self.authority is not None:
            self._ca = self.folder / "ca.pem"
            self._ca.write_bytes(self.authority.certificate)
            shutil.copy(self._ca, config / "ca.pem")
            certificate, key = self.authority.issue()
            (config / "node.pem").write_bytes(certificate)
            (config / "node.key").write_bytes(key)
            for layer in ("transport", "http"):
                settings |= {
                    f"xpack.security.{layer}.ssl.enabled": True,
                    f"xpack.security.{layer}.ssl.key": str(config / "node.key"),
                    f"xpack.security.{layer}.ssl.certificate": str(config / "node.pem"),
                    f"xpack.security.{layer}.ssl.certificate_authorities": [str(config / "ca.pem")],
                }
        return settings | self._extra


@contextlib.contextmanager
def cluster(
    count: int = 1,
    *,
    secured: bool = False,
    heap: str = "512m",
    measured: bool = False,
    settings: Mapping[str, object] | None = None,
) -> Iterator[Cluster]:
    """A running cluster; see ``Cluster``."""
    with Cluster(count, secured=secured, heap=heap, measured=measured, settings=settings) as running:
        yield running


def _new_folder(*, in_memory: bool) -> Path:
    """A folder for a cluster; what killed test runs left behind goes."""
    root = services_folder() / "run"
    if in_memory and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _MEMORY_BYTES:
        root = _MEMORY / "canhgiac-tests"
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob("cluster-*"):
        owner = left.name.split("-")[1]
        if not Path("/proc", owner).exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=root, prefix=f"cluster-{os.getpid()}-"))


def _give(folder: Path) -> None:
    """Gives the folder to the user whom the server runs as."""
    user = server_user()
    if user is None:
        return
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user)
    # what tests read of it (the authority's certificate) lies in it, too
    folder.chmod(0o755)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports
