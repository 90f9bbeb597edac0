"""Every forum software alike: told by itself, read whole, only new and edited posts on the next visit, quotes not
taken as the author's words. Where a software comes in several themes or versions, each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from canhgiac.records import GONE
from crawlers import SourceSpec
from crawlers.engines.known import ENGINES, engine, recognised
from crawlers.engines.page import Page
from tests.crawlers.conftest import Crawls
from tests.sites.boards import Board, DiscourseBoard, FlarumBoard, PhpBBBoard, XenForoBoard
from tests.sites.static import StaticSite, answer
from tests.sites.vbulletin_boards import VBulletinBoard

BOARDS: dict[str, Callable[[], Board]] = {
    "xenforo": XenForoBoard,
    "xenforo voz": lambda: XenForoBoard(theme="voz"),
    "xenforo index": lambda: XenForoBoard(theme="index"),
    "vbulletin 3": lambda: VBulletinBoard(theme="3"),
    "vbulletin 4": lambda: VBulletinBoard(theme="4"),
    "vbulletin 5": lambda: VBulletinBoard(theme="5"),
    "discourse": DiscourseBoard,
    "flarum": FlarumBoard,
    "phpbb": PhpBBBoard,
    "phpbb 3.0": lambda: PhpBBBoard(theme="3.0"),
}
#: Every visit looks for edits, however old the threads are.
ALWAYS: dict[str, object] = {"recheck_hours": 0, "recheck_days": 3650}


@pytest.fixture(params=BOARDS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def board(name: str) -> Iterator[Board]:
    with BOARDS[name]() as running:
        yield running


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("dien_dan", "forum", url, options, allow_private=True)


def _thread_url(board: Board, thread: int) -> str:
    if isinstance(board, XenForoBoard):
        return f"{board.url}{board.route}chu-de.{thread}/"
    if isinstance(board, VBulletinBoard):
        link = board.link(board.threads[thread])
        return link if link.startswith("http") else f"{board.url}/{link.replace('&amp;', '&')}"
    if isinstance(board, DiscourseBoard):
        return f"{board.url}/t/chu-de/{thread}"
    return f"{board.url}/d/{thread}-chu-de" if isinstance(board, FlarumBoard) else f"{board.url}/viewtopic.php?t={thread}"


def test_a_board_is_told_read_and_read_again(board: Board, crawls: Crawls) -> None:
    for number in range(8):
        thread = board.thread(f"Chủ đề {number}", f"mở đầu {number}", section=number % 2 + 1)
        for reply in range(24 if number == 3 else 4):
            board.reply(thread, f"trả lời {number}.{reply}")
    first = crawls.run(_source(board.url))
    assert len(first.posts) == len({post.id for post in first.posts}) == 8 + 7 * 4 + 24
    assert "Chủ đề 3\n\nmở đầu 3" in first.texts and "trả lời 3.23" in first.texts
    assert first.visit.state == "ok"
    by_text = {post.text: post for post in first.posts}
    at = {post.id: post.at for post in board.threads[4].posts}
    assert by_text["trả lời 3.23"].posted_at in (max(at.values()), max(at.values()).replace(second=0))

    board.asked.clear()
    assert crawls.run(_source(board.url)).visit.state == "nothing_new"
    assert len(board.taken()) == 1, "the front page shows that nothing has happened"

    board.reply(4, "lời sau cùng")
    board.edit(board.threads[2].posts[1].id, "lời đã sửa")
    again = crawls.run(_source(board.url, **ALWAYS))
    assert sorted(again.texts) == ["lời sau cùng", "lời đã sửa"]
    assert {post.id for post in again.posts if post.text == "lời đã sửa"} <= {post.id for post in first.posts}


def test_a_reply_costs_few_requests(board: Board, crawls: Crawls) -> None:
    for number in range(6):
        thread = board.thread(f"Chủ đề {number}", "mở đầu", section=number % 2 + 1)
        for reply in range(7):
            board.reply(thread, f"trả lời {reply}")
    crawls.run(_source(board.url, recheck_days=0))
    board.asked.clear()
    board.reply(2, "lời sau cùng")
    assert crawls.run(_source(board.url, recheck_days=0)).texts == ["lời sau cùng"]
    assert len(board.taken()) <= 4, "the front page, one section (two pages at most) and the thread's last page"


def test_posts_are_the_authors_own_words(name: str, board: Board, crawls: Crawls) -> None:
    thread = board.thread("Hỏi về vay tiền", "Ai biết chỗ vay không?", "chu_thot")
    quote = board.quote("chu_thot", "Ai biết chỗ vay không?")
    board.reply(thread, f"{quote}Mình không biết.", "khach_qua_duong")
    board.reply(thread, f'Xem <a href="https://vay-nhanh-24h.example/dk">tại đây</a> nhé {board.mention("chu_thot")}', "nguoi_la")
    board.reply(thread, quote, "chi_trich_dan")
    board.reply(thread, '<img src="/anh.png" alt="">', "chi_co_anh")
    done = crawls.run(_source(board.url))
    mentioned = "@chu_thot" if name.startswith(("phpbb", "vbulletin 3", "vbulletin 4")) else "@…"
    assert done.texts[:3] == [
        "Hỏi về vay tiền\n\nAi biết chỗ vay không?",
        "Mình không biết.",
        f"Xem tại đây (https://vay-nhanh-24h.example/dk) nhé {mentioned}",
    ]
    assert done.texts[3:] == [""], "who only quotes somebody says nothing; who only shows a picture is counted"
    assert done.visit.image_only == 1
    assert len({post.author for post in done.posts}) == 4
    written = crawls.everything()
    for hidden in ("khach_qua_duong", "nguoi_la", "chi_co_anh", "Chữ ký", "thanh_vien_khac"):
        assert hidden not in written
    assert ("chu_thot" in written) is (mentioned == "@chu_thot"), "no link told that it is a member's name"
    assert all(post.fragment is not None and len(post.fragment.page_sha256) == 64 for post in done.posts)


def test_a_single_thread_can_be_a_source(board: Board, crawls: Crawls) -> None:
    thread = board.thread("Một chủ đề", "mở đầu")
    board.thread("Chủ đề khác", "không được đọc")
    for reply in range(25):
        board.reply(thread, f"trả lời {reply}")
    source = _source(_thread_url(board, thread))
    assert len(crawls.run(source).posts) == 26
    board.reply(thread, "lời mới")
    assert crawls.run(source).texts == ["lời mới"]


def test_a_pinned_thread_does_not_hide_the_others(board: Board, crawls: Crawls) -> None:
    board.thread("Nội quy", "ghim ở đầu", pinned=True)
    crawls.run(_source(board.url))
    for number in range(7):
        board.thread(f"Chủ đề {number}", f"bài mới {number}")
    assert len(crawls.run(_source(board.url)).posts) == 7


def test_a_deleted_thread_is_no_trouble(board: Board, crawls: Crawls) -> None:
    board.thread("Sẽ mất", "một bài")
    board.thread("Còn lại", "bài khác")
    first = crawls.run(_source(board.url, **ALWAYS))
    del board.threads[1]
    done = crawls.run(_source(board.url, **ALWAYS))
    assert (done.posts, done.visit.state) == ([], "nothing_new")
    (gone,) = done.visit.refusals
    assert gone.reason.startswith(GONE), "it is noticed although no listing names it any more"
    assert gone.url in {post.thread for post in first.posts}
    assert crawls.run(_source(board.url, **ALWAYS)).visit.refusals == (), "and told once"


def test_the_wrong_engine_is_told(board: Board, crawls: Crawls) -> None:
    board.thread("Chủ đề", "bài")
    visit = crawls.run(_source(board.url, engine="spirit")).visit
    assert (visit.state, "another software" in visit.reason) == ("changed", True)


HOSTILE = {
    "cut": lambda body: body[: len(body) // 2],
    "latin": lambda body: body.decode().encode("latin-1", "ignore"),
    "deep": lambda body: body.replace(b"<body", b"<body" + b"><div" * 3000),
    "zero": lambda body: b"\0".join(body[i : i + 7] for i in range(0, len(body), 7)),
    "json": lambda body: b'{"topic_list": {"topics": [1, null, {"id": "x"}]}, "data": [null, {"type": "posts"}]}',
    "numbers": lambda body: body.replace(b'"id": ', b'"id": 99999999999999999999'),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_hostile_pages_raise_nothing(name: str, board: Board, fault: str) -> None:
    """Pure parsing: whatever comes, an engine answers with a page or with none."""
    import urllib.request

    thread = board.thread("Chủ đề", "bài")
    reader = engine(name.partition(" ")[0])
    for url in (board.url + "/", _thread_url(board, thread)):
        whole = urllib.request.urlopen(url).read()
        start = reader.start(Page(url, whole), url)
        broken = Page(start, HOSTILE[fault](urllib.request.urlopen(start).read()))
        reader.recognises(broken)
        listing, page = reader.listing(broken), reader.thread_page(broken)
        assert listing is None or all(each.id and each.url for each in listing.threads)
        assert page is None or all(post.engine_id and post.body is not None for post in page.posts)


def test_no_software_takes_another_ones_pages(name: str, board: Board) -> None:
    import urllib.request

    thread = board.thread("Chủ đề", "bài")
    for url in (board.url + "/", _thread_url(board, thread)):
        found = recognised(Page(url, urllib.request.urlopen(url).read()))
        assert found is not None and found.name == name.partition(" ")[0]


def test_a_page_of_no_forum_is_of_no_engine(tmp_path: Path) -> None:
    assert recognised(Page("https://a.vn/", b"<html><body><p>Powered by nothing, viewtopic of cats")) is None
    assert set(ENGINES) == {name.partition(" ")[0] for name in BOARDS} | {"misago", "spirit"}


def test_a_board_that_changed_its_software_is_found_again(crawls: Crawls) -> None:
    with StaticSite() as site:
        old, new = DiscourseBoard(), PhpBBBoard()
        old.thread("Cũ", "bài cũ")
        new.thread("Mới", "bài mới")
        site.pages["*"] = old._serve
        assert crawls.run(_source(site.url)).texts == ["Cũ\n\nbài cũ"]
        site.pages["*"] = lambda handler: answer(handler, b"no", status=404) if ".json" in handler.path else new._serve(handler)
        assert crawls.run(_source(site.url)).visit.state == "unreachable"
        assert crawls.run(_source(site.url)).texts == ["Mới\n\nbài mới"]
        old._server.server_close()
        new._server.server_close()
