"""The main text of an article's page."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache
from typing import Any

import msgspec
from lxml.html import HtmlElement

from crawlers.fragment import is_byline
from crawlers.markup import text_of, tree

#: Characters below which trafilatura gives up its careful reading for all text of the page, links lost.
_SHORT = "60"
_BYLINE = re.compile(r"(^|[\s_-])(author|byline|tac-?gia|nguoi-?viet)([\s_-]|$)", re.IGNORECASE)
_BYLINE_CHARS = 120


class Article(msgspec.Struct, frozen=True):
    """``text`` as a reader sees it; ``element`` the same with its markup; ``author`` as far as it is told."""

    text: str
    element: HtmlElement
    author: str = ""


def read(page: str, url: str, author: str = "") -> Article | None:
    """The article on a page by trafilatura, without the line that names its author; ``None`` where it finds
    none. Never fetches anything."""
    # Imported here: it is heavy, and feeds with whole texts don't need it.
    import trafilatura

    root = tree(page, url)
    if root is None:
        return None
    author = author or _author(root)
    _drop_bylines(root, author)
    markup = trafilatura.extract(
        root,
        url=url,
        output_format="html",
        include_comments=False,
        include_links=True,
        favor_recall=True,
        config=_config(),
    )
    whole = tree(markup, url) if markup else None
    element = whole.find("body") if whole is not None and whole.tag == "html" else whole
    if element is None:
        return None
    element.tag = "div"
    text = text_of(element, url)
    return Article(text, element, author) if text else None


@cache
def _config() -> Any:
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = _SHORT
    return config


def _author(root: HtmlElement) -> str:
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(deepcopy(root))
    return " ".join((getattr(found, "author", None) or "").split())


def _drop_bylines(root: HtmlElement, author: str) -> None:
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or node.tag in ("html", "head", "body", "article", "main"):
            continue
        said = f"{node.get('class') or ''} {node.get('id') or ''} {node.get('itemprop') or ''} {node.get('rel') or ''}"
        marked = _BYLINE.search(said)
        words = node.text_content() if marked or (author and not len(node)) else ""
        if (marked and len(words) < _BYLINE_CHARS) or (author and words and is_byline(words, author)):
            node.drop_tree()
