"""``sources add``, ``check`` and ``list`` as a person uses them, on sites that answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from canhgiac.sources import load_sources
from tests.in_process import in_process
from tests.sites.blogger import BloggerBlog
from tests.sites.boards import PhpBBBoard
from tests.sites.mastodon import NAME, MastodonSite
from tests.sites.static import StaticSite, answer
from tests.sites.telegram import TelegramSite


def canhgiac(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CANHGIAC_HOME": str(home), "CANHGIAC_DELAY": "0", "COLUMNS": "300", "CANHGIAC_LANGUAGE": "en"}
    return subprocess.run(
        [sys.executable, "-m", "canhgiac", "sources", *arguments],
        capture_output=True, text=True, env=environment, cwd=home, timeout=120,
    )  # fmt: skip


def test_a_forum_is_told_and_written_down(tmp_path: Path) -> None:
    with PhpBBBoard() as board:
        board.thread("Chào", "một bài")
        done = canhgiac(tmp_path, "add", f"{board.url}/", "--name", "dien-dan", "--cadence", "15m")
        assert done.returncode == 0, done.stderr
        assert "phpbb" in done.stdout and "robots.txt: allowed" in done.stdout and "1 post in" in done.stdout
        (source,) = load_sources(tmp_path / "sources.yaml")
        assert (source.name, source.kind, source.cadence) == ("dien-dan", "forum", "15m")

        again = canhgiac(tmp_path, "add", f"{board.url}/", "--name", "hai")
        assert again.returncode == 2 and "watches" in again.stderr
        assert "phpbb" in canhgiac(tmp_path, "check").stdout
    listed = canhgiac(tmp_path, "list")
    assert "never_ran" in listed.stdout and "canhgiac crawl dien-dan" in listed.stdout
    record = json.loads(canhgiac(tmp_path, "list", "--json").stdout)
    assert (record["state"], record["visit"]) == ("never_ran", None)


def test_blogs_sitemaps_and_pages_with_comments_are_told(tmp_path: Path) -> None:
    with BloggerBlog() as blog:
        blog.comment(blog.article("Đi chợ", "Rau rẻ lắm.", "an"), "Hay quá.", "binh")
        done = canhgiac(tmp_path, "add", f"{blog.url}/", "--json")
        record = json.loads(done.stdout)
        assert (record["source"]["kind"], record["engine"], record["visit"]["posts"]) == ("blog", "blogger", 2)

        story = "Sáng nay chợ đông hơn mọi khi, ai cũng hỏi giá rau rồi mới mua. " * 5
        below = '<div class="comment" id="comment-1"><p class="comment-text">Hay quá.</p></div>'
        blog.text("/bai", f"<html><body><article><h1>Chợ</h1><p>{story}</p></article>{below}</body></html>")
        record = json.loads(canhgiac(tmp_path, "add", f"{blog.url}/bai", "--json").stdout)
        assert (record["source"]["kind"], record["visit"]["posts"]) == ("article", 2)

        blog.text("/sitemap.xml", f"<urlset><url><loc>{blog.url}/bai</loc></url></urlset>", "application/xml")
        record = json.loads(canhgiac(tmp_path, "add", f"{blog.url}/sitemap.xml", "--json").stdout)
        assert (record["source"]["kind"], record["visit"]["posts"]) == ("sitemap", 2)
    assert [source.kind for source in load_sources(tmp_path / "sources.yaml")] == ["blog", "article", "sitemap"]


def test_accounts_of_mastodon_and_lists_of_hosts_are_told(tmp_path: Path) -> None:
    with MastodonSite() as instance, StaticSite() as site:
        for number in range(3):
            instance.post(f"bài {number}")
        for path, name in ((f"/@{NAME}", "tai-khoan"), ("/tags/vay", "the"), ("/", "may-chu")):
            record = json.loads(canhgiac(tmp_path, "add", f"{instance.url}{path}", "--name", name, "--json").stdout)
            assert (record["source"]["kind"], record["visit"]["posts"], record["written"]) == ("mastodon", 3, True)

        site.text("/lists/lua-dao.txt", "# Title: Lừa đảo\nvay-nhanh.example\ncho-vay.example\n", "text/plain")
        record = json.loads(canhgiac(tmp_path, "add", f"{site.url}/lists/lua-dao.txt", "--json").stdout)
        assert (record["source"]["kind"], record["visit"]["posts"]) == ("blocklist", 2)
        site.text("/hosts", "<html><body><p>Danh sách máy chủ của công ty.</p></body></html>")
        assert json.loads(canhgiac(tmp_path, "add", f"{site.url}/hosts", "--json").stdout)["written"] is False


def test_a_place_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    with TelegramSite() as site:
        site.post("một tin")
        site.pages["/robots.txt"] = lambda handler: answer(handler, b"User-agent: *\nDisallow: /s/\n", content_type="text/plain")
        done = canhgiac(tmp_path, "add", site.address, "--kind", "telegram", "--json")
        assert done.returncode == 1
        record = json.loads(done.stdout)
        assert (record["robots"], record["written"], record["visit"]["state"]) == ("refused", False, "robots")
        assert not (tmp_path / "sources.yaml").exists()
        assert canhgiac(tmp_path, "add", site.address, "--kind", "telegram", "--anyway").returncode == 1
        assert len(load_sources(tmp_path / "sources.yaml")) == 1
        shown = canhgiac(tmp_path, "check")
        assert shown.returncode == 1 and "take the source out" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "ftp://a.vn/"], "must start with http"),
        (["add", "notaurl"], "must start with http"),
        (["add", "https://t.me/+AbC"], "names no public channel"),
        (["add", "https://a.vn/", "--cadence", "yearly"], "15m, hourly, daily"),
        (["add", "https://a.vn/", "--kind", "forrum"], "did you mean 'forum'"),
    ],
)
def test_bad_input_says_what_to_do(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = in_process(["sources", *arguments], None, tmp_path)  # refused before anything is crawled
    assert done.returncode == 2
    assert done.stderr.count(words) == 1 and "Traceback" not in done.stderr
