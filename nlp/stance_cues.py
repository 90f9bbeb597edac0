"""The turns of speech by which ``stance`` tells whose an indicator is, in folded text."""

from __future__ import annotations

import re

from nlp.phrases import any_of

#: A statement about somebody who cheats.
ACCUSING = any_of(r"""
    lua dao
    (?:bi|ke|thang|con|lu|bon) lua
    lua (?:tien|minh|em|toi|tui|chi|me|bo|ba|nguoi|ca|het|dc|duoc|mat)
    bi [^!?\n]{0,40}? lua(?! dao)
    scam\w*
    lua ga
    (?:han|no)(?: dang)? (?:lua|dung|goi|nhan|bao|doi|keu|bat)
    (?:lap|lay) (?:nick|anh|acc)
    so (?:vua |la )?goi (?:cho )?(?:minh|em|toi)
    (?:gia|mao) (?:mao|danh)
    chiem doat
    an chan
    (?:quyt|bung) (?:tien|hang)
    tranh xa
    canh giac
    (?:can than|coi chung) (?:voi)?
    ne (?:gap|ra|ngay)
    doi tuong
    ke (?:gian|xau|nay)
    (?:thang|con|nick|trang|web|link|so|stk|tk|tai khoan|page|shop) nay
    (?:bon|lu|tui) (?:no|nay|chung|lua)
    no (?:nhan|bao|dung|chan|goi|gui|keu|bat|lua)
    cua (?:no|thang|ke|bon|con) ?(?:nay|do|lua)?
    chu (?:so|stk|tk|tai khoan|nick|zalo|sim)
    chan (?:minh|em|toi|zalo|fb|face|lien lac)
    mat (?:tien|so tien|trang|lien lac)
    khong (?:giao hang|gui hang)
    (?:boc )?phot
    to cao
    (?:da|bat|yeu cau|doi) (?:ck|chuyen|nap|coc)
    fake
    (?:trang|web|website|link|app|page|fanpage|tin nhan|tele|telegram|admin|kenh|nhom|ke|so) (?:gia|fake)
""")
ME = "(?:em|minh|toi|tui|con|chau|ad|ben em|ben minh|chung toi|shop em|shop minh|shop)"
#: The reporter's own way to be reached.
OWN = any_of(rf"""
    (?:lien he|lien lac|lh) (?:voi |cho )?{ME}
    (?:la|thuoc) cua {ME}
    (?:ib|nt|inbox|zalo|goi|lh|alo) e(?!\w)
    gia dinh {ME}
    {ME} (?:la|ten|ten la) [a-z]{{1,7}}(?: [a-z]{{1,7}})? ?\(
    (?:sdt|so|so dt|so dien thoai|zalo|fb|face|tele|telegram|mail|email|stk|tk|tai khoan) (?:cua )?{ME}
    (?:goi|nhan|ib|inbox|alo|pm|zalo|nhan tin|bao tin|cho) (?:cho |qua |giup |voi )?{ME}(?! hoi)
    bao (?:cho |giup |lai )?{ME} (?:qua|theo|so|sdt|zalo|nhe|nha|voi|0)
    {ME} (?:la|ten la|ten|o) ~40(?:sdt|so dt|zalo|lien he)
    (?:me|bo|ba|ma|cha|ong|chi|anh|vo|chong|ban|nguoi nha|gia dinh) {ME} ~12(?:so|sdt|zalo|stk|tk)
    (?:vao|lap) (?:nhom|group)
    ai (?:cung )?(?:bi|biet|gap|co)~60(?:lien he|ib|inbox|nhan|goi|bao|zalo|qua so)
    de (?:duoc |em |minh )?(?:ho tro|cung trinh bao|cung to cao|lam don)
    chinh chu
    so that cua
    (?:nick|so|shop) (?:that|chinh)
""")
#: The writer says who he is or where he lives.
SELF = re.compile(rf"(?<!\w){ME} (?:la|ten|ten la|o|song o|nha o|que) [a-z]")
#: Somebody else whom the reader is told to turn to.
TO_AUTHORITY = any_of(r"""
    (?:bao(?! hiem)|goi|lien he|trinh bao|phan anh|to giac|thong bao|den|toi|tong dai|hotline)~40(?:cong an|canh sat)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:ngan hang|co quan|dieu tra vien)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:luat su|cuc an toan)
    (?:goi|bao(?! hiem)|lien he|phan anh)~40(?:tong dai|hotline|truc ban)
    duong day nong
    (?:hotline|tong dai) (?:cua|chinh)
    (?:website|web|trang|so) chinh thuc
    that la
    luat su
""")
#: A debt collector speaks of a person whom he shames: a victim.
DEBT_SHAME = any_of(r"""
    con no
    (?:tron|bung|quyt|chay) no
    no tien (?:khong|k|ko) tra
    vay (?:tien )?(?:roi |xong )?(?:cua ~25)?(?:khong|k|ko|chua|bung|tron) ?~12tra
    qua han (?:tra no|thanh toan)
    no qua han
    khoan (?:vay|no)~50(?:khong|chua|tron|qua han)
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
RIVAL = any_of(r"""
    (?:shop|ben|web|nha cai|trang|page|ad|admin|cho|nguoi) (?:ben )?(?:kia|do|khac|x)
    (?:tele|telegram|zalo|admin|kenh|nhom|trang|web) gia
    (?:gia|mao) (?:mao|danh) (?:ben|shop|ad|admin|trang) (?:em|minh|nay)
""")
#: The offerer turns back to himself.
OURS = any_of(rf"""
    (?:qua|sang|ve|den|ben|cua|that) (?:ben )?{ME}
    (?:uy tin|chinh chu|chinh thuc|chinh hang)
    mua ~40(?:ib|inbox|lh|lien he)
""")
