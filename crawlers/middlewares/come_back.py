"""A server that says when to come back is not asked again at once."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response


class ComeBack:
    """Keeps Scrapy from repeating a request to which the answer was 503 with Retry-After (RFC 9110, 10.2.3)."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Passes every answer on."""
        if response.status == 503 and response.headers.get("Retry-After"):
            request.meta["dont_retry"] = True
        return response
