"""Whose each indicator is: the offerer's, the accused's, the writer's own, an official body's, or only mentioned.

Decided statement by statement (``clauses``), by what stands around the indicator, given the role of the
whole text. Two rules stand above all others: an official host or hotline stays official, and somebody who
is shamed for a debt is never accused.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

import msgspec

from canhgiac.records import Mention, Role, Span, Stance
from nlp.clauses import statements
from nlp.normalise import Normalised, normalise
from nlp.phrases import any_of

#: A statement about somebody who cheats.
_ACCUSING = any_of(r"""
    lua dao
    (?:bi|ke|thang|con|lu|bon) lua
    lua (?:tien|minh|em|toi|tui|chi|me|bo|ba|nguoi|ca|het|dc|duoc|mat)
    bi [^!?\n]{0,40}? lua(?! dao)
    scam\w*
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
    (?:trang|web|website|link|app|page|fanpage|tin nhan) (?:gia|fake)
""")
_ME = "(?:em|minh|toi|tui|con|chau|ad|ben em|ben minh|chung toi|shop em|shop minh|shop)"
#: The reporter's own way to be reached.
_OWN = any_of(rf"""
    (?:lien he|lh) (?:voi |cho )?{_ME}
    (?:sdt|so|so dt|so dien thoai|zalo|fb|face|tele|telegram|mail|email|stk|tai khoan) (?:cua )?{_ME}
    (?:goi|nhan|ib|inbox|alo|pm|zalo|nhan tin|bao tin|cho) (?:cho |qua |giup |voi )?{_ME}
    bao (?:cho |giup |lai )?{_ME} (?:qua|theo|so|sdt|zalo|nhe|nha|voi|0)
    {_ME} (?:la|ten la|ten|o) ~40(?:sdt|so dt|zalo|lien he)
    (?:me|bo|ba|ma|cha|ong|chi|anh|vo|chong|ban|nguoi nha|gia dinh) {_ME} ~12(?:so|sdt|zalo|stk|tk)
    (?:vao|lap) (?:nhom|group)
    ai (?:cung )?(?:bi|biet|gap|co)~60(?:lien he|ib|inbox|nhan|goi|bao|zalo|qua so)
    de (?:duoc |em |minh )?(?:ho tro|cung trinh bao|cung to cao|lam don)
    chinh chu
    so that cua
    (?:nick|so|shop) (?:that|chinh)
""")
#: The writer says who he is or where he lives.
_SELF = re.compile(rf"(?<!\w){_ME} (?:la|ten|ten la|o|song o|nha o|que) [a-z]")
#: Somebody else whom the reader is told to turn to.
_TO_AUTHORITY = any_of(r"""
    (?:bao(?! hiem)|goi|lien he|trinh bao|phan anh|to giac|thong bao|den|toi|tong dai|hotline)~40(?:cong an|canh sat)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:ngan hang|co quan|dieu tra vien)
    (?:bao(?! hiem)|goi|lien he|phan anh|thong bao|tong dai|hotline)~40(?:luat su|cuc an toan)
    (?:goi|bao(?! hiem)|lien he|phan anh)~40(?:tong dai|hotline|truc ban)
    duong day nong
    (?:hotline|tong dai) (?:cua|chinh)
    (?:website|web|trang|so) chinh thuc
    so that la
""")
#: A debt collector speaks of a person whom he shames: a victim.
_DEBT_SHAME = any_of(r"""
    con no
    (?:tron|bung|quyt|chay) no
    no tien (?:khong|k|ko) tra
    vay (?:tien )?(?:roi |xong )?(?:cua ~25)?(?:khong|k|ko|chua|bung|tron) ?~12tra
    qua han (?:tra no|thanh toan)
    khoan (?:vay|no)~50(?:khong|chua|tron|qua han)
    (?:nhac|bao|yeu cau)~40tra no
    keu (?:no|vo chong|gia dinh)~20tra (?:no|tien)
    no xau~30tron
""")
#: Officials and police by rank or office, as those who act; and that somebody only poses as one.
_OFFICIAL = any_of(r"""
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
""")
#: The plainest of them without blanks, for texts whose letters are set apart.
_SQUEEZED_RANKS = (
    "daiuy", "thuonguy", "trunguy", "thieuuy", "thuongta", "trungta", "thieuta", "csgt", "canhsatgiaothong",
    "truongcongan", "chutichxa", "chutichhuyen", "chutichphuong", "canbodiachinh", "canboxa", "canbophuong",
)  # fmt: skip
#: Tricks of ``Normalised.tricks`` that do so. In other texts "trung tâm" would read as a rank.
_SETTING_APART = ("spaced", "dotted", "glued")
_SEPARATORS = re.compile(r"[\s.,\-_/*]+")
_POSING = any_of(r"""
    (?:gia|mao) (?:danh|mao|lam)
    mao danh
    (?:tu )?xung (?:la|danh)?
    gia (?:cong an|canh sat|can bo|dang|bo)
    khong phai (?:cong an|canh sat|can bo)
    lua dao qua mang
""")
#: Turning to officials is not speaking of what they did.
_TURNING_TO = re.compile(r"(?:bao|len|ra|den|toi|gui|qua|cho|voi|nho|hoi)(?: voi| cho| len)?\s$")
_RIVAL = any_of(r"""
    (?:shop|ben|web|nha cai|trang|page|ad|admin|cho|nguoi) (?:ben )?(?:kia|do|khac|x)
    (?:gia|mao) (?:mao|danh) (?:ben|shop|ad|admin|trang) (?:em|minh|nay)
""")
#: The offerer turns back to himself.
_OURS = any_of(rf"""
    (?:qua|sang|ve|den|ben|cua|that) (?:ben )?{_ME}
    (?:uy tin|chinh chu|chinh thuc|chinh hang)
    mua ~40(?:ib|inbox|lh|lien he)
""")


class _Around(msgspec.Struct, frozen=True):
    """A mention's place in its statement, the statement, where that begins, and the statement before.

    ``turn`` is where the nearest other mention before it ends in the statement, if a word that turns to somebody
    else stands between the two; otherwise 0. What is said before a turn is not said of this mention.
    """

    start: int
    end: int
    statement: str
    at: int
    earlier: str
    turn: int = 0


def accuses_officials(normalised: Normalised) -> bool:
    """Whether a text speaks of what officials or police did, rather than of somebody who poses as them.

    Such a text is criticism, whatever numbers it holds, and is never taken for a report.
    """
    folded = normalised.folded
    if _POSING.search(folded):
        return False
    if any(normalised.tricks.get(trick) for trick in _SETTING_APART):
        squeezed = _SEPARATORS.sub("", folded)
        if any(rank in squeezed for rank in _SQUEEZED_RANKS):
            return True
    found = (match.start() for match in _OFFICIAL.finditer(folded))
    return any(not _TURNING_TO.search(folded[max(0, start - 20) : start]) for start in found)


def assign(
    text: str, normalised: Normalised | None, mentions: tuple[Mention, ...], role: Role | None
) -> tuple[Mention, ...]:
    """Gives every mention its stance, in the same order.

    ``role`` is that of the whole text: in an ``offer`` contacts are the offerer's, in a ``report`` they are
    the accused's or the writer's, in any other text they are only mentioned.
    """
    if not mentions:
        return mentions
    normalised = normalised or normalise(text)
    folded = normalised.folded
    places = [(normalised.position_of(m.span[0]), normalised.position_of(m.span[1])) for m in mentions]
    parts = statements(folded, places)
    shaming = bool(_DEBT_SHAME.search(folded))
    given = []
    for mention, (start, end) in zip(mentions, places, strict=True):
        if mention.stance == "official" or mention.verdict == "official":
            stance: Stance = "official"
        elif role is None:
            stance = "mentioned"
        else:
            around = _around(folded, parts, places, start, end)
            stance = _in_offer(around, shaming) if role == "offer" else _in_report(mention, around, shaming)
        given.append(mention if stance == mention.stance else msgspec.structs.replace(mention, stance=stance))
    return tuple(given)


#: Between two indicators: the second is somebody else's.
_TURN = re.compile(r"(?<!\w)(?:sang|qua stk|vao|toi|bi|con|boi|cua no)(?!\w)")


def _around(folded: str, parts: list[Span], places: list[Span], start: int, end: int) -> _Around:
    place = max(0, bisect_right(parts, (start, len(folded) + 1)) - 1)
    first, last = parts[place]
    before = parts[place - 1] if place else (0, 0)
    other = bisect_left(places, (start, 0)) - 1  # mentions are sorted by place
    turn = 0
    if other >= 0 and places[other][0] >= first and places[other][1] <= start:
        ended = places[other][1]
        turn = ended - first if _TURN.search(folded, ended, start) else 0
    return _Around(start - first, end - first, folded[first:last], first, folded[before[0] : before[1]], turn)


def _in_offer(around: _Around, shaming: bool) -> Stance:
    """In an offer everything is the offerer's, but whom he shames or runs down is only mentioned."""
    said = around.statement
    if shaming and (_DEBT_SHAME.search(said) or _DEBT_SHAME.search(around.earlier)) and not _OWN.search(said):
        return "mentioned"
    rival = _last(_RIVAL, said, around.start)
    if rival < 0 or not _ACCUSING.search(said) or _last(_OURS, said, around.start) > rival:
        return "offer"
    return "offer" if _OWN.search(said, 0, around.start) else "mentioned"


def _last(pattern: re.Pattern[str], text: str, end: int) -> int:
    """Where the last match before a place begins; -1 where there is none."""
    start = -1
    for found in pattern.finditer(text, 0, end):
        start = found.start()
    return start


def _in_report(mention: Mention, around: _Around, shaming: bool) -> Stance:
    if shaming:
        return "writer" if _OWN.search(around.statement) else "mentioned"
    accusing = _distance(_ACCUSING, around)
    if _distance(_TO_AUTHORITY, around, before_only=True) <= accusing:
        return "mentioned"
    if _distance(_OWN, around, apart=True) < min(accusing, _FAR):
        return "writer"
    if accusing == _FAR and mention.type in ("phone", "zalo", "email", "facebook", "whatsapp"):
        return _without_cue(around)
    return "accused"


def _without_cue(around: _Around) -> Stance:
    """A personal contact in a statement without a cue: the statement before it decides."""
    if _OWN.search(around.earlier) and not _ACCUSING.search(around.earlier):
        return "writer"
    return "accused"


_FAR = 10_000
#: A cue after the indicator counts as this much farther away than one before it.
_BEHIND = 40


def _distance(
    pattern: re.Pattern[str], around: _Around, before_only: bool = False, apart: bool = False
) -> int:
    """How far the nearest match in the statement is from the mention; over ``_FAR`` where there is none.

    ``before_only``: cues after the mention do not count. ``apart``: nor do those that the mention stands in, or
    that a turn of speech parts from it.
    """
    best = _FAR + before_only
    for found in pattern.finditer(around.statement):
        if before_only and found.end() > around.start:
            continue  # the indicator stands inside: "cảnh báo: số … giả danh công an"
        if apart and (found.start() < around.start < found.end() or found.end() <= around.turn):
            continue  # "ai bị số … lừa thì liên hệ em", "từ stk của em … sang stk …"
        if found.start() < around.start:
            best = min(best, max(0, around.start - found.end()))
        elif not before_only:
            best = min(best, found.start() - around.end + _BEHIND)
    return best


_LONGEST = 200


def clauses(text: str, mentions: tuple[Mention, ...] | list[Mention]) -> list[Span]:
    """The clauses of a report that name the accused: spans of the original text, sorted, not overlapping.

    Each is bounded by its sentence or line and by 200 code points around the indicators, and holds no
    indicator of the writer's own.
    """
    accused = [m.span for m in mentions if m.stance == "accused"]
    if not accused:
        return []
    normalised = normalise(text)
    kept_out = sorted(
        [m.span for m in mentions if m.stance == "writer" and m.span not in accused]
        + [normalised.original_span(*found.span()) for found in _SELF.finditer(normalised.folded)]
    )
    guarded = [(normalised.position_of(s), normalised.position_of(e)) for s, e in (m.span for m in mentions)]
    parts = [normalised.original_span(*p) for p in statements(normalised.folded, guarded)]
    found: list[Span] = []
    for span in sorted(accused):
        part = parts[max(0, bisect_right(parts, (span[0], len(text) + 1)) - 1)]
        found.append(_trimmed(text, _narrowed(text, part, span, kept_out), span))
    return _merged(found)


def _narrowed(text: str, part: Span, span: Span, kept_out: list[Span]) -> Span:
    """``part`` without what the writer says of himself: cut at the comma that parts it from the accused."""
    start, end = min(part[0], span[0]), max(part[1], span[1])
    for first, last in kept_out:
        if start <= first and last <= span[0]:
            comma = text.rfind(",", last, span[0])
            start = max(start, comma + 1 if comma >= 0 else last)
        elif span[1] <= first and last <= end:
            comma = text.find(",", span[1], first)
            end = min(end, comma if comma >= 0 else first)
    spare = max(0, _LONGEST - (span[1] - span[0]))
    if end - start > _LONGEST:
        start = max(start, span[0] - spare * 2 // 3)
        end = min(end, max(span[1], start + _LONGEST))
    return start, end


def _trimmed(text: str, clause: Span, span: Span) -> Span:
    start, end = clause
    while start < span[0] and (text[start].isspace() or text[start] in ",;:.-"):
        start += 1
    while end > span[1] and text[end - 1].isspace():
        end -= 1
    return start, end


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
