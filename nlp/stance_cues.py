"""The turns of speech by which ``stance`` tells whose an indicator is, in folded text."""

from __future__ import annotations

import re

from nlp.phrases import any_of

#: A statement about somebody who cheats.
ACCUSING = any_of(r"""
    (?:goi|nhan tin|nhan|lien lac) (?:bang|tu)(?: so)?
    (?:thang|con|dua|ke|nguoi) (?:tu )?(?:nhan|xung) la
    (?:thang|con|dua|ke|bon|lu) (?:copy|an cap|nhai|mao)
    (?:so|stk|tk|zalo|nick|fb|sdt|tele) (?:cua )?no
    no (?:lap|tao|lam|nhai|copy)
    tong tien
    (?:cung|toan|chuyen|lai) lua
    chu nhan
    (?:thang|con|dua|ke|no|nguoi) (?:nay )?(?:goi|nhan|add|ib) (?:cho )?(?:em|minh|toi|tui)(?: bang| tu| qua)?(?: so)?
    (?:add|keo|moi|ru|dua) (?:minh |em |toi |me |con )?(?:vao|vo) (?:nhom|group|kenh|san|box)
    (?:dung|cho) (?:co )?(?:nghe|tin)
    (?:du|du do|du ga) (?:minh|em|toi|me|nguoi|nap|dau tu)
    (?:khong|ko|k) (?:cho |the )?rut(?: duoc)?
    rut (?:khong|ko|k) (?:duoc|ra)
    (?:sap|dinh) bay
    (?:dua|ten|thang|con|ke|bon|lu) (?:lua|gian|bip|lua dao)
    xu (?:tien|keo|coc)
    (?:san|web|trang|app|shop|nhom|kenh|so|nick|page|tk|stk) lua(?: dao)?
    nan nhan (?:cua|bi|san|web|app)
    (?:bi|dinh|gap|trung|chung) (?:chung |phai |trung )?(?:so )?(?:stk|tk|so tk|tai khoan)
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
ME = (
    "(?:em|minh|toi|tui|tao|ad|e|mk|mik|ben em|ben minh|chung toi|chung em|chung minh|shop em|shop minh|shop|cong ty)"
)
#: A word of a name, or any but those that lead to a number.
NAME = "(?!(?:qua|so|sdt|stk|tk|dt|zalo|bao|bang|vao|theo|dung|thi|la|bi)(?!\\w))[a-z]{1,7}"
#: What belongs to him.
CONTACT = (
    "(?:sdt|so|so dt|so dien thoai|may|zalo|fb|face|facebook|tele|telegram|mail|email|stk|tk|tai khoan"
    "|web|website|trang)"
)
KIN = "(?:me|bo|ba|ma|cha|ong|chi|anh trai|chi gai|em trai|em gai|con trai|con gai|vo|chong|ban|nguoi nha|gia dinh)"
#: What the accused did to the writer's own account is not said of the writer's.
NOT_HIS = "".join(f"(?<!{word} )" for word in ("add", "chan", "block", "nhan", "ket ban", "hack", "cuop", "khoa"))
#: "nhắn mình vào link …": he was led there.
NOT_LED = "(?! (?:hoi|vao|bam|nap|chuyen|ck|truy cap|dang nhap|tai|cai|nhap|mua|tham gia|dang ky|bao|noi))"
#: The reporter's own way to be reached.
OWN = any_of(rf"""
    nguoi (?:gui don|to cao|viet don|trinh bao|dang bai|bao tin|viet)(?: ?:)?(?: [a-z]{{2,7}}){{0,4}}
    (?:shop|ben|nha|tiem|quan|cong ty) (?:em|minh|toi|chung toi) (?:so|sdt|dung so)
    (?<!lua )(?<!no bao )(?<!no goi ){KIN} {ME}(?: {NAME}){{1,4}}(?=[ ,:(]{{1,3}}0\d)
    (?:xin|vui long) (?:goi|lien he|bao|nhan|inbox|alo)(?: (?:ve|cho|ngay|so|qua|zalo|sdt)){{0,2}}(?=[ :]{{1,2}}0\d)
    thong tin (?:xin )?(?:gui|bao|lien he)(?: (?:ve|cho|qua|so)){{0,2}}(?=[ :]{{1,2}}0\d)
    (?<!lua ){ME} (?:la|ten|ten la)(?: {NAME}){{1,4}}(?=[ ,:(]{{1,3}}0\d)
    {ME} (?:dung|xai) (?:so|sdt|zalo|so dien thoai)
    (?:ck|chuyen)(?: khoan| tien)? tu (?:stk|tk|tai khoan|so tk|so tai khoan)
    (?:tk|tai khoan|stk) nguon
    (?:lien he|lien lac|lh) (?:voi |cho )?{ME}
    (?:la|thuoc) cua {ME}
    (?:ib|nt|inbox|zalo|goi|lh|alo) e(?!\w)
    gia dinh {ME}
    {ME} (?:la|ten|ten la) [a-z]{{1,7}}(?: [a-z]{{1,7}})?(?= ?\()
    {NOT_HIS}{CONTACT} (?:nhan )?(?:cua )?{ME}
    (?:toi|minh|em) ?: [a-z]+
    {ME} (?:ban|chuyen|kinh doanh|mo|lam)~30(?:web|website|page|fanpage|shop)
    (?:so|web|website|page|shop|nick|tk|stk)~12chi (?:co|dung)
    (?:shop|tiem|quan|cong ty|ben em|cua hang|nha xe|phong kham) chi (?:co|dung|ban|nhan)
    (?:stk|tk|tai khoan)(?: (?!no|lua|lay|cua|cho)[a-z]+){{1,3}} cua {ME}
    (?:goi|nhan|ib|inbox|alo|pm|nhan tin|bao tin) (?:cho |qua |giup |voi |truc tiep )?{ME}{NOT_LED}
    bao (?:cho |giup |lai )?{ME} (?:qua|theo|so|sdt|zalo|nhe|nha|voi|0)
    gui (?:cho |ve )?{ME} (?:qua|theo|ve)
    bao (?:cho |giup |lai |ngay )?{ME}(?=[ (:]{{1,2}}0\d)
    {ME} (?:la|ten la|ten|o) ~40(?:sdt|so dt|dt|dien thoai|zalo|lien he)
    (?<!lua )(?<!no bao )(?<!no goi ){KIN} {ME} ~12(?:so|sdt|zalo|stk|tk)
    (?<!lua )(?<!no bao )(?<!no goi ){KIN} {ME}(?=[ ,:(]{{1,3}}0\d)
    (?:add|ket ban|nhan|ib|goi|qua) (?:zalo|fb|face|tele|sdt|so) {ME}(?= ?:? ?[(]?0\d)
    (?:nha truong|truong|trung tam|benh vien|cong ty) chi (?:thu|dung|nhan|ban|lien he)(?: tien)?(?: qua)?
    (?:minh|em|toi|moi|da) lap (?:nhom|group)
    (?:ai|moi nguoi|mn|ace|ae|anh em|nan nhan|cung|hay)[^!?\n]{{0,60}}(?:vao|vo|tham gia) (?:nhom|group|box)
    (?:nhom|group|box)(?: [a-z]+){{0,2}} (?:nan nhan|(?:nguoi )?bi hai|to cao|doi lai)(?:[^!?\n:]{{0,40}}(?=:))?
    (?:cong ty |ben |shop |nha )?(?:chung toi|em|minh|toi|shop) (?:chi|luon|van) (?:dung|co|lien he|nhan|ban qua)
    {CONTACT} (?:duy nhat|rieng|moi|cu|chinh thuc) cua {ME}
    (?:goi|lien he|bao|bao tin)(?: cho| ve)? gia dinh
    gui (?:ve )?(?:cho )?(?:admin|bqt|ban quan tri)
    ai (?:cung )?(?:bi|biet|gap|co)~60(?:lien he|ib|inbox|nhan|goi|bao|zalo|qua so)
    de (?:duoc |em |minh )?(?:ho tro|cung trinh bao|cung to cao|lam don)
    chinh chu
    so that cua
    (?:mail|email|web|website|trang|page) that cua (?:cong ty|shop|ben|truong|em|minh)
    (?:nick|so|shop) (?:that|chinh)
""")
#: The writer says who he is or where he lives.
SELF = re.compile(rf"(?<!\w){ME} (?:la|ten|ten la|o|song o|nha o|que) [a-z]")
#: "tự xưng công an", "giả khách sạn": nobody else comes into the story.
NOT_POSING = r"(?<!\w)(?<!xung )(?<!xung la )(?<!gia )(?<!gia lam )(?<!danh )"
#: Somebody else: whom the reader is told to turn to, or who comes into the story.
THIRD_PERSONS = any_of(r"""
    chi nhanh
    (?:nan nhan|nguoi bi hai)(?: (?!cua|bi|san|web|app|tiep|vao|thi|la)[a-z]{2,7}){1,4}(?= ?[(])
    (?:nan nhan|nguoi bi hai)(?: (?:la|ten|ong|ba|anh|chi) [a-z]{2,7}| ?:)(?: [a-z]{2,7}){0,4}(?=[ ,:(])
    (?:khach san|resort|nha nghi|benh vien|phong kham|phong y te|nha truong|truong hoc|toa soan|van phong)
    (?<!thang )(?<!con )(?<!ke )(?:phong vien|nha bao|bac si|luat su)(?! (?:dom|gia|rom|lua))(?: [a-z]+){0,3}
    (?<!co )(?<!thay )(?:ky su|giang vien|giao vien|chu nhiem|bao ve)
    (?:cho|gap|qua) (?:anh|chi|co|chu|bac|ong|ba) (?:ay|do)
    (?<!la )chu (?:nha|shop|quan|tiem|xe|dat|can ho|khach san)(?: that)?(?: [(]?(?:co|chu|anh|chi|bac|ong|ba) [a-z]+)?
    so (?:doi|phong|ban|khoa|cua hang|van phong|truc|quan)
    (?:truong thon|to truong|truc ban|bo phan tiep dan)
    (?:can bo(?: thu ly)?|dieu tra vien)(?: [a-z]+){0,3}
    (?:ca|cong an|cand) (?:quan|phuong|xa|huyen|tinh|thanh pho|tp|khu vuc|thi tran)
    (?:co giao|thay giao|co chu nhiem|thay chu nhiem)
    (?:goi|lien he|lh|hoi|gap|nhan) (?:anh|chi|co|chu|bac|thay|ong|ba|cau) (?!nay|do|ay|ta|em|trai|gai)[a-z]{2,7}
    (?:tra|check|kiem tra|tim|xem) (?:o|tren|scam)
    (?:ban quan ly|to dan pho|hoi dong huong|trung tam bao ve)
    (?:bao(?! hiem)|goi|lien he|trinh bao)~40(?<!xung )(?<!gia )(?<!la )(?:cong an|canh sat)
    (?:phan anh|to giac|den|toi|tong dai)~40(?<!xung )(?<!gia )(?<!la )(?:cong an|canh sat)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:ngan hang|co quan|dieu tra vien)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:luat su|cuc an toan)
    (?:goi|bao(?! hiem)|lien he|phan anh)~40(?:tong dai|truc ban)
    (?:goi|bao(?! hiem)|lien he|phan anh)~20hotline(?: [a-z]+){1,4}
    duong day nong
    (?:hotline|tong dai) (?:cua|chinh)
    (?:website|web|trang|so) chinh thuc
    (?<!lua )(?<!lua dao )that la
    homestay
    (?:goi|lien he|hoi) (?:khoa|phong|ban|bo phan|to) [a-z]+
    so tren (?:ban do|mang|google|web that|hop|bill|bien hieu)
""", before=NOT_POSING)
#: Right behind an indicator: what a swindler did by it.
DOES = re.compile(
    r"[\s,)\-:]{1,3}(?:thi |lai |da |vua |cu |toan |hay |nay |do |roi )?"
    r"(?:goi|nhan tin|nhan|doi|bao|keu|bat|yeu cau|du|lua|gia|add|ket ban|xung"
    r"|tu xung|mao danh|hua|chan|an chan|moi|khong (?:ai )?(?:nghe|bat)"
    r"|thue bao|khoa may|tat may|rao|dang ban|chuyen lua)(?!\w)"
    r"(?! (?:cho |giup |ho |lai )?(?:em|minh|toi|tui|shop)(?: (?:voi|nhe|nha|nhen|a))?(?:$|[.!,\n]))"
)
#: The same of one whom an offer runs down, or warns of: ``link … là giả``.
IS_FALSE = re.compile(
    r"[\s,)\-:]{1,3}(?:deu |toan )?(?:la )?(?:cua |hang )?(?:bon |lu |ke |web |trang |link |acc )?"
    r"(?:gia|fake|lua|mao danh|nhai|(?:toan |chuyen )(?:bao lao|lao|bip|lua|chim moi)|bung|quyt)(?!\w)"
)
#: Right behind an indicator: the writer has nothing to do with it.
NOT_OURS = re.compile(
    r"[\s,(]{1,3}(?:nay |do )?(?:khong|ko|k|chang) phai (?:la )?(?:cua )?(?:em|minh|toi|tui|shop|ben em)(?!\w)"
)
#: Right before an indicator: the reader is told to call there.
TOLD = re.compile(
    r"(?<!\w)(?:bao|goi|lien he|lh|alo|ib|nhan)(?: (?:ngay|gap|ve|cho|so|qua|theo|sdt|zalo|lai)){0,3}[: ]{1,2}$"
    r"|(?<!\w)(?:thanh toan|chuyen|tra|nop|ck)(?: (?:tien|no))? (?:vao|qua|ve)"
    r"(?: (?:stk|tk|so tk|so tai khoan|tai khoan))?[: ]{1,2}$"
)
#: Right behind an indicator: it is the writer's own.
OURS_AFTER = re.compile(
    r"[\s,(]{1,3}(?:(?:[a-z]+ )?(?:la )?(?:stk |so |tk |sdt )?cua (?:em|e|minh|mk|toi|tui|tao|chung toi"
    r"|ben em|nha minh|gia dinh em|shop em|shop minh)|(?:giup|dum|ho) (?:em|minh|toi|tui))(?!\w)"
    r"(?! (?:da )?(?:bi|chuyen|ck))"
)
#: The writer takes somebody's part, or takes an accusation back.
EXONERATING = any_of(r"""
    (?:khong|ko|k|chang) (?:he )?lien quan
    (?:ghi|viet|dang|go|nhap|nham) (?:nham|lon|sai)(?: so)?
    (?:bi|to|noi|vu|don|mang) oan
    vo can
    dinh chinh
    (?:khong|ko|k) phai (?:la )?(?:lua dao|ke lua|nguoi lua|scam|nguoi xau)
    la nham
    lam an (?:dang hoang|uy tin|tu te)
    bi (?:hack|mat|cuop) (?:nick|acc|sim|zalo|fb)
""")
#: Whom a boast is about: one who was paid.
PAID = any_of(r"""
    (?:khach|thanh vien|hoi vien|anh em|ae|ban|nguoi choi|bac)~30(?:rut|nhan|ve|an)~25
    (?:rut|nhan|tra)[^!?\n]{0,30}ve (?:tk|stk|tai khoan|vi)
    (?:rut|tra thuong|thanh toan)~20(?:cho )?(?:khach|thanh vien|hoi vien|nguoi choi)
""")
#: A debt collector speaks of a person whom he shames: a victim.
DEBT_SHAME = any_of(r"""
    con no (?:\d|shop|em|minh|toi|tui|ben|ngan hang|goc|lai|chua|nhieu|khoan|tien (?!dien|nuoc)|so tien)
    no (?:toi|em|minh|tui|chi|anh|shop)~40(?:khong|ko|k|chua) (?:chiu )?tra
    (?:tron|bung|quyt|xu) no
    (?:muon|vay) (?:tien )?~25(?:xu (?:luon|no|roi|$)|bung|quyt|tron|(?:khong|ko|k|chua) (?:chiu )?tra)
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
RIVAL = any_of(r"""
    (?:can than|canh giac|ne|tranh)(?: voi)? (?:nha cai|web|san|trang|kenh|ben|cong|thang|con|so)
    canh bao (?:ben|so|web|trang|thang|con|tk|stk)
    (?:tay chay|tranh xa|ne ngay|bo ngay|dung choi|dung nap)(?: cong| web| san| nha cai| trang)?
    (?:cong|web|san|nha cai|trang|link) (?:lua dao|lua|bip|gia)
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
