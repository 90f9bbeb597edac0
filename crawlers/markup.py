"""The visible text of a piece of a page, as a reader sees it, with the addresses that its links hide."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from crawlers.old_encodings import unicode_page, unicode_text

if TYPE_CHECKING:
    from scrapy.http import TextResponse

#: An element of a page. Pages are parsed into plain ones: lxml.html's own classes cost a call each.
Element: TypeAlias = etree._Element

# fmt: off
_BREAKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
_HIDDEN = frozenset((
    "script", "style", "template", "noscript", "head", "iframe", "object", "svg", "button", "select", "textarea",
))
# fmt: on
_PARAGRAPHS = frozenset(("p", "blockquote", "pre", "table", "ul", "ol", "hr", "h1", "h2", "h3", "h4", "h5", "h6"))
# Within the pieces a vertical tab is a break that needs no empty line: the end of a row, not of a paragraph.
_SOFT = "\v"
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_BREAK = re.compile(r" *[\n\v][ \n\v]*")
_SPACES = re.compile(r" {2,}")
_BREAK_OF = {tag: "\n" if tag in _PARAGRAPHS or tag == "br" else _SOFT for tag in _BREAKS}
_ELLIPSIS = ("…", "...")


_string = etree.XPath("string()")


def page_tree(body: bytes, encoding: str) -> Element | None:
    """The root element of a whole page as it was received; ``None`` where there is nothing in it."""
    old = unicode_page(body, encoding)
    if old is not None:
        body, encoding = old.encode("utf-8", "replace"), "utf-8"
    parser = etree.HTMLParser(encoding=encoding)
    try:
        return etree.fromstring(body.replace(b"\x00", b"") if encoding != "utf-16" else body, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    except LookupError:
        return page_tree(body, "utf-8")


def root_of(response: TextResponse) -> Element:
    """The root element of an answer; an empty page is one in which nothing is found."""
    root = page_tree(response.body, response.encoding)
    return root if root is not None else etree.Element("html")


def tree(markup: str, base: str = "") -> HtmlElement | None:
    """The root element of a piece of HTML; ``None`` where there is nothing in it."""
    # lxml refuses text that holds an encoding declaration and NUL bytes.
    cleaned = unicode_text(markup.replace("\x00", "")).strip()
    if not cleaned:
        return None
    try:
        return html.fromstring(
            cleaned.encode("utf-8", "replace"), base_url=base or None, parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def words_of(element: Element) -> str:
    """All text of an element in one line."""
    return " ".join(str(_string(element)).split())


#: Pieces of text and breaks in one post; nobody writes more by hand, and a page of a million nodes would hold up all.
MAX_PIECES = 200_000


def text_of(element: Element, base: str = "", *, without: frozenset[Element] = frozenset()) -> str:
    """The text of an element: blocks and ``<br>`` break lines, scripts are left out, the elements in
    ``without`` too. ``base`` is the page's address.

    A link whose words don't show where it leads gets its address behind it in brackets, for what a link
    hides is what matters here; a link that a site shortened ("https://abc.vn/khuyen…") is written out.
    """
    pieces: list[str] = []
    _walk(element, pieces, _host(base), without)
    return _SPACES.sub(" ", _BREAK.sub(_newlines, "".join(pieces))).strip()


def _walk(element: Element, pieces: list[str], own_host: str, without: frozenset[Element]) -> None:
    # lxml's walker and no recursion: a page may nest a hundred thousand deep, Python's stack may not.
    walker = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    links: list[int] = []
    verbatim = 0
    skipped: Element | None = None
    for event, node in walker:
        if len(pieces) > MAX_PIECES:
            return
        tag = node.tag
        if event == "start":
            if tag in _HIDDEN or node in without:
                skipped = node
                walker.skip_subtree()
                continue
            pieces.append(_BREAK_OF.get(tag, ""))
            if tag == "a":
                links.append(len(pieces))
            verbatim += tag == "pre"
            if node.text:
                pieces.append(_clean(node.text, verbatim))
            continue
        if event == "end" and node is not skipped:
            if tag == "a":
                _write_link(node, pieces, links.pop(), own_host)
            verbatim -= tag == "pre"
            if tag != "br":
                pieces.append(_BREAK_OF.get(tag, ""))
        elif event == "end":
            pieces.append(_BREAK_OF.get(tag, ""))
        if node is not element and node.tail:
            pieces.append(_clean(node.tail, verbatim))


def _clean(text: str, verbatim: int) -> str:
    if verbatim:
        return text.replace("\v", " ").replace("\r", "")
    # Line breaks and tabs are not printable, so most pieces need no more than this look.
    return text if text.isprintable() else _SPACE.sub(" ", text)


def _newlines(found: re.Match[str]) -> str:
    return "\n\n" if found[0].count("\n") > 1 else "\n"


def _write_link(node: Element, pieces: list[str], mark: int, own_host: str) -> None:
    address = (node.get("href") or "").strip()
    if address.startswith("//"):
        address = f"https:{address}"
    if not address.lower().startswith(("http://", "https://")):
        # Within the site, or no page at all.
        return
    host = _host(address)
    if not host or host == own_host:
        return
    shown = "".join(pieces[mark:]).strip()
    if _bare(shown) in (_bare(address), host.removeprefix("www.")):
        return
    if shown.endswith(_ELLIPSIS) and _bare(address).startswith(_bare(shown.rstrip("….").strip())):
        pieces[mark:] = [address]
    else:
        pieces.append(f" ({address})" if shown else address)


@lru_cache(maxsize=1024)
def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _bare(address: str) -> str:
    bare = address.strip().lower().removeprefix("http://").removeprefix("https://").removeprefix("www.")
    return bare.rstrip("/")
