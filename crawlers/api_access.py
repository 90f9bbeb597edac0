"""How an official API is reached: which host, which header, which key."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

import msgspec


class ApiAccess(msgspec.Struct, frozen=True):
    """``host`` is the API's own, ``header`` the name under which ``value`` is sent."""

    host: str
    header: str
    value: str

    def __repr__(self) -> str:
        return f"ApiAccess({self.host})"


def may_have_key(url: str, official: str) -> bool:
    """Whether a key may be sent to ``url``: https on the official host, or a gateway on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host == official:
        return parts.scheme == "https" and parts.port in (None, 443)
    try:
        return parts.scheme in ("http", "https") and ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
