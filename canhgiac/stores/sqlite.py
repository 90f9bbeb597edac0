"""The store that needs nothing: one SQLite file with full-text search, many readers, one writer at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from canhgiac import days
from canhgiac.query import Query
from canhgiac.records import Decision, Finding, Fragment, HealthState, Visit
from canhgiac.stores import (
    sqlite_decisions,
    sqlite_figures,
    sqlite_grouped,
    sqlite_purge,
    sqlite_reading,
    sqlite_search,
    sqlite_sources,
    sqlite_write,
)
from canhgiac.stores.base import (
    BatchResult,
    Counts,
    FindingNotFound,
    PurgeReport,
    SearchHit,
    SeenState,
    Sort,
    SourceCounts,
    StoreDamaged,
    StoreUnavailable,
    TopFinding,
)
from canhgiac.stores.highlight import highlights, snippet
from canhgiac.stores.sqlite_schema import clear_errors, connect, to_micros

_PAGE = 500


class SqliteStore(sqlite_grouped.SqliteGroups):
    """``Store`` on the file ``path``. See ``canhgiac.stores.base.Store`` for what each method does.

    ``wait_seconds`` is how long a write waits for another process's before it raises ``StoreBusy``.
    """

    def __init__(self, path: Path, *, wait_seconds: float = 30.0) -> None:
        self.path = path
        self._db: sqlite3.Connection | None = connect(path, wait_seconds=wait_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._db is not None:
            db, self._db = self._db, None
            with clear_errors(self.path):
                db.close()

    @contextlib.contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        if self._db is None:
            raise StoreUnavailable(f"The store {self.path} is closed already; open it again")
        db = self._db
        with clear_errors(self.path):
            db.execute(begin)
            try:
                yield db
                db.execute("COMMIT")
            except BaseException as error:
                # a full disk may have rolled it back by itself
                if db.in_transaction:
                    db.execute("ROLLBACK")
                if isinstance(error, msgspec.MsgspecError):
                    raise StoreDamaged(
                        f"{self.path} holds a record that can't be read ({error}); restore a copy of the file"
                    ) from error
                raise

    def _reading(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """One snapshot for all reads of a call."""
        return self._transaction("BEGIN")

    def _writing(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """All or nothing, one process at a time."""
        return self._transaction("BEGIN IMMEDIATE")

    def check(self) -> list[str]:
        with self._reading() as db:
            return sqlite_reading.faults(db)

    # what was read

    def seen(self, id_keys: Iterable[str]) -> dict[str, SeenState]:
        with self._reading() as db:
            return sqlite_reading.seen(db, id_keys)

    def is_known(self, id_key: str, text_key: str) -> bool:
        with self._reading() as db:
            return sqlite_reading.is_known(db, id_key, text_key)

    def touch(self, pairs: Iterable[tuple[str, str]], at: dt.datetime) -> None:
        with self._writing() as db:
            sqlite_write.touch(db, pairs, to_micros(at))

    def is_counted(self, batch: str) -> bool:
        with self._reading() as db:
            return db.execute("SELECT 1 FROM batches WHERE batch = ?", (batch,)).fetchone() is not None

    def write_batch(self, result: BatchResult) -> bool:
        with self._writing() as db:
            return sqlite_write.store(db, result)

    # findings

    def finding(self, id: str) -> Finding | None:
        with self._reading() as db:
            return sqlite_reading.by_id(db, id)

    def finding_by_prefix(self, prefix: str) -> Finding:
        with self._reading() as db:
            return sqlite_reading.by_prefix(db, prefix)

    def evidence(self, id: str) -> Fragment | None:
        with self._reading() as db:
            return sqlite_reading.evidence(db, id)

    def search(
        self, query: Query, *, limit: int = 20, offset: int = 0, sort: Sort = "relevance",
        include_hidden: bool = False,
    ) -> list[SearchHit]:
        plan = sqlite_search.Plan(query, include_hidden=include_hidden)
        with self._reading() as db:
            numbers = sqlite_search.found(db, plan, limit=max(0, limit), offset=max(0, offset), sort=sort)
            found = sqlite_reading.by_numbers(db, numbers)
            held = sqlite_decisions.holding(db, "text", (finding.text_key for finding in found))
        hits = []
        for finding in found:
            marked = highlights(query, finding)
            hits.append(SearchHit(finding, snippet(finding, marked), marked, held.get(finding.text_key)))
        return hits

    def count(self, query: Query, *, include_hidden: bool = False) -> int:
        with self._reading() as db:
            return sqlite_search.counted(db, sqlite_search.Plan(query, include_hidden=include_hidden))

    def findings(self, query: Query | None = None, *, include_hidden: bool = True) -> Iterator[Finding]:
        plan = sqlite_search.Plan(query or Query(), include_hidden=include_hidden)
        below: int | None = None
        while True:
            # a transaction a page, none while the caller works: it may write meanwhile
            with self._reading() as db:
                numbers = sqlite_search.older(db, plan, below, limit=_PAGE)
                found = sqlite_reading.by_numbers(db, numbers)
            if not numbers:
                return
            yield from found
            below = numbers[-1]

    def copies(self, text_key: str, *, limit: int = 100) -> list[Finding]:
        with self._reading() as db:
            return sqlite_reading.copies(db, text_key, max(0, limit))

    def count_copies(self, text_key: str) -> int:
        with self._reading() as db:
            return sqlite_reading.count_copies(db, text_key)

    # decisions

    def decide(self, decision: Decision) -> None:
        with self._writing() as db:
            sqlite_decisions.add(db, decision)

    def decisions(self, target: str | None = None) -> list[Decision]:
        with self._reading() as db:
            return sqlite_decisions.audit(db, target)

    def decision_for(self, finding: Finding) -> Decision | None:
        with self._reading() as db:
            return sqlite_decisions.holding(db, "text", [finding.text_key]).get(finding.text_key)

    def indicator_decisions(self, targets: Sequence[str]) -> dict[str, Decision]:
        with self._reading() as db:
            return sqlite_decisions.holding(db, "indicator", targets)

    # sources

    def put_visit(self, visit: Visit) -> None:
        with self._writing() as db:
            sqlite_sources.put_visit(db, visit)

    def visits(self, source: str | None = None, *, limit: int = 50) -> list[Visit]:
        with self._reading() as db:
            return sqlite_sources.visits(db, source, max(0, limit))

    def health(
        self, before: dt.datetime | None = None, states: Sequence[HealthState] | None = None
    ) -> dict[str, Visit]:
        with self._reading() as db:
            return sqlite_sources.health(db, before, states)

    # days

    def day_counts(self, day: str) -> Counts:
        with self._reading() as db:
            return sqlite_figures.day_counts(db, day)

    def counts_between(self, first: str, last: str) -> list[Counts]:
        with self._reading() as db:
            return [sqlite_figures.day_counts(db, day) for day in days.days_between(first, last)]

    def source_counts(self, first: str, last: str) -> dict[str, SourceCounts]:
        with self._reading() as db:
            return sqlite_sources.source_counts(db, first, last)

    def top_findings(self, day: str, *, limit: int = 10) -> list[TopFinding]:
        with self._reading() as db:
            ranked = sqlite_figures.top(db, day, max(0, limit))
            found = sqlite_reading.by_numbers(db, [n for n, _ in ranked])
            held = sqlite_decisions.holding(db, "text", (finding.text_key for finding in found))
        return [
            TopFinding(finding, copies, held.get(finding.text_key))
            for finding, (_, copies) in zip(found, ranked, strict=True)
        ]

    def freeze_day(self, day: str, figures: bytes) -> bool:
        with self._writing() as db:
            return sqlite_figures.freeze(db, day, figures)

    def frozen_day(self, day: str) -> bytes | None:
        with self._reading() as db:
            return sqlite_figures.frozen(db, day)

    # retention

    def purge(self, now: dt.datetime, *, dry_run: bool = False) -> PurgeReport:
        with self._reading() if dry_run else self._writing() as db:
            report = sqlite_purge.expire(db, now, dry_run=dry_run)
        if not dry_run:
            self._tidy(report)
        return report

    def purge_finding(self, id: str, now: dt.datetime, *, reason: str = "on request") -> PurgeReport:
        with self._writing() as db:
            report = sqlite_purge.remove_one(db, id, now, reason)
        if report is None:
            raise FindingNotFound(f"No finding has the id {id}; `canhgiac search` shows which there are")
        self._tidy(report)
        return report

    def _tidy(self, report: PurgeReport) -> None:
        """Leaves nothing readable of the findings that a purge removed."""
        if not report.findings + report.review:
            return
        with self._writing() as db:
            sqlite_purge.merge_index(db)
        with clear_errors(self.path):
            sqlite_purge.empty_log(db)

    def purges(self) -> list[PurgeReport]:
        with self._reading() as db:
            return sqlite_purge.log(db)
