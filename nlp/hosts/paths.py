"""Paths of links: whether the page behind one advertises betting, which on an official host means a break-in."""

from __future__ import annotations

import re
from urllib.parse import unquote

from nlp.hosts.words import bookmaker_in
from nlp.normalise.characters import fold_each

_CUT = re.compile(r"[/?&=#.+,;:!~()]+|%20")
#: What pages that sell betting call themselves, between hyphens or run together.
_SELLS = re.compile(
    r"no-?hu|nha-?cai|tai-?xiu|xoc-?dia|ban-?ca-?(?:doi-?thuong|h5)|game-?bai|casino|baccarat|slot(?:-?game|s)?\b|soi-?keo"
    r"|ca-?cuoc|ca-?do|lo-?de-?online|keo-?nha-?cai|da-?ga-?(?:truc-?tiep|thomo)|jackpot|poker|xo-?so-?online|soi-?cau"
)
_PROMISES = re.compile(
    r"uy-?tin|dang-?ky|dang-?nhap|tai-?app|link-?vao|khuyen-?mai|doi-?thuong|nap-?rut|truc-?tuyen|online|bonus|tang-?\d"
    r"|\d{2,}k\b|apk|slot|vip\b|\bbet|88|789|99|68\b|79\b"
)
#: Words of news, warnings and rules: a page about gambling, not one that offers it.
_ABOUT = re.compile(
    r"triet-?pha|bat-?giu|bat-?qua|khoi-?to|canh-?bao|phong-?chong|to-?giac|lua-?dao|cong-?an|toi-?pham|xu-?ly|xu-?phat"
    r"|danh-?bac|xet-?xu|vu-?an|duong-?day|canh-?giac|pha-?an|nghi-?dinh|thong-?tu|luat|tac-?hai|tuyen-?truyen|tham-?gia"
)
_MOST = 400


def advertises_betting(path: str) -> bool:
    """Whether a path (with its query) names a betting house, or a betting game with what is promised for it.

    Only its first 400 characters are read. News and warnings about gambling do not count.
    """
    folded = fold_each(unquote(path[:_MOST])).lower().replace("_", "-")
    if _ABOUT.search(folded):
        return False
    if any(bookmaker_in(piece) for segment in _CUT.split(folded) for piece in (segment, *segment.split("-")) if piece):
        return True
    return bool(_SELLS.search(folded)) and bool(_PROMISES.search(folded))
