"""Evidence: a post's own piece of its page, with its author taken out."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree

from canhgiac.records import Fragment
from crawlers.markup import Element
from crawlers.mentions import MASK, is_contact, text_before

#: Response headers that say something of the evidence; the others may carry cookies and the like.
KEPT_HEADERS = ("date", "content-type", "last-modified", "etag", "server")


def page_hash(body: bytes) -> str:
    """SHA-256 of a whole page as it was received (after unpacking)."""
    return hashlib.sha256(body).hexdigest()


def kept_headers(headers: Mapping[bytes, object]) -> dict[str, str]:
    """The headers worth keeping of a Scrapy response."""
    kept = {}
    for name in KEPT_HEADERS:
        value = headers.get(name.encode())
        if isinstance(value, bytes):
            kept[name] = value.decode("latin-1")
    return kept


def make(
    element: Element, *, url: str, page_sha256: str, headers: dict[str, str], status: int, fetched_at: dt.datetime
) -> Fragment:
    """The fragment of an element from which the author was taken out already."""
    return Fragment(
        url=url,
        fetched_at=fetched_at,
        html=etree.tostring(element, encoding="unicode", method="html", with_tail=False),
        page_sha256=page_sha256,
        status=status,
        headers=headers,
    )


def strip_author(element: Element, names: Iterable[str], drop: Iterable[Element] = ()) -> None:
    """Takes the author out of ``element``, in place: the elements in ``drop`` go, so does every attribute
    that holds one of ``names`` in any spelling that an address gives it, and ``@name`` in the text is
    masked. Text without ``@`` stays as it was written: a name that is part of an offer is evidence."""
    for node in drop:
        _cut(node, element)
    pattern = _pattern(tuple(names))
    if pattern is not None:
        for node in element.iter():
            _mask(node, pattern)


def article_piece(title: str, element: Element | None, names: Iterable[str]) -> Element:
    """An article as evidence: its title above its text, without its author."""
    piece = etree.Element("article")
    heading = etree.SubElement(piece, "h1")
    heading.text = title
    if element is not None:
        piece.append(copy.deepcopy(element))
    names = list(names)
    strip_author(piece, names)
    for node in list(piece.iter()):
        if node is not piece and not len(node) and any(is_byline(node.text or "", name) for name in names):
            _cut(node, piece)
    return piece


def without_byline(text: str, author: str) -> str:
    """``text`` without the lines that hold nothing but the author's name."""
    if not author:
        return text
    return "\n".join(line for line in text.split("\n") if not is_byline(line, author)).strip()


def is_byline(line: str, author: str) -> bool:
    """Whether a line holds nothing but the author's name, with or without a "by" before it."""
    words = re.sub(r"^(tác giả|theo|bởi|by)\s*:?\s+", "", " ".join(line.split()), flags=re.IGNORECASE)
    return words.strip(" .-–—").casefold() == " ".join(author.split()).casefold()


def mask_mentions(text: str, names: Iterable[str]) -> str:
    """``text`` with ``@name`` masked for each of ``names``."""
    pattern = _pattern(tuple(names))
    return _mask_at(text, pattern) if pattern else text


def _mask_at(text: str, pattern: re.Pattern[str], before: str = "") -> str:
    def mask(found: re.Match[str]) -> str:
        return found[0] if is_contact(before + text[: found.start()]) else MASK

    return re.sub("@" + pattern.pattern, mask, text, flags=re.IGNORECASE)


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    spellings: set[str] = set()
    for name in names:
        words = [word for word in re.split(r"[\s_.+-]+", name) if word]
        if words:
            spellings.add(name.strip())
            spellings.update(glue.join(words) for glue in (" ", "-", "_", "+", ".", ""))
    if not spellings:
        return None
    longest_first = sorted(spellings, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _mask(node: etree._Element, pattern: re.Pattern[str]) -> None:
    for name, value in node.items():
        if pattern.search(unquote(value) if "%" in value else value):
            del node.attrib[name]
    if node.text and "@" in node.text:
        node.text = _mask_at(node.text, pattern, text_before(node))
    if node.tail and "@" in node.tail:
        node.tail = _mask_at(node.tail, pattern, node.text or "")


def _cut(node: etree._Element, root: etree._Element) -> None:
    parent = node.getparent()
    if parent is None or node is root:
        return
    # The text behind an element belongs to its parent.
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)
