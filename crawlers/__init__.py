"""Everything that fetches: public pages, feeds, forums and files of posts in, posts out.

Importing the package loads neither Scrapy nor Twisted; the names below are loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.registry import kind_of, validate
    from crawlers.request import STOPPED_BY, CrawlEvent, CrawlSettings, SourceSpec, Turns, Wish
    from crawlers.run import crawl, place_of
    from crawlers.secrets import Secrets
    from crawlers.source_kinds import SourceKind, kinds

__all__ = [
    "STOPPED_BY",
    "CrawlEvent",
    "CrawlSettings",
    "Secrets",
    "SourceKind",
    "SourceSpec",
    "Turns",
    "Wish",
    "crawl",
    "kind_of",
    "kinds",
    "place_of",
    "validate",
]

_WHERE = {
    "STOPPED_BY": "crawlers.request",
    "CrawlEvent": "crawlers.request",
    "CrawlSettings": "crawlers.request",
    "Secrets": "crawlers.secrets",
    "SourceKind": "crawlers.source_kinds",
    "SourceSpec": "crawlers.request",
    "Turns": "crawlers.request",
    "Wish": "crawlers.request",
    "crawl": "crawlers.run",
    "kind_of": "crawlers.registry",
    "kinds": "crawlers.source_kinds",
    "place_of": "crawlers.run",
    "validate": "crawlers.registry",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'crawlers' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
