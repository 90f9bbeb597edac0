"""Entries of public lists as reports."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from canhgiac.findings import finding_of, fragment_of
from canhgiac.keys import Keys
from canhgiac.names import assess_posts
from canhgiac.records import Assessment, Finding, Fragment, Post
from tests.sites.static import StaticSite

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
ABOUT = {"list": "Danh sách", "date": "2026-11-20", "licence": "CC BY 4.0", "category": "gambling"}


def _entry(host: str) -> Post:
    piece = Fragment("https://l.example/", NOW, f"<article><p>{host}</p></article>", "0" * 64)
    return Post("1", "ds", "blocklist", "https://l.example/#L1", host, NOW, about=ABOUT, fragment=piece)


def _finding(post: Post) -> Finding | None:
    (assessed,) = assess_posts([post])
    assert isinstance(assessed, Assessment)
    return finding_of(post, assessed, Keys(bytes(32)))


def test_an_entry_is_a_report_of_its_host_with_its_list() -> None:
    post = _entry("nohu-doi-thuong.top")
    finding = _finding(post)
    assert finding is not None
    assert (finding.role, finding.category, finding.author) == ("report", "gambling", "")
    assert finding.thread == "Danh sách · 2026-11-20 · CC BY 4.0"
    (mention,) = finding.indicators
    assert (mention.type, mention.value, mention.stance) == ("domain", "nohu-doi-thuong.top", "accused")
    kept = fragment_of(post, finding)
    assert kept is not None and "nohu-doi-thuong.top" in kept.html


def test_official_hosts_are_never_taken_from_a_list() -> None:
    assert _finding(_entry("vietcombank.com.vn")) is None
    assert _finding(_entry("ib.vietcombank.com.vn")) is None


def test_entries_and_texts_keep_their_order() -> None:
    posts = [_entry("a-b-c.top"), Post("2", "x", "file", "u", "Chào cả nhà", NOW), _entry("d-e-f.top")]
    assert [each.role for each in assess_posts(posts) if isinstance(each, Assessment)] == ["report", None, "report"]


def test_lookup_knows_what_a_list_names(
    canhgiac: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    with StaticSite() as site:
        site.text("/ds.txt", "# Title: Danh sách thử\nvay-tien-nhanh-88.top\n", "text/plain; charset=utf-8")
        (tmp_path / "sources.yaml").write_text(
            f"sources:\n  - name: ds\n    kind: blocklist\n    url: {site.url}/ds.txt\n    options: {{licence: CC0}}\n"
        )
        ran = canhgiac("run")
    assert ran.returncode == 0, ran.stderr
    looked = json.loads(canhgiac("lookup", "hxxps://vay-tien-nhanh-88[.]top/x", "--json").stdout)
    assert (looked["offers"], looked["reports"]) == (0, 1) and looked["stances"][0]["name"] == "accused"
    found = json.loads(canhgiac("search", "vay-tien-nhanh-88.top", "--json").stdout)
    assert found["url"].endswith("/ds.txt#L2") and found["thread"] == "Danh sách thử · CC0"
    assert canhgiac("campaigns", "--update").returncode == 0
    assert canhgiac("queue", "--json").stdout == "" and json.loads(canhgiac("alerts", "--json").stdout or "[]") == []
    counts = json.loads(canhgiac("digest", "--json").stdout)["counts"]
    assert (counts["posts"], counts["reports"]) == (1, 0)
    assert "vay-tien" not in canhgiac("export", "csv").stdout
    assert json.loads(canhgiac("lookup", "vay-tien-nhanh-88.top", "--json").stdout)["reports"] == 1
    assert canhgiac("mark", found["id"], "--as", "confirmed").returncode == 0
    assert "vay-tien" in canhgiac("export", "csv").stdout
