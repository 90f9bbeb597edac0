"""What a transfer must carry as its memo: a weak indicator, because many write the same.

A memo is given where it is told word by word (``nội dung: NAP88291``), never where it is described
(``nội dung ghi họ tên``), and never where it is a person's name, a telephone number, a sum or a code sent once.
"""

from __future__ import annotations

import re

from nlp.folding import fold
from nlp.indicators.grounds import Grounds
from nlp.indicators.names import SURNAMES

_MEMO = re.compile(
    r"(?<!\w)(?P<label>noi dung|nd|loi nhan|dien giai|message|memo)"
    r"(?: (?:ck|chuyen khoan|chuyen tien|ct|giao dich|gd))?(?: ghi)?"
    r"(?:(?P<is> la) ?|(?P<mark> ?[^\w\s.,;?!+][^\w.,;?!+]{0,5}))(?P<memo>[a-z0-9][a-z0-9 _-]{2,36})(?P<rest>.?)",
    re.DOTALL,
)
_HINTS = ("nd", "noi dung", "loi nhan", "dien giai", "message", "memo")
_END = frozenset("\n.,;\"'])}!|\r\t")
_NEVER = re.compile(
    r"\botp\b|\d{9}|^[\d ]+(?:k|d|dong|vnd|tr|trieu)?$|^\d{1,2}h|^\d+ (?:thang|nam|ngay|gio)|\b(?:sdt|zalo|tele)\b"
    r"|xac (?:nhan|thuc)|mat khau"
)


def add_memos(grounds: Grounds) -> None:
    """Records the memos that a text dictates."""
    folded = grounds.folded
    if not any(hint in folded for hint in _HINTS):
        return
    for match in _MEMO.finditer(folded):
        start, end = match.span("memo")
        memo = match.group("memo").rstrip(" -_")
        end = start + len(memo)
        after = folded[end : end + 2].lstrip(" ")[:1] if folded[end : end + 1] == " " else folded[end : end + 1]
        if (after and after not in _END and after.isascii()) or not grounds.free(start, end):
            continue
        written = grounds.written(start, end)
        label = grounds.written(*match.span("label"))
        if _is_memo(memo, written, shouting=label.isupper() and len(label) > 2):
            grounds.add("memo", " ".join(fold(written).upper().split()), start, end, confidence=0.3)


def _is_memo(memo: str, written: str, shouting: bool) -> bool:
    words = memo.split()
    if not 1 <= len(words) <= 5 or _NEVER.search(memo):
        return False
    if any(c.isdigit() for c in memo):
        return len(words) <= 4 and (written.isascii() or written.isupper())
    name = words[0] in SURNAMES and 2 <= len(words) <= 5
    return written.isupper() and len(memo) >= 4 and not shouting and not name
