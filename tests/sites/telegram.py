"""A stand-in for Telegram's public preview (``t.me/s/…``), which no test can reach.

The markup is written here after what open readers of the real one look for (RSS-Bridge ``TelegramBridge.php``,
snscrape ``modules/telegram.py``, RSSHub): same classes, same nesting, same paging, same redirects.
"""

from __future__ import annotations

import datetime as dt
import html
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.sites.static import StaticSite, answer


class TelegramSite(StaticSite):
    """One channel, its messages by number; ``page_size`` is about 20 on the real one."""

    def __init__(self, channel: str = "keo_thom_vn", page_size: int = 20, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self.channel = channel
        self.title = "Kèo Thơm Mỗi Ngày"
        self.page_size = page_size
        self.messages: dict[int, dict[str, Any]] = {}
        self.pages[f"/s/{channel}"] = self._preview
        self.pages["*"] = self._card

    @property
    def address(self) -> str:
        """The address of the channel's preview."""
        return f"{self.url}/s/{self.channel}"

    def post(self, body: str = "", *, number: int = 0, days_ago: float = 1, **parts: Any) -> int:
        """A message and its number. ``body`` is HTML as Telegram makes it. ``parts``: ``photo``, ``video``,
        ``reply``, ``forwarded`` (a pair of name and address), ``signed``, ``edited``, ``service``, ``document``,
        ``button`` (words and address), ``poll`` (question and answers)."""
        number = number or max(self.messages, default=0) + 1
        at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
        self.messages[number] = {"body": body, "at": at.isoformat(timespec="seconds"), **parts}
        return number

    def _preview(self, handler: BaseHTTPRequestHandler) -> None:
        before = parse_qs(urlsplit(handler.path).query).get("before", [""])[0]
        numbers = sorted(n for n in self.messages if not before or n < int(before))
        shown = numbers[-self.page_size :]
        older = len(numbers) > len(shown)
        first = shown[0] if shown else 0
        more = (
            f'<div class="tgme_widget_message_centered js-messages_more_wrap"><a href="/s/{self.channel}?before={first}" '
            f'class="tme_messages_more js-messages_more" data-before="{first}"></a></div>'
        )
        previous = f'<link rel="prev" href="/s/{self.channel}?before={first}">'
        answer(handler, (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{self.title} – Telegram</title>'
            f'{previous if older else ""}<link rel="canonical" href="/s/{self.channel}?before={first + 99}"></head>'
            f'<body><header class="tgme_header"><div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
            f'<span dir="auto">{self.title}</span></div><div class="tgme_channel_info_description">Nhóm kèo</div></div></header>'
            f'<main class="tgme_main"><section class="tgme_channel_history js-message_history">{more if older else ""}'
            f'{"".join(self._message(n, self.messages[n]) for n in shown)}</section></main></body></html>'
        ).encode())  # fmt: skip

    def _message(self, number: int, post: dict[str, Any]) -> str:
        place = f"https://t.me/{self.channel}/{number}"
        parts = []
        if name := post.get("forwarded"):
            shown = f'<a class="tgme_widget_message_forwarded_from_name" href="{name[1]}"><span dir="auto">{name[0]}</span></a>'
            if not name[1]:
                shown = f'<span class="tgme_widget_message_forwarded_from_name">{name[0]}</span>'
            parts.append(f'<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;{shown}</div>')
        if reply := post.get("reply"):
            parts.append(
                f'<a class="tgme_widget_message_reply user-color-default" href="{place}"><div class="tgme_widget_message_author '
                f'accent_color"><span class="tgme_widget_message_author_name" dir="auto">{self.title}</span></div>'
                f'<div class="tgme_widget_message_text js-message_reply_text" dir="auto">{reply}</div></a>'
            )
        if photo := post.get("photo"):
            parts.append(
                f'<a class="tgme_widget_message_photo_wrap 5109473995509140547 1189642" href="{place}" '
                f"style=\"width:800px;background-image:url('{photo}')\"></a>"
            )
        if post.get("video"):
            parts.append(f'<a class="tgme_widget_message_video_player js-message_video_player" href="{place}"><video></video></a>')
        if document := post.get("document"):
            parts.append(
                f'<a class="tgme_widget_message_document_wrap" href="{place}"><div class="tgme_widget_message_document">'
                f'<div class="tgme_widget_message_document_title accent_color" dir="auto">{document}</div>'
                '<div class="tgme_widget_message_document_extra" dir="auto">4.1 MB</div></div></a>'
            )
        if poll := post.get("poll"):
            options = "".join(
                f'<div class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_percent">50%</div>'
                f'<div class="tgme_widget_message_poll_option_text">{each}</div></div>'
                for each in poll[1:]
            )
            parts.append(
                f'<div class="tgme_widget_message_poll"><div class="tgme_widget_message_poll_question">{poll[0]}</div>{options}</div>'
            )
        if post["body"]:
            parts.append(f'<div class="tgme_widget_message_text js-message_text" dir="auto">{post["body"]}</div>')
        signed = f'<span class="tgme_widget_message_from_author" dir="auto">{html.escape(post["signed"])}</span>' if post.get("signed") else ""
        edited = "edited &nbsp;" if post.get("edited") else ""
        button = post.get("button")
        buttons = (
            f'<div class="tgme_widget_message_inline_keyboard"><div class="tgme_widget_message_inline_row"><a '
            f'class="tgme_widget_message_inline_button url_button" href="{button[1]}"><span class="tgme_widget_message_inline_button_text" '
            f'dir="auto">{button[0]}</span></a></div></div>'
            if button
            else ""
        )
        service = " service_message" if post.get("service") else ""
        return (
            f'<div class="tgme_widget_message_wrap js-widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap '
            f'js-widget_message{service}" data-post="{self.channel}/{number}" data-view="eyJjIjoxfQ"><div '
            f'class="tgme_widget_message_user"><a href="https://t.me/{self.channel}"><i class="tgme_widget_message_user_photo" '
            f'data-content="K"><img src="https://cdn4.example/file/a.jpg"></i></a></div><div class="tgme_widget_message_bubble"><div '
            f'class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/{self.channel}">'
            f'<span dir="auto">{self.title}</span></a></div>{"".join(parts)}<div class="tgme_widget_message_footer compact '
            f'js-message_footer"><div class="tgme_widget_message_info short js-message_info"><span class="tgme_widget_message_views">1.2K'
            f'</span><span class="tgme_widget_message_meta">{edited}{signed}<a class="tgme_widget_message_date" href="{place}"><time '
            f'datetime="{post["at"]}" class="time">10:00</time></a></span></div></div></div>{buttons}</div></div>'
        )

    def _card(self, handler: BaseHTTPRequestHandler) -> None:
        """What ``t.me/NAME`` shows; ``/s/NAME`` without a preview redirects there."""
        name = urlsplit(handler.path).path.rpartition("/")[2]
        if handler.path.startswith("/s/"):
            answer(handler, b"", status=302, Location=f"/{name}")
            return
        extra = {"nhom_kin_vn": "1 204 members, 33 online", "kenh_kin_vn": "9 100 subscribers"}.get(name)
        title = f'<div class="tgme_page_title"><span dir="auto">Tên</span></div><div class="tgme_page_extra">{extra}</div>' if extra else ""
        answer(handler, f'<html><body><div class="tgme_page"><div class="tgme_page_icon"></div>{title}<div class="tgme_page_action"></div></div></body></html>'.encode())
