"""Bounds the requests of one visit, and counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request, signals

from crawlers.middlewares.refusals import BudgetSpent

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.visit import OpenVisit


class Budget:
    """Lets ``max_requests`` requests through, redirects and repetitions included. robots.txt is counted
    with the others but always let through: without it nothing may be read."""

    def __init__(self, visit: OpenVisit) -> None:
        self.visit = visit
        self.limit = visit.spec.max_requests
        self.admitted = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        """Scrapy's constructor."""
        budget = cls(crawler.spider.visit)  # type: ignore[union-attr]
        crawler.signals.connect(budget.sent, signal=signals.request_reached_downloader)
        return budget

    def process_request(self, request: Request) -> None:
        """Refuses what is over the budget, and everything once the site is to be left alone."""
        if self.visit.paused is not None and not request.meta.get("dont_obey_robotstxt"):
            raise BudgetSpent(self.visit.paused)
        if self.limit <= 0 or request.meta.get("dont_obey_robotstxt") or request.meta.get("playwright"):
            # A browser's page is counted by what it asks for.
            return
        if self.admitted >= self.limit:
            reason = f"the visit's budget of {self.limit} requests is spent; the rest follows on the next visit"
            self.visit.stop(reason)
            raise BudgetSpent(reason)
        self.admitted += 1

    def sent(self, request: Request) -> None:
        """Scrapy's signal that a request goes out."""
        if request.meta.get("playwright"):
            return
        self.visit.counted_request()
