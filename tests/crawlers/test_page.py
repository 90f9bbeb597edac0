"""The page kind: listings and pages of somebody's own making, by CSS selectors."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.faulty import status
from tests.sites.static import StaticSite, answer

COMMENTS: dict[str, object] = {
    "item": "div.binh-luan", "id": "::attr(data-id)", "text": "p", "author": ".ten", "time": "span.luc",
}  # fmt: skip


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("trang", "page", url, options, allow_private=True)


def _comment(number: int, text: str, author: str = "Lê Thị Kín", when: str = "2 giờ trước") -> str:
    return (
        f'<div class="binh-luan" data-id="{number}"><b class="ten">{author}</b><span class="luc">{when}</span>'
        f"<p>{text}</p><img src='/a.png'></div>"
    )


def test_posts_on_the_page_itself(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/bai", _comment(1, "Bình luận một") + _comment(2, 'Xem <a href="https://lua.example/x">ở đây</a>'))
        first = crawls.run(_source(f"{site.url}/bai", **COMMENTS))
        assert first.texts == ["Bình luận một", "Xem ở đây (https://lua.example/x)"]
        assert all(post.posted_at is not None and post.author for post in first.posts)
        assert crawls.run(_source(f"{site.url}/bai", **COMMENTS)).visit.state == "nothing_new"
        site.text("/bai", _comment(1, "Bình luận đã sửa") + _comment(3, "Bình luận ba"))
        again = crawls.run(_source(f"{site.url}/bai", **COMMENTS))
    assert again.texts == ["Bình luận đã sửa", "Bình luận ba"]
    assert again.posts[0].id == first.posts[0].id
    assert "Lê Thị Kín" not in crawls.everything()


def test_a_listing_is_turned_over_until_nothing_is_new(crawls: Crawls) -> None:
    adverts = [f"Tin rao số {number}" for number in range(50)]

    def page(handler: BaseHTTPRequestHandler) -> None:
        path, _, query = handler.path.partition("?p=")
        if path == "/":
            number = int(query or 1)
            shown = range(len(adverts))[::-1][(number - 1) * 10 : number * 10]
            rows = "".join(f"<li><a href='/t/{n}'>{adverts[n][:8]} {n}</a></li>" for n in shown)
            answer(handler, f"<ul>{rows}</ul><a rel=next href='/?p={number + 1}'>›</a>".encode())
        else:
            answer(handler, f"<h1>Rao</h1><main>{adverts[int(path[3:])]}</main>".encode())

    options = {"item": "li", "link": "a", "text": "main", "title": "h1", "next": "a[rel=next]"}
    with StaticSite() as site:
        site.pages["*"] = page
        site.pages["/robots.txt"] = status(404)
        assert len(crawls.run(_source(f"{site.url}/", **options)).posts) == 50
        site.taken()
        assert crawls.run(_source(f"{site.url}/", **options)).posts == []
        assert site.taken() == ["/"]
        adverts.extend(f"Tin rao mới {number}" for number in range(12))
        assert "Rao\n\nTin rao mới 3" in crawls.run(_source(f"{site.url}/", **options)).texts
        assert len([path for path in site.taken() if path.startswith("/?p") or path == "/"]) == 3


def test_an_advert_that_was_taken_down_is_no_trouble(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/", "<li><a href='/mat'>Đã gỡ</a></li><li><a href='/con'>Còn</a></li><li><a href='javascript:x()'>x</a></li>")
        site.pages["/mat"] = status(404)
        site.text("/con", "<main>Tin còn đây</main>")
        done = crawls.run(_source(f"{site.url}/", item="li", link="a", text="main"))
    assert (done.texts, done.visit.state) == (["Tin còn đây"], "ok")
    assert "taken down" in str(done.visit.refusals)


def test_a_page_that_changed_is_told(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/bai", "<p>không có gì")
        never = crawls.run(_source(f"{site.url}/bai", **COMMENTS)).visit
        assert (never.state, "has none" in never.reason) == ("changed", True)
        site.text("/bai", _comment(1, "Bình luận một"))
        crawls.run(_source(f"{site.url}/bai", **COMMENTS))
        site.text("/bai", "<p>giao diện mới")
        now = crawls.run(_source(f"{site.url}/bai", **COMMENTS)).visit
    assert (now.state, "had posts before" in now.reason) == ("changed", True)


def test_fields_that_go_missing_are_told(crawls: Crawls) -> None:
    """The parser still finds posts, but reads past their times: the source's own history shows it."""
    with StaticSite() as site:
        site.text("/bai", "".join(_comment(n, f"Bình luận {n}") for n in range(25)))
        assert crawls.run(_source(f"{site.url}/bai", **COMMENTS)).visit.state == "ok"
        site.text("/bai", "".join(_comment(n, f"Bình luận {n}").replace("luc", "gio") for n in range(20, 30)))
        visit = crawls.run(_source(f"{site.url}/bai", **COMMENTS)).visit
    assert visit.state == "changed"
    assert "none of 10 posts shows time any more" in visit.reason
    assert visit.posts == 5, "what was read is kept all the same"


@pytest.mark.parametrize(
    "body",
    [
        b"<div class=binh-luan>" * 20_000 + b"<p>x",
        b"<div class='binh-luan' data-id='\xff\xfe'><p>\x00\x01 ch\xe1\xbb",
        ("<div class='binh-luan'><p>" + "a" * 700_000).encode(),
    ],
    ids=["deep", "wrong charset", "long"],
)
def test_hostile_pages_end_in_a_state(crawls: Crawls, body: bytes) -> None:
    with StaticSite() as site:
        site.pages["*"] = lambda handler: answer(handler, body)
        done = crawls.run(_source(f"{site.url}/", **COMMENTS, next="a"), budget_seconds=60)
    assert done.visit.state in ("ok", "nothing_new", "changed")
    assert "Traceback" not in done.log


def test_pages_that_lead_to_themselves_end(crawls: Crawls) -> None:
    counter = iter(range(10_000))

    def page(handler: BaseHTTPRequestHandler) -> None:
        number = next(counter)
        answer(handler, f"{_comment(number, f'Tin {number}')}<a class=sau href='/?trang={number}'>sau</a>".encode())

    with StaticSite() as site:
        site.pages["*"] = page
        done = crawls.run(_source(f"{site.url}/", **COMMENTS, next="a.sau", max_pages=5))
    assert len(done.posts) == 5
