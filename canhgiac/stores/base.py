"""What every store can do, and the plain records that go in and out.

A store is opened with ``canhgiac.stores.open_store`` and used by one thread. Each method either does
what it says or raises a ``StoreError`` whose message tells what was wrong, where, and what to do.
All implementations pass ``tests/canhgiac/stores/contract.py``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Literal, Protocol, Self

import msgspec

from canhgiac.query import Query
from canhgiac.records import BatchCounts, Decision, Finding, Fragment, HealthState, Seen, Span, Visit

# callers take the protocol, its records and its errors from one place
from canhgiac.stores.errors import AmbiguousId as AmbiguousId
from canhgiac.stores.errors import FindingNotFound as FindingNotFound
from canhgiac.stores.errors import GroupNotFound as GroupNotFound
from canhgiac.stores.errors import RecordsRefused as RecordsRefused
from canhgiac.stores.errors import SchemaMismatch as SchemaMismatch
from canhgiac.stores.errors import StoreBusy as StoreBusy
from canhgiac.stores.errors import StoreDamaged as StoreDamaged
from canhgiac.stores.errors import StoreError as StoreError
from canhgiac.stores.errors import StoreFull as StoreFull
from canhgiac.stores.errors import StoreReadOnly as StoreReadOnly
from canhgiac.stores.errors import StoreUnavailable as StoreUnavailable
from canhgiac.stores.errors import StoreUnsupported as StoreUnsupported
from canhgiac.stores.groups import GroupStore

#: How long each kind of thing is kept, in days (DESIGN, "Retention").
FINDING_DAYS = 365
EVIDENCE_DAYS = 90
REVIEW_DAYS = 30
SEEN_DAYS = 90
VISIT_DAYS = 365

#: ``relevance``: exact accents before folded ones, then newest; the others by first seen or score alone.
Sort = Literal["relevance", "newest", "oldest", "score"]


class Flagged(msgspec.Struct, frozen=True):
    """A finding to write, the keyed hash of its id (as in its ``Seen``), and its evidence if any."""

    finding: Finding
    id_key: str
    fragment: Fragment | None = None


class BatchResult(msgspec.Struct, frozen=True):
    """What one spool batch came to. ``counts.batch`` names it; ``seen`` has one row for each post.

    ``withdrawn`` are findings as read from the store that a better model no longer flags: they go,
    unless a newer version has come since or an analyst has decided anything but ``false`` on their text.
    """

    counts: BatchCounts
    findings: tuple[Flagged, ...] = ()
    seen: tuple[Seen, ...] = ()
    withdrawn: tuple[Finding, ...] = ()


class SeenState(msgspec.Struct, frozen=True):
    """The latest text known of an id: its key, the model that read it, first and last collected."""

    text_key: str
    model: str
    since: dt.datetime
    last_seen: dt.datetime


class SearchHit(msgspec.Struct, frozen=True):
    """A finding that a search found. ``snippet`` is the window of ``finding.text`` to show,
    ``highlights`` what matched, all spans of the original text; ``decision`` is that on its text."""

    finding: Finding
    snippet: Span
    highlights: tuple[Span, ...] = ()
    decision: Decision | None = None


class TopFinding(msgspec.Struct, frozen=True):
    """A text for the digest, by its best finding of the day; ``copies`` counts all of its findings."""

    finding: Finding
    copies: int
    decision: Decision | None = None


class RoleCounts(msgspec.Struct, frozen=True):
    """Findings of one category or scheme, by role."""

    offers: int = 0
    reports: int = 0


class Counts(msgspec.Struct, frozen=True):
    """A day's figures. ``posts`` to ``quarantined`` are what was read that day (summed over batches);
    the rest are findings first seen that day. Texts decided ``false`` are in ``hidden`` alone, the
    review band in ``review`` alone unless confirmed or handed over."""

    day: str
    posts: int = 0
    new: int = 0
    screened: int = 0
    image_only: int = 0
    quarantined: int = 0
    offers: int = 0
    reports: int = 0
    review: int = 0
    hidden: int = 0
    by_category: dict[str, RoleCounts] = {}
    by_scheme: dict[str, RoleCounts] = {}


class SourceCounts(msgspec.Struct, frozen=True):
    """What one source came to over some days. ``posts`` were read, ``pictures`` of those that visits met are only a
    picture; of ``visits`` so many ended ``good``. ``by_category`` and ``by_scheme`` are as in ``Counts``."""

    source: str
    posts: int = 0
    visits: int = 0
    good: int = 0
    pictures: int = 0
    by_category: dict[str, RoleCounts] = {}
    by_scheme: dict[str, RoleCounts] = {}


class PurgeReport(msgspec.Struct, frozen=True):
    """What a purge removed, or would remove (``dry_run``). ``review`` counts are not in ``findings``;
    ``tombstones`` are those left by this purge."""

    at: dt.datetime
    dry_run: bool = False
    findings: int = 0
    review: int = 0
    evidence: int = 0
    seen: int = 0
    visits: int = 0
    tombstones: int = 0
    reason: str = "retention"


class Store(GroupStore, Protocol):
    """Where findings, decisions, what was seen, visits, day figures and groups are kept."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def close(self) -> None:
        """Gives the store back. Closing twice is harmless."""
        ...

    def check(self) -> list[str]:
        """What is wrong with the store, one line each; empty where all is well."""
        ...

    # what was read

    def seen(self, id_keys: Iterable[str]) -> dict[str, SeenState]:
        """The latest known text of each id; unknown ids are missing. Purged findings are known."""
        ...

    def is_known(self, id_key: str, text_key: str) -> bool:
        """Whether this text was read at this id before, be it the latest one or not."""
        ...

    def touch(self, pairs: Iterable[tuple[str, str]], at: dt.datetime) -> None:
        """Moves ``last_seen`` of known ``(id_key, text_key)`` pairs to ``at``, if it is later: for posts
        that were met again and not collected. Unknown pairs are passed over."""
        ...

    def is_counted(self, batch: str) -> bool:
        """Whether ``write_batch`` has stored this batch."""
        ...

    def write_batch(self, result: BatchResult) -> bool:
        """Stores all of a batch or nothing. ``False``, with no change, where it is stored already.

        ``collected_at`` is a finding's version: an older one never replaces a newer one, the same one
        does. ``first_seen`` is the earliest of all versions; evidence belongs to the version that
        came with it. A finding is marked ``edited_at`` while the latest text seen of its post is
        another, unflagged one. Batches may come in any order and end in the same state. A purged
        finding's version, older ones and its text are passed over.
        """
        ...

    # findings

    def finding(self, id: str) -> Finding | None:
        """The finding with exactly this id, hidden ones too."""
        ...

    def finding_by_prefix(self, prefix: str) -> Finding:
        """The one finding whose id is or begins with ``prefix``.

        Raises ``FindingNotFound``, or ``AmbiguousId`` naming some candidates.
        """
        ...

    def evidence(self, id: str) -> Fragment | None:
        """The fragment of the page that the finding's present version was taken from."""
        ...

    def search(
        self, query: Query, *, limit: int = 20, offset: int = 0, sort: Sort = "relevance",
        include_hidden: bool = False,
    ) -> list[SearchHit]:
        """Findings that match. Texts decided ``false`` are left out unless ``include_hidden`` or the
        query asks by ``decision:``. A field value that doesn't exist matches nothing."""
        ...

    def count(self, query: Query, *, include_hidden: bool = False) -> int:
        """How many findings ``search`` would give without a limit."""
        ...

    def findings(self, query: Query | None = None, *, include_hidden: bool = True) -> Iterator[Finding]:
        """All that match, newest first, in flat memory; writing meanwhile is allowed."""
        ...

    def copies(self, text_key: str, *, limit: int = 100) -> list[Finding]:
        """Findings with this very text, newest first."""
        ...

    def count_copies(self, text_key: str) -> int:
        """How many findings have this very text."""
        ...

    # decisions

    def decide(self, decision: Decision) -> None:
        """Adds an analyst's word to the audit. The latest one (``at``, then order of arrival) holds.

        The same decision twice is harmless; another one under a used id raises ``StoreError``.
        """
        ...

    def decisions(self, target: str | None = None) -> list[Decision]:
        """The audit, oldest first; of one text key or ``type:value`` where given."""
        ...

    def decision_for(self, finding: Finding) -> Decision | None:
        """The word that holds for the finding's text, wherever a copy of it stands."""
        ...

    def indicator_decisions(self, targets: Sequence[str]) -> dict[str, Decision]:
        """The word that holds for each ``type:value``; undecided ones are missing."""
        ...

    # sources

    def put_visit(self, visit: Visit) -> None:
        """Keeps a visit; the same id again changes nothing."""
        ...

    def visits(self, source: str | None = None, *, limit: int = 50) -> list[Visit]:
        """Visits, latest first."""
        ...

    def health(
        self, before: dt.datetime | None = None, states: Sequence[HealthState] | None = None
    ) -> dict[str, Visit]:
        """The latest visit of every source, by its name; of those that ended ``before``, and that ended in one of
        ``states``, where given."""
        ...

    # days

    def day_counts(self, day: str) -> Counts:
        """The figures of a day (``YYYY-MM-DD``, Asia/Ho_Chi_Minh)."""
        ...

    def counts_between(self, first: str, last: str) -> list[Counts]:
        """The figures of each day from ``first`` to ``last``, both included."""
        ...

    def source_counts(self, first: str, last: str) -> dict[str, SourceCounts]:
        """What each source came to on the days from ``first`` to ``last``, both included, by its name. Findings
        are those that ``day_counts`` counts by category; sources with nothing at all are missing."""
        ...

    def top_findings(self, day: str, *, limit: int = 10) -> list[TopFinding]:
        """The texts first seen that day that deserve a look: offers before reports, surest first, one
        row a text; without hidden ones and review that nobody vouches for (``VOUCHED``)."""
        ...

    def freeze_day(self, day: str, figures: bytes) -> bool:
        """Keeps a finished day's figures (JSON, no text of posts: it outlives them). ``False``, with no
        change, where the day is frozen already."""
        ...

    def frozen_day(self, day: str) -> bytes | None:
        """The figures as frozen, byte for byte."""
        ...

    # retention

    def purge(self, now: dt.datetime, *, dry_run: bool = False) -> PurgeReport:
        """Removes what is past its time at ``now`` and leaves tombstones and an audit record.

        A dry run changes nothing. A review-band finding is kept like others while ``VOUCHED`` for.
        """
        ...

    def purge_finding(self, id: str, now: dt.datetime, *, reason: str = "on request") -> PurgeReport:
        """Removes one finding with its evidence at once. Raises ``FindingNotFound``."""
        ...

    def purges(self) -> list[PurgeReport]:
        """The audit of purges, latest first."""
        ...
