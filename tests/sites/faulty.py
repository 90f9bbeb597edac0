"""Sites that misbehave, one way each."""

from __future__ import annotations

import gzip
import io
import time
from functools import cache
from http.server import BaseHTTPRequestHandler

from tests.sites.static import Page, StaticSite, answer

_LOGIN = """<!doctype html><title>Đăng nhập</title><form action="/login" method="post">
<input name="user"><input type="password" name="pass"><button>Đăng nhập</button></form>"""
_CAPTCHA = """<!doctype html><title>Just a moment...</title><div class="cf-turnstile"></div>"""
_JUST_TEXT = "<!doctype html><title>x</title><p>Trang này không có gì để đọc."
_PIECE = b"<p>" + b"x" * 65533


def status(code: int, **headers: str) -> Page:
    """Answers with a status and nothing else."""
    return lambda handler: answer(handler, b"fault", status=code, **headers)


def page(body: bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    """Answers with a body."""
    return lambda handler: answer(handler, body, content_type=content_type)


def redirect(target: str) -> Page:
    """Sends elsewhere."""
    return lambda handler: answer(handler, b"", status=302, Location=target)


def endless_redirect(handler: BaseHTTPRequestHandler) -> None:
    """Sends to the next address of the same page, and again."""
    number = int(handler.path.partition("n=")[2] or 0)
    answer(handler, b"", status=302, Location=f"/?n={number + 1}")


def endless_page(announced: bool, size: int = 200 * 1024 * 1024) -> Page:
    """A page of 200 MB; ``announced``: with its length."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        if announced:
            handler.send_header("Content-Length", str(size))
        else:
            handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True
        for _ in range(size // len(_PIECE)):
            handler.wfile.write(_PIECE)

    return write


def gzip_bomb(handler: BaseHTTPRequestHandler) -> None:
    """200 MB of one letter, packed into 200 kB."""
    answer(handler, _bomb(), Content_Encoding="gzip")


@cache
def _bomb() -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(200):
            file.write(b"a" * (1 << 20))
    return packed.getvalue()


def slow_drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte every fifth of a second."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"<")
        handler.wfile.flush()
        time.sleep(0.2)


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Accepts the question and says nothing."""
    time.sleep(30)
    handler.close_connection = True


def broken_off(handler: BaseHTTPRequestHandler) -> None:
    """Announces more than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


#: What a front page does, and what is to be said of the source: state and words of the reason.
FAULTS: dict[str, tuple[Page, str, str]] = {
    "error_500": (status(500), "unreachable", "HTTP 500"),
    "gone": (status(410), "unreachable", "correct the url"),
    "not_found": (status(404), "unreachable", "correct the url"),
    "forbidden": (status(403), "blocked", "HTTP 403"),
    "too_often": (status(429, Retry_After="120"), "blocked", "come back after"),
    "captive_portal": (status(511), "blocked_by_network", "not worked around"),
    "proxy": (status(403, X_Squid_Error="ERR_ACCESS_DENIED 0"), "blocked_by_network", "Squid"),
    "redirects": (endless_redirect, "unreachable", "without end"),
    "to_private": (redirect("http://169.254.169.254/latest/meta-data/"), "unreachable", "private address"),
    "to_other_port": (redirect("http://127.0.0.1:9/"), "unreachable", "private address"),
    "login": (page(_LOGIN.encode()), "blocked", "log in"),
    "captcha": (page(_CAPTCHA.encode()), "blocked", "CAPTCHA"),
    "empty": (page(b""), "changed", ""),
    "other_page": (page(_JUST_TEXT.encode()), "changed", ""),
    "picture": (page(b"\x89PNG\r\n\x1a\n" + bytes(64), "image/png"), "changed", "image/png"),
    "huge": (endless_page(announced=False), "changed", "larger than"),
    "huge_announced": (endless_page(announced=True), "changed", "larger than"),
    "gzip_bomb": (gzip_bomb, "changed", "larger than"),
    "million_nodes": (page(b"<html><body>" + b"<p>x" * 200_000), "changed", ""),
    "broken_feed": (page(b"<rss><channel>" + b"<item><p>x" * 100_000, "application/rss+xml"), "changed", ""),
    "deep": (page(b"<html><body>" + b"<div>x" * 100_000), "changed", ""),
    "zip": (page(b"PK\x03\x04" + bytes(range(256)) * 40, "text/html; charset=utf-8"), "changed", ""),
    "drip": (slow_drip, "slow", "not complete after"),
    "silent": (silent, "unreachable", "no answer within"),
    "broken_off": (broken_off, "unreachable", "broke off"),
}


def faulty_site(name: str, host: str = "127.0.0.1") -> StaticSite:
    """A site whose every page but robots.txt has the fault of this name; use it in ``with``."""
    if name == "gzip_bomb":
        # Packing takes a second or two: not while somebody waits for it.
        _bomb()
    site = StaticSite(host)
    site.pages["/robots.txt"] = status(404)
    site.pages["*"] = FAULTS[name][0]
    return site
