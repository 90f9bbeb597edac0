"""Each analyser with what goes in and what comes out, run through the real server's ``_analyze``."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from canhgiac.stores.wording import tokens
from tests.services.elasticsearch_indices import Indices

NFD = unicodedata.normalize("NFD", "Lừa Đảo")
CASES = [
    # input, exact, folded
    ("Lừa đảo", "lừa đảo", "lua dao"),
    ("LỪA ĐẢO", "lừa đảo", "lua dao"),
    ("lua dao", "lua dao", "lua dao"),
    (NFD, unicodedata.normalize("NFD", "lừa đảo"), "lua dao"),
    ("Vào vietcombank.vn-x.top/dk?a=1", "vào vietcombank vn x top dk a 1", "vao vietcombank vn x top dk a 1"),
    ("gọi 0912.345.678 (Zalo)", "gọi 0912 345 678 zalo", "goi 0912 345 678 zalo"),
    ("+84 912-345-678", "84 912 345 678", "84 912 345 678"),
    ("c\u200bộng t\u200dá\u00adc viên", "cộng tác viên", "cong tac vien"),
    ("snake_case @cskh_vn99", "snake case cskh vn99", "snake case cskh vn99"),
    ("nạp 100% 🔥🔥 ngay!!!", "nạp 100 ngay", "nap 100 ngay"),
    ("Đ đ Ư ư", "đ đ ư ư", "d d u u"),
    ("a" * 600, " ".join(["a" * 255, "a" * 255, "a" * 90]), " ".join(["a" * 255, "a" * 255, "a" * 90])),
    ("… — · 🙂", "", ""),
]  # fmt: skip


def _analyzed(indices: Indices, analyzer: str, text: str) -> list[dict[str, Any]]:
    answer = indices.server.client.indices.analyze(index="canhgiac-findings", analyzer=analyzer, text=text)
    return list(answer["tokens"])


@pytest.mark.parametrize(("text", "exact", "folded"), CASES)
def test_what_each_analyser_makes_of_a_text(prepared_indices: Indices, text: str, exact: str, folded: str) -> None:
    for analyzer, expected in (("vi_exact", exact), ("vi_folded", folded)):
        assert [token["token"] for token in _analyzed(prepared_indices, analyzer, text)] == expected.split()


@pytest.mark.parametrize("text", [text for text, *_ in CASES if len(text) < 300])
def test_words_begin_and_end_where_every_other_store_sees_them(prepared_indices: Indices, text: str) -> None:
    found = [(token["start_offset"], token["end_offset"]) for token in _analyzed(prepared_indices, "vi_folded", text)]
    assert found == [(_utf16(text[: token.start]), _utf16(text[: token.end])) for token in tokens(text)]


def _utf16(text: str) -> int:
    """The server counts in UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def test_a_highlight_of_the_server_is_of_the_text_as_it_was_written(indices: Indices) -> None:
    client = indices.server.client
    client.index(
        index="canhgiac-findings",
        id="h",
        document={"id": "h", "text": "Cảnh giác LỪA ĐẢO ở vietcombank.vn-x.top"},
        refresh=True,
    )
    for typed, marked in (
        ("lua dao", "<em>LỪA</em> <em>ĐẢO</em>"),
        (NFD, "<em>LỪA</em> <em>ĐẢO</em>"),
        ("vietcombank", "<em>vietcombank</em>.vn"),
    ):
        found = client.search(
            index="canhgiac-findings",
            query={"query_string": {"query": typed, "default_operator": "and"}},
            highlight={"fields": {"text.folded": {}}, "require_field_match": False},
        )
        [hit] = found["hits"]["hits"]
        assert marked in hit["highlight"]["text.folded"][0]
