"""The feed kind: RSS and Atom as they come."""

from __future__ import annotations

import datetime as dt

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import redirect, status
from tests.sites.static import StaticSite, answer

_LONG = "Đoạn văn đủ dài để là nội dung của một bài báo, có đầu có đuôi, kể chuyện hôm nay. " * 4


def _source(site: StaticSite, **options: object) -> SourceSpec:
    return SourceSpec("tin", "feed", f"{site.url}/feed", options, allow_private=True)


def _rss(*items: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{"".join(items)}</channel></rss>'


def _item(guid: str, title: str, description: str, link: str = "", date: str = "") -> str:
    when = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{link}</link>{when}"
        f"<description><![CDATA[{description}]]></description></item>"
    )


def test_atom_is_read(crawls: Crawls) -> None:
    atom = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>
    <entry><id>tag:a.vn,2026:1</id><title>Tiêu đề</title><link href="/bai-1?utm_source=rss"/>
    <author><name>Nguyễn Giấu Tên</name></author><published>2026-11-01T08:00:00+07:00</published>
    <content type="html">&lt;p&gt;{_LONG}&lt;/p&gt;&lt;p&gt;&lt;a href="http://xau.top/"&gt;bấm&lt;/a&gt;&lt;/p&gt;</content>
    </entry></feed>"""
    with StaticSite() as site:
        site.text("/feed", atom, "application/atom+xml")
        done = crawls.run(_source(site, teaser_chars=100))
        assert site.taken() == ["/feed"], "a whole entry is not followed"
        (post,) = done.posts
        assert post.text == f"Tiêu đề\n\n{_LONG.strip()}\n\nbấm (http://xau.top/)"
        assert post.url == f"{site.url}/bai-1"
    assert post.posted_at == dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC)
    assert len(post.author) == 16
    assert "Giấu Tên" not in crawls.everything()


def test_an_unchanged_feed_is_not_sent_again(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/feed", _rss(_item("1", "Một", _LONG)), "application/rss+xml")
        crawls.run(_source(site))
        again = crawls.run(_source(site))
        assert site.headers[-1]["if-none-match"].startswith('"')
    assert (again.visit.state, again.visit.not_modified, again.visit.posts) == ("nothing_new", 1, 0)


def test_a_feed_without_validators_is_cheap_too(crawls: Crawls) -> None:
    with StaticSite() as site:
        body = _rss(_item("1", "Một", "Tóm tắt…", f"{site.url}/1")).encode()
        site.pages["/feed"] = lambda handler: answer(handler, body, content_type="application/rss+xml")
        site.text("/1", f"<html><body><article><h1>Một</h1><p>{_LONG}</p></article></body></html>")
        assert crawls.run(_source(site)).texts == [f"Một\n\n{_LONG.strip()}"]
        site.taken()
        again = crawls.run(_source(site))
        assert site.taken() == ["/feed"]
    assert again.visit.state == "nothing_new"


def test_an_article_that_fails_leaves_its_teaser_and_is_tried_again(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/feed", _rss(_item("1", "Một", "Tóm tắt của bài…", f"{site.url}/1")), "application/rss+xml")
        site.pages["/1"] = status(500)
        first = crawls.run(_source(site))
        assert first.texts == ["Một\n\nTóm tắt của bài…"]
        assert (first.visit.state, len(first.visit.refusals)) == ("ok", 1)
        site.text("/1", f"<html><body><article><h1>Một</h1><p>{_LONG}</p></article></body></html>")
        second = crawls.run(_source(site))
        assert second.texts == [f"Một\n\n{_LONG.strip()}"]
        assert second.posts[0].id == first.posts[0].id
        assert crawls.run(_source(site)).texts == []


@pytest.mark.parametrize(
    ("name", "link"), [("other", "http://127.0.0.1:9/x"), ("metadata", "http://169.254.169.254/x"), ("moved", "/moved")]
)
def test_a_link_or_redirect_to_a_private_address_is_not_followed(crawls: Crawls, name: str, link: str) -> None:
    with StaticSite() as site:
        address = link if link.startswith("http") else site.url + link
        site.text("/feed", _rss(_item(name, "Một", "Tóm tắt…", address)), "application/rss+xml")
        site.pages["/moved"] = redirect("http://127.0.0.1:9/x")
        done = crawls.run(_source(site))
    assert done.texts == ["Một\n\nTóm tắt…"]
    assert "private address" in done.visit.refusals[0].reason


def test_robots_txt_counts_for_articles_too(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/robots.txt", "User-agent: *\nDisallow: /kin/", "text/plain")
        site.text("/feed", _rss(_item("1", "Một", "Tóm tắt…", f"{site.url}/kin/1")), "application/rss+xml")
        done = crawls.run(_source(site))
        assert site.taken() == ["/feed"]
    assert (done.visit.state, done.texts) == ("ok", ["Một\n\nTóm tắt…"])
    assert "robots.txt" in done.visit.refusals[0].reason


@pytest.mark.parametrize(
    ("said", "real"), [("utf-8", "cp1258"), ("", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-16"), ("x-lạ", "utf-8")]
)
def test_a_wrong_charset_is_no_end(crawls: Crawls, said: str, real: str) -> None:
    body = _rss(_item("1", "Cong viec", "Noi dung " + _plain(_LONG))).replace(' encoding="utf-8"', "")
    with StaticSite() as site:
        data = body.encode(real, "replace")
        kind = f"application/rss+xml; charset={said}" if said.isascii() and said else "application/rss+xml"
        site.pages["/feed"] = lambda handler: answer(handler, data, content_type=kind)
        done = crawls.run(_source(site))
    assert done.visit.state == "ok"
    assert done.texts[0].startswith("Cong viec")


@pytest.mark.parametrize(
    "body",
    ["<rss><channel><item><title>", "<?xml version='1.0'?><html><body>404</body></html>", '{"items": []}', "\x00\x01\x02"],
)  # fmt: skip
def test_a_broken_feed_says_so(crawls: Crawls, body: str) -> None:
    with StaticSite() as site:
        site.text("/feed", body, "application/rss+xml")
        done = crawls.run(_source(site))
    assert (done.visit.state, done.posts) == ("changed" if "channel" not in body else done.visit.state, [])
    assert "Traceback" not in done.log


def test_entities_do_not_multiply(crawls: Crawls) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    ) + "]><rss version='2.0'><channel><item><title>&j;</title><guid>1</guid></item></channel></rss>"
    with StaticSite() as site:
        site.text("/feed", bomb, "application/rss+xml")
        done = crawls.run(_source(site))
    assert all(len(text) < 10_000 for text in done.texts)
    assert "Traceback" not in done.log


def test_half_a_feed_is_better_than_none(crawls: Crawls) -> None:
    whole = _rss(_item("1", "Một", _LONG), _item("2", "Hai", _LONG))
    with StaticSite() as site:
        site.text("/feed", whole[: whole.index("Hai")], "application/rss+xml")
        assert crawls.run(_source(site)).posts[0].text.startswith("Một")


def test_a_feed_that_lost_its_entries_has_changed(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/feed", _rss(), "application/rss+xml")
        assert crawls.run(_source(site)).visit.state == "nothing_new"
        site.text("/feed", _rss(_item("1", "Một", _LONG)), "application/rss+xml")
        crawls.run(_source(site))
        site.text("/feed", _rss(), "application/rss+xml")
        visit = crawls.run(_source(site)).visit
    assert visit.state == "changed"
    assert "1 were known" in visit.reason


def test_odd_entries_do_not_harm_the_others(crawls: Crawls) -> None:
    items = [
        "<item></item>",
        "<item><title>không có id</title></item>",
        _item("3", "", ""),
        _item("4", "Tương lai", _LONG, date="Fri, 01 Jan 2199 00:00:00 GMT"),
        _item("5", "Chỉ có ảnh", "<img src='http://a.vn/x.png'>", link="mailto:a@b.vn"),
        f"<item><link>http://a.vn/bai?utm_source=x</link><title>Không guid</title><description>{_LONG}</description></item>",
    ]
    with StaticSite() as site:
        site.text("/feed", _rss(*items), "application/rss+xml")
        done = crawls.run(_source(site))
    assert [text.partition("\n")[0] for text in done.texts] == ["Tương lai", "Chỉ có ảnh", "Không guid"]
    assert done.posts[0].posted_at is None
    assert done.posts[1].image_only and done.visit.image_only == 1
    assert done.posts[2].url == "http://a.vn/bai"


def _plain(text: str) -> str:
    return text.encode("ascii", "ignore").decode()
