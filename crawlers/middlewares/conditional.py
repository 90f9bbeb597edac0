"""Conditional requests: the server may answer that nothing has changed (RFC 9110, 13)."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response


class ConditionalRequests:
    """Sends the validators that a spider put into ``request.meta["validators"]``."""

    def process_request(self, request: Request) -> None:
        """Sets ``If-None-Match`` and ``If-Modified-Since``."""
        validators = request.meta.get("validators")
        if not isinstance(validators, dict):
            return
        if etag := validators.get("etag"):
            request.headers.setdefault("If-None-Match", str(etag))
        if modified := validators.get("modified"):
            request.headers.setdefault("If-Modified-Since", str(modified))


def validators_of(response: Response) -> dict[str, str]:
    """The validators that a server gave with a page; empty where it gave none."""
    found = {}
    for name, header in (("etag", "ETag"), ("modified", "Last-Modified")):
        value = response.headers.get(header)
        if value:
            found[name] = value.decode("latin-1")
    return found
