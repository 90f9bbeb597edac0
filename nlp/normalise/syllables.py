"""Which unaccented letter strings are Vietnamese syllables: the check behind every guess of the normaliser.

The tables are the ordinary phonotactics of written Vietnamese (initial consonants and rimes as in any
school grammar), with accents removed and ``đ`` as ``d``. A guess that gives no syllable is not made.
"""

from __future__ import annotations

from functools import lru_cache

from nlp.phrases import words_of

_INITIALS = words_of("b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_RIMES = words_of("""
a ac ach ai am an ang anh ao ap at au ay
e ec em en eng eo ep et ech enh eu
i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong ooc op ot
u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya
uych uyen uyet uynh uyt uyn uyu uau uan
y yem yen yeng yet yeu
""")
#: After qu the glide is in the initial already.
_AFTER_QU = words_of("a ac ach ai an ang anh ao at au ay e en eo et ech enh i in it o oc y ych yen yet ynh yt yu yn")
_AFTER_GI = words_of(
    "a ac ai am an ang anh ao ap at au ay e ec em en eng eo et o oc oi om on ong op ot u ua uc uoc uong up ut"
)
_FRONT = "eiy"

#: Words that are no Vietnamese syllable but that hiding is used on all the same.
WORDS = frozenset(
    words_of("""telegram zalo viber whatsapp facebook messenger
    tiktok shopee lazada tiki youtube google iphone casino baccarat poker bonus
    slot game vip win bet club link code admin online bank banking vietcombank techcombank vietinbank sacombank
    agribank bidv vpbank tpbank mbbank momo otp sms sim free hot live stream app web shop ship cod jackpot
    bitcoin usdt forex crypto hack facebook inbox email gmail hotline uytin napdau nohu banca""")
)


def _build() -> frozenset[str]:
    found = {r for r in _RIMES if not r.startswith(("iec", "iem", "ien", "iep", "iet", "ieu", "uyu"))}
    for initial in _INITIALS:
        rimes = _AFTER_QU if initial == "qu" else _AFTER_GI if initial == "gi" else _RIMES
        for rime in rimes:
            front = rime[0] in _FRONT
            if initial in ("k", "gh", "ngh") and not front:
                continue
            if initial in ("c", "g", "ng") and front and initial + rime != "gi":
                continue
            found.add(initial + rime)
    found |= {"gin", "gieng", "giet", "giec", "gip", "gim", "quoc", "quet", "quyt"}
    return frozenset(found)


SYLLABLES = _build()
_LONGEST = max(map(len, SYLLABLES))


def is_syllable(folded: str) -> bool:
    """Whether ``folded`` (lower case, no accents) is spelled like one Vietnamese syllable."""
    return folded in SYLLABLES


@lru_cache(maxsize=20_000)
def segment(folded: str) -> tuple[str, ...] | None:
    """``folded`` cut into the fewest syllables or known words of at least two letters, or ``None``.

    Work is bounded: strings over 60 letters are not cut.
    """
    if folded in WORDS:
        return (folded,)
    size = len(folded)
    if not 2 <= size <= 60:
        return None
    best: list[tuple[str, ...] | None] = [None] * (size + 1)
    best[0] = ()
    for end in range(2, size + 1):
        for start in range(max(0, end - 11), end - 1):
            head = best[start]
            piece = folded[start:end]
            if head is None or not (piece in SYLLABLES or piece in WORDS):
                continue
            if best[end] is None or len(head) + 1 < len(best[end] or ()):
                best[end] = (*head, piece)
    return best[size]
