"""``canhgiac look`` as an analyst uses it: a real server, a real browser; and what it must not show or do."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from canhgiac.__main__ import run
from canhgiac.campaigns import update
from canhgiac.console.tables import VIEWS
from canhgiac.records import EvidenceSpan, HealthState, Mention, Visit
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.browser import browser_page
from tests.canhgiac.findings import batch, finding, span
from tests.conftest import canhgiac_command

SCAM = (
    "Lấy lại tiền bị lừa đảo qua mạng, treo đơn. Chỉ thu phí hồ sơ trước 10%, vào https://lay-lai-tien.top/dk "
    "hoặc zalo 0356.728.194"
)
AUTHOR = "4f1d8c77aa0e4b63a1b2c3d4e5f60718"

SOURCES = """sources:
  - {name: dien-dan, kind: forum, url: "https://forum.example/"}
  - {name: dem, kind: feed, url: "https://dem.example/", cadence: hourly, window: "22:00-06:00"}
  - {name: dem-qua, kind: feed, url: "https://dem-qua.example/", cadence: hourly, window: "22:00-06:00"}
  - {name: moi, kind: feed, url: "https://moi.example/"}
"""


class Server(NamedTuple):
    process: subprocess.Popen[str]
    address: str
    links: dict[str, str]
    home: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return ask(urllib.request.Request(self.address + path, headers=headers))


def ask(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def seeded(home: Path) -> Path:
    """A store with three texts, one of them twice, campaigns, and a source that went dark."""
    now = dt.datetime.now(dt.UTC)
    recover = {
        "category": "fraud", "scheme": "recovery", "author": AUTHOR, "collected_at": now, "text_key": "key-of-scam",
        "indicators": (
            Mention("url", "https://lay-lai-tien.top/dk", span(SCAM, "https://lay-lai-tien.top/dk"), "offer"),
            Mention("zalo", "+84356728194", span(SCAM, "0356.728.194"), "offer"),
        ),
        "evidence": (EvidenceSpan(span(SCAM, "phí hồ sơ trước 10%"), 2.4, "wording"),),
    }  # fmt: skip
    with SqliteStore(home / "canhgiac.db") as store:
        store.write_batch(
            batch(
                finding("aa11", SCAM, **recover), finding("bb22", SCAM, **recover),
                finding("cc33", collected_at=now, author=AUTHOR),
                finding("dd44", "Cảnh báo: <b>shop</b> giao hàng giả, mọi người tránh.", category="fraud", scheme=None, role="report", collected_at=now),
            )
        )  # fmt: skip
        store.put_visit(Visit("v1", "dien-dan", "forum", "https://forum.example/", now, now, "unreachable", "timeout"))
        night = now - dt.timedelta(hours=20)
        visited: list[tuple[str, dt.datetime, HealthState]] = [
            ("dem", night - dt.timedelta(days=3), "ok"), ("dem-qua", night, "ok"), ("typed", night, "blocked"),
        ]  # fmt: skip
        for name, finished, state in visited:
            store.put_visit(Visit(f"v-{name}", name, "feed", f"https://{name}.example/", finished, finished, state))
        update(store, WatchList(), now)
    (home / "sources.yaml").write_text(SOURCES, "utf-8")
    return home


def started(home: Path, *options: str) -> Server:
    environment = {**os.environ, "CANHGIAC_HOME": str(home), "CANHGIAC_LANGUAGE": "vi"}
    with (home / "look.log").open("w") as log:
        process = subprocess.Popen(
            canhgiac_command(["look", "--port", "0", *options]), env=environment, cwd=home, text=True,
            stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
    assert process.stdout
    watchdog = threading.Timer(120, process.kill)
    watchdog.start()
    address = process.stdout.readline().strip()
    people = sum(option == "--by" for option in options) or 1
    said = [re.fullmatch(r"to decide as (.+), open once: (\S+)\n", process.stdout.readline()) for _ in range(people)]
    watchdog.cancel()
    return Server(process, address, {match[1]: match[2] for match in said if match}, home)


def stopped(server: Server) -> int:
    server.process.send_signal(signal.SIGINT)
    return server.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = started(seeded(tmp_path_factory.mktemp("console")), "--by", "an", "--by", "bình")
    yield running
    assert stopped(running) == 0  # Ctrl-C is the way to end it
    assert "Traceback" not in (running.home / "look.log").read_text("utf-8")


def test_an_analyst_finds_reads_and_decides(server: Server) -> None:
    with browser_page() as page:
        page.goto(server.address)
        expect(page.locator(".cards li")).to_have_count(5)
        page.fill("header input[name=q]", "lua dao")
        page.click("header .find button")
        expect(page.locator("article")).to_have_count(2)
        expect(page.locator("article mark").first).to_have_text("lừa")
        page.click("article .text a >> nth=0")
        expect(page.locator("blockquote mark")).to_have_text(["phí hồ sơ trước 10%"])
        assert "lay-lai-tien[.]top" in page.inner_text("blockquote")
        expect(page.locator("blockquote a")).to_have_count(0)
        expect(page.locator("form[action$=mark]")).to_have_count(0)
        assert "canhgiac look" in page.inner_text(".decide")
        at = page.url
        page.click("a.button")
        expect(page).to_have_title(re.compile("Phiếu chứng cứ"))
        assert "phí hồ sơ trước 10%" in page.inner_text("body")

        page.goto(server.links["bình"])
        page.goto(at)
        page.check("input[name=as][value=false]")
        page.fill("input[name=why]", "luật sư thật, đã gọi")
        page.click(".decide button")
        expect(page.locator(".message")).to_contain_text("nhầm")
        assert "bình: luật sư thật, đã gọi" in page.inner_text(".decide")
        page.goto(f"{server.address}search?q=lua+dao")
        expect(page.locator("article")).to_have_count(0)  # each copy of the text is hidden
        page.goto(f"{server.address}store/all_decisions")
        assert "bình" in page.inner_text("main")
    with SqliteStore(server.home / "canhgiac.db") as store:
        (decision,) = store.decisions("key-of-scam")
    assert (decision.verdict, decision.by, decision.why) == ("false", "bình", "luật sư thật, đã gọi")
    assert ask(urllib.request.Request(server.links["bình"]))[0] == 403  # good once


def test_tables_filter_count_and_search_with_our_grammar(server: Server) -> None:
    with browser_page() as page:
        page.goto(f"{server.address}store/all_findings")
        expect(page.locator("table.rows tbody tr")).to_have_count(4)
        page.click(".facets a:has-text('Cờ bạc')")
        expect(page.locator("table.rows tbody tr")).to_have_count(1)
        expect(page.locator("td mark")).to_have_count(1)
        page.goto(f"{server.address}store/all_findings?" + urllib.parse.urlencode({"_search": "giao hang -lua"}))
        expect(page.locator("table.rows tbody tr")).to_have_count(1)
        assert "<b>shop</b>" in page.inner_text(".col-excerpt")  # a text is text
        for width in (390, 1200):
            page.set_viewport_size({"width": width, "height": 800})
            for path in ("", "search?q=", "finding/aa11", "store/all_findings", "store/all_clusters", "store/who?value=1"):
                page.goto(server.address + path)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_five_questions_of_the_morning(server: Server) -> None:
    def rows(name: str, **asked: str) -> list[dict[str, object]]:
        status, body = server.get(f"store/{name}.json?_shape=objects&{urllib.parse.urlencode(asked)}")
        assert status == 200
        found: list[dict[str, object]] = json.loads(body)["rows"]
        return found

    assert {row["scheme"] for row in rows("act")} >= {"bookmaker"}
    assert len(rows("new")) >= 2 and rows("new", since="2999-01-01") == []
    assert all(int(str(row["growth"])) > 0 for row in rows("grew"))
    assert {row["id"] for row in rows("who", value="+84 356 728 194")} == {"aa11", "bb22"}
    assert {row["id"] for row in rows("who", value="https://VN99bet.vip/dk")} == {"cc33"}
    assert rows("who", value="") == [] and rows("who", value='"((') == []
    dark = {"dien-dan": "unreachable", "dem": "stale", "moi": "never_ran"}
    assert {row["source"]: row["state"] for row in rows("dark")} == dark
    every = {**dark, "dem-qua": "ok", "typed": "blocked"}
    assert {row["source"]: row["state"] for row in rows("all_sources")} == every
    listed = subprocess.run(
        canhgiac_command(["sources", "list", "--json"]), env={**os.environ, "CANHGIAC_HOME": str(server.home)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert {row["name"]: row["state"] for row in map(json.loads, listed.stdout.splitlines())} == every


@pytest.mark.parametrize("name", [name for name in VIEWS if name.startswith("all_")])
def test_no_table_holds_authors_or_keyed_hashes(server: Server, name: str) -> None:
    status, body = server.get(f"store/{name}.json?_shape=objects")
    assert status == 200 and json.loads(body)["rows"]
    assert not re.search(f"{AUTHOR}|key-of-scam|k-aa11", body)


@pytest.mark.parametrize(
    "path",
    [
        "store/findings", "store/seen.json", "store/found_places", "store/tombstones.csv", "store.db",
        "store.json?sql=select+doc+from+main.findings", "store/all_findings?_where=1", "store/all_findings?_facet=author",
        "store/all_findings?_sort=author", "store/all_findings?author=x&_facet=author",
        "store/all_findings?_search=x&_fts_table=seen", "store/all_findings?_search=x&_fts_table=finding_words&_searchmode=raw&_fts_pk=doc",
        "store/all_findings?_through=" + urllib.parse.quote('{"table": "seen", "column": "id_key", "value": "1"}'),
        "_internal", "_internal/tables.json", "finding/zzzz", "finding/aa11/mark",
    ],
)  # fmt: skip
def test_nothing_leads_around_the_tables(server: Server, path: str) -> None:
    status, body = server.get(path)
    assert 400 <= status < 500 and AUTHOR not in body and "Traceback" not in body


@pytest.mark.parametrize(
    "page",
    ["databases.json", "databases", "threads", "versions", "versions.json", "patterns", "allow-debug", "metadata.json",
     "plugins", "settings.json", "config", "messages", "permissions", "actor.json", "auth-token"],
)  # fmt: skip
def test_pages_about_the_machine_are_closed(server: Server, page: str) -> None:
    status, body = server.get(f"-/{page}")
    assert status == 404 and str(server.home) not in body


@pytest.mark.parametrize("asked", ["_facet=text", "_facet_date=text", "_facet_array=doc", "_facet={x"])
def test_counting_by_no_column_is_told_and_leaves_the_terminal_alone(server: Server, asked: str) -> None:
    status, body = server.get(f"store/all_findings?{asked}")
    assert status == 400 and "column" in body
    assert "Warning" not in (server.home / "look.log").read_text("utf-8")


def test_what_is_no_day_is_told(server: Server) -> None:
    for day in ("foo", "20261122", "2026-13-01"):
        for suffix in ("", ".json", ".csv"):
            status, body = server.get(f"store/new{suffix}?since={day}")
            assert status == 400 and day in body and "2026-11-22" in body
    assert server.get("store/new?since=+2026-11-22")[0] == server.get("store/new.csv?since=")[0] == 200


def test_all_answers_are_counted_when_not_all_are_shown(tmp_path: Path) -> None:
    seeded(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "canhgiac.db")) as db, db:
        columns = [name for _, name, *_ in db.execute("PRAGMA table_info(clusters)")]
        copied = ", ".join("one.id || '-' || number.value" if name == "id" else f"one.{name}" for name in columns)
        numbers = json.dumps(list(range(300)))
        db.execute(
            f"INSERT INTO clusters SELECT {copied} FROM json_each(?) AS number, "
            "(SELECT * FROM clusters ORDER BY id LIMIT 1) AS one", [numbers],
        )  # fmt: skip
        (clusters,) = db.execute("SELECT count(*) FROM clusters").fetchone()
    running = started(tmp_path, "--by", "an")
    try:
        assert f'<b class="count">{clusters}</b>' in running.get("")[1]
        for question in ("act", "new"):
            assert f'<b class="count">200 trong {clusters}</b>' in running.get(f"store/{question}")[1]
        assert '<b class="count">2</b>' in running.get("store/who?value=0356728194")[1]
    finally:
        stopped(running)


def test_an_author_cannot_be_searched_for(server: Server) -> None:
    assert json.loads(server.get(f"store/all_findings.json?_search={AUTHOR}")[1])["rows"] == []
    assert json.loads(server.get(f"store/who.json?value={AUTHOR}")[1])["rows"] == []
    assert "<article>" not in server.get(f"search?q={AUTHOR}")[1] and "<article>" in server.get("search?q=")[1]


def test_a_decision_needs_cookie_and_form(server: Server) -> None:
    address = f"{server.address}finding/cc33/mark"
    body = urllib.parse.urlencode({"as": "false", "why": "x"}).encode()
    assert ask(urllib.request.Request(address, body))[0] == 403  # nobody
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.open(server.links["an"], timeout=30).close()
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(address, body, timeout=30)  # somebody, by another site's form
    assert refused.value.code == 403
    with SqliteStore(server.home / "canhgiac.db") as store:
        found = store.finding("cc33")
        assert found and store.decisions(found.text_key) == []


def test_another_name_for_this_machine_is_refused(server: Server) -> None:
    assert server.get("", Host="rebound.example")[0] == 403
    assert server.get("", Host="localhost")[0] == 200
    assert server.get("", Host="[::1")[0] == 403


def test_off_this_machine_everybody_needs_a_link(tmp_path: Path) -> None:
    server = started(seeded(tmp_path), "--host", "0.0.0.0", "--by", "an")
    assert urllib.parse.urlsplit(server.address).hostname == socket.gethostname().lower()  # what others can open
    here = [url.replace(f"//{socket.gethostname()}", "//127.0.0.1", 1) for url in (server.address, server.links["an"])]
    server = server._replace(address=here[0], links={"an": here[1]})
    assert "warning" in (tmp_path / "look.log").read_text("utf-8")
    for path in ("", "search?q=lua", "store/all_findings.json", "finding/aa11", "finding/aa11/sheet", "-/metadata.json"):
        assert server.get(path)[0] == 403, path
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(server.links["an"], timeout=30) as entered:
        assert entered.status == 200 and "Năm câu hỏi" in entered.read().decode()
    assert stopped(server) == 0


def test_with_elasticsearch_kibana_is_the_place(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CANHGIAC_STORE", "https://search.example:9200")
    assert run(["look"]) == 2
    assert "Kibana" in capfd.readouterr().err


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "datasette", None)
    assert run(["look"]) == 1
    assert "canhgiac[console]" in capfd.readouterr().err
