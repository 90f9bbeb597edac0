"""Vietnamese text from before Unicode: TCVN3 (``.VnTime``, "ABC" fonts) and VNI (``VNI-Times``).

Pages in these encodings call themselves Latin letters, and a browser shows them right only with the font. Both are
met as single bytes, as the same letters stored as UTF-8, and as HTML entities. Tables: TCVN 5712:1993 (VN1, of which
VN3 is the part that the fonts use); VNI's published character set for Windows, a vowel followed by its mark.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import name2codepoint

# 0xA1 to 0xFF of TCVN 5712:1993.
_TCVN = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_TCVN_TABLE = {0xA1 + place: letter for place, letter in enumerate(_TCVN)}

#: VNI: the mark behind a vowel, and what the vowel becomes (as combining marks, joined below).
_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}  # fmt: skip
#: VNI: letters that stand for themselves.
_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_ALONE = {**_ALONE, **{old.upper(): new.upper() for old, new in _ALONE.items()}}
_VNI = re.compile(
    f"([aeiouyôö])([{''.join(_MARKS)}])|([{''.join(_VNI_ALONE)}])",
    re.IGNORECASE,
)

#: Words of every Vietnamese text that neither encoding writes as they are read.
_COMMON = re.compile(
    r"(?<!\w)(?:của|và|là|không|được|người|có|một|những|cho|với|này|các|đã|để|ở|từ|trong|ngày|nước|năm|đến|việc|nhà"
    r"|số|tại|về|như|khi|tiền|đồng|vào|liên|hệ|chủ|nhận|bạn)(?!\w)",
    re.IGNORECASE,
)
#: Words that must be found, and different ones of them, before a text is taken for one in an old encoding.
_HITS, _DIFFERENT = 4, 3
#: Code points that are looked at to tell.
_LOOKED_AT = 200_000
#: U+1E80 to U+1EFF as UTF-8: a page that has them is Unicode.
_MODERN = (b"\xe1\xba", b"\xe1\xbb")
#: Encodings that hold Vietnamese in their own ways.
_OTHERS = ("utf-16", "utf-32", "cp1258", "windows-1258")
_MODERN_LETTER = re.compile("[\u1e80-\u1eff]")
_ENTITY = re.compile(r"&([A-Za-z]{2,8});|&#(\d{3});")
_LATIN = re.compile("[\u00a1-\u00ff]")


def unicode_page(body: bytes, encoding: str) -> str | None:
    """A page as text, where it is written in one of the old encodings; ``None`` where it isn't (nearly always)."""
    if encoding.lower().startswith(_OTHERS) or any(mark in body for mark in _MODERN):
        return None
    if body.isascii() and b"&" not in body:
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    changed = unicode_text(text)
    return changed if changed != text else None


def unicode_text(text: str) -> str:
    """``text``, or what it says where it is written in one of the old encodings."""
    if text.isascii() and "&" not in text:
        return text
    if _MODERN_LETTER.search(text):
        return text
    latin = _ENTITY.sub(_letter, text)
    sample = latin[:_LOOKED_AT]
    if not _LATIN.search(sample):
        return text
    written = len(_COMMON.findall(sample))
    for change in (_from_tcvn, _from_vni):
        found = [word.lower() for word in _COMMON.findall(change(sample))]
        # "cho" and the like are the same in any encoding: it is what changing adds that tells.
        if len(found) >= written + _HITS and len(set(found)) >= _DIFFERENT:
            return change(latin)
    return text


def _from_tcvn(text: str) -> str:
    return _composed(text.translate(_TCVN_TABLE))


def _from_vni(text: str) -> str:
    return _composed(_VNI.sub(_vowel, text))


def _vowel(found: re.Match[str]) -> str:
    if found[3]:
        return _VNI_ALONE[found[3]]
    vowel = _VNI_ALONE.get(found[1], found[1])
    return vowel + _MARKS[found[2].lower()]


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _letter(found: re.Match[str]) -> str:
    """A Latin letter written as an entity; markup's own (``&lt;``, ``&amp;``) stay."""
    code = name2codepoint.get(found[1], 0) if found[1] else int(found[2])
    return chr(code) if 0xA1 <= code <= 0xFF else found[0]
