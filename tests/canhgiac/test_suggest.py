"""Places that confirmed findings name: which, why, and that nobody is watched without a person's word."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from canhgiac.keys import load_keys
from canhgiac.records import Decision, Finding, Mention, Post, Verdict, Visit
from canhgiac.settings import Settings
from canhgiac.source_look import Look, look_at
from canhgiac.sources import Source
from canhgiac.spool import Spool
from canhgiac.stores import open_store
from canhgiac.stores.base import Store
from canhgiac.suggest import Candidate, candidates, suggest
from tests.canhgiac.findings import NOW, batch, finding
from tests.canhgiac.test_cli import OFFER
from tests.conftest import Command
from tests.sites.boards import PhpBBBoard


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(Settings(home=home)) as opened:
        yield opened


def _naming(id: str, *mentions: tuple[str, str, str], url: str = "https://forum.example/1", **more: object) -> Finding:
    made = tuple(Mention(type, value, (0, 1), stance) for type, value, stance in mentions)  # type: ignore[arg-type]
    return finding(id, f"văn bản {id}", indicators=made, url=url, **more)


def _write(store: Store, *findings: Finding, unconfirmed: Sequence[str] = ()) -> None:
    """Every second one is handed over, too, which vouches for it no less."""
    store.write_batch(batch(*findings))
    for n, each in enumerate(findings):
        if each.id not in unconfirmed:
            verdict: Verdict = "handed_over" if n % 2 else "confirmed"
            store.decide(Decision(f"d-{each.id}", "text", each.text_key, verdict, "lan", NOW))


WATCHED = [Source("a", "forum", "https://forum.example/"), Source("b", "telegram", "https://t.me/s/da_xem")]


def test_places_are_ranked_by_the_confirmed_texts_that_name_them(store: Store) -> None:
    _write(
        store,
        _naming("1", ("telegram", "keo_thom", "offer"), ("domain", "dien-dan-vay.vn", "offer")),
        _naming("2", ("telegram", "keo_thom", "offer"), ("telegram", "da_xem", "offer")),
        _naming("3", ("url", "http://rao.dien-dan-vay.vn/x", "accused"), ("telegram", "keo_thom", "accused")),
        _naming("4", ("domain", "dien-dan-vay.vn", "offer")),
        _naming("5", url="http://noi-khac.vn:8080/chu-de/7"),
        _naming("6", url="https://t.me/Kenh_Khac/15", kind="telegram"),
        _naming("7", ("domain", "chua-ai-noi.vn", "offer")),
        unconfirmed=["7"],
    )
    found = candidates(store, WATCHED)
    assert [(each.url, len(each.texts)) for each in found] == [
        ("https://t.me/s/keo_thom", 3),
        ("https://dien-dan-vay.vn/", 2),
        ("http://noi-khac.vn:8080/", 1),
        ("https://rao.dien-dan-vay.vn/", 1),
        ("https://t.me/s/kenh_khac", 1),
    ]
    assert sorted(found[0].why) == ["1", "2", "3"] and found[0].findings == 3


def test_what_is_everybodys_or_nobodys_is_not_named(store: Store) -> None:
    _write(
        store,
        _naming(
            "1", ("domain", "vietcombank.com.vn", "offer"), ("domain", "facebook.com", "offer"), ("domain", "bit.ly", "offer"),
            ("url", "https://docs.google.com/forms/d/x", "offer"), ("telegram", "+84912345678", "offer"),
            ("telegram", "nguoi_to_cao", "writer"), ("domain", "bao.example", "mentioned"), ("phone", "+84912345678", "offer"),
            ("telegram", "cho_qua", "offer"), ("zalo", "+84912345678", "offer"),
        ),
    )  # fmt: skip
    store.decide(Decision("d", "indicator", "telegram:cho_qua", "allow", "lan", NOW))
    assert candidates(store, WATCHED) == []


def test_a_real_forum_is_suggested_with_its_robots_and_yield_and_a_person_is_not(home: Path) -> None:
    # A crawl needs a process of its own.
    child = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    with PhpBBBoard() as board, child:
        board.thread("Chào", "bài một")
        named = [
            Candidate("https://t.me/s/mot_nguoi", {"t1", "t2"}, 2, NOW, ["f2", "f1"]),
            Candidate("https://dien-dan.example/", {"t1"}, 1, NOW, ["f1"]),
            Candidate("https://trang-web.example/", {"t1"}, 1, NOW, ["f1"]),
        ]

        def look(sources: Sequence[Source]) -> list[Look]:
            """The board in the place of the forum; the channel's preview says that it is somebody's account."""
            forum = [each for each in sources if "dien-dan" in each.url]
            there = [Source(each.name, each.kind, f"{board.url}/") for each in forum]
            looks = child.submit(_look, home, there).result()
            looked = dict(zip((each.kind for each in forum), looks, strict=True))
            return [looked[each.kind] if each in forum else Look(_visit(each)) for each in sources]

        good, rest = suggest(named, look)
    (only,) = good
    assert (only.source.kind, only.source.url, only.engine) == ("forum", "https://dien-dan.example/", "phpbb")
    assert (only.robots, only.posts, only.findings, only.why) == ("allowed", 1, 1, ("f1",))
    assert [each.url for each in rest] == ["https://trang-web.example/"], "a handle that is no channel is not named"


def test_the_command_never_asks_a_private_address_and_watches_nothing(canhgiac: Command, home: Path) -> None:
    assert "no confirmed finding" in canhgiac("sources", "suggest").stderr
    with PhpBBBoard() as board:
        thread = board.thread("Chào", "bài một")
        place = f"{board.url}/viewtopic.php?t={thread}"
        now = dt.datetime.now(dt.UTC)
        Spool(str(home / "spool")).write("s", "file", [Post("a", "s", "file", place, OFFER, now)], now)
        canhgiac("process")
        assert canhgiac("mark", "a", "--as", "confirmed", "--why", "thử").returncode == 0
        done = canhgiac("sources", "suggest", "--json")
        assert done.returncode == 0, done.stderr
        assert "private address" in done.stderr
        assert [json.loads(line)["source"]["url"] for line in done.stdout.splitlines()] == []
    assert not (home / "sources.yaml").exists()
    assert canhgiac("sources", "suggest", "--json", "--add").returncode == 2


def _look(home: Path, sources: list[Source]) -> list[Look]:
    settings = Settings(home=home, delay=0)
    return look_at(settings, sources, load_keys(settings))


def _visit(source: Source) -> Visit:
    return Visit("v", source.name, source.kind, source.url, NOW, NOW, "unreachable", "HTTP 404", requests=2)
