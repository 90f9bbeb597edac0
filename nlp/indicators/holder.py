"""The holder of an account, read beside its number: a Vietnamese personal name or a company, as banks print it."""

from __future__ import annotations

import re

from nlp.indicators.grounds import Grounds
from nlp.normalise.characters import fold_each
from nlp.phrases import any_of, words_of

#: Family names of Vietnam, folded: the common ones of the Kinh and of the larger minorities.
SURNAMES = frozenset(
    words_of(
        """nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh doan luong mai truong lam
        cao ha chau ta thai quach to nghiem kieu diep luu vuong trieu quan la ton nong ma chu bach hua giang thach kim
        son danh lo vi dam phung luc van tang tong thieu mac khuc dau lai ninh khong cu tieu ong au than dao thi mach
        khuu ung hong han ban sung vang giap y ro lu cam bo nham phi uong ngan cung on que hau tu vien"""
    )
)
_LABEL = any_of(
    r"""
    chu (?:tk|tai khoan|the|stk)|ctk|tnh
    ten (?:tk|tai khoan|chu tk|nguoi nhan|nguoi thu huong|ctk)
    nguoi (?:nhan|thu huong)
    ten|chu|mang ten|dung ten|cua|(?:account |acc )?name
    """,
    after=r"(?: la(?!\w))?\s{0,3}[:\-–=]?\s{0,3}",
)
_COMPANY = re.compile(r"(?:cong ty|cty|ct)[ ]{1,3}(?:tnhh|cp|co phan|trach nhiem)(?:[ ]{1,2}[\w&]{1,15}){1,9}")
_NAME = re.compile(r"[^\W\d_]{1,7}(?:[ ]{1,2}[^\W\d_]{1,7}){1,4}")
#: What stands before a name in small letters and is none of it (``Ông`` and ``Bà`` in capitals may be family names).
_TITLE = re.compile(r"(?:anh|chi|co|thay|chu|ong|ba|ban|em|thang|con|ke) ")
_GAP = re.compile(r"[\W_]{0,8}")
_NAME_BEFORE = re.compile(r"(?<!\w)(?:[^\W\d_]{1,7} ){1,4}[^\W\d_]{1,7}(?=[ :\-–|,./(\n]{1,4}$)")
#: Places that begin like a family name: branches of banks are called after them.
_PLACES = frozenset(
    place.replace("_", " ")
    for place in words_of(
        """ha_noi ho_chi_minh ha_giang ha_tinh ha_nam ha_dong ha_long thai_binh thai_nguyen cao_bang cao_lanh kim_lien
        son_la son_tay lam_dong dong_nai dong_anh dong_thap dong_da tan_binh tan_phu binh_duong long_an ha_thanh
        ha_tay hoang_mai chu_se lang_son lai_chau vinh_long mai_son nam_dinh thanh_xuan le_thuy ly_nhan quang_tri
        hoan_kiem hoa_binh ninh_binh vu_thu cu_chi ho_tay cao_thang ly_thuong_kiet tran_hung_dao thai_thinh kim_ma"""
    )
)
#: Family names that are no word of talk without their accents, before ``thi`` or ``van`` in small letters.
_SURE = frozenset(words_of("nguyen tran le pham hoang huynh phan bui ngo duong dinh trinh truong doan vu vo dang"))
#: Nothing but family names, with their accents.
_NEVER_WORDS = frozenset({"nguyễn", "huỳnh"})
_MIDDLE = frozenset({"thi", "van"})
#: What follows a name and is none of it: single words, and the first of two that belong together. Given names
#: such as Tài, Dũng, Liên, Hằng, Ngân stay names where the second word does not follow.
_STOP = frozenset(
    words_of(
        """stk tk ctk nd sdt zalo lh ib alo hotline bank vcb bidv mb acb gd ck xong roi nhe chup gui bill chuyen
        giup nhan chan inbox momo hoac"""
    )
)
_STOP_PAIRS = frozenset(
    (first, second)
    for first, _, second in (
        pair.partition("_")
        for pair in words_of(
            """ngan_hang tai_khoan chu_tk chu_tai noi_dung lien_he chi_nhanh so_tai so_tk so_dt so_dien dien_thoai
            so_tien la_lua lua_dao bi_lua"""
        )
    )
)


def holder_after(grounds: Grounds, start: int, end: int) -> tuple[str, int, int] | None:
    """The holder named in ``[start, end)``, which follows an account number or its bank: name and place.

    A name is taken with its label (``chủ tk:``), or without one where it starts with a family name and is
    written in capitals or with each word capitalised. It is given in capitals without accents.
    """
    folded = grounds.folded
    at = _skip(folded, start, end)
    label = _LABEL.match(folded, at, end)
    if label:
        at = _skip(folded, label.end(), end)
    company = _COMPANY.match(folded, at, end)
    if company:
        return " ".join(company.group().upper().split()), company.start(), company.end()
    title = _TITLE.match(folded, at, end)
    titled = title is not None and grounds.written(*title.span()).islower()
    titled = titled and title is not None and grounds.written(title.end(), min(end, title.end() + 1)).isupper()
    if title and titled:
        at = title.end()
    found = _NAME.match(folded, at, end)
    if not found:
        return None
    return _person(grounds, found, labelled=bool(label) and not titled)


def holder_before(grounds: Grounds, start: int, end: int) -> str | None:
    """The holder named right before an account number that begins at ``end``, nothing but signs between."""
    start = max(start, end - 44)
    found = _NAME_BEFORE.search(grounds.folded[start:end])
    if not found:
        return None
    words = list(re.finditer(r"[^\W\d_]+", found.group()))
    for place in range(len(words) - 1):
        first = start + found.start() + words[place].start()
        named = _NAME.match(grounds.folded, first, start + found.end())
        person = _person(grounds, named, labelled=False) if named else None
        if person and person[2] == start + found.end():
            return person[0]
    return None


def _skip(folded: str, at: int, end: int) -> int:
    gap = _GAP.match(folded, at, end)
    return gap.end() if gap else at


def _person(grounds: Grounds, found: re.Match[str], labelled: bool) -> tuple[str, int, int] | None:
    words: list[str] = []
    stop = found.start()
    capitals: bool | None = None
    pieces = list(re.finditer(r"[^\W\d_]+", found.group()))
    if not labelled and _is_small_name(grounds, found, pieces):
        # nothing tells where a name in small letters ends, unless it is all that there is
        labelled, pieces = True, pieces if len(pieces) <= 4 else pieces[:3]
    for place, word in enumerate(pieces):
        start, end = found.start() + word.start(), found.start() + word.end()
        written = grounds.written(start, end)
        plain = fold_each(word.group())
        following = fold_each(pieces[place + 1].group()) if place + 1 < len(pieces) else ""
        if not words and (plain, following) == ("ngan", "hang"):
            return None
        if len(words) >= 2 and (plain in _STOP or (plain, following) in _STOP_PAIRS):
            break
        if (written.islower() and not labelled) or (written[:1].islower() and words and not labelled):
            break
        if capitals is not None and capitals != written.isupper() and not labelled and len(written) > 1:
            break
        capitals = written.isupper() if len(written) > 1 else capitals
        words.append(plain)
        stop = end
    if not 2 <= len(words) <= 5 or words[0] not in SURNAMES or " ".join(words) in _PLACES:
        return None
    return " ".join(words).upper(), found.start(), stop


def _is_small_name(grounds: Grounds, found: re.Match[str], pieces: list[re.Match[str]]) -> bool:
    """Whether words in small letters are a name all the same: ``tran thi mai``, ``nguyễn an bình``."""
    if len(pieces) < 3 or not grounds.written(found.start(), found.end()).islower():
        return False
    first, middle = (fold_each(piece.group()) for piece in pieces[:2])
    written = grounds.written(found.start() + pieces[0].start(), found.start() + pieces[0].end())
    return (first in _SURE and middle in _MIDDLE) or written in _NEVER_WORDS
