"""What an analyst sees of whole texts: category, role, indicators with their stance, evidence, pairs."""

from __future__ import annotations

import pytest

import nlp

#: The same text but for the link, the number or the promise: the first is an offer, the second is not.
PAIRS = [
    (
        "Vietcombank: co lenh rut 7.500.000d tu the cua anh/chi. Chan lenh ngay o https://vietcombank.vn-xk.top",
        "Vietcombank: co lenh rut 7.500.000d tu the cua anh/chi. Xem sao ke o https://www.vietcombank.com.vn",
    ),
    (
        "Cần 20 bạn đánh giá sản phẩm online, ngày làm 3 nhiệm vụ được 500k-900k, hoa hồng trả liền. Zalo 0912345678",
        "Cần 2 bạn bưng bê quán phở, ca sáng, lương 6 triệu/tháng, bao ăn, qua quán gặp chị chủ trao đổi",
    ),
    (
        "Nạp đầu tặng 100%, nổ hũ bắn cá rút tiền 1 phút, đăng ký bit.ly/3abcXY",
        "[QC] Chủ nhật này nạp 50.000đ được thêm 15.000đ vào tài khoản phụ. Hỏi 18001091 (0đ). Từ chối nhận tin: soạn TC gửi 18001091.",
    ),
]


@pytest.mark.parametrize(("offer", "twin"), PAIRS)
def test_of_a_minimal_pair_one_side_is_an_offer(offer: str, twin: str) -> None:
    assert nlp.assess_one("o", offer).role == "offer"
    found = nlp.assess_one("t", twin)
    assert found.category is None or found.review


def test_an_offer_in_full() -> None:
    text = "Nạp đầu tặng 100%, nổ hũ bắn cá, đăng ký bit.ly/3abcXY, zalo 0912345678"
    found = nlp.assess_one("g", text)
    assert (found.category, found.role, found.review, found.screened) == ("gambling", "offer", False, False)
    assert found.score == pytest.approx(found.scores.gambling, abs=1e-3)
    assert found.scheme is not None
    assert {m.stance for m in found.indicators if m.type == "zalo"} == {"offer"}
    assert [e.weight for e in found.evidence] == sorted((e.weight for e in found.evidence), reverse=True)


def test_a_report_names_the_accused() -> None:
    text = (
        "Cảnh báo mọi người: em vừa bị lừa 5 triệu, nó bảo đặt cọc rồi chặn luôn. "
        "STK lừa đảo 0123456789 Vietcombank NGUYEN VAN A, mọi người đừng chuyển khoản nhé"
    )
    found = nlp.assess_one("r", text)
    assert found.role == "report"
    assert any(m.stance == "accused" for m in found.indicators)


def test_a_report_has_a_scheme_only_where_one_is_likely() -> None:
    vague = nlp.assess_one("v", "Cảnh báo lừa đảo: số 0912345678 lừa mình đóng phí 5 triệu rồi chặn luôn, mọi người tránh xa.")
    told = nlp.assess_one("t", "Cảnh báo: nhóm tele @abc_vip88 dụ làm nhiệm vụ giật đơn shopee, nạp tiền xong không rút được, mất 30 triệu")
    assert (vague.role, vague.category, vague.scheme, vague.tags) == ("report", "fraud", None, ())
    assert (told.role, told.scheme) == ("report", "task_job")


def test_a_complaint_that_accuses_no_indicator_is_no_report() -> None:
    found = nlp.assess_one("c", "Shop này lừa đảo, mua áo giao quần, mọi người đừng mua nhé, bực quá")
    assert found.category is None


def test_indicators_are_given_for_ordinary_texts_too() -> None:
    found = nlp.assess_one("n", "Nhà mình bán bún đậu ở Hà Đông, ai ăn gọi 0912345678 nha")
    assert found.category is None
    assert [m.value for m in found.indicators if m.type == "phone"] == ["+84912345678"]


@pytest.mark.parametrize("text", ["", " ", "\n", "🔥", "​", "\ud800", "a" * 100_000, "nạp đầu " * 5_000, "." * 20_000])
def test_any_text_is_assessed(text: str) -> None:
    assert nlp.assess_one("any", text).id == "any"
