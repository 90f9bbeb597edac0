"""Whom a host name imitates, and how. Rules only: every verdict has a reason that a person can check."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from nlp.hosts.known import brand_by_key, brands
from nlp.hosts.names import Parts, unicode_of
from nlp.normalise.characters import fold_each
from nlp.normalise.scripts import latin_twin
from nlp.phrases import words_of

#: A short token that no word holds.
_DISTINCT = frozenset({"vcb"})
#: Short tokens that stand for nothing else in names, so that they count like long ones.
_RARE = frozenset(words_of("vcb bidv hsbc vneid vssid vnpt tpbank vpbank hdbank mbbank msbank bhxh"))
#: Short tokens that ordinary names hold too: they count only beside one of the hints.
_HINTS = frozenset(
    words_of(
        """v i m e s x vn vi vip svip vvip bank banking ebank ibank ibanking mbanking digibank online mobile app
    apps     login dangnhap xacthuc xacminh hotro cskh care support help web wed wvw ww www the card credit taikhoan tk
    khachhang kh doidiem diem thuong tangqua qua tri an trian uudai khuyenmai km su kien sukien event gift nhanqua
    nhantien chuyentien chuyenkhoan smart smartbanking secure verify update capnhat pay money vay vayvon vaytien
    shop mall store sale tuyendung ctv vietnam viet nam hcm hn com net org gov asia pro plus vnd usd otp id"""
    )
)
#: Endings that cost next to nothing and are used for throw-away names.
RISKY_SUFFIXES = frozenset(
    words_of(
        """top xyz vip cc club icu cyou cfd sbs click link live life win bet online site website space shop store
    fun     work world today rest bond lol quest monster buzz bid loan men cam pw tk ml ga cf gq best one ink mobi su
    skin hair beauty makeup autos mom pics bar uno run tech support services center company sh ly li is asia"""
    )
)
_HOME_SUFFIXES = frozenset({"vn", "com.vn", "com", "net.vn", "org.vn"})
#: Words and firms that happen to stand one letter from a brand.
_OWN_WORDS = frozenset(words_of("telegraf telegrad amazone viettech facelook tiktak"))
#: Banks of other countries, which own their name under many endings.
_INTERNATIONAL = frozenset(
    words_of("hsbc standardchartered uob dbs cimb shinhanbank wooribank kasikornbank publicbank hongleongbank")
)
_LEET = str.maketrans("0134578", "oleastb")
_PARTS = re.compile(r"[-_]+")
_TWINS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))


class Imitation(msgspec.Struct, frozen=True):
    """A brand that a name imitates: how (readable), and how sure that is (0 to 1)."""

    brand: str
    how: str
    score: float


@lru_cache(maxsize=1)
def _tokens() -> tuple[dict[str, str], dict[str, str], dict[int, list[str]]]:
    """Strong tokens, weak tokens (both to brand key), and strong tokens of seven letters or more by length."""
    strong: dict[str, str] = {}
    weak: dict[str, str] = {}
    for brand in brands():
        for token in brand.tokens:
            (strong if len(token) >= 6 or token in _RARE else weak).setdefault(token, brand.key)
    by_length: dict[int, list[str]] = {}
    for token in strong:
        if len(token) >= 6:
            by_length.setdefault(len(token), []).append(token)
    return strong, weak, by_length


def imitated(parts: Parts) -> Imitation | None:
    """The brand that the labels of an unofficial host imitate, if any; the surest way found."""
    best: Imitation | None = None
    for place, label in enumerate(reversed(parts.labels)):
        found = _label(label, parts, registered=place == 0)
        if found and (best is None or found.score > best.score):
            best = found
    return best or _as_state(parts)


def _as_state(parts: Parts) -> Imitation | None:
    pieces = {p for label in parts.labels for p in _PARTS.split(label)}
    if "gov" in pieces and "gov" not in parts.suffix.split("."):
        return Imitation("gov.vn", "'gov' in a name that is not under gov.vn", 0.95)
    return None


def _label(label: str, parts: Parts, registered: bool) -> Imitation | None:
    shown = unicode_of(label)
    if shown != label:
        twin = fold_each(latin_twin(shown))
        strong, weak, _ = _tokens()
        drawn = strong.get(twin) or weak.get(twin)
        found = _plain_label(twin, parts, registered)
        brand = drawn or (found.brand if found else None)
        return Imitation(brand, f"letters that look like '{twin}' (punycode)", 0.99) if brand else None
    return _plain_label(label, parts, registered)


def _plain_label(label: str, parts: Parts, registered: bool) -> Imitation | None:
    strong, weak, _ = _tokens()
    risky = parts.suffix in RISKY_SUFFIXES
    if label in strong or label in weak:
        return _whole(label, strong.get(label) or weak[label], parts, registered, label in strong)
    pieces = [p for p in _PARTS.split(label) if p]
    for piece in pieces:
        if piece in strong:
            return Imitation(strong[piece], f"'{piece}' joined to other words", 0.97)
    inside = _inside(label, strong)
    if inside:
        return Imitation(strong[inside], f"'{inside}' within '{label}'", 0.95)
    for piece in pieces:
        if piece in weak and any(p != piece and (p in _HINTS or p.isdigit()) for p in pieces):
            return Imitation(weak[piece], f"'{piece}' beside a bait word", 0.9)
    glued = _glued(label, weak)
    if glued:
        return Imitation(weak[glued], f"'{glued}' run together with a bait word", 0.85)
    return _misspelled(pieces, strong, risky or len(pieces) > 1)


def _whole(token: str, key: str, parts: Parts, registered: bool, strong: bool) -> Imitation | None:
    """A label that is the brand's token exactly: a sub-domain of a stranger, or another ending."""
    if not registered:
        if strong or any(p in _HINTS or p in RISKY_SUFFIXES for p in _PARTS.split(parts.labels[-1])):
            return Imitation(key, f"'{token}' as a sub-domain of {parts.registered}", 0.97)
        return None
    risky = parts.suffix in RISKY_SUFFIXES
    if risky and (strong or len(token) >= 4):
        return Imitation(key, f"'{token}' under another ending, .{parts.suffix}", 0.95)
    at_home = brand_by_key()[key].kind in ("bank", "agency") and key not in _INTERNATIONAL
    if at_home and strong and parts.suffix not in _HOME_SUFFIXES:
        return Imitation(key, f"'{token}' under another ending, .{parts.suffix}", 0.8)
    return None


def _inside(label: str, strong: dict[str, str]) -> str | None:
    for token in strong:
        if token not in label:
            continue
        rest = label.replace(token, "", 1)
        whole_word = len(rest) > 4 and rest.isalpha() and rest not in _HINTS and token not in _DISTINCT
        if len(token) >= 6 or ((label.startswith(token) or label.endswith(token)) and not whole_word):
            return token
    return None


def _glued(label: str, weak: dict[str, str]) -> str | None:
    for token in weak:
        if len(token) < 3:
            continue
        if label.startswith(token) and label[len(token) :].strip("0123456789") in _LONG_HINTS:
            return token
        if label.endswith(token) and label[: -len(token)] in _LONG_HINTS:
            return token
    return None


_LONG_HINTS = frozenset(h for h in _HINTS if len(h) > 2)


def _misspelled(pieces: list[str], strong: dict[str, str], loose: bool) -> Imitation | None:
    _, _, by_length = _tokens()
    for piece in pieces:
        if len(piece) < 5:
            continue
        letters = piece.translate(_LEET)
        for twin in {letters, letters.replace("a", "i") if "1" in piece else letters, *_undrawn(letters)}:
            if twin != piece and twin in strong:
                return Imitation(strong[twin], f"'{piece}' drawn like '{twin}'", 0.97)
        for size in (len(letters) - 1, len(letters), len(letters) + 1):
            if size < 6 or (size == 6 and not (loose or letters != piece)):
                continue
            for token in by_length.get(size, ()):
                if token[0] == letters[0] and letters not in _OWN_WORDS and one_edit(letters, token):
                    return Imitation(strong[token], f"'{piece}' is one letter from '{token}'", 0.9)
    return None


def _undrawn(letters: str) -> set[str]:
    return {letters.replace(drawn, meant) for drawn, meant in _TWINS if drawn in letters}


def one_edit(left: str, right: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours turns one string into the other."""
    if left == right:
        return False
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    swapped = left[start + 1 : start + 2] + left[start : start + 1] == right[start : start + 2]
    return left[start + 1 :] == right[start + 1 :] or (swapped and left[start + 2 :] == right[start + 2 :])
