"""Whose an indicator is, case by case, and which clauses of a report may be kept. All contacts are invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canhgiac.records import Mention, Role
from nlp.indicators import find
from nlp.normalise import normalise
from nlp.stance import accuses_officials, assign, clauses

CASES: list[tuple[str, Role | None, str, dict[str, str]]] = [
    ("offer_contact", "offer", "Kèo thơm hôm nay, ib tele @hotro_68", {"hotro_68": "offer"}),
    ("offer_link_and_zalo", "offer", "Đăng ký tại k8win.top, zalo 0912345678", {"k8win.top": "offer", "+84912345678": "offer"}),
    ("offer_quotes_official", "offer", "Vietcombank (vietcombank.com.vn) bao khoa the, vao vcb.vn-kpo.life", {"vietcombank.com.vn": "official", "vcb.vn-kpo.life": "offer"}),
    ("report_account", "report", "Mình bị lừa, stk 0071004413297 Vietcombank", {"0071004413297": "accused"}),
    ("report_and_own", "report", "Mình bị lừa, stk 0071004413297 Vietcombank. Ai cũng bị thì liên hệ mình qua số 0912345678", {"0071004413297": "accused", "+84912345678": "writer"}),
    ("own_then_accused", "report", "Liên hệ em qua số 0912345678 để được hỗ trợ, còn số lừa đảo là 0987654321", {"+84912345678": "writer", "+84987654321": "accused"}),
    ("own_zalo", "report", "Con này lừa đảo nhé mn: facebook.com/lan.luadao. Zalo của mình 0912345678", {"lan.luadao": "accused", "+84912345678": "writer"}),
    ("warning_quotes_offer", "report", "Cảnh giác tin nhắn: \"Tài khoản bị khoá, vào vcb.vn-kpo.life\"", {"vcb.vn-kpo.life": "accused"}),
    ("warning_telegram", "report", "Cẩn thận với kênh t.me/kiemtien247, nó bắt nạp tiền rồi chặn", {"kiemtien247": "accused"}),
    ("warning_hotline", "report", "Cảnh giác web vcb.vn-kpo.life, gọi 1900545413 để báo", {"vcb.vn-kpo.life": "accused", "+841900545413": "official"}),
    ("to_the_police", "report", "Bị lừa qua số 0987654321. Hãy báo công an phường, số trực ban 0243 856 1234", {"+84987654321": "accused", "+842438561234": "mentioned"}),
    ("official_site", "report", "Trang giả là vcb.vn-kpo.life, website chính thức là cuahanghoatuoi.vn", {"vcb.vn-kpo.life": "accused", "cuahanghoatuoi.vn": "mentioned"}),
    ("after_transfer", "report", "em đã chuyển vào tk 1234567890123 mb bank rồi nó chặn zalo 0987654321", {"1234567890123": "accused", "+84987654321": "accused"}),
    ("debt_shaming_offer", "offer", "Nguyễn Thị B trốn nợ 5 triệu, sđt 0912345678. Ai biết báo em 0987654321", {"+84912345678": "mentioned", "+84987654321": "offer"}),
    ("debt_shaming_report", "report", "Con này vay tiền xong trốn nợ, lừa đảo, sđt 0912345678", {"+84912345678": "mentioned"}),
    ("debt_relatives", "report", "Nhắc người thân trả nợ khoản vay, số 0912345678", {"+84912345678": "mentioned"}),
    ("shop_own_account", None, "Shop nhận chuyển khoản: 0071004413297 Vietcombank, zalo 0912345678", {"0071004413297": "mentioned", "+84912345678": "mentioned"}),
    ("ordinary_official", None, "Xem vietcombank.com.vn", {"vietcombank.com.vn": "official"}),
    ("rival", "offer", "Shop kia lừa đảo 0987654321. Bên em uy tín zalo 0912345678", {"+84987654321": "mentioned", "+84912345678": "offer"}),
    ("money_recovery", "offer", "Ai bị lừa đảo liên hệ 0912345678 để lấy lại tiền", {"+84912345678": "offer"}),
    ("told_me", "report", "Số 0987654321 bảo mình đóng phí trước rồi đòi thêm, có phải lừa đảo không", {"+84987654321": "accused"}),
    ("tell_me", "report", "Mình bị số 0987654321 lừa đảo. Ai biết nó báo mình qua số 0912345678", {"+84987654321": "accused", "+84912345678": "writer"}),
    ("report_default", "report", "stk 0071004413297 Vietcombank NGUYEN VAN AN nhé mọi người", {"0071004413297": "accused"}),
    ("folded", "report", "minh bi lua tien, so no la 0987654321, ai biet goi minh 0912345678", {"+84987654321": "accused", "+84912345678": "writer"}),
]  # fmt: skip


def _assigned(text: str, role: Role | None) -> tuple[Mention, ...]:
    normalised = normalise(text)
    return assign(text, normalised, find(text, normalised), role)


@pytest.mark.parametrize(("role", "text", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
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
