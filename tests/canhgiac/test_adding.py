"""New entries in ``sources.yaml``: what a person wrote stays, what is added reads back."""

from __future__ import annotations

from pathlib import Path

import pytest

from canhgiac.adding import add, kinds_for
from canhgiac.errors import SettingsError
from canhgiac.sources import Source, load_sources

NEW = Source("kenh-moi", "telegram", "https://t.me/s/kenh_moi", "daily", {"history_days": 7})
OLD = """\
# what we watch
sources:
  - name: tin   # the news
    kind: feed
    url: https://tin.example/rss.xml
    options: {follow: never}  # whole texts

  # - name: off
  #   kind: feed
"""


@pytest.mark.parametrize(
    "before",
    [
        OLD,
        OLD.rstrip("\n"),
        OLD.replace("    options: {follow: never}  # whole texts\n", "    options:\n      follow: never\n"),
        "sources:\n- name: tin\n  kind: feed\n  url: https://tin.example/rss.xml",
        "sources:\n    - name: tin\n      kind: feed\n      url: 'https://tin.example/rss.xml'   # x\n# the end\n",
        "",
        "# nothing yet\n",
    ],
    ids=["comments", "no newline", "block options", "no indentation", "four spaces", "empty", "only a comment"],
)
def test_an_entry_is_added_and_everything_else_stays(tmp_path: Path, before: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(before, "utf-8")
    known = load_sources(path)
    add(path, NEW)
    assert load_sources(path) == [*known, NEW]
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if line in before.splitlines()] == [
        line for line in before.splitlines() if line in lines
    ] and set(before.splitlines()) <= set(lines)
    assert [each.name for each in tmp_path.iterdir()] == ["sources.yaml"]


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sources.yaml"
    add(path, NEW)
    add(path, Source("b", "feed", "https://b.example/rss: x #1.xml"))
    assert [each.name for each in load_sources(path)] == ["kenh-moi", "b"]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (OLD.replace("tin   #", "kenh-moi   #"), "choose another with --name"),
        (OLD + "  - {name: khac, kind: telegram, url: https://t.me/s/kenh_moi}\n", "`khac` watches"),
        ("sources: [{name: tin, kind: feed, url: https://tin.example/rss.xml}]\n", "by hand:\n- name: kenh-moi"),
        (OLD.replace("kind: feed", "kind: fed", 1), "did you mean 'feed'"),
    ],
)
def test_what_cannot_be_added_says_why_and_changes_nothing(tmp_path: Path, before: str, words: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(before, "utf-8")
    with pytest.raises(SettingsError) as error:
        add(path, NEW)
    assert words in str(error.value)
    assert path.read_text("utf-8") == before


def test_kinds_that_are_tried() -> None:
    assert kinds_for("https://t.me/s/kenh_moi", None) == ["telegram"]
    assert kinds_for("https://a.vn/", "page") == ["page"]
    assert kinds_for("https://a.vn/", None)[0] == "forum"
    assert "blog" in kinds_for("https://a.vn/", None)
    assert "mastodon" in kinds_for("https://a.vn/", None)
    for address in ("https://a.vn/@ten", "https://a.vn/tags/vay_nhanh", "https://a.vn/public/local"):
        assert kinds_for(address, None)[0] == "mastodon"
    assert kinds_for("https://a.vn/@ten/113", None)[0] == "forum", "one post is no place to watch"
    for address in ("https://a.vn/lists/scam.txt", "https://a.vn/hosts", "https://a.vn/downloads/hostfile/"):
        assert kinds_for(address, None)[0] == "blocklist"
    assert kinds_for("https://a.vn/sitemap.txt", None) == ["sitemap"]
