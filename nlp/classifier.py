"""The verdict: four calibrated linear scores, the scheme, and what carried them."""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from canhgiac.records import Category, EvidenceSpan, Role, Scores, Span
from nlp.features import Features, NormalisedText
from nlp.model import Model
from nlp.ngrams import Grams, Hashes
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


def row(hashes: Hashes, grams: Grams) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The known n-grams of a text, each once, and their values: a sparse row of the model's input."""
    return _row(*lookup(hashes, grams), grams)


def _row(
    known: NDArray[np.int64], hit: NDArray[np.int64], grams: Grams
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    unique, first = np.unique(known, return_index=True)
    of_words, of_skeleton = scales(grams)
    return unique, np.where(hit[first] < grams.words, of_words, of_skeleton).astype(np.float32)


def logits(model: Model, features: Features) -> NDArray[np.float64]:
    """The raw log-odds of the four heads."""
    columns, values = row(model.hashes, features.grams)
    sparse = model.weights[:, columns] @ values
    return np.asarray(model.bias + sparse + model.dense @ features.dense, dtype=np.float64)


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
    """Calibrated probabilities of the four heads for their log-odds."""
    return coupled(model.calibration[:, 0] * raw + model.calibration[:, 1])


def _passed_on(features: Features) -> bool:
    """Whether the writer quotes a message to ask whether it is a fraud: he reports it, he does not offer it."""
    return bool(features.dense[PLACE["asks_about_quoted"]] > 0 and features.dense[PLACE["question_words"]] > 0)


def _disguised(features: Features) -> bool:
    return bool(features.dense[_DISGUISE].any())


def _offers_something(features: Features) -> bool:
    """Whether anything but the disguise speaks for an offer: people also dot their words for fun, or in fear."""
    return bool(features.dense[_SUBSTANCE].any())


def judge(model: Model, features: Features) -> Judged:
    """Scores and verdict of one text.

    Only an offer that leaves a way to reach it, without words of civic life, is put to review; a report
    is flagged or not.
    """
    p = probabilities(model, logits(model, features))
    scores = Scores(*(round(float(x), 4) for x in p))
    offers = p[:REPORT]
    topic = CATEGORIES[int(np.argmax(offers))]
    if features.civic_only or (_disguised(features) and not _offers_something(features)):
        return Judged(scores, topic)
    best = int(np.argmax(offers - model.thresholds[:REPORT, 0]))
    bar = float(model.thresholds[best, 0])
    if features.dense[_NO_CHANNEL]:
        bar = max(bar, UNREACHABLE)
    flagged = offers[best] >= bar
    accuses = features.dense[_ACCUSING].any()
    reported = bool(accuses) and p[REPORT] >= model.thresholds[REPORT, 0]
    if flagged and _passed_on(features):
        return Judged(scores, topic, CATEGORIES[best], "report", False, float(offers[best]))
    if flagged and not (reported and p[REPORT] > offers[best]):
        return Judged(scores, topic, CATEGORIES[best], "offer", False, float(offers[best]))
    if reported:
        return Judged(scores, topic, topic, "report", False, float(p[REPORT]))
    near = int(np.argmax(offers - model.thresholds[:REPORT, 1]))
    reviewable = features.dense[_NEVER_REVIEWED].max() == 0
    if reviewable and offers[near] >= model.thresholds[near, 1]:
        return Judged(scores, topic, CATEGORIES[near], "offer", True, float(offers[near]))
    return Judged(scores, topic)


def scheme_probabilities(model: Model, features: Features) -> NDArray[np.float64]:
    """A probability for each of ``model.schemes``."""
    columns, values = row(model.scheme_hashes, features.grams)
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
    for signal, spans in features.places.items():
        weight = slope * float(model.dense[place, signal] * features.dense[signal])
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
    known, hit = lookup(model.hashes, grams)
    if not len(hit):
        return []
    _, inverse, times = np.unique(known, return_inverse=True, return_counts=True)
    of_words, of_skeleton = scales(grams)
    value = np.where(hit < grams.words, of_words, of_skeleton) / times[inverse]
    starts, ends = grams.starts[hit], grams.ends[hit]
    density = slope * model.weights[head, known] * value / (ends - starts)
    size = int(grams.ends.max())
    changes = np.bincount(starts, density, size + 1) - np.bincount(ends, density, size + 1)
    running = np.concatenate(([0.0], np.cumsum(np.cumsum(changes))))
    tokens = _tokens(grams)
    pieces: list[list[float]] = []
    last = -2
    for number, (start, end) in enumerate(tokens):
        weight = float(running[end] - running[start])
        if weight <= 0.01:
            continue
        if last == number - 1 and pieces and start - pieces[-1][1] <= 3:
            pieces[-1][1] = end
            pieces[-1][2] += weight
        else:
            pieces.append([start, end, weight])
        last = number
    return [
        EvidenceSpan(_original(normalised, int(start), int(end)), round(weight, 3), WORDING)
        for start, end, weight in pieces
        if weight >= MIN_EVIDENCE
    ]


def _tokens(grams: Grams) -> list[tuple[int, int]]:
    """The single words, in order: the first n-grams until a start falls back."""
    starts, ends = grams.starts[: grams.words], grams.ends[: grams.words]
    falls = np.flatnonzero(np.diff(starts) < 0)
    count = int(falls[0]) + 1 if len(falls) else len(starts)
    return list(zip(starts[:count].tolist(), ends[:count].tolist(), strict=True))


def _original(normalised: NormalisedText, start: int, end: int) -> Span:
    return normalised.original_span(start, end)
