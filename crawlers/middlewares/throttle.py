"""AutoThrottle that never goes below what robots.txt asks for."""

from __future__ import annotations

from scrapy.core.downloader import Slot
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class PoliteThrottle(AutoThrottle):
    """Scrapy's extension; a host's crawl-delay is its floor."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        request = response.request
        key = str(request.meta.get("download_slot")) if request is not None else ""
        wished = self.crawler.engine.downloader.per_slot_settings.get(key, {}).get("delay", 0)
        slot.delay = max(slot.delay, wished)
