"""Attacks on a text: the ways in which offers are hidden or varied, each a small seeded function.

Training sees every text also attacked, so that hiding does not help; the robustness table of the
evaluation runs the same attacks. Links, handles and numbers are left as they are where an attack would
change what they point to.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Attack = Callable[[str, random.Random], str]

#: What must survive: links, handles, runs of digits.
_KEEP = re.compile(r"\S*(?:\.\w|//|@)\S*|\d[\d.\s]{6,}\d")
_LEET = {"o": "0", "i": "1", "a": "4", "e": "3", "l": "1", "O": "0", "I": "1", "A": "4", "E": "3", "L": "1"}
_LOOK_ALIKE = {
    "a": "а",
    "e": "е",
    "o": "о",
    "c": "с",
    "p": "р",
    "x": "х",
    "y": "у",
    "A": "А",
    "E": "Е",
    "O": "О",
    "T": "Т",
}
_TEENCODE = {
    "không": "k",
    "được": "dc",
    "anh em": "ae",
    "chị em": "ce",
    "mọi người": "mn",
    "nhắn tin": "nt",
    "vậy": "v",
    "biết": "bít",
    "rồi": "r",
    "bạn": "b",
    "tài khoản": "tk",
    "chuyển khoản": "ck",
    "liên hệ": "lh",
    "đăng ký": "dk",
    "với": "vs",
    "gì": "j",
    "cộng tác viên": "ctv",
    "số tài khoản": "stk",
    "ngân hàng": "nh",
    "quá": "wá",
    "người": "ng",
    "trong": "trog",
    "những": "nh~",
    "triệu": "tr",
    "nghìn": "k",
    "ngàn": "k",
    "inbox": "ib",
    "khách hàng": "kh",
    "điện thoại": "đt",
    "số điện thoại": "sdt",
}
_NEIGHBOURS = {"a": "s", "n": "m", "h": "g", "i": "o", "t": "r", "c": "v", "g": "h", "o": "p", "u": "y", "m": "n"}
_GREETINGS = (
    "Chào cả nhà ạ",
    "Alo alo",
    "Hi mọi người",
    "Xin phép ad",
    "Em chào anh chị",
    "Dạ em chào mọi người",
    "Cho em xin ké bài",
    "Xin phép admin duyệt bài",
    "Hello ae",
    "Chào buổi sáng",
)
_GOODBYES = (
    "Em cảm ơn ạ",
    "Chúc cả nhà ngày mới vui vẻ",
    "Cảm ơn mọi người đã đọc",
    "Thanks ad",
    "Trân trọng",
    "<3",
    "Mn quan tâm nha",
)
_EMOJI = ("🔥", "💰", "👉", "✅", "❤️", "🎁", "😍", "☎️", "⭐", "💥", "🍀")


def without_accents(text: str, _: random.Random) -> str:
    """Accents dropped, as SMS gateways and hasty writers do."""
    bare = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


def capitals(text: str, _: random.Random) -> str:
    """All in capitals."""
    return _outside(text, str.upper)


def leet(text: str, rng: random.Random) -> str:
    """Some letters as the digits that look like them."""
    return _letters(text, _LEET, rng, 0.3)


def look_alikes(text: str, rng: random.Random) -> str:
    """Some letters as Cyrillic ones that look the same."""
    return _letters(text, _LOOK_ALIKE, rng, 0.5)


def spaced(text: str, rng: random.Random) -> str:
    """Some words with signs between their letters."""
    sign = rng.choice([".", " ", "-", "."])

    def word(found: re.Match[str]) -> str:
        return sign.join(found.group()) if rng.random() < 0.25 else found.group()

    return _outside(text, lambda piece: re.sub(r"[^\W\d_]{2,7}", word, piece))


def zero_width(text: str, rng: random.Random) -> str:
    """Invisible characters within words."""
    return _outside(
        text, lambda piece: "".join(c + "\u200b" if c.isalpha() and rng.random() < 0.2 else c for c in piece)
    )


def teencode(text: str, rng: random.Random) -> str:
    """Chat abbreviations."""
    for plain, short in _TEENCODE.items():
        if rng.random() < 0.7:
            text = re.sub(rf"\b{plain}\b", short, text, flags=re.IGNORECASE)
    return text


def typos(text: str, rng: random.Random) -> str:
    """Letters doubled, dropped, swapped or mistyped, in about one word of eight."""

    def word(found: re.Match[str]) -> str:
        letters = list(found.group())
        if rng.random() > 0.125:
            return found.group()
        place = rng.randrange(1, len(letters) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            letters.insert(place, letters[place])
        elif kind == 1:
            del letters[place]
        elif kind == 2:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = _NEIGHBOURS.get(letters[place], letters[place])
        return "".join(letters)

    return _outside(text, lambda piece: re.sub(r"[^\W\d_]{3,}", word, piece))


def cut(text: str, rng: random.Random) -> str:
    """The beginning alone, as a preview shows it."""
    words = text.split(" ")
    if len(words) < 16:
        return text
    return " ".join(words[: max(12, int(len(words) * rng.uniform(0.5, 0.8)))])


def surrounded(text: str, rng: random.Random) -> str:
    """A greeting before, a goodbye after."""
    before = rng.choice(_GREETINGS) + rng.choice([", ", "! ", "\n"])
    return before + text + rng.choice([" ", "\n"]) + rng.choice(_GOODBYES)


def emoji(text: str, rng: random.Random) -> str:
    """Emoji at the head of lines and between sentences."""
    lines = [f"{rng.choice(_EMOJI)}{rng.choice(['', ' '])}{line}" if line else line for line in text.split("\n")]
    return re.sub(
        r"([.!]) ",
        lambda m: f"{m.group(1)} {rng.choice(_EMOJI)} " if rng.random() < 0.5 else m.group(),
        "\n".join(lines),
    )


ATTACKS: dict[str, Attack] = {
    "without_accents": without_accents,
    "capitals": capitals,
    "leet": leet,
    "look_alikes": look_alikes,
    "spaced": spaced,
    "zero_width": zero_width,
    "teencode": teencode,
    "typos": typos,
    "cut": cut,
    "surrounded": surrounded,
    "emoji": emoji,
}


#: What hides; ordinary people do it rarely, so that ordinary texts are seldom attacked so in training.
HIDING = frozenset({"leet", "look_alikes", "spaced", "zero_width"})


def variants(text: str, key: str, count: int, hiding: bool) -> list[str]:
    """``count`` attacked forms of ``text``; the same for the same ``key``. Accents go in about half of them.

    ``hiding``: whether the text is one whose writer would hide it; others get such an attack one time in eight.
    """
    rng = random.Random(key)  # noqa: S311 - repeatable variety, no secret
    allowed = hiding or rng.random() < 0.125
    names = [name for name in ATTACKS if name != "without_accents" and (allowed or name not in HIDING)]
    rng.shuffle(names)
    made = [without_accents(text, rng)] if count else []
    for name in names[: count - 1]:
        attacked = ATTACKS[name](text, rng)
        made.append(without_accents(attacked, rng) if rng.random() < 0.4 else attacked)
    return made


def _outside(text: str, change: Callable[[str], str]) -> str:
    """``change`` applied to what stands between the pieces that must survive."""
    pieces: list[str] = []
    at = 0
    for found in _KEEP.finditer(text):
        pieces += (change(text[at : found.start()]), found.group())
        at = found.end()
    pieces.append(change(text[at:]))
    return "".join(pieces)


def _letters(text: str, table: dict[str, str], rng: random.Random, share: float) -> str:
    return _outside(text, lambda piece: "".join(table[c] if c in table and rng.random() < share else c for c in piece))
