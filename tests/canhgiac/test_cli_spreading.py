"""What a scheduler asks of the command line: groups, limits, going on after a run that was broken off."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from canhgiac.shares import shares_held
from canhgiac.spreading import share_of
from tests.canhgiac.test_cli import OFFER
from tests.conftest import Command
from tests.sites.boards import PhpBBBoard
from tests.sites.faulty import redirect
from tests.sites.static import StaticSite, answer


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def write_sources(home: Path, *entries: str) -> None:
    (home / "sources.yaml").write_text("sources:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries), "utf-8")


def test_sources_are_grouped_by_host_and_cadence(canhgiac: Command, home: Path) -> None:
    write_sources(
        home, "name: a, kind: forum, url: 'https://one.example/', cadence: 15m",
        "name: b, kind: feed, url: 'https://one.example/rss.xml', cadence: 15m",
        "name: c, kind: forum, url: 'https://two.example/', cadence: daily",
    )  # fmt: skip
    (group,) = lines(canhgiac("sources", "groups", "--cadence", "15m", "--json").stdout)
    assert group == {"name": "one.example", "hosts": ["one.example"], "sources": ["a", "b"]}
    assert lines(canhgiac("sources", "groups", "--cadence", "hourly", "--json").stdout) == []
    assert len(lines(canhgiac("sources", "groups", "--json").stdout)) == 2
    assert canhgiac("sources", "groups", "--cadence", "weekly").returncode == 2


def test_a_run_that_was_broken_off_goes_on_with_the_rest(canhgiac: Command, home: Path) -> None:
    with PhpBBBoard() as board, StaticSite() as dead:
        board.thread("Chào", "một bài")
        write_sources(home, f"name: good, kind: forum, url: '{board.url}/'", f"name: gone, kind: feed, url: '{dead.url}/x'")
        dead.pages["*"] = lambda handler: answer(handler, b"", status=500)
        began = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S}"
        first = canhgiac("crawl", "--unvisited-since", began, "--json")
        assert first.returncode == 1 and [visit["state"] for visit in lines(first.stdout)] == ["ok", "unreachable"]
        second = lines(canhgiac("crawl", "--unvisited-since", began, "--json").stdout)
        assert [visit["source"] for visit in second] == ["gone"], "what was visited is left out, a passing fault is not"
        dark = canhgiac("sources", "list", "--dark", "--json")
        assert dark.returncode == 1 and [each["name"] for each in lines(dark.stdout)] == ["gone"]


def test_a_stranger_names_no_private_address_and_no_file(canhgiac: Command, tmp_path: Path) -> None:
    with PhpBBBoard() as board:
        board.thread("Chào", "một bài")
        refused = canhgiac("crawl", f"{board.url}/", "--public", "--json")
        assert refused.returncode == 1 and not board.asked
        (visit,) = lines(refused.stdout)
        assert visit["posts"] == 0 and "private address" in str(visit["reason"])
        assert canhgiac("crawl", f"{board.url}/").returncode == 0
    (tmp_path / "posts.jsonl").write_text(json.dumps({"text": OFFER}))
    local = canhgiac("crawl", "posts.jsonl", "--public")
    assert local.returncode == 2 and "on this machine" in local.stderr


#: No public server is within reach of a test: in this process 127.0.0.3 is taken for one, every other address as it is.
_AS_IF_PUBLIC = """
import sys
from crawlers.middlewares import private as guard
judge = guard.private
guard.private = lambda host, address: None if address == "127.0.0.3" else judge(host, address)
from canhgiac.__main__ import run
sys.exit(run(sys.argv[1:]))
"""
_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>t</title>
<item><guid>1</guid><title>Bài một</title><description>Nội dung của bài thứ nhất.</description></item></channel></rss>"""


def test_a_redirect_to_a_private_address_is_refused_too(tmp_path: Path) -> None:
    def crawl(path: str) -> tuple[int, dict[str, object]]:
        done = subprocess.run(
            [sys.executable, "-c", _AS_IF_PUBLIC, "crawl", f"{public.url}{path}", "--kind", "feed", "--public", "--json"],
            cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return done.returncode, lines(done.stdout)[0]

    with StaticSite("127.0.0.3") as public, StaticSite("127.0.0.4") as inside:
        for site in (public, inside):
            site.text("/rss.xml", _FEED, "application/rss+xml")
        public.pages["/moved.xml"] = redirect(f"{inside.url}/rss.xml")
        public.pages["/round.xml"] = redirect("/moved.xml")
        status, visit = crawl("/rss.xml")
        assert (status, visit["state"], visit["posts"]) == (0, "ok", 1), "what is public is read"
        for path in ("/moved.xml", "/round.xml"):
            status, visit = crawl(path)
            assert (status, visit["posts"]) == (1, 0) and "private address 127.0.0.4" in str(visit["reason"])
        assert not inside.asked, "not even its robots.txt"


def test_a_crawl_ends_in_time_and_no_source_waits_for_ever(
    canhgiac: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources of one host, each too long for the whole time: who got no turn is first the next time."""
    monkeypatch.setenv("CANHGIAC_DELAY", "0.5")
    with PhpBBBoard() as board:
        for number in range(40):
            board.thread(f"Chủ đề {number}", "bài đầu")
        write_sources(home, *(f"name: s{number}, kind: forum, url: '{board.url}/?{number}'" for number in range(3)))
        visited, cut = set(), 0
        for _ in range(3):
            began = f"{dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}"
            visits = lines(canhgiac("crawl", "--within", "4", "--unvisited-since", began, "--json").stdout)
            assert len(visits) == 3
            visited |= {visit["source"] for visit in visits if visit["requests"]}
            cut += sum("are over" in str(visit["reason"]) for visit in visits)
        assert visited == {"s0", "s1", "s2"} and cut


def test_a_visit_goes_no_deeper_than_told(canhgiac: Command) -> None:
    with PhpBBBoard() as board:
        for number in range(12):
            board.thread(f"Chủ đề {number}", "bài đầu")
        (shallow,) = lines(canhgiac("crawl", f"{board.url}/", "--depth", "3", "--json").stdout)
        (whole,) = lines(canhgiac("crawl", f"{board.url}/", "--name", "whole", "--json").stdout)
        assert 0 < int(str(shallow["posts"])) < int(str(whole["posts"])) == 12


def test_shares_and_sources_of_the_spool_are_worked_off_apart(canhgiac: Command, tmp_path: Path, home: Path) -> None:
    for name in ("mot", "hai"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": name, "text": f"{OFFER} {name}"}) + "\n", "utf-8")
        assert canhgiac("crawl", f"{name}.jsonl", "--name", name).returncode == 0
    groups = lines(canhgiac("spool", "groups", "--fill", "1", "--json").stdout)
    assert sorted(each["sources"] for each in groups) == [["hai"], ["mot"]]  # type: ignore[type-var]
    with shares_held(home, [share_of("hai")]):
        busy = canhgiac("process", "--shares", str(share_of("hai")))
        assert busy.returncode == 75
        report = json.loads(canhgiac("process", "--json").stdout)
        assert (report["batches"], report["offers"]) == (1, 1), "the rest is done meanwhile"
    assert json.loads(canhgiac("process", "--source", "hai", "--within", "0", "--json").stdout)["left"] == 1
    assert json.loads(canhgiac("process", "--source", "hai", "--json").stdout)["batches"] == 1
    assert canhgiac("process", "--shares", "64").returncode == 2
    assert canhgiac("spool", "groups", "--json").stdout == ""
