"""Where findings are kept: one protocol, chosen by a setting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from canhgiac.stores.base import Store, StoreUnsupported
from canhgiac.stores.sqlite import SqliteStore

__all__ = ["StoreSettings", "open_store", "prepare_store"]


class StoreSettings(Protocol):
    """What of the settings tells which store and where, and how it is reached (``docs/settings.md``)."""

    @property
    def store(self) -> str:
        """``sqlite``, or an http(s) URL, several of one cluster with commas between."""
        ...

    @property
    def home(self) -> Path:
        """The data folder."""
        ...

    @property
    def store_api_key(self) -> str: ...
    @property
    def store_api_key_file(self) -> str: ...
    @property
    def store_user(self) -> str: ...
    @property
    def store_password(self) -> str: ...
    @property
    def store_password_file(self) -> str: ...
    @property
    def store_ca(self) -> str: ...
    @property
    def store_timeout(self) -> float: ...
    @property
    def store_prefix(self) -> str: ...


def open_store(settings: StoreSettings) -> Store:
    """Opens the store that the settings name. SQLite is made where there is none yet; a search engine's store is
    made by ``canhgiac store init``.

    Raises ``StoreUnsupported`` for a store that this version doesn't have, and any other
    ``StoreError`` where it can't be opened.
    """
    if not _is_url(settings):
        return SqliteStore(settings.home / "canhgiac.db")
    _require_client()
    from canhgiac.stores.elastic import ElasticStore
    from canhgiac.stores.elastic_access import access_of

    return ElasticStore(access_of(settings))


def prepare_store(
    settings: StoreSettings, *, dry_run: bool = False, progress: Callable[[str, int, int], None] | None = None
) -> list[str]:
    """Makes or upgrades the store; what was done, or would be (``dry_run``), one line each.

    ``progress`` gets the name of what is copied, how many documents are done and of how many.
    """
    if not _is_url(settings):
        with open_store(settings):
            return []
    _require_client()
    from canhgiac.stores.elastic_access import access_of
    from canhgiac.stores.elastic_setup import carry_out

    return carry_out(access_of(settings), dry_run=dry_run, progress=progress or (lambda name, done, total: None))


def _require_client() -> None:
    """The client is an extra: it is asked for where a URL is."""
    try:
        import elasticsearch  # noqa: F401
    except ImportError as error:
        raise StoreUnsupported(
            "CANHGIAC_STORE is a URL, but the Elasticsearch client isn't installed; "
            "install it with: pip install 'canhgiac[elasticsearch]'"
        ) from error


def _is_url(settings: StoreSettings) -> bool:
    name = settings.store.strip()
    if name == "sqlite":
        return False
    if name.lower().startswith(("http://", "https://")):
        return True
    raise StoreUnsupported(f"CANHGIAC_STORE={name!r} is not a store; set it to 'sqlite', to a URL, or leave it out")
