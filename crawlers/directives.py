"""What a page asks of those who keep copies: the meta element ``robots`` and the header ``X-Robots-Tag``.

Known values, as search engines document them: ``noindex`` (``none`` says it too), and ``noai`` with ``noimageai``,
which DeviantArt introduced in 2022 and others took up. Either may be addressed to one user agent alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from scrapy.http import TextResponse

from crawlers.request import Wish

_NAMES = ("robots", "canhgiac")
_META = re.compile(r"<meta\b[^>]{0,500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_SAYS: dict[str, Wish] = {"noindex": "noindex", "none": "noindex", "noai": "noai"}
#: Code points of a page in which its head lies.
_HEAD = 100_000


def wish_of(response: TextResponse, honoured: Collection[Wish]) -> str | None:
    """Why nothing of this page is to be kept, by the wishes that are honoured; ``None`` where nothing is asked."""
    if not honoured:
        return None
    for where, words in (("X-Robots-Tag", _header(response)), ("a meta element", _meta(response.text[:_HEAD]))):
        for word in words:
            wish = _SAYS.get(word)
            if wish in honoured:
                return f"the page asks by {where} for {word}, which the source is set to honour; nothing of it is kept"
    return None


def _header(response: TextResponse) -> Iterator[str]:
    for line in response.headers.getlist("X-Robots-Tag"):
        text = line.decode("latin-1").lower()
        agent, colon, rest = text.partition(":")
        # "canhgiac: noindex" is for us, "otherbot: noindex" is not, "unavailable_after: …" is a rule of its own.
        if colon and re.fullmatch(r"[\w-]+", agent.strip()):
            if agent.strip() not in _NAMES:
                continue
            text = rest
        yield from _words(text)


def _meta(head: str) -> Iterator[str]:
    for element in _META.findall(head):
        found = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(element)}
        if found.get("name", "").strip().lower() in _NAMES:
            yield from _words(found.get("content", "").lower())


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
