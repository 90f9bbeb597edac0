"""What look-alike names are built from: brands' tokens by how much they tell, bait words, endings."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from nlp.hosts.known import brands
from nlp.hosts.spelling import undoubled
from nlp.phrases import words_of

#: Short tokens that stand for nothing else in names, so that they count like long ones.
RARE = frozenset(
    words_of(
        """vcb bidv hsbc vneid vssid vnpt tpbank vpbank hdbank mbbank msbank bhxh csgt ghtk evncskh evnspc abbank
        pgbank"""
    )
)
#: Words and phrases that ordinary names hold too, though agencies go by them.
_GENERIC = frozenset(
    words_of(
        """boyte botaichinh bogiaoduc botuphap bocongthuong lienquan freefire khonggianmang smartone nguyenkim
        canhsat congan haiquan dienluc chinhphu phatnguoi cucthue hoadondientu toaannhandan thuevietnam"""
    )
)
#: Short forms that other words begin with (vietinfo, techcomp): they need bait beside them, as short tokens do.
_BEGINNINGS = frozenset(
    words_of(
        """vietin viettin vietcom techcom airpay kasikorn"""
    )
)
#: Where agencies are of: what is added to their common names.
_PLACES = frozenset(
    words_of(
        """hanoi hcm tphcm tphochiminh hochiminh saigon danang haiphong cantho hue quangninh bacninh bacgiang
        haiduong hungyen namdinh thaibinh ninhbinh hanam vinhphuc phutho thainguyen langson caobang laocai yenbai
        sonla dienbien laichau hoabinh thanhhoa nghean hatinh quangbinh quangtri quangnam quangngai binhdinh
        phuyen khanhhoa ninhthuan binhthuan kontum gialai daklak daknong lamdong binhphuoc binhduong dongnai
        tayninh longan tiengiang bentre travinh vinhlong dongthap angiang kiengiang haugiang soctrang baclieu
        camau tuyenquang hagiang backan brvt vungtau"""
    )
)
#: Brands of these kinds have dealers, partners and fans with honest names of their own around the brand's.
_OPEN = frozenset(("carrier", "courier", "shop", "platform", "airline", "press", "app", "insurance"))
#: Banks and firms of other countries, which own their name under many endings.
INTERNATIONAL = frozenset(
    words_of(
        """hsbc standardchartered uob dbs cimb shinhanbank wooribank kasikornbank publicbank hongleongbank binance
        westernunion paypal miraeasset homecredit prudential manulife aia amazon ebay dhl fedex"""
    )
)
#: Endings that cost next to nothing and are used for throw-away names.
RISKY_SUFFIXES = frozenset(
    words_of(
        """top xyz vip cc club icu cyou cfd sbs click link live life win bet online site website space shop store fun
        work world today rest bond lol quest monster buzz bid loan men cam pw tk ml ga cf gq best one ink mobi su
        skin hair beauty makeup autos mom pics bar uno run tech support services center company sh ly li is asia
        info us.com in.net za.com ru.com lat help digital app dev network finance money credit cash group"""
    )
)
#: Zones where a name costs papers: whoever holds one is on record and pretends nothing.
CHECKED_SUFFIX = re.compile(r"(?:^|\.)(?:edu|gov|ac|mil|int|health|museum|aero)(?:\.[a-z]{2})?$")
#: Words beside which a short or common token means the brand.
HINTS = frozenset(
    words_of(
        """v i m e s x vn vi vip svip vvip bank banking ebank ibank ibanking ebanking mbanking digibank online mobile
        app apps login dangnhap xacthuc xacminh xacnhan hotro cskh care support help web wed wvw ww www the card
        credit visa taikhoan tk khachhang kh doidiem diem thuong tangqua qua qt quatang nhanqua tri an trian uudai
        khuyenmai km su kien sukien event gift nhantien chuyentien chuyenkhoan smart smartbanking mobilebanking
        secure security verify update capnhat nangcap nanghanmuc hanmuc pay money vay vayvon vaytien vaynhanh
        vaytieudung tindung shop mall store sale tuyendung ctv vieclam vietnam viet nam hcm hn com net org gov
        asia pro plus vnd usd otp id ipay omni neo livebank emobile internet giaodich thanhtoan hoadon tiendien
        tienmat hoantien hoanthue dangky kichhoat kiemtra tracuu thongtin hoso dichvu dichvuso so moi hethong tong
        dai tongdai cham soc chamsoc hotline service services hethong quatangs tanghanmuc tangqua sukienqua client
        user account auth signin express ship buukien donhang vandon giaohang track tracking post thue nopthue
        baohiem dinhdanh candan congdan quocgia vietnamese sim data nap rut trasau tragop ketnoi app1 cong portal
        center mail alert notice thongbao baomat bao mat antoan congvan lamviec viec 24h 247 365"""
    )
)
LONG_HINTS = frozenset(h for h in HINTS if len(h) > 2)
#: What may follow or go before a token in an honest word of its own.
OWN_WORDS = frozenset(
    words_of(
        """dichvucongchung dichvucongnghe dichvucongtrinh dichvucongviec dichvucongty dichvucongdong dichvucongich
        dichvucongnghiep dichvucongtacxahoi dichvucongdoan canhsatbien telegraf telegrad telegraph amazone
        viettech facelook tiktak shoppe shopper shoppers telegramme congangiang bocongang vietnampostcard amazonia
        amazonas amazons amazonian amazonka amazonki amazonen bidvertis bidvol telegrama telegrams googly
        facebooker instagrammer tiktoker tiktokers netflixer"""
    )
)
#: Words in a name that is about a brand without pretending to be it.
ABOUT = ("review", "danhgia", "tapchi", "thuvien", "baochi", "lichsu", "fanclub", "hoc", "khoahoc")


class Token(msgspec.Struct, frozen=True):
    """A piece of a brand's name. ``strong``: it tells by itself. ``generic``: it needs a throw-away ending too.

    ``open``: honest strangers carry it as well, so that something must speak against a name around it.
    """

    text: str
    brand: str
    kind: str
    strong: bool
    generic: bool
    open: bool


@lru_cache(maxsize=1)
def tokens() -> dict[str, Token]:
    """Every token by its text; the first brand in the data files keeps one that two share."""
    found: dict[str, Token] = {}
    for brand in brands():
        for text in brand.tokens:
            generic = text in _GENERIC
            strong = not generic and (len(text) >= 6 or text in RARE) and text not in _BEGINNINGS
            found.setdefault(text, Token(text, brand.key, brand.kind, strong, generic, brand.kind in _OPEN))
    return found


@lru_cache(maxsize=1)
def strong() -> tuple[Token, ...]:
    """Strong tokens, the longest first."""
    return tuple(sorted((t for t in tokens().values() if t.strong), key=lambda t: (-len(t.text), t.text)))


@lru_cache(maxsize=1)
def weak_by_ends() -> dict[str, tuple[Token, ...]]:
    """Tokens that need bait beside them, of three letters or more, by their first three and by their last three."""
    table: dict[str, list[Token]] = {}
    for token in tokens().values():
        if not token.strong and len(token.text) >= 3:
            for end in {token.text[:3], token.text[-3:]}:
                table.setdefault(end, []).append(token)
    return {end: tuple(row) for end, row in table.items()}


@lru_cache(maxsize=1)
def by_single_letters() -> dict[str, Token]:
    """Strong tokens by what is left of them when doubled letters are written once."""
    return {undoubled(token.text): token for token in reversed(strong())}


def shortened(text: str) -> set[str]:
    """The text, and the text without one of its letters: two texts one slip apart have one of these in common."""
    return {text} | {text[:at] + text[at + 1 :] for at in range(len(text))}


@lru_cache(maxsize=1)
def by_slips() -> dict[str, tuple[Token, ...]]:
    """Strong tokens of six letters or more by all their ``shortened`` forms."""
    table: dict[str, list[Token]] = {}
    for token in strong():
        if len(token.text) >= 6:
            for form in shortened(token.text):
                table.setdefault(form, []).append(token)
    return {form: tuple(row) for form, row in table.items()}


_WITHOUT = LONG_HINTS | {"vn", "vi", "tk", "kh", "km"}
_WITH_PLACES = _WITHOUT | _PLACES


def made_of_hints(text: str, places: bool = False) -> bool:
    """Whether a run of letters and digits is nothing but bait words, numbers and, if asked, place names (or empty)."""
    size = len(text)
    if size > 63:
        return False
    known = _WITH_PLACES if places else _WITHOUT
    reached = [True] + [False] * size
    for end in range(1, size + 1):
        reached[end] = any(
            reached[start] and text[start:end] in known for start in range(max(0, end - 15), end)
        ) or (reached[end - 1] and text[end - 1].isdigit())
    return reached[size]
