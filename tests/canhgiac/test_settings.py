"""Settings: file and environment, each mistake named with its place and the nearest known key."""

from __future__ import annotations

from pathlib import Path

import pytest

from canhgiac.errors import SettingsError
from canhgiac.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load_settings({"CANHGIAC_HOME": str(tmp_path)})
    assert settings.store == "sqlite" and not settings.shared
    assert settings.spool_url == str(tmp_path / "spool")


def test_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "canhgiac.toml").write_text('batch = 10\nlanguage = "en"\n')
    settings = load_settings({"CANHGIAC_HOME": str(tmp_path), "CANHGIAC_BATCH": "20"})
    assert (settings.batch, settings.language) == (20, "en")


def test_the_file_of_the_data_folder_is_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "canhgiac.toml").write_text("delay = 3.5\n")
    assert load_settings({"CANHGIAC_HOME": str(home)}).delay == 3.5


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"CANHGIAC_STOER": "x"}, "unknown variable CANHGIAC_STOER; did you mean `CANHGIAC_STORE`?"),
        ({"CANHGIAC_BATCH": "many"}, "CANHGIAC_BATCH: Expected `int`"),
        ({"CANHGIAC_BATCH": "0"}, "CANHGIAC_BATCH: `batch` must be greater than 0"),
        ({"CANHGIAC_DELAY": "-1"}, "CANHGIAC_DELAY: `delay` must not be negative"),
        ({"CANHGIAC_LANGUAGE": "fr"}, "; write vi or en"),
        ({"CANHGIAC_CONFIG": "nowhere.toml"}, "nowhere.toml, which is not a file"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, environ: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings({"CANHGIAC_HOME": str(tmp_path), **environ})
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("stroe = 'sqlite'\n", "unknown setting `stroe`; did you mean `store`?"),
        ("batch = 'ten'\n", "`batch`"),
        ("batch = \n", "canhgiac.toml"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "canhgiac.toml").write_text(text)
    with pytest.raises(SettingsError) as error:
        load_settings({"CANHGIAC_HOME": str(tmp_path)})
    assert said in str(error.value) and "canhgiac.toml" in str(error.value)


@pytest.mark.parametrize(
    ("changes", "shared"),
    [
        ({}, False),
        ({"spool": "/mnt/spool"}, False),
        ({"spool": "s3://b/spool"}, True),
        ({"store": "https://es:9200"}, True),
    ],
)
def test_what_other_machines_write_to_is_shared(changes: dict[str, str], shared: bool) -> None:
    assert Settings(**changes).shared is shared
