"""Pages that show their content by JavaScript: a browser that has no network of its own.

The browser (scrapy-playwright, extra ``javascript``) runs a page's scripts; whatever it asks for is fetched by the
crawl itself and handed to it. So robots.txt, the refusal of private addresses, pauses, size limit and budget hold for
each script and each background request as they hold for pages, redirects included; a browser's own connections
would pass by all of them. What it tries past that (sockets, look-ahead) finds no name resolved and no proxy.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

if TYPE_CHECKING:
    from playwright.async_api import Page, Route
    from scrapy.crawler import Crawler

log = logging.getLogger("crawlers.browser")

#: In the ``meta`` of a request that is made by the browser; scrapy-playwright's own key.
IN_BROWSER = "playwright"
#: The browser's pages wait here: in a host's own queue they would wait for what they themselves ask for.
_SLOT = "browser"
#: What a page asks for to show its words. Pictures, fonts, films and whatever sends something are not asked for.
_NEEDED = frozenset(("document", "script", "stylesheet", "xhr", "fetch"))
_METHODS = frozenset(("GET", "HEAD"))
#: Seconds that a page gets to show what is looked for, after it was loaded.
_PATIENCE = 5.0
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Headers of an answer that the browser may not see: the body was unpacked, and there is no memory for cookies.
_DROPPED = frozenset(("content-encoding", "content-length", "transfer-encoding", "set-cookie"))


def with_browser(settings: Settings, timeout: float) -> Settings:
    """The settings of a visit whose pages are read in a browser. Debian's Chromium is used where there is one, else
    the one that ``playwright install chromium`` has fetched."""
    made = settings.copy()
    handler = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
    made.set("DOWNLOAD_HANDLERS", {"http": handler, "https": handler})
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    arguments = [
        "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # Chromium's sandbox refuses to run for root.
        arguments.append("--no-sandbox")
    launch: dict[str, Any] = {"headless": True, "args": arguments, "proxy": {"server": "http://127.0.0.1:9"}}
    made.set("PLAYWRIGHT_LAUNCH_OPTIONS", {**launch, "executable_path": program} if program else launch)
    context = {"user_agent": settings["USER_AGENT"], "service_workers": "block", "accept_downloads": False}
    made.set("PLAYWRIGHT_CONTEXTS", {"default": context})
    made.set("PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT", 2000 * timeout)
    made.set("PLAYWRIGHT_MAX_PAGES_PER_CONTEXT", 2)
    made.set("DOWNLOAD_SLOTS", {_SLOT: {"concurrency": 2, "delay": 0, "throttle": False}})
    return made


def in_browser(request: Request, crawler: Crawler, awaited: str) -> Request:
    """The request, to be made by the browser. ``awaited`` is a CSS selector of what the page should come to show."""
    from scrapy_playwright.page import PageMethod

    async def prepare(page: Page, request: Request) -> None:
        # Registered after the library's own, so that it is asked first, and alone.
        await page.route("**", Fetcher(crawler).fetch)

    async def settle(page: Page) -> None:
        with contextlib.suppress(Exception):  # not there: the page is read as it is
            await page.wait_for_selector(awaited, state="attached", timeout=1000 * _PATIENCE)

    request.meta.update(
        {
            IN_BROWSER: True,
            "download_slot": _SLOT,
            "playwright_page_init_callback": prepare,
            "playwright_page_methods": [PageMethod(settle)] if awaited else [],
        }
    )
    return request


class Fetcher:
    """Answers what a page asks for, by way of the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    async def fetch(self, route: Route) -> None:
        """Playwright's hook for each request of a page."""
        asked = route.request
        if asked.resource_type not in _NEEDED or asked.method not in _METHODS:
            await route.abort()
            return
        try:
            response = await self._download(asked.url, asked.headers.get("accept", "*/*"))
        except Exception as error:
            self._note(asked.url, error)
            await route.abort()
            return
        with contextlib.suppress(Exception):  # the page was closed meanwhile
            await route.fulfill(status=response.status, headers=_headers(response), body=response.body)

    async def _download(self, url: str, accept: str) -> Response:
        assert self.crawler.engine is not None
        request = Request(url, callback=NO_CALLBACK, headers={"Accept": accept}, dont_filter=True)
        return await self.crawler.engine.download_async(request)

    def _note(self, url: str, error: Exception) -> None:
        reason = getattr(error, "reason", "") or f"{type(error).__name__}: {error}"
        log.debug("a page was not given what it asked for url=%s", url, exc_info=error)
        if isinstance(error, IgnoreRequest):
            spider: Any = self.crawler.spider
            spider.visit.refuse(url, f"a page in the browser asked for it: {reason}")


def _headers(response: Response) -> dict[str, str]:
    found = {}
    for name in response.headers:
        key, value = name.decode("latin-1").lower(), response.headers.get(name)
        if key not in _DROPPED and value is not None:
            found[key] = value.decode("latin-1")
    return found
