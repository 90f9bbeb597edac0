"""What ``find`` promises beyond the case tables: spans of the original text, what is official, what is withheld."""

from __future__ import annotations

import pytest

from nlp.indicators import find, secrets_in
from nlp.indicators.vietqr import crc16


def test_spans_are_of_the_original_text() -> None:
    text = "👉 Ｚａｌｏ: 0️⃣9️⃣1️⃣2️⃣345678, vào vcb\u200b.vn-kpo.life nhé"
    cut = {m.type: text[m.span[0] : m.span[1]] for m in find(text)}
    assert cut["phone"] == "0️⃣9️⃣1️⃣2️⃣345678"
    assert cut["domain"] == "vcb\u200b.vn-kpo.life"


def test_phone_shaped_account_is_both() -> None:
    found = find("stk 0912345678 mb bank Nguyen Thi Hue")
    assert {m.type for m in found} == {"bank_account", "phone"}
    assert len({m.span for m in found}) == 1


def test_official_is_given_as_such() -> None:
    found = find("Gọi 1900545413 hoặc xem vietcombank.com.vn")
    assert [m.stance for m in found] == ["official", "official"]


def test_vietqr_payload_names_bank_and_account() -> None:
    merchant = "0010A00000072701270006970436011300710044132970208QRIBFTTA"
    body = f"00020101021138{len(merchant)}{merchant}53037045802VN6304"
    (found,) = [m for m in find(f"quét mã {body}{crc16(body)}") if m.type == "bank_account"]
    assert (found.value, found.bank) == ("0071004413297", "vietcombank")


@pytest.mark.parametrize(
    "text",
    [
        "thẻ 4111 1111 1111 1111 stk",
        "cccd 001203012345, số định danh 079203012345",
        "mã OTP 12345678 vietcombank",
        "mật khẩu: 12345678 tk acb",
    ],
)
def test_sensitive_numbers_are_never_given(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("sđt 0912345678, tele @abc_def", ("telegram", "abc_def")),
        ("sđt 0912345678 tele t.me/abc_def", ("telegram", "abc_def")),
        ("0912345678 - zalo https://zalo.me/g/abcdef123", ("zalo", "g/abcdef123")),
    ],
)
def test_a_messenger_that_names_a_handle_is_not_the_telephone_numbers(text: str, handle: tuple[str, str]) -> None:
    assert [(m.type, m.value) for m in find(text)] == [("phone", "+84912345678"), handle]


@pytest.mark.parametrize("written", ["sdt0912345678", "zalo0912345678", "LH0912345678", "ĐT0912345678", "Lan0912345678"])
def test_a_word_may_touch_a_telephone_number(written: str) -> None:
    assert ("phone", "+84912345678") in {(m.type, m.value) for m in find(written)}


@pytest.mark.parametrize("code", ["GD0912374655", "EB0912374655VN", "PA0812374655", "FT0912345678"])
def test_a_code_is_no_telephone_number(code: str) -> None:
    assert find(f"mã của khách là {code} nhé") == ()


@pytest.mark.parametrize(
    "written", ["VAY NHANH LL0912345678", "AD0912345678 nhận cọc", "uy tín mà gọi KT0912345678", "mã giảm giá, DT0912345678", "LH0912345678zl ok"]
)
def test_two_capitals_are_a_code_only_where_something_says_so(written: str) -> None:
    assert ("phone", "+84912345678") in {(m.type, m.value) for m in find(written)}


@pytest.mark.parametrize("word", ["admin", "support", "cskh"])
def test_a_word_is_no_handle(word: str) -> None:
    assert find(f"liên hệ tele @{word}") == ()


def test_a_link_to_a_talk_on_messenger_names_who_is_talked_to() -> None:
    assert [(m.type, m.value) for m in find("ib messenger.com/t/lan.kt88")] == [("facebook", "lan.kt88")]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("OTP: 4829-13", "4829-13"),
        ("mã OTP 4829 13", "4829 13"),
        ("OTP 48 29 13", "48 29 13"),
        ("passcode 482913", "482913"),
        ("pass 123456a", "123456a"),
        ("mk fb là hoa12345", "hoa12345"),
        ("hộ chiếu: C 7654321", "C 7654321"),
    ],
)
def test_secrets_as_people_write_them(text: str, secret: str) -> None:
    assert [text[s.span[0] : s.span[1]] for s in secrets_in(text)] == [secret]


def test_accounts_of_twelve_digits_in_a_list_are_not_masked() -> None:
    assert secrets_in("STK lừa đảo\n1. 060287364519\n2. 031038475620") == ()
