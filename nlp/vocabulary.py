"""Which n-grams of texts are in a vocabulary: a hash table asked for thousands of n-grams at once.

A binary search over tens of thousands of hashes touches a dozen far places for each n-gram; here the first
place looked at is nearly always the last (open addressing with linear probing, Knuth, TAOCP 3, 6.4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nlp.ngrams import Hashes, Places

#: An odd number that spreads hashes of short words, which are small, over all the slots.
_SPREAD = np.uint64(0xD6E8FEB86659FD93)
#: Slots for each n-gram, at least.
_ROOM = 2


class Index:
    """A hash table over distinct 64-bit ``hashes``."""

    __slots__ = ("_hashes", "_mask", "_places", "_shift")

    def __init__(self, hashes: Hashes) -> None:
        bits = max(1, (len(hashes) * _ROOM - 1).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._hashes = hashes
        self._places: NDArray[np.int32] = np.full(1 << bits, -1, dtype=np.int32)
        self._fill(hashes)

    def _fill(self, hashes: Hashes) -> None:
        left = np.arange(len(hashes), dtype=np.int32)
        slots = self._first_slots(hashes)
        while len(left):
            free = self._places[slots] < 0
            # of several that want one slot the last written has it
            self._places[slots[free]] = left[free]
            missed = self._places[slots] != left
            left, slots = left[missed], (slots[missed] + 1) & self._mask

    def _first_slots(self, hashes: Hashes) -> Places:
        return ((hashes * _SPREAD) >> self._shift).astype(np.int64)

    def find(self, asked: Hashes) -> tuple[NDArray[np.int32], Places]:
        """Which of ``asked`` are in the vocabulary: their places in it, and in ``asked`` (rising)."""
        slots = self._first_slots(asked)
        found = self._places[slots]
        taken = np.flatnonzero(found >= 0)
        wrong = taken[self._hashes[found[taken]] != asked[taken]]
        slots = slots[wrong]
        while len(wrong):
            slots = (slots + 1) & self._mask
            found[wrong] = self._places[slots]
            taken = np.flatnonzero(found[wrong] >= 0)
            still = taken[self._hashes[found[wrong[taken]]] != asked[wrong[taken]]]
            wrong, slots = wrong[still], slots[still]
        hit = np.flatnonzero(found >= 0)
        return found[hit], hit
