"""Sources whose pictures may be looked at: a page waits for the pictures of its posts, then is read as ever.

Off unless the source's option ``images`` says so. A picture is asked for like a page: robots.txt, private addresses,
pauses and the visit's budget hold for it. One that cannot be had is recorded and nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response, TextResponse
from twisted.python.failure import Failure

from crawlers import answers
from crawlers.middlewares.refusals import BudgetSpent
from crawlers.pictures import MAX_BYTES, PictureRefused, codes_in
from crawlers.spiders.base import Requests, SourceSpider, Then

log = logging.getLogger("crawlers.spiders")

#: Pictures that are asked for in one visit, and for one page.
MAX_PICTURES, MAX_OF_PAGE = 200, 40


class _Waiting:
    """A page whose pictures are under way."""

    def __init__(self, page: TextResponse, then: Then, count: int) -> None:
        self.page, self.then, self.count = page, then, count


class PicturedSpider(SourceSpider):
    """Reads QR codes of pictures before the page that shows them is read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures = 0
        #: By a picture's address, what its codes say; of this visit alone, written nowhere.
        self.codes: dict[str, list[str]] = {}

    def pictures_of(self, page: TextResponse) -> list[str]:
        """Addresses of the pictures, in posts with little or no text, that a page shows."""
        raise NotImplementedError

    def handle(self, page: TextResponse, then: Then) -> Requests:
        """As the base; first the page's pictures, where they are wanted."""
        if not self.options.images:
            return then(page)
        shown = [url for url in dict.fromkeys(self.pictures_of(page)) if _is_web(url) and url not in self.codes]
        wanted = shown[: max(0, min(MAX_OF_PAGE, MAX_PICTURES - self.pictures))]
        if not wanted:
            return then(page)
        self.pictures += len(wanted)
        waiting = _Waiting(page, then, len(wanted))
        return [self._picture(url, waiting) for url in wanted]

    def codes_of(self, urls: list[str]) -> list[str]:
        """What the codes of these pictures say."""
        return list(dict.fromkeys(code for url in urls for code in self.codes.get(url, ())))

    def _picture(self, url: str, waiting: _Waiting) -> Request:
        return Request(
            url,
            callback=self._picture_came,
            errback=self._picture_lost,
            cb_kwargs={"url": url, "waiting": waiting},
            meta={"download_maxsize": MAX_BYTES},
            headers={"Accept": "image/*"},
            priority=50,
            dont_filter=True,
        )

    def _picture_came(self, response: Response, url: str, waiting: _Waiting) -> Iterator[Request]:
        self.codes[url] = []
        problem = answers.of_status(response)
        if problem is not None:
            self.visit.refuse(url, f"a picture was not had: {problem[1]}")
        else:
            try:
                self.codes[url] = codes_in(response.body)
            except PictureRefused as refusal:
                self.visit.refuse(url, f"a picture was not read: {refusal}")
            except Exception as error:  # whatever a picture does to its reader, the post goes on
                log.debug("a picture could not be read source=%s", self.source, exc_info=error)
                self.visit.refuse(url, f"a picture was not read: {type(error).__name__}")
        yield from self._one_less(waiting)

    def _picture_lost(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        if not isinstance(failure.value, BudgetSpent):
            _, reason = answers.of_failure(failure, self.visit.settings.timeout, MAX_BYTES)
            self.visit.refuse(request.url, f"a picture was not had: {reason}")
        yield from self._one_less(request.cb_kwargs["waiting"])

    def _one_less(self, waiting: _Waiting) -> Iterator[Request]:
        waiting.count -= 1
        if waiting.count == 0:
            yield from self._careful(waiting.page.url, lambda: waiting.then(waiting.page))


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
