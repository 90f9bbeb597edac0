"""Cells of the console's tables."""

from __future__ import annotations

import pytest

from canhgiac.console.plugin import marked


@pytest.mark.parametrize(
    ("excerpt", "evidence", "html"),
    [
        ("vay 100k & nhanh", '["vay 100k","k"]', "<mark>vay 100k</mark> &amp; nhanh"),
        ("vay & nhanh", '["amp"]', "vay &amp; nhanh"),
        ("vay & nhanh <b>", '["& nhanh"]', "vay <mark>&amp; nhanh</mark> &lt;b&gt;"),
        ("nạp đầu tặng 100%", '["nạp đầu", "đầu tặng", " ", "nơi khác"]', "<mark>nạp đầu</mark><mark> tặng</mark> 100%"),
        ("mark", '["mark", "m"]', "<mark>mark</mark>"),
        ("không có", None, "không có"),
    ],
)
def test_evidence_is_marked_in_the_text_and_never_in_html(excerpt: str, evidence: str | None, html: str) -> None:
    assert str(marked(excerpt, evidence)) == html
