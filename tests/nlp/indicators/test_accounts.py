"""What is no account whatever the tagger takes it for, and what goes with one. All numbers and names are invented."""

from __future__ import annotations

import pytest

from canhgiac.records import Mention
from nlp.indicators import find


def _accounts(text: str) -> list[Mention]:
    return [m for m in find(text) if m.type == "bank_account"]


@pytest.mark.parametrize(
    "text",
    [
        "Em gọi tổng đài MB Bank 1900 54 54 26 báo khoá rồi ạ",
        "mất tiền thì gọi ngay ngân hàng Agribank 1900558818 để khoá tài khoản",
        "ACB 1900 54 54 86, Sacombank 1800 5858 88",
        "ngân hàng MB 024 3767 4050",
        "113 114 115 1022 gọi ngay",
        "ACB 20240915 họp cổ đông",
        "ACB 30092025 họp cổ đông",
        "Mã vạch 8934563138165 mì hảo hảo",
        "Thẻ thư viện 123456789 Tran Thi Lan",
        "chuyển về 9704229876543210 mb tran van b nhé",
        "TK 45113710982 tai BIDV -2,000,000VND vao 07:15 20/11/2023. So du:14,560,221VND",
    ],
)
def test_no_account(text: str) -> None:
    assert _accounts(text) == []


@pytest.mark.parametrize("written", ["+84912345678", "(0912345678)", "0912 345 678"])
def test_a_telephone_number_as_account_is_both(written: str) -> None:
    found = {(m.type, m.value) for m in find(f"stk {written} mb bank NGUYEN VAN AN")}
    assert {("bank_account", "0912345678"), ("phone", "+84912345678")} <= found


def test_an_old_number_keeps_its_prefix() -> None:
    (account,) = _accounts("Ck Vietin 711A 1860 2207 TA VAN DINH")
    assert (account.value, account.bank, account.holder) == ("711A18602207", "vietinbank", "TA VAN DINH")


@pytest.mark.parametrize("between", ["\n", " "])
def test_a_long_list_is_read_without_a_cut_in_a_number(between: str) -> None:
    numbers = [f"00710{at:08d}" for at in range(1250)]
    text = between.join(f"stk {number} vcb Nguyen Van An" for number in numbers)
    assert [m.value for m in _accounts(text)] == numbers


def test_a_holder_is_not_shared_with_whom_others_give_to() -> None:
    text = (
        "Cảnh báo lừa đảo: 0071000123456 vcb TRAN VAN NAM. Nạn nhân cần viện phí, ủng hộ về stk 19034567890123 "
        "techcombank của bé"
    )
    assert [m.holder for m in _accounts(text)] == ["TRAN VAN NAM", None]
