"""A small real web server whose pages a test writes: path in, answer out."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

#: What a path does; it may write to the handler whatever it likes.
Page = Callable[[BaseHTTPRequestHandler], None]


class StaticSite:
    """Serves ``pages`` on a loopback address (all of 127.0.0.0/8 is one on Linux). ``asked`` lists the paths that were asked for, ``headers`` what came
    with them."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # A head and a body in two small packets wait for each other's acknowledgement otherwise.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                path = urlsplit(self.path)
                site.asked.append(self.path)
                site.headers.append({name.lower(): value for name, value in self.headers.items()})
                page = site.pages.get(self.path) or site.pages.get(path.path) or site.pages.get("*")
                try:
                    if page is None:
                        answer(self, b"not found", status=404)
                    else:
                        page(self)
                except (BrokenPipeError, ConnectionResetError):
                    # The other side had enough: it is what some tests want.
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> StaticSite:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def text(self, path: str, body: str, content_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        """A page with an ETag of its own, which answers 304 to who has it."""
        data = body.encode()
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'

        def page(handler: BaseHTTPRequestHandler) -> None:
            if handler.headers.get("If-None-Match") == etag:
                answer(handler, b"", status=304, ETag=etag)
            else:
                answer(handler, data, content_type=content_type, ETag=etag, **headers)

        self.pages[path] = page

    def taken(self) -> list[str]:
        """The paths asked for since the last call, without robots.txt."""
        asked = [path for path in self.asked if path != "/robots.txt"]
        self.asked.clear()
        return asked


def answer(
    handler: BaseHTTPRequestHandler,
    body: bytes,
    *,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> None:
    """Writes a whole answer; ``_`` in a header's name stands for ``-``."""
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    if status != 304:
        handler.wfile.write(body)
