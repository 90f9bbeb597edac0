"""``sources.yaml``: what is accepted, and each mistake named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from canhgiac.errors import NotFoundError, SettingsError
from canhgiac.sources import load_sources, pick

GOOD = """\
# what we watch
sources:
  - name: dien-dan
    kind: forum
    url: https://forum.example/
    cadence: 15m
    options: {recheck_days: 3}
  - name: tin
    kind: feed
    url: https://tin.example/rss.xml
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_good_file(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, GOOD))
    assert [(each.name, each.kind, each.cadence) for each in sources] == [
        ("dien-dan", "forum", "15m"),
        ("tin", "feed", "hourly"),
    ]
    assert sources[0].options == {"recheck_days": 3}


def test_politeness_is_written_beside_the_cadence(tmp_path: Path) -> None:
    said = 'cadence: 15m\n    window: "22:00-06:00"\n    honour: [noindex, noai]\n    max_requests: 50'
    first, second = load_sources(written(tmp_path, GOOD.replace("cadence: 15m", said)))
    assert (first.window, first.honour, first.max_requests) == ("22:00-06:00", ("noindex", "noai"), 50)
    assert (second.window, second.honour, second.max_requests) == ("", (), 0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: forum", "kind: forrum", "sources.yaml:3: unknown kind 'forrum', did you mean 'forum'?"),
        ("cadence: 15m", "cadense: 15m", "sources.yaml:6: unknown key `cadense`; did you mean `cadence`?"),
        ("cadence: 15m", "cadence: yearly", "sources.yaml:3: unknown cadence `yearly`"),
        ("cadence: 15m", "window: nights", 'sources.yaml:3: the window `nights` is no span of hours; write one like "22:'),
        ("cadence: 15m", "honour: [nofollow]", "sources.yaml:3: `honour` is a list of noindex, noai"),
        ("cadence: 15m", "max_requests: few", "sources.yaml:3: `max_requests` is a number"),
        ("recheck_days", "recheck_dais", "sources.yaml:3: unknown option 'recheck_dais', did you mean 'recheck_days'?"),
        ("name: tin", "name: dien-dan", "sources.yaml:8: the name `dien-dan` is used at"),
        ("name: tin", "name: Tin Tức", "sources.yaml:8: the name `Tin Tức` may hold"),
        ("    url: https://forum.example/\n", "", "sources.yaml:3: `url` is missing"),
        ("https://tin.example/rss.xml", "tin.example", "must start with http:// or https://"),
        ("sources:", "source:", "sources.yaml:2: unknown key `source`; did you mean `sources`?"),
        ("    kind: feed", "   kind: feed", "sources.yaml:9: "),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(SettingsError) as error:
        load_sources(path)
    assert said in str(error.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("kind: forum", "kind: x").replace("kind: feed", "kind: y"))
    with pytest.raises(SettingsError) as error:
        load_sources(path)
    assert str(error.value).count("unknown kind") == 2


def test_a_missing_file_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist; write one, for example"):
        load_sources(tmp_path / "none.yaml")


def test_an_empty_file_watches_nothing(tmp_path: Path) -> None:
    assert load_sources(written(tmp_path, "")) == []


def test_an_unknown_name_names_the_nearest(tmp_path: Path) -> None:
    sources = load_sources(written(tmp_path, GOOD))
    assert [each.name for each in pick(sources, ["tin"])] == ["tin"]
    with pytest.raises(NotFoundError, match="did you mean `dien-dan`"):
        pick(sources, ["diendan"])
