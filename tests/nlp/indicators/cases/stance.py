"""Whose an indicator is: role of the text, text, and the stance of each value. All contacts are invented."""

from __future__ import annotations

from canhgiac.records import Role

Row = tuple[str, Role | None, str, dict[str, str]]

EARLIER: list[Row] = [
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

CASES: list[Row] = [
    # a warning that quotes an offer
    ("warn_quote_sms", "report", "Mọi người cảnh giác tin nhắn kiểu này: \"Quý khách trúng thưởng, truy cập nhanqua88.top\"", {"nhanqua88.top": "accused"}),
    ("warn_quote_job", "report", "Cẩn thận bài tuyển dụng \"Làm tại nhà 500k/ngày, LH zalo 0938123456\" là lừa đảo nha", {"+84938123456": "accused"}),
    ("warn_quote_loan", "report", "Cảnh báo app vay \"giải ngân 5 phút, tele @vay_5phut\", đóng phí xong nó chặn", {"vay_5phut": "accused"}),
    ("warn_list", "report", "Danh sách stk lừa đảo:\n1. 0071004413297 vcb\n2. 19034567890199 techcombank", {"0071004413297": "accused", "19034567890199": "accused"}),
    ("warn_two_sites", "report", "Hai trang nhanqua88.top và nhanqua99.top đều giả mạo Shopee", {"nhanqua88.top": "accused", "nhanqua99.top": "accused"}),
    ("warn_official_site", "report", "Trang thật là shopee.vn, còn nhanqua88.top là giả", {"shopee.vn": "official", "nhanqua88.top": "accused"}),
    ("warn_official_number", "report", "Số 0938123456 giả danh ngân hàng, tổng đài thật là 1900545413", {"+84938123456": "accused", "+841900545413": "official"}),
    ("warn_shop_number", "report", "Có người mạo danh shop mình bằng số 0938123456, số thật của shop là 0976543210", {"+84938123456": "accused", "+84976543210": "writer"}),
    ("warn_report_to_bank", "report", "Bị lừa vào stk 0071004413297 vcb, hãy gọi ngân hàng 024 3824 3524 để khoá", {"0071004413297": "accused", "+842438243524": "mentioned"}),
    ("warn_report_police", "report", "Ai bị số 0938123456 lừa thì liên hệ công an quận, điện thoại 028 3829 1234", {"+84938123456": "accused", "+842838291234": "mentioned"}),
    ("warn_lawyer", "report", "stk 0071004413297 vcb lừa đảo. Mọi người liên hệ luật sư số 0903555666 làm đơn chung", {"0071004413297": "accused", "+84903555666": "mentioned"}),
    ("warn_group", "report", "Nhóm zalo.me/g/abcxyz1 toàn chim mồi lừa đầu tư", {"g/abcxyz1": "accused"}),
    ("warn_wallet", "report", "Nó bắt nạp usdt vào TGJcjAL3nswwy5SmhS5AgwqHtEwPRjiRWd rồi không cho rút", {"TGJcjAL3nswwy5SmhS5AgwqHtEwPRjiRWd": "accused"}),
    ("warn_fb", "report", "Nick fb.com/lan.ban.hang nhận cọc rồi chặn, mọi người tránh xa", {"lan.ban.hang": "accused"}),
    ("warn_referral", "report", "Nó kêu nhập mã giới thiệu VIP6868 ở web nhanqua88.top rồi cuỗm hết tiền", {"VIP6868": "accused", "nhanqua88.top": "accused"}),
    # the reporter's own contact
    ("own_signature", "report", "Em bị lừa 5 triệu vào stk 0071004413297 vcb. Em là Hà, sđt 0976543210", {"0071004413297": "accused", "+84976543210": "writer"}),
    ("own_ask_help", "report", "Số 0938123456 lừa mình. Ai biết thông tin ib zalo mình 0976543210", {"+84938123456": "accused", "+84976543210": "writer"}),
    ("own_reward", "report", "Ai tìm được chủ stk 0071004413297 vcb mình hậu tạ, liên hệ mình 0976543210", {"0071004413297": "accused", "+84976543210": "writer"}),
    ("own_first", "report", "SĐT của em 0976543210. Em bị thằng này lừa: 0938123456", {"+84976543210": "writer", "+84938123456": "accused"}),
    ("own_mail", "report", "Web nhanqua88.top lừa đảo, ai cùng bị gửi mail cho mình lan.kt@gmail.com", {"nhanqua88.top": "accused", "lan.kt@gmail.com": "writer"}),
    ("own_account", "report", "Mình chuyển từ stk của mình 19034567890199 techcombank sang stk 0071004413297 vcb của nó thì bị chặn", {"19034567890199": "writer", "0071004413297": "accused"}),
    ("own_victims_group", "report", "Ai cũng bị nhanqua88.top lừa thì vào nhóm zalo.me/g/nannhan1 để cùng tố cáo", {"nhanqua88.top": "accused", "g/nannhan1": "writer"}),
    ("own_family", "report", "Mẹ em số 0976543210 bị số 0938123456 gọi lừa lấy mã otp", {"+84976543210": "writer", "+84938123456": "accused"}),
    ("own_after_comma", "report", "Con Lan stk 0071004413297 vcb lừa đảo, cần gì gọi em 0976543210", {"0071004413297": "accused", "+84976543210": "writer"}),
    ("own_tell_me", "report", "Bạn nào quen chủ số 0938123456 báo giúp mình qua 0976543210 với, nó lừa mình", {"+84938123456": "accused", "+84976543210": "writer"}),
    ("own_fb", "report", "Bị trang nhanqua88.top lừa, inbox mình fb.com/lan.that để kiện chung", {"nhanqua88.top": "accused", "lan.that": "writer"}),
    ("own_lost_sim", "report", "Zalo của em 0976543210 bị hack, nó mượn tiền về stk 0071004413297 vcb", {"+84976543210": "writer", "0071004413297": "accused"}),
    ("own_unaccented", "report", "so 0938123456 lua dao do mn, co gi lien he minh 0976543210", {"+84938123456": "accused", "+84976543210": "writer"}),
    # a rival's false accusation
    ("rival_casino", "offer", "Trang bên kia lừa đảo nhanqua88.top đừng chơi, qua bên em k8lan99.vip uy tín", {"nhanqua88.top": "mentioned", "k8lan99.vip": "offer"}),
    ("rival_admin", "offer", "Admin khác 0938123456 toàn lừa đảo, vay bên em zalo 0976543210 duyệt nhanh", {"+84938123456": "mentioned", "+84976543210": "offer"}),
    ("rival_fake_me", "offer", "Có shop giả mạo bên em tele @fake_lan99. Tele thật của bên em @lan_that99", {"fake_lan99": "mentioned", "lan_that99": "offer"}),
    ("rival_shop", "offer", "Shop khác lừa tiền khách, zalo 0938123456. Mua sim thẻ chính chủ ib tele @lan_that99", {"+84938123456": "mentioned", "lan_that99": "offer"}),
    ("rival_casino_2", "offer", "Nhà cái khác k9scam.top quỵt tiền không cho rút. Nhà cái uy tín k8lan99.vip nạp rút 1 phút", {"k9scam.top": "mentioned", "k8lan99.vip": "offer"}),
    ("recovery_offer", "offer", "Bạn bị lừa đảo qua mạng? Lấy lại tiền 100%, zalo 0938123456", {"+84938123456": "offer"}),
    ("recovery_lawyer", "offer", "Hỗ trợ thu hồi vốn bị treo lừa đảo, luật sư tư vấn tele @luatsu_thuhoi", {"luatsu_thuhoi": "offer"}),
    # a debt collector who calls his victim a swindler
    ("debt_swindler", "report", "Tên Lê Thị B lừa đảo vay tiền không trả, sđt 0938123456, ai biết nhắc nó trả nợ", {"+84938123456": "mentioned"}),
    ("debt_cheat_family", "report", "Con này quỵt nợ app, lừa đảo chiếm đoạt 10 triệu, cha mẹ sđt 0938123456", {"+84938123456": "mentioned"}),
    ("debt_workplace", "report", "Nhân viên công ty X trốn nợ lừa đảo, fb.com/le.thi.b, số 0938123456", {"+84938123456": "mentioned", "le.thi.b": "mentioned"}),
    ("debt_offer_role", "offer", "Truy tìm con nợ Trần Văn C lừa đảo quỵt tiền, số 0938123456. Báo tin về 0976543210 hậu tạ", {"+84938123456": "mentioned"}),
    ("debt_overdue", "report", "Khoản vay quá hạn chưa thanh toán của số 0938123456, lừa đảo chiếm đoạt tài sản", {"+84938123456": "mentioned"}),
    ("debt_pay_here", "offer", "Trần Văn C quá hạn trả nợ, sđt 0938123456. Gia đình chuyển trả vào stk bên em 0071004413297 vcb", {"+84938123456": "mentioned", "0071004413297": "offer"}),
    # a shop's own account and ordinary talk
    ("shop_account", None, "Shop chỉ nhận ck qua stk 0071004413297 vcb, các stk khác là giả mạo", {"0071004413297": "mentioned"}),
    ("shop_contact", None, "Đặt bánh zalo 0938123456, ship nội thành", {"+84938123456": "mentioned"}),
    ("charity", None, "Ủng hộ bé An qua stk 0071004413297 vcb NGUYEN THI HOA", {"0071004413297": "mentioned"}),
    ("rent", None, "Cho thuê phòng trọ 2tr5, lh 0938123456", {"+84938123456": "mentioned"}),
    ("bank_notice", None, "Vietcombank không gửi link, chỉ vào vietcombank.com.vn, hotline 1900545413", {"vietcombank.com.vn": "official", "+841900545413": "official"}),
    # plain offers
    ("offer_all", "offer", "Thuê stk ngân hàng 3tr/tháng tele @thue_tk99 zalo 0938123456", {"thue_tk99": "offer", "+84938123456": "offer"}),
    ("offer_account", "offer", "Nạp tối thiểu 50k vào stk 0071004413297 vcb rồi báo tele @k8_lan99", {"0071004413297": "offer", "k8_lan99": "offer"}),
    ("offer_official_inside", "offer", "Shopee tuyển CTV (shopee.vn), đăng ký nhanqua88.top", {"shopee.vn": "official", "nhanqua88.top": "offer"}),
    ("offer_not_scam", "offer", "Cam kết không lừa đảo, vay nhanh zalo 0938123456", {"+84938123456": "offer"}),
    ("offer_warns_itself", "offer", "Cẩn thận hàng giả! Link chính thức duy nhất k8lan99.vip, cskh @k8_lan99 telegram", {"k8lan99.vip": "offer", "k8_lan99": "offer"}),
    ("offer_app", "offer", "Tải app tại k8lan99.vip/k8.apk nhập mã mời LAN99", {"k8lan99.vip/k8.apk": "offer", "LAN99": "offer"}),
]  # fmt: skip
