"""A stand-in of a Mastodon instance: its public API as docs.joinmastodon.org has it (methods ``accounts`` and
``timelines``, entities ``Status`` and ``Account``, API of Mastodon 4), for nobody's instance can be reached from a test."""

from __future__ import annotations

import datetime as dt
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sites.static import StaticSite, answer

NAME, SHOWN = "tran_van_bi_mat", "Trần Văn Bí Mật"


class MastodonSite(StaticSite):
    """Posts of one account; every timeline shows them. ``closed``: timelines are for members."""

    def __init__(self, page_size: int = 40) -> None:
        super().__init__()
        self.page_size = page_size
        self.posts: list[dict[str, Any]] = []
        self.closed = False
        self.pages["*"] = self._serve

    def post(self, text: str, *, days_ago: float = 0, **parts: Any) -> None:
        """A new post; ``parts`` are keys of Status, or ``html`` in the place of its text."""
        self.posts.append({"text": text, "days": days_ago, "parts": parts})

    def edit(self, number: int, text: str) -> None:
        self.posts[number]["text"] = text

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.closed:
            _json(handler, {"error": "This method requires an authenticated user"}, 422)
        elif parts.path == "/api/v1/accounts/lookup":
            known = query["acct"] == NAME
            _json(handler, self._account() if known else {"error": "Record not found"}, 200 if known else 404)
        elif parts.path.startswith(("/api/v1/timelines/", "/api/v1/accounts/9/statuses")):
            before = int(query.get("max_id", "999999999999999999999"))
            shown = [number for number in range(len(self.posts))[::-1] if self._id(number) < before]
            size = min(self.page_size, int(query["limit"]))
            _json(handler, [self._status(number) for number in shown[:size]])
        else:
            _json(handler, {"error": "Not Found"}, 404)

    def _id(self, number: int) -> int:
        # The real ones are times in milliseconds with a counter; here they pass from one length to the next.
        return 99_999_999_999_999_990 + number * 3

    def _account(self) -> dict[str, Any]:
        return {"id": "9", "username": NAME, "acct": NAME, "display_name": SHOWN, "url": f"{self.url}/@{NAME}", "noindex": False}

    def _status(self, number: int) -> dict[str, Any]:
        post = self.posts[number]
        at = dt.datetime.now(dt.UTC) - dt.timedelta(days=post["days"], hours=1)
        own = {key: value for key, value in post["parts"].items() if key not in ("html", "noindex")}
        return {
            "id": str(self._id(number)), "created_at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}", "spoiler_text": "",
            "visibility": "public", "language": "vi", "uri": f"{self.url}/users/{NAME}/statuses/{self._id(number)}",
            "url": f"{self.url}/@{NAME}/{self._id(number)}", "content": post["parts"].get("html") or f"<p>{post['text']}</p>",
            "reblog": None, "media_attachments": [],
            "account": {**self._account(), "noindex": post["parts"].get("noindex", False)}, **own,
        }  # fmt: skip


def _json(handler: BaseHTTPRequestHandler, body: Any, status: int = 200) -> None:
    answer(handler, json.dumps(body).encode(), status=status, content_type="application/json; charset=utf-8")
