"""What Vietnamese personal names are made of, folded: family names, and the syllables of middle and given names.

Written from general knowledge of the language; the family names are those of the Kinh and of the larger minorities.
"""

from __future__ import annotations

from nlp.phrases import words_of

SURNAMES = frozenset(
    words_of(
        """au bach ban bien bo bui cam cao chau chu cu cung dam dang danh dao dau diep dieu dinh do doan duong
        giang giap ha han hau ho hoang hong hua huynh kha khong khuc khuong khuu kieu kim kpa ksor la lai
        lam lau le lieu lo lu luc luong luu ly ma mac mach mai ngan nghiem ngo nguyen nham nhu nie ninh nong
        on ong pham phan phang phi pho phung quach quan que ro sam siu son sung ta tang thach thai than thi
        thieu tiet tieu to ton tong tran trieu trinh truong tu ung uong van vang vi vien vo vu vuong y"""
    )
)
#: Middle and given names.
GIVEN = frozenset(
    words_of(
        """a ai an anh ba bac bach bang bao bay be bich bien binh boi ca cam canh cat chau chi chien chin chinh
        chuc chung chuong co cong cuc cuong dai dan dang danh dao dat diem dien diep dieu dinh do doan doanh
        dong du duc dung duong duy duyen gam gia giang giao ha hai han hang hanh hao hau hien hieu hoa hoai
        hoan hoang hoi hong hop hue hung huong huu huy huyen huynh kha khai khang khanh khiem khoa khoat
        khoi khue khuong khuyen kien kiet kieu kim ky la lai lam lan lanh lap le len li lich liem lien lieu
        linh loan loc loi long luan luat luc luong luu luyen luyn ly mai man manh mao mau men mi mien minh
        mo mong my na nam nang nga ngan nghi nghia nghiem ngoan ngoc nguyen nguyet nha nhai nhan nhat nhi
        nhien nho nhu nhuan nhue nhung ni ninh no nu nuong oanh panh pao pha phan phap phat phi phong phu
        phuc phung phuoc phuong quan quang que quoc quy quyen quyet quynh sa sam san sang sanh sau si sinh
        son song suong sy ta tai tam tan thach thai tham than thang thanh thao the thi thien thiep thiet
        thieu thinh tho thoa thoai thoi thom thong thu thuan thuat thuc thue thuong thuy thuyen tich tien
        tiep tin tinh to toai toan ton tra trai tram trang tri trien trieu trinh trong truc trung truong
        truyen tu tuan tue tung tuoi tuong tuyen tuyet ty ut uy uyen van vang vi vien viet vinh vo vu vuong
        vy xinh xuan xuong xuyen y yen"""
    )
)
