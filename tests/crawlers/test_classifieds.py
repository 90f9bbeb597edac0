"""Classified adverts by the page kind: a listing in pages, each advert on a page of its own, in three themes."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.crawlers.places import robots_txt
from tests.sites.static import StaticSite, answer

SELLER = "Phạm Thị Giấu Tên"


def advert(number: int) -> str:
    return f"Tin rao thứ {number}: cần bán đồ cũ còn tốt, giá {number}00 nghìn, gọi 09{number:08d}."


class Adverts(StaticSite):
    """So many adverts, ten on a page of the listing. A theme writes the pages; ``options`` read it."""

    options: dict[str, object]

    def __init__(self, count: int) -> None:
        super().__init__()
        self.numbers = list(range(count))
        self.pages["*"] = self._serve
        robots_txt(self, None)

    def listing(self, numbers: list[int], page: int, more: bool) -> str:
        raise NotImplementedError

    def item(self, number: int) -> str:
        raise NotImplementedError

    def source(self, **options: object) -> SourceSpec:
        return SourceSpec("rao", "page", f"{self.url}/rao-vat", {**self.options, **options}, allow_private=True)

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        path, _, query = handler.path.partition("?")
        if path.startswith("/tin"):
            answer(handler, self.item(int(path.rpartition("-")[2].removesuffix(".html"))).encode())
            return
        page = int(query.rpartition("=")[2] or path.rpartition("/trang-")[2] or 1) if query or "trang-" in path else 1
        newest = self.numbers[::-1]
        shown = newest[(page - 1) * 10 : page * 10]
        answer(handler, self.listing(shown, page, page * 10 < len(newest)).encode())


class Cards(Adverts):
    """Cards in a list, `rel=next`; microdata on the advert's page."""

    options = {
        "item": "ul.tin-list > li", "link": "a.tieu-de", "title": "h1[itemprop=name]", "text": "[itemprop=description]",
        "author": "[itemprop=seller]", "time": "time", "next": "a[rel=next]",
    }  # fmt: skip

    def listing(self, numbers: list[int], page: int, more: bool) -> str:
        rows = "".join(
            f"<li><a class='tieu-de' href='/tin-{n}.html?utm_source=list'>Tin {n}</a><span>{n}00k</span></li>" for n in numbers
        )
        following = f"<a rel='next' href='?p={page + 1}'>Trang sau</a>" if more else ""
        return f"<ul class='tin-list'>{rows}</ul>{following}<ul class='khac'><li><a href='/lien-he'>Liên hệ</a></li></ul>"

    def item(self, number: int) -> str:
        return (
            f"<article itemscope><h1 itemprop='name'>Tin {number}</h1><time datetime='2026-11-20T08:00:00+07:00'>20/11</time>"
            f"<a itemprop='seller' href='/nguoi-ban/pham-thi-giau-ten'>{SELLER}</a><div itemprop='description'>{advert(number)}</div>"
            "</article><aside>Tin tương tự: bán xe</aside>"
        )


class Table(Adverts):
    """Rows of a table, as sites of the two thousands have it; pages by path; dates as people say them."""

    options = {
        "item": "table#danh-sach tr", "link": "td.td a::attr(href)", "text": "#noidung", "author": "#nguoidang b",
        "time": "#ngay", "next": ".phan-trang b + a",
    }  # fmt: skip

    def listing(self, numbers: list[int], page: int, more: bool) -> str:
        rows = "".join(
            f"<tr><td class='td'><a href='/tin/ban-do-{n}.html'>Tin {n}</a></td><td>Hà Nội</td></tr>" for n in numbers
        )
        following = f"<a href='/rao-vat/trang-{page + 1}'>{page + 1}</a>" if more else ""
        head = "<tr><th>Tiêu đề</th><th>Nơi</th></tr>"
        return f"<table id='danh-sach'>{head}{rows}</table><div class='phan-trang'><b>{page}</b>{following}</div>"

    def item(self, number: int) -> str:
        return (
            f"<table><tr><td id='nguoidang'>Người đăng: <b>{SELLER}</b></td><td id='ngay'>hôm qua, 21:05</td></tr>"
            f"<tr><td id='noidung'>{advert(number)}<br></td></tr></table>"
        )


class Grid(Adverts):
    """Cards that are links as a whole, with the site's own number of the advert; a wordy listing."""

    options = {
        "item": "a.card[data-tin]", "link": "::attr(href)", "id": "main::attr(data-tin)", "title": ".card-title",
        "text": "main .mo-ta", "author": ".seller-name", "time": ".meta .luc::attr(title)", "next": "li.next:not(.disabled) a",
    }  # fmt: skip

    def listing(self, numbers: list[int], page: int, more: bool) -> str:
        rows = "".join(
            f"<a class='card' data-tin='{n}' href='{self.url}/tin/abc-{n}'><div class='card-title'>Tin {n}</div></a>" for n in numbers
        )
        disabled = "" if more else " disabled"
        return f"<div class='grid'>{rows}</div><ul class='pager'><li class='next{disabled}'><a href='/rao-vat?page={page + 1}'>»</a></li></ul>"

    def item(self, number: int) -> str:
        return (
            f"<main data-tin='{number}'><h2 class='card-title'>Tin {number}</h2><div class='meta'><span class='luc' title='2026-11-19 07:30'>3 ngày"
            f"</span></div><div class='mo-ta'><p>{advert(number)}</p></div><div class='seller-name'>{SELLER}</div></main>"
        )


@pytest.mark.parametrize("theme", [Cards, Table, Grid])
def test_all_adverts_once_and_then_only_new_ones(theme: type[Adverts], crawls: Crawls) -> None:
    with theme(23) as site:
        first = crawls.run(site.source())
        assert len(first.posts) == 23 and first.visit.state == "ok", first.visit.reason
        bodies = sorted(post.text.rpartition("\n\n")[2] for post in first.posts)
        assert bodies == sorted(advert(number) for number in range(23))
        assert all(post.posted_at is not None and post.author for post in first.posts)
        assert SELLER not in crawls.everything() and "giau-ten" not in crawls.everything()
        site.taken()
        assert crawls.run(site.source()).visit.state == "nothing_new"
        assert len(site.taken()) == 1, "the listing's first page tells that nothing is new"
        site.numbers += [23, 24]
        assert len(crawls.run(site.source()).posts) == 2
        assert len(site.taken()) == 4, "the first page, the next one that has only known ones, and two adverts"


def test_a_listing_that_visits_are_cut_off_from_is_read_to_its_end(crawls: Crawls) -> None:
    with Cards(35) as site:
        for _ in range(12):
            crawls.run(site.source(), max_requests=7)
            if sum(1 for _ in crawls.lines("posts.jsonl")) == 35:
                break
        assert sorted(line["text"].rpartition("\n\n")[2] for line in crawls.lines("posts.jsonl")) == sorted(map(advert, range(35)))
