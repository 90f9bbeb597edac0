"""YouTube: posts from the resources of the Data API v3.

Resources as documented at developers.google.com/youtube/v3/docs (commentThreads, comments, videos, search), read in
November 2026. Costs: a call of ``search.list`` counts against 100 searches a day of a project, any other list
call is one of 10,000 units a day (developers.google.com/youtube/v3/determine_quota_cost, same date).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree

from crawlers.markup import Element, text_of, tree
from crawlers.mentions import MASK, is_contact, text_before

_PLACE = "https://www.youtube.com/"


class Said(msgspec.Struct):
    """A comment or video as read: its words, and the same as an element for the evidence."""

    id: str
    url: str
    text: str
    content: Element
    names: list[str]
    author: str
    written: str
    updated: str
    video: str = ""


def comment_of(resource: object) -> Said | None:
    """A ``youtube#comment``; ``None`` for what is none."""
    about = mapping(resource)
    snippet = mapping(about.get("snippet"))
    id, shown = about.get("id"), snippet.get("textDisplay")
    if not isinstance(id, str) or not isinstance(shown, str):
        return None
    content = tree(f"<div>{shown}</div>", _PLACE)
    if content is None:
        content = etree.Element("div")
    _mask_members(content)
    video, channel = str(snippet.get("videoId") or ""), str(snippet.get("channelId") or "")
    return Said(
        id=id,
        url=f"{_PLACE}watch?v={video}&lc={id}" if video else f"{_PLACE}channel/{channel}/community?lc={id}",
        text=text_of(content, _PLACE),
        content=content,
        names=_names(snippet.get("authorDisplayName")),
        author=str(mapping(snippet.get("authorChannelId")).get("value") or snippet.get("authorDisplayName") or ""),
        written=str(snippet.get("publishedAt") or ""),
        updated=str(snippet.get("updatedAt") or ""),
        video=video,
    )


def video_of(resource: object) -> Said | None:
    """A ``youtube#video`` as a post: its title and description."""
    about = mapping(resource)
    snippet = mapping(about.get("snippet"))
    id, title = about.get("id"), snippet.get("title")
    if not isinstance(id, str) or not isinstance(title, str):
        return None
    description = str(snippet.get("description") or "").strip()
    content = etree.Element("div")
    etree.SubElement(content, "h1").text = _writable(title)
    etree.SubElement(content, "pre").text = _writable(description)
    return Said(
        id=f"video/{id}",
        url=f"{_PLACE}watch?v={id}",
        text="\n\n".join(part for part in (title.strip(), description) if part),
        content=content,
        names=_names(snippet.get("channelTitle")),
        author=str(snippet.get("channelId") or ""),
        written=str(snippet.get("publishedAt") or ""),
        updated="",
        video=id,
    )


def mapping(value: object) -> dict[str, Any]:
    """``value`` where it is an object of JSON, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources of a list answer."""
    listed = data.get("items")
    return [mapping(each) for each in listed] if isinstance(listed, list) else []


def _names(shown: object) -> list[str]:
    name = str(shown or "").strip()
    return [each for each in dict.fromkeys((name, name.removeprefix("@"))) if each]


def _mask_members(content: Element) -> None:
    """Masks the members that a comment answers to; they are links to channels, or plain words at its beginning."""
    for link in list(content.iter("a")):
        shown = "".join(link.itertext()).strip()
        if shown.startswith("@") and not is_contact(text_before(link)):
            for child in list(link):
                link.remove(child)
            link.attrib.clear()
            link.text = MASK
    if content.text:
        content.text = re.sub(r"^(\s*)@[\w.·-]+", rf"\1{MASK}", content.text)


def _writable(text: str) -> str:
    # XML knows no control characters.
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
