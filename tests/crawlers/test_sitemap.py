"""The sitemap kind: what is new and what has changed, by lastmod."""

from __future__ import annotations

import gzip
import json

import pytest

from crawlers import SourceSpec
from crawlers.sitemaps import TooLarge, read, unpacked
from tests.crawlers.conftest import Crawls
from tests.crawlers.places import story
from tests.sites.faulty import page, status
from tests.sites.static import StaticSite

_XML = "application/xml"


def _source(site: StaticSite, path: str = "/sitemap.xml", **options: object) -> SourceSpec:
    return SourceSpec("trang", "sitemap", f"{site.url}{path}", {"history_days": 0, **options}, allow_private=True)


def _urls(site: StaticSite, *rows: tuple[str, str]) -> str:
    listed = "".join(f"<url><loc>{site.url}{path}</loc>{_changed(at)}</url>" for path, at in rows)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def _index(site: StaticSite, *rows: tuple[str, str]) -> str:
    listed = "".join(f"<sitemap><loc>{site.url}{path}</loc>{_changed(at)}</sitemap>" for path, at in rows)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'


def _changed(at: str) -> str:
    return f"<lastmod>{at}</lastmod>" if at else ""


def _article(number: int, text: str = "", kind: str = "BlogPosting", below: str = "") -> str:
    data = json.dumps({"@type": kind, "headline": f"Bài {number}", "datePublished": "2026-11-20T10:00:00+07:00"})
    return (
        f'<html><head><script type="application/ld+json">{data}</script></head><body><article><h1>Bài {number}</h1>'
        f"<p>{text or story(number)}</p></article>{below}</body></html>"
    )


def test_only_new_and_changed_pages_are_asked_for(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", _index(site, ("/cu.xml", "2026-11-01"), ("/moi.xml.gz", "2026-11-20")), _XML)
        site.text("/cu.xml", _urls(site, ("/1", "2026-10-01"), ("/2", "2026-11-01")), _XML)
        moi = _urls(site, ("/3", "2026-11-20T08:00:00+07:00"), ("/4", "2026-11-19"))
        site.pages["/moi.xml.gz"] = page(gzip.compress(moi.encode()), "application/gzip")
        for number in range(1, 5):
            site.text(f"/{number}", _article(number))
        first = crawls.run(_source(site))
        assert len(first.posts) == 4
        asked = site.taken()
        # parts are asked for at once: which the site hears first is chance
        assert asked[0] == "/sitemap.xml" and len(asked) == 7
        assert set(asked[1:]) == {"/moi.xml.gz", "/cu.xml", "/1", "/2", "/3", "/4"}

        assert crawls.run(_source(site)).visit.state == "nothing_new"
        assert site.taken() == ["/sitemap.xml"], "not even a sitemap that has not changed"

        changed = "Nội dung đã được viết lại cả rồi, dài hơn trước một chút để người đọc thấy rõ."
        site.text("/2", _article(2, changed))
        site.text("/cu.xml", _urls(site, ("/1", "2026-10-01"), ("/2", "2026-11-21")), _XML)
        site.text("/sitemap.xml", _index(site, ("/cu.xml", "2026-11-21"), ("/moi.xml.gz", "2026-11-20")), _XML)
        third = crawls.run(_source(site))
        assert site.taken() == ["/sitemap.xml", "/cu.xml", "/2"]
    assert third.texts == [f"Bài 2\n\n{changed}"]
    assert third.posts[0].id in {post.id for post in first.posts}


def test_the_front_page_will_do(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.url}/so-do.xml\n", "text/plain")
        site.text("/so-do.xml", _urls(site, ("/1", "2026-11-20")), _XML)
        site.text("/1", _article(1))
        assert len(crawls.run(_source(site, "/")).posts) == 1
        site.taken()
        assert crawls.run(_source(site, "/")).visit.state == "nothing_new"
        assert site.taken() == ["/so-do.xml"]


def test_news_sitemaps_give_comments_alone(crawls: Crawls) -> None:
    with StaticSite() as site:
        news = (
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
            f"<url><loc>{site.url}/1</loc><news:news><news:publication><news:name>Báo</news:name></news:publication>"
            "<news:publication_date>2026-11-20T10:00:00+07:00</news:publication_date><news:title>Tin</news:title></news:news></url></urlset>"
        )
        site.text("/sitemap.xml", news, _XML)
        below = (
            '<div class="comment_item" data-id="5"><b class="nickname">An</b><p class="comment-text">Hay quá.</p></div>'
        )
        site.text("/1", _article(1, kind="Article", below=below))
        assert crawls.run(_source(site)).texts == ["Hay quá."]


def test_old_foreign_and_unwanted_pages_are_left_out(crawls: Crawls) -> None:
    with StaticSite() as site:
        rows = [("/tin/1", "2026-11-20"), ("/tin/2", "2019-01-01"), ("/the/3", "2026-11-20")]
        body = _urls(site, *rows).replace("</urlset>", "<url><loc>http://khac.example/4</loc></url></urlset>")
        site.text("/sitemap.xml", body, _XML)
        for path, _ in rows:
            site.text(path, _article(1))
        crawls.run(_source(site, match="/tin/", history_days=365))
        assert site.taken() == ["/sitemap.xml", "/tin/1"]


def test_young_pages_are_read_again_for_comments(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", _urls(site, ("/1", "2026-11-20")), _XML)
        site.text("/1", _article(1))
        crawls.run(_source(site))
        site.text(
            "/1", _article(1, below='<div class="comment" id="comment-5"><p class="comment-text">Hay quá.</p></div>')
        )
        assert crawls.run(_source(site)).texts == []
        assert crawls.run(_source(site, recheck_hours=0)).texts == ["Hay quá."]


def test_pages_are_read_by_selectors_too(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", _urls(site, ("/rao/1", "")), _XML)
        site.text("/rao/1", '<div class="tin"><b class="ten">Giấu Tên</b><p>Bán xe đạp cũ.</p></div>')
        done = crawls.run(_source(site, text=".tin p", author=".ten"))
    assert done.texts == ["Bán xe đạp cũ."]
    assert "giấu tên" not in crawls.everything().lower()


def test_max_pages_are_kept_and_the_rest_follows(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", _urls(site, *((f"/{n}", f"2026-11-{n + 10}") for n in range(5))), _XML)
        for number in range(5):
            site.text(f"/{number}", _article(number))
        first = crawls.run(_source(site, max_pages=3))
        assert (len(first.posts), "max_pages" in first.visit.reason) == (3, True)
        assert sorted(text[:5] for text in crawls.run(_source(site, max_pages=3)).texts) == ["Bài 0", "Bài 1"]


@pytest.mark.parametrize(
    ("body", "said"),
    [("<html><body>404</body></html>", "no sitemap"), ("", "no sitemap"), ("<urlset><url><loc>", "")],
)
def test_what_is_no_sitemap_is_told(crawls: Crawls, body: str, said: str) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", body, _XML)
        done = crawls.run(_source(site))
    assert said in done.visit.reason
    assert (done.visit.state == "changed") is bool(said)
    assert "Traceback" not in done.log


def test_faults_have_their_states(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.pages["/sitemap.xml"] = status(403)
        assert crawls.run(_source(site)).visit.state == "blocked"
        site.pages["/sitemap.xml"] = page(gzip.compress(b"a" * 50_000_000), "application/x-gzip")
        visit = crawls.run(_source(site)).visit
        assert visit.state == "changed"
        assert "larger than" in visit.reason
        site.text("/sitemap.xml", _urls(site, *((f"/{n}", "") for n in range(6))), _XML)
        for number in range(6):
            site.text(f"/{number}", "<html><body><p>x</p></body></html>")
        visit = crawls.run(_source(site)).visit
        assert (visit.state, "none of 6 pages" in visit.reason) == ("changed", True)


def test_a_page_that_is_gone_is_no_trouble(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/sitemap.xml", _urls(site, ("/1", "2026-11-20"), ("/2", "2026-11-20")), _XML)
        site.text("/1", _article(1))
        done = crawls.run(_source(site))
    assert (done.visit.state, len(done.posts), done.visit.refusals[0].reason) == ("ok", 1, "the page was taken down")


def test_files_are_read_as_the_protocol_has_them() -> None:
    plain = read(b"https://a.vn/1\nhttps://a.vn/2\n", "https://a.vn/")
    assert plain is not None and [entry.url for entry in plain.entries] == ["https://a.vn/1", "https://a.vn/2"]
    bomb = (
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><urlset><url><loc>https://a.vn/&b;</loc></url></urlset>"
    )
    entities = read(bomb, "https://a.vn/")
    assert entities is not None and all(len(entry.url) < 30 for entry in entities.entries)
    assert read(b"Xin ch\xc3\xa0o", "https://a.vn/") is None
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(bytes(1000)), 999)
    assert unpacked(b"\x1f\x8bhong", 999) == b""


def test_the_sitemap_of_another_host_is_not_followed(crawls: Crawls) -> None:
    with StaticSite() as site:
        elsewhere = "<sitemap><loc>http://cdn.trang.example/cu.xml</loc></sitemap></sitemapindex>"
        site.text("/sitemap.xml", _index(site, ("/moi.xml", "")).replace("</sitemapindex>", elsewhere), _XML)
        site.text("/moi.xml", _urls(site, ("/1", "2026-11-20")), _XML)
        site.text("/1", _article(1))
        done = crawls.run(_source(site))
        assert len(done.posts) == 1 and done.visit.state == "ok"
        assert [each.url for each in done.visit.refusals] == ["http://cdn.trang.example/cu.xml"]
