"""What the reasons of evidence mean, in English and Vietnamese.

A piece of evidence carries the name of its signal, or ``wording`` for phrases that the model learnt; that is what
findings and JSON keep. People read the text of it, in their language.
"""

from __future__ import annotations

from nlp.signals import SIGNALS

_ENGLISH = {signal.name: signal.reason for signal in SIGNALS} | {
    "wording": "wording as offers of this kind have it",
    "public_list": "named by a public list",
}

_VIETNAMESE = {
    "wording": "cách dùng từ giống các lời mời chào loại này",
    "public_list": "có tên trong một danh sách công khai",
    # where it sends you
    "host_lookalike": "tên miền nhái một thương hiệu",
    "sender_elsewhere": "nhân danh một tổ chức nhưng dẫn tới trang khác",
    "sender_behind_link": "nhân danh một tổ chức nhưng giấu nơi liên kết dẫn tới",
    "host_not_the_claimed": "nêu tên một thương hiệu nhưng dẫn tới trang khác",
    "host_gambling": "tên miền giống trang cá cược",
    "host_scam": "tên miền giống trang độc hại",
    "host_throwaway": "tên miền có đuôi rẻ, hay dùng rồi bỏ",
    "host_random": "tên miền như ghép ngẫu nhiên",
    "host_shortener": "liên kết rút gọn",
    "host_shared": "trang ai cũng lập được trên tên miền dùng chung",
    "host_unknown": "liên kết tới tên miền lạ",
    "host_hidden": "liên kết viết lách để qua bộ lọc",
    "app_file": "ứng dụng phải cài từ ngoài kho ứng dụng",
    "host_official": "chỉ dẫn tới tên miền chính thức",
    # whom to contact
    "mobile": "số di động cá nhân",
    "zalo": "liên hệ qua Zalo",
    "telegram": "liên hệ qua Telegram",
    "account": "số tài khoản ngân hàng",
    "hotline": "tổng đài hoặc đầu số chính thức",
    "opt_out": "có cách từ chối và tên người gửi như quảng cáo đúng luật",
    "no_channel": "không có liên kết, liên hệ hay tài khoản",
    "nothing_asked": "không có kênh liên hệ, không hứa hẹn, đòi hỏi hay đe dọa",
    "brand_with_personal_contact": "nêu thương hiệu nhưng để liên hệ cá nhân",
    # how it is written
    "hidden_writing": "chữ viết lách để qua bộ lọc",
    "broken_writing": "từ bị ngắt bằng ký hiệu",
    "glued_words": "các từ viết dính liền",
    "random_tail": "từ ngẫu nhiên ở cuối để qua bộ lọc",
    "long": "dài so với một lời mời chào",
    "very_long": "dài như một bài báo",
    "prose": "văn xuôi liền mạch",
    # what it promises
    "money_per_time": "hứa trả tiền theo ngày hoặc theo nhiệm vụ",
    "money_small": "các khoản tiền",
    "lucky_amount": "số tiền lộc phát (88k, 188k, 888k)",
    "percent_bonus": "thưởng hoặc hoàn theo phần trăm",
    "fee_charged": "khoản phí hoặc khoản trừ bất ngờ",
    # what it says
    "urgency": "đe dọa hoặc hạn chót",
    "call_to_act": "bảo bấm liên kết hoặc nhắn tin",
    "otp_asked": "đòi mã xác thực, đăng nhập hoặc quét mặt",
    "easy_work": "việc nhẹ tại nhà, trả tiền trong ngày",
    "profit": "hứa lợi nhuận",
    "pay_range": "khoảng lương cao cho việc ít",
    "intimate": "người lạ tỏ ra thân mật",
    "debt_words": "đòi nợ",
    "summons": "giấy triệu tập, lệnh bắt hoặc vụ án nhằm vào người đọc",
    "easy_loan": "cho vay không cần điều kiện",
    "forbidden_goods": "giấy tờ, tài khoản hoặc dịch vụ không ai bán đường hoàng",
    "forbidden_hints": "từ ngữ mua bán giấy tờ, tài khoản, dữ liệu",
    "gambling_words": "từ ngữ cá cược",
    "gambling_hints": "từ ngữ trang cá cược cũng hay dùng",
    "prize": "giải thưởng hoặc quà tặng",
    "victim_words": "lời kể của người bị hại",
    "warning_words": "lời cảnh báo",
    "question_words": "hỏi xem có phải lừa đảo không",
    "news_words": "từ ngữ của báo chí và tòa án",
    "otp_notice": "lời dặn về mã xác thực của bên gửi thật",
    "employer": "lời của nhà tuyển dụng",
    "civic_words": "từ ngữ của đời sống công dân",
    # what belongs together
    "threat_with_link": "đe dọa kèm liên kết không chính thức",
    "prize_with_link": "giải thưởng kèm liên kết không chính thức",
    "threat_to_customer": "đe dọa khách hàng mà không có gì bảo chứng",
    "prize_to_reader": "báo trúng thưởng mà không có gì bảo chứng",
    "work_with_chat": "việc nhẹ kèm liên hệ trò chuyện",
    "betting_with_channel": "cá cược kèm liên kết hoặc liên hệ",
    "broken_with_link": "từ bị ngắt kèm liên kết lạ",
    "hidden_with_link": "chữ viết lách kèm liên kết lạ",
    "glued_with_link": "từ viết dính liền kèm liên kết lạ",
    "lucky_with_link": "số tiền lộc phát kèm liên kết lạ",
    "work_and_pay": "việc nhẹ kèm tiền theo ngày hoặc theo nhiệm vụ",
    "brand_job": "việc nhẹ nhân danh một cửa hàng hoặc sàn",
    "debt_with_contact": "đòi nợ qua số cá nhân hoặc kèm hạn chót",
    "work_named_pay": "việc nhẹ kèm khoảng lương",
    "goods_with_contact": "hàng cấm kèm liên hệ",
    "loan_with_mobile": "cho vay kèm số cá nhân",
    "asks_about_quoted": "trích tin nhắn để hỏi hoặc cảnh báo",
    "warning_with_accused": "cảnh báo có nêu tài khoản hoặc số điện thoại",
}


def reason_text(reason: str, language: str) -> str:
    """What people read of ``reason`` (a signal's name, or ``wording``) in ``vi``; English for any other language.

    A name that this version doesn't know, from a finding of another model, comes back as it is.
    """
    texts = _VIETNAMESE if language == "vi" else _ENGLISH
    return texts.get(reason, reason)
