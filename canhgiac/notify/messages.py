"""Messages, and what became of each on each channel."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")
#: ``digest`` a day's digest, ``alert`` what an alert rule saw, ``message`` anything else (``notify send``).
Kind = Literal["digest", "alert", "message"]


class Message(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message. ``id`` is stable: the same one is never taken twice. ``html`` is for channels that are mail.
    ``lists`` are the watch lists that it is about (none: no list's alone)."""

    id: str
    severity: Severity
    title: str
    body: str
    at: dt.datetime
    kind: Kind = "message"
    html: str = ""
    lists: tuple[str, ...] = ()


class Delivery(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a message on a channel: ``done_at``, or how often it was tried, why it failed, when it is tried
    again."""

    attempts: int = 0
    done_at: dt.datetime | None = None
    error: str = ""
    next_at: dt.datetime | None = None


class Done(msgspec.Struct, frozen=True):
    """What is left of a message that every channel has: its id, so that it isn't sent again, and nothing of its
    text."""

    id: str
    at: dt.datetime
    channels: tuple[str, ...] = ()
