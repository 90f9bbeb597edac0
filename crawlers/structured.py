"""What a page says of itself in schema.org's words, as JSON-LD or microdata (https://schema.org/Article,
https://schema.org/Comment, https://schema.org/DiscussionForumPosting). Pure: a page in, facts out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import msgspec

#: Types of pages that are news: what they tell is nobody's offer.
_NEWS = frozenset({
    "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "ReportageNewsArticle", "ReviewNewsArticle", "SatiricalArticle", "LiveBlogPosting", "NewsMediaOrganization",
})  # fmt: skip
_ARTICLES = frozenset({
    "Article", "BlogPosting", "SocialMediaPosting", "DiscussionForumPosting", "TechArticle", "Report",
    "AdvertiserContentArticle", "QAPage", "Question", "Product", "Offer", "WebPage", "ItemPage",
}) | _NEWS  # fmt: skip
_COMMENTS = frozenset({"Comment", "UserComments", "Answer"})
#: Facts of one page that are looked at, and how deep they may lie in each other.
_MAX_NODES, _DEPTH = 20_000, 40


class SaidComment(msgspec.Struct, frozen=True):
    """A comment as the page's data has it: ``text`` is plain or HTML, ``id`` an address or a number."""

    id: str
    text: str
    author: str
    written: str


class Said(msgspec.Struct):
    """What a page says of itself. ``count``: comments that it says it has; -1 where it doesn't."""

    news: bool = False
    title: str = ""
    author: str = ""
    written: str = ""
    count: int = -1
    comments: list[SaidComment] = []


def said_by(page: str, url: str) -> Said:
    """The facts of a page; empty ones where it states none or they cannot be read."""
    # Imported here: it is heavy, and only pages need it.
    import extruct

    # It logs what is wrong with a page's data; a visit's log is no place for pieces of pages.
    logging.getLogger("extruct").setLevel(logging.CRITICAL)
    data = extruct.extract(page, base_url=url, syntaxes=["json-ld", "microdata"], uniform=True, errors="ignore")
    said = Said()
    nodes = [each for syntax in ("json-ld", "microdata") for each in data.get(syntax) or ()]
    for number, node in enumerate(_nodes(nodes, 0)):
        if number > _MAX_NODES:
            break
        _note(said, node)
    return said


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _nodes(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1)


def _note(said: Said, node: dict[str, Any]) -> None:
    types = _types(node)
    said.news = said.news or bool(types & _NEWS)
    if types & _COMMENTS:
        text = _text(node, "text", "commentText", "description")
        if text:
            made = SaidComment(
                _text(node, "url", "@id", "identifier"), text, _name(node), _text(node, "dateCreated", "datePublished")
            )
            said.comments.append(made)
    elif types & _ARTICLES:
        said.title = said.title or _text(node, "headline")
        said.author = said.author or _name(node)
        said.written = said.written or _text(node, "datePublished", "dateCreated")
        said.count = max(said.count, _count(node))


def _types(node: dict[str, Any]) -> set[str]:
    given = node.get("@type")
    listed = given if isinstance(given, list) else [given]
    return {str(each).rpartition("/")[2] for each in listed if each}


def _text(node: dict[str, Any], *keys: str) -> str:
    for key in keys:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and str(value).strip():
            return str(value).strip()
    return ""


def _name(node: dict[str, Any]) -> str:
    value = node.get("author") or node.get("creator")
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        return _text(value, "name", "alternateName")
    return str(value).strip() if isinstance(value, str) else ""


def _count(node: dict[str, Any]) -> int:
    value = _text(node, "commentCount")
    return int(value) if value.isdigit() and len(value) < 9 else -1
