"""Documents of findings and of what is known of posts: what each index holds, field by field.

Every mapping is strict: a field that is not named here is refused, so nothing grows by what people post.
Times that order things are kept to the nanosecond (``date_nanos``), for their microseconds count.
"""

from __future__ import annotations

from elasticsearch.dsl import (
    Binary,
    Boolean,
    Date,
    DateNanos,
    Document,
    Double,
    InnerDoc,
    Integer,
    Keyword,
    Long,
    MetaField,
    Nested,
    Object,
    Text,
)

from index_mappings.analysis import VI_EXACT, VI_FOLDED

#: Longest value (in characters) that is searchable as a whole; longer ones are stored all the same.
_WHOLE = 1024


def any_case() -> Keyword:
    """A keyword with a sub-field ``lower`` to be found in any case."""
    return Keyword(ignore_above=_WHOLE, fields={"lower": Keyword(normalizer="lowercase", ignore_above=_WHOLE)})


def stored_text() -> Keyword:
    """A text that is only kept, of any length."""
    return Keyword(index=False, doc_values=False)


def stored_object() -> Object:
    """A structure that is only kept: nothing in it becomes a field."""
    return Object(enabled=False)


class Strict(Document):
    """What all documents share."""

    class Meta:
        dynamic = MetaField("strict")


class IndicatorMention(InnerDoc):
    """An indicator where it stands in a finding's text."""

    type = Keyword()
    value = Keyword(ignore_above=_WHOLE)
    span = Integer(index=False, doc_values=False)
    stance = Keyword()
    bank = Keyword()
    holder = Keyword(ignore_above=_WHOLE)
    verdict = Keyword()
    imitates = Keyword()
    confidence = Double(index=False, doc_values=False)


class ScoresOf(InnerDoc):
    """Calibrated probabilities, 0 to 1."""

    fraud = Double()
    gambling = Double()
    cyber = Double()
    report = Double()


class FindingDocument(Strict):
    """A post with its assessment. ``_version`` goes up with ``collected_at``.

    ``text`` is NFC; ``original`` is there where the collected text is not, and its spans are of that.
    ``spelled`` is there where letters of the text are others in disguise (``𝐍𝐡à`` for ``Nhà``).
    ``named`` are the words of its indicators however the text hides them, ``spellings`` every one by which
    they are looked up, ``indicator`` each as ``type:value``. ``verdict`` is the analyst's word on the text.
    """

    id = Keyword()
    id_key = Keyword()
    text_key = Keyword()
    source = any_case()
    kind = any_case()
    url = Keyword(ignore_above=4 * _WHOLE)
    text = Text(
        analyzer=VI_EXACT, norms=False,
        fields={"folded": Text(analyzer=VI_FOLDED, index_options="offsets", norms=False)},
    )  # fmt: skip
    original = stored_text()
    spelled = Text(analyzer=VI_FOLDED, norms=False)
    named = Text(analyzer=VI_FOLDED, norms=False)
    collected_at = DateNanos()
    first_seen = DateNanos()
    edited_at = DateNanos()
    posted_at = Date()
    category = Keyword()
    scheme = Keyword()
    tags = Keyword()
    role = Keyword()
    review = Boolean()
    score = Double()
    scores = Object(ScoresOf)
    model = Keyword()
    author = Keyword()
    thread = Keyword(ignore_above=_WHOLE)
    words = Keyword(ignore_above=256)
    indicators = Nested(IndicatorMention)
    indicator = Keyword(ignore_above=_WHOLE)
    spellings = Keyword(ignore_above=_WHOLE)
    evidence = stored_object()
    verdict = Keyword()


class EvidenceDocument(Strict):
    """The piece of the page that a finding's version was taken from. ``_version`` is that of ``collected_at``."""

    finding = Keyword()
    collected_at = DateNanos()
    url = stored_text()
    fetched_at = Date()
    html = stored_text()
    page_sha256 = Keyword()
    status = Integer()
    headers = stored_object()


class PostDocument(Strict):
    """What is kept of a post that was read, flagged or not: keyed hashes. ``buried`` are purged versions.

    ``oldest`` and ``last_seen`` are of ``last_seen`` in ``texts``; ``state`` is what is known of its ``finding``.
    """

    oldest = DateNanos()
    last_seen = DateNanos()
    texts = stored_object()
    buried = stored_object()
    finding = Keyword()
    state = stored_object()


class BatchDocument(Strict):
    """What one batch of the spool came to; sums are made when asked for."""

    batch = Keyword()
    source = any_case()
    day = Keyword()
    posts = Integer()
    new = Integer()
    screened = Integer()
    offers = Integer()
    reports = Integer()
    review = Integer()
    image_only = Integer()
    quarantined = Integer()


class DecisionDocument(Strict):
    """An analyst's word; one that is there is never changed. ``arrived`` orders those of one moment (ns since 1970)."""

    id = Keyword()
    on = Keyword()
    target = Keyword(ignore_above=_WHOLE)
    verdict = Keyword()
    by = Keyword(ignore_above=_WHOLE)
    at = DateNanos()
    why = Text(analyzer=VI_FOLDED)
    arrived = Long()


class VerdictDocument(DecisionDocument):
    """The decision that holds for a target."""


class VisitDocument(Strict):
    """One visit of one source."""

    id = Keyword()
    source = any_case()
    kind = Keyword()
    url = Keyword(ignore_above=4 * _WHOLE)
    started_at = DateNanos()
    finished_at = DateNanos()
    state = Keyword()
    reason = Keyword(ignore_above=_WHOLE)
    posts = Integer()
    requests = Integer()
    not_modified = Integer()
    image_only = Integer()
    bad_lines = Integer()
    refusals = stored_object()
    refused = Integer()


class DayDocument(Strict):
    """A finished day's figures as frozen."""

    day = Keyword()
    figures = Binary()


class PurgeDocument(Strict):
    """The audit record of a purge."""

    at = DateNanos()
    dry_run = Boolean()
    findings = Integer()
    review = Integer()
    evidence = Integer()
    seen = Integer()
    visits = Integer()
    tombstones = Integer()
    reason = Keyword(ignore_above=_WHOLE)
    arrived = Long()
