"""A page of Telegram's public preview of a channel (``https://t.me/s/CHANNEL``), read.

The structure is Telegram's own and documented nowhere; it was taken from what open readers of it rely on
(RSS-Bridge ``TelegramBridge.php``, snscrape ``modules/telegram.py``, RSSHub): a message is a
``tgme_widget_message`` with ``data-post="CHANNEL/ID"``; its text is ``js-message_text``, while what it answers
to carries the same ``tgme_widget_message_text`` with ``js-message_reply_text``; pictures are backgrounds of
``tgme_widget_message_photo_wrap``; older messages are behind ``tme_messages_more`` with ``data-before``. A
channel without a preview redirects to ``/CHANNEL``.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from crawlers.markup import Element, text_of, words_of

#: What a public channel's name may be, by Telegram's own rule for user names (4 where one was bought).
CHANNEL = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_POST = re.compile(r"^(?P<channel>[A-Za-z0-9_]+)/(?P<number>\d{1,12})")

_BACKGROUND = re.compile(r"background-image:\s*url\(['\"]?(https?://[^'\")]+)")


def _class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


_MESSAGES = etree.XPath(f"//*[{_class('tgme_widget_message')} and @data-post]")
_INFO = etree.XPath(f"//*[{_class('tgme_channel_info')} or {_class('tgme_channel_history')}]")
_MORE = etree.XPath(f"//a[{_class('tme_messages_more')} and @data-before]/@data-before")
_PREVIOUS = etree.XPath("//link[@rel='prev']/@href")
_CARD = etree.XPath(f"//*[{_class('tgme_page')}]")
_CARD_TITLE = etree.XPath(f"//*[{_class('tgme_page_title')}]")
_CARD_EXTRA = etree.XPath(f"//*[{_class('tgme_page_extra')}]")
_TIME = etree.XPath(f".//a[{_class('tgme_widget_message_date')}]//time/@datetime")

#: What shows the author of a message: his picture and name above it, his signature below it.
_AUTHOR = frozenset(("tgme_widget_message_user", "tgme_widget_message_author", "tgme_widget_message_from_author"))
_NAMES = frozenset(("tgme_widget_message_owner_name", "tgme_widget_message_author_name"))
#: What is no word of this message: the message that it answers to, counters, the words of the page itself.
_OTHERS = frozenset(("tgme_widget_message_reply",))
_MEDIA = frozenset((
    "tgme_widget_message_photo_wrap", "tgme_widget_message_video_player", "tgme_widget_message_sticker_wrap",
    "tgme_widget_message_roundvideo_player", "tgme_widget_message_grouped_wrap",
))  # fmt: skip
#: The parts with words, in the order in which a reader sees them.
_WORDS = ("js-message_text", "tgme_widget_message_poll_question", "tgme_widget_message_poll_option_text",
          "tgme_widget_message_document_title", "tgme_widget_message_inline_button")  # fmt: skip


class Message:
    """A message: ``element`` is its piece of the page, ``names`` are the author's, ``signed`` is his signature
    where the channel shows one, ``drop`` what shows him and what is not his; ``media`` says that it has a
    picture or video, ``service`` that it is a notice of Telegram's ("Channel created"); ``pictures`` are addresses
    of its pictures."""

    __slots__ = (
        "channel", "drop", "element", "media", "names", "number", "parts", "pictures", "service", "signed", "written",
    )  # fmt: skip

    def __init__(self, element: Element, channel: str, number: int) -> None:
        self.element = element
        self.channel = channel
        self.number = number
        self.names: list[str] = []
        self.signed = ""
        self.drop: list[Element] = []
        self.parts: list[Element] = []
        self.media = False
        self.pictures: list[str] = []
        self.service = "service_message" in _classes(element)
        self.written = str(next(iter(_TIME(element)), ""))
        self._walk()

    def _walk(self) -> None:
        walker = etree.iterwalk(self.element, events=("start",))
        for _, node in walker:
            classes = _classes(node)
            if not classes:
                continue
            if classes & _OTHERS:
                self.drop.append(node)
                walker.skip_subtree()
                continue
            if "tgme_widget_message_from_author" in classes:
                self.signed = words_of(node)
                self.names.append(self.signed)
            elif classes & _NAMES and words_of(node).lower() != self.channel.lower():
                # A channel that is shown by its handle has no other name to hide, and the handle is its place.
                self.names.append(words_of(node))
            if classes & _AUTHOR:
                self.drop.append(node)
            if "tgme_widget_message_forwarded_from" in classes:
                self._forwarded(node)
            if classes & _MEDIA:
                self.media = True
            if "tgme_widget_message_photo_wrap" in classes and (shown := _BACKGROUND.search(node.get("style") or "")):
                self.pictures.append(shown[1])
            if classes & set(_WORDS):
                self.parts.append(node)
                # Telegram nests "js-message_text" within itself where a message is long.
                walker.skip_subtree()

    def _forwarded(self, node: Element) -> None:
        """A channel from which it was forwarded is a public place and stays in the evidence; a person goes."""
        if not any(True for _ in node.iter("a")):
            self.names += [words_of(child) for child in node if child.tag == "span"]
            self.drop.append(node)

    def text(self) -> str:
        """The message's words with the addresses behind its links; buttons and files too."""
        for link in self.element.iter("a"):
            link.set("href", _web_address(link.get("href") or ""))
        return "\n\n".join(words for part in self.parts if (words := text_of(_in_a_block(part))))


class PreviewPage:
    """A page of the preview: messages from old to new; ``before`` leads to older ones, ``None`` at the end."""

    __slots__ = ("before", "messages")

    def __init__(self, messages: list[Message], before: int | None) -> None:
        self.messages = messages
        self.before = before


def channel_of(url: str) -> str | None:
    """The channel that an address names, ``/s/CHANNEL`` or ``/CHANNEL``; ``None`` where it names none (an
    invitation to a private one, a single message of a chat)."""
    path = [part for part in urlsplit(url).path.split("/") if part]
    if path[:1] == ["s"]:
        path = path[1:]
    if len(path) == 1 and CHANNEL.fullmatch(path[0]) and path[0].lower() not in ("joinchat", "addstickers", "proxy"):
        return path[0]
    return None


def preview_url(url: str, channel: str, before: int | None = None) -> str:
    """The address of a page of the preview, on the host of ``url``."""
    address = urljoin(url, f"/s/{channel}")
    return f"{address}?before={before}" if before else address


def read(root: Element) -> PreviewPage | None:
    """The messages of a page; ``None`` where it is no preview of a channel."""
    elements = _MESSAGES(root)
    if not elements and not _INFO(root):
        return None
    messages = []
    for element in elements:
        found = _POST.match(element.get("data-post") or "")
        if found is not None:
            messages.append(Message(element, found["channel"], int(found["number"])))
    messages.sort(key=lambda message: message.number)
    return PreviewPage(messages, _before(root))


def refusal(root: Element, channel: str) -> tuple[bool, str] | None:
    """Why there is no preview, from the card of ``t.me/CHANNEL``: whether anything of this name exists, and
    the reason for a person. ``None`` where the page is no such card."""
    if not _CARD(root):
        return None
    if not _CARD_TITLE(root):
        return False, (
            f"there is no public channel {channel} (renamed, deleted or banned); correct the url or take it out"
        )
    extra = words_of(_CARD_EXTRA(root)[0]).lower() if _CARD_EXTRA(root) else ""
    what = "a group" if "member" in extra else "a channel" if "subscriber" in extra else "a user or bot"
    return True, (
        f"{channel} is {what} without a public preview; only channels whose messages Telegram shows to everybody "
        "are read, so take it out"
    )


def _before(root: Element) -> int | None:
    for value in _MORE(root):
        if str(value).isdigit():
            return int(str(value))
    for href in _PREVIOUS(root):
        value = parse_qs(urlsplit(str(href)).query).get("before", [""])[0]
        if value.isdigit():
            return int(value)
    return None


def _web_address(href: str) -> str:
    """``tg://resolve?domain=NAME`` in the form that everybody writes."""
    if not href.lower().startswith("tg://resolve"):
        return href
    name = parse_qs(urlsplit(href).query).get("domain", [""])[0]
    return f"https://t.me/{name}" if CHANNEL.fullmatch(name) else href


def _in_a_block(part: Element) -> Element:
    """A button is a link itself: what leads somewhere is written only for links within an element."""
    if part.tag != "a":
        return part
    block = etree.Element("div")
    link = etree.SubElement(block, "a", href=part.get("href") or "")
    link.text = words_of(part)
    return block


def _classes(node: Element) -> set[str]:
    return set((node.get("class") or "").split())
