"""What Cảnh Giác recognises: three categories, their schemes, and which scheme wins.

Categories are code on purpose. None can be added by configuration, and there is none for political,
civic, religious or labour speech, calls to gather, petitions, criticism or news.

``SCHEMES`` is in the order of precedence: where a text fits several schemes of one category, the
first listed is the primary one and the others become tags. A narrower pretext therefore stands before
a broader one. ``form`` is the number in the national handbook of 24 forms of online fraud (Cục An toàn
thông tin, Bộ Thông tin và Truyền thông, June 2023): a cross-reference, not the structure. Who described each
scheme, and when, stands in ``data/schemes.toml``.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from canhgiac.records import Category

CITATIONS = Path(__file__).parent / "data" / "schemes.toml"


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who described a scheme or warned of it (``source``), and when (``date``: ``YYYY-MM`` or ``YYYY``).

    ``checked``: a page that says so was read, ``via`` tells where. ``note``: how far it goes.
    """

    source: str
    date: str
    checked: bool
    via: str = ""
    note: str = ""


@cache
def _citations() -> dict[str, Citation]:
    # read when first asked for: assessing needs none of it
    return msgspec.convert(tomllib.loads(CITATIONS.read_text("utf-8")), dict[str, Citation])


class Scheme(msgspec.Struct, frozen=True):
    """A kind of offer within a category.

    ``surfaces``: where it is seen (``post``, ``comment``, ``message``, ``sms``, ``call``).
    ``reports_only``: it is a call or a radio signal, so that only reports of it are ever posts.
    """

    id: str
    category: Category
    vi: str
    en: str
    what: str
    surfaces: tuple[str, ...]
    form: int | None = None
    reports_only: bool = False

    @property
    def citation(self) -> Citation:
        """Who described it or warned of it, when, and where that was read."""
        return _citations()[self.id]

    @property
    def source(self) -> str:
        """Who described it or warned of it."""
        return self.citation.source

    @property
    def dated(self) -> str:
        """When: year and month, or year."""
        return self.citation.date


def _scheme(
    category: Category, id: str, vi: str, en: str, what: str, surfaces: str,
    form: int | None = None, reports_only: bool = False,
) -> Scheme:
    return Scheme(id, category, vi, en, what, tuple(surfaces.split()), form, reports_only)


SCHEMES: tuple[Scheme, ...] = (
    # fraud: a narrow pretext first
    _scheme("fraud", "scam_compound", "Dụ sang khu lừa đảo", "Recruiting into scam compounds",
            "Easy work abroad or at the border with high pay and no papers, leading into a compound.", "post comment message"),
    _scheme("fraud", "money_running", "Chạy tiền, rửa tiền qua USDT", "Money running through USDT",
            "Seeks people or accounts to pass strangers' money on, often into USDT, for a commission.", "post comment message"),
    _scheme("fraud", "mule_account", "Thuê, mua tài khoản, SIM, quét mặt", "Mule accounts, SIMs and face scans",
            "Rents or buys bank accounts, company accounts, SIMs or face scans, or sells them.", "post comment message"),
    _scheme("fraud", "card_cashout", "Rút tiền, đáo hạn thẻ lậu", "Illegal card cash-out",
            "Draws cash from credit cards or pay-later limits by sham purchases, or lures holders with it.", "post comment message sms"),
    _scheme("fraud", "card_limit", "Nâng hạn mức thẻ giả", "Fake card-limit upgrade",
            "Poses as a bank that raises a card's limit or issues a card, to get card data and codes.", "message sms call"),
    _scheme("fraud", "otp_theft", "Chiếm tài khoản Telegram, Zalo bằng OTP", "Messenger takeover by one-time code",
            "A vote, a gift or a warning that asks for the log-in code of a messenger or wallet.", "message sms comment", 19),
    _scheme("fraud", "vneid", "Giả VNeID, định danh, cư trú", "Fake VNeID and residence updates",
            "Poses as police or commune to update VNeID level 2, residence or citizen card by link or app.", "message sms call comment"),
    _scheme("fraud", "tax", "Giả cơ quan thuế", "Fake tax office",
            "Poses as a tax office: app, refund, declaration or household-business registration.", "message sms call"),
    _scheme("fraud", "social_insurance", "Giả bảo hiểm xã hội, trợ cấp", "Fake social insurance and subsidies",
            "A refund or subsidy of social, health or unemployment insurance behind a link.", "sms message post"),
    _scheme("fraud", "state_gift", "Giả quà tặng, hỗ trợ của Nhà nước", "Fake state gifts",
            "A gift or relief in the name of the state, to be claimed by link, app or account details.", "sms message post"),
    _scheme("fraud", "traffic_fine", "Giả phạt nguội", "Fake traffic fines",
            "A traffic fine to be looked up or paid by a link, app or account that is not the police's.", "sms message call"),
    _scheme("fraud", "fire_safety", "Giả kiểm tra phòng cháy", "Fake fire-safety inspection",
            "Poses as fire police to sell books, training or equipment to businesses.", "message call"),
    _scheme("fraud", "utility_bill", "Giả điện lực, nước sạch", "Fake electricity and water bills",
            "A power or water cut is threatened unless one pays or installs something.", "sms message call"),
    _scheme("fraud", "sim_lock", "Giả nhà mạng khóa SIM", "Fake SIM lock",
            "Poses as a carrier: SIM locked unless data is given or a code is dialled.", "sms call message", 3),
    _scheme("fraud", "customs_parcel", "Bưu kiện hải quan, sân bay", "Customs and airport parcels",
            "A gift or parcel from abroad is held until fees are paid.", "message call"),
    _scheme("fraud", "parcel_fee", "Giả shipper, phí giao hàng", "Fake parcel and cash-on-delivery fees",
            "Poses as a courier: a fee, an address update or a membership to cancel by link.", "sms message call"),
    _scheme("fraud", "school", "Giả nhà trường, học bổng", "Fake school enrolment and scholarships",
            "Poses as a school or teacher: enrolment, fees, exchange or scholarship to be paid for.", "message post sms"),
    _scheme("fraud", "police", "Giả công an, viện kiểm sát, tòa án", "Fake police, procuracy and court",
            "Threatens with a case, a warrant or money laundering to make the victim transfer money.", "message call sms", 14),
    _scheme("fraud", "online_kidnap", "Bắt cóc trực tuyến", "Online kidnapping",
            "Isolates a young person by threats or claims to hold one, and asks the family for ransom.", "message call"),
    _scheme("fraud", "relative_hospital", "Người thân cấp cứu", "Relative in hospital",
            "Says that a child or relative is in an emergency and money must be sent now.", "call message", 5),
    _scheme("fraud", "sextortion", "Tống tiền bằng ảnh nhạy cảm", "Blackmail with private pictures",
            "Threatens to publish private or faked pictures unless money is paid.", "message"),
    _scheme("fraud", "debt_extortion", "Đòi nợ khủng bố, bêu xấu", "Debt-collection extortion and shaming",
            "Threatens or shames somebody, or relatives and colleagues, for a real or invented debt. "
            "Who is shamed is a victim, never the accused.", "sms message post comment"),
    _scheme("fraud", "hacked_friend", "Chiếm tài khoản vay tiền bạn bè", "Stolen account asks for money",
            "Writes from a stolen account to borrow or have money transferred.", "message", 13),
    _scheme("fraud", "soldier_order", "Giả bộ đội, cơ quan đặt hàng", "Fake soldiers ordering goods",
            "Poses as army, school or hospital that orders goods, then has the shop buy from an accomplice.", "message call"),
    _scheme("fraud", "money_recovery", "Thu hồi tiền bị lừa", "Money-recovery services",
            "Promises victims to get lost money back, for a fee.", "post comment message", 18),
    _scheme("fraud", "account_recovery", "Lấy lại tài khoản mạng xã hội", "Social-account recovery",
            "Promises to recover or unlock a Facebook or other account, for a fee paid first.", "post comment message", 21),
    _scheme("fraud", "romance", "Lừa tình", "Romance",
            "A stranger's affection turned to money: gifts, investment, emergencies.", "message comment", 22),
    _scheme("fraud", "child_model", "Tuyển người mẫu nhí", "Child models",
            "Recruits child models or talents; parents must pay or do tasks.", "post message", 6),
    _scheme("fraud", "task_job", "Cộng tác viên làm nhiệm vụ", "Task jobs for online collaborators",
            "Likes, orders or reviews for daily pay; deposits follow.", "post comment message sms", 12),
    _scheme("fraud", "investment", "Đầu tư chứng khoán, forex, tiền ảo, đa cấp", "Fake investment and pyramid",
            "Guaranteed or quick profit from stocks, forex, coins or a pyramid.", "post comment message sms", 11),
    _scheme("fraud", "wrong_transfer", "Chuyển nhầm tiền thành cho vay", "Wrong-transfer loans",
            "Money sent by mistake must be returned to another account, or is turned into a loan.", "message call", 17),
    _scheme("fraud", "id_loan", "Dùng căn cước người khác để vay", "Loans on other people's ID cards",
            "Buys, rents or misuses ID cards to borrow, or sells such files.", "post comment message", 16),
    _scheme("fraud", "loan", "Giả công ty tài chính cho vay", "Fake lenders, fees first",
            "A loan without checks for which insurance, fees or codes must be paid first.", "post comment message sms", 7),
    _scheme("fraud", "black_credit", "Tín dụng đen", "Black credit",
            "Usurious private loans: daily instalments, pawned papers or phones, no bank.", "post comment sms", 8),
    _scheme("fraud", "forged_papers", "Làm giấy tờ, bằng cấp giả", "Forged papers and licences",
            "Sells degrees, licences without an exam, certificates, red books, ID cards, test results.", "post comment sms"),
    _scheme("fraud", "fake_medicine", "Giả bác sĩ, thuốc thần", "Fake doctors and medicine",
            "Cures for everything, in the name of a hospital, doctor or programme.", "post comment message call"),
    _scheme("fraud", "travel_combo", "Combo du lịch giá rẻ", "Cheap travel combos",
            "Tickets, combos or visas far too cheap, deposit by transfer.", "post comment message", 1),
    _scheme("fraud", "booking_deposit", "Cọc phòng, bàn, vé", "Booking and ticket deposits",
            "Fake homestay, restaurant, concert or train-ticket pages that take a deposit.", "post comment message"),
    _scheme("fraud", "counterfeit_shop", "Bán hàng giả, không giao hàng", "Counterfeit goods and shops that never deliver",
            "Goods far below price, seized or liquidated, paid first; counterfeits sold as real.", "post comment message sms", 15),
    _scheme("fraud", "fake_receipt", "Biên lai chuyển khoản giả", "Fake transfer receipts",
            "Makes or sells fake transfer receipts or balance pictures.", "post comment message", 4),
    _scheme("fraud", "prize", "Trúng thưởng, tri ân", "Prizes and gifts",
            "A prize, anniversary gift or reward points in a brand's name, to be claimed by link or fee.", "sms message post comment"),
    _scheme("fraud", "premium_call", "Dụ gọi đầu số trả phí", "Premium-rate bait",
            "Lures into calling or texting a premium-rate number.", "sms comment"),
    _scheme("fraud", "charity", "Giả kêu gọi từ thiện", "Fake charity",
            "An appeal with an account that was accused elsewhere; never flagged by its words alone.", "post comment"),
    _scheme("fraud", "bank_phishing", "Giả ngân hàng, ví điện tử", "Fake bank and wallet messages",
            "Poses as a bank or wallet (locked account, strange charge, points) behind a link that is not its own.",
            "sms message comment", 9),
    _scheme("fraud", "phishing_link", "Liên kết lừa đảo trong quảng cáo, bình luận", "Phishing links in adverts and seeding",
            "A shocking or tempting text that leads to a fake log-in page.", "comment post message", 23),
    _scheme("fraud", "deepfake_call", "Cuộc gọi giả mặt, giả giọng", "Deepfake video and voice calls",
            "A call with a faked face or voice of an acquaintance.", "call", 2, True),
    _scheme("fraud", "news_call", "Gọi điện tung tin giả", "Calls with invented news",
            "A call that frightens with invented news, or news of calls that empty the account of who answers.", "call", 20, True),
    # gambling
    _scheme("gambling", "agent_recruiting", "Tuyển đại lý cá cược", "Recruiting gambling agents",
            "Seeks agents or streamers for a betting site for commission.", "post comment message sms"),
    _scheme("gambling", "account_rent", "Thuê tài khoản cá cược", "Betting accounts rented",
            "Rents, buys or sells betting accounts, or bonus-hunting with many accounts.", "post comment message"),
    _scheme("gambling", "lo_de", "Lô đề, soi cầu, bán số", "Numbers game",
            "Takes numbers bets or sells sure numbers for the lottery.", "post comment message sms", 24),
    _scheme("gambling", "cockfight", "Đá gà", "Cockfights", "Bets on live cockfights.", "post comment"),
    _scheme("gambling", "sicbo", "Tài xỉu, xóc đĩa", "Sicbo and xóc đĩa",
            "Dice games for money, also by messenger or stream (MD5, bank-transfer rooms).", "post comment message sms"),
    _scheme("gambling", "card_games", "Game bài đổi thưởng", "Card games for money",
            "Card-game apps with cash prizes, baccarat, poker rooms.", "post comment message sms"),
    _scheme("gambling", "slots", "Nổ hũ, bắn cá", "Slots and fish shooting",
            "Jackpot slots and fish-shooting games for money.", "post comment sms message"),
    _scheme("gambling", "betting_tips", "Kèo, phím kèo, nhà cái", "Betting tips",
            "Sells or gives tips that lead to a bookmaker.", "post comment message"),
    _scheme("gambling", "bookmaker", "Nhà cái, cá độ", "Bookmakers",
            "Advertises a betting site: sign-up bonuses, refunds, links.", "post comment message sms", 8),
    # cyber
    _scheme("cyber", "ekyc_bypass", "Vượt eKYC, OTP", "eKYC and OTP bypass",
            "Sells ways round face checks, one-time codes or device checks.", "post comment message"),
    _scheme("cyber", "brandname_sms", "Dịch vụ SMS giả thương hiệu", "Fake brand-name SMS service",
            "Offers to send messages under a bank's or agency's name, or fake base stations.", "post comment message", 10),
    _scheme("cyber", "malware_apk", "APK, mã độc", "Malware",
            "Sells or spreads malicious apps, stealers, remote control, crypters.", "post comment message sms"),
    _scheme("cyber", "phishing_kit", "Bán web giả, kit lừa đảo", "Phishing kits and pages",
            "Sells or builds look-alike pages of banks, agencies, shops or exchanges.", "post comment message"),
    _scheme("cyber", "sold_data", "Mua bán dữ liệu cá nhân", "Personal data for sale",
            "Sells or buys lists of customers, citizens, phone numbers, look-ups.", "post comment message"),
    _scheme("cyber", "sold_accounts", "Mua bán tài khoản mạng xã hội", "Social accounts for sale",
            "Sells stolen, farmed or verified accounts, cookies, sessions, in bulk.", "post comment message"),
    _scheme("cyber", "hack_for_hire", "Thuê hack, đánh sập", "Hack for hire",
            "Breaks into, takes down or locks accounts and sites, reads others' messages, for money.", "post comment message"),
)

BY_ID: dict[str, Scheme] = {scheme.id: scheme for scheme in SCHEMES}
PRECEDENCE: dict[str, int] = {scheme.id: place for place, scheme in enumerate(SCHEMES)}
CATEGORIES: tuple[Category, ...] = ("fraud", "gambling", "cyber")


def primary(schemes: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """The scheme that stands first in the precedence, and the others in that order.

    ``schemes`` are ids of ``SCHEMES`` in any order; an unknown one raises ``KeyError``.
    """
    ordered = sorted(set(schemes), key=PRECEDENCE.__getitem__)
    return (ordered[0], tuple(ordered[1:])) if ordered else (None, ())
