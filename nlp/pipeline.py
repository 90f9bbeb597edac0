"""The assessment of texts: screen → normalise → indicators → classify → stance → evidence, in one visible list.

Each stage reads and fills the ``Analysis`` of every text of a chunk; ``nlp.language`` registers the same
stages as spaCy components.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from canhgiac.records import Assessment, EvidenceSpan, Mention, Post
from nlp import classifier, indicators, model, stance
from nlp.classifier import Judged
from nlp.features import Features, observe
from nlp.ngrams import MAX_CHARS
from nlp.normalise import Normalised, normalise
from nlp.screen import worth_reading

#: The stages, in their order.
STAGES = ("screen", "normalise", "indicators", "classify", "stance", "evidence")
#: Texts that go through the stages together, and code points in all: enough to share the cost of vector
#: operations, few enough for memory to stay flat.
CHUNK = 256
CHUNK_CHARS = 1_000_000


class AssessmentError(RuntimeError):
    """The analysis of one text failed: which text, and why."""

    def __init__(self, id: str, reason: str) -> None:
        super().__init__(f"post {id}: the analysis failed: {reason}")
        self.id = id
        self.reason = reason


class Failed(msgspec.Struct, frozen=True):
    """Stands in the stream of assessments in the place of a post whose analysis failed."""

    id: str
    reason: str


class Analysis:
    """What is known of one text so far; each stage fills its part.

    ``failed`` says why the analysis broke; ``screened`` marks what the screen drops. Later stages do
    nothing for either.
    """

    __slots__ = (
        "assessment", "evidence", "failed", "features", "id", "judged", "mentions", "normalised", "screened", "text",
    )  # fmt: skip

    def __init__(self, text: str, id: str = "") -> None:
        self.text = text
        self.id = id
        self.failed: Exception | None = None
        self.screened = False
        self.normalised: Normalised | None = None
        self.mentions: tuple[Mention, ...] = ()
        self.features: Features | None = None
        self.judged: Judged | None = None
        self.evidence: tuple[EvidenceSpan, ...] = ()
        self.assessment: Assessment | None = None


Stage = Callable[[Sequence[Analysis]], None]
#: The work of each stage, by name.
WORK: dict[str, Stage] = {}


def _stage(name: str) -> Callable[[Callable[[Analysis], None]], Callable[[Analysis], None]]:
    """Registers a function of one analysis as a stage. An error in one text ends the analysis of that one."""

    def register(work: Callable[[Analysis], None]) -> Callable[[Analysis], None]:
        def each(chunk: Sequence[Analysis]) -> None:
            for found in chunk:
                if found.failed is None:
                    try:
                        work(found)
                    except Exception as error:  # one bad post must not stop the stream
                        found.failed = error

        WORK[name] = each
        return work

    return register


@_stage("screen")
def screen(found: Analysis) -> None:
    """Marks what is not worth reading; the stages after it then do nothing."""
    found.screened = not worth_reading(found.text)


@_stage("normalise")
def normal_form(found: Analysis) -> None:
    """Undoes hiding, keeping the way back to the original."""
    if not found.screened:
        found.normalised = normalise(found.text)


@_stage("indicators")
def find_indicators(found: Analysis) -> None:
    """Finds accounts, numbers, hosts and handles, and what the text signals."""
    if found.normalised is not None:
        found.mentions = indicators.find(found.text, found.normalised)
        found.features = observe(found.text, found.normalised, found.mentions)


def classify(chunk: Sequence[Analysis]) -> None:
    """Scores the texts, many at once, and decides on category and role."""
    group: list[Analysis] = []
    size = 0
    for found in chunk:
        if found.features is None or found.failed is not None:
            continue
        length = min(len(found.features.read), MAX_CHARS) + 1
        if group and size + length > MAX_CHARS:
            _judge(group)
            group, size = [], 0
        group.append(found)
        size += length
    if group:
        _judge(group)


WORK["classify"] = classify


def _judge(group: list[Analysis]) -> None:
    features = [found.features for found in group if found.features is not None]
    try:
        verdicts = classifier.judge_many(model.shipped(), features)
    except Exception as error:  # whichever text it was, the others go on
        if len(group) == 1:
            group[0].failed = error
            return
        for found in group:
            _judge([found])
        return
    for found, judged in zip(group, verdicts, strict=True):
        found.judged = judged


@_stage("stance")
def take_stances(found: Analysis) -> None:
    """Says whose each indicator is. A report accuses somebody by an indicator, and criticism of officials is none."""
    if found.normalised is None or found.judged is None:
        return
    role = found.judged.role
    found.mentions = stance.assign(found.text, found.normalised, found.mentions, role)
    accused = any(m.stance == "accused" for m in found.mentions)
    if role == "report" and (not accused or stance.accuses_officials(found.normalised)):
        found.mentions = stance.assign(found.text, found.normalised, found.mentions, None)
        found.judged = msgspec.structs.replace(found.judged, category=None, role=None, review=False, score=0.0)


@_stage("evidence")
def conclude(found: Analysis) -> None:
    """Puts the assessment together: scheme, tags, and the pieces of text that carried the verdict."""
    judged, shipped = found.judged, model.shipped()
    if judged is None or found.features is None or found.normalised is None:
        found.assessment = Assessment(id=found.id, screened=True, model=shipped.version)
        return
    wording = judged.wording
    if judged.category is None or judged.role is None or wording is None:
        found.assessment = Assessment(
            id=found.id, scores=judged.scores, indicators=found.mentions, model=shipped.version
        )
        return
    category, least = judged.category, 0.0
    if judged.role == "report":
        category, least = classifier.report_topic(shipped, wording), classifier.REPORT_SCHEME
    scheme, tags = classifier.schemes(shipped, wording, category, least)
    head = category if judged.role == "offer" else "report"
    found.evidence = classifier.evidence(shipped, found.features, wording, found.normalised, head, len(found.text))
    found.assessment = Assessment(
        id=found.id,
        category=category,
        scheme=scheme,
        tags=tags,
        role=judged.role,
        score=round(judged.score, 4),
        scores=judged.scores,
        review=judged.review,
        indicators=found.mentions,
        evidence=found.evidence,
        model=shipped.version,
    )


def assess_many(posts: Iterable[Post | tuple[str, str, str]]) -> Iterator[Assessment | Failed]:
    """The assessment of each post, in order; memory stays flat over any number.

    ``posts``: ``Post`` records or ``(id, text, url)``; they are read ``CHUNK`` at a time. After the screen
    nothing is done for what it drops. A post whose analysis raises gives ``Failed(id, reason)`` in its
    place, and the stream goes on.
    """
    for chunk in _chunks(posts):
        for name in STAGES:
            WORK[name](chunk)
            if name == "screen":
                whole, chunk = chunk, [found for found in chunk if not found.screened]
        version = model.shipped().version
        for found in whole:
            if found.failed is not None:
                yield Failed(found.id, f"{type(found.failed).__name__}: {found.failed}")
            else:
                yield found.assessment or Assessment(id=found.id, screened=True, model=version)


def _chunks(posts: Iterable[Post | tuple[str, str, str]]) -> Iterator[list[Analysis]]:
    chunk: list[Analysis] = []
    size = 0
    for post in posts:
        id, text = (post.id, post.text) if isinstance(post, Post) else (post[0], post[1])
        chunk.append(Analysis(text, id))
        size += len(text)
        if len(chunk) == CHUNK or size > CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def assess_one(id: str, text: str, url: str = "") -> Assessment:
    """The assessment of one text. Raises ``AssessmentError`` where the analysis fails."""
    for result in assess_many([(id, text, url)]):
        if isinstance(result, Assessment):
            return result
        raise AssessmentError(result.id, result.reason)
    raise AssessmentError(id, "no result")
