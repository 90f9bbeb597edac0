"""Keys of official APIs: from where they are read, and that a crawl writes them nowhere."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from canhgiac.api_keys import api_keys
from canhgiac.errors import SettingsError
from canhgiac.settings import load_settings
from tests.sites.apis import KEY, GraphApi, YouTubeApi


def test_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("EAAG123\n")
    keys = api_keys(load_settings({"CANHGIAC_YOUTUBE_KEY": "AIza1", "CANHGIAC_FACEBOOK_TOKEN_FILE": str(file)}))
    assert (keys.get("youtube"), keys.get("facebook"), keys.get("telegram")) == ("AIza1", "EAAG123", "")
    assert "AIza1" not in repr(keys) and keys.redacted("key=AIza1") == "key=[key]"


@pytest.mark.parametrize("content", ["two words", "EAAG\r\nX-Header: b", "khóa"])
def test_what_can_be_no_key_is_refused_without_repeating_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, "utf-8")
    with pytest.raises(SettingsError, match="CANHGIAC_YOUTUBE_KEY_FILE holds no key") as refusal:
        api_keys(load_settings({"CANHGIAC_YOUTUBE_KEY_FILE": str(file)}))
    assert content.split()[0] not in str(refusal.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"CANHGIAC_FACEBOOK_TOKEN_FILE names .*cannot be read"):
        api_keys(load_settings({"CANHGIAC_FACEBOOK_TOKEN_FILE": str(tmp_path / "none")}))


def test_a_whole_round_writes_no_key_anywhere(
    canhgiac: Callable[..., subprocess.CompletedProcess[str]], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Store, spool, crawl state, health, digest, quarantine, and all that is printed."""
    monkeypatch.setenv("CANHGIAC_YOUTUBE_KEY", KEY)
    monkeypatch.setenv("CANHGIAC_FACEBOOK_TOKEN", "EAAGwrong0token")
    with YouTubeApi() as videos, GraphApi() as pages:
        videos.comment("Vay tiền online 5 phút giải ngân, không thế chấp, ib zalo 0912345678 em hỗ trợ ngay", "kin_dao")
        (tmp_path / "sources.yaml").write_text(
            "sources:\n"
            "  - name: kenh\n    kind: youtube\n    url: https://www.youtube.com/watch?v=video000001\n"
            f"    options: {{api: '{videos.url}'}}\n"
            "  - name: trang\n    kind: facebook\n    url: https://www.facebook.com/nganhang.vn\n"
            f"    options: {{api: '{pages.url}'}}\n"
        )
        said = [canhgiac("run"), canhgiac("sources", "list"), canhgiac("sources", "check"), canhgiac("search", "", "--json")]
    printed = "".join(each.stdout + each.stderr for each in said)
    assert "vay" in said[-1].stdout.lower() and "wrong or has expired" in printed
    written = [place.read_bytes() for place in home.rglob("*") if place.is_file()]
    assert len(written) > 5
    for secret in (KEY, "EAAGwrong0token", "kin_dao"):
        assert secret not in printed
        assert not any(secret.encode() in content for content in written)
