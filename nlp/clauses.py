"""Where one statement ends and the next begins: sentences, lines, and the turns of speech between two sides."""

from __future__ import annotations

import re
from bisect import bisect_right

from canhgiac.records import Span

#: An end of sentence, a line, or a word that turns from one side to the other (folded text).
_BOUNDARY = re.compile(
    r"[.!?…]+(?=\s|$)|\n+|;\s|(?:,|\s-)?\s(?=(?:con (?:cai|ben|dua|so|stk|tk|tai khoan|link|thang|no|ke|shop|doi tuong"
    r"|dia chi|trang|day|nick|zalo|website|web|sdt)|nhung|trong khi|nguoc lai|chu khong phai)(?!\w))"
)


def statements(folded: str, guarded: list[Span]) -> list[Span]:
    """Half-open spans of the statements of a folded text, in order; together they cover it.

    No boundary is taken within a ``guarded`` span (a host has dots, a telephone number may have a line).
    """
    guarded = sorted(guarded)
    starts = [s for s, _ in guarded]
    spans: list[Span] = []
    at = 0
    for found in _BOUNDARY.finditer(folded):
        place = bisect_right(starts, found.start()) - 1
        if (place >= 0 and guarded[place][1] > found.start()) or found.end() == at:
            continue
        spans.append((at, found.end()))
        at = found.end()
    if at < len(folded) or not spans:
        spans.append((at, len(folded)))
    return spans
