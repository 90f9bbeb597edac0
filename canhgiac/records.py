"""Plain data that every stage shares, and the protocols by which ``canhgiac`` serves the others.

Times are UTC, aware, ISO 8601 in JSON. Spans are ``(start, end)``, half open, in code points of the
text as it was collected (``Post.text``), so that a highlight is exact after any normalisation.

This module imports nothing of the project: ``crawlers``, ``nlp`` and ``index_mappings`` may import it
and nothing else of ``canhgiac``.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, Protocol

import msgspec

#: Version of the records as they stand in the spool. Readers accept this one and the one before.
SPOOL_SCHEMA = 1

Category = Literal["fraud", "gambling", "cyber"]
Role = Literal["offer", "report"]
Stance = Literal["offer", "accused", "writer", "official", "mentioned"]
Verdict = Literal["confirmed", "false", "handed_over", "closed", "allow"]
Span = tuple[int, int]

#: What happened when a source was visited.
HealthState = Literal[
    "ok",
    "nothing_new",
    "blocked",
    "robots",
    "changed",
    "blocked_by_network",
    "unreachable",
    "slow",
    "never_ran",
    "stale",
]


class Fragment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post's own piece of the page it stood on, without its author: the evidence."""

    url: str
    fetched_at: dt.datetime
    html: str
    page_sha256: str
    status: int = 200
    headers: dict[str, str] = {}


class Post(msgspec.Struct, frozen=True, omit_defaults=True):
    """One public message as collected; ``author`` is a pseudonym already."""

    id: str
    source: str
    kind: str
    url: str
    text: str
    collected_at: dt.datetime
    author: str = ""
    thread: str = ""
    posted_at: dt.datetime | None = None
    image_only: bool = False
    fragment: Fragment | None = None


class Mention(msgspec.Struct, frozen=True):
    """An indicator where it stands in a text. ``value`` is canonical, ``span`` is of the original text.

    ``bank`` is a bank's BIN-keyed short name (``vietcombank``), ``imitates`` the brand that a host
    copies, ``verdict`` what the host name alone says (``official``, ``lookalike``, …).
    """

    type: str
    value: str
    span: Span
    stance: Stance = "mentioned"
    bank: str | None = None
    holder: str | None = None
    verdict: str | None = None
    imitates: str | None = None
    confidence: float = 1.0


class EvidenceSpan(msgspec.Struct, frozen=True):
    """A piece of the original text that carried the verdict: its weight (log-odds) and why."""

    span: Span
    weight: float
    reason: str


class Scores(msgspec.Struct, frozen=True):
    """Calibrated probabilities: an *offer* of each category, and a report of any."""

    fraud: float = 0.0
    gambling: float = 0.0
    cyber: float = 0.0
    report: float = 0.0


class Assessment(msgspec.Struct, frozen=True):
    """What ``nlp`` says of one text. ``category`` is ``None`` when nothing is flagged."""

    id: str
    category: Category | None = None
    scheme: str | None = None
    tags: tuple[str, ...] = ()
    role: Role | None = None
    score: float = 0.0
    scores: Scores = Scores()
    review: bool = False
    screened: bool = False
    indicators: tuple[Mention, ...] = ()
    evidence: tuple[EvidenceSpan, ...] = ()
    model: str = ""


class Finding(msgspec.Struct, frozen=True):
    """A post with its assessment, worth storing.

    An offer (or a post in the review band) keeps its text whole. A report keeps only the clauses that
    name the accused, joined by `` … ``; its spans are of that joined text, it has neither author nor
    title. ``text_key`` is a keyed hash of the folded whole text: equal texts share decisions by it.
    ``edited_at`` is set where a later version of the post was no longer flagged.
    """

    id: str
    source: str
    kind: str
    url: str
    text: str
    text_key: str
    collected_at: dt.datetime
    category: Category
    role: Role
    scheme: str | None
    score: float
    scores: Scores
    model: str
    review: bool = False
    tags: tuple[str, ...] = ()
    indicators: tuple[Mention, ...] = ()
    evidence: tuple[EvidenceSpan, ...] = ()
    words: tuple[str, ...] = ()
    author: str = ""
    thread: str = ""
    posted_at: dt.datetime | None = None
    first_seen: dt.datetime | None = None
    edited_at: dt.datetime | None = None


class Seen(msgspec.Struct, frozen=True):
    """What is kept of a post that was read, flagged or not: keyed hashes, nothing of the text.

    ``at`` is when it was collected. A post is new when its pair of ``id_key`` and ``text_key`` is
    unknown.
    """

    id_key: str
    text_key: str
    model: str
    at: dt.datetime


class Decision(msgspec.Struct, frozen=True):
    """An analyst's word. ``target`` is a ``text_key`` (every copy of a text) or ``type:value``."""

    id: str
    on: Literal["text", "indicator"]
    target: str
    verdict: Verdict
    by: str
    at: dt.datetime
    why: str = ""


class Refusal(msgspec.Struct, frozen=True):
    """A request that was not made or not answered as wanted, and why (``robots``, ``http 403``, …)."""

    url: str
    reason: str


class Visit(msgspec.Struct, frozen=True):
    """One visit of one source: what happened, counted."""

    id: str
    source: str
    kind: str
    url: str
    started_at: dt.datetime
    finished_at: dt.datetime
    state: HealthState
    reason: str = ""
    posts: int = 0
    requests: int = 0
    not_modified: int = 0
    image_only: int = 0
    bad_lines: int = 0
    refusals: tuple[Refusal, ...] = ()


class BatchHeader(msgspec.Struct, frozen=True):
    """First line of a spool batch; each further line is a ``Post``."""

    schema: int
    batch: str
    source: str
    kind: str
    created_at: dt.datetime


class BatchCounts(msgspec.Struct, frozen=True):
    """What one batch came to. Counts are records keyed by batch and summed, never incremented."""

    batch: str
    source: str
    day: str
    posts: int = 0
    new: int = 0
    screened: int = 0
    offers: int = 0
    reports: int = 0
    review: int = 0
    image_only: int = 0
    quarantined: int = 0


class SeenPosts(Protocol):
    """What ``canhgiac`` tells a crawler about posts that are known already."""

    def is_new(self, post_id: str, text: str) -> bool:
        """Whether this pair of id and text has not been read before. Never raises: when the store
        cannot be asked, every post is new and the crawl goes on by its cursor."""
        ...


class Pseudonyms(Protocol):
    """Turns an author's name into a keyed pseudonym before anything is written down."""

    def of(self, host: str, author: str) -> str:
        """A pseudonym for ``author`` on ``host``; the empty string for no author."""
        ...


class PostSink(Protocol):
    """Where a crawl puts what it collects. One sink serves one source for one visit."""

    def post(self, post: Post) -> None:
        """Takes a post. It is durable once a later ``progress`` or ``close`` has returned."""
        ...

    def progress(self, state: dict[str, object]) -> None:
        """Replaces the source's crawl state, written after the batch that holds the posts so far."""
        ...

    def close(self, visit: Visit) -> None:
        """Ends the visit: writes what is left, the state, and the visit's record."""
        ...
