"""The forum kind on a real django-spirit."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from crawlers import SourceSpec
from crawlers.forum_state import MAX_THREADS, ForumState, ThreadState
from tests.crawlers.conftest import Crawls
from tests.crawlers.run_crawl import read_posts
from tests.sites.faulty import redirect
from tests.sites.spirit import SpiritSite
from tests.sites.static import StaticSite

#: Every visit looks for edits.
ALWAYS: dict[str, object] = {"recheck_hours": 0}


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("forum", "forum", url, options, allow_private=True)


def _topics(paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith("/topic/")]


def test_a_forum_of_real_size(forum: SpiritSite, crawls: Crawls) -> None:
    texts = [f"Bài số {number}: chuyện hôm nay ở chợ, giá rau {number * 100} đồng một bó." for number in range(500)]
    comments = forum.fill([{"text": text} for text in texts], per_topic=24)
    first = crawls.run(_source(forum.url))
    assert len(first.posts) == len({post.id for post in first.posts}) == 500
    assert sorted(post.text.rpartition("\n")[2] for post in first.posts) == sorted(texts)

    forum.requests()
    second = crawls.run(_source(forum.url))
    assert (second.posts, second.visit.state) == ([], "nothing_new")
    assert _topics(forum.requests()) == []
    assert second.visit.requests == 2, "robots.txt and the listing"

    for number in range(10):
        forum.reply(1 + number, f"Trả lời mới số {number}, cảm ơn bạn nhiều.")
    forum.edit(comments[100], "Bài này đã được sửa.")
    third = crawls.run(_source(forum.url, **ALWAYS))
    assert len(third.texts) == 11
    assert sorted(third.texts) == sorted(
        ["Bài này đã được sửa.", *(f"Trả lời mới số {number}, cảm ơn bạn nhiều." for number in range(10))]
    )
    before = {post.id: post.text for post in first.posts}
    (edited,) = (post for post in third.posts if post.id in before)
    assert before[edited.id].endswith(texts[100])


def test_both_levels_turn_their_pages(forum: SpiritSite, crawls: Crawls) -> None:
    long_topic, _ = forum.topic("Chủ đề dài", "mở đầu")
    for number in range(44):
        forum.reply(long_topic, f"lời thứ {number}")
    for number in range(22):
        forum.topic(f"Chủ đề {number}", f"chuyện {number}")
    done = crawls.run(_source(forum.url))
    assert len(done.posts) == 45 + 22
    asked = forum.requests()
    assert "/?page=2" in asked
    assert any(path.startswith(f"/topic/{long_topic}/") and path.endswith("page=3") for path in asked)

    forum.reply(long_topic, "lời sau cùng")
    again = crawls.run(_source(forum.url))
    assert again.texts == ["lời sau cùng"]
    (read,) = _topics(forum.requests())
    assert read.endswith("page=3"), "a reply is looked for where the last page was"


def test_posts_are_the_authors_own_words(forum: SpiritSite, crawls: Crawls) -> None:
    topic, _ = forum.topic("Hỏi về vay tiền", "Ai biết chỗ vay <b>không</b>?\n\nXin cảm ơn.", "chu_thot")
    forum.reply(topic, "> @chu_thot said:\n> Ai biết chỗ vay không?\n\nMình không biết.", "khach_qua_duong")
    forum.reply(topic, "> Vay nhanh 5 phút, gọi 0900000001", "ke_giau_mat")
    forum.reply(topic, "@chu_thot xem https://vietcombank.com.vn-xac-minh-tai-khoan.example/dang-nhap nhé", "nguoi_la")
    forum.reply(topic, "Liên hệ telegram @nguoi_la để được hỗ trợ", "nguoi_la")
    forum.reply(topic, "https://example.com/anh.png", "chi_co_anh")
    done = crawls.run(_source(forum.url))
    assert done.texts == [
        "Hỏi về vay tiền\n\nAi biết chỗ vay <b>không</b>?\n\nXin cảm ơn.",
        "Mình không biết.",
        "Vay nhanh 5 phút, gọi 0900000001",
        "@… xem https://vietcombank.com.vn-xac-minh-tai-khoan.example/dang-nhap nhé",
        "Liên hệ telegram @nguoi_la để được hỗ trợ",
        "",
    ]
    assert [post.image_only for post in done.posts] == [False] * 5 + [True]
    assert done.visit.image_only == 1
    assert {post.thread for post in done.posts} == {f"{forum.url}topic/{topic}/"}
    assert len({post.author for post in done.posts}) == 5
    assert all(post.url.startswith(f"{forum.url}comment/") for post in done.posts)
    for name in ("chu_thot", "chu-thot", "khach_qua_duong", "ke_giau_mat", "chi_co_anh"):
        assert name not in crawls.everything()


def test_a_forum_in_vietnamese_is_read_alike(tmp_path: Path, spirit_template: Path, crawls: Crawls) -> None:
    with SpiritSite(tmp_path / "vi", template=spirit_template, language="vi") as site:
        site.topic("Chào", "xin chào cả nhà")
        done = crawls.run(_source(site.url))
    assert done.texts == ["Chào\n\nxin chào cả nhà"]
    assert done.posts[0].posted_at is not None


def test_edits_are_looked_for_as_often_as_asked(forum: SpiritSite, crawls: Crawls) -> None:
    new_topic, new = forum.topic("Mới", "bài mới")
    old_topic, old = forum.topic("Cũ", "bài cũ")
    forum.age(old_topic, days=30)
    crawls.run(_source(forum.url))
    forum.edit(new, "bài mới đã sửa")
    forum.edit(old, "bài cũ đã sửa")
    forum.requests()

    assert crawls.run(_source(forum.url)).texts == [], "within a day nothing is read again"
    assert crawls.run(_source(forum.url, recheck_days=0, recheck_hours=0)).texts == []
    assert _topics(forum.requests()) == []
    assert crawls.run(_source(forum.url, **ALWAYS)).texts == ["Mới\n\nbài mới đã sửa"]
    assert len(_topics(forum.requests())) == 1, "a silent topic is left in peace"
    assert crawls.run(_source(forum.url, recheck_days=60, recheck_hours=0)).texts == ["Cũ\n\nbài cũ đã sửa"]
    assert new_topic != old_topic


def test_what_cannot_be_seen_any_more_is_no_trouble(forum: SpiritSite, crawls: Crawls) -> None:
    topic, _ = forum.topic("Sẽ bị xóa", "một bài")
    forum.topic("Còn lại", "một bài khác")
    crawls.run(_source(forum.url))
    forum.remove(topic)
    done = crawls.run(_source(forum.url, **ALWAYS))
    assert (done.posts, done.visit.state) == ([], "nothing_new")


def test_a_single_topic_can_be_a_source(forum: SpiritSite, crawls: Crawls) -> None:
    topic, _ = forum.topic("Một chủ đề", "mở đầu")
    forum.topic("Chủ đề khác", "không được đọc")
    for number in range(25):
        forum.reply(topic, f"lời {number}")
    source = _source(f"{forum.url}topic/{topic}/")
    assert len(crawls.run(source).posts) == 26
    forum.reply(topic, "lời mới")
    assert crawls.run(source).texts == ["lời mới"]


def test_an_empty_forum_is_not_a_changed_one(forum: SpiritSite, crawls: Crawls) -> None:
    assert crawls.run(_source(forum.url)).visit.state == "nothing_new"
    topic, _ = forum.topic("Có", "một bài")
    assert crawls.run(_source(forum.url)).visit.state == "ok"
    forum.remove(topic)
    changed = crawls.run(_source(forum.url)).visit
    assert changed.state == "changed"
    assert "1 were known" in changed.reason


_LISTING = """<html><body><div class="layout__topics"><div class="layout__topics__topic">
<a class="topic__link" href="/topic/1/x/">X</a><div class="topic__comments">1</div>
<div class="topic__date" title="Nov. 1, 2026, 5 p.m."></div></div></div></body></html>"""


def test_a_topic_page_that_has_changed_is_told(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/", _LISTING)
        site.text("/topic/1/x/", "<html><body><h1>Giao diện mới</h1></body></html>")
        visit = crawls.run(_source(site.url + "/")).visit
    assert visit.state == "changed"
    assert "no posts were found" in visit.reason


def test_endless_pages_end(crawls: Crawls) -> None:
    """A calendar trap: every page of the listing has a next one, with another topic."""
    with StaticSite() as site:
        from http.server import BaseHTTPRequestHandler

        from tests.sites.static import answer

        def trap(handler: BaseHTTPRequestHandler) -> None:
            number = int(handler.path.partition("page=")[2] or 1)
            body = f"""<div class="layout__topics"><div class="layout__topics__topic"><a class="topic__link"
            href="/topic/{number}/x/">X</a></div></div><ul class="paginator"><li><a href="?page={number + 1}">n</a></ul>"""
            answer(handler, body.encode())

        site.pages["/"] = trap
        visit = crawls.run(_source(site.url + "/", max_pages=5)).visit
        assert len([path for path in site.asked if path.startswith("/?page") or path == "/"]) == 5
    assert visit.requests < 30


def test_topic_pages_that_lead_in_a_circle_end(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/", _LISTING)
        site.text("/topic/1/x/", """<h1 class="headline">X</h1><div class="comments_list"></div>
            <ul class="paginator"><li><a href="/topic/1/y/?page=2">2</a></ul>""")
        site.text("/topic/1/y/", """<h1 class="headline">X</h1><div class="comments_list"></div>
            <ul class="paginator"><li><a href="/topic/1/x/?page=1">1</a><li><a href="/topic/1/x/?page=3">3</a></ul>""")
        site.pages["/topic/1/x/?page=3"] = redirect("/topic/1/x/")
        visit = crawls.run(_source(site.url + "/")).visit
    assert visit.requests < 10
    assert "lead back" in str(visit.refusals)


def test_a_killed_crawl_goes_on_in_the_middle_of_a_topic(forum: SpiritSite, crawls: Crawls) -> None:
    topic, _ = forum.topic("Dài", "mở đầu")
    for number in range(70):
        forum.reply(topic, f"lời thứ {number}")
    crawls.run(_source(forum.url), max_requests=3)
    assert len(read_posts(crawls.folder)) == 40, "the listing and two pages of twenty"
    forum.requests()
    crawls.run(_source(forum.url))
    assert len(read_posts(crawls.folder)) == 71
    assert [path.rpartition("=")[2] for path in _topics(forum.requests())] == ["3", "4"]


@pytest.mark.parametrize("count", [MAX_THREADS + 10])
def test_the_state_stays_small(count: int) -> None:
    state = ForumState(threads={str(n): ThreadState("a" * 12, "b" * 12, 1, 0, 1_000_000 + n, 5) for n in range(count)})
    state.prune()
    assert len(state.threads) == MAX_THREADS
    assert state.floor == 1_000_009
    assert "0" not in state.threads and str(count - 1) in state.threads
    assert len(msgspec.json.encode(state.as_json())) < 2_000_000


def test_a_state_that_cannot_be_read_is_begun_anew(forum: SpiritSite, crawls: Crawls) -> None:
    forum.topic("Có", "một bài")
    (crawls.folder / "state").mkdir()
    (crawls.folder / "state" / "forum.json").write_text('{"threads": [1, 2], "was": "older"}')
    assert crawls.run(_source(forum.url)).visit.posts == 1
