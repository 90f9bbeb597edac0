"""What ``find`` promises beyond the case tables: spans of the original text, what is official, what is withheld."""

from __future__ import annotations

import pytest

from nlp.indicators import find
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
