"""Where findings are kept: one protocol, chosen by a setting."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from canhgiac.stores.base import Store, StoreUnsupported
from canhgiac.stores.sqlite import SqliteStore

__all__ = ["StoreSettings", "open_store"]


class StoreSettings(Protocol):
    """What of the settings tells which store and where."""

    @property
    def store(self) -> str:
        """``sqlite``, or an http(s) URL."""
        ...

    @property
    def home(self) -> Path:
        """The data folder."""
        ...


def open_store(settings: StoreSettings) -> Store:
    """Opens the store that the settings name, making it where there is none yet.

    Raises ``StoreUnsupported`` for a store that this version doesn't have, and any other
    ``StoreError`` where it can't be opened.
    """
    name = settings.store.strip()
    if name == "sqlite":
        return SqliteStore(settings.home / "canhgiac.db")
    if name.lower().startswith(("http://", "https://")):
        # the URL may carry a password: it is not repeated
        raise StoreUnsupported(
            "CANHGIAC_STORE is a URL, but Elasticsearch is not available in this version, which has SQLite "
            "only; set it to 'sqlite' or leave it out"
        )
    raise StoreUnsupported(f"CANHGIAC_STORE={name!r} is not a store; set it to 'sqlite' or leave it out")
