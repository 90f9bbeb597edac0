"""Public lists of bad hosts, in the forms in which they are published."""

from __future__ import annotations

import json

import pytest

from crawlers import SourceSpec
from crawlers.list_lines import ListUnreadable, host_in, read
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import status
from tests.sites.static import StaticSite

HOSTS = """# Title: Danh sách thử
# Last modified: 2026-11-20T08:00:00Z
# License: CC BY 4.0
127.0.0.1 localhost
::1 localhost
0.0.0.0 Vay-Nhanh.top  # bình luận
0.0.0.0 nohu.example www.keo.example
0.0.0.0 10.0.0.1
"""
ADGUARD = """[Adblock Plus 2.0]
! Title: Bộ lọc
! Version: 20261120
||vay-nhanh.top^
||nohu.example^$all
||quang-cao.example^$third-party
||bao.example/duong-dan^
@@||keo.example^
||keo.example^
bao.example##.quang-cao
/banner[0-9]+/
||*.nho.example^$document,important
"""
CSV = "ngày;url;loại\n2026-11-20;https://vay-nhanh.top/x?y=1;lừa đảo\n2026-11-21;;x\n2026-11-21;nohu.example;cờ bạc\n"
MISP = json.dumps(
    {"name": "Scam hosts", "version": 20261120, "description": "x", "type": "hostname", "category": "Known identifier",
     "matching_attributes": ["hostname"], "list": ["vay-nhanh.top", ".nohu.example", "203.0.113.9", 5]}
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "hosts", "bad"),
    [
        (HOSTS, {"vay-nhanh.top": 6, "nohu.example": 7, "keo.example": 7}, 1),
        (ADGUARD, {"vay-nhanh.top": 4, "nohu.example": 5, "nho.example": 12}, 0),
        ("vay-nhanh.top\n\n# x\nhttps://nohu.example:8443/a\nkhông phải\n*.keo.example\n",
         {"vay-nhanh.top": 1, "nohu.example": 4, "keo.example": 6}, 1),
        (CSV, {"vay-nhanh.top": 2, "nohu.example": 4}, 1),
        ("vay-nhanh.top,2026\nnohu.example,2026\n", {"vay-nhanh.top": 1, "nohu.example": 2}, 0),
        (MISP, {"vay-nhanh.top": 1, "nohu.example": 2}, 2),
    ],
    ids=["hosts", "adguard", "domains", "csv", "csv without header", "misp"],
)  # fmt: skip
def test_forms(body: str, hosts: dict[str, int], bad: int) -> None:
    found = read(body)
    assert (found.hosts, found.bad) == (hosts, bad)


def test_what_a_list_says_of_itself() -> None:
    about = read(HOSTS).about
    assert (about.title, about.date, about.licence) == ("Danh sách thử", "2026-11-20T08:00:00Z", "CC BY 4.0")
    assert read(MISP).about.title == "Scam hosts"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("WWW.Vay-Nhanh.TOP.", "vay-nhanh.top"),
        ("http://người-vay.example/x", "xn--ngi-vay-h2a57dq5o.example"),
        ("203.0.113.7", ""),
        ("localhost", ""),
        ("http://[::1", ""),
        ("a b.example", ""),
        ("x" * 64 + ".example", ""),
    ],
)
def test_hosts(text: str, host: str) -> None:
    found = host_in(text)
    assert found == host or (host.startswith("xn--") and found.startswith("xn--") and found.endswith(".example"))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<!DOCTYPE html><p>404", "web page"),
        ('{"a": 1}', "no `list`"),
        ('{"list": [', "no JSON"),
        ("ngày,loại\n1,2\n", "no column names hosts"),
    ],
)
def test_what_is_no_list(body: str, why: str) -> None:
    with pytest.raises(ListUnreadable, match=why):
        read(body)


def _source(site: StaticSite, **options: object) -> SourceSpec:
    return SourceSpec("ds", "blocklist", f"{site.url}/list.txt", options, allow_private=True)


def test_entries_come_with_their_list(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/list.txt", HOSTS, "text/plain; charset=utf-8")
        done = crawls.run(_source(site, category="gambling"))
        post = done.posts[0]
        assert (post.text, post.author, post.url) == ("vay-nhanh.top", "", f"{site.url}/list.txt#L6")
        assert post.about == {"list": "Danh sách thử", "date": "2026-11-20T08:00:00Z", "licence": "CC BY 4.0", "category": "gambling"}
        assert post.posted_at is not None and post.posted_at.day == 20
        assert post.fragment is not None and "CC BY 4.0" in post.fragment.html
        assert done.visit.bad_lines == 1
        crawls.run(_source(site))
        assert site.headers[-1].get("if-none-match"), "the second time it is asked whether it has changed"


def test_a_large_list_is_cut_and_says_so(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/list.txt", "\n".join(f"h{number}.example" for number in range(30)), "text/plain")
        visit = crawls.run(_source(site, max_hosts=20)).visit
    assert (visit.posts, "names 30 hosts" in visit.reason) == (20, True)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (MISP.replace("Known identifier", "False positive"), "harmless"),
        ("<html><p>Đã dời đi", "web page"),
        ("# trống\n", "names no host"),
    ],
    ids=["false positives", "page", "empty"],
)
def test_what_is_no_blocklist_is_told(crawls: Crawls, body: str, said: str) -> None:
    with StaticSite() as site:
        site.text("/list.txt", body, "text/plain")
        site.pages["/robots.txt"] = status(404)
        visit = crawls.run(_source(site)).visit
    assert (visit.state, visit.posts, said in visit.reason) == ("changed", 0, True), visit.reason
