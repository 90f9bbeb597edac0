"""N-grams of a folded text as 64-bit numbers, with where each stands: the model's vocabulary.

Two streams are read. *Words* are runs of letters and digits (digits all read as ``0``), taken one, two
and three at a time. The *skeleton* is the same text with everything but letters and digits left out,
taken ``SKELETON_SIZES`` letters at a time, so that ``N-ap dau``, ``nap.dau`` and ``napdau`` look alike.

A hash is polynomial, modulo 2**64, over code points, so that all substrings of one length cost a few
vector operations (prefix sums times powers of an odd base's inverse; Karp and Rabin, 1987).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

#: Longer texts are read up to here; what an offer says stands at its beginning, and memory stays flat.
MAX_CHARS = 20_000
WORD_SIZES = (1, 2, 3)
SKELETON_SIZES = (5, 6)

_BASE = 0x9E3779B97F4A7C15
_WORD_STEP = np.uint64(0xC2B2AE3D27D4EB4F)
_SKELETON_SALT = np.uint64(0x165667B19E3779F9)
_LETTER_A, _LETTER_Z, _ZERO, _NINE = 97, 122, 48, 57


def _powers(base: int) -> Hashes:
    powers = np.full(MAX_CHARS + 1, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


_POWERS = _powers(_BASE)
_INVERSE_POWERS = _powers(pow(_BASE, -1, 1 << 64))


class Grams:
    """Hashes of a text's n-grams and the ``[start, end)`` of each in the folded text."""

    __slots__ = ("ends", "hashes", "starts", "words")

    def __init__(self, hashes: Hashes, starts: Places, ends: Places, words: int) -> None:
        self.hashes = hashes
        self.starts = starts
        self.ends = ends
        #: How many of the n-grams are of words; they come first.
        self.words = words


def _prefix(codes: Hashes) -> Hashes:
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes + np.uint64(1)) * _POWERS[: len(codes)], out=sums[1:])
    return sums


def _substrings(sums: Hashes, starts: Places, ends: Places) -> Hashes:
    return (sums[ends] - sums[starts]) * _INVERSE_POWERS[starts]


def blanked(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """``folded`` with blanks in place of ``spans``, same length."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        start = max(start, at)
        if start < end:
            pieces += (folded[at:start], " " * (end - start))
            at = end
    pieces.append(folded[at:])
    return "".join(pieces)


def grams(folded: str) -> Grams:
    """The n-grams of ``folded`` (lower case, no accents).

    Any Unicode string; only its first ``MAX_CHARS`` code points are read.
    """
    batch = Batch([folded])
    return Grams(batch.hashes, batch.starts, batch.ends, batch.skeleton)


class Batch:
    """The n-grams of several folded texts, found together.

    ``hashes``: of all of them. ``rows``: which text each is of (its place in the list). ``skeleton``: from
    which place on in ``hashes`` they are of the skeleton; the first ``singles`` are the single words, in order.
    ``starts`` and ``ends``: where each stands in the texts joined, in which text ``i`` begins at ``offsets[i]``.
    ``words`` and ``skeletons``: how many n-grams of words and of the skeleton each text has.
    """

    __slots__ = (
        "ends", "hashes", "offsets", "rows", "singles", "skeleton", "skeletons", "starts", "words",
    )  # fmt: skip

    def __init__(self, texts: Sequence[str]) -> None:
        """``texts``: at most ``MAX_CHARS`` code points in all are read, blanks between them counted."""
        texts = [text[:MAX_CHARS] for text in texts]
        codes, inside = _codes("\0".join(texts)[:MAX_CHARS])
        sizes = np.array([len(text) + 1 for text in texts], dtype=np.int64)
        self.offsets: Places = np.cumsum(sizes) - sizes
        streams = [*_word_grams(codes, inside, self.offsets), *_skeleton_grams(codes, inside, self.offsets)]
        self.hashes: Hashes = np.concatenate([stream.hashes for stream in streams])
        self.rows: Places = np.concatenate([stream.rows for stream in streams])
        self.starts: Places = np.concatenate([stream.starts for stream in streams])
        self.ends: Places = np.concatenate([stream.ends for stream in streams])
        self.singles = len(streams[0].hashes)
        self.skeleton = sum(len(stream.hashes) for stream in streams[: len(WORD_SIZES)])
        self.words: Places = np.bincount(self.rows[: self.skeleton], minlength=len(texts))
        self.skeletons: Places = np.bincount(self.rows[self.skeleton :], minlength=len(texts))


class _Stream(NamedTuple):
    """N-grams of one kind and size, in order: the row of the text, and the places in all texts joined."""

    hashes: Hashes
    rows: Places
    starts: Places
    ends: Places


def _codes(text: str) -> tuple[Hashes, NDArray[np.bool_]]:
    """Code points with every digit as ``0``, and which of them are letters or digits."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    digits = (codes >= _ZERO) & (codes <= _NINE)
    codes[digits] = _ZERO
    return codes, digits | ((codes >= _LETTER_A) & (codes <= _LETTER_Z))


def _rows(places: Places, offsets: Places) -> Places:
    """Which text each of some rising places is in."""
    if len(offsets) == 1:
        return np.zeros(len(places), dtype=np.int64)
    bounds = np.append(places.searchsorted(offsets), len(places))
    return np.repeat(np.arange(len(offsets)), np.diff(bounds))


def _word_grams(codes: Hashes, inside: NDArray[np.bool_], offsets: Places) -> list[_Stream]:
    framed = np.zeros(len(inside) + 2, dtype=np.bool_)
    framed[1:-1] = inside
    borders = np.flatnonzero(framed[1:] != framed[:-1])
    starts, ends = borders[::2], borders[1::2]
    rows = _rows(starts, offsets)
    single = _substrings(_prefix(codes), starts, ends)
    streams = [_Stream(single, rows, starts, ends)]
    longer = single
    for size in WORD_SIZES[1:]:
        longer = longer[:-1] * _WORD_STEP + single[size - 1 :]
        count = len(longer)
        stream = _Stream(longer, rows[:count], starts[:count], ends[size - 1 :])
        streams.append(_within(stream, rows[size - 1 :]))
    return streams


def _skeleton_grams(codes: Hashes, inside: NDArray[np.bool_], offsets: Places) -> list[_Stream]:
    kept = np.flatnonzero(inside)
    rows = _rows(kept, offsets)
    sums = _prefix(codes[kept])
    streams = []
    for size in SKELETON_SIZES:
        count = max(0, len(kept) - size + 1)
        begin = np.arange(count)
        hashes = _substrings(sums, begin, begin + size) + _SKELETON_SALT * np.uint64(size)
        stream = _Stream(hashes, rows[:count], kept[:count], kept[size - 1 :] + 1)
        streams.append(_within(stream, rows[size - 1 :]))
    return streams


def _within(stream: _Stream, last_rows: Places) -> _Stream:
    """The n-grams that begin and end in one text; ``last_rows`` is where each ends."""
    same = stream.rows == last_rows[: len(stream.rows)]
    return stream if same.all() else _Stream(*(part[same] for part in stream))


def strings(folded: str, found: Grams) -> list[str]:
    """What each n-gram reads as: ``nap dau`` for words, ``~napda`` for the skeleton."""
    named = []
    for place, (start, end) in enumerate(zip(found.starts.tolist(), found.ends.tolist(), strict=True)):
        piece = "".join("0" if "0" <= c <= "9" else c if "a" <= c <= "z" else " " for c in folded[start:end])
        named.append(" ".join(piece.split()) if place < found.words else "~" + piece.replace(" ", ""))
    return named


def hash_of(gram: str) -> int:
    """The hash of an n-gram written as ``strings`` writes it; ``ValueError`` where it is not one."""
    skeleton = gram.startswith("~")
    found = grams(gram.lstrip("~"))
    wanted = [h for h, s in zip(found.hashes.tolist(), strings(gram.lstrip("~"), found), strict=True) if s == gram]
    if not wanted:
        raise ValueError(f"{gram!r} is not {'a skeleton' if skeleton else 'a word'} n-gram of the model's sizes")
    return int(wanted[0])
