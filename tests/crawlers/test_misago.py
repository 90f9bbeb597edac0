"""Misago itself: its pages' own data is read, never its API; only what is new; an author's own words."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator

import pytest

from canhgiac.records import GONE
from crawlers import SourceSpec
from crawlers.engines.known import engine, recognised
from crawlers.engines.page import Page
from tests.crawlers.conftest import Crawls
from tests.sites.misago import MisagoSite

#: Every visit looks for edits, however old the threads are.
ALWAYS: dict[str, object] = {"recheck_hours": 0, "recheck_days": 3650}


@pytest.fixture(scope="module")
def small_pages(shared_misago: MisagoSite) -> Iterator[MisagoSite]:
    """Three threads and four posts on a page; a fifth post stays on the page, a sixth does not."""
    shared_misago.configure(threads_per_page=3, posts_per_page=4, posts_per_page_orphans=1)
    yield shared_misago
    shared_misago.configure(threads_per_page=25, posts_per_page=18, posts_per_page_orphans=6)


@pytest.fixture
def site(small_pages: MisagoSite) -> MisagoSite:
    small_pages.wipe()
    small_pages.robots(None)
    return small_pages


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("dien_dan", "forum", url, options, allow_private=True)


def _fetched(url: str) -> Page:
    return Page(url, urllib.request.urlopen(url).read())


def test_a_forum_is_told_read_and_read_again(site: MisagoSite, crawls: Crawls) -> None:
    made = []
    for number in range(5):
        thread, opening = site.thread(f"Chủ đề {number}", f"mở đầu {number}")
        made.append((thread, [opening] + [site.reply(thread, f"trả lời {number}.{reply}") for reply in range(11 if number == 1 else 2)]))
    first = crawls.run(_source(f"{site.url}/"))
    assert len(first.posts) == len({post.id for post in first.posts}) == 5 + 4 * 2 + 11
    assert "Chủ đề 1\n\nmở đầu 1" in first.texts and first.texts.count("trả lời 1.10") == 1
    assert first.visit.state == "ok"
    assert not [path for path in site.requests() if path.startswith("/api/")], "its robots.txt says so"

    assert crawls.run(_source(f"{site.url}/")).visit.state == "nothing_new"
    assert site.requests() == ["/robots.txt", "/"], "the list shows that nothing has happened"

    site.reply(made[1][0], "lời sau cùng")
    site.edit(made[3][1][1], "lời đã sửa")
    again = crawls.run(_source(f"{site.url}/", **ALWAYS))
    assert sorted(again.texts) == ["lời sau cùng", "lời đã sửa"]
    assert {post.id for post in again.posts if post.text == "lời đã sửa"} <= {post.id for post in first.posts}


def test_a_thread_that_grows_gives_each_post_once(site: MisagoSite, crawls: Crawls) -> None:
    """Pages overlap by a post, and what was on the last page moves to the next one."""
    thread, _ = site.thread("Chủ đề", "bài 0")
    source = _source(f"{site.url}/", recheck_days=0)
    texts = crawls.run(source).texts
    for number in range(1, 9):
        site.reply(thread, f"bài {number}")
        site.requests()
        texts += crawls.run(source).texts
        assert len(site.requests()) <= 4, "robots.txt, the list and the thread's last pages"
    assert texts == ["Chủ đề\n\nbài 0", *(f"bài {number}" for number in range(1, 9))]


def test_posts_are_the_authors_own_words(site: MisagoSite, crawls: Crawls) -> None:
    thread, _ = site.thread("Hỏi về vay tiền", "Ai biết chỗ vay không?", "chu_thot")
    quote = '[quote="@chu_thot"]\nAi biết chỗ vay không?\n[/quote]\n\n'
    site.reply(thread, f"{quote}Mình không biết.", "khach_qua_duong")
    site.reply(thread, "Xem [tại đây](https://vay-nhanh-24h.example/dk) nhé @chu_thot", "nguoi_la")
    site.reply(thread, quote, "chi_trich_dan")
    pictured = site.reply(thread, "Zalo", "kem_anh")
    site.attach(pictured, "/a/x/1/")
    site.hide(site.reply(thread, "Lời đã bị ẩn", "bi_an"))
    site.reply(thread, "> không ai nói\n\n[quote]\nlời trích\n[/quote]", "toan_trich")
    done = crawls.run(_source(site.url))
    assert done.texts == [
        "Hỏi về vay tiền\n\nAi biết chỗ vay không?",
        "Mình không biết.",
        "Xem tại đây (https://vay-nhanh-24h.example/dk) nhé @…",
        "Zalo",
        "không ai nói\n\nlời trích",
    ], "who quotes nobody speaks for himself"
    assert [post.image_only for post in done.posts] == [False, False, False, True, False]
    assert len({post.author for post in done.posts}) == 5
    written = crawls.everything()
    for hidden in ("chu_thot", "khach_qua_duong", "nguoi_la", "kem_anh", "Lời đã bị ẩn", "has written"):
        assert hidden not in written


def test_a_thread_or_a_category_can_be_a_source(site: MisagoSite, crawls: Crawls) -> None:
    thread, _ = site.thread("Một chủ đề", "mở đầu")
    site.thread("Chủ đề khác", "bài khác")
    for reply in range(7):
        site.reply(thread, f"trả lời {reply}")
    first = crawls.run(_source(f"{site.url}/t/mot-chu-de/{thread}/"))
    assert len(first.posts) == 8
    site.reply(thread, "lời mới")
    assert crawls.run(_source(f"{site.url}/t/mot-chu-de/{thread}/")).texts == ["lời mới"]
    listing = engine("misago").listing(_fetched(f"{site.url}/"))
    assert listing is not None and len(listing.threads) == 2
    category = _category(_fetched(f"{site.url}/"))
    assert crawls.run(_source(f"{site.url}{category}")).texts == ["Chủ đề khác\n\nbài khác"]


def test_a_pinned_thread_does_not_hide_the_others(site: MisagoSite, crawls: Crawls) -> None:
    site.thread("Nội quy", "ghim ở đầu", pinned=True)
    crawls.run(_source(site.url))
    for number in range(5):
        site.thread(f"Chủ đề {number}", f"bài mới {number}")
    assert len(crawls.run(_source(site.url)).posts) == 5


def test_a_deleted_thread_is_no_trouble(site: MisagoSite, crawls: Crawls) -> None:
    lost, _ = site.thread("Sẽ mất", "một bài")
    site.thread("Còn lại", "bài khác")
    first = crawls.run(_source(site.url, **ALWAYS))
    site.remove(lost)
    done = crawls.run(_source(site.url, **ALWAYS))
    assert (done.posts, done.visit.state) == ([], "nothing_new")
    (gone,) = done.visit.refusals
    assert gone.reason.startswith(GONE)
    assert gone.url in {post.thread for post in first.posts}


def test_where_the_front_page_shows_categories_the_list_is_asked_for(site: MisagoSite) -> None:
    url = f"{site.url}/categories/"
    page = _fetched(url)
    reader = recognised(page)
    assert reader is not None and reader.name == "misago"
    assert reader.start(page, url) == f"{site.url}/"
    elsewhere = Page(url, page.body.replace(b'"THREADS_ON_INDEX": true', b'"THREADS_ON_INDEX": false'))
    assert reader.start(elsewhere, url) == f"{site.url}/threads/"


HOSTILE = {
    "cut": lambda body: body[: len(body) // 2],
    "no data": lambda body: body.replace(b"misago.init({", b"misago.init("),
    "numbers": lambda body: body.replace(b'"id": ', b'"id": 99999999999999999999'),
    "other types": lambda body: body.replace(b'"results": [', b'"results": [1, null, "x", {"id": 1.5}, ').replace(b'"url": {', b'"url": [{}, 1], "x": {'),
    "zero": lambda body: b"\0".join(body[i : i + 7] for i in range(0, len(body), 7)),
}


def test_hostile_pages_raise_nothing(site: MisagoSite) -> None:
    thread, _ = site.thread("Chủ đề", "bài")
    reader = engine("misago")
    for url in (f"{site.url}/", f"{site.url}/t/chu-de/{thread}/"):
        whole = _fetched(url)
        assert [each.name for each in [recognised(whole)] if each] == ["misago"], "no other software takes it"
        for spoil in HOSTILE.values():
            broken = Page(url, spoil(whole.body))
            reader.recognises(broken)
            listing, page = reader.listing(broken), reader.thread_page(broken)
            assert listing is None or all(each.id and each.url for each in listing.threads)
            assert page is None or all(post.engine_id and post.body is not None for post in page.posts)


def _category(page: Page) -> str:
    """The path of the one category that a new forum has."""
    return str(page.root.xpath("string((//a[contains(@href, '/c/')]/@href)[1])"))
