"""The holder of an account, read beside its number: a Vietnamese personal name or a company, as banks print it."""

from __future__ import annotations

import re

from nlp.indicators.grounds import Grounds
from nlp.indicators.names import PLAIN_SURNAMES, SURNAMES, SYLLABLES, TALK_FOLDED, TALK_WRITTEN
from nlp.normalise.characters import fold_each
from nlp.phrases import any_of, words_of

_LABEL = any_of(
    r"""
    chu (?:tk|tai khoan|the|stk)|ctk|tnh
    ten (?:tk|tai khoan|chu tk|nguoi nhan|nguoi thu huong|ctk)
    (?:(?:nguoi|don vi|ben) )?thu huong|nguoi nhan(?! hang)
    ten|(?:chinh )?chu|mang ten|dung ten|cua|(?:account |acc )?name|beneficiary(?: name)?|payee
    """,
    after=r"(?: la(?!\w))?\s{0,3}[:\-–=]?\s{0,3}",
)
_COMPANY = re.compile(
    r"(?:(?:cong ty|cty|ct)[ ]{1,3}(?:tnhh|cp|co phan|trach nhiem)|ctcp|dntn|hkd|ho kinh doanh)"
    r"(?:[ ]{1,2}(?!(?:truoc|nd|noi dung|stk|tk|lh|sdt|ghi|hotline|so tk)(?!\w))[\w&]{1,15}){1,9}"
)
#: A holder as banks print one.
SHOWN_NAME = re.compile(r"[A-Z]{1,12}(?: [A-Z&]{1,12}){1,11}")
_NAME = re.compile(r"[^\W\d_]{1,7}(?:[ ]{1,2}[^\W\d_]{1,7}){1,4}")
#: What stands before a name in small letters and is none of it (``Ông`` and ``Bà`` in capitals may be family names).
_TITLE = re.compile(r"(?:anh|chi|co|thay|chu|ong|ba|ban|em|bac|cau|thang|con|ke|dua) ")
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
#: Words of two syllables whose first is a family name too.
_NO_NAMES = frozenset(
    tuple(pair.split("_"))
    for pair in words_of(
        """ngan_hang luong_huu dang_ky dang_nhap dang_tin dang_bai dinh_danh doan_the lam_viec do_dung hang_hoa ho_so
        ho_tro ho_khau la_so la_tai luu_y ma_so ma_don ma_giao phi_dich quan_ly thanh_toan the_tin tong_tien tu_van
        tu_dong vi_dien vi_du vi_momo cam_on hoa_don hoa_hong ha_noi lai_suat lo_trinh mai_em mai_anh mai_minh
        dong_tien dong_phi quan_doi dau_tu thai_lan tieu_dung van_phong van_don vu_an an_toan anh_em truong_hop
        cung_cap cu_the ta_on ma_giam tang_qua pham_vi chu_y dao_tao bao_hanh ho_chieu ma_dinh ma_qr dang_giao
        to_dan to_phu ban_quan ban_phu ban_dai truong_th truong_tieu truong_mam doan_truong quan_tri
        hang_moi hang_co ban_hang phi_ship cong_tac luu_tru do_gia vi_tri quan_tam to_roi kim_loai thai_do ong_ba"""
    )
)
_MIDDLE = frozenset({"thi", "van"})
#: What follows a name in capitals and is none of it: single words, and the first of two that belong together. Given
#: names such as Tài, Dũng, Liên, Hằng, Ngân stay names where the second word does not follow.
_STOP = frozenset(
    words_of(
        """stk tk ctk nd sdt zalo lh ib alo hotline bank vcb bidv mb acb gd ck roi nhe gui bill chuyen inbox momo hoac
        chup giup xong ghi ship cod noidung"""
    )
)
_STOP_PAIRS = frozenset(
    (first, second)
    for first, _, second in (
        pair.partition("_")
        for pair in words_of(
            """ngan_hang tai_khoan chu_tk chu_tai noi_dung lien_he chi_nhanh so_tai so_tk so_dt so_dien dien_thoai
            so_tien la_lua lua_dao bi_lua nhan_tien chan_minh"""
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
        at = _skip(folded, _past_copula(grounds, label), end)
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
    for company in _COMPANY.finditer(grounds.folded, max(start, end - 110), end):
        if not grounds.folded[company.end() : end].strip(" \n:-,."):
            return " ".join(company.group().upper().split())
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


def _past_copula(grounds: Grounds, label: re.Match[str]) -> int:
    """Where a label ends; the family name ``La`` is none of it (``tên LA QUOC THAI``, ``tên la thi xuân``)."""
    copula = grounds.folded.find(" la", label.start(), label.end())
    if copula < 0 or not label.group().rstrip(" :-–=").endswith(" la"):
        return label.end()
    written = grounds.written(copula + 1, copula + 3)
    following = grounds.after(label.end(), 4)
    surname = written.isupper() or (written == "la" and following in ("thi ", "van "))
    return copula + 1 if surname or written == "La" else label.end()


def _skip(folded: str, at: int, end: int) -> int:
    gap = _GAP.match(folded, at, end)
    return gap.end() if gap else at


def _person(grounds: Grounds, found: re.Match[str], labelled: bool) -> tuple[str, int, int] | None:
    pieces = [
        (found.start() + word.start(), found.start() + word.end())
        for word in re.finditer(r"[^\W\d_]+", found.group())
    ]
    written = [grounds.written(*piece) for piece in pieces]
    plain = [fold_each(word.lower()) for word in written]
    if plain[0] not in SURNAMES or tuple(plain[:2]) in _NO_NAMES:
        return None
    small = written[0].islower()
    size = _small_name(written, plain, labelled) if small else _capital_name(written, plain)
    if not 2 <= size <= 5 or " ".join(plain[:size]) in _PLACES:
        return None
    return " ".join(plain[:size]).upper(), found.start(), pieces[size - 1][1]


def _capital_name(written: list[str], plain: list[str]) -> int:
    """Of how many words a name in capitals, or with a capital to each word, is made; it ends where the case changes."""
    capitals = written[0].isupper() and len(written[0]) > 1
    for place in range(1, len(written)):
        word, following = written[place], plain[place + 1] if place + 1 < len(plain) else ""
        if word.islower():
            # "Nguyễn thị Lan": the middle name may be small
            within = plain[place] in _MIDDLE and place == 1 and following and not written[place + 1].islower()
            if not within:
                return place
        elif len(word) > 1 and len(written[0]) > 1 and word.isupper() != capitals:
            return place
        if place >= 2 and (plain[place] in _STOP or (plain[place], following) in _STOP_PAIRS):
            return place
    return len(written)


def _small_name(written: list[str], plain: list[str], labelled: bool) -> int:
    """Of how many words a name in small letters is made; 0 where nothing speaks for a name.

    Nothing but its words tells where such a name ends. Without a label it must be whole: three words or more, or
    two of which the first is a family name and nothing else.
    """
    accents = any(fold_each(word) != word for word in written)
    size = 1
    while size < min(len(written), 5):
        word, folded = written[size], plain[size]
        following = plain[size + 1] if size + 1 < len(plain) else ""
        if not word.islower() or folded not in SYLLABLES or (folded, following) in _STOP_PAIRS:
            break
        if word in TALK_WRITTEN and (fold_each(word) != word or (accents and size >= 2)):
            break
        if size >= 2 and folded in TALK_FOLDED and (not accents or word == folded):
            break
        size += 1
    if size == 5 and len(written) > 5:
        return 0
    if labelled or size >= 3:
        return size
    return size if size == 2 and plain[0] in PLAIN_SURNAMES and size == len(written) else 0
