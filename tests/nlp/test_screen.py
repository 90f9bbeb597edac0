"""The screen: drops ordinary talk, keeps offers."""

from __future__ import annotations

import pytest

from nlp import corpus
from nlp.screen import worth_reading

#: The share of offers that the screen may lose (gate of the detection issue).
MAY_LOSE = 0.005


@pytest.mark.parametrize(
    "text",
    [
        "Chúc cả nhà buổi tối vui vẻ nhé",
        "phim này hay quá trời luôn á",
        "",
        "   ",
        "Hôm nay trời mưa to quá mọi người ơi",
    ],
)
def test_ordinary_talk_is_dropped(text: str) -> None:
    assert not worth_reading(text)


@pytest.mark.parametrize(
    "text",
    [
        "Liên hệ zalo 0912 345 678",
        "vào vietcombank.vn-x.top nhé",
        "vao t.me/abcdef",
        "n.ạ.p đ.ầ.u t.ặ.n.g 1.0.0",
        "Nạp đầu tặng 100%, nổ hũ mỗi ngày",
        "NẠP ĐẦU TẶNG 100%, NỔ HŨ MỖI NGÀY",
        "nap dau tang 100%, no hu moi ngay",
        "Тuyển сộng táс viên",
        "tải file hotro.apk",
    ],
)
def test_what_may_be_an_offer_passes(text: str) -> None:
    assert worth_reading(text)


def test_next_to_no_offer_of_the_corpus_is_lost() -> None:
    offers = [t for t in corpus.read() if t.role == "offer"]
    lost = [t.id for t in offers if not worth_reading(t.text)]
    assert len(lost) <= MAY_LOSE * len(offers), lost
