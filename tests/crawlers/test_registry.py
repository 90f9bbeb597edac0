from __future__ import annotations

import subprocess
import sys

import pytest

import crawlers
from crawlers.registry import options_of


@pytest.mark.parametrize(
    ("kind", "url", "options", "problems"),
    [
        ("feed", "https://a.vn/rss", {}, []),
        ("feed", "https://a.vn/rss", {"follow": "never"}, []),
        ("forum", "http://a.vn/category/3/x/", {"engine": "spirit", "recheck_hours": 0}, []),
        ("telegram", "https://t.me/s/keo_thom", {}, []),
        ("telegram", "https://t.me/keo_thom", {"history_days": 7}, []),
        ("telegram", "https://t.me/+AbCdEf", {}, ["names no public channel"]),
        ("telegram", "https://t.me/joinchat/AbCdEf", {}, ["names no public channel"]),
        ("telegram", "https://t.me/keo_thom/12", {}, ["names no public channel"]),
        ("page", "https://a.vn/rao", {"item": "li.tin", "link": "a.tieu-de::attr(href)"}, []),
        ("page", "https://a.vn/rao", {}, ["option item is missing"]),
        ("page", "https://a.vn/rao", {"item": "li.tin", "text": "div["}, ["option text: 'div[' is no CSS selector"]),
        ("file", "posts.csv", {"columns": {"text": "Nội dung"}}, []),
        ("file", "file:///srv/posts.jsonl", {}, []),
        ("names", "-", {}, []),
        ("names", "/srv/ct.jsonl", {}, []),
        ("names", "https://a.vn/names.txt", {}, ["must be a path"]),
        ("names", "-", {"format": "csv"}, ["options are none"]),
        ("fed", "https://a.vn/", {}, ["did you mean 'feed'"]),
        ("feed", "ftp://a.vn/", {}, ["must start with http"]),
        ("feed", "a.vn/rss", {}, ["must start with http"]),
        ("feed", "", {}, ["needs a url"]),
        ("feed", "https://[bad/", {}, ["cannot be read"]),
        ("feed", "https://a.vn:port/", {}, ["cannot be read"]),
        ("feed", "https://user:secret@a.vn/", {}, ["user name or password"]),
        ("file", "https://a.vn/x.csv", {}, ["must be a path"]),
        ("file", "file://server/x.csv", {}, ["names a host"]),
        ("feed", "https://a.vn/", {"folow": "never"}, ["did you mean 'follow'"]),
        ("feed", "https://a.vn/", {"follow": "sometimes"}, ["follow"]),
        ("forum", "https://a.vn/", {"engine": "ipboard"}, ["engine"]),
        ("forum", "https://a.vn/", {"recheck_days": -1, "max_page": 3}, ["did you mean 'max_pages'", "recheck_days"]),
        ("forum", "https://a.vn/", {"timezone": "Hà Nội"}, ["unknown timezone"]),
        ("file", "x.csv", {"encoding": "tcvn9"}, ["unknown encoding"]),
        ("file", "x.csv", {"columns": {"txt": "a"}}, ["columns"]),
    ],
)
def test_what_is_wrong_with_a_source_is_said(
    kind: str, url: str, options: dict[str, object], problems: list[str]
) -> None:
    found = crawlers.validate(kind, url, options)
    assert len(found) == len(problems), found
    for words, problem in zip(problems, found, strict=True):
        assert words in problem
    assert "secret" not in "".join(found)


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ValueError, match="did you mean 'follow'"):
        options_of("feed", {"folow": "never"})


def test_kinds_describe_themselves() -> None:
    for name, kind in crawlers.kinds().items():
        assert kind.name == name
        for option in kind.options.__struct_fields__:
            assert option in kind.describe()
        assert kind.spider().kind == name


def test_a_crawl_refuses_a_source_that_is_wrong_before_it_fetches() -> None:
    wrong = crawlers.SourceSpec("x", "feed", "https://a.vn/", {"folow": "never"})
    with pytest.raises(ValueError, match="source x: unknown option 'folow'"):
        crawlers.crawl([wrong], crawlers.CrawlSettings(), sink=None, seen=None, pseudonyms=None, on_event=None)  # type: ignore[arg-type]


def test_importing_and_validating_loads_no_scrapy() -> None:
    code = (
        "import sys, crawlers; crawlers.validate('forum', 'https://a.vn/', {}); crawlers.SourceSpec; crawlers.CrawlSettings;"
        "print([name for name in ('scrapy', 'twisted', 'lxml', 'trafilatura') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://t.me/s/keo_thom", "telegram"),
        ("https://a.vn/rss.xml", "feed"),
        ("https://a.vn/feed/", "feed"),
        ("https://a.vn/feedback", "forum"),
        ("https://cho.blogspot.com/2026/11/bai.html", "blog"),
        ("https://a.vn/w/api.php", "wiki"),
        ("https://a.vn/doku.php?id=start", "wiki"),
        ("https://a.vn/sitemap_index.xml", "sitemap"),
        ("https://a.vn/post-sitemap2.xml.gz", "sitemap"),
        ("https://a.vn/", "forum"),
    ],
)
def test_many_addresses_say_their_kind(url: str, kind: str) -> None:
    assert crawlers.kind_of(url) == kind
