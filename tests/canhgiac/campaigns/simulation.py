"""Campaigns with known truth: rings that rotate accounts, domains and wording, among hubs and pasted texts.

A ring has eras; each brings an account, a domain, a handle or a number, and overlaps with the era before, as
rings keep a contact while they change another. Wordings are put together from the sentences below. Some
posts name a hub (a hotline, an app's page, a busy forum's address, a shortener), some are a text that many
rings paste, and some name nothing at all.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from canhgiac.records import Finding, Mention, Role, Scores

START = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)
SCHEMES = (
    "task_job", "loan", "slots", "bookmaker", "investment", "sold_accounts", "lo_de", "money_recovery", "travel_combo",
    "mule_account",
)  # fmt: skip
BANKS = ("vietcombank", "mbbank", "bidv", "techcombank", "acb", "vpbank", "sacombank", "agribank")
CATEGORY = {"slots": "gambling", "bookmaker": "gambling", "lo_de": "gambling", "sold_accounts": "cyber"}

SENTENCES = """
Bên mình đang cần thêm người làm tại nhà, tranh thủ buổi tối cũng được
Mỗi đơn nhận thưởng ngay trong ngày, không giữ lại đồng nào
Chỉ cần điện thoại có mạng là bắt đầu được luôn
Anh chị nào đang kẹt tiền nhắn em tư vấn nhẹ nhàng
Hồ sơ gọn, duyệt nhanh, không gọi người thân
Lãi suất thấp nhất khu vực, trả góp theo tháng
Cổng nạp rút tự động, lên điểm sau một phút
Tặng thành viên mới một trăm điểm trải nghiệm
Hoàn trả mỗi tuần, thắng bao nhiêu rút bấy nhiêu
Nhóm có thầy đọc lệnh mỗi phiên, bám theo là có lời
Vốn nhỏ cũng tham gia được, cam kết hoàn vốn
Đội ngũ hỗ trợ xuyên đêm, hỏi gì cũng trả lời
Cần thuê tài khoản ngân hàng chính chủ, trả theo tuần
Ai có sim rác hoặc nick cũ để lại giá cho mình
Kho nick cổ, bảo hành đổi trả trong ba ngày
Chốt số sáng nay, ai theo thì vào nhóm kín
Dàn đề nuôi khung ba ngày, tỷ lệ ăn cao
Combo nghỉ dưỡng giá gốc, chỉ còn vài suất cuối
Cọc trước một nửa giữ chỗ, đến nơi thanh toán nốt
Ai bị treo tiền trên app để bên em lấy lại giúp
Luật sư bên em làm xong mới thu phí
Không cần kinh nghiệm, có người cầm tay chỉ việc
Nhiệm vụ đơn giản như bấm thích, theo dõi, đánh giá sao
Rút về thẻ sau năm phút, có ảnh sao kê từng bạn
Tuyển đại lý cấp hai, chia hoa hồng mỗi cuối tuần
Nhà cái uy tín lâu năm, tỷ lệ kèo cao hơn chỗ khác
Đăng ký qua đường dẫn riêng mới có khuyến mãi
Số lượng có hạn, nhanh tay giữ suất
Bao giải ngân, nợ xấu nợ chú ý vẫn có cách
Chỉ lấy căn cước và ảnh chân dung là xong
Hôm nay khai trương nên thưởng gấp đôi lần nạp đầu
Mọi người làm quen rồi thì mỗi ngày thêm vài trăm
Làm theo nhóm, trưởng nhóm hướng dẫn từng bước
Xem lịch sử lời lỗ công khai trong kênh
Bảo mật thông tin tuyệt đối, không lộ danh tính
Ưu tiên sinh viên và mẹ bỉm có thời gian rảnh
Giao dịch trung gian nếu bạn chưa yên tâm
Cam kết sai số đền gấp ba
Phí làm hồ sơ chuyển trước để lên lịch
Bên em có văn phòng nhưng làm việc qua mạng cho nhanh
Thử một lần với số nhỏ rồi hẵng tin
Hàng về mỗi sáng, ai lấy sỉ có giá riêng
Hết suất em gỡ bài nên cần thì nhắn sớm
Tối nay mở phiên đặc biệt cho khách quen
Đã giúp hơn nghìn khách trong quý vừa rồi
Đặt lệnh tự động bằng phần mềm của nhóm
Nhận quay số theo yêu cầu của từng đại lý
Vé máy bay kèm phòng đẹp, ngày nào cũng có
Cho thuê thẻ theo tháng, rủi ro bên em chịu
Chơi thử miễn phí rồi nạp sau
""".strip().split("\n")
REPORTS = (
    "Mọi người cẩn thận {}, nhận tiền xong chặn mình luôn",
    "Em bị {} lừa mất hai mươi triệu, ai biết thì báo giúp",
    "Cảnh báo {} lừa đảo, hứa việc rồi bắt đóng phí",
    "Đừng chuyển cho {}, nó lấy cọc xong khóa máy",
    "Bạn mình vừa mất tiền vì {}, cả nhà tránh xa",
)
FILLERS = ("nhé", "ạ", "nha mọi người", "hihi", "cả nhà ơi", "ib mình", "up", "còn nhé", "gấp", "thật 100%")


class Contact(NamedTuple):
    """An indicator and how a post writes it."""

    type: str
    value: str
    bank: str | None = None

    @property
    def written(self) -> str:
        lead = {"bank_account": f"stk {self.bank} ", "phone": "gọi ", "zalo": "zalo ", "telegram": "tele @"}
        return lead.get(self.type, "") + self.value


class Simulated(NamedTuple):
    """A finding, the ring behind it, and the text that many paste, if it is one (-1: none)."""

    finding: Finding
    ring: int
    pasted: int


HUBS = (
    Contact("phone", "+841900545413"), Contact("domain", "bit.ly"), Contact("domain", "cho-rao-vat-chung.net"),
    Contact("app", "com.vn.nhantin.chung"), Contact("telegram", "kenh_tong_hop_viec"), Contact("phone", "+84868000111"),
    Contact("url", "docs.google.com/forms/d/noi-quy-chung"),
)  # fmt: skip


def simulate(rings: int = 1000, findings: int = 100_000, seed: int = 5) -> Iterator[Simulated]:
    """``findings`` of ``rings``, in an order of no meaning; the same for the same numbers."""
    rng = random.Random(seed)
    pasted = [_wording(rng) for _ in range(max(3, rings // 50))]
    # lesser hubs: each known to some rings, as a mule's or a supporter's number may be printed by many
    lesser = [(_contact(rng, "phone"), rng.sample(range(rings), min(rings, rng.randint(8, 40)))) for _ in range(rings // 25)]
    known = {ring: [hub for hub, at in lesser if ring in at] for ring in range(rings)}
    count = 0
    for ring in range(rings):
        share = findings // rings + (ring < findings % rings)
        for finding, text in _ring(rng, ring, share, pasted, known[ring]):
            yield Simulated(
                Finding(id=f"{rng.getrandbits(64):016x}{count:06x}", **finding), ring, text  # type: ignore[arg-type]
            )
            count += 1


def _ring(
    rng: random.Random, ring: int, posts: int, pasted: list[str], lesser: list[Contact]
) -> Iterator[tuple[dict[str, object], int]]:
    scheme = rng.choice(SCHEMES)
    eras = _eras(rng, max(1, posts // 12))
    wordings = [_wording(rng) for _ in range(max(1, posts // 15))]
    mine = rng.sample(range(len(pasted)), 2)
    for number in range(posts):
        era = eras[number * len(eras) // posts]
        role: Role = "report" if rng.random() < 0.15 else "offer"
        text = -1
        named = rng.sample(era, rng.choice((1, 2, 2, 3)))
        if role == "report":
            body = rng.choice(REPORTS)
            named = named[:1]
        elif rng.random() < 0.15:
            text = rng.choice(mine)
            body = pasted[text] + " {}"
        else:
            # wordings come and go with the eras
            reach = number * len(wordings) // posts
            body = wordings[max(0, reach - rng.randint(0, 1))] + " {}"
        roll = rng.random()
        if role == "offer" and roll < 0.01:
            named = []
        elif role == "offer" and roll < 0.13:
            named = [*named, rng.choice([*HUBS, *lesser])]
        yield _finding(rng, scheme, role, body, named, number, f"nguon-{ring % 37}"), text


def _eras(rng: random.Random, count: int) -> list[list[Contact]]:
    kinds = ("bank_account", "domain", "telegram", "zalo", "phone", "referral")
    present = [_contact(rng, kind) for kind in rng.sample(kinds, 3)]
    eras = [present]
    for _ in range(count - 1):
        # one contact goes, one comes; the others are known from before
        present = [*present[1:], _contact(rng, rng.choice(kinds))]
        eras.append(present)
    return eras


def _contact(rng: random.Random, kind: str) -> Contact:
    digits = "".join(rng.choice("0123456789") for _ in range(10))
    if kind == "bank_account":
        return Contact(kind, digits, rng.choice(BANKS))
    if kind in ("phone", "zalo"):
        return Contact(kind, f"+849{digits[:8]}")
    return Contact(kind, {"domain": f"{_name(rng)}{digits[:3]}.top", "telegram": f"{_name(rng)}_{digits[:4]}"}.get(kind, f"ma{digits}"))


def _name(rng: random.Random) -> str:
    return "".join(rng.choice("bcdghklmnpqrstvx") + rng.choice("aeiou") for _ in range(4))


def _wording(rng: random.Random) -> str:
    return ". ".join(rng.sample(SENTENCES, rng.randint(5, 8)))


def _finding(
    rng: random.Random, scheme: str, role: Role, body: str, named: list[Contact], number: int, source: str
) -> dict[str, object]:
    lead, _, rest = body.partition("{}")
    if rng.random() < 0.3:
        lead = f"{rng.choice(FILLERS)} {lead}"
    text = lead
    mentions = []
    for contact in named:
        written = contact.written
        start = len(text) + len(written) - len(contact.value)
        text += written + " "
        mentions.append(
            Mention(contact.type, contact.value, (start, start + len(contact.value)),
                    "accused" if role == "report" else "offer", contact.bank)
        )  # fmt: skip
    text += rest.strip() + (f" {rng.choice(FILLERS)}" if rng.random() < 0.3 else "")
    when = START + dt.timedelta(hours=number * 20 + rng.random() * 20)
    return {
        "source": source, "kind": "forum", "url": "https://dien-dan.example/", "text": text, "text_key": f"key of {text}",
        "collected_at": when, "category": CATEGORY.get(scheme, "fraud"), "role": role,
        "scheme": None if role == "report" else scheme, "score": 0.9, "scores": Scores(fraud=0.9), "model": "m1",
        "indicators": tuple(mentions), "words": tuple(dict.fromkeys(lead.lower().replace(",", "").split()))[:20],
    }  # fmt: skip


def pairwise(truth: Mapping[str, object], found: Mapping[str, object]) -> tuple[float, float]:
    """Precision and recall over all pairs of findings that are in one group; those not in ``found`` are alone."""
    alone = iter(range(10**9))
    groups = {id: found.get(id) or ("alone", next(alone)) for id in truth}
    both = _pairs(Counter((truth[id], groups[id]) for id in truth).values())
    return both / max(1, _pairs(Counter(groups.values()).values())), both / _pairs(Counter(truth.values()).values())


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)
