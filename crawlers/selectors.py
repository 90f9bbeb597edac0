"""CSS selectors as a person writes them in ``sources.yaml``, with Scrapy's ``::text`` and ``::attr(name)``."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree
from parsel.csstranslator import HTMLTranslator

from crawlers.markup import Element, words_of


@lru_cache(maxsize=256)
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::"))


def elements(root: Element, selector: str) -> list[Element]:
    """The elements that a selector finds in ``root``, itself included; none for an empty selector."""
    if not selector:
        return []
    return [found for found in _compiled(selector)(root) if isinstance(found, etree._Element)]


def value(root: Element, selector: str) -> str:
    """The first thing that a selector finds, as one line of text; empty where it finds none.

    A ``time`` element gives its machine-readable time, a link its address only by ``::attr(href)``.
    """
    if not selector:
        return ""
    for found in _compiled(selector)(root):
        if isinstance(found, etree._Element):
            text = found.get("datetime") or words_of(found)
        else:
            text = " ".join(str(found).split())
        if text:
            return text
    return ""
