"""A gateway before a real server that refuses some writes, as a busy one does, and passes on all else."""

from __future__ import annotations

import contextlib
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What concerns one connection and not what goes over it.
_OF_THE_CONNECTION = ("connection", "content-length", "host", "transfer-encoding", "accept-encoding")


class BusyGateway:
    """``url`` leads to the server; the next ``refusals`` bulk requests are answered with ``status``."""

    def __init__(self, url: str) -> None:
        self.status = 429
        self.headers: Mapping[str, str] = {}
        self.refusals = 0
        self.refused = 0
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.path.startswith("/_bulk") and gateway.refusals > 0:
                    gateway.refusals -= 1
                    gateway.refused += 1
                    self._answer(gateway.status, gateway.headers, b"")
                    return
                sent = {name: value for name, value in self.headers.items() if name.lower() not in _OF_THE_CONNECTION}
                request = urllib.request.Request(url + self.path, body or None, sent, method=self.command)
                try:
                    with urllib.request.urlopen(request, timeout=60) as answer:
                        self._answer(answer.status, answer.headers, answer.read())
                except urllib.error.HTTPError as error:
                    self._answer(error.code, error.headers, error.read())

            def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in _OF_THE_CONNECTION:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _pass_on

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Takes no more requests."""
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def busy_gateway(url: str) -> Iterator[BusyGateway]:
    """A gateway before the server at ``url`` (plain HTTP)."""
    gateway = BusyGateway(url)
    try:
        yield gateway
    finally:
        gateway.close()
