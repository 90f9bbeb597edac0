"""The store for a team: Elasticsearch 8.19 or later, found and dashboarded in Kibana.

``canhgiac store init`` makes it. See docs/team.md for what an operator does, ``elastic_write`` for why any
number of workers in any order end the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from canhgiac.query import Query
from canhgiac.records import Decision, Finding, Fragment, HealthState, Visit
from canhgiac.stores import (
    elastic_decisions,
    elastic_figures,
    elastic_purge,
    elastic_reading,
    elastic_setup,
    elastic_sources,
    elastic_write,
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
    StoreUnavailable,
    TopFinding,
)
from canhgiac.stores.elastic_access import Access, client_of
from canhgiac.stores.elastic_documents import to_micros
from canhgiac.stores.elastic_grouped import ElasticGroups
from canhgiac.stores.elastic_server import Server


class ElasticStore(ElasticGroups):
    """``Store`` on a server. See ``canhgiac.stores.base.Store`` for what each method does.

    Nothing is sent before the first call. The first write compares the schema on the server with this
    version's and raises ``SchemaMismatch`` where they differ.
    """

    def __init__(self, access: Access) -> None:
        self.where = access.where
        self._server: Server | None = Server(client_of(access), access.prefix, access.where)
        self._may_write = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except Exception:
            # the server makes writes visible by itself a second later: not worth hiding the first error
            if error is None:
                raise

    def close(self) -> None:
        if self._server is not None:
            server, self._server = self._server, None
            server.close()

    @property
    def _reading(self) -> Server:
        if self._server is None:
            raise StoreUnavailable(f"The store at {self.where} is closed already; open it again")
        return self._server

    @property
    def _writing(self) -> Server:
        server = self._reading
        if not self._may_write:
            elastic_setup.compare_schema(server)
            self._may_write = True
        return server

    def check(self) -> list[str]:
        return elastic_setup.differences(self._reading)

    # what was read

    def seen(self, id_keys: Iterable[str]) -> dict[str, SeenState]:
        return elastic_reading.seen(self._reading, id_keys)

    def is_known(self, id_key: str, text_key: str) -> bool:
        return elastic_reading.is_known(self._reading, id_key, text_key)

    def touch(self, pairs: Iterable[tuple[str, str]], at: dt.datetime) -> None:
        elastic_write.touch(self._writing, pairs, to_micros(at))

    def is_counted(self, batch: str) -> bool:
        return bool(self._reading.get("batches", [batch], fields=()))

    def write_batch(self, result: BatchResult) -> bool:
        return elastic_write.store(self._writing, result)

    # findings

    def finding(self, id: str) -> Finding | None:
        return elastic_reading.by_id(self._reading, id)

    def finding_by_prefix(self, prefix: str) -> Finding:
        return elastic_reading.by_prefix(self._reading, prefix)

    def evidence(self, id: str) -> Fragment | None:
        return elastic_reading.evidence(self._reading, id)

    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        offset: int = 0,
        sort: Sort = "relevance",
        include_hidden: bool = False,
    ) -> list[SearchHit]:
        return elastic_reading.search(
            self._reading, query, limit=limit, offset=offset, sort=sort, include_hidden=include_hidden
        )

    def count(self, query: Query, *, include_hidden: bool = False) -> int:
        return elastic_reading.count(self._reading, query, include_hidden=include_hidden)

    def findings(self, query: Query | None = None, *, include_hidden: bool = True) -> Iterator[Finding]:
        return elastic_reading.stream(self._reading, query or Query(), include_hidden=include_hidden)

    def copies(self, text_key: str, *, limit: int = 100) -> list[Finding]:
        return elastic_reading.copies(self._reading, text_key, max(0, limit))

    def count_copies(self, text_key: str) -> int:
        return self._reading.count("findings", {"term": {"text_key": text_key}})

    # decisions

    def decide(self, decision: Decision) -> None:
        elastic_decisions.add(self._writing, decision)

    def decisions(self, target: str | None = None) -> list[Decision]:
        return elastic_decisions.audit(self._reading, target)

    def decision_for(self, finding: Finding) -> Decision | None:
        return elastic_decisions.holding(self._reading, "text", [finding.text_key]).get(finding.text_key)

    def indicator_decisions(self, targets: Sequence[str]) -> dict[str, Decision]:
        return elastic_decisions.holding(self._reading, "indicator", targets)

    # sources

    def put_visit(self, visit: Visit) -> None:
        elastic_sources.put_visit(self._writing, visit)

    def visits(self, source: str | None = None, *, limit: int = 50) -> list[Visit]:
        return elastic_sources.visits(self._reading, source, max(0, limit))

    def health(
        self, before: dt.datetime | None = None, states: Sequence[HealthState] | None = None
    ) -> dict[str, Visit]:
        return elastic_sources.health(self._reading, before, states)

    # days

    def day_counts(self, day: str) -> Counts:
        return elastic_figures.counts_between(self._reading, day, day)[0]

    def counts_between(self, first: str, last: str) -> list[Counts]:
        return elastic_figures.counts_between(self._reading, first, last)

    def source_counts(self, first: str, last: str) -> dict[str, SourceCounts]:
        return elastic_sources.source_counts(self._reading, first, last)

    def top_findings(self, day: str, *, limit: int = 10) -> list[TopFinding]:
        ranked = elastic_figures.top(self._reading, day, max(0, limit))
        held = elastic_decisions.holding(self._reading, "text", (finding.text_key for finding, _ in ranked))
        return [TopFinding(finding, copies, held.get(finding.text_key)) for finding, copies in ranked]

    def freeze_day(self, day: str, figures: bytes) -> bool:
        return elastic_figures.freeze(self._writing, day, figures)

    def frozen_day(self, day: str) -> bytes | None:
        return elastic_figures.frozen(self._reading, day)

    # retention

    def purge(self, now: dt.datetime, *, dry_run: bool = False) -> PurgeReport:
        return elastic_purge.expire(self._reading if dry_run else self._writing, now, dry_run=dry_run)

    def purge_finding(self, id: str, now: dt.datetime, *, reason: str = "on request") -> PurgeReport:
        report = elastic_purge.remove_one(self._writing, id, now, reason)
        if report is None:
            raise FindingNotFound(f"No finding has the id {id}; `canhgiac search` shows which there are")
        return report

    def purges(self) -> list[PurgeReport]:
        return list(elastic_purge.log(self._reading))
