"""What the tagger of stances is told of each indicator: the words around it, and whom they speak of.

The indicators of a text are one sequence (``models/stances.crfsuite``), so that what one is bears on the next.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import combinations, pairwise

from canhgiac.records import Mention, Role, Span
from nlp.phrases import words_of

#: "chị H." is a name, and no end of a sentence.
_TOKEN = re.compile(
    r"(?:(?<=chi )|(?<=anh )|(?<=ong )|(?<=co )|(?<=chu )|(?<=em )|(?<=ban ))[a-z]\.(?= )|\w+|[:()\"?!,.\n\-]"
)
_ENDS = frozenset(".!?\n")
#: Tokens that are read before and behind an indicator; letters in which they are looked for.
_BEFORE, _BEHIND = 25, 14
_REACH = 160
#: Indicators by what they are to a person: a way to reach one, a place on the web, where money goes.
_SORTS = {
    **dict.fromkeys(("phone", "zalo", "email", "facebook", "whatsapp", "telegram", "tiktok"), "<P>"),
    **dict.fromkeys(("domain", "url", "app", "form"), "<S>"),
    **dict.fromkeys(("bank_account", "wallet"), "<B>"),
}
_OTHER = "<O>"
#: Words by whom or what they speak of; pairs of words are joined by ``_``.
_ROLES = {
    "ME": "em e minh mk mik mih toi tui tao to t chau bon_minh shop tiem quan xuong",
    "THEY": "no han thang bon lu ke y mu tui_no doi_tuong dua nick may_thang chung ten",
    "KIN": "me bo ba ma cha ong chi anh vo chong di chu bac co cau mo thim ngoai noi",
    "OFFICE": "cong_an ca csgt ngan_hang luat_su ls vien toa bao phong_vien truc_ban buu_cuc bql ban_quan_ly nha_xe "
    "chi_nhanh truc hotline tong_dai phuong huyen xa giao_vien truong benh_vien khach_san bac_si le_tan bao_ve shipper",
    "TRUE": "that chinh_thuc chinh_chu dung duy_nhat thiet xin chuan",
    "FALSE": "gia fake mao nhai lua scam lua_dao gia_mao mao_danh tu_xung xung gian bip phot dom rom",
    "CALL": "goi ib inbox lien_he lh alo hoi gap nt pm add ket_ban lien_lac",
    "PAY": "ck chuyen nap coc dong thanh_toan gui tra nhan chuyen_khoan banking",
    "NOT": "khong ko k hong chang chua",
    "WHO": "ai mn moi_nguoi cac bac_nao anh_em ace ae nao cac_bac mng cccm",
    "OF": "cua",
    "IS": "la",
    "ACCOUNT": "stk tk tai_khoan so_tk",
    "CONTACT": "sdt so dt dien_thoai zalo zl fb face facebook tele telegram mail email page web website trang link app "
    "nhom group kenh",
    "VICTIM": "nan_nhan bi_hai mat bi dinh",
    "GONE": "chan block thue_bao khoa tat cat mat_hut bien lan",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words_of(words)}
_PERSONS = ("ME", "THEY", "KIN", "OFFICE", "WHO", "FALSE", "TRUE")


#: A part of the folded text, and which mentions stand there.
Place = tuple[Span, list[int]]


def is_official(mention: Mention) -> bool:
    """Whether an indicator is on the official list."""
    return mention.stance == "official" or mention.verdict == "official"


def places_of(spans: Sequence[Span]) -> list[Place]:
    """Where indicators stand, in order, and which: those that overlap are one place.

    ``spans``: of each indicator, in the folded text.
    """
    found: list[Place] = []
    for at in sorted(range(len(spans)), key=spans.__getitem__):
        start, end = spans[at]
        if found and start < found[-1][0][1]:
            (first, last), held = found[-1]
            held.append(at)
            found[-1] = ((first, max(last, end)), held)
        else:
            found.append(((start, end), [at]))
    return found


def features(folded: str, mentions: Sequence[Mention], places: Sequence[Place], role: Role) -> list[list[str]]:
    """What the tagger is told of each of the ``places`` (``places_of``) in a ``folded`` text."""
    sorts = [_SORTS.get(mentions[held[0]].type, _OTHER) for _, held in places]
    found = []
    for at, ((start, end), held) in enumerate(places):
        left = _tokens(folded, places, sorts, max(0, start - _REACH), start)[-_BEFORE:]
        right = _tokens(folded, places, sorts, end, min(len(folded), end + _REACH))[:_BEHIND]
        sort = sorts[at]
        known = ["b", sort, f"n{min(at, 3)}{sort}", f"last{at == len(places) - 1}{sort}", f"only{len(places) == 1}"]
        known += [f"t={mentions[place].type}" for place in held]
        known.append(f"p={sorts[at - 1] if at else '-'}{sort}")
        if any(is_official(mentions[place]) for place in held):
            known.append("official")
        known += _words_before(left[::-1])
        known += _words_behind(right)
        known += _persons(_roles(left)[::-1], _roles(right))
        found.append([f"{role}:{one}" for one in dict.fromkeys(known)])
    return found


def _tokens(folded: str, places: Sequence[Place], sorts: list[str], start: int, end: int) -> list[str]:
    """The words and signs of a part of the text, an indicator's sort in place of each."""
    low = bisect_right(places, start, key=lambda place: place[0][1])
    found: list[str] = []
    at = start
    for place in range(low, len(places)):
        (first, last), _ = places[place]
        if first >= end:
            break
        found += _TOKEN.findall(folded, at, max(at, first))
        found.append(sorts[place])
        at = max(at, last)
    return found + _TOKEN.findall(folded, at, end) if at < end else found


def _near(distance: int) -> int:
    return distance if distance <= 3 else 4 if distance <= 5 else 6 if distance <= 8 else 9


def _words_before(words: list[str]) -> list[str]:
    """Of the words before an indicator, the nearest first: each, its pairs, in how many statements' distance."""
    found = []
    ends = 0
    for at, word in enumerate(words):
        far = min(ends, 2)
        found.append(f"L{far}:{word}")
        if not ends:
            found.append(f"l{_near(at + 1)}:{word}")
        if word in _ENDS:
            ends += 1
        if at + 1 < len(words):
            pair = f"{words[at + 1]}_{word}"
            found.append(f"LP{far}:{pair}")
            if not ends and at < 6:
                found.append(f"lp{_near(at + 1)}:{pair}")
            if not ends and at + 2 < len(words):
                found.append(f"LT:{words[at + 2]}_{pair}")
    between = words[: next((at for at, word in enumerate(words) if word[0] == "<"), len(words))][:15]
    found += [f"M:{word}" for word in between]
    found += [f"MP:{before}_{word}" for word, before in pairwise(between)]
    return found


def _words_behind(words: list[str]) -> list[str]:
    """The same of the words behind it, of two statements."""
    found = []
    ends = 0
    for at, word in enumerate(words):
        if ends > 1:
            break
        found.append(f"R{ends}:{word}")
        if not ends:
            found.append(f"r{_near(at + 1)}:{word}")
        pair = f"{word}_{words[at + 1]}" if at + 1 < len(words) else ""
        if word in _ENDS:
            ends += 1
        if pair and ends <= 1:
            found.append(f"RP{ends}:{pair}")
            if not ends and at < 4:
                found.append(f"rp{_near(at + 1)}:{pair}")
    return found


def _roles(words: list[str]) -> list[str]:
    """What of the words speaks of somebody, or of what is done; ends of statements and commas stay."""
    found = []
    at = 0
    while at < len(words):
        word = words[at]
        pair = _ROLE_OF.get(f"{word}_{words[at + 1]}") if at + 1 < len(words) else None
        if pair:
            found.append(pair)
            at += 2
            continue
        if word in _ROLE_OF:
            found.append(_ROLE_OF[word])
        elif word[0] == "<" or word == ",":
            found.append(word)
        elif word in _ENDS:
            found.append(".")
        at += 1
    return found


def _persons(left: list[str], right: list[str]) -> list[str]:
    """Of the roles before (the nearest first) and behind an indicator: runs, pairs, who is named nearest."""
    found = []
    for size in range(1, 6):
        found.append(f"CL{size}:{'_'.join(left[:size])}")
        found.append(f"CR{size}:{'_'.join(right[:size])}")
    stated = left[: left.index(".")] if "." in left else left
    found += [f"CS:{one}" for one in stated]
    found += [f"CP:{farther}_{nearer}" for nearer, farther in combinations(stated[:6], 2)]
    order = [one for one in dict.fromkeys(stated) if one in _PERSONS]
    found += [f"CO:{'_'.join(order)}", f"CN:{order[0] if order else '-'}"]
    found += [f"CB:{one}" for one in (right[: right.index(".")] if "." in right else right)]
    found += [f"CM:{'_'.join(left[:size])}|{'_'.join(right[:size])}" for size in (1, 2)]
    return found
