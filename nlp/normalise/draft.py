"""A text being rewritten, with the place in the original that each of its characters came from."""

from __future__ import annotations

from collections import Counter

#: One rewriting: ``(start, end, replacement, trick)``, half open, of the draft's current text.
#: ``trick`` is counted; an empty name counts nothing.
Edit = tuple[int, int, str, str]


class Draft:
    """Text, and for each of its code points the half-open span of the original it stands for.

    The two lists never fall, so that a span of the draft always maps to a span of the original.
    """

    __slots__ = ("ends", "starts", "text", "tricks")

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(range(len(text)))
        self.ends = list(range(1, len(text) + 1))
        self.tricks: Counter[str] = Counter()

    def replace(self, text: str, starts: list[int], ends: list[int]) -> None:
        """Puts a whole new text with its map in place (same length, all three)."""
        self.text, self.starts, self.ends = text, starts, ends

    def edit(self, edits: list[Edit]) -> None:
        """Applies rewritings that are sorted and do not overlap.

        A replacement of the same length keeps its characters' places one to one; of any other length,
        each of its characters stands for the whole of what was replaced.
        """
        if not edits:
            return
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new, trick in edits:
            pieces += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            if len(new) == end - start:
                starts += self.starts[start:end]
                ends += self.ends[start:end]
            elif new:
                first, last = self._place(start, end)
                starts += [first] * len(new)
                ends += [last] * len(new)
            if trick:
                self.tricks[trick] += 1
            at = end
        pieces.append(self.text[at:])
        starts += self.starts[at:]
        ends += self.ends[at:]
        self.replace("".join(pieces), starts, ends)

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``[start, end)`` stands in the original; an insertion stands between its neighbours."""
        if start < end:
            return self.starts[start], self.ends[end - 1]
        here = self.ends[start - 1] if start else (self.starts[0] if self.starts else 0)
        return here, here
