"""The key of an official API: a header that is put on at the last moment, and only for the API's own host.

A key in an address would stand in logs, evidence and error messages. A header would be carried along by a
redirect, so it is taken off every request first, whatever made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.exceptions import NotConfigured

from crawlers.api_access import ApiAccess, may_have_key

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ApiKey:
    """Signs the requests of one source's API; absent for a source that needs no key."""

    def __init__(self, access: ApiAccess) -> None:
        self.access = access

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ApiKey:
        """Scrapy's constructor."""
        access = crawler.spider.access()  # type: ignore[union-attr]
        if access is None:
            raise NotConfigured
        return cls(access)

    def process_request(self, request: Request) -> None:
        """Sets the header for the API's host, and takes it off for any other."""
        request.headers.pop(self.access.header, None)
        if may_have_key(request.url, self.access.host):
            request.headers[self.access.header] = self.access.value
