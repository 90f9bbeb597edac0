"""Scrapy's settings for a crawl."""

from __future__ import annotations

from importlib import metadata

from scrapy.settings import Settings

from crawlers.request import CrawlSettings

_MIDDLEWARES = "crawlers.middlewares"


def user_agent(contact: str) -> str:
    """``CanhGiac/<version> (+<contact or the project's address>)``."""
    version, home = "0", ""
    try:
        about = metadata.metadata("canhgiac")
        version = about["Version"] or version
        urls = about.get_all("Project-URL") or []
        home = next((url.partition(",")[2].strip() for url in urls), "")
    except metadata.PackageNotFoundError:
        pass
    # One header line: a contact with a line break in it would add headers of its own.
    said = " ".join((contact or home).split())
    return f"CanhGiac/{version} (+{said})" if said else f"CanhGiac/{version}"


def scrapy_settings(settings: CrawlSettings) -> Settings:
    """What Scrapy is told. Everything that listens, reports home or writes files by itself is off."""
    throttled = settings.delay > 0
    return Settings(
        {
            "USER_AGENT": user_agent(settings.user_agent_contact),
            "ROBOTSTXT_OBEY": True,
            "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
            "AUTOTHROTTLE_ENABLED": throttled,
            "AUTOTHROTTLE_START_DELAY": settings.delay,
            "AUTOTHROTTLE_MAX_DELAY": max(settings.max_delay, settings.delay),
            "DOWNLOAD_DELAY": settings.delay,
            "DOWNLOAD_TIMEOUT": settings.timeout,
            "DOWNLOAD_MAXSIZE": settings.max_bytes,
            "DOWNLOAD_WARNSIZE": 0,
            "DNS_TIMEOUT": settings.timeout,
            # Scrapy starts that many tasks for each answer; a page of ours gives a few requests and no items.
            "CONCURRENT_ITEMS": 2,
            # What waits for its turn at the host has passed the budget and would still be sent after a "not so often".
            "CONCURRENT_REQUESTS": settings.per_host + 2,
            "CONCURRENT_REQUESTS_PER_DOMAIN": settings.per_host,
            "REDIRECT_MAX_TIMES": 5,
            "METAREFRESH_ENABLED": False,
            # One repetition for a passing fault; 429 means "less often" and is never repeated.
            "RETRY_TIMES": 1,
            "RETRY_HTTP_CODES": [500, 502, 503, 504],
            "RETRY_EXCEPTIONS": [
                "scrapy.exceptions.DownloadFailedError",
                "scrapy.exceptions.ResponseDataLossError",
                "twisted.internet.error.ConnectionLost",
            ],
            "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",
            # A visitor without a memory: nothing to log in with. Proxies would hide who asks, and the guard
            # against private addresses holds only where we connect ourselves.
            "COOKIES_ENABLED": False,
            "HTTPPROXY_ENABLED": False,
            "REFERER_ENABLED": False,
            "DEFAULT_REQUEST_HEADERS": {
                "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "Accept-Language": "vi,en;q=0.7",
            },
            "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "MEMUSAGE_ENABLED": False,
            "STATS_DUMP": False,
            "LOG_LEVEL": "WARNING",
            "LOG_INSTALL_ROOT_HANDLER": False,
            "DOWNLOADER_MIDDLEWARES": {
                "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
                "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
                "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
                f"{_MIDDLEWARES}.private.PrivateAddressGuard": 80,
                f"{_MIDDLEWARES}.robots.Robots": 100,
                f"{_MIDDLEWARES}.budget.Budget": 110,
                f"{_MIDDLEWARES}.conditional.ConditionalRequests": 420,
                # Nearer to the wire than Scrapy's repetitions (550): it sees each of them.
                f"{_MIDDLEWARES}.silence.Silence": 560,
                f"{_MIDDLEWARES}.come_back.ComeBack": 570,
                # Next to the wire: nothing that runs before it ever sees a key.
                f"{_MIDDLEWARES}.api_key.ApiKey": 995,
            },
            "SPIDER_MIDDLEWARES": {
                # Every answer comes back to the spider, which knows what a status means for a source.
                "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
                "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
                "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
                "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
            },
            "EXTENSIONS": {
                "scrapy.extensions.telnet.TelnetConsole": None,
                "scrapy.extensions.logcount.LogCount": None,
                "scrapy.extensions.corestats.CoreStats": None,
                "scrapy.extensions.memusage.MemoryUsage": None,
                "scrapy.extensions.memdebug.MemoryDebugger": None,
                "scrapy.extensions.closespider.CloseSpider": None,
                "scrapy.extensions.feedexport.FeedExporter": None,
                "scrapy.extensions.logstats.LogStats": None,
                "scrapy.extensions.spiderstate.SpiderState": None,
                "scrapy.extensions.throttle.AutoThrottle": None,
                "scrapy.extensions.remote_control.RemoteControl": None,
                f"{_MIDDLEWARES}.throttle.PoliteThrottle": 10,
            },
        }
    )
