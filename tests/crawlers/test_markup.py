from __future__ import annotations

import pytest

from crawlers.markup import text_of, tree

BASE = "https://diendan.vn/t/1"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Một</p><p>Hai<br>Ba</p>", "Một\n\nHai\nBa"),
        ("<p>  nhiều \n  khoảng   trắng </p>", "nhiều khoảng trắng"),
        ("<b>đậm</b><i>nghiêng</i>", "đậmnghiêng"),
        ("<pre>a\n  b</pre>", "a\nb"),
        ("<div>a</div><div>b</div><table><tr><td>c<td>d</table>", "a\nb\nc\nd"),
        ("<p>x<script>alert(1)</script><style>p{}</style>y</p>", "xy"),
        ("<p>x<!-- ẩn -->y</p>", "xy"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<p><a href="http://vay-nhanh.top/x">bấm đây</a> nhé</p>', "bấm đây (http://vay-nhanh.top/x) nhé"),
        ('<p><a href="http://vay.top/x?a=1">http://vay.top/x?a=1</a></p>', "http://vay.top/x?a=1"),
        ('<p><a href="https://www.vay.top/">vay.top</a></p>', "vay.top"),
        ('<p><a href="http://vietcombank.vn-x.top/dangnhap">http://vietcombank.vn-x.to…</a>!</p>',
         "http://vietcombank.vn-x.top/dangnhap!"),
        ('<p><a href="http://xau.top/">https://vietcombank.com.vn</a></p>', "https://vietcombank.com.vn (http://xau.top/)"),
        ('<p><a href="/user/5/">bạn</a> <a href="https://diendan.vn/t/2">chủ đề</a></p>', "bạn chủ đề"),
        ('<p><a href="javascript:x()">x</a> <a href="http://[bad">y</a></p>', "x y"),
        ('<p><a href="http://anh.top/"><img src="a.png"></a></p>', "http://anh.top/"),
    ],
)  # fmt: skip
def test_text_is_what_a_reader_sees_and_where_links_lead(markup: str, text: str) -> None:
    root = tree(f"<div>{markup}</div>", BASE)
    assert root is not None
    assert text_of(root, BASE) == text


def test_elements_can_be_left_out() -> None:
    root = tree("<div>trước <blockquote>lời người khác</blockquote> sau</div>")
    assert root is not None
    quotes = frozenset(root.iter("blockquote"))
    assert text_of(root, BASE, without=quotes) == "trước\nsau"


@pytest.mark.parametrize("markup", ["", "   ", "\x00", "<!-- -->", "<<<>>>", "<p", "&#0;&#xD800;"])
def test_broken_markup_is_no_error(markup: str) -> None:
    root = tree(markup)
    assert root is None or isinstance(text_of(root), str)


def test_markup_of_any_depth_is_read() -> None:
    root = tree("<div>" + "<b>" * 3000 + "sâu" + "</b>" * 3000 + "</div>")
    assert root is not None
    assert isinstance(text_of(root), str)
