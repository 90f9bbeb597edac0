"""Normalisation: what a text says once its hiding is undone, with the way back to the original.

``normalise`` is the public call. It works in layers, each cheap and skipped where nothing calls for it:
characters (``characters``), other scripts' look-alikes (``scripts``), defanged hosts (``defang``),
numbers and words (``numbers``, ``words``), chat abbreviations (``teencode``).

The work is linear in the length of the text. The result is a fixed point: the layers are repeated until
nothing changes, and a text that has not settled after a few rounds falls back to its characters alone,
which are a fixed point by construction.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from nlp.normalise import characters, defang, numbers, scripts, spacing, teencode, words
from nlp.normalise.draft import Draft

__all__ = ["Normalised", "normalise"]

_ROUNDS = 4
#: Each layer that reads more than single characters, in order. Letter case is gone after ``lower``.
_CASED: tuple[Callable[[Draft], None], ...] = (scripts.unmask, defang.refang, numbers.restore, words.recase)
_LOWERED: tuple[Callable[[Draft], None], ...] = (
    spacing.close_up, words.unleet, words.shorten, teencode.write_out,
)


class Normalised:
    """A normalised text.

    ``text``: NFC, lower case, accents kept, hiding undone. ``folded``: the same length, position by
    position without accents, ``đ`` as ``d``. ``tricks``: how often each hiding trick was undone, by name.
    """

    __slots__ = ("_ends", "_starts", "folded", "text", "tricks")

    def __init__(
        self, text: str, tricks: dict[str, int],
        starts: list[int] | None = None, ends: list[int] | None = None,
    ) -> None:
        self.text = text
        self.folded = characters.fold_each(text)
        self.tricks = tricks
        self._starts = starts
        self._ends = ends

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original that ``text[start:end]`` stands for.

        Any two integers are accepted; the result is always within the original, start before end.
        """
        size = len(self.text)
        start = min(max(start, 0), size)
        end = min(max(end, start), size)
        if self._starts is None or self._ends is None:
            return start, end
        if start == end:
            place = self._starts[start] if start < size else (self._ends[-1] if size else 0)
            return place, place
        first = self._starts[start]
        return first, max(first, self._ends[end - 1])

    def position_of(self, original: int) -> int:
        """The place in ``text`` of the first character that stands for the original at or after a place."""
        if self._ends is None:
            return min(max(original, 0), len(self.text))
        return bisect_right(self._ends, original)

    def place_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """The half-open place in ``text`` of what stands for a span of the original."""
        return self.position_of(span[0]), self.position_of(span[1])

    def __repr__(self) -> str:
        return f"Normalised({self.text!r}, tricks={self.tricks!r})"


def _lower(draft: Draft) -> None:
    lowered = draft.text.lower()
    if len(lowered) != len(draft.text):  # cannot be after unify(); kept so that a map is never wrong
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in draft.text)
    draft.text = lowered


def _settle(draft: Draft) -> bool:
    """Runs every layer until nothing changes; whether that came to an end."""
    for _ in range(_ROUNDS):
        before = draft.text
        for layer in _CASED:
            layer(draft)
        _lower(draft)
        for layer in _LOWERED:
            layer(draft)
        if draft.text == before:
            return True
    return False


def _back_to(draft: Draft, plain: tuple[str, list[int], list[int], dict[str, int]]) -> None:
    draft.replace(*plain[:3])
    draft.tricks.clear()
    draft.tricks.update(plain[3])
    _lower(draft)


#: Words of texts so far that no layer touches, alone or beside others, and those that one may touch. Bounded
#: memories of pure facts.
_PLAIN_WORDS: set[str] = set()
_OTHER_WORDS: set[str] = set()
_MOST_WORDS = 1 << 17
#: What may become hiding together with its neighbours though it is nothing alone.
_NEEDS_CONTEXT = re.compile(r"[OoIl|]\d|\d[OoIl|]|^\.[^\W\d_]|\w[\[({]\.?$|^\.?[\])}]\w", re.IGNORECASE)


def _is_plain_word(word: str) -> bool:
    if len(word) > 60 or _NEEDS_CONTEXT.search(word):
        return False
    undone = _thorough(word)
    # one cut alone (Bn/tháng) is nothing, but several in a text are
    return undone.text == word.lower() and not undone.tricks and not spacing.is_cut(undone.text)


def _are_plain(words: set[str]) -> bool:
    """Whether each word is one that normalisation leaves as it is."""
    if not _OTHER_WORDS.isdisjoint(words):
        return False
    for word in words.difference(_PLAIN_WORDS):
        known = _PLAIN_WORDS if _is_plain_word(word) else _OTHER_WORDS
        if len(known) >= _MOST_WORDS:
            known.clear()
        known.add(word)
        if known is _OTHER_WORDS:
            return False
    return True


def _is_plain(text: str, lowered: str) -> bool:
    """Whether every word of a text is one that normalisation leaves as it is, and none are pulled apart."""
    words = text.replace("\n", " ").split(" ")
    if not _are_plain(set(words)):
        return False
    lowered_words = lowered.replace("\n", " ").replace("/", " ").split(" ")
    if not defang.TELLING.isdisjoint(lowered_words) and defang.may_hold_hosts(text):
        return False
    return sum([len(word) == 1 for word in words]) < 2 or not spacing.is_spaced(text)


def normalise(text: str) -> Normalised:
    """Normalises any string (see ``Normalised``). Never raises for a string; linear in its length."""
    lowered = text.lower()
    return Normalised(lowered, {}) if _is_plain(text, lowered) else _thorough(text)


def _thorough(text: str) -> Normalised:
    """Every layer, without the short way for ordinary texts."""
    draft = Draft(text)
    if characters.NOT_PLAIN.search(text):
        characters.unify(draft)
    plain = (draft.text, draft.starts, draft.ends, dict(draft.tricks))
    if not _settle(draft):
        # from lower case once more, because that is what the result would be read as
        _back_to(draft, plain)
        if not _settle(draft):
            _back_to(draft, plain)
    identity = len(draft.text) == len(text) and draft.text == text.lower()
    return Normalised(
        draft.text, dict(draft.tricks),
        None if identity else draft.starts, None if identity else draft.ends,
    )
