"""A site that has stopped answering is left alone for the rest of the visit: it would hold up all that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, exceptions
from scrapy.http import Response

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.visit import OpenVisit

#: Requests without an answer, one after another, repetitions included.
PATIENCE = 8

_SILENT = (
    exceptions.DownloadTimeoutError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.ResponseDataLossError,
)


class Silence:
    """Counts requests that had no answer; any answer sets the count back, a fault of the server too."""

    def __init__(self, visit: OpenVisit) -> None:
        self.visit = visit
        self.count = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Silence:
        """Scrapy's constructor."""
        return cls(crawler.spider.visit)  # type: ignore[union-attr]

    def process_response(self, request: Request, response: Response) -> Response:
        """The site answers."""
        self.count = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """No answer, unless we did not ask."""
        if not isinstance(exception, _SILENT):
            return
        self.count += 1
        if self.count >= PATIENCE:
            self.visit.pause(
                f"the site did not answer {PATIENCE} times running and is asked no more; the rest follows on the next "
                "visit"
            )
