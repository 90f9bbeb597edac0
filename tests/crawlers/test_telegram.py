"""The telegram kind on a stand-in of the public preview (see ``tests/sites/telegram.py`` for why and whence)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.crawlers.run_crawl import read_posts
from tests.sites.static import StaticSite, answer
from tests.sites.telegram import TelegramSite

ALWAYS: dict[str, object] = {"recheck_hours": 0}


@pytest.fixture
def site() -> Iterator[TelegramSite]:
    with TelegramSite() as running:
        yield running


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("kenh", "telegram", url, options, allow_private=True)


def test_a_channel_of_real_size(site: TelegramSite, crawls: Crawls) -> None:
    for number in range(130):
        site.post(f"Tin số {number} của kênh, giá rau hôm nay {number * 100} đồng.")
    first = crawls.run(_source(site.address))
    assert len(first.posts) == len({post.id for post in first.posts}) == 130
    assert first.posts[0].url.endswith("/keo_thom_vn/111"), "the newest page first, from old to new"

    site.asked.clear()
    assert crawls.run(_source(site.address)).visit.state == "nothing_new"
    assert site.taken() == ["/s/keo_thom_vn"]

    for number in range(45):
        site.post(f"Tin mới số {number}.")
    assert len(crawls.run(_source(site.address)).posts) == 45
    assert site.taken() == ["/s/keo_thom_vn", "/s/keo_thom_vn?before=156", "/s/keo_thom_vn?before=136"]


def test_every_address_of_a_channel_is_read_alike(site: TelegramSite, crawls: Crawls) -> None:
    site.post("Một tin.")
    (post,) = crawls.run(_source(f"{site.url}/keo_thom_vn")).posts
    assert (post.text, post.url) == ("Một tin.", f"{site.url}/keo_thom_vn/1")
    assert crawls.run(_source(site.address)).posts == []


def test_a_message_is_its_own_words_with_its_links(site: TelegramSite, crawls: Crawls) -> None:
    site.post('Chơi ngay <a href="https://nohu-88.example/dk?ref=9" target="_blank">TẠI ĐÂY</a><br/>Liên hệ '
              '<a href="https://t.me/cskh_nohu" target="_blank">@cskh_nohu</a> hoặc <a href="tg://resolve?domain=hotro88">hỗ trợ</a> '
              '<a href="?q=%23nohu">#nohu</a> <i class="emoji"><b>🔥</b></i>')  # fmt: skip
    site.post("Đúng rồi.", reply="Tin cũ mà tin này trả lời")
    site.post("Tin chuyển tiếp.", forwarded=("Kênh khác", "https://t.me/kenh_khac/12"))
    site.post("Tin của một người.", forwarded=("Nguyễn Văn Riêng Tư", ""))
    site.post("", photo="https://cdn4.example/file/x.jpg")
    site.post("", video=True)
    site.post("Có chữ và ảnh.", photo="https://cdn4.example/file/x.jpg", edited=True, signed="Quản Trị Viên Hùng")
    site.post("", document="app_vay_nhanh.apk")
    site.post("", button=("VÀO NGAY", "https://xoso.example/go"), photo="https://cdn4.example/file/x.jpg")
    site.post("", poll=("Đội nào thắng?", "Chủ nhà", "Khách"))
    site.post("Channel created", service=True)
    done = crawls.run(_source(site.address))
    assert done.texts == [
        "Chơi ngay TẠI ĐÂY (https://nohu-88.example/dk?ref=9)\nLiên hệ @cskh_nohu (https://t.me/cskh_nohu) hoặc "
        "hỗ trợ (https://t.me/hotro88) #nohu 🔥",
        "Đúng rồi.",
        "Tin chuyển tiếp.",
        "Tin của một người.",
        "",
        "",
        "Có chữ và ảnh.",
        "app_vay_nhanh.apk",
        "VÀO NGAY (https://xoso.example/go)",
        "Đội nào thắng?\n\nChủ nhà\n\nKhách",
    ]
    assert [number for number, post in enumerate(done.posts) if post.image_only] == [4, 5, 6, 8], "little or no text"
    assert done.visit.image_only == 4
    written = crawls.everything()
    for name in ("Riêng Tư", "Quản Trị Viên Hùng", "Kèo Thơm Mỗi Ngày", "Tin cũ mà tin này trả lời"):
        assert name not in written
    assert "https://t.me/kenh_khac/12" in written, "a channel from which it was forwarded is evidence"
    assert len({post.author for post in done.posts}) == 2, "the channel, and who signed"


def test_edits_are_looked_for_as_often_as_asked(site: TelegramSite, crawls: Crawls) -> None:
    for number in range(80):
        site.post(f"Tin số {number}.", days_ago=10 if number < 40 else 1)
    crawls.run(_source(site.address))
    site.messages[75]["body"], site.messages[50]["body"], site.messages[5]["body"] = "Sửa mới.", "Sửa giữa.", "Sửa cũ."
    assert crawls.run(_source(site.address)).texts == ["Sửa mới."], "the newest page is read anyway"
    site.taken()
    again = crawls.run(_source(site.address, **ALWAYS))
    assert again.texts == ["Sửa giữa."]
    assert len(site.taken()) == 3, "old messages are left in peace, but for the page that shows that they are old"
    assert crawls.run(_source(site.address, recheck_days=30, **ALWAYS)).texts == ["Sửa cũ."]


def test_a_first_visit_reads_so_far_back(site: TelegramSite, crawls: Crawls) -> None:
    for number in range(100):
        site.post(f"Tin số {number}.", days_ago=200 - 2 * number)
    assert len(crawls.run(_source(site.address, history_days=50)).posts) == 40
    assert crawls.run(_source(site.address, history_days=50)).posts == []


def test_a_visit_that_was_cut_goes_on_below(site: TelegramSite, crawls: Crawls) -> None:
    for number in range(100):
        site.post(f"Tin số {number}.")
    cut = crawls.run(_source(site.address, max_pages=2)).visit
    assert (cut.posts, "max_pages" in cut.reason) == (40, True)
    for number in range(50):
        site.post(f"Tin mới {number}.")
    crawls.run(_source(site.address, max_pages=2))
    crawls.run(_source(site.address, max_pages=3))
    crawls.run(_source(site.address))
    assert len({post.id for post in read_posts(crawls.folder)}) == len(read_posts(crawls.folder)) == 150


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("khong_co_that", "unreachable", "there is no public channel khong_co_that"),
        ("nhom_kin_vn", "blocked", "is a group without a public preview"),
        ("kenh_kin_vn", "blocked", "is a channel without a public preview"),
    ],
)
def test_a_channel_that_cannot_be_read_says_why(
    site: TelegramSite, crawls: Crawls, name: str, state: str, words: str
) -> None:
    visit = crawls.run(_source(f"{site.url}/s/{name}")).visit
    assert (visit.state, words in visit.reason) == (state, True), visit.reason


def test_an_emptied_channel_is_no_quiet_one(site: TelegramSite, crawls: Crawls) -> None:
    assert crawls.run(_source(site.address)).visit.state == "nothing_new"
    site.post("Một tin.")
    crawls.run(_source(site.address))
    site.messages.clear()
    visit = crawls.run(_source(site.address)).visit
    assert (visit.state, "no messages any more" in visit.reason) == ("changed", True)


def test_pages_that_lead_in_a_circle_end(crawls: Crawls) -> None:
    message = '<div class="tgme_widget_message" data-post="vong_tron/{0}"><div class="js-message_text">Tin {0}</div></div>'
    with StaticSite() as site:
        body = f'<a class="tme_messages_more" data-before="50"></a>{message.format(50)}{message.format(51)}'
        site.pages["*"] = lambda handler: answer(handler, body.encode())
        done = crawls.run(_source(f"{site.url}/s/vong_tron"))
    assert len(done.posts) == 2
    assert done.visit.requests < 5
    assert "lead back" in str(done.visit.refusals)


@pytest.mark.parametrize(
    "body",
    [
        b"<div class='tgme_channel_history'><div class='tgme_widget_message' data-post='x/9'>" * 2000,
        '<div class="tgme_channel_info"></div><div class="tgme_widget_message" data-post="hong/99999999999999999">Số</div>'.encode("utf-16"),
        b'<div class="tgme_channel_info"><div class="tgme_widget_message" data-post="../../etc">x<div class="tgme_widget_message" data-post=',
    ],
    ids=["nested", "wrong charset", "broken off"],
)  # fmt: skip
def test_hostile_pages_end_in_a_state(crawls: Crawls, body: bytes) -> None:
    with StaticSite() as site:
        site.pages["*"] = lambda handler: answer(handler, body)
        done = crawls.run(_source(f"{site.url}/s/trang_hong"))
    assert done.visit.state in ("ok", "nothing_new", "changed")
    assert "Traceback" not in done.log
