"""A forum to crawl without network: the texts of ``forum.yaml`` as pages in Django-Spirit's structure.

Only the structure that Spirit 0.14's templates give (class names, ``data-pk``) is followed, so that the
real ``forum`` spider reads it as it reads a real Spirit.
"""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
from collections.abc import Callable, Iterable
from html import escape
from importlib import resources
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import msgspec
import yaml

#: Tried first, so that links printed by one demo still work in the next.
PORT = 8642
_STYLE = (
    "body{font:16px/1.5 system-ui;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    ".comments_list__comment,.layout__topics__topic{border:1px solid #ccc;border-radius:6px;padding:1rem;margin:1rem 0}"
)


class DemoPost(msgspec.Struct, frozen=True):
    """One message: who, how many minutes before the visit, and what."""

    author: str
    minutes: int
    text: str


class Thread(msgspec.Struct, frozen=True):
    """One topic of the demo forum."""

    title: str
    category: str
    posts: list[DemoPost]


class _Threads(msgspec.Struct, frozen=True):
    threads: list[Thread]


def threads() -> list[Thread]:
    """The demo's topics, as bundled."""
    text = resources.files(__package__).joinpath("forum.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), _Threads).threads


class DemoForum:
    """Serves the forum while inside ``with``; ``url`` is its address."""

    def __init__(self) -> None:
        self._pages = _Pages(threads(), dt.datetime.now(dt.UTC))
        try:
            self._server = _server(PORT, self._pages)
        except OSError:  # the port is taken
            self._server = _server(0, self._pages)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> DemoForum:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the demo's output is the crawl's."""


def _server(port: int, app: Any) -> WSGIServer:
    return make_server("127.0.0.1", port, app, server_class=_Server, handler_class=_Quiet)


class _Pages:
    """The WSGI application: robots.txt, the list of topics, one page a topic."""

    def __init__(self, topics: list[Thread], now: dt.datetime) -> None:
        self._pages = {"/": _list_page(topics, now)}
        first = 1
        for number, topic in enumerate(topics, 1):
            self._pages[_topic_path(number)] = _topic_page(topic, first, now)
            first += len(topic.posts)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/robots.txt":
            start("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"User-agent: *\nDisallow: /user/\n"]
        page = self._pages.get(path)
        if page is None:
            start("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"no such page\n"]
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page.encode()]


def _topic_path(number: int) -> str:
    return f"/topic/{number}/"


def _date(now: dt.datetime, minutes: int) -> str:
    """A date as Django's templates print it, in Vietnam's time zone."""
    local = (now - dt.timedelta(minutes=minutes)).astimezone(dt.timezone(dt.timedelta(hours=7)))
    return local.strftime("%d/%m/%Y %H:%M")


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    )


def _list_page(topics: list[Thread], now: dt.datetime) -> str:
    rows = []
    for number, topic in enumerate(topics, 1):
        active = _date(now, min(post.minutes for post in topic.posts))
        link = f'<a class="topic__link" href="{_topic_path(number)}">{escape(topic.title)}</a>'
        rows.append(
            f'<div class="layout__topics__topic"><div class="topic__title">{link}</div>'
            f'<div class="topic__category">{escape(topic.category)}</div>'
            f'<div class="topic__comments">{len(topic.posts)}</div>'
            f'<div class="topic__date" title="{active}">{active}</div></div>'
        )
    return _page("Diễn đàn thử", f'<h1>Diễn đàn thử</h1><div class="layout__topics">{"".join(rows)}</div>')


def _topic_page(topic: Thread, first: int, now: dt.datetime) -> str:
    comments = []
    for place, post in enumerate(topic.posts, 1):
        key = first + place - 1
        date = _date(now, post.minutes)
        author = f'<a class="comment__info__username__link" href="/user/{key}/"><span>{escape(post.author)}</span></a>'
        text = "".join(f"<p>{escape(line)}</p>" for line in post.text.splitlines())
        comments.append(
            f'<div class="comments_list__comment js-comment" id="c{place}" data-number="{place}" data-pk="{key}">'
            f'<div class="comment__info"><div class="comment__info__username">{author}</div>'
            f'<ul class="comment__info__date"><li title="{date}">{date}</li></ul></div>'
            f'<div class="comment__text js-comment-text">{text}</div></div>'
        )
    body = f'<h1 class="headline">{escape(topic.title)}</h1><div class="comments_list">{"".join(comments)}</div>'
    return _page(topic.title, body)
