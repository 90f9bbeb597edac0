"""The wiki kind: MediaWiki and DokuWiki, the software itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers import SourceSpec
from crawlers.wikitext import added, plain
from tests.crawlers.conftest import Crawls
from tests.crawlers.run_crawl import read_posts
from tests.sites.dokuwiki import DokuWikiSite
from tests.sites.faulty import page, status
from tests.sites.mediawiki import MediaWikiSite
from tests.sites.static import StaticSite

_ANNA, _BINH = "Anna giấu tên", "Bình giấu tên"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWikiSite]:
    with MediaWikiSite(tmp_path_factory.mktemp("wiki"), _ANNA, _BINH) as site:
        site.log_in()
        yield site


@pytest.fixture
def wiki(made: MediaWikiSite) -> MediaWikiSite:
    """A wiki in which nothing was changed yet."""
    made.wipe()
    made.requests()
    return made


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("wiki", "wiki", url, options, allow_private=True)


def test_what_members_add_is_taken_and_nothing_else(wiki: MediaWikiSite, crawls: Crawls) -> None:
    wiki.edit("Phở bò", "Món ăn của Hà Nội.\n\n== Cách nấu ==\n* Ninh xương ''lâu''", _ANNA)
    wiki.append("Phở bò", "\n* [http://keo-thom.top/ Nhận quà] hôm nay", _BINH)
    wiki.append(f"Thảo luận Thành viên:{_ANNA}", "Chào bạn, xem giúp mình nhé. ~~~~", _BINH)
    first = crawls.run(_source(f"{wiki.url}/"))
    assert first.texts == [
        "Phở bò\n\nMón ăn của Hà Nội.\n\nCách nấu\nNinh xương lâu",
        "Nhận quà (http://keo-thom.top/) hôm nay",
        "Chào bạn, xem giúp mình nhé.",
    ]
    whole, addition, talk = first.posts
    assert whole.author != addition.author == talk.author
    assert whole.thread == addition.thread != talk.thread
    assert addition.fragment is not None and "http://keo-thom.top/" in addition.fragment.html
    assert "Ninh xương" not in addition.fragment.html, "the piece that was added, not the page"
    assert dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5) < whole.posted_at <= dt.datetime.now(dt.UTC)
    assert "giấu" not in crawls.everything().lower()
    # Its front page with a redirect, the changes, and all texts at once.
    assert len(wiki.requests()) <= 4 + 3

    assert crawls.run(_source(f"{wiki.url}/")).visit.state == "nothing_new"
    assert len(wiki.requests()) == 1


def test_who_goes_on_writing_has_one_post(wiki: MediaWikiSite, crawls: Crawls) -> None:
    wiki.edit("Bún chả", "Dòng một.", _ANNA)
    wiki.append("Bún chả", "\nDòng hai.", _BINH)
    first = crawls.run(_source(f"{wiki.url}/"))
    for number in range(3, 6):
        wiki.append("Bún chả", f"\nDòng {number}.", _BINH)
        crawls.run(_source(f"{wiki.url}/"))
    fresh = Crawls(crawls.folder / "fresh")
    fresh.folder.mkdir()
    again = fresh.run(_source(f"{wiki.url}/"))
    assert again.texts == ["Bún chả\n\nDòng một.", "Dòng hai.\nDòng 3.\nDòng 4.\nDòng 5."]
    assert [post.id for post in again.posts] == [post.id for post in first.posts]
    latest = {post.id: post.text for post in read_posts(crawls.folder)}
    assert latest == {post.id: post.text for post in again.posts}


def test_who_takes_something_back_has_written_nothing(wiki: MediaWikiSite, crawls: Crawls) -> None:
    wiki.edit("Cà phê", "Cà phê sữa đá là thức uống quen thuộc.", _ANNA)
    spam = wiki.edit("Cà phê", "Vào http://keo-thom.top/ nhận quà", _BINH)
    wiki.undo("Cà phê", spam["newrevid"], _ANNA)
    texts = crawls.run(_source(f"{wiki.url}/")).texts
    assert texts == ["Cà phê\n\nCà phê sữa đá là thức uống quen thuộc.", "Vào http://keo-thom.top/ nhận quà"]


def test_deleted_pages_are_passed_over(wiki: MediaWikiSite, crawls: Crawls) -> None:
    wiki.edit("Tạm", "Trang này sẽ bị xoá ngay.", _ANNA)
    wiki.edit("Ở lại", "Trang này ở lại.", _ANNA)
    wiki.delete("Tạm")
    assert crawls.run(_source(f"{wiki.url}/")).texts == ["Ở lại\n\nTrang này ở lại."]


def test_any_page_and_api_php_itself_will_do(wiki: MediaWikiSite, crawls: Crawls) -> None:
    wiki.edit("Một", "Nội dung một.", _ANNA)
    first = crawls.run(_source(f"{wiki.url}/index.php/M%E1%BB%99t"))
    other = Crawls(crawls.folder / "other")
    other.folder.mkdir()
    second = other.run(_source(f"{wiki.url}/api.php"))
    assert [post.id for post in first.posts] == [post.id for post in second.posts] != []


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ('{"error": {"code": "readapidenied", "info": "You need read permission"}}', "blocked", "read permission"),
        ('{"error": {"code": "badvalue", "info": "Unrecognized value"}}', "changed", "Unrecognized"),
        ("<html>Trang chủ</html>", "changed", "no JSON"),
        ('{"batchcomplete": true}', "changed", "no recent changes"),
    ],
)
def test_a_closed_api_is_told(crawls: Crawls, answer: str, state: str, said: str) -> None:
    with StaticSite() as site:
        site.pages["/w/api.php"] = page(answer.encode(), "application/json; charset=utf-8")
        visit = crawls.run(_source(f"{site.url}/w/api.php")).visit
    assert visit.state == state
    assert said in visit.reason


def test_no_wiki_and_faults_are_told(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/", "<html><body>Không phải wiki</body></html>")
        site.pages["/api.php"] = status(403)
        plain_page = crawls.run(_source(f"{site.url}/")).visit
        refused = crawls.run(_source(f"{site.url}/api.php")).visit
    assert (plain_page.state, refused.state) == ("changed", "blocked")
    assert "no MediaWiki" in plain_page.reason


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("'''Đậm''' và ''nghiêng''", "Đậm và nghiêng"),
        ("[[Trang|chữ]] [[Khác]]", "chữ Khác"),
        ("[https://a.top/x Bấm đây] [//b.top] https://c.top", "Bấm đây (https://a.top/x) https://b.top https://c.top"),
        ("{{Hộp|tên=Kèo|sđt=0900|{{nhỏ|hai}}}}", "Kèo 0900 hai"),
        ("{| class=x\n|-\n! Tên !! Số\n|-\n| rộng=1 | An || 5\n|}", "Tên !! Số\nAn 5"),
        ("a<!-- ẩn -->b <ref name=x>nguồn</ref><br/>c", "ab nguồn\nc"),
        ("[[Thể loại:Ăn]]Còn lại [[Tập tin:a.jpg|nhỏ|chú thích]]", "Còn lại"),
        ("Hỏi [[User:An|An]] nhé", "Hỏi @… nhé"),
        ("== Mục ==\n* một\n** hai\n# ba\n: bốn\n----\n__TOC__", "Mục\nmột\nhai\nba\nbốn"),
        ("Giá &lt; 5 &amp; rẻ", "Giá < 5 & rẻ"),
    ],
)  # fmt: skip
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert plain(markup) == words


def test_only_new_lines_were_added() -> None:
    assert added("một\nhai\nba", "ba\nmột\nbốn\nhai\nnăm") == "bốn\nnăm"


def test_dokuwiki_is_read_by_its_feed(tmp_path: Path, crawls: Crawls) -> None:
    with DokuWikiSite(tmp_path / "doku", ("anna", _ANNA), ("binh", _BINH)) as site:
        site.edit("mon-an:pho", "====== Phở ======\nNấu **phở** ở [[http://keo-thom.top/|đây]].", "anna", "thêm món")
        site.edit("ghi-chep", "Đi chợ sớm.", "binh")
        site.requests()
        first = crawls.run(_source(f"{site.url}/"))
        assert sorted(first.texts) == ["Phở\n\nNấu phở ở đây (http://keo-thom.top/).", "Đi chợ sớm."]
        assert len({post.author for post in first.posts}) == 2
        assert {post.url for post in first.posts} == {f"{site.url}/doku.php?id=mon-an:pho", f"{site.url}/doku.php?id=ghi-chep"}
        assert len(site.requests()) == 2

        again = crawls.run(_source(f"{site.url}/"))
        # whether it says 304 hangs on how old its own copy of the feed is; what it gives is known either way
        assert (again.visit.state, len(site.requests())) == ("nothing_new", 1)

        site.edit("ghi-chep", "Đi chợ muộn, hết rau.", "binh", "sửa lại")
        site.edit("mon-an:pho", "", "anna", "xoá")
        (edited,) = crawls.run(_source(f"{site.url}/")).posts
    assert edited.text == "Đi chợ muộn, hết rau."
    assert edited.id == next(post.id for post in first.posts if "sớm" in post.text)
    for secret in ("giấu", "anna@", "undisclosed"):
        assert secret not in crawls.everything().lower()
