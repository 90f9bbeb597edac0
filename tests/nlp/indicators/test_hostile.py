"""What no text may do: crash, stall, give a wrong place, give a thing twice, or give what must stay hidden."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canhgiac.records import Role
from nlp.accused import clauses
from nlp.indicators import TYPES, find, secrets_in
from nlp.stance import assign

#: Pieces that extractors react to, to be put together in every order.
_PIECES = (
    "0912345678", "+84", "1900", "0071004413297", "stk", "vcb", "em bê", "momo", "MST", "0204056089", "CCCD", "001203012345",
    "4111111111111111", "@", "t.me/", "tg://resolve?domain=", "zalo", "zalo.me/g/", "whatsapp", "+855 12 345 678", "fb:",
    "tiktok", "facebook.com/", "bit.ly/", "https://", "forms.gle/", ".apk", "package", "com.", ".com", "chấm com", "[.]",
    "[at]", " a còng ", "gmail.com", "mã giới thiệu", "nội dung:", "mã OTP", "mật khẩu:", "VIP68", "Nguyễn Văn An", "công ty tnhh",
    "0x64b84C25fc2d894300ffaC10696aF454b3dE254d", "TGJcjAL3nswwy5SmhS5AgwqHtEwPRjiRWd", "000201010211", "6304",
    ".", ",", ":", "-", "/", "(", ")", "\n", " ", "\u200b", "9️⃣", "а", "đ", "ﷺ", "\ud800", "İ", "a\u0301",
)  # fmt: skip
_TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(_TEXTS)
def test_any_text_gives_valid_exact_spans_once_each(text: str) -> None:
    found = find(text)
    assert [m.span for m in found] == sorted(m.span for m in found)
    assert all(0 <= m.span[0] < m.span[1] <= len(text) for m in found)
    assert all(m.type in TYPES and m.value and 0 < m.confidence <= 1 for m in found)
    assert len({(m.type, m.value, m.span, m.bank) for m in found}) == len(found)


@given(_TEXTS)
def test_reading_again_gives_the_same(text: str) -> None:
    assert find(text) == find(text)


@given(_TEXTS)
def test_secrets_have_valid_places_that_do_not_overlap(text: str) -> None:
    spans = [s.span for s in secrets_in(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@given(_TEXTS, st.sampled_from(["offer", "report", None]))
def test_stances_of_any_text(text: str, role: str | None) -> None:
    given_ = assign(text, None, find(text), role)  # type: ignore[arg-type]
    assert all(0 <= start < end <= len(text) for start, end in clauses(text, given_))


@given(st.sampled_from(["0912345678", "t.me/lan_kt99", "bit.ly/3xYz", "u-agribank.com", "lan.kt@gmail.com", "zalo.me/g/abc123"]), st.text(alphabet="ạbc 😀\u200b\n", max_size=30))
def test_a_span_cuts_out_what_was_written(value: str, before: str) -> None:
    text = f"{before} {value} {before}"
    assert any(text[m.span[0] : m.span[1]] == value for m in find(text))


@pytest.mark.parametrize("secret", ["4111 1111 1111 1111", "9704364885945261", "079203012345"])
@pytest.mark.parametrize("around", ["{} ", "số {}", "thẻ {} nhé", "CCCD {}", "chụp {} gửi em", "({})"])
def test_cards_and_citizen_ids_are_in_no_indicator(secret: str, around: str) -> None:
    digits = secret.replace(" ", "")
    assert not any(digits in m.value or m.value.lstrip("+") in digits for m in find(around.format(secret)))


_REPEATED = (
    "1", "0 ", ".", "a.", "-", "stk ", "[", "(0", "@a", "vcb 1234567890 ", "t.me/", "0912345678", "a\u0301\u0323", "zalo ",
    "nd: a", "nội dung: ", "MST 0 ", "mã giới thiệu ", "mật khẩu: ", "pass ", "otp ", "com.a.", "package com.", "tg://", "a@", "a @ ",
    "x a còng ", "[at]", "Nguyen Van ", "công ty tnhh ", "fb: ", "tiktok @", "whatsapp +", "0x", "bc1", "T", "https://a.b/", "1.2.3.4.",
    "000201010211", "forms.gle/", "?ref=", "24/7 0", "momo/", "bị 0912345678 lừa ", "a_b.", "1900 ", "\u200b", "VIP68 ", "CCCD ",
    "0912884735, otp 482913\n", "1 ", "12 ", "1.",
)  # fmt: skip


@pytest.mark.parametrize("piece", _REPEATED)
def test_work_is_linear_in_the_length(piece: str) -> None:
    """Ten times the text may not cost a hundred times the work: a stall would run into the test's time limit."""
    for mention in find(piece * (200_000 // len(piece))):
        assert 0 <= mention.span[0] < mention.span[1]
    secrets_in(piece * (100_000 // len(piece)))


@pytest.mark.parametrize("piece", ["bị số 0912345678 lừa ", "liên hệ em 0912345678 ", "tôi là Lê Hoa stk 19034567890123 vcb Nguyen Van An\n", "shop kia lừa đảo zalo 0912345678 "])
@pytest.mark.parametrize("role", ["offer", "report"])
def test_stances_are_linear_in_the_number_of_indicators(piece: str, role: Role) -> None:
    text = piece * (60_000 // len(piece))
    assert len(assign(text, None, find(text), role)) >= 60_000 // len(piece)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join))
def test_repeated_mixtures_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(m.span[1] <= len(text) for m in find(text))
