"""The verdict: four calibrated linear scores, the scheme, and what carried them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import numpy as np

from canhgiac.records import Category, EvidenceSpan, Role, Scores
from nlp.features import Features, NormalisedText
from nlp.model import Model
from nlp.ngrams import Batch
from nlp.scoring import REPORT, Known, Wording, logits, probabilities, wordings
from nlp.signals import HEADS, PLACE, SIGNALS
from nlp.taxonomy import BY_ID, CATEGORIES, primary

#: A report warns or tells of a loss; what is civic, or leaves no way to be reached, is never put to review.
_ACCUSING = [PLACE["warning_words"], PLACE["victim_words"], PLACE["question_words"]]
_DISGUISE = [PLACE["hidden_writing"], PLACE["broken_writing"]]
#: Where it sends one, and what it promises, asks or threatens with.
_SUBSTANCE = [
    PLACE[name]
    for name in (
        "host_lookalike", "sender_elsewhere", "sender_behind_link", "host_not_the_claimed", "host_gambling",
        "host_scam", "host_throwaway", "host_random", "host_shortener", "host_hidden", "app_file",
        "brand_with_personal_contact", "money_per_time", "lucky_amount", "percent_bonus", "fee_charged", "urgency",
        "otp_asked", "easy_work", "profit", "easy_loan", "forbidden_goods", "pay_range", "debt_words", "summons",
        "intimate", "gambling_words", "gambling_hints", "prize", "victim_words", "warning_words", "question_words",
    )
]  # fmt: skip
_NO_CHANNEL = PLACE["no_channel"]
_NEVER_REVIEWED = [_NO_CHANNEL, PLACE["civic_words"]]
#: An offer that leaves no way to reach it (a joke, a quotation, a piece of one) must be this sure.
UNREACHABLE = 0.95

#: A scheme is a further tag from this probability on (within the category).
TAG_PROBABILITY = 0.3
#: Probability of a report's likeliest scheme from which on it is named. People who warn tell what was done to them in
#: words of their own: cross-validated on our corpora, the likeliest is the right one for 24 % of all reports, and for
#: 51 % of those (18 %) where it is this probable; below it, for 18 %.
REPORT_SCHEME = 0.5
#: Evidence lighter than this (log-odds) is left out, and no more pieces than this are given.
MIN_EVIDENCE = 0.08
MAX_EVIDENCE = 12
WORDING = "wording"


class Judged(msgspec.Struct, frozen=True):
    """What the classifier says before stance: ``category`` and ``role`` are ``None`` when nothing is flagged.

    ``topic`` is the likeliest category whatever the role. ``wording`` is there when something is flagged.
    """

    scores: Scores
    topic: Category
    category: Category | None = None
    role: Role | None = None
    review: bool = False
    score: float = 0.0
    wording: Wording | None = None


def _any(values: list[float], places: list[int]) -> bool:
    return any(values[place] for place in places)


def judge(model: Model, features: Features) -> Judged:
    """Scores and verdict of one text."""
    return judge_many(model, [features])[0]


def judge_many(model: Model, features: Sequence[Features]) -> list[Judged]:
    """Scores and verdict of each text. Their ``read`` may have ``MAX_CHARS`` code points in all; no more are read."""
    batch = Batch([one.read for one in features])
    known = Known(model.index, batch)
    dense = np.array([one.dense for one in features])
    p = probabilities(model, logits(model, known, dense)).T.tolist()
    verdicts = [_judged(model, one, values) for one, values in zip(features, p, strict=True)]
    heads = {row: _head(judged) for row, judged in enumerate(verdicts) if judged.category is not None}
    if heads:
        for row, wording in zip(heads, wordings(model, batch, known, dense, heads), strict=True):
            verdicts[row] = msgspec.structs.replace(verdicts[row], wording=wording)
    return verdicts


def _head(judged: Judged) -> int:
    """The head that carried a verdict."""
    return REPORT if judged.role == "report" or judged.category is None else HEADS.index(judged.category)


def wording_of(model: Model, features: Features, head: str) -> Wording:
    """What the wording of one text says, with the phrases that spoke for ``head``."""
    batch = Batch([features.read])
    known = Known(model.index, batch)
    return wordings(model, batch, known, features.dense[None, :], {0: HEADS.index(head)})[0]


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


def report_topic(model: Model, wording: Wording) -> Category:
    """The category that a report is about: the one whose schemes are likeliest together."""
    sums = dict.fromkeys(CATEGORIES, 0.0)
    for probability, scheme in zip(wording.schemes, model.schemes, strict=True):
        sums[BY_ID[scheme].category] += probability
    return max(CATEGORIES, key=sums.__getitem__)


@lru_cache(maxsize=8)
def _places(schemes: tuple[str, ...], category: Category) -> tuple[int, ...]:
    return tuple(place for place, scheme in enumerate(schemes) if BY_ID[scheme].category == category)


def schemes(
    model: Model, wording: Wording, category: Category, least: float = 0.0
) -> tuple[str | None, tuple[str, ...]]:
    """The primary scheme within ``category`` by the taxonomy's precedence, and the others as tags; none where the
    likeliest is less probable than ``least``."""
    within = {model.schemes[place]: wording.schemes[place] for place in _places(model.schemes, category)}
    if not within:
        return None, ()
    total = sum(within.values()) or 1.0
    best = max(within, key=within.__getitem__)
    if within[best] < least:
        return None, ()
    return primary([best, *(s for s, x in within.items() if x / total >= TAG_PROBABILITY)])


def evidence(
    model: Model, features: Features, wording: Wording, normalised: NormalisedText, head: str, length: int
) -> tuple[EvidenceSpan, ...]:
    """The pieces of the original text that spoke for ``head``, heaviest first.

    The weights are the log-odds that entered the verdict: neighbouring words whose n-grams spoke for it
    are joined to phrases (``wording``), signals stand under their own name.
    """
    place = HEADS.index(head)
    slope = float(model.calibration[place, 0])
    found = [
        EvidenceSpan(normalised.original_span(start, end), round(weight, 3), WORDING)
        for start, end, weight in wording.phrases
        if weight >= MIN_EVIDENCE
    ]
    of_signals = (model.dense[place] * features.dense).tolist()
    for signal, spans in features.places.items():
        weight = slope * of_signals[signal]
        if spans and weight / len(spans) >= MIN_EVIDENCE:
            name = SIGNALS[signal].name
            found += [EvidenceSpan(span, round(weight / len(spans), 3), name) for span in dict.fromkeys(spans)]
    found = [e for e in found if 0 <= e.span[0] < e.span[1] <= length]
    found.sort(key=lambda e: (-e.weight, e.span))
    return tuple(found[:MAX_EVIDENCE])
