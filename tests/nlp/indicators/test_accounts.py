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


@pytest.mark.parametrize("number", ["1039485721", "0451000338217", "19036628471015"])
@pytest.mark.parametrize(
    "text",
    [
        "Lừa đảo tk {} - 20 triệu, vcb, mọi người tránh xa",
        "Bị lừa vào stk {} 24/10/2024 ngân hàng vcb",
        "stk lừa đảo vcb {} 2024",
        "Đặt cọc stk vcb {} 10 suất",
        "NGUYEN HOANG NAM - VCB {} - 0879345612, lừa bán xe",
        "Cảnh báo stk vcb {} mk chuyển 3tr rồi nó chặn",
        "stk {} vcb giảm 3tr còn 500k mà vẫn lừa",
        "năm 2024 nó dùng stk {} vcb",
    ],
)
def test_what_stands_beside_an_account_is_no_part_of_it(text: str, number: str) -> None:
    assert [(m.value, m.bank) for m in _accounts(text.format(number))] == [(number, "vietcombank")]


def test_groups_with_dots_are_no_sum_where_nobody_pays_so_exactly() -> None:
    assert [m.value for m in _accounts("Stk nhận cọc 460.009.596.449 OCB VUONG THI MAI")] == ["460009596449"]
    assert _accounts("Chuyển khoản 460.009.000 cho OCB là đủ") == []


@pytest.mark.parametrize(
    ("text", "accounts"),
    [
        ("STK 0071004128289 1903456789 Vietcombank", ["0071004128289", "1903456789"]),
        ("stk 102123456 84987654321 vietinbank", ["102123456", "84987654321"]),
        ("0987654321 102123456 vietinbank", ["102123456"]),
        ("ck 200000 0071004128289 vcb", ["0071004128289"]),
    ],
)
def test_numbers_side_by_side_are_each_read(text: str, accounts: list[str]) -> None:
    assert [m.value for m in _accounts(text)] == accounts


@pytest.mark.parametrize(
    "text",
    ["em bị lừa 2.345.678.912, chuyển khoản cho nó", "lừa mất 1.234.567.891", "doanh thu 12.345.678.912/tháng"],
)
def test_an_exact_sum_is_no_account_where_nothing_calls_it_one(text: str) -> None:
    assert _accounts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "MB NGUYEN THI THANH HUONG 1.234.567.891", "Vietcombank chi nhánh Hà Nội: 1.234.567.891 NGUYEN VAN A",
        "nhận cọc 1.234.567.891, chủ tk NGUYEN VAN A", "lừa đảo stk 1.234.567.891", "lừa mất vcb 1.234.567.891",
    ],
)  # fmt: skip
def test_an_account_with_dots_is_one(text: str) -> None:
    assert [m.value for m in _accounts(text)] == ["1234567891"]


@pytest.mark.parametrize("login", ["mk Abc@123", ", mk Qwe#789", "mk anhyeuem", "mật khẩu 123456", "pass: hoa1990"])
def test_the_account_of_a_leaked_login_is_not_given(login: str) -> None:
    assert _accounts(f"acc tk vcb 0451000998877 {login}") == []


@pytest.mark.parametrize("told", ["mk chuyển nhé", "mk 5tr nha", "mk 0395 728 164", "mk zalo.me/0987654321", "mk t.me/vay24"])
def test_mk_is_also_the_writer(told: str) -> None:
    assert [m.value for m in _accounts(f"stk vcb 0451000998877 {told}")] == ["0451000998877"]


@pytest.mark.parametrize(
    "text",
    [
        "stk lừa đảo 1039485721 em bị lừa mất 5 triệu",
        "mình bị lừa chuyển vào stk 1039485721 hôm qua",
        "số tk 1039485721 bị công an phong tỏa rồi",
        "ủng hộ em bé qua stk 1039485721",
    ],
)
def test_a_word_that_sounds_like_a_bank_is_none(text: str) -> None:
    assert [(m.value, m.bank) for m in _accounts(text)] == [("1039485721", None)]


@pytest.mark.parametrize("bank", ["em bê", "em be bank", "bi đi vê"])
def test_a_bank_as_it_is_spoken(bank: str) -> None:
    (account,) = _accounts(f"stk {bank} 1039485721 nha")
    assert account.bank in ("mbbank", "bidv")


@pytest.mark.parametrize(
    "text",
    [
        "Nó giả nhân viên ngân hàng Vietcombank gọi cho mình, bảo ck vào stk 1039485721 LE VAN TAM",
        "Mình dùng vcb của mình để ck qua cho nó, stk nhận là 1039485721 LE VAN TAM",
    ],
)
def test_the_bank_that_is_posed_as_or_paid_from_is_not_the_accounts(text: str) -> None:
    assert [m.bank for m in _accounts(text)] == [None]


@pytest.mark.parametrize("name", ["NG THI MAI", "CTY TNHH TM AN PHU", "DINH CONG DC"])
def test_a_holder_is_given_as_written(name: str) -> None:
    assert [m.holder for m in _accounts(f"stk 0071004413297 vcb {name}")] == [name]


def test_a_holder_is_not_shared_with_whom_the_money_comes_from() -> None:
    text = "Em ck từ 4002205571830 agribank qua 0766228190 mb PHAN THI THAO"
    assert [m.holder for m in _accounts(text)] == [None, "PHAN THI THAO"]
