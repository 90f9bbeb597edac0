"""The spaCy pipeline: screen → normalise → indicators → classify → stance → evidence, in one visible list.

Each stage is a registered component that reads and fills ``doc._.analysis``; the last one leaves
``doc._.assessment``. The tokens of a ``Doc`` are the runs between blanks: nothing here needs more, and
words are segmented by underthesea, on findings only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec
from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from canhgiac.records import Assessment, EvidenceSpan, Mention, Post
from nlp import classifier, indicators, model, stance
from nlp.classifier import Judged
from nlp.features import Features, observe
from nlp.normalise import Normalised, normalise
from nlp.screen import worth_reading

#: The components, in their order.
STAGES = ("screen", "normalise", "indicators", "classify", "stance", "evidence")
_TOKEN = re.compile(r"\S+")


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
    """What is known of one text so far; each stage fills its part."""

    __slots__ = ("assessment", "evidence", "features", "judged", "mentions", "normalised", "screened")

    def __init__(self) -> None:
        self.screened = False
        self.normalised: Normalised | None = None
        self.mentions: tuple[Mention, ...] = ()
        self.features: Features | None = None
        self.judged: Judged | None = None
        self.evidence: tuple[EvidenceSpan, ...] = ()
        self.assessment: Assessment | None = None


class Runs:
    """A tokenizer that splits at white space and nothing else, in linear time."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = [], []
        at = 0
        for found in _TOKEN.finditer(text):
            if found.start() > at:
                words.append(text[at : found.start()])
                spaces.append(False)
            at = found.end()
            blank = text[at : at + 1] == " "
            words.append(found.group())
            spaces.append(blank)
            at += blank
        if at < len(text):
            words.append(text[at:])
            spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep; spaCy asks when a pipeline is saved."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> Runs:
        """Nothing to read back."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Nothing to keep."""

    def from_disk(self, _path: object, **_: object) -> Runs:
        """Nothing to read back."""
        return self


for _name in ("analysis", "assessment"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


Stage = Callable[[str, Analysis], None]
_WORK: dict[str, Stage] = {}


def _stage(name: str) -> Callable[[Stage], Stage]:
    """Registers a function of a text and its analysis as a stage, and as a spaCy component."""

    def register(work: Stage) -> Stage:
        def component(doc: Doc) -> Doc:
            if doc._.analysis is None:
                doc._.analysis = Analysis()
            work(doc.text, doc._.analysis)
            doc._.assessment = doc._.analysis.assessment
            return doc

        _WORK[name] = work
        Language.component(f"canhgiac_{name}", func=component)
        return work

    return register


@_stage("screen")
def screen(text: str, found: Analysis) -> None:
    """Marks what is not worth reading; the stages after it then do nothing."""
    found.screened = not worth_reading(text)


@_stage("normalise")
def normal_form(text: str, found: Analysis) -> None:
    """Undoes hiding, keeping the way back to the original."""
    if not found.screened:
        found.normalised = normalise(text)


@_stage("indicators")
def find_indicators(text: str, found: Analysis) -> None:
    """Finds accounts, numbers, hosts and handles."""
    if found.normalised is not None:
        found.mentions = indicators.find(text, found.normalised)


@_stage("classify")
def classify(text: str, found: Analysis) -> None:
    """Scores the text and decides on category and role."""
    if found.normalised is not None:
        found.features = observe(text, found.normalised, found.mentions)
        found.judged = classifier.judge(model.shipped(), found.features)


@_stage("stance")
def take_stances(text: str, found: Analysis) -> None:
    """Says whose each indicator is. A report accuses somebody by an indicator, and criticism of officials is none."""
    if found.normalised is None or found.judged is None:
        return
    role = found.judged.role
    found.mentions = stance.assign(text, found.normalised, found.mentions, role)
    accused = any(m.stance == "accused" for m in found.mentions)
    if role == "report" and (not accused or stance.accuses_officials(found.normalised)):
        found.mentions = stance.assign(text, found.normalised, found.mentions, None)
        found.judged = msgspec.structs.replace(found.judged, category=None, role=None, review=False, score=0.0)


@_stage("evidence")
def conclude(text: str, found: Analysis) -> None:
    """Puts the assessment together: scheme, tags, and the pieces of text that carried the verdict."""
    judged, shipped = found.judged, model.shipped()
    if judged is None or found.features is None or found.normalised is None:
        found.assessment = Assessment(id="", screened=True, model=shipped.version)
        return
    if judged.category is None or judged.role is None:
        found.assessment = Assessment(id="", scores=judged.scores, indicators=found.mentions, model=shipped.version)
        return
    category = judged.category
    if judged.role == "report":
        category = classifier.report_topic(shipped, found.features)
    scheme, tags = classifier.schemes(shipped, found.features, category)
    head = category if judged.role == "offer" else "report"
    found.evidence = classifier.evidence(shipped, found.features, found.normalised, head, len(text))
    found.assessment = Assessment(
        id="",
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


def load() -> Language:
    """A spaCy ``Language`` whose ``Doc._.assessment`` is the ``Assessment`` of its text (with an empty id).

    Raises ``nlp.model.ModelError`` where the model file is missing or damaged.
    """
    model.shipped()
    language = MultiLanguage()
    language.tokenizer = Runs(language.vocab)
    for name in STAGES:
        language.add_pipe(f"canhgiac_{name}")
    return language


def assess_many(posts: Iterable[Post | tuple[str, str, str]]) -> Iterator[Assessment | Failed]:
    """The assessment of each post, in order, as they come; memory stays flat over any number.

    ``posts``: ``Post`` records or ``(id, text, url)``. The stages are those of ``load``, run without a spaCy
    ``Doc``, which they don't need and which would cost as much as all of them; after the screen nothing is
    done for what it drops. A post whose analysis raises gives ``Failed(id, reason)`` in its place, and the
    stream goes on.
    """
    dropped = Assessment(id="", screened=True, model=model.shipped().version)
    stages = [_WORK[name] for name in STAGES]
    for post in posts:
        id, text = (post.id, post.text) if isinstance(post, Post) else (post[0], post[1])
        result: Assessment | Failed
        try:
            result = msgspec.structs.replace(_assess(text, stages) or dropped, id=id)
        except Exception as error:  # one bad post must not stop the stream
            result = Failed(id, f"{type(error).__name__}: {error}")
        yield result


def _assess(text: str, stages: list[Stage]) -> Assessment | None:
    """Runs the stages over one text; ``None`` where the screen drops it."""
    found = Analysis()
    for stage in stages:
        stage(text, found)
        if found.screened:
            return None
    return found.assessment


def assess_one(id: str, text: str, url: str = "") -> Assessment:
    """The assessment of one text. Raises ``AssessmentError`` where the analysis fails."""
    for result in assess_many([(id, text, url)]):
        if isinstance(result, Assessment):
            return result
        raise AssessmentError(result.id, result.reason)
    raise AssessmentError(id, "no result")
