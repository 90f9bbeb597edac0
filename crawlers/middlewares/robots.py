"""robots.txt: obeyed by RFC 9309, each refusal with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import build_from_crawler
from twisted.internet.defer import Deferred

from crawlers.middlewares.refusals import Refused, RobotsRefused, RobotsUnreachable
from crawlers.robots_cache import RobotsCache, Rules

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser

#: A site that asks for more than this between requests is visited with this.
MAX_CRAWL_DELAY = 120.0
#: Bytes of robots.txt that are read; the standard asks for 500 KiB at least (RFC 9309, 2.5).
MAX_ROBOTS_BYTES = 512 * 1024
#: Bytes that are taken in, so that a longer one is cut and not lost, however small pages must be.
_TAKEN_BYTES = 4 * 1024 * 1024

#: In the ``meta`` of a request to an official API that is asked with a key.
OFFICIAL_API = "official_api"

_FORBIDDEN = "robots.txt asks not to read this address; leave the source out or ask the site's owner"


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, with what RFC 9309 asks where robots.txt cannot be had: a 4xx answer means that
    everything may be read, a fault of server or network that nothing may. What a server said holds for all
    visits of a crawl, a day at most, also within a long visit."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._faults: dict[str, str] = {}
        self._cache: RobotsCache = crawler.spider.visit.robots  # type: ignore[union-attr]

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """Raises :class:`RobotsRefused` or :class:`RobotsUnreachable`. An official API is used by the key that its
        owner gave, under his terms; its host's robots.txt is for who reads pages unasked."""
        if request.meta.get(OFFICIAL_API):
            return
        await super().process_request(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Scrapy's hook with the parsed rules of the host, if there are any."""
        place = _place(request)
        if place in self._faults:
            raise RobotsUnreachable(self._faults[place])
        if rp is not None and not rp.allowed(request.url, self._default_useragent):
            raise RobotsRefused(_FORBIDDEN)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """As Scrapy's, but a failed download is a reason and no logged traceback."""
        place = _place(request)
        rules = self._cache.get(place)
        if rules is not None:
            if place not in self._parsers:
                self._parsers[place] = rules.parser
                self._keep_delay(rules.delay, request)
        elif place not in self._faults and not isinstance(self._parsers.get(place), Deferred):
            await self._fetch(request, place)
        return await super().robot_parser(request)

    async def _fetch(self, request: Request, place: str) -> None:
        # Scrapy's own method would mark the place first and fill in the answer; the others wait for it.
        waiting: Deferred[RobotParser | None] = Deferred()
        self._parsers[place] = waiting
        scheme = request.url.partition("://")[0]
        robots = Request(
            f"{scheme}://{place}/robots.txt",
            priority=self.DOWNLOAD_PRIORITY,
            meta={
                "dont_obey_robotstxt": True,
                "download_maxsize": max(self.crawler.settings.getint("DOWNLOAD_MAXSIZE"), _TAKEN_BYTES),
            },
            callback=NO_CALLBACK,
        )
        parser: RobotParser | None = None
        try:
            response = await self.crawler.engine.download_async(robots)
            parser = self._read(response, place, request)
        except Refused as refusal:
            self._faults[place] = refusal.reason
        except CannotResolveHostError as error:
            self._faults[place] = f"{error} (DNS)"
        except Exception as error:
            self._faults[place] = f"the server cannot be read: robots.txt gave {_short(error)}"
        finally:
            self._parsers[place] = parser
            waiting.callback(parser)

    def _read(self, response: Response, place: str, request: Request) -> RobotParser | None:
        if response.status >= 500:
            self._faults[place] = (
                f"robots.txt answers {response.status}, a fault of the server; nothing may be read until it is back"
            )
            return None
        if not 200 <= response.status < 300:
            self._cache.put(place, Rules(None))
            return None
        # What is cut off may end in half a line, which says something else than the whole one.
        body = response.body
        if len(body) > MAX_ROBOTS_BYTES:
            body = body[:MAX_ROBOTS_BYTES].rpartition(b"\n")[0]
        parser: RobotParser = build_from_crawler(self._parserimpl, self.crawler, body)
        delay = min(parser.crawl_delay(self._default_useragent) or 0.0, MAX_CRAWL_DELAY)
        self._cache.put(place, Rules(parser, delay))
        self._keep_delay(delay, request)
        return parser

    def _keep_delay(self, delay: float, request: Request) -> None:
        if not delay:
            return
        key = self.crawler.engine.downloader.get_slot_key(request)
        downloader = self.crawler.engine.downloader
        downloader.per_slot_settings.setdefault(key, {})["delay"] = delay
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, delay)


def _place(request: Request) -> str:
    # Scrapy keys its parsers by this.
    return str(urlparse_cached(request).netloc)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:200]}" if str(error) else type(error).__name__
