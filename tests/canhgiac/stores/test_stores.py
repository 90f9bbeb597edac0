"""Which store the settings name."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from canhgiac.query import Query
from canhgiac.stores import open_store
from canhgiac.stores.base import StoreUnsupported


class Settings(NamedTuple):
    store: str
    home: Path


def test_sqlite_lies_in_the_data_folder_which_is_made(tmp_path: Path) -> None:
    home = tmp_path / "dữ liệu" / "nhà"
    with open_store(Settings("sqlite", home)) as store:
        assert store.count(Query()) == 0
    assert (home / "canhgiac.db").is_file()


@pytest.mark.parametrize("url", ["https://elastic:hunter2@search.example:9200", "HTTP://localhost:9200"])
def test_a_url_is_refused_until_elasticsearch_is_there_and_its_password_not_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnsupported, match="Elasticsearch is not available in this version") as raised:
        open_store(Settings(url, tmp_path))
    assert "hunter2" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", "postgres", "SQLITE3", "file:///x.db"])
def test_an_unknown_store_is_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnsupported, match="set it to 'sqlite'"):
        open_store(Settings(name, tmp_path))
