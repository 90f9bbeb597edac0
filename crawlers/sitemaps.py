"""Sitemaps: which pages a site has and when each was changed last.

The forms are those of https://www.sitemaps.org/protocol.html (``urlset``, ``sitemapindex``, one address a line)
and Google's news sitemaps (``news:publication_date``). Pure: a file in, entries out.
"""

from __future__ import annotations

import zlib
from urllib.parse import urljoin

import msgspec
from lxml import etree

#: Entries of one file; the protocol allows 50,000.
_MAX_ENTRIES = 100_000


class Entry(msgspec.Struct, frozen=True):
    """A page, or another sitemap. ``changed`` as it is written; ``news``: whether it is named as news."""

    url: str
    changed: str = ""
    news: bool = False


class SiteMap(msgspec.Struct, frozen=True):
    """A file's entries: addresses of other sitemaps (``index``), or of pages."""

    index: bool
    entries: list[Entry]


class TooLarge(Exception):
    """A packed sitemap that is larger than is read once it is unpacked."""


def unpacked(body: bytes, limit: int) -> bytes:
    """A file as it is, or unpacked where it is packed by gzip. Raises :class:`TooLarge` above ``limit`` bytes; what
    is broken ends where it breaks."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    machine = zlib.decompressobj(wbits=31)
    try:
        text = machine.decompress(body, limit + 1)
    except zlib.error:
        return b""
    if len(text) > limit:
        raise TooLarge
    return text


def read(body: bytes, base: str) -> SiteMap | None:
    """A sitemap; ``None`` where it is none."""
    if not body.lstrip().startswith(b"<"):
        lines = body.decode("utf-8", "replace").split()
        urls = [Entry(line) for line in lines[:_MAX_ENTRIES] if line.startswith(("http://", "https://"))]
        return SiteMap(False, urls) if urls and len(urls) == len(lines) else None
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError:
        return None
    kind = _name(root) if root is not None else ""
    if kind not in ("urlset", "sitemapindex"):
        return None
    entries = [entry for node in root[:_MAX_ENTRIES] if (entry := _entry(node, base)) is not None]
    return SiteMap(kind == "sitemapindex", entries)


def of_robots(body: str, base: str) -> list[str]:
    """The sitemaps that a robots.txt names."""
    lines = [line.partition(":") for line in body.splitlines()]
    named = [value.strip() for key, _, value in lines if key.strip().lower() == "sitemap" and value.strip()]
    return list(dict.fromkeys(urljoin(base, url) for url in named))


def _entry(node: etree._Element, base: str) -> Entry | None:
    url = changed = published = ""
    news = False
    for part in node:
        name, text = _name(part), " ".join((part.text or "").split())
        if name == "loc":
            url = urljoin(base, text) if text else ""
        elif name == "lastmod":
            changed = text
        elif name == "news":
            news = True
            published = next(
                (" ".join((each.text or "").split()) for each in part if _name(each) == "publication_date"), ""
            )
    return Entry(url, changed or published, news) if url.startswith(("http://", "https://")) else None


def _name(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""
