"""The verdict: four calibrated linear scores, the scheme, and what carried them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from canhgiac.records import Category, EvidenceSpan, Role, Scores, Span
from nlp.features import Features, NormalisedText
from nlp.model import Model
from nlp.ngrams import Batch, Grams, Hashes, Places
from nlp.signals import HEADS, PLACE, SIGNALS
from nlp.taxonomy import BY_ID, CATEGORIES, primary

REPORT = HEADS.index("report")
#: A report warns or tells of a loss; what is civic, or leaves no way to be reached, is never put to review.
_ACCUSING = [PLACE["warning_words"], PLACE["victim_words"], PLACE["question_words"]]
_DISGUISE = [PLACE["hidden_writing"], PLACE["broken_writing"]]
#: Where it sends one, and what it promises, asks or threatens with.
_SUBSTANCE = [
    PLACE[name]
    for name in (
        "host_lookalike", "host_not_the_claimed", "host_gambling", "host_scam", "host_throwaway", "host_random",
        "host_shortener", "host_hidden", "app_file", "brand_with_personal_contact", "money_per_time", "lucky_amount",
        "percent_bonus", "fee_charged", "urgency", "otp_asked", "easy_work", "profit", "easy_loan",
        "forbidden_goods", "gambling_words", "gambling_hints", "prize", "victim_words", "warning_words",
        "question_words",
    )
]  # fmt: skip
_NO_CHANNEL = PLACE["no_channel"]
_NEVER_REVIEWED = [_NO_CHANNEL, PLACE["civic_words"]]
#: An offer that leaves no way to reach it (a joke, a quotation, a piece of one) must be this sure.
UNREACHABLE = 0.85

#: A text with fewer n-grams than this is scored as if it had so many: two words are no certainty.
MIN_GRAMS = 24
#: A scheme is a further tag from this probability on (within the category).
TAG_PROBABILITY = 0.3
#: Evidence lighter than this (log-odds) is left out, and no more pieces than this are given.
MIN_EVIDENCE = 0.08
MAX_EVIDENCE = 12
WORDING = "wording"


class Judged(msgspec.Struct, frozen=True):
    """What the classifier says before stance: ``category`` and ``role`` are ``None`` when nothing is flagged.

    ``topic`` is the likeliest category whatever the role.
    """

    scores: Scores
    topic: Category
    category: Category | None = None
    role: Role | None = None
    review: bool = False
    score: float = 0.0


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


def row(hashes: Hashes, grams: Grams) -> tuple[NDArray[np.integer], NDArray[np.float32]]:
    """The known n-grams of a text, each once, and their values: a sparse row of the model's input."""
    return _row(*lookup(hashes, grams), grams)


def _row(
    known: NDArray[np.integer], hit: NDArray[np.int64], grams: Grams
) -> tuple[NDArray[np.integer], NDArray[np.float32]]:
    unique, first = np.unique(known, return_index=True)
    of_words, of_skeleton = scales(grams)
    return unique, np.where(hit[first] < grams.words, of_words, of_skeleton).astype(np.float32)


def _sparse(model: Model, batch: Batch) -> NDArray[np.float64]:
    """What the known n-grams of each text add to its log-odds (texts x heads), each n-gram counted once."""
    places, hit = model.index.find(batch.hashes)
    # sorted by text and n-gram; the last bit says which stream it is of, so that words come first
    keys = (batch.rows[hit] << 32) | (places.astype(np.int64) << 1) | (hit >= batch.skeleton)
    keys.sort()
    keys = keys[np.append(True, (keys[1:] >> 1) != (keys[:-1] >> 1))[: len(keys)]]
    rows, known = keys >> 32, (keys & 0xFFFFFFFF) >> 1
    of_words = 1 / np.sqrt(np.maximum(batch.words, MIN_GRAMS))
    of_skeleton = 1 / np.sqrt(np.maximum(batch.skeletons, MIN_GRAMS))
    values = np.where(keys & 1, of_skeleton[rows], of_words[rows])
    sums = np.zeros((len(keys) + 1, len(model.bias)))
    np.cumsum(model.weights.T[known] * values[:, None], axis=0, out=sums[1:])
    bounds = rows.searchsorted(np.arange(len(batch.words) + 1))
    return np.asarray(sums[bounds[1:]] - sums[bounds[:-1]], dtype=np.float64)


def logits(model: Model, batch: Batch, features: Sequence[Features]) -> NDArray[np.float64]:
    """The raw log-odds of the four heads (heads x texts); ``batch`` holds the n-grams of ``features``."""
    dense = np.array([one.dense for one in features])
    return np.asarray(model.bias[:, None] + _sparse(model, batch).T + model.dense @ dense.T, dtype=np.float64)


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


def _any(values: list[float], places: list[int]) -> bool:
    return any(values[place] for place in places)


def judge(model: Model, features: Features) -> Judged:
    """Scores and verdict of one text."""
    return judge_many(model, Batch([features.read]), [features])[0]


def judge_many(model: Model, batch: Batch, features: Sequence[Features]) -> list[Judged]:
    """Scores and verdict of each text; ``batch`` holds the n-grams of ``features``, in their order."""
    p = probabilities(model, logits(model, batch, features)).T.tolist()
    return [_judged(model, one, values) for one, values in zip(features, p, strict=True)]


def _judged(model: Model, features: Features, p: list[float]) -> Judged:
    """The verdict for the probabilities of the four heads.

    Only an offer that leaves a way to reach it, without words of civic life, is put to review; a report
    is flagged or not.
    """
    scores = Scores(*[round(x, 4) for x in p])
    offers, seen = p[:REPORT], features.dense.tolist()
    topic = CATEGORIES[offers.index(max(offers))]
    # people also dot their words for fun, or in fear: disguise alone speaks for no offer
    if features.civic_only or (_any(seen, _DISGUISE) and not _any(seen, _SUBSTANCE)):
        return Judged(scores, topic)
    flag, review = model.bars
    best = _farthest(offers, flag)
    bar = max(flag[best], UNREACHABLE) if seen[_NO_CHANNEL] else flag[best]
    flagged = offers[best] >= bar
    reported = _any(seen, _ACCUSING) and p[REPORT] >= flag[REPORT]
    # who quotes a message to ask whether it is a fraud reports it, he does not offer it
    passed_on = seen[PLACE["asks_about_quoted"]] > 0 and seen[PLACE["question_words"]] > 0
    if flagged and passed_on:
        return Judged(scores, topic, CATEGORIES[best], "report", False, offers[best])
    if flagged and not (reported and p[REPORT] > offers[best]):
        return Judged(scores, topic, CATEGORIES[best], "offer", False, offers[best])
    if reported:
        return Judged(scores, topic, topic, "report", False, p[REPORT])
    near = _farthest(offers, review)
    if not _any(seen, _NEVER_REVIEWED) and offers[near] >= review[near]:
        return Judged(scores, topic, CATEGORIES[near], "offer", True, offers[near])
    return Judged(scores, topic)


def _farthest(offers: list[float], bars: tuple[float, ...]) -> int:
    """The category that is farthest above its bar."""
    above = [p - bar for p, bar in zip(offers, bars, strict=False)]
    return above.index(max(above))


def scheme_probabilities(model: Model, features: Features) -> NDArray[np.float64]:
    """A probability for each of ``model.schemes``."""
    columns, values = _row(*model.scheme_index.find(features.grams.hashes), features.grams)
    z = model.scheme_bias + model.scheme_weights[:, columns] @ values + model.scheme_dense @ features.dense
    e = np.exp(z - z.max())
    return np.asarray(e / e.sum(), dtype=np.float64)


def report_topic(model: Model, features: Features) -> Category:
    """The category that a report is about: the one whose schemes are likeliest together."""
    p = scheme_probabilities(model, features)
    sums = dict.fromkeys(CATEGORIES, 0.0)
    for probability, scheme in zip(p, model.schemes, strict=True):
        sums[BY_ID[scheme].category] += float(probability)
    return max(CATEGORIES, key=sums.__getitem__)


@lru_cache(maxsize=8)
def _places(schemes: tuple[str, ...], category: Category) -> tuple[int, ...]:
    return tuple(place for place, scheme in enumerate(schemes) if BY_ID[scheme].category == category)


def schemes(model: Model, features: Features, category: Category) -> tuple[str | None, tuple[str, ...]]:
    """The primary scheme within ``category`` by the taxonomy's precedence, and the others as tags."""
    p = scheme_probabilities(model, features)
    within = {model.schemes[place]: float(p[place]) for place in _places(model.schemes, category)}
    if not within:
        return None, ()
    total = sum(within.values()) or 1.0
    best = max(within, key=within.__getitem__)
    return primary([best, *(s for s, x in within.items() if x / total >= TAG_PROBABILITY)])


def evidence(
    model: Model, features: Features, normalised: NormalisedText, head: str, length: int
) -> tuple[EvidenceSpan, ...]:
    """The pieces of the original text that spoke for ``head``, heaviest first.

    The weights are the log-odds that entered the verdict: neighbouring words whose n-grams spoke for it
    are joined to phrases (``wording``), signals stand under their own name.
    """
    place = HEADS.index(head)
    slope = float(model.calibration[place, 0])
    found = _phrases(model, features, normalised, place, slope)
    of_signals = (model.dense[place] * features.dense).tolist()
    for signal, spans in features.places.items():
        weight = slope * of_signals[signal]
        if spans and weight / len(spans) >= MIN_EVIDENCE:
            name = SIGNALS[signal].name
            found += [EvidenceSpan(span, round(weight / len(spans), 3), name) for span in dict.fromkeys(spans)]
    found = [e for e in found if 0 <= e.span[0] < e.span[1] <= length]
    found.sort(key=lambda e: (-e.weight, e.span))
    return tuple(found[:MAX_EVIDENCE])


def _phrases(
    model: Model, features: Features, normalised: NormalisedText, head: int, slope: float
) -> list[EvidenceSpan]:
    grams = features.grams
    known, hit = model.index.find(grams.hashes)
    if not len(hit):
        return []
    of_words, of_skeleton = scales(grams)
    value = np.where(hit < grams.words, of_words, of_skeleton) / _times(known)
    starts, ends = grams.starts[hit], grams.ends[hit]
    density = slope * model.weights[head, known] * value / (ends - starts)
    size = int(grams.ends.max())
    changes = np.bincount(starts, density, size + 1) - np.bincount(ends, density, size + 1)
    running = np.concatenate(([0.0], np.cumsum(np.cumsum(changes))))
    first, last = _tokens(grams)
    weights = running[last] - running[first]
    pieces: list[list[float]] = []
    before = -2
    for number in np.flatnonzero(weights > 0.01).tolist():
        start, end, weight = int(first[number]), int(last[number]), float(weights[number])
        if before == number - 1 and pieces and start - pieces[-1][1] <= 3:
            pieces[-1][1] = end
            pieces[-1][2] += weight
        else:
            pieces.append([start, end, weight])
        before = number
    return [
        EvidenceSpan(_original(normalised, int(start), int(end)), round(weight, 3), WORDING)
        for start, end, weight in pieces
        if weight >= MIN_EVIDENCE
    ]


def _times(known: NDArray[np.int32]) -> NDArray[np.int64]:
    """How often each of some numbers stands among them."""
    order = known.argsort(kind="stable")
    ordered = known[order]
    bounds = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
    counts = np.diff(bounds)
    times = np.empty(len(known), dtype=np.int64)
    times[order] = np.repeat(counts, counts)
    return times


def _tokens(grams: Grams) -> tuple[Places, Places]:
    """Starts and ends of the single words, in order: the first n-grams until a start falls back."""
    starts, ends = grams.starts[: grams.words], grams.ends[: grams.words]
    falls = np.flatnonzero(starts[1:] < starts[:-1])
    count = int(falls[0]) + 1 if len(falls) else len(starts)
    return starts[:count], ends[:count]


def _original(normalised: NormalisedText, start: int, end: int) -> Span:
    return normalised.original_span(start, end)
