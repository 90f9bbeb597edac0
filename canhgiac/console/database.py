"""The store as Datasette sees it: one database of views, read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from canhgiac.console.tables import VIEWS, listed, prepare
from canhgiac.sources import Source
from canhgiac.stores.base import StoreUnavailable

#: Its name in addresses.
NAME = "store"


class StoreDatabase(Database):
    """``VIEWS`` of the SQLite file at ``path``; of its own tables Datasette learns nothing."""

    def __init__(self, datasette: Datasette, path: Path, sources: Sequence[Source], language: str) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._sources = sources
        self._language = language

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A read-only connection, whoever asks: decisions go through the store."""
        db: sqlite3.Connection = super().connect(write=False)
        try:
            prepare(db, self._sources, self._language)
        except sqlite3.OperationalError as error:
            raise StoreUnavailable(
                f"{self.path} can't be read ({error}); its folder must be writable for as long as the console runs"
            ) from error
        return db

    async def table_exists(self, table: str) -> bool:
        return False

    async def table_names(self) -> list[str]:
        return []

    async def hidden_table_names(self) -> list[str]:
        return []

    async def view_names(self) -> list[str]:
        return listed()

    async def get_table_definition(self, table: str, type_: str = "table") -> str | None:
        return VIEWS[table] if type_ == "view" and table in listed() else None

    async def fts_table(self, table: str) -> None:
        """None: searching is done by the store's own grammar (``plugin``)."""

    async def primary_keys(self, table: str) -> list[str]:
        return []

    async def foreign_keys_for_table(self, table: str) -> list[dict[str, Any]]:
        return []

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        return {name: {"incoming": [], "outgoing": []} for name in listed()}
