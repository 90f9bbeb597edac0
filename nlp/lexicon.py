"""Folded phrases that the signals and the screen look for, by what they say, and the words of civic life.

All are in folded letters (``nlp.folding.fold``) with single spaces and are matched on word boundaries.
A list says what a phrase *means*; whether it counts for or against an offer is said in ``nlp/signals.py``.
"""

from __future__ import annotations


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.strip() for phrase in text.replace("\n", ",").split(",") if phrase.strip()))


#: Civic, political, religious and labour life, gatherings and the press about them. No n-gram of the model
#: that holds one of these, or is part of one, may have a positive weight (``tests/nlp/test_model.py``).
CIVIC = _phrases("""
    no luong, bi no luong, ban kien nghi, kien nghi, ung ho be, xin cuu be, xin cuu, quyen gop, tu thien, gay quy,
    quy tu thien, cuu tro, manh thuong quan,
    nha hao tam,
    hoan canh kho khan, thien nguyen, ba con, xin ung ho, ung ho gia dinh, tien ung ho, donate, ho dan, to dan pho,
    xa lu, lu lut,
    benh nhan ngheo, thuong chau, xom em, trung thu cho em, bua sang cho em,
    bieu tinh, dinh cong, bai cong, tuan hanh, xuong duong, tuan hanh on hoa, toa khang, tuyet thuc, bieu ngu,
    bang ron, khieu nai dat dai, khieu kien, don khieu nai, don to cao, dan oan, cuong che, thu hoi dat,
    giai phong mat bang, den bu dat, boi thuong dat, tai dinh cu, kien nghi tap the, ky ten kien nghi,
    thinh nguyen, thu ngo, chu ky ung ho, quoc hoi, dai bieu quoc hoi, hoi dong nhan dan, uy ban nhan dan, ubnd,
    chinh phu, thu tuong, chu tich nuoc, tong bi thu, bau cu, ung cu vien, cu tri, la phieu, tiep xuc cu tri,
    dan chu, nhan quyen, tu do ngon luan, tu do bao chi, tu do ton giao, dang cong san, dang vien, chi bo,
    dai hoi dang, bo chinh tri, mat tran to quoc, chinh quyen, che do, doc tai, bat dong chinh kien,
    tu nhan luong tam, tham nhung, quan chuc, can bo xa, chu tich xa, chu tich phuong, bi thu, lanh dao tinh,
    nha nuoc ta, chong tham nhung, cong doan, lien doan lao dong, nghi viec tap the, ngung viec tap the,
    tang luong toi thieu, doi tang luong, doi quyen loi, cong nhan dinh cong, quyen nguoi lao dong,
    no luong cong nhan, no bao hiem cong nhan, dinh cong doi luong, ton giao, phat giao, cong giao, tin lanh,
    giao xu, giao phan, linh muc, giam muc, giao dan, thanh le, nha tho, giao hoang, phat tu, tang ni, thuong toa,
    dai duc, hoa thuong, phap hoi, khoa tu, an cu, cau sieu, cau nguyen, le phat dan, le vu lan, hoa hao, cao dai,
    dong bao dan toc, dan toc thieu so, nguoi khmer, tay nguyen, nguoi hmong, lgbt, binh dang gioi,
    hon nhan dong gioi, bao ve moi truong, chat cay xanh, o nhiem moi truong, xa thai, phan doi, len an, cong ly,
    minh oan, ban an bat cong, bao luc canh sat, canh sat giao thong, csgt, dan phong, to dan pho,
    thanh tra chinh phu, luat an ninh mang, hien phap, trung cau dan y, tuong niem, le tang, truy dieu, thap nen,
    mac niem, cau an, chia buon
""")

#: Somebody speaks who lost money or was nearly made to.
VICTIM = _phrases("""
    minh bi lua, em bi lua, toi bi lua, chau bi lua, me minh bi lua, minh vua bi lua, em vua bi lua, bi lua mat,
    bi no lua, bi chung no lua, lua minh, lua em, lua toi, lua cua minh, lua cua em, lua mat cua,
    da chuyen khoan cho, em da chuyen, minh da chuyen, toi da chuyen, chuyen xong bi chan, chan minh, chan em,
    chan so, chan facebook, chan zalo, chan lien lac, block minh, block em, block luon, bi block, mat sach,
    mat trang, khong tra lai, lay tien roi, khong giao hang, khong gui hang, om tien, xu coc, quyt coc, quyt tien,
    boc phot, phot, to cao doi tuong, trinh bao, da trinh bao
""")

#: A warning about somebody, addressed to everyone.
WARNING = _phrases("""
    canh bao, canh giac, luu y lua dao, can than, coi chung, de phong, tranh xa, dung tin, dung chuyen,
    dung chuyen khoan, dung bam, khong bam vao, khong nen tin, ke lua dao, ten lua dao, thang lua dao, con lua dao,
    dua lua dao, bon lua dao, lu lua dao, doi tuong lua dao, lua dao nhe, la lua dao, lua dao day, scam day,
    scammer, so tai khoan lua dao, stk lua dao, so dien thoai lua dao, sdt lua dao, thu doan, chieu tro, chieu lua,
    moi nguoi canh giac, moi nguoi can than, mn can than, mn canh giac, mn ne, ae ne, ca nha can than, khuyen cao,
    gia mao, mao danh, gia danh, tuyet doi khong, khong cung cap, khong chia se
""")

#: Somebody asks whether something is a fraud.
QUESTION = _phrases("""
    co phai lua dao, co lua dao khong, lua dao khong, lua dao ko, lua dao k, lua dao hong, co uy tin khong,
    co uy tin ko, uy tin khong moi nguoi, co that khong, co dang tin khong, co ai biet, co ai lam, ai biet,
    cho minh hoi, cho em hoi, cho hoi, cho e hoi, hoi ngu, xin hoi, moi nguoi oi cho, ai tung, ai da tung,
    hoi chut, phai lua dao khong, co nen tin
""")

#: The press and officials speak of crime.
NEWS = _phrases("""
    khoi to, bi can, bi cao, tam giam, bat tam giam, xet xu, tuyen phat, nam tu, toa an nhan dan, tand, vksnd,
    vien kiem sat nhan dan, co quan dieu tra, cqdt, co quan csdt, triet pha, duong day, theo dieu tra,
    theo cao trang, chuyen an, pha an, vu an, khai nhan, doi tuong nay, nhom doi tuong, cong an tinh, cong an tp,
    cong an quan, cong an huyen, phong canh sat, pho giam doc, phat ngon, hoi thao, dai dien, cho biet, theo ong,
    theo ba, ong cho hay, phat bieu, bao cao cua, thong ke, nghien cuu, chuyen gia, anh minh hoa, phong vien,
    theo bao, vtv, ttxvn
""")

#: A true sender warns or informs of one-time codes.
OTP_NOTICE = _phrases("""
    khong chia se, khong cung cap ma, khong cung cap otp, tuyet doi khong, khong tiet lo, khong gui ma,
    khong cho bat ky ai, ma otp la, ma xac thuc la, ma xac nhan la, ma otp cua, ma xac minh, ma giao dich,
    mat khau otp, hieu luc, het hieu luc sau, bao mat ma
""")

#: A code or a log-in is asked for.
OTP_ASKED = _phrases("""
    gui ma otp, gui lai ma, cho minh ma, cho em ma, doc ma, doc otp, cho xin ma, gui minh ma, gui em ma, nhap otp,
    cung cap otp, cung cap ma, gui otp, nhap ma otp, dang nhap de xac thuc, xac thuc ngay, nhap mat khau,
    nhap thong tin the, chup the, chup mat truoc, chup cccd, quet mat, anh hai mat
""")

#: A threat or a deadline.
URGENCY = _phrases("""
    se bi khoa, bi khoa, tam khoa, bi tam ngung, tam ngung, bi dinh chi, bi huy, se bi tru, bi tru, tru tien,
    het han, qua han, trong 24h, trong 24 gio, trong vong 24, trong 2 gio, trong 2h, trong 48h, trong ngay hom nay,
    ngay hom nay, ngay lap tuc, lap tuc, gap, khan, khan cap, truoc 17h, cuoi cung, lan cuoi, neu khong,
    neu khong phai, khong duoc chap nhan, cuong che thi hanh, lenh bat, truy na, phong toa, khoi kien,
    dau hieu bat thuong, dang nhap la, thiet bi khac, thiet bi la, bi xam nhap, bi thay doi, chua xac thuc,
    chua cap nhat, sap het han, chi con, so luong co han, co han
""")

#: One is told to do something at once, by link or message.
CALL_TO_ACT = _phrases("""
    bam vao, nhan vao, click, click vao, truy cap, vui long vao, vui long nhap, vui long nhan, nhap vao, vao link,
    bam link, an vao, dang nhap, dang ky tai, dang ky ngay, tai app, tai ung dung, tai ve, cai dat ung dung,
    ket ban, add zalo, lien he, lh, ib, inbox, nhan tin, ibox, alo, goi ngay, lien he ngay, cham zalo, zalo em,
    zalo minh, tele, telegram, quet ma, vao nhom, tham gia nhom, nhom zalo, link, de huy, de xac thuc, de nhan,
    de lay, de cap nhat, de doi, hoan tat ho so, gui thong tin, dk, dki, ib em, ib minh, cmt, cham, de lai sdt,
    nhan rieng, goi vao so, goi den so, goi so, goi luon cho, goi ngay cho, lam theo huong dan, theo huong dan cua
""")

#: A true employer, or an ordinary job.
EMPLOYER = _phrases("""
    phong van, gui cv, nop cv, ho so xin viec, hop dong lao dong, bhxh, bao hiem xa hoi, bhyt, luong cung,
    thu viec, luong thang 13, ca lam, lam ca, xoay ca, bao an, bao o, dia chi lam viec, lam viec tai, kcn,
    khu cong nghiep, quan an, nha hang, xuong, kinh nghiem, tot nghiep, fulltime, full time, parttime, part time,
    phuc vu, bung be, thu ngan, tai xe, cong nhan, tho may, ke toan, developer, fresher, gio hanh chinh,
    nghi chu nhat
""")

#: Work at home for daily pay.
EASY_WORK = _phrases("""
    viec nhe luong cao, viec nhe, lam tai nha, lam viec tai nha, lam them tai nha, kiem them thu nhap,
    thu nhap them, them thu nhap, kiem tien online, kiem tien, thao tac don gian, cong viec don gian,
    don gian de lam, chi can dien thoai, chi can 1 chiec dien thoai, chi can co dien thoai,
    chi can chiec dien thoai, co dien thoai, thoi gian ranh, ranh tay, ranh 30p, khong can coc, khong coc,
    khong can von, khong can kinh nghiem, ko can kinh nghiem, nhan luong ngay, luong trong ngay, nhan tien ngay,
    nhan tien trong ngay, nhan tien sau, tra luong ngay, thanh toan trong ngay, tra tien lien, rut tien ngay,
    nhiem vu, lam nhiem vu, tha tim, like video, bam tim, xem video, theo doi kenh, xu ly don hang,
    xu ly don dat hang, chot don ao, tang tuong tac, danh gia san pham, cong tac vien online, ctv online,
    tuyen ctv, so luong co han, hoa hong, do tuoi
""")

#: Profit promised.
PROFIT = _phrases("""
    loi nhuan, lai suat cao, sieu loi nhuan, cam ket loi nhuan, bao lai, bao loi nhuan, cam ket hoan von, hoan von,
    nhan doi, nhan 3, x2 tai khoan, x3 tai khoan, x10, lai moi ngay, lai ngay, loi nhuan moi ngay,
    loi nhuan thu dong, thu nhap thu dong, keo theo lenh, danh theo lenh, theo lenh chuyen gia, lenh chuan,
    nhat lai, ngoi nhat lai, chia loi nhuan, goi dau tu, dau tu nhieu huong nhieu, dau tu sieu loi nhuan,
    may chia tien, co may kiem tien, dong tien nhan doi, tai sinh tien, tu do tai chinh, thu nhap khong gioi han,
    nhom tin hieu, phim hang, co phieu sieu loi nhuan, doc lenh, copy trade, copytrade,
    khong rui ro, 100 loi nhuan, goi tu do tai chinh, chia lai, ve bo
""")

#: Money is lent, without questions.
EASY_LOAN = _phrases("""
    cho vay, vay tien, vay von, ho tro vay, vay nhanh, vay online, vay nong, vay tra gop, vay tin chap, bao no xau,
    no xau, khong the chap, khong tham dinh, khong goi nguoi than, giai ngan, giai ngan nhanh, duyet nhanh, cam do,
    boc ho, boc bat ho, tra gop ngay, chi can cccd, chi can cmnd, cmt hk, khong giu giay to, ra tien ngay,
    nhan tien sau 5 phut, alo la co tien, lai thap, dao han, rut tien the, rut the
""")

#: Papers, accounts and services that nobody sells honestly.
FORBIDDEN_GOODS = _phrases("""
    lam bang, bang gia, khong can thi, khong can di thi, khong can hoc, bao dau, phoi that, phoi goc,
    tra duoc tren he thong, so do gia, giay to gia, cccd gia, lam giay to, thue tai khoan, thue stk, mua tai khoan,
    ban tai khoan, thu mua tai khoan, mua stk, thue the, chay tien, rua tien, nhan tien ho, tien gia, bill gia,
    bien lai gia, fake bill, lam bill, hack fb, hack facebook, hack zalo, nhan hack, doc trom tin nhan, rip fb,
    rip nick, khoa facebook, ban data, web phishing, web lua, sms brandname, tram bts, quet khuon mat, ban via,
    ban clone, khong can di hoc, bao do, bao do 100, bao dau 100, khong thi, ho so goc, nhan bang tai nha,
    nhan bang roi thanh toan, nhan bang moi thanh toan, lam gplx, cap lai gplx,
    thu hoi tien, lay lai tien, lay lai nick, nhan lay lai
""")

#: Words of the same trades that honest people use too.
FORBIDDEN_HINTS = _phrases("""
    bang cap, bang dai hoc, bang lai xe, gplx, tem that, cong chung, so hong, giay kham suc khoe, mua the, ban the,
    tai khoan ngan hang, tk ngan hang, tk cong ty, doanh nghiep, kem sim, sim da kich hoat, xac thuc khuon mat,
    sinh trac, mat tien cham, usdt, tien ban, tien ao, ho tro lay lai, lay lai tai khoan, hack, xem trom,
    theo doi tin nhan, dinh vi so, ddos, data khach hang, data so dien thoai, file data, tra cuu thong tin,
    so dien thoai theo, via, clone, bm, nick co, via co, acc co, tut, source web, code web ngan hang, apk, rat,
    botnet, bypass, ekyc, brandname
""")

#: Games for money.
GAMBLING = _phrases("""
    nap dau, nap lan dau, thuong nap, nap 50k, nap 100k, nap toi thieu, rut sieu toc, hoan cuoc, vong cuoc,
    ca cuoc, ca do, nha cai, cong game, game bai, danh bai, bai doi thuong, doi thuong, no hu, nohu, ban ca, banca,
    tai xiu, taixiu, xoc dia, xocdia, baccarat, casino, song bac, da ga, truc tiep da ga, chon ga, choi ga,
    jackpot, quay hu, quay slot, mau binh, tlmn, rong ho, blackjack, roulette, bcr, lo de, so de, lo to, bach thu,
    btl, song thu lo, xien 2, dan de, soi cau, cau lo, chot so, chot lo, lo kep, nuoi lo, ty le an, 1 an 99,
    keo nha cai, keo thom, phim keo, keo xien, keo bong, tai keo, ty le keo, bao keo, lo thang, bao lo,
    dai ly cap 1, dai ly game, tan thu, thuong tan thu, khuyen mai tan thu, tang code, giftcode, code tan thu,
    tien cuoc, hoi vien moi, hoan tra khong gioi han, cuoc the thao, lode, vao choi, vao cuoc, md5, km nap, x2 nap,
    x3 nap, tang von, von khoi nghiep, khoi nghiep free, hoan tra cuoc, xsmb, xsmn, danh lo, danh de, ghi de,
    lot them, sieu hoan tra, cuu thua, tai app nhan, nap dau nhan, nhan 88k, tang tan thu, cong thuong,
    ban ca no hu, the bai, sanh bai, sanh game, khuyen mai nap, thuong nap dau, nap la, rut la, code 88k
""")

#: Words that betting sites use and others too.
GAMBLING_HINTS = _phrases("""
    nap 1, thuong, cuoc, the thao, keo, chap, xien, vip, cskh, hoi vien, thanh vien moi, trai nghiem,
    trai nghiem mien phi, tang ngay, nhan code, free code, link vao, poker, tien len, slot, slots, xo so, ve bo,
    nap tien, rut tien, diem cuoc, an 1 an, so dep, thanh vien, giai tri, rut nhanh, nap rut, ae choi, choi, nap,
    rut, game, sieu hoan tra, tang ban, hap dan, hoan tra
""")

#: A prize or a gift is promised.
PRIZE = _phrases("""
    trung thuong, trung giai, giai dac biet, giai nhat, qua tang, nhan qua, nhan thuong, tri an, tang qua, may man,
    khach hang may man, vong quay, boc tham, tang mien phi, mien phi, nhan ngay, diem thuong, doi qua, voucher,
    tro cap, ho tro tu, duoc nhan, hoan tien, hoan thue
""")

#: A stranger seeks closeness.
INTIMATE = _phrases("""
    tam su, tam su voi em, noi chuyen voi em, tro chuyen voi em, lam quen, ket ban lam quen, lam quen voi anh,
    goi cho em, em dang doi, em cho anh, co don, em buon, nho anh, thuong anh, yeu anh, em o mot minh, ban tam giao,
    tim ban doi, hen ho, lang nghe em, giong ngot ngao
""")

#: A debt is called in, with threats.
DEBT = _phrases("""
    no qua han, qua han, khoan no, khoan vay qua han, thanh toan khoan no, tra no, tron no, tron tranh, cham tra,
    khoi kien, khoi to, ho so khoi kien, chuyen ho so, ban giao hs, ban giao ho so, chuyen giao khoan vay,
    cong ty doi no, doi no thue, thu hoi no, don vi thu no, bo phan thu hoi, can bo phap ly, phong phap ly,
    ve tan nha, den tan nha, ve dia phuong, ve co quan, den co quan, cho lam viec, nguoi than, gia dinh,
    thong bao ve, uy tin danh du, loi dung tin nhiem, lam dung tin nhiem, chiem doat tai san, cau ket, dong pham,
    niem phong, ke bien, bat hop tac, khong hop tac, cam ket thanh toan, thanh toan gap, tat toan, dong lai
""")

#: Police, procuracy or court speak to one: a summons, a warrant, a case, secrecy.
SUMMONS = _phrases("""
    lenh truy na, lenh bat, lenh bat giam, truy na ong, giay trieu tap, trieu tap, yeu cau co mat,
    lien quan den vu an, lien quan vu an, lien quan den duong day, rua tien, hop tac dieu tra, phuc vu dieu tra,
    giu bi mat, tuyet doi giu bi mat, khong duoc tiet lo, khong noi voi ai, chung minh trong sach, tai khoan tam giu,
    phong toa tai khoan, kiem tra dong tien, tai khoan an toan, can cu tai lieu, can cu ho so, lenh tam giam,
    bien ban lam viec, cai dat phan mem, dieu tra vien, kiem sat vien, thi hanh an
""")

LISTS: dict[str, tuple[str, ...]] = {
    "civic_words": CIVIC,
    "victim_words": VICTIM,
    "warning_words": WARNING,
    "question_words": QUESTION,
    "news_words": NEWS,
    "otp_notice": OTP_NOTICE,
    "otp_asked": OTP_ASKED,
    "urgency": URGENCY,
    "call_to_act": CALL_TO_ACT,
    "employer": EMPLOYER,
    "easy_work": EASY_WORK,
    "profit": PROFIT,
    "easy_loan": EASY_LOAN,
    "forbidden_goods": FORBIDDEN_GOODS,
    "forbidden_hints": FORBIDDEN_HINTS,
    "gambling_words": GAMBLING,
    "gambling_hints": GAMBLING_HINTS,
    "prize": PRIZE,
    "debt_words": DEBT,
    "summons": SUMMONS,
    "intimate": INTIMATE,
}
