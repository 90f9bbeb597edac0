"""Which store the settings name."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from canhgiac.query import Query
from canhgiac.settings import Settings
from canhgiac.stores import open_store
from canhgiac.stores.base import StoreError, StoreUnsupported

REPOSITORY = Path(__file__).parents[3]


def _settings(home: Path, store: str, **more: str) -> Settings:
    return Settings(home=home, store=store, **more)


def test_sqlite_lies_in_the_data_folder_which_is_made(tmp_path: Path) -> None:
    home = tmp_path / "dữ liệu" / "nhà"
    with open_store(_settings(home, "sqlite")) as store:
        assert store.count(Query()) == 0
    assert (home / "canhgiac.db").is_file()


@pytest.mark.parametrize("url", ["https://elastic:hunter2@search.example:9200", "HTTP://hunter2@localhost:9200"])
def test_a_url_with_a_password_in_it_is_refused_and_the_password_not_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnsupported, match="CANHGIAC_STORE_PASSWORD_FILE") as raised:
        open_store(_settings(tmp_path, url))
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"store_user": "lan"}, "no password"),
        ({"store_password": "hunter2"}, "CANHGIAC_STORE_USER"),
        ({"store_user": "lan", "store_password": "hunter2", "store_api_key": "hunter2"}, "leave one of them out"),
        ({"store_api_key_file": "/not/there"}, "CANHGIAC_STORE_API_KEY_FILE names /not/there"),
        ({"store_ca": "/not/there"}, "CANHGIAC_STORE_CA names /not/there"),
    ],
)
def test_half_a_way_in_is_refused_with_what_to_set(more: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=told) as raised:
        open_store(_settings(tmp_path, "https://search.example:9200", **more))
    assert "hunter2" not in str(raised.value)


def test_without_the_client_a_url_says_what_to_install_and_sqlite_goes_on(tmp_path: Path) -> None:
    script = "import sys; sys.modules['elasticsearch'] = None\nfrom canhgiac.__main__ import main\nsys.exit(main())"
    run = functools.partial(
        subprocess.run, [sys.executable, "-c", script, "search", ""], capture_output=True, text=True, cwd=REPOSITORY
    )
    without = run(env={**os.environ, "CANHGIAC_HOME": str(tmp_path), "CANHGIAC_STORE": "https://search.example:9200"})
    assert without.returncode == 1 and "pip install 'canhgiac[elasticsearch]'" in without.stderr
    assert "Traceback" not in without.stderr
    light = run(env={**os.environ, "CANHGIAC_HOME": str(tmp_path)})
    assert (light.returncode, light.stderr) == (0, "nothing found\n")


@pytest.mark.parametrize("name", ["", "postgres", "SQLITE3", "file:///x.db"])
def test_an_unknown_store_is_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnsupported, match="set it to 'sqlite'"):
        open_store(_settings(tmp_path, name))
