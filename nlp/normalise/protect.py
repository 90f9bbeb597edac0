"""Parts of a text that word-level layers must not touch: hosts, links, addresses, handles."""

from __future__ import annotations

import re
from bisect import bisect_right

#: A chunk that has an inner dot between letters or digits, a link, or a handle. Linear: a run is tried
#: only from its first character.
_RUN = re.compile(
    r"(?<![\w.@/:-])(?:@[\w-]++(?:[.@:/?=&%#+~-]++[\w-]++)*+|[\w-]++(?:[.@:/?=&%#+~-]++[\w-]++)++)"
)
_TLD = re.compile(
    r"\.(?:com|net|org|info|biz|vn|me|ly|top|xyz|vip|cc|club|site|shop|live|app|win|bet|io|gov|edu|tv|fun|icu|"
    r"cyou|cfd|sbs|link|click|online|store|pro|one|life|world|tech|website|space|asia|us|uk|mobi|work|bid|su|"
    r"page|dev|game|games|casino|ws|gl|gd|at|gg|be|co|kr|jp|cn|ru|tk|ml|cf|gq|ga|in|to|im|ac|sh|sk|bio|"
    # endings that are also syllables or abbreviations: with a page behind them, as short links have
    r"(?:ai|ee|ph|nz|ms|tl|id|lt|ke|gy|so|ae|fr|de|la|it|tt|al|nu|li|run|ink|press)(?=/))(?![\w-])",
    re.IGNORECASE,
)


class Protected:
    """Spans of a text that hold hosts, links, mail addresses or handles; ask with ``covers``."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        if not ("@" in text or "." in text or "://" in text):
            return
        for found in _RUN.finditer(text):
            run = found.group()
            dot = _TLD.search(run) if "." in run else None
            label = re.split(r"[./:@]", run[: dot.start()])[-1] if dot else ""
            if "://" in run or run[0] == "@" or (dot and (len(label) > 1 or run[:2].lower() == "t.")):
                self._starts.append(found.start())
                self._ends.append(found.end())

    def covers(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` touches a protected span."""
        place = bisect_right(self._starts, end - 1) - 1
        return place >= 0 and self._ends[place] > start
