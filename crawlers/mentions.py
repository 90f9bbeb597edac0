"""Members that a post names with ``@``.

A link to a member's page is an author's name, so it is masked. Behind a word of contact ("tele @abc",
"ib zalo @abc") it is a handle to be reached at, written as part of the message: that one stays, in text and
evidence alike.
"""

from __future__ import annotations

import re

from crawlers.markup import Element

#: What stands in the place of a member's name.
MASK = "@…"

_CONTACT = re.compile(
    r"(tele(gram)?|tlg|tg|zalo|za\s?lo|viber|whats\s?app|wechat|skype|signal|messenger|fb|facebook|ib|inbox|"
    r"nhắn(\s+tin)?|nhan(\s+tin)?|liên\s*hệ|lien\s*he|lh|contact|add|kết\s+bạn|ket\s+ban)\W{0,4}$",
    re.IGNORECASE,
)


def is_contact(before: str) -> bool:
    """Whether the words before an ``@name`` make it a handle to be reached at."""
    return bool(_CONTACT.search(before[-40:]))


def mask_links(element: Element, css_class: str) -> None:
    """Masks, in place, links of this class that name a member; the address goes too."""
    for link in list(element.iter("a")):
        if css_class not in (link.get("class") or "").split():
            continue
        # An engine also writes the name beside the address (data-username and the like).
        for name in [name for name in link.attrib if name != "class"]:
            del link.attrib[name]
        if not is_contact(text_before(link)):
            for child in list(link):
                link.remove(child)
            link.text = MASK


def text_before(node: Element) -> str:
    """The text right before an element."""
    previous = node.getprevious()
    if previous is not None:
        return previous.tail or ""
    parent = node.getparent()
    return (parent.text or "") if parent is not None else ""
