"""The forum's process: serves HTTP, and does what it is told by JSON lines on its standard input.

Posts are written through Spirit's own forms and functions, as its views do it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.sites.spirit_site.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from spirit.category.models import Category  # noqa: E402
from spirit.comment.forms import CommentForm  # noqa: E402
from spirit.comment.models import Comment  # noqa: E402
from spirit.comment.utils import comment_posted, post_comment_update, pre_comment_update  # noqa: E402
from spirit.topic.forms import TopicForm  # noqa: E402
from spirit.topic.models import Topic  # noqa: E402


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    """Notes each request's path: tests ask what was fetched."""

    requests: list[str] = []

    def log_message(self, format: str, *args: Any) -> None:
        if args and isinstance(args[0], str) and " " in args[0]:
            self.requests.append(args[0].split(" ")[1])


def _user(name: str) -> Any:
    user, created = get_user_model().objects.get_or_create(
        username=name[:30], defaults={"email": f"{abs(hash(name))}@example.com"}
    )
    if created and user.st.nickname != name:
        user.st.nickname = name
        user.st.save()
    return user


def _category(title: str) -> Category:
    found = Category.objects.filter(title=title).first()
    return found or Category.objects.create(title=title)


def topic(title: str, text: str, author: str, category: str = "Chung") -> dict[str, int]:
    """A new topic with its first post."""
    user = _user(author)
    form = TopicForm(user=user, data={"title": title, "category": _category(category).pk})
    if not form.is_valid():
        raise ValueError(f"topic {title!r}: {form.errors.as_json()}")
    made = form.save()
    return {"topic": made.pk, "comment": reply(made.pk, text, author)["comment"]}


def reply(topic: int, text: str, author: str) -> dict[str, int]:
    """A new post in a topic."""
    form = CommentForm(user=_user(author), topic=Topic.objects.get(pk=topic), data={"comment": text})
    if not form.is_valid():
        raise ValueError(f"comment: {form.errors.as_json()}")
    comment = form.save()
    comment_posted(comment=comment, mentions=form.mentions)
    return {"topic": topic, "comment": comment.pk}


def edit(comment: int, text: str) -> dict[str, int]:
    """Another text for a post."""
    old = Comment.objects.get(pk=comment)
    form = CommentForm(data={"comment": text}, instance=old)
    if not form.is_valid():
        raise ValueError(f"comment: {form.errors.as_json()}")
    pre_comment_update(comment=Comment.objects.get(pk=comment))
    post_comment_update(comment=form.save())
    return {"comment": comment}


def fill(rows: list[dict[str, str]], per_topic: int) -> list[dict[str, int]]:
    """Many posts at once; see ``SpiritSite.fill``."""
    made: list[dict[str, int]] = []
    open_topics: dict[str, int] = {}
    with transaction.atomic():
        for number, row in enumerate(rows):
            title = row.get("topic") or f"Chủ đề số {number // per_topic + 1}"
            author = row.get("author") or f"thanhvien{number % 37}"
            if title in open_topics:
                made.append(reply(open_topics[title], row["text"], author))
            else:
                made.append(topic(title, row["text"], author, row.get("category") or "Chung"))
                open_topics[title] = made[-1]["topic"]
    return made


def category(title: str) -> str:
    """The path of a category's listing; it is made if it isn't there."""
    return str(_category(title).get_absolute_url())


def remove(topic: int) -> dict[str, int]:
    """Takes a topic away, as a moderator does."""
    Topic.objects.filter(pk=topic).update(is_removed=True)
    return {"topic": topic}


def age(topic: int, days: float) -> dict[str, int]:
    """Moves a topic's last activity into the past."""
    import datetime as dt

    from django.db.models import F

    Topic.objects.filter(pk=topic).update(last_active=F("last_active") - dt.timedelta(days=days))
    return {"topic": topic}


def requests() -> list[str]:
    """The paths asked for since the last call."""
    asked = list(_Handler.requests)
    _Handler.requests.clear()
    return asked


_COMMANDS = {do.__name__: do for do in (topic, reply, edit, fill, category, remove, age, requests)}


def main() -> None:
    if not (django.conf.settings.FOLDER / "forum.sqlite3").exists():
        call_command("migrate", verbosity=0)
    server = make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), _Server, _Handler)
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
