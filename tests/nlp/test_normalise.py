"""Normalisation: what each trick comes to, what it leaves alone, and the promises about any text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.normalise import normalise
from nlp.normalise.characters import canonical

UNDONE = [
    ("leet_digits", "th0ng ba0 D1EU K1EN", "thong bao dieu kien", "leet"),
    ("leet_signs", "d!eu'k!en", "dieu kien", "leet"),
    ("leet_quote", "NHAN'TIEN", "nhan tien", "leet"),
    ("leet_glued", "t4nglixi", "tanglixi", "leet"),
    ("leet_end", "tr0 choi", "tro choi", "leet"),
    ("j_for_i", "Nhan Tjen LjenTay", "nhan tien lien tay", "leet"),
    ("case_l", "VAYTlEN", "vaytien", "lookalike"),
    ("case_l_twice", "KlEM LoTlN VlEC", "kiem lotln viec", "lookalike"),
    ("case_i", "xem Iai sau", "xem lai sau", "lookalike"),
    ("letter_o", "gửi 7Ok giảm 2OO%", "gửi 70k giảm 200%", "digit_letter"),
    ("letter_o_range", "4OOk-2OOOk", "400k-2000k", "digit_letter"),
    ("phone_letters", "lh O9l2 345 678", "lh 0912 345 678", "digit_letter"),
    ("dotted", "t.à.i x.ỉ.u", "tài xỉu", "dotted"),
    ("cut_once", "X/öc d/ïa - L/ö d/ë", "xoc dia - lo de", "dotted"),
    ("spaced", "vào t à i x ỉ u nào", "vào tài xỉu nào", "spaced"),
    ("spaced_digits", "tang 2 6 9 k", "tang 269 k", "spaced"),
    ("umlauts", "gäp bänh ngöt", "gap banh ngot", "diacritic"),
    ("zero_width", "Ngu\u200by\u200bễn", "nguyễn", "zero_width"),
    ("bidi", "nạp\u202e tiền\u2066", "nạp tiền", "zero_width"),
    ("fullwidth", "Ｎạｐ", "nạp", "fullwidth"),
    ("mathematical", "𝐧𝐚̣𝐩 𝓽𝓲𝓮̂̀𝓷", "nạp tiền", "mathematical"),
    ("circled", "ⓝⓐⓟ ①②", "nap 12", "circled"),
    ("squared_emoji", "🅽🅰🅿", "nap", "circled"),
    ("keycap", "0️⃣9️⃣1️⃣", "091", "keycap"),
    ("cyrillic", "Вank vietcombаnk", "bank vietcombank", "lookalike"),
    ("greek", "Τelegraм", "telegram", "lookalike"),
    ("stray_marks", "n\u0336ạ\u0336p\u0336", "nạp", "combining"),
    ("repeated", "đẹpppp quáaaa", "đẹp quá", "repeated"),
    ("glued", "NhaDat,XeMay", "nha dat,xe may", "glued"),
    ("teencode", "ko dc đâu mn ơi", "không được đâu mọi người ơi", "teencode"),
    ("defanged_square", "abc[.]com", "abc.com", "defanged"),
    ("defanged_word", "abc(dot)com", "abc.com", "defanged"),
    ("spoken_dot", "abcd chấm com", "abcd.com", "defanged"),
    ("spaced_dot", "abcd .com", "abcd.com", "defanged"),
    ("hxxp", "hxxps://abcd.com", "https://abcd.com", "defanged"),
]

LEFT_ALONE = [
    "hôm nay trời đẹp quá, đi chơi đi",
    "iphone 14 pro max 256gb giá 20tr5",
    "covid-19, mp3, 4g, h1n1, b2b, a1, n95",
    "nam/nữ, anh/chị/em, 24/7, v.v...",
    "size l, m, xl; câu a b c d",
    "0912.345.678 và 19001234",
    "giá 2.000.000 đ, tăng 5%",
    "email lan_88@gmail.com, web abc88.com/x0y1",
    "chương iii, viii",
    "5 kg, 10 k, 3 m",
    "привет мир",
    "tiktok, youtube, facebook",
    "lúc 18h10 ngày 10/05/2019",
    "don't, it's, o'clock",
]


@pytest.mark.parametrize(("text", "wanted", "trick"), [row[1:] for row in UNDONE], ids=[row[0] for row in UNDONE])
def test_undoes(text: str, wanted: str, trick: str) -> None:
    found = normalise(text)
    assert found.text == wanted
    assert trick in found.tricks


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_leaves_ordinary_writing_alone(text: str) -> None:
    found = normalise(text)
    assert found.text == text
    assert not found.tricks


def test_accents_stay_and_fold_by_position() -> None:
    found = normalise("Đường Nguyễn Huệ")
    assert (found.text, found.folded) == ("đường nguyễn huệ", "duong nguyen hue")


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("xem t.à.i x.ỉ.u nhé", "tài", "t.à.i"),
        ("số 0️⃣9️⃣1️⃣ đây", "091", "0️⃣9️⃣1️⃣"),
        ("k0 sao", "không", "k0"),
        ("Ngu\u200byễn", "nguyễn", "Ngu\u200byễn"),
        ("vào abcd chấm com", "abcd.com", "abcd chấm com"),
        ("e\u0302\u0301 ẩn", "ế", "e\u0302\u0301"),
    ],
)
def test_spans_lead_back_to_the_original(text: str, part: str, original: str) -> None:
    found = normalise(text)
    start = found.text.index(part)
    first, last = found.original_span(start, start + len(part))
    assert text[first:last] == original


def test_short_way_and_long_way_agree() -> None:
    text = "Chào cả nhà, mai em qua ạ. Nhớ để phần em nhé!"
    assert normalise(text).text == normalise(text + " \u200b").text.rstrip()


_PIECES = [
    "th0ng", "d!eu'k!en", "t.à.i", "X/ö", "B a n", "chấm", "com", ".", "abc", " ", "  ", "\n", "7Ok", "O9l2", "345",
    "VAYTlEN", "NapDau", "kkk", "j", "2 6 9 k", "ĐẸPPPP", "(dot)", "hxxp://", "@abc", "e\u0302", "\u0301", "\u200b",
    "ﬁ", "İ", "ǅ", "가", "ᄀ", "ᅡ", "Ж", "Вank", "1\ufe0f\u20e3", "🅱", "０９", "\ud800", "...", "I", "l", "|", "k0", "mn",
]  # fmt: skip
_ANY = st.text() | st.text(alphabet="aạđDlIoO0158k@!'.,:;-_/ \n\"*ềgnhtiuX") | st.lists(st.sampled_from(_PIECES)).map("".join)


@settings(max_examples=400, deadline=None)
@given(_ANY)
def test_any_text_settles_and_maps_back(text: str) -> None:
    found = normalise(text)
    assert normalise(found.text).text == found.text
    assert len(found.text) == len(found.folded)
    for start in range(-1, len(found.text) + 2):
        first, last = found.original_span(start, start + 3)
        assert 0 <= first <= last <= len(text)


def test_every_character_settles_at_once() -> None:
    for code in range(sys.maxunicode + 1):
        for char in canonical(chr(code)):
            low = char.lower()
            assert canonical(char) == char and len(low) == 1 and canonical(low) == low, hex(code)


def _calls(run: Callable[[], object]) -> int:
    """How many Python and C calls a run makes: its work, whatever the machine."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        run()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece", ["th0ng ba0 ", "t.à.i ", "B a n ", "a\u0301", "7Ok ", "NhaDat", "abc[.]com ", "Вank ", "quáaaa ", "ko "]
)
def test_twice_the_text_is_twice_the_work(piece: str) -> None:
    normalise(piece * 400)
    once, twice = (_calls(lambda n=n: normalise(piece * n)) for n in (400, 800))
    assert twice <= 2.3 * once + 2_000


@pytest.mark.parametrize(
    "text",
    ["." * 400_000, "a" * 400_000, "a." * 200_000, "a " * 200_000, "1 " * 200_000, "x" + "\u0301\u0323" * 100_000,
     "0" * 300_000 + "k", "O0" * 150_000, "[" * 300_000, "a'" * 150_000, "lI" * 150_000, " ." * 150_000],
    ids=lambda text: repr(text[:6]),
)  # fmt: skip
def test_hostile_texts_end(text: str) -> None:
    assert normalise(text).original_span(0, 1)[0] >= 0


@pytest.mark.parametrize(("written", "plain"), [("Ƶalo", "Zalo"), ("ƶɨrkon", "zirkon"), ("Ⱥɓɕ", "Abc"), ("ᴢᴀʟᴏ", "zalo")])
def test_letters_with_a_bar_or_a_tail_are_their_letters(written: str, plain: str) -> None:
    assert normalise(written).text == plain
