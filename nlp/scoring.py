"""The arithmetic of the model over many texts at once: log-odds, probabilities, and the words that carried them."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.model import Model
from nlp.ngrams import Batch, Grams, Hashes, Places
from nlp.signals import HEADS
from nlp.vocabulary import Index

REPORT = HEADS.index("report")
#: A text with fewer n-grams than this is scored as if it had so many: two words are no certainty.
MIN_GRAMS = 24
#: Words that spoke less than this (log-odds) are not joined to phrases.
LEAST_WORD = 0.01


class Wording(msgspec.Struct, frozen=True):
    """What the wording of one text says.

    ``schemes``: a probability for each of ``Model.schemes``. ``phrases``: ``(start, end, weight)`` of
    neighbouring words of the folded text that spoke for one head, with their log-odds.
    """

    schemes: list[float]
    phrases: list[tuple[int, int, float]]


def lookup(hashes: Hashes, grams: Grams) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which n-grams of a text are known: places in ``hashes``, and places in ``grams``."""
    if not len(hashes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    places = np.searchsorted(hashes, grams.hashes)
    places[places == len(hashes)] = 0
    hit = np.flatnonzero(hashes[places] == grams.hashes)
    return places[hit], hit


def scales(grams: Grams) -> tuple[float, float]:
    """What one n-gram of words and one of the skeleton counts for: less the more there are."""
    skeleton = len(grams.hashes) - grams.words
    return 1 / math.sqrt(max(grams.words, MIN_GRAMS)), 1 / math.sqrt(max(skeleton, MIN_GRAMS))


def row(hashes: Hashes, grams: Grams) -> tuple[Places, NDArray[np.float32]]:
    """The known n-grams of a text, each once, and their values: a sparse row of the model's input."""
    known, hit = lookup(hashes, grams)
    unique, first = np.unique(known, return_index=True)
    of_words, of_skeleton = scales(grams)
    return unique, np.where(hit[first] < grams.words, of_words, of_skeleton).astype(np.float32)


class Known:
    """The n-grams of a batch that a vocabulary knows: their places in it, their rows, and what each counts for."""

    __slots__ = ("_batch", "hit", "places", "rows")

    def __init__(self, index: Index, batch: Batch, wanted: NDArray[np.bool_] | None = None) -> None:
        """``wanted``: which texts of the batch are asked for; all of them where it is left out."""
        self._batch = batch
        if wanted is None:
            self.places, self.hit = index.find(batch.hashes)
        else:
            asked = np.flatnonzero(wanted[batch.rows])
            self.places, hit = index.find(batch.hashes[asked])
            self.hit = asked[hit]
        self.rows = batch.rows[self.hit]

    def of_rows(self, wanted: NDArray[np.bool_]) -> Known:
        """Those of some texts only."""
        part = object.__new__(Known)
        keep = wanted[self.rows]
        part._batch, part.places, part.hit, part.rows = self._batch, self.places[keep], self.hit[keep], self.rows[keep]
        return part

    def _values(self, rows: Places, of_skeleton: NDArray[np.bool_]) -> NDArray[np.float64]:
        words = 1 / np.sqrt(np.maximum(self._batch.words, MIN_GRAMS))
        skeletons = 1 / np.sqrt(np.maximum(self._batch.skeletons, MIN_GRAMS))
        return np.where(of_skeleton, skeletons[rows], words[rows])

    def _ordered(self) -> tuple[Places, NDArray[np.bool_]]:
        """Keys (text and n-gram, then stream, so that words come first), sorted; and which are the first of theirs."""
        keys = (self.rows << 32) | (self.places.astype(np.int64) << 1) | (self.hit >= self._batch.skeleton)
        keys.sort()
        return keys, np.append(True, (keys[1:] >> 1) != (keys[:-1] >> 1))[: len(keys)]

    def sums(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """What the n-grams of each text add to each head, each n-gram counted once (texts x heads).

        ``weights``: heads x vocabulary.
        """
        keys, first = self._ordered()
        keys = keys[first]
        rows, places = keys >> 32, (keys & 0xFFFFFFFF) >> 1
        values = self._values(rows, (keys & 1).astype(np.bool_))
        bounds = rows.searchsorted(np.arange(len(self._batch.words) + 1))
        if len(weights) <= len(HEADS):
            running = np.zeros((len(keys) + 1, len(weights)))
            np.cumsum(weights.T[places] * values[:, None], axis=0, out=running[1:])
            return np.asarray(running[bounds[1:]] - running[bounds[:-1]], dtype=np.float64)
        # many heads are asked for few texts; one text's weights at a time stay in the processor's cache
        sums = np.zeros((len(self._batch.words), len(weights)))
        for row in np.flatnonzero(bounds[1:] > bounds[:-1]).tolist():
            here = slice(bounds[row], bounds[row + 1])
            sums[row] = values[here].astype(np.float32) @ weights.T[places[here]]
        return sums

    def shares(self) -> NDArray[np.float64]:
        """What each of these counts for where one that stands several times in its text is shared out among them."""
        keys = (self.rows << 32) | self.places
        order = keys.argsort(kind="stable")
        ordered = keys[order]
        bounds = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
        counts = np.diff(bounds)
        times = np.empty(len(keys), dtype=np.int64)
        times[order] = np.repeat(counts, counts)
        return self._values(self.rows, self.hit >= self._batch.skeleton) / times


def logits(model: Model, known: Known, dense: NDArray[np.float32]) -> NDArray[np.float64]:
    """The raw log-odds of the four heads (heads x texts); ``dense`` is texts x signals."""
    of_signals = _product(model.dense, dense)
    return np.asarray(model.bias[:, None] + known.sums(model.weights).T + of_signals, dtype=np.float64)


def _product(weights: NDArray[np.float32], dense: NDArray[np.float32]) -> NDArray[np.float64]:
    """``weights @ dense.T`` without the threads that a matrix library would start for so little."""
    return np.asarray(np.einsum("hs,ts->ht", weights.astype(np.float64), dense), dtype=np.float64)


def coupled(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities for calibrated log-odds (heads first).

    The three categories compete, each against an ordinary text and the two others (a softmax with 0 for
    ordinary); the report is a question of its own.
    """
    e = np.exp(np.clip(z, -40, 40))
    p = e / (1 + e)
    p[:REPORT] = e[:REPORT] / (1 + e[:REPORT].sum(axis=0))
    return np.asarray(p, dtype=np.float64)


def probabilities(model: Model, raw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Calibrated probabilities of the four heads for their log-odds (both heads x texts)."""
    return coupled(model.calibration[:, [0]] * raw + model.calibration[:, [1]])


def wordings(
    model: Model, batch: Batch, known: Known, dense: NDArray[np.float32], heads: dict[int, int]
) -> list[Wording]:
    """The ``Wording`` of the texts in ``heads``: row of the batch to the head that its phrases spoke for."""
    wanted = np.zeros(len(batch.words), dtype=np.bool_)
    wanted[list(heads)] = True
    rows = list(heads)
    of_schemes = Known(model.scheme_index, batch, wanted).sums(model.scheme_weights)[rows]
    z = model.scheme_bias + of_schemes + _product(model.scheme_dense, dense[rows]).T
    e = np.exp(z - z.max(axis=1, keepdims=True))
    schemes = (e / e.sum(axis=1, keepdims=True)).tolist()
    phrases = _phrases(model, batch, known.of_rows(wanted), heads)
    return [Wording(of_text, phrases[row]) for row, of_text in zip(rows, schemes, strict=True)]


def _phrases(
    model: Model, batch: Batch, known: Known, heads: dict[int, int]
) -> dict[int, list[tuple[int, int, float]]]:
    """Neighbouring words that spoke for the head of their text, joined.

    The weight of each n-gram is spread evenly over its letters.
    """
    found: dict[int, list[tuple[int, int, float]]] = {row: [] for row in heads}
    if not len(known.hit):
        return found
    head_of = np.zeros(len(batch.words), dtype=np.int64)
    head_of[list(heads)] = list(heads.values())
    heads_here = head_of[known.rows]
    starts, ends = batch.starts[known.hit], batch.ends[known.hit]
    slopes = model.calibration[:, 0].astype(np.float64)[heads_here]
    density = slopes * model.weights[heads_here, known.places] * known.shares() / (ends - starts)
    size = int(batch.ends.max())
    changes = np.bincount(starts, density, size + 1) - np.bincount(ends, density, size + 1)
    running = np.concatenate(([0.0], np.cumsum(np.cumsum(changes))))
    singles = np.flatnonzero(np.isin(batch.rows[: batch.singles], list(heads)))
    first, last, rows = batch.starts[singles], batch.ends[singles], batch.rows[singles]
    weights = running[last] - running[first]
    spoke = np.flatnonzero(weights > LEAST_WORD)
    columns = (singles[spoke], rows[spoke], first[spoke], last[spoke], weights[spoke])
    held = zip(*(column.tolist() for column in columns), strict=True)
    before, before_row = -2, -1
    for number, row, start, end, weight in held:
        offset = int(batch.offsets[row])
        start, end, phrases = start - offset, end - offset, found[row]
        if before == number - 1 and before_row == row and start - phrases[-1][1] <= 3:
            phrases[-1] = (phrases[-1][0], end, phrases[-1][2] + weight)
        else:
            phrases.append((start, end, weight))
        before, before_row = number, row
    return found
