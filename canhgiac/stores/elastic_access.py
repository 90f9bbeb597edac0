"""How the search engine is reached: addresses, key or password, certificate authority. None of them is ever shown.

Needs the extra ``elasticsearch``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from elasticsearch import Elasticsearch

from canhgiac.stores import StoreSettings
from canhgiac.stores.base import StoreUnavailable, StoreUnsupported

#: Times a request is tried again, on another node where there is one. Every write may be repeated safely.
_RETRIES = 3


class Access(msgspec.Struct, frozen=True):
    """Validated settings. ``repr`` is of the addresses alone."""

    urls: tuple[str, ...]
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca: str = ""
    timeout: float = 30.0
    prefix: str = "canhgiac"

    def __repr__(self) -> str:
        return f"Access({self.where})"

    @property
    def where(self) -> str:
        """The addresses, for messages."""
        return ", ".join(self.urls)


def access_of(settings: StoreSettings) -> Access:
    """Reads the settings and the files that they name.

    Raises ``StoreUnsupported`` for what makes no sense, ``StoreUnavailable`` for files that can't be read.
    """
    urls = tuple(_address(url) for url in settings.store.split(",") if url.strip())
    api_key = settings.store_api_key or _secret(settings.store_api_key_file, "CANHGIAC_STORE_API_KEY_FILE")
    password = settings.store_password or _secret(settings.store_password_file, "CANHGIAC_STORE_PASSWORD_FILE")
    if api_key and settings.store_user:
        raise StoreUnsupported("Both an API key and a user are set for the store; leave one of them out")
    if password and not settings.store_user:
        raise StoreUnsupported("A password is set for the store but no user; set CANHGIAC_STORE_USER")
    if settings.store_user and not password:
        raise StoreUnsupported(
            "A user is set for the store but no password; set CANHGIAC_STORE_PASSWORD or CANHGIAC_STORE_PASSWORD_FILE"
        )
    if settings.store_ca and not Path(settings.store_ca).is_file():
        raise StoreUnavailable(f"CANHGIAC_STORE_CA names {settings.store_ca}, which is not a file")
    return Access(
        urls, api_key, settings.store_user, password, settings.store_ca, settings.store_timeout, settings.store_prefix
    )


def _address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError:
        raise StoreUnsupported("CANHGIAC_STORE is no URL; write it as https://HOST:9200") from None
    if parts.username or parts.password:
        # what is in the URL would turn up in messages and process lists
        raise StoreUnsupported(
            "CANHGIAC_STORE must not hold a user or password; set CANHGIAC_STORE_USER and "
            "CANHGIAC_STORE_PASSWORD_FILE, or CANHGIAC_STORE_API_KEY_FILE"
        )
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise StoreUnsupported("CANHGIAC_STORE is no URL; write it as https://HOST:9200, several with commas between")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme.lower()}://{host}:{port}{parts.path.rstrip('/')}"


def _secret(path: str, variable: str) -> str:
    if not path:
        return ""
    try:
        content = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise StoreUnavailable(f"{variable} names {path}, which can't be read: {reason}") from None
    if not content:
        raise StoreUnavailable(f"{variable} names {path}, which is empty")
    return content


def client_of(access: Access) -> Elasticsearch:
    """A client; nothing is sent yet."""
    authority: dict[str, Any] = {"ca_certs": access.ca} if access.ca else {}
    try:
        return Elasticsearch(
            list(access.urls),
            api_key=access.api_key or None,
            basic_auth=(access.user, access.password) if access.user else None,
            **authority,
            request_timeout=access.timeout,
            max_retries=_RETRIES,
            retry_on_timeout=True,
            retry_on_status=(502, 504),
        )
    except (OSError, ValueError) as error:
        # an unreadable or malformed certificate file
        detail = f" (CANHGIAC_STORE_CA is {access.ca})" if access.ca else ""
        raise StoreUnavailable(f"{access.where} can't be used: {error}{detail}") from None
