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
Verdict = Literal["confirmed", "false", "handed_over", "closed", "allow", "merge", "split"]
Span = tuple[int, int]

#: Verdicts by which an analyst vouches for a text: what is handed over was found right before.
VOUCHED: frozenset[Verdict] = frozenset({"confirmed", "handed_over"})

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


#: The states of a visit that went as it should.
GOOD: tuple[HealthState, ...] = ("ok", "nothing_new")

#: Kind of the findings that are entries of a public list. They are known indicators, nothing that people posted: no
#: cluster is made of them, and no figure of a day or month counts them.
LISTED = "blocklist"


class Fragment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A post's own piece of the page it stood on, without its author: the evidence."""

    url: str
    fetched_at: dt.datetime
    html: str
    page_sha256: str
    status: int = 200
    headers: dict[str, str] = {}


class Post(msgspec.Struct, frozen=True, omit_defaults=True):
    """One public message as collected; ``author`` is a pseudonym already.

    ``about`` is what a source says of all its entries where nobody wrote them: a list's name, date, licence and
    category."""

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
    about: dict[str, str] = {}


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


Subject = Literal["text", "indicator", "cluster", "link"]


class Decision(msgspec.Struct, frozen=True):
    """An analyst's word. ``target`` is, by what it is ``on``: a ``text_key`` (every copy of a text),
    an indicator's ``type:value``, a cluster's id, or ``CLUSTER CLUSTER``: the first one is of the second
    one's campaign (``merge``) or has left it (``split``), whatever they share."""

    id: str
    on: Subject
    target: str
    verdict: Verdict
    by: str
    at: dt.datetime
    why: str = ""


#: What is named in a group's record; the counts beside it are of all.
MAX_SOURCES = 50
MAX_INDICATORS = 200
MAX_LISTED = 20


class Tally(msgspec.Struct, frozen=True):
    """How often something occurs: a source, a scheme, a day (``YYYY-MM-DD``, Asia/Ho_Chi_Minh)."""

    name: str
    count: int


#: What an indicator may do for campaigns. ``strong`` joins; ``weak`` never does by its nature (a shared host, a
#: shortener, a memo) or because texts only mention it; ``hub`` stands in too many unrelated texts; ``official`` and
#: ``allowed`` are nobody's to act on.
Strength = Literal["strong", "weak", "hub", "official", "allowed"]


class IndicatorCount(msgspec.Struct, frozen=True):
    """An indicator of a group and how many of its findings name it."""

    type: str
    value: str
    count: int
    strength: Strength
    bank: str | None = None


class IndicatorSummary(msgspec.Struct, frozen=True):
    """One indicator over all findings but those decided ``false``.

    ``bank`` is of accounts: one number at two banks is two indicators, and mentions without a bank are
    counted with the only bank that is known for the number, else apart. ``offers`` and ``reports`` are
    findings; ``recent`` are those of the seven days before the run, ``before`` of the seven before those.
    ``holders`` are the names of an account's holder as written, at most ``MAX_LISTED``, most frequent
    first; ``campaigns`` likewise. ``watched`` says which entries of the watch list it fits.
    """

    type: str
    value: str
    strength: Strength
    offers: int
    reports: int
    clusters: int
    sources: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    recent: int = 0
    before: int = 0
    bank: str | None = None
    holders: tuple[str, ...] = ()
    imitates: str | None = None
    verdict: str | None = None
    categories: tuple[Tally, ...] = ()
    campaigns: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()


class Cluster(msgspec.Struct, frozen=True):
    """Near-identical findings of one role that share their strong indicators, or have none: one row to an analyst.

    ``finding`` and ``text_key`` are of the finding that stands for it. ``template`` names the group of
    clusters with the same wording, indicators aside; ``alike`` counts the clusters in it, this one too.
    ``campaign`` is empty where it is in none. ``findings`` counts all but those decided ``false``
    (all, where every text is), ``texts`` the different ones. ``recent`` and ``before`` are as in
    ``IndicatorSummary``. ``review``: every finding is in the review band. ``days`` are those on which
    findings were first seen, oldest first. ``sources`` and ``indicators`` name the most frequent ones,
    of indicators those that its findings offer or accuse.
    """

    id: str
    template: str
    finding: str
    text_key: str
    category: Category
    role: Role
    scheme: str | None
    score: float
    findings: int
    texts: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    campaign: str = ""
    name: str = ""
    review: bool = False
    alike: int = 1
    recent: int = 0
    before: int = 0
    source_count: int = 0
    sources: tuple[Tally, ...] = ()
    indicator_count: int = 0
    indicators: tuple[IndicatorCount, ...] = ()
    days: tuple[Tally, ...] = ()
    watched: tuple[str, ...] = ()


class Campaign(msgspec.Struct, frozen=True):
    """Clusters joined by strong indicators that they share.

    ``templates`` are those of its clusters, ``alike`` other campaigns with one of them: same wording,
    nothing else in common; both name at most ``MAX_LISTED``. The rest is as in ``Cluster``.
    """

    id: str
    name: str
    category: Category
    clusters: int
    findings: int
    offers: int
    reports: int
    texts: int
    first_seen: dt.datetime
    last_seen: dt.datetime
    score: float = 0.0
    recent: int = 0
    before: int = 0
    schemes: tuple[Tally, ...] = ()
    source_count: int = 0
    sources: tuple[Tally, ...] = ()
    indicator_count: int = 0
    indicators: tuple[IndicatorCount, ...] = ()
    days: tuple[Tally, ...] = ()
    templates: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()


class Membership(msgspec.Struct, frozen=True):
    """Which cluster a finding is in, and which campaign that is in (empty: none). Kept apart from the
    finding, which is versioned by when it was collected."""

    finding: str
    cluster: str
    campaign: str = ""


class MergedId(msgspec.Struct, frozen=True):
    """An id that a cluster or campaign had before another, ``into``, took over most of it."""

    id: str
    into: str
    at: dt.datetime


class GroupsRun(msgspec.Struct, frozen=True):
    """One run of the campaigns job: when, over how many findings, and what it made. ``watch`` is a
    digest of the watch list that it used."""

    id: str
    at: dt.datetime
    findings: int = 0
    clusters: int = 0
    campaigns: int = 0
    indicators: int = 0
    watch: str = ""


#: How the reason of a refusal begins where a thread or post that was known is there no more.
GONE = "deleted"


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


class HostNames(Protocol):
    """What ``canhgiac`` tells a crawler about host names: which are worth keeping."""

    def wanted(self, name: str) -> str | None:
        """The canonical form of a name (or of a link's host) that is worth keeping; ``None`` for any other."""
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
