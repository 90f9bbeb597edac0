"""The command line on both stores: the same posts and decisions give the same answers, exports, sheets and purges."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from canhgiac.__main__ import run
from tests.canhgiac.test_cli_groups import OTHER, RING
from tests.conftest import Command
from tests.services.elasticsearch_indices import Indices

POSTS = (
    *RING, OTHER, OTHER + " !!",
    "Cảnh báo lừa đảo: mọi người tránh xa số tài khoản 19037245516018 Techcombank PHAM THI THAO VY, "
    "nó lừa mình đặt cọc 5 triệu rồi chặn luôn.",
    "Trúng thưởng VCB: vào vietcombank.vn-x.top nhập mật khẩu và mã OTP để nhận 5 triệu",
    "Cho em hỏi quán phở nào ngon ở Nam Định ạ?",
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00|\+07:00)?|\b1[0-9]{9}\b")
_DECISION_ID = re.compile(r'"id":\s?"[0-9a-f]{16}(?:-[0-9a-f]{16})?"')


class Installation:
    """A data folder and a store; runs commands as a user does and tells what they print."""

    def __init__(self, home: Path, store: str, began: dt.datetime) -> None:
        self.home, self._store, self._began = home, store, began
        self.print: Callable[..., str]

    def settings(self) -> dict[str, str]:
        return {
            "CANHGIAC_HOME": str(self.home),
            "CANHGIAC_STORE": self._store,
            "CANHGIAC_KEY_FILE": str(self.home / "key"),
        }

    def plain(self, text: str) -> str:
        """Without what is of this run: the folder, ids of decisions, and times since it began."""
        said = text.replace(str(self.home), "HOME")
        return _TIME.sub(self._time, _DECISION_ID.sub('"id":"decision"', said))

    def _time(self, match: re.Match[str]) -> str:
        written = match.group()
        moment = (
            dt.datetime.fromtimestamp(int(written), dt.UTC) if written.isdigit() else dt.datetime.fromisoformat(written)
        )
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return "LATER" if moment >= self._began.replace(microsecond=0) else written


@pytest.fixture
def installations(
    canhgiac: Command,
    tmp_path: Path,
    home: Path,
    indices: Indices,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[list[Installation]]:
    """The same crawled posts before two stores."""
    posts = tmp_path / "posts.jsonl"
    posts.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(POSTS)), "utf-8")
    (home / "sources.yaml").write_text(f"sources:\n  - {{name: gom, kind: file, url: 'file://{posts}'}}\n", "utf-8")
    (home / "watch.toml").write_text('banks = ["techcombank"]\nbrands = ["vietcombank"]\n', "utf-8")
    (home / "key").write_text("ab" * 32, "utf-8")
    with monkeypatch.context() as away:  # no store is there yet: posts and the visit wait in the spool
        away.setenv("CANHGIAC_STORE", "http://127.0.0.1:9")
        away.setenv("CANHGIAC_KEY_FILE", str(home / "key"))
        crawled: subprocess.CompletedProcess[str] = canhgiac("crawl")
    assert crawled.returncode == 0, crawled.stderr
    began = dt.datetime.now(dt.UTC)
    other = tmp_path / "other-home"
    shutil.copytree(home, other)
    both = [Installation(home, "sqlite", began), Installation(other, indices.access.urls[0], began)]
    for each in both:

        def printed(*arguments: str, status: int = 0, installation: Installation = each) -> str:
            for name, value in installation.settings().items():
                monkeypatch.setenv(name, value)
            capfd.readouterr()
            got = run(list(arguments))
            said = capfd.readouterr()
            assert got == status, (arguments, said.err)
            return installation.plain(said.out)

        each.print = printed
    yield both


def _same(installations: list[Installation], *arguments: str) -> str:
    sqlite, elastic = (each.print(*arguments) for each in installations)
    assert elastic == sqlite, arguments
    return sqlite


def _tables(installation: Installation, path: Path) -> list[list[object]]:
    installation.print("export", "xlsx", "-o", str(path))
    return [
        [installation.plain(str(cell)) for cell in row]
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
    ]


def test_both_stores_give_the_same(installations: list[Installation], tmp_path: Path) -> None:
    assert "8 new: 5 offers, 2 reports" in _same(installations, "process")
    _same(installations, "campaigns", "--update")
    found = {
        hit["text"]: hit["id"]
        for hit in map(json.loads, _same(installations, "search", "", "--json", "-n", "99").splitlines())
    }
    assert len(found) == 7
    offer = found[RING[0]]
    _same(installations, "mark", offer, "--as", "confirmed", "--why", "đã gọi", "--by", "lan")
    _same(installations, "mark", found[OTHER], "--as", "false", "--by", "lan")
    _same(installations, "allow", "cskhvn99", "--by", "minh")
    _same(installations, "campaigns", "--update")
    campaign = json.loads(_same(installations, "campaigns", "--json").splitlines()[0])["id"]

    for words in (
        "", "lua dao", "lừa đảo", '"hoa hồng"', "vietcombank", "0912.345.678", "zalo -vay", "role:report", "indicator:19037245516018",
        "decision:confirmed", "category:gambling", "nothing-like-this",
    ):  # fmt: skip
        _same(installations, "search", words, "--json")
    for arguments in (
        ("search", "vn99bet", "--hidden", "--json"), ("search", "", "--mine", "--json"), ("show", offer), ("show", offer, "--json"),
        ("lookup", "0912345678", "--json"), ("lookup", "19037245516018"), ("lookup", "vietcombank.vn-x.top", "--json"),
        ("queue", "--json"), ("queue",), ("queue", "--state", "confirmed", "--json"), ("queue", "--mine", "--json"),
        ("indicators", "--json"), ("indicators", "--mine"), ("campaigns",), ("campaigns", campaign, "--json"), ("campaigns", campaign),
        ("digest", "--json"), ("digest", "--text"), ("digest", "--mine", "--text"), ("sources", "list"), ("sources", "list", "--json"),
        ("export", "stix"), ("export", "stix", "--profile", "opencti"), ("export", "misp"), ("export", "csv"),
        ("export", "csv", "--confirmed"), ("export", "csv", "--mine"), ("export", "csv", "--campaign", campaign),
        ("export", "blocklist"), ("export", "blocklist", "-f", "rpz"), ("purge", "--dry-run"),
    ):  # fmt: skip
        _same(installations, *arguments)
    sqlite, elastic = (_tables(each, tmp_path / f"{each.home.name}.xlsx") for each in installations)
    assert elastic == sqlite and any("19037245516018" in map(str, row) for row in sqlite)
    pages = []
    for each in installations:
        page = tmp_path / f"{each.home.name}.html"
        each.print("show", offer, "--sheet", "-o", str(page))
        pages.append(
            re.sub(
                r"\d\d:\d\d,? \d\d/\d\d/\d{4}|\d\d/\d\d/\d{4} \d\d:\d\d", "TIME", each.plain(page.read_text("utf-8"))
            )
        )
    assert pages[0] == pages[1]

    _same(installations, "purge", found[RING[1]], "--why", "asked by the owner")
    for arguments in (
        ("search", "", "--json"), ("search", "hoa hồng", "--json"), ("campaigns", "--json"), ("indicators", "--json"), ("export", "csv"),
        ("lookup", "19037245516018", "--json"), ("process", "--reassess"), ("search", "", "--hidden", "--json"),
    ):  # fmt: skip
        _same(installations, *arguments)
    for each in installations:
        assert "sound" in each.print("store", "check")
