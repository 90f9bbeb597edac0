"""The installation's key: made once, never shared by accident, and what is hashed under it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from canhgiac.errors import SettingsError
from canhgiac.keys import Keys, load_keys
from canhgiac.settings import Settings


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_keys(Settings(home=tmp_path)).of("forum.example", "Lan")
    assert load_keys(Settings(home=tmp_path)).of("forum.example", "Lan") == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_shared_store_without_a_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CANHGIAC_KEY_FILE"):
        load_keys(Settings(home=tmp_path, store="https://es.example"))
    assert not (tmp_path / "key").exists()


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CANHGIAC_KEY is shorter"):
        load_keys(Settings(home=tmp_path, key="short"))


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_keys(Settings(home=tmp_path, key_file=str(tmp_path / "none")))


def test_pseudonyms_depend_on_key_host_and_name_and_reveal_none() -> None:
    keys, other = Keys(b"k" * 32), Keys(b"j" * 32)
    made = {
        keys.of("a.example", "Lan"),
        keys.of("b.example", "Lan"),
        keys.of("a.example", "Hoa"),
        other.of("a.example", "Lan"),
    }
    assert len(made) == 4 and not any("Lan" in each for each in made)
    assert keys.of("A.example", " Lan ") == keys.of("a.example", "Lan")
    assert keys.of("a.example", "  ") == ""


def test_texts_that_differ_in_accents_case_and_space_share_a_key() -> None:
    keys = Keys(b"k" * 32)
    assert keys.text_key("Lừa  ĐẢO\n") == keys.text_key("lua dao")
    assert keys.text_key("lua dao 1") != keys.text_key("lua dao 2")
    assert keys.text_key("\ud800") != keys.id_key("\ud800")
