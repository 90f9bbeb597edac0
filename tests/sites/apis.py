"""Stand-ins of official APIs: what they answer to a key that is right, wrong or used up.

Shapes after the published references (each class says which), read in November 2026; the services themselves can't
be reached from a test. Each lists, beside what was asked, with which key.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sites.static import StaticSite, answer

KEY = "AIza-only-for-tests-4f6c0d/=+x"
TODAY = dt.datetime.now(dt.UTC).replace(microsecond=0)


class Api(StaticSite):
    """Answers JSON. ``errors`` holds, by the end of a path, a status and body to answer with instead."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: dict[str, tuple[int, Any]] = {}
        self.pages["*"] = self._serve

    def given(self, handler: BaseHTTPRequestHandler) -> str:
        """The key that came with a request."""
        raise NotImplementedError

    def result(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """Status and answer."""
        raise NotImplementedError

    def wrong_key(self, given: str) -> tuple[int, Any]:
        """What is said to a key that is not known."""
        raise NotImplementedError

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        given = self.given(handler)
        fault = next((error for end, error in self.errors.items() if parts.path.endswith(end)), None)
        if fault is None and given != KEY:
            fault = self.wrong_key(given)
        status, body = fault or self.result(parts.path, query)
        answer(handler, json.dumps(body).encode(), status=status, content_type="application/json; charset=UTF-8")


def google_error(status: int, reason: str, message: str, domain: str = "youtube") -> tuple[int, Any]:
    """``error`` as developers.google.com/youtube/v3/docs/errors has it."""
    about = {"message": message, "domain": domain, "reason": reason}
    return status, {"error": {"code": status, "message": message, "errors": [about]}}


def meta_error(status: int, code: int, message: str) -> tuple[int, Any]:
    """``error`` as developers.facebook.com/docs/graph-api/guides/error-handling has it."""
    return status, {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}}


class Said:
    """A comment; ``replies`` stand below it."""

    def __init__(self, id: str, text: str, author: str, at: dt.datetime) -> None:
        self.id, self.text, self.author, self.at, self.updated = id, text, author, at, at
        self.replies: list[Said] = []


class YouTubeApi(Api):
    """Data API v3: ``commentThreads.list``, ``comments.list``, ``videos.list``, ``channels.list``, ``search.list``
    (developers.google.com/youtube/v3/docs), pages of ``page_size`` by ``nextPageToken``. A thread shows
    ``shown`` of its replies."""

    def __init__(self, page_size: int = 100, shown: int = 5) -> None:
        super().__init__()
        self.page_size, self.shown = page_size, shown
        self.threads: list[Said] = []
        self.videos: dict[str, dict[str, str]] = {}
        self.count = 0

    def given(self, handler: BaseHTTPRequestHandler) -> str:
        return handler.headers.get("X-Goog-Api-Key") or ""

    def wrong_key(self, given: str) -> tuple[int, Any]:
        return google_error(400, "badRequest", f"API key not valid. Please pass a valid API key, not {given}.", "global")

    def comment(self, text: str, author: str, under: Said | None = None, days: float = 0) -> Said:
        """A new comment, of today or so many days old."""
        self.count += 1
        made = Said(f"Ugx{self.count:04d}", text, author, TODAY - dt.timedelta(days=days, seconds=-self.count))
        (under.replies if under else self.threads).append(made)
        return made

    def edit(self, said: Said, text: str) -> None:
        said.text, said.updated = text, said.updated + dt.timedelta(hours=1)

    def result(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path.endswith("/commentThreads"):
            newest = sorted(self.threads, key=lambda each: each.at, reverse=True)
            return self._page([self._comment_thread(each) for each in newest], query, "youtube#commentThreadListResponse")
        if path.endswith("/comments"):
            parent = next(each for each in self.threads if each.id == query["parentId"])
            return self._page([self._resource(each) for each in parent.replies], query, "youtube#commentListResponse")
        if path.endswith("/videos"):
            ids = query["id"].split(",")
            found = [self._video(id) for id in ids if id in self.videos]
            return 200, {"kind": "youtube#videoListResponse", "items": found}
        if path.endswith("/channels"):
            return 200, {"kind": "youtube#channelListResponse", "items": [{"id": "UC" + "k" * 22}]}
        found = [{"kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": id}} for id in self.videos]
        return self._page(found, query, "youtube#searchListResponse")

    def _page(self, items: list[Any], query: dict[str, str], kind: str) -> tuple[int, Any]:
        start = int(query.get("pageToken", "t0")[1:])
        size = min(self.page_size, int(query["maxResults"]))
        body = {"kind": kind, "etag": "x", "items": items[start : start + size]}
        if start + size < len(items):
            body["nextPageToken"] = f"t{start + size}"
        return 200, body

    def _comment_thread(self, said: Said) -> dict[str, Any]:
        snippet = {
            "videoId": "video000001", "topLevelComment": self._resource(said), "canReply": True,
            "totalReplyCount": len(said.replies), "isPublic": True,
        }  # fmt: skip
        thread = {"kind": "youtube#commentThread", "id": said.id, "snippet": snippet}
        if said.replies and self.shown:
            thread["replies"] = {"comments": [self._resource(each) for each in said.replies[: self.shown]]}
        return thread

    def _resource(self, said: Said) -> dict[str, Any]:
        return {
            "kind": "youtube#comment",
            "id": said.id,
            "snippet": {
                "channelId": "UC" + "k" * 22, "videoId": "video000001", "textDisplay": said.text,
                "authorDisplayName": f"@{said.author}", "authorChannelUrl": f"http://www.youtube.com/@{said.author}",
                "authorChannelId": {"value": f"UC{said.author}"}, "canRate": True, "likeCount": 0,
                "publishedAt": f"{said.at:%Y-%m-%dT%H:%M:%SZ}", "updatedAt": f"{said.updated:%Y-%m-%dT%H:%M:%SZ}",
            },
        }  # fmt: skip

    def _video(self, id: str) -> dict[str, Any]:
        snippet = {"publishedAt": f"{TODAY:%Y-%m-%dT%H:%M:%SZ}", "channelId": "UCkenh", "channelTitle": "Kênh Kín"}
        return {"kind": "youtube#video", "id": id, "snippet": {**snippet, **self.videos[id]}}


class GraphApi(Api):
    """Graph API v26.0: ``/PAGE/feed`` and ``/POST/comments`` (developers.facebook.com/docs/graph-api/reference), pages
    by cursors. As the real one does, ``paging.next`` repeats the token."""

    PAGE = "1000200030004"

    def __init__(self, page_size: int = 100) -> None:
        super().__init__()
        self.page_size = page_size
        self.posts: dict[str, tuple[Said, list[Said]]] = {}
        self.count = 0

    def given(self, handler: BaseHTTPRequestHandler) -> str:
        return (handler.headers.get("Authorization") or "").removeprefix("Bearer ")

    def wrong_key(self, given: str) -> tuple[int, Any]:
        return meta_error(400, 190, f"Malformed access token {given}")

    def _said(self, text: str, author: str, days: float) -> Said:
        self.count += 1
        at = TODAY - dt.timedelta(days=days, hours=1, seconds=-self.count)
        return Said(f"{self.PAGE}_{self.count:05d}", text, author, at)

    def post(self, text: str, author: str = "", days: float = 0) -> str:
        """A post on the Page, by the Page itself unless by somebody; gives its id."""
        made = self._said(text, author, days)
        self.posts[made.id] = (made, [])
        return made.id

    def comment(self, post: str, text: str, author: str, days: float = 0) -> Said:
        made = self._said(text, author, days)
        self.posts[post][1].append(made)
        self.posts[post][0].updated = TODAY
        return made

    def result(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        *_, of, edge = path.split("/")
        if edge == "feed":
            newest = sorted(self.posts.values(), key=lambda each: each[0].at, reverse=True)
            return self._page([self._post(*each) for each in newest], query, path)
        if of not in self.posts:
            return meta_error(400, 100, f"Unsupported get request. Object with ID '{of}' does not exist")
        newest = sorted(self.posts[of][1], key=lambda each: each.at, reverse=True)
        return self._page([self._resource(each) for each in newest], query, path)

    def _page(self, items: list[Any], query: dict[str, str], path: str) -> tuple[int, Any]:
        start, size = int(query.get("after", "c0")[1:]), min(self.page_size, int(query["limit"]))
        paging: dict[str, Any] = {"cursors": {"before": f"c{start}", "after": f"c{start + size}"}}
        if start + size < len(items):
            paging["next"] = f"https://graph.facebook.com{path}?access_token={KEY}&after=c{start + size}"
        return 200, {"data": items[start : start + size], "paging": paging}

    def _resource(self, said: Said) -> dict[str, Any]:
        by = {"id": f"77{said.author}", "name": said.author} if said.author else {"id": self.PAGE, "name": "Ngân hàng"}
        return {
            "id": said.id, "message": html.unescape(said.text), "created_time": f"{said.at:%Y-%m-%dT%H:%M:%S+0000}",
            "from": by, "permalink_url": f"https://www.facebook.com/trang/posts/1?comment_id={said.id}",
        }  # fmt: skip

    def _post(self, said: Said, comments: list[Said]) -> dict[str, Any]:
        summary = {"data": [], "summary": {"order": "ranked", "total_count": len(comments), "can_comment": True}}
        return {**self._resource(said), "updated_time": f"{said.updated:%Y-%m-%dT%H:%M:%S+0000}", "comments": summary}
