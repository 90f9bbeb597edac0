"""What each single character stands for: the first layer of normalisation, blind to its neighbours.

``canonical(c)`` is a fixed point: applied to its own result it changes nothing, which a test checks for
every code point. It unifies compatibility forms (full width, mathematical, circled, squared, keycap),
drops what is not seen (format and control characters, stray combining marks) and takes from Latin
letters the marks that Vietnamese does not have. Sources: the Unicode character database through
``unicodedata``; the look-alikes of other scripts are in ``scripts.py``.
"""

from __future__ import annotations

import re
import unicodedata

from nlp.normalise.draft import Draft

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = frozenset(
    unicodedata.normalize("NFC", form)
    for vowel in _VOWELS
    for tone in _TONES
    for form in (vowel + tone, vowel.upper() + tone)
) | frozenset("đĐ")

#: Latin letters that have no decomposition, and signs drawn like letters.
_SPECIAL = {
    "ı": "i", "ȷ": "j", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "œ": "oe", "Œ": "OE", "ð": "đ", "Ð": "Đ", "þ": "th", "Þ": "Th", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʋ": "u",
    "Ɖ": "Đ", "ɖ": "đ", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ƀ": "b", "Ƀ": "B", "ɓ": "b", "ƙ": "k",
    "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʙ": "b", "ɢ": "g", "ʜ": "h", "ꜰ": "f", "ꜱ": "s",
    "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t",
    "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ǀ": "l", "ℓ": "l", "ⅼ": "l", "₫": "đ", "º": "o", "ª": "a",
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u3000": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "。": ".", "｡": ".", "․": ".", "∙": ".", "⸱": ".", "ꓸ": ".", "‘": "'", "’": "'", "ʼ": "'", "′": "'",
    "ʹ": "'", "´": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
    "﹘": "-", "⁄": "/", "∕": "/",
}
#: A bar, hook or tail on a letter (``Ƶ``), or a small capital: Unicode decomposes none, but its names tell the letter.
_DRAWN_LIKE = re.compile(r"LATIN (SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL) ([A-Z])(?: WITH [A-Z -]+)?")
_KEPT = frozenset("\n\t•½¼¾…™®©")
#: Every character that canonical() and the Vietnamese alphabet leave alone; the fast path.
_EMOJI = "\u203c\u2049\u2190-\u21ff\u231a-\u23ff\u2600-\u275f\u2764-\u2767\u2795-\u27bf\u2b05-\u2b55"
_EMOJI += "\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001f9ff"
_LETTERS = "".join(sorted(VIETNAMESE))
NOT_PLAIN = re.compile(f"[^\n\t -~{_LETTERS}{_EMOJI}]")
_SEEN_JOINERS = frozenset("\ufe0f\ufe0e\u200d")
_TRICKS_OF = {"<wide>": "fullwidth", "<circle>": "circled", "<square>": "circled", "<font>": "mathematical"}


def _unified(char: str) -> str:
    """One step towards the canonical form of ``char``."""
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char in VIETNAMESE or char in _KEPT or " " <= char <= "~":
        return char
    category = unicodedata.category(char)
    code = ord(char)
    if category in ("Cf", "Cc", "Mn", "Me", "Mc") or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return ""
    if category == "Cs":
        return "\ufffd"
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if 0x1F130 <= code <= 0x1F189 and (code - 0x1F130) % 32 < 26:
        return chr(ord("A") + (code - 0x1F130) % 32)
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    whole = unicodedata.normalize("NFKC", char)
    if whole != char:
        return whole
    base = unicodedata.normalize("NFKD", char)[0]
    if base != char and base.isascii() and base.isalpha():
        return base
    drawn = _DRAWN_LIKE.fullmatch(unicodedata.name(char, ""))
    if drawn:
        return drawn[2] if drawn[1] == "CAPITAL LETTER" else drawn[2].lower()
    return unicodedata.normalize("NFC", char)


def _settled(char: str) -> str:
    """``char`` unified until nothing changes, and with a lower case that is one settled character."""
    text = char
    for _ in range(6):
        wider = "".join(_unified(c) for c in text)
        if wider == text:
            break
        text = wider
    out = []
    for c in text:
        low = c.lower()
        if len(low) != 1 or _unified(low) != low or low.lower() != low:
            low = "".join(_unified(d) for d in unicodedata.normalize("NFD", low) if not unicodedata.combining(d))
            out.append(low if len(low) == 1 and low.lower() == low else c if _unified(c) == c == c.lower() else "")
        else:
            out.append(c)
    return "".join(out)


class _Table(dict[str, str]):
    """Canonical forms, worked out when first asked for (there are at most as many as code points)."""

    def __missing__(self, char: str) -> str:
        self[char] = value = _settled(char)
        return value


_TABLE = _Table()


def canonical(char: str) -> str:
    """What one character stands for: none, one or several characters. A fixed point."""
    return _TABLE[char]


class _Fold(dict[int, str]):
    """For ``str.translate``: each character without accents, always exactly one character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        bare = "d" if char in "đĐð" else bare.lower()
        self[code] = value = bare if len(bare) == 1 else char
        return value


_FOLD = _Fold()


def fold_each(text: str) -> str:
    """``text`` without accents, position by position: the result has the same length."""
    return text.translate(_FOLD)


def _trick(char: str, new: str, previous: str) -> str:
    """The name of the hiding trick that ``char`` is an instance of, empty for ordinary typography."""
    category = unicodedata.category(char)
    if category in ("Cf", "Cc"):
        return "" if char in _SEEN_JOINERS or char == "\r" else "zero_width"
    if category in ("Mn", "Me", "Mc"):
        if char == "\u20e3":
            return "keycap"
        return "" if char in _SEEN_JOINERS or (not previous.isascii() and previous not in VIETNAMESE) else "combining"
    if new[:1].isascii() and new[:1].isalnum():
        tag = unicodedata.decomposition(char).split(" ", 1)[0]
        if tag in _TRICKS_OF:
            return _TRICKS_OF[tag]
        if category in ("Nd", "No", "So"):
            return "circled"
        return "diacritic" if unicodedata.name(char, "").startswith("LATIN") else "lookalike"
    return ""


def unify(draft: Draft) -> None:
    """Rewrites every character to its canonical form; accents typed apart are joined to their letter."""
    text = draft.text
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(text)
    while at < size:
        stop = at + 1
        # sorting a long run of marks is not linear, so a cluster ends after thirty
        while stop < size and stop - at < 32 and unicodedata.category(text[stop])[0] == "M":
            stop += 1
        joined = text[at:stop]
        if stop - at > 1:  # the letter first: an accent joins no mathematical or full-width letter
            letter = text[at] if text[at] in VIETNAMESE else _TABLE[text[at]]
            joined = unicodedata.normalize("NFC", letter + text[at + 1 : stop])
        for char in joined:
            new = _TABLE[char]
            if new != char:
                trick = _trick(char, new, out[-1] if out else " ")
                if trick:
                    draft.tricks[trick] += 1
                if char == "\u20e3" and ends:
                    ends[-1] = stop
            for c in new:
                out.append(c)
                starts.append(at)
                ends.append(stop)
        at = stop
    draft.replace("".join(out), starts, ends)
