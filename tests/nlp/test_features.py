"""What the classifier sees: signals and where they stand in the original text."""

from __future__ import annotations

import pytest

from nlp import indicators
from nlp.features import Features, observe
from nlp.normalise import normalise
from nlp.signals import PLACE


def _observe(text: str) -> Features:
    normalised = normalise(text)
    return observe(text, normalised, indicators.find(text, normalised))


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("host_lookalike", "The cua ban bi tam giu, go tai https://vietcombank.vn-xk.top nha"),
        ("host_not_the_claimed", "Vietcombank: the cua anh/chi bi khoa, vao http://abcxyz-hotro.top"),
        ("host_shortener", "Nhan qua tai bit.ly/3abcXY"),
        ("host_official", "Bieu phi moi dang o https://vietcombank.com.vn"),
        ("zalo", "Ai cần thì nhắn zalo 0912345678 nha"),
        ("mobile", "Gọi em 0912.345.678"),
        ("no_channel", "Hôm nay trời đẹp quá"),
        ("opt_out", "[QC] Tặng phút gọi. Từ chối nhận tin, soạn HUY gửi 9123"),
        ("money_per_time", "Kiếm 500k/ngày tại nhà"),
        ("percent_bonus", "Nạp đầu tặng 100%"),
        ("gambling_words", "Nổ hũ, bắn cá, tài xỉu"),
        ("warning_words", "Mọi người cảnh giác, đừng chuyển khoản"),
        ("civic_words", "Bà con xã tôi khiếu kiện vì thu hồi đất"),
        ("sender_elsewhere", "ACB: tai khoan cua quy khach bi tam khoa, xac thuc tai https://kmq7rt2b.com"),
        ("sender_elsewhere", "Sacombank thong bao: the cua ban sap het han, vao https//xacnhan.qzv de gia han"),
        ("sender_elsewhere", "Techcombank: nhan hoan tien tai https://sites.google.com/view/nhan-tien-hoan"),
        ("sender_behind_link", "Viettel: thue bao cua ban duoc tang 10GB, nhan tai bit.ly/3abcXY"),
        ("pay_range", "Làm tại nhà ngày kiếm 250-400k, rảnh lúc nào làm lúc đó"),
        ("pay_range", "mỗi video 15k, xem xong nhận liền"),
        ("debt_words", "Khoản nợ quá hạn của anh sẽ bị khởi kiện"),
        ("summons", "Anh có liên quan đến đường dây rửa tiền, tuyệt đối giữ bí mật"),
        ("intimate", "Em buồn quá, anh gọi tâm sự với em nha"),
        ("threat_to_customer", "Thue bao cua quy khach se bi khoa 2 chieu, lam theo huong dan cua nhan vien"),
        ("prize_to_reader", "Chúc mừng bạn đã trúng thưởng giải đặc biệt"),
        ("glued_words", "KhuyenMai LonNhat ThangNay NapDau TangThem ngay"),
        ("broken_writing", "N,ap d'au t:ang n*gay m.ot t_ram k,hi d:ang k'y h.oi v,ien"),
    ],
)
def test_a_signal_is_seen(signal: str, text: str) -> None:
    assert _observe(text).dense[PLACE[signal]] > 0


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        ("host_not_the_claimed", "Vietcombank: xem tai https://vietcombank.com.vn"),
        ("host_official", "Liên hệ zalo.me/0912345678"),
        ("no_channel", "Gọi em 0912.345.678"),
        ("host_lookalike", "Bieu phi moi dang o https://vietcombank.com.vn"),
        ("sender_elsewhere", "Vietcombank: phi duy tri the cua quy khach xem tai https://vietcombank.com.vn"),
        ("sender_elsewhere", "Sáng nay đọc bài về ngân hàng ở https://blogcuatoi.net"),
        ("pay_range", "Giày second 250k một đôi, váy 90k"),
        ("threat_to_customer", "Viettel: goi cuoc cua quy khach sap het han, soan DK gui 191 de gia han"),
        ("prize_to_reader", "Chúc mừng sinh nhật em nhé"),
        ("glued_words", "VinaPhone và MobiFone cùng giảm giá"),
        ("hidden_writing", "k bít nói j luôn á"),
        ("gambling_words", "Hôm nay trời đẹp quá"),
    ],
)
def test_a_signal_is_not_seen(signal: str, text: str) -> None:
    assert _observe(text).dense[PLACE[signal]] == 0


def test_values_lie_between_0_and_1() -> None:
    dense = _observe("nạp đầu nổ hũ bắn cá tài xỉu xóc đĩa 88k 188k bit.ly/abc zalo 0912345678 " * 5).dense
    assert dense.min() >= 0
    assert dense.max() <= 1


def test_places_are_of_the_original_text() -> None:
    text = "Anh em N.ổ H.ũ tại bit.ly/3abcXY nhé"
    found = _observe(text)
    spans = found.places[PLACE["host_shortener"]]
    assert any("bit.ly" in text[start:end] for start, end in spans)


def test_indicators_are_not_read_as_words() -> None:
    assert "0912345678" not in _observe("Gọi 0912345678 ngay").read


@pytest.mark.parametrize("text", ["", " ", "\n\n", "🔥🔥", "\ud800", "a" * 50_000, "." * 5_000, "1 " * 5_000])
def test_any_text_has_features(text: str) -> None:
    assert _observe(text).dense.shape == (len(PLACE),)


def test_civic_talk_without_an_offer_is_marked() -> None:
    assert _observe("Công nhân đình công đòi tăng lương, công đoàn im lặng").civic_only
    assert not _observe("Đình công hay biểu tình gì kệ, inbox zalo 0912345678 kiếm 500k/ngày").civic_only
