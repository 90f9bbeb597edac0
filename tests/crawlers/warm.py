"""What a crawl imports, imported once in the process from which the crawls of tests are forked.

Everything but the reactor: each crawl installs its own.
"""

from __future__ import annotations

from importlib import import_module

import dateparser

import tests.crawlers.run_crawl

_LATE = """
crawlers.run crawlers.article crawlers.spiders.feed crawlers.spiders.forum crawlers.spiders.file
crawlers.spiders.telegram crawlers.spiders.page crawlers.spiders.youtube crawlers.spiders.facebook
crawlers.spiders.blog crawlers.spiders.article crawlers.spiders.sitemap crawlers.spiders.wiki extruct
crawlers.spiders.blocklist crawlers.spiders.mastodon
crawlers.engines.xenforo crawlers.engines.vbulletin crawlers.engines.discourse crawlers.engines.flarum
crawlers.engines.phpbb crawlers.engines.misago crawlers.engines.spirit
crawlers.middlewares.budget crawlers.middlewares.conditional crawlers.middlewares.private crawlers.middlewares.robots
crawlers.middlewares.throttle crawlers.middlewares.api_key scrapy.addons scrapy.core.engine scrapy.core.scheduler scrapy.core.scraper
scrapy.core.downloader.handlers.http11 scrapy.core.downloader.contextfactory scrapy.dupefilters scrapy.pqueues
scrapy.squeues scrapy.statscollectors scrapy.pipelines scrapy.spiderloader scrapy.downloadermiddlewares.redirect
scrapy.downloadermiddlewares.retry scrapy.downloadermiddlewares.httpcompression scrapy.downloadermiddlewares.stats
scrapy.downloadermiddlewares.useragent scrapy.downloadermiddlewares.defaultheaders
scrapy.downloadermiddlewares.downloadtimeout scrapy.spidermiddlewares.start scrapy.spidermiddlewares.urllength
trafilatura trafilatura.metadata htmldate
"""

for _name in _LATE.split():
    import_module(_name)
dateparser.parse("hôm qua", languages=["vi", "en"])
assert tests.crawlers.run_crawl is not None
