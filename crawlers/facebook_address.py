"""Facebook: which Page an address names."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit


def page_of(url: str) -> str | None:
    """The name or number of the Page at an address; ``None`` where it names none."""
    parts = urlsplit(url)
    path = [part for part in parts.path.split("/") if part]
    if path[:1] == ["profile.php"]:
        return next((id for id in parse_qs(parts.query).get("id", []) if id.isdigit()), None)
    if len(path) > 1 and path[0] in ("pages", "p", "people"):
        return next((found[1] for found in [re.search(r"(\d{5,})$", path[-1])] if found), None)
    return path[0] if len(path) == 1 and re.fullmatch(r"[A-Za-z0-9.-]{3,100}", path[0]) else None
