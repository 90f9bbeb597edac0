"""Sending by Apprise (https://github.com/caronc/apprise): mail, Telegram, Slack, Teams, webhooks and many more."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

from canhgiac.errors import CanhGiacError
from canhgiac.notify.channels import Channel, full_url, redacted
from canhgiac.notify.delivery import ChannelError, ChannelUnreachable
from canhgiac.notify.messages import Message

_TYPES = {"info": "info", "warning": "warning", "critical": "failure"}


def send(name: str, channel: Channel, message: Message) -> None:
    """Delivers a message to a channel: HTML to mail where there is some, text to anything else, the title where there
    is no text (many services refuse an empty one).

    Raises ``ChannelError`` with Apprise's reason, its secrets blotted out (``ChannelUnreachable`` where there was no
    connection), ``SettingsError`` where a secret is missing, and ``CanhGiacError`` where Apprise isn't installed.
    """
    apprise = _apprise()
    url = full_url(name, channel)
    asset = apprise.AppriseAsset(
        app_id="CanhGiac", app_desc="Cảnh Giác", app_url="", async_mode=False, secure_logging=True
    )
    with _listening() as heard:
        service = apprise.Apprise.instantiate(url, asset=asset)
        if service is None:
            raise ChannelError(f"channel `{name}`: its url is none that Apprise reads{_reasons(heard, url)}")
        html = message.html if service.secure_protocol in _MAIL or service.protocol in _MAIL else ""
        sent = apprise.Apprise(asset=asset)
        sent.add(service)
        taken = sent.notify(
            title=message.title, body=html or (message.body if message.body.strip() else message.title),
            body_format=apprise.NotifyFormat.HTML if html else apprise.NotifyFormat.TEXT,
            notify_type=apprise.NotifyType(_TYPES[message.severity]),
        )  # fmt: skip
    if not taken:
        kind = ChannelUnreachable if any("connection error" in each.lower() for each in heard) else ChannelError
        raise kind(f"channel `{name}` did not take the message{_reasons(heard, url)}")


#: Protocols of Apprise that are mail.
_MAIL = ("mailto", "mailtos")


def _apprise() -> Any:
    try:
        import apprise
    except ImportError as error:
        raise CanhGiacError(
            "sending needs the library apprise, which is not installed; get it with: pip install 'canhgiac[notify]'"
        ) from error
    return apprise


@contextlib.contextmanager
def _listening() -> Iterator[list[str]]:
    """What Apprise would log goes here and nowhere else: it may name what nobody should read."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.WARNING:
                heard.append(record.getMessage())

    logger = logging.getLogger("apprise")
    ear, handlers, propagate = Ear(), logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [ear], False
    try:
        yield heard
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _reasons(heard: list[str], url: str) -> str:
    words = " ".join(" ".join(heard).split())
    return f": {redacted(words, url)[:300]}" if words else ""
