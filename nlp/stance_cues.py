"""Turns of speech, folded: officials who are accused, persons who are shamed for debts, the writer of himself."""

from __future__ import annotations

import re

from nlp.phrases import any_of

_ME = (
    "(?:em|minh|toi|tui|tao|ad|e|mk|mik|ben em|ben minh|chung toi|chung em|chung minh|shop em|shop minh|shop|cong ty)"
)
#: The writer says who he is or where he lives.
SELF = re.compile(rf"(?<!\w){_ME} (?:la|ten|ten la|o|song o|nha o|que) [a-z]")
#: Behind it stands the name of the writer, or of a victim.
NAMES_HIMSELF = re.compile(
    rf"(?<!\w)(?:{_ME} (?:la|ten|ten la)|{_ME}|ho ten|nguoi (?:dang|viet|gui|gui don|lam don|to cao|trinh bao|bi hai)"
    r"|nan nhan|gia (?:mao|danh)(?: [a-z]{2,5}){0,2}|mao danh(?: [a-z]{2,5}){0,2})(?: la| ten)?\s?:?\s{1,2}"
)
#: Somebody borrowed: neither a loan that is offered ("khoản vay 5 triệu") nor a skirt ("váy").
_BORROWED = (
    "(?<!khoan )(?<!goi )(?<!phi )(?<!app )(?<!cho )(?<!so )(?<!muc )vay (?:tien|cua|em|minh|toi|chi|anh|ban|[0-9])"
)
#: A debt collector speaks of a person whom he shames: a victim.
DEBT_SHAME = any_of(rf"""
    (?<!hang )(?<!khach )con no (?:\d|shop|em|minh|toi|tui|ben|ngan hang|goc|lai|chua|nhieu|khoan|so tien)
    (?<!hang )(?<!khach )con no tien (?!dien|nuoc)
    no (?:toi|em|minh|tui|chi|anh|shop)~40(?:khong|ko|k|chua) (?:chiu )?tra
    (?:tron|bung|quyt|xu) no
    (?:no|xu|bung|quyt) (?:tien )?hui
    (?:muon|{_BORROWED})~25(?:xu (?:luon|no|roi|$)|bung|quyt|tron|block|chan|(?:khong|ko|k|chua) (?:chiu )?tra)
    no tien (?:khong|k|ko) tra
    vay (?:tien )?(?:roi |xong )?(?:cua ~25)?(?:khong|k|ko|chua|bung|tron) ?~12tra
    qua han (?:tra no|thanh toan)
    vay~40(?:qua han \d|tron tranh)
    no (?:app|ngan hang)~20qua han
    no qua han(?! (?:van|cung|deu|duoc))
    khoan (?:vay|no)~50(?:(?:khong|chua|ko|k) (?:chiu )?(?:tra|thanh toan|dong)|tron|qua han)
    (?:nhac|bao|yeu cau)~40tra no
    keu (?:no|vo chong|gia dinh)~20tra (?:no|tien)
    no xau~30tron
""")
#: Officials and police by rank or office, as those who act; and that somebody only poses as one.
OFFICIAL = any_of(r"""
    (?:dai|thuong|trung|thieu) (?:uy|ta|tuong)
    csgt
    canh sat giao thong
    can bo
    (?:pho )?(?:chu tich|bi thu|giam doc (?:so|cong an))
    (?:pho )?truong (?:cong an|thon|ban|khu pho|phong)
    cong an (?:phuong|xa|huyen|quan|tinh|thanh pho|thi tran)
    (?:ubnd|uy ban)
    dang vien
    dai bieu
    (?:quan|tham) (?:tham|quan|chuc)
    dia chinh
""")
#: The plainest of them without blanks, for texts whose letters are set apart.
SQUEEZED_RANKS = (
    "daiuy", "thuonguy", "trunguy", "thieuuy", "thuongta", "trungta", "thieuta", "csgt", "canhsatgiaothong",
    "truongcongan", "chutichxa", "chutichhuyen", "chutichphuong", "canbodiachinh", "canboxa", "canbophuong",
)  # fmt: skip
#: Tricks of ``Normalised.tricks`` that do so. In other texts "trung tâm" would read as a rank.
SETTING_APART = ("spaced", "dotted", "glued")
SEPARATORS = re.compile(r"[\s.,\-_/*]+")
POSING = any_of(r"""
    (?:gia|mao) (?:danh|mao|lam)
    mao danh
    (?:tu )?xung (?:la|danh)?
    gia (?:cong an|canh sat|can bo|dang|bo)
    khong phai (?:cong an|canh sat|can bo)
    lua dao qua mang
""")
#: Turning to officials is not speaking of what they did.
TURNING_TO = re.compile(r"(?:bao|len|ra|den|toi|gui|qua|cho|voi|nho|hoi)(?: voi| cho| len)?\s$")
