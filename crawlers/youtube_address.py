"""YouTube: what an address means."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

HOSTS = frozenset(("youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"))
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")
_HANDLE = re.compile(r"@[\w.·-]{3,30}")


class Target(msgspec.Struct, frozen=True):
    """What an address names: a video or a channel by id, a channel by ``@handle`` or old user name, a search."""

    what: Literal["video", "channel", "handle", "user", "search"]
    id: str


def target_of(url: str) -> Target | None:
    """What to read at an address of YouTube; ``None`` where that is nothing that the API can be asked for."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = [part for part in parts.path.split("/") if part]
    query = parse_qs(parts.query)
    if host not in HOSTS:
        return None
    if host == "youtu.be":
        return _video(path[0] if path else "")
    if path[:1] == ["watch"]:
        return _video(query.get("v", [""])[0])
    if len(path) > 1 and path[0] in ("shorts", "live", "embed"):
        return _video(path[1])
    if len(path) > 1 and path[0] == "channel" and _CHANNEL.fullmatch(path[1]):
        return Target("channel", path[1])
    if len(path) > 1 and path[0] == "user":
        return Target("user", path[1])
    if path and _HANDLE.fullmatch(path[0]):
        return Target("handle", path[0])
    words = " ".join(query.get("search_query", [""])[0].split())
    return Target("search", words) if path[:1] == ["results"] and words else None


def _video(id: str) -> Target | None:
    return Target("video", id) if _VIDEO.fullmatch(id) else None
