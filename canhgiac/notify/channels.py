"""Channels: where messages go, written in ``canhgiac.toml``, their secrets elsewhere.

    [channels.team]
    url = "mailtos://canhgiac:${MAIL_PASSWORD}@mail.example?to=lead@bank.example"
    kinds = ["digest", "alert"]

``${NAME}`` is the variable of the environment, ``${file:PATH}`` what stands in a file. A URL, with or without its
secrets, is never shown: not in errors, not in logs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

import msgspec

from canhgiac.errors import SettingsError
from canhgiac.notify.messages import SEVERITIES, Kind, Message, Severity

_PLACEHOLDER = re.compile(r"\$\{(file:)?([^}]*)\}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
#: Pieces of a URL shorter than this hide nothing when they are blotted out, and blot out much else.
_SHORTEST = 4


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One channel: an Apprise URL (https://github.com/caronc/apprise/wiki), and which messages it wants: from a
    severity on, of some kinds (none named: all), of some watch lists (none named: all). More alerts at once than
    ``bundle`` come as one message."""

    url: str
    severity: Severity = "info"
    kinds: tuple[Kind, ...] = ()
    lists: tuple[str, ...] = ()
    bundle: int = 5

    def wants(self, message: Message) -> bool:
        """Whether a message goes here."""
        return (
            SEVERITIES.index(message.severity) >= SEVERITIES.index(self.severity)
            and (not self.kinds or message.kind in self.kinds)
            and (not self.lists or not message.lists or not set(self.lists).isdisjoint(message.lists))
        )


def check_names(channels: Mapping[str, Channel]) -> None:
    """Raises ``ValueError`` for a name that can't be one: it names files."""
    for name in channels:
        if not _NAME.fullmatch(name):
            raise ValueError(f"`channels.{name}`: write a name with a to z, 0 to 9, `_` and `-`")


def full_url(name: str, channel: Channel, environ: Mapping[str, str] = os.environ) -> str:
    """The URL with its secrets: quoted as parts of a URL, or as they are where one is all of it.

    Raises ``SettingsError`` naming the variable or file that is missing.
    """
    whole = _PLACEHOLDER.fullmatch(channel.url.strip())
    if whole:
        return _secret(name, whole, environ)
    return _PLACEHOLDER.sub(lambda match: quote(_secret(name, match, environ), safe=""), channel.url.strip())


def _secret(name: str, match: re.Match[str], environ: Mapping[str, str]) -> str:
    if not match[1]:
        value = environ.get(match[2], "")
        if not value:
            raise SettingsError(f"channel `{name}`: the variable {match[2]} is not set")
        return value
    try:
        return Path(match[2]).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not text"
        raise SettingsError(f"channel `{name}`: {match[2]} can't be read: {why}") from error


def redacted(text: str, url: str) -> str:
    """``text`` without any piece of ``url``, be it quoted or not."""
    pieces = {piece for form in (url, unquote(url)) for piece in re.split(r"[/:@?&=,;\s]+", form)}
    for piece in sorted((each for each in pieces if len(each) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(piece, "***")
    return text
