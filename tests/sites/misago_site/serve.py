"""The forum's process: serves HTTP, and does what it is told by JSON lines on its standard input.

Posts are written as members write them, through Misago's own API; moderation is done by Misago's own functions.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.sites.misago_site.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402
from misago.cache.versions import invalidate_all_caches  # noqa: E402
from misago.categories.models import Category  # noqa: E402
from misago.conf.models import Setting  # noqa: E402
from misago.threads.models import Post, Thread  # noqa: E402
from misago.threads.moderation.threads import delete_thread  # noqa: E402

#: Short texts and titles are as good as long ones here.
_SETTINGS = {"post_length_min": 1, "thread_title_length_min": 1}
_members: dict[str, Client] = {}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    """Notes each request's path: tests ask what was fetched."""

    requests: list[str] = []

    def log_message(self, format: str, *args: Any) -> None:
        if args and isinstance(args[0], str) and " " in args[0]:
            self.requests.append(args[0].split(" ")[1])


def _member(name: str) -> Client:
    """A browser in which the member is logged in."""
    if name not in _members:
        users = get_user_model().objects
        user = users.filter(username=name).first() or users.create_user(name, f"{name}@example.com", "not secret")
        user.avatars = [{"size": 100, "url": "/media/avatar.png"}]
        user.save()
        _members[name] = Client()
        _members[name].force_login(user)
    return _members[name]


def _said(answer: Any) -> dict[str, Any]:
    if answer.status_code != 200:
        raise ValueError(f"{answer.status_code}: {answer.content[:500]!r}")
    return dict(answer.json())


def _settle(thread: int) -> None:
    """Counts anew, as a moderator's action does."""
    row = Thread.objects.get(pk=thread)
    row.synchronize()
    row.save()


def thread(title: str, text: str, author: str, pinned: bool) -> dict[str, int]:
    """A new thread with its first post."""
    body = {"title": title, "post": text, "category": Category.objects.get(slug="first-category").pk}
    made = _said(_member(author).post("/api/threads/", body, content_type="application/json"))["id"]
    row = Thread.objects.get(pk=made)
    if pinned:
        Thread.objects.filter(pk=made).update(weight=Thread.WEIGHT_GLOBAL)
    return {"thread": made, "post": row.first_post_id}


def reply(thread: int, text: str, author: str) -> int:
    """A new post in a thread."""
    answer = _member(author).post(f"/api/threads/{thread}/posts/", {"post": text}, content_type="application/json")
    return int(_said(answer)["id"])


def edit(post: int, text: str) -> None:
    """Another text for a post, by who wrote it."""
    row = Post.objects.get(pk=post)
    address = f"/api/threads/{row.thread_id}/posts/{post}/"
    _said(_member(row.poster_name).put(address, {"post": text}, content_type="application/json"))


def hide(post: int) -> None:
    """Hides a post, as a moderator does."""
    row = Post.objects.get(pk=post)
    row.is_hidden = True
    row.save()
    _settle(row.thread_id)


def attach(post: int, address: str) -> None:
    """Puts a picture below a post, as Misago notes it there."""
    kept = {"id": 1, "filetype": "PNG", "post": post, "uploaded_on": "2026-11-20T10:00:00Z", "uploader_name": "x",
            "filename": "anh.png", "size": 10, "acl": None, "is_image": True,
            "url": {"index": address, "thumb": address, "uploader": None}}  # fmt: skip
    Post.objects.filter(pk=post).update(attachments_cache=[kept])


def remove(thread: int) -> None:
    """Deletes a thread, as a moderator does."""
    delete_thread(None, Thread.objects.get(pk=thread))


def wipe() -> None:
    """Deletes all threads."""
    for row in Thread.objects.all():
        delete_thread(None, row)
    _Handler.requests.clear()


def configure(**chosen: Any) -> None:
    """Settings as its administrator makes them."""
    for name, value in chosen.items():
        row = Setting.objects.get(setting=name)
        row.value = value
        row.save()
    invalidate_all_caches()


def requests() -> list[str]:
    """The paths asked for since the last call."""
    asked = list(_Handler.requests)
    _Handler.requests.clear()
    return asked


_COMMANDS = {do.__name__: do for do in (thread, reply, edit, hide, attach, remove, wipe, configure, requests)}


def main() -> None:
    call_command("migrate", verbosity=0)
    configure(**_SETTINGS)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer: object = {"done": _COMMANDS[order.pop("do")](**order)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
