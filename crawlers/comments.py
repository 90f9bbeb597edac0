"""The comments below an article, of whatever software: by schema.org's marks, and by the classes that themes use.

WordPress (``wp_list_comments`` in both its formats), Blogger (threaded and plain), Drupal, Joomla's and most
home-made pages name a comment's words ``comment-content``, ``comment-text``, ``comment-body`` and the like, within
something that is named or numbered as a comment. Pure: a page in, comments out.
"""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from crawlers.markup import Element, words_of
from crawlers.structured import SaidComment

_WORDS = re.compile(
    r"^(?:js-)?(?:comment|cmt|binh-?luan|y-?kien|reply|fb-?comment)s?[-_]*"
    r"(?:content|text|txt|body|message|msg|copy|main|detail|noi-?dung|value)s?$"
    r"|^(?:content|text|body|noi-?dung)[-_]*(?:comment|cmt|binh-?luan)$|^(?:full_content|content_more|content_less)$",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^(?:comment|cmt|binh-?luan|y-?kien)(?:[-_]*(?:item|box|block|body|entry|post|row|li|wrap(?:per)?|single|container))?$"
    r"|^(?:item|box|li)[-_]*(?:comment|cmt|binh-?luan)$|^depth-\d+$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:(?:li-|div-)?(?:comment|cmt|binh-?luan)[-_]?|c)(\d+)$", re.IGNORECASE)
_NUMBER = ("data-comment-id", "data-commentid", "data-cmt-id", "data-id")
_NAMES = re.compile(
    r"^(?:fn|nick(?:name)?|user(?:-?name)?|display-?name|full-?name|ten|(?:comment|cmt)[-_]*(?:author|user|name|nick)(?:[-_]*name)?|"
    r"author(?:[-_]*name)?|nguoi-?(?:gui|viet))$",
    re.IGNORECASE,
)
_TIMES = re.compile(
    r"^(?:date|time|datetime|timestamp|(?:comment|cmt)[-_]*(?:date|time|timestamp|meta(?:data)?)|time-com|ngay)$",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\s*(?:says|said|viết|nói|đã viết|trả lời)?\s*:?\s*$", re.IGNORECASE)
_CANDIDATES = etree.XPath("//*[@class or @itemprop][not(self::body or self::html or self::ol or self::ul)]")
#: How far above a comment's words its own frame is looked for.
_ABOVE = 8
#: Comments on one page.
_MAX = 5000


class FoundComment(msgspec.Struct):
    """A comment on a page. ``id``: its number, or what stands for one; ``machine_time``: whether ``written`` was
    written for machines, so that it says the same tomorrow. ``words``: the element of its text."""

    id: str
    words: Element
    author: str
    written: str
    machine_time: bool
    url: str = ""


def comments_of(root: Element) -> list[FoundComment]:
    """The comments of a page, in its order."""
    texts: list[Element] = []
    for node in _CANDIDATES(root):
        if _is_words(node):
            # Of elements within each other that are both named so, the inner one holds the words.
            while texts and _within(node, texts[-1]):
                texts.pop()
            texts.append(node)
        if len(texts) >= _MAX:
            break
    found = []
    for words in texts:
        frame = _frame(words)
        if frame is not None and words_of(words):
            found.append(_comment(words, frame))
    return found


def only_said(found: list[FoundComment], said: list[SaidComment]) -> list[SaidComment]:
    """The comments of a page's data that are not on the page itself; those that are there get the author and the
    time that the data has of them."""
    shown = {_key(words_of(comment.words)): comment for comment in found}
    rest = []
    for each in said:
        comment = shown.get(_key(each.text))
        if comment is None:
            rest.append(each)
            continue
        comment.author = comment.author or each.author
        if each.written and not comment.machine_time:
            comment.written, comment.machine_time = each.written, True
    return rest


def _is_words(node: Element) -> bool:
    if node.get("itemprop") in ("text", "commentText"):
        return any(
            "schema.org/" in (above.get("itemtype") or "") and "omment" in (above.get("itemtype") or "")
            for above, _ in zip(node.iterancestors(), range(_ABOVE), strict=False)
        )
    return any(_WORDS.match(name) for name in (node.get("class") or "").split())


def _within(node: Element, other: Element) -> bool:
    return any(above is other for above in node.iterancestors())


def _frame(words: Element) -> Element | None:
    """What holds the words with their author and time."""
    for above, _ in zip(words.iterancestors(), range(_ABOVE), strict=False):
        named = any(_ITEM.match(name) for name in (above.get("class") or "").split())
        if named or _NUMBERED.match(above.get("id") or "") or "schema.org/Comment" in (above.get("itemtype") or ""):
            return above
    return None


def _comment(words: Element, frame: Element) -> FoundComment:
    inside = set(words.iter())
    author = written = ""
    machine = False
    for node in frame.iter():
        if node in inside or not isinstance(node.tag, str):
            continue
        names = (node.get("class") or "").split()
        if not author and (node.get("itemprop") in ("author", "creator") or any(map(_NAMES.match, names))):
            author = _author(node)
        told = node.get("datetime") or (
            node.get("content") if node.get("itemprop") in ("dateCreated", "datePublished") else ""
        )
        if told and not machine:
            written, machine = told, True
        elif not written and any(map(_TIMES.match, names)):
            written = words_of(node)
        if author and machine:
            break
    number, url = _number(words, frame)
    return FoundComment(number, words, author, written, machine, url)


def _author(node: Element) -> str:
    for inner in node.iter():
        names = (inner.get("class") or "").split() if isinstance(inner.tag, str) else []
        if inner is not node and (inner.get("itemprop") == "name" or "fn" in names):
            node = inner
            break
    return _SAYS.sub("", words_of(node))[:100].strip()


def _number(words: Element, frame: Element) -> tuple[str, str]:
    """A comment's own number, and the anchor that leads to it."""
    nodes = [frame, *(above for above, _ in zip(frame.iterancestors(), range(3), strict=False)), *words.iterancestors()]
    for node in nodes[: _ABOVE + 4]:
        numbered = _NUMBERED.match(node.get("id") or "")
        if numbered:
            return numbered[1], "#" + (node.get("id") or "").removeprefix("li-").removeprefix("div-")
        for name in _NUMBER:
            if (node.get(name) or "").strip():
                return node.get(name).strip(), ""
        if node.tag in ("ol", "ul", "section", "body"):
            break
    return "", ""


def _key(text: str) -> str:
    return "".join(letter for letter in re.sub(r"<[^>]*>", "", text).casefold() if letter.isalnum())
