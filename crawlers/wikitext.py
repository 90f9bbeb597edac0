"""What a reader sees of a piece of MediaWiki's markup, near enough to be judged: words, and where links lead.

The markup is that of https://www.mediawiki.org/wiki/Help:Formatting and Help:Links; what a template makes of its
parameters is not known here, so they stand for it.
"""

from __future__ import annotations

import html
import re

from crawlers.markup import text_of, tree
from crawlers.mentions import MASK

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_USER = (
    r"(?:user|user[ _]talk|thành[ _]viên|thảo[ _]luận[ _]thành[ _]viên|u|ut|"
    r"(?:special|đặc[ _]biệt)\s*:\s*(?:contributions|contribs|đóng[ _]góp))"
)
#: A signature: links to a member's pages, and the time behind them.
_SIGNATURE = re.compile(
    rf"(?:--\s*|—\s*)?(?:\[\[\s*:?{_USER}\s*[:/][^\[\]\n]*\]\][ (),|·•]*(?:thảo luận|talk)?[ ()]*)+"
    r"\d{1,2}:\d\d, [^\n()]{6,40}\((?:UTC|ICT|GMT|\+07)\)",
    re.IGNORECASE,
)
_USER_LINK = re.compile(rf"\[\[\s*:?{_USER}\s*[:/][^\[\]\n]*\]\]", re.IGNORECASE)
_NO_TEXT = re.compile(r"\[\[\s*(?:category|thể[ _]loại|file|image|tập[ _]tin|hình)\s*:[^\[\]]*\]\]", re.IGNORECASE)
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)*([^\[\]|]*)\]\]")
_OUTSIDE = re.compile(r"\[((?:https?:)?//[^\s\[\]]+)(?:[ \t]+([^\[\]\n]*))?\]", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")
_PARAMETER = re.compile(r"^[^=<>\[\]\n]{1,60}=")
_QUOTES = re.compile(r"'{2,5}")
_HEADING = re.compile(r"^=+\s*(.*?)\s*=+\s*$", re.MULTILINE)
_TABLE = re.compile(r"^\s*(?:\{\|.*|\|\}|\|-.*|-{4,})$", re.MULTILINE)
_CELL = re.compile(r"^\s*[|!](?:[^|\[\]\n]*\|(?!\|))?", re.MULTILINE)
_LIST = re.compile(r"^[*#:;]+[ \t]*", re.MULTILINE)
_SWITCH = re.compile(r"__[A-Z]+__")
#: Templates within templates that are opened.
_DEPTH = 6


def without_names(markup: str) -> str:
    """The markup without signatures, other links to members masked."""
    return _USER_LINK.sub(MASK, _SIGNATURE.sub("", markup))


def plain(markup: str) -> str:
    """The words of a piece of markup; a link's address stands in brackets behind its words."""
    text = without_names(_COMMENT.sub("", markup))
    text = _NO_TEXT.sub("", text)
    for _ in range(_DEPTH):
        opened = _TEMPLATE.sub(_parameters, text)
        if opened == text:
            break
        text = opened
    text = _TABLE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _OUTSIDE.sub(_outside, text)
    text = _HEADING.sub(r"\1", _CELL.sub("", text)).replace("||", " ")
    text = _SWITCH.sub("", _LIST.sub("", _QUOTES.sub("", text)))
    # Line breaks of the markup are kept: a paragraph on a page is an empty line in it.
    root = tree(f"<pre>{text}</pre>") if "<" in text else None
    text = text_of(root) if root is not None else html.unescape(text)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.split("\n"))).strip()


def added(before: str, after: str) -> str:
    """The lines of ``after`` that are not in ``before``, in their order.

    A set of lines and no alignment: it costs the same for pages of any size, and a line that was only moved is
    none that somebody added.
    """
    known = {line.strip() for line in before.split("\n")}
    return "\n".join(line for line in after.split("\n") if line.strip() not in known)


def _parameters(found: re.Match[str]) -> str:
    values = found[1].split("|")[1:]
    return " ".join(_PARAMETER.sub("", value).strip() for value in values)


def _outside(found: re.Match[str]) -> str:
    address = f"https:{found[1]}" if found[1].startswith("//") else found[1]
    words = (found[2] or "").strip()
    return f"{words} ({address})" if words and words != address else address
