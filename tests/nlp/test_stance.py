"""Whose an indicator is, case by case, and which clauses of a report may be kept. All contacts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canhgiac.records import Mention, Role
from nlp.accused import clauses
from nlp.indicators import find
from nlp.normalise import normalise
from nlp.stance import accuses_officials, assign
from tests.nlp.indicators.cases.stance import EARLIER


def _assigned(text: str, role: Role | None) -> tuple[Mention, ...]:
    normalised = normalise(text)
    return assign(text, normalised, find(text, normalised), role)


@pytest.mark.parametrize(("role", "text", "wanted"), [row[1:] for row in EARLIER], ids=[row[0] for row in EARLIER])
def test_stance(role: Role | None, text: str, wanted: dict[str, str]) -> None:
    found = {m.value: m.stance for m in _assigned(text, role)}
    assert {value: found.get(value) for value in wanted} == wanted


def test_clauses_hold_the_accused_and_not_the_writer() -> None:
    text = (
        "Em tên Lan, nhà ở quận 3. Hôm qua em bị lừa mua điện thoại, stk 0071004413297 Vietcombank NGUYEN VAN AN. "
        "Ai biết gọi em 0912345678."
    )
    kept = [text[s:e] for s, e in clauses(text, _assigned(text, "report"))]
    assert len(kept) == 1
    assert "0071004413297" in kept[0]
    assert "0912345678" not in kept[0] and "quận 3" not in kept[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "Mình chuyển 3 triệu từ tài khoản của mình 9876543210 MB Bank HOANG THI MO sang stk 0451000777666 "
            "Vietcombank chủ NGO VAN CHANH",
            "sang stk 0451000777666 Vietcombank chủ NGO VAN CHANH",
        ),
        ("Nạn nhân là chị H. sđt 0915123456 bị lừa bởi 0879123456", "bị lừa bởi 0879123456"),
        (
            "Em là Lê Thị Mai. Em chuyển từ stk 0451000998877 vcb của em sang stk 0071004128289 MB rồi bị chặn",
            "vcb của em sang stk 0071004128289 MB rồi bị chặn",
        ),
        (
            "Mình chuyển từ 0451000998877 vcb NG THI MAI sang stk lừa đảo 0071004128289 mb",
            "sang stk lừa đảo 0071004128289 mb",
        ),
        (
            "Mình chuyển từ 0451000998877 vcb H'NHUNG NIE sang stk lừa đảo 0071004128289 mb",
            "sang stk lừa đảo 0071004128289 mb",
        ),
    ],
)
def test_clauses_hold_no_name_or_number_of_who_was_cheated(text: str, kept: str) -> None:
    assert [text[s:e] for s, e in clauses(text, _assigned(text, "report"))] == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "Cảnh báo lừa đảo\nTên: Nguyễn Thanh Tùng\nSTK: 1039485721 vcb\nSĐT/Zalo: 0879345612\nFB: facebook.com/tung.nv.88",
        "LỪA ĐẢO\n0879345612\n1039485721 mb NGUYEN THANH TUNG\nfb.com/tung.nv.88",
    ],
)
def test_everything_in_a_plain_list_is_the_accuseds(text: str) -> None:
    assert {m.stance for m in _assigned(text, "report")} == {"accused"}


@pytest.mark.parametrize(
    ("text", "innocent"),
    [
        ("Em dùng stk 104872330915 chuyển vào stk 1029384412 vcb LE VAN TAM, giờ nó chặn rồi", "104872330915"),
        ("TK gửi: 19035522871014\nTK nhận: 0451000338217 vcb TRAN DINH KHOI\nbị lừa 3tr", "19035522871014"),
        ("Ủng hộ bé Na qua stk 102876554430 Vietinbank. Stk 1903667720155 techcombank là giả mạo", "102876554430"),
        ("Nạn nhân là chị H. sđt 0915123456, kẻ lừa đảo 0879123456", "+84915123456"),
    ],
)
def test_who_is_cheated_or_misused_is_not_accused(text: str, innocent: str) -> None:
    stances = {m.value: m.stance for m in _assigned(text, "report") if m.type in ("bank_account", "phone")}
    assert stances.pop(innocent) != "accused"
    assert set(stances.values()) == {"accused"}


@pytest.mark.parametrize(
    ("text", "accuses"),
    [
        ("Đại uý C nhận tiền rồi quỵt, số 0912345678", True),
        ("CSGT chốt cầu đòi chuyển vào tài khoản 0071004413297", True),
        ("Số 0912345678 giả danh công an phường lừa mình", False),
        ("Mình bị số 0912345678 lừa, đã trình báo công an phường", False),
        ("Trung tâm tiếng Anh này lừa đảo, số 0912345678", False),
    ],
)
def test_criticism_of_officials_is_told_from_somebody_who_poses_as_one(text: str, accuses: bool) -> None:
    assert accuses_officials(normalise(text)) is accuses


def test_clauses_split_within_a_sentence() -> None:
    text = "Liên hệ em qua số 0912345678 để được hỗ trợ, còn số lừa đảo là 0987654321"
    assert [text[s:e] for s, e in clauses(text, _assigned(text, "report"))] == ["còn số lừa đảo là 0987654321"]


def test_clauses_are_short() -> None:
    text = "bị lừa " + "chuyện dài lắm " * 100 + "stk 0071004413297 Vietcombank " + "rồi sao nữa " * 100
    ((start, end),) = clauses(text, _assigned(text, "report"))
    assert end - start <= 200
    assert "0071004413297" in text[start:end]


def test_no_accused_no_clauses() -> None:
    assert clauses("zalo 0912345678", _assigned("zalo 0912345678", "offer")) == []


@given(st.lists(st.sampled_from(["bị", "lừa", "stk", "0071004413297", "vcb", ".", "\n", "liên", "hệ", "em", "0912345678", "còn", "số", "nợ", "tele", "@abcde1"])).map(" ".join), st.sampled_from(["offer", "report", None]))
def test_any_text_keeps_its_mentions_in_order(text: str, role: Role | None) -> None:
    before = find(text)
    after = assign(text, None, before, role)
    assert [(m.type, m.value, m.span) for m in after] == [(m.type, m.value, m.span) for m in before]
    spans = clauses(text, after)
    assert spans == sorted(spans)
    assert all(0 <= s < e <= len(text) for s, e in spans)


@pytest.mark.parametrize(
    "text",
    [
        "Tôi là Lê Thị Hoa, bị lừa 10tr vào stk 0071000123456 vcb. Kẻ lừa đảo chặn zalo",
        "Lừa đảo stk 0071000123456 vcb. Người đăng: Phạm Minh Tuấn",
        "Nick giả mạo cô giáo Lê Thị Mai mượn tiền, chuyển vào 0071000123456 vcb",
    ],
)
def test_the_writer_or_a_victim_holds_no_account_of_the_accused(text: str) -> None:
    (account,) = [m for m in _assigned(text, "report") if m.type == "bank_account"]
    assert (account.stance, account.holder) == ("accused", None)


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Lan nợ tiền hụi 50 triệu trốn mất. Sdt nó 0912345678",
        "Lan ở quận 8, sđt 0912345678. Mượn 20tr không trả, trốn nợ",
    ],
)
def test_who_is_shamed_for_a_debt_is_not_accused(text: str) -> None:
    assert {m.stance for m in _assigned(text, "report")} == {"mentioned"}


@pytest.mark.parametrize(
    "text",
    [
        "Cảnh báo lừa đảo: số 0912345678 lừa mình đóng phí bảo hiểm khoản vay 5 triệu rồi chặn luôn, mọi người tránh xa",
        "Lừa đảo: số 0912345678 bán váy đầm 2hand, nhận tiền rồi block",
        "Mạo danh điện lực nhắn \"Khách hàng còn nợ 1.284.000đ\" rồi gọi từ số 0912345678 lừa cài app",
        "Chủ hụi ôm tiền hụi của cả xóm bỏ trốn, số nó 0912345678",
    ],
)
def test_a_loan_that_is_offered_is_no_debt_of_who_is_accused(text: str) -> None:
    assert {m.stance for m in _assigned(text, "report")} == {"accused"}


def test_an_official_number_beside_its_bank_is_nobodys_account() -> None:
    text = "Em gọi tổng đài MB Bank 1900 54 54 26 báo khoá rồi ạ, kẻ lừa đảo dùng số 0912345678"
    assert {m.value: m.stance for m in _assigned(text, "report")} == {
        "+841900545426": "official",
        "+84912345678": "accused",
    }
