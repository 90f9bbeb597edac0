from __future__ import annotations

import pytest
from lxml import html

from crawlers.fragment import mask_mentions, strip_author, without_byline
from crawlers.markup import tree
from crawlers.mentions import mask_links

_POST = """<div class="post" data-user="Nguyễn Văn A"><div class="who"><img src="/avatar/nguyen-van-a.jpg"
 alt="Nguyễn Văn A"><a href="/user/5/nguyen-van-a/">Nguyễn Văn A</a> viết:</div>
<p title="Bài của Nguyễn Văn A">Nội dung, <a href="/u/Nguy%E1%BB%85n%20V%C4%83n%20A">xem</a> @nguyen-van-a nhé,
@Nguyễn Văn A! Nguyễn Văn An thì khác.</p><a href="https://x.vn/nguyen_van_a">trang</a></div>"""


def test_an_author_leaves_no_trace_in_markup() -> None:
    root = tree(_POST)
    assert root is not None
    strip_author(root, ["Nguyễn Văn A", "nguyen-van-a"], root.find_class("who"))
    said = html.tostring(root, encoding="unicode")
    for trace in ("nguyen-van-a", "nguyen_van_a", "Nguyễn Văn A<", "Nguyễn Văn A!", "Nguyễn Văn A\"", "%C4%83n", "avatar"):
        assert trace not in said
    assert "Nội dung" in said and "Nguyễn Văn An thì khác" in said
    assert "viết" not in said


def test_text_behind_what_is_cut_stays() -> None:
    root = tree("<p>a<b>tên</b>b<i>c</i></p>")
    assert root is not None
    strip_author(root, [], [root[0]])
    assert html.tostring(root, encoding="unicode") == "<p>ab<i>c</i></p>"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("chào @an_vay nhé", "chào @… nhé"),
        ("@AN_VAY: đây", "@…: đây"),
        ("@an_vay2 thì khác", "@an_vay2 thì khác"),
        ("tele: @an_vay lấy link", "tele: @an_vay lấy link"),
        ("liên hệ Telegram @an_vay", "liên hệ Telegram @an_vay"),
        ("không có tên an_vay nào", "không có tên an_vay nào"),
    ],
)
def test_a_name_behind_an_at_is_masked_unless_it_is_a_way_to_be_reached(text: str, masked: str) -> None:
    assert mask_mentions(text, ["an_vay"]) == masked


def test_links_to_members_are_masked() -> None:
    root = tree(
        '<div><p><a class="comment-mention" href="/user/3/binh/">@binh</a> ơi, '
        'zalo <a class="comment-mention" href="/user/4/vaynhanh/">@vaynhanh</a></p><a href="/x">@khac</a></div>'
    )
    assert root is not None
    mask_links(root, "comment-mention")
    said = html.tostring(root, encoding="unicode")
    assert "binh" not in said and "/user/" not in said
    assert "@vaynhanh" in said and "@khac" in said


def test_bylines_go() -> None:
    text = "Tựa\nTác giả: Lê  Thị B\nLê Thị B kể rằng\ntheo Lê Thị B"
    assert without_byline(text, "Lê Thị B") == "Tựa\nLê Thị B kể rằng"
    assert without_byline(text, "") == text
