"""The part of the SQLite store that keeps groups: each method is one snapshot or one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from canhgiac.query import Field, Query
from canhgiac.records import (
    Campaign,
    Cluster,
    Decision,
    Finding,
    GroupsRun,
    IndicatorSummary,
    Membership,
    MergedId,
    Subject,
)
from canhgiac.stores import sqlite_decisions, sqlite_groups, sqlite_reading
from canhgiac.stores.groups import (
    CampaignFilter,
    ClusterFilter,
    ClusterHit,
    Groups,
    GroupSort,
    IndicatorFilter,
)
from canhgiac.stores.wording import indicator_keys

_PAGE = 5000


class SqliteGroups:
    """``GroupStore`` on SQLite. See ``canhgiac.stores.groups.GroupStore`` for what each method does."""

    _reading: Callable[[], contextlib.AbstractContextManager[sqlite3.Connection]]
    _writing: Callable[[], contextlib.AbstractContextManager[sqlite3.Connection]]
    findings: Callable[..., Iterator[Finding]]

    def replace_groups(self, groups: Groups) -> bool:
        with self._writing() as db:
            return sqlite_groups.replace(db, groups)

    def groups_run(self) -> GroupsRun | None:
        with self._reading() as db:
            return sqlite_groups.run(db)

    def memberships(self) -> Iterator[Membership]:
        after = ""
        while True:
            with self._reading() as db:
                page = sqlite_groups.members(db, after, _PAGE)
            if not page:
                return
            yield from page
            after = page[-1].finding

    def merged_ids(self) -> list[MergedId]:
        with self._reading() as db:
            return sqlite_groups.merged(db)

    # clusters

    def clusters(
        self, which: ClusterFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[ClusterHit]:
        with self._reading() as db:
            found = sqlite_groups.clusters(
                db, which or ClusterFilter(), limit=max(0, limit), offset=max(0, offset), sort=sort
            )
            return _hits(db, found)

    def count_clusters(self, which: ClusterFilter | None = None) -> int:
        with self._reading() as db:
            return sqlite_groups.count_clusters(db, which or ClusterFilter())

    def cluster(self, prefix: str) -> ClusterHit:
        with self._reading() as db:
            return _hits(db, [sqlite_groups.cluster(db, prefix)])[0]

    def clusters_of(self, findings: Sequence[str]) -> dict[str, ClusterHit]:
        with self._reading() as db:
            found = sqlite_groups.clusters_of(db, findings)
            return dict(zip(found, _hits(db, list(found.values())), strict=True))

    def cluster_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        return self._members("cluster", id, limit, offset)

    def _members(self, kind: str, id: str, limit: int, offset: int) -> list[Finding]:
        with self._reading() as db:
            numbers = sqlite_groups.member_numbers(db, kind, id, limit=max(0, limit), offset=max(0, offset))
            return sqlite_reading.by_numbers(db, numbers)

    # campaigns

    def campaigns(
        self, which: CampaignFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[Campaign]:
        with self._reading() as db:
            return sqlite_groups.campaigns(
                db, which or CampaignFilter(), limit=max(0, limit), offset=max(0, offset), sort=sort
            )

    def count_campaigns(self, which: CampaignFilter | None = None) -> int:
        with self._reading() as db:
            return sqlite_groups.count_campaigns(db, which or CampaignFilter())

    def campaign(self, prefix: str) -> Campaign:
        with self._reading() as db:
            return sqlite_groups.campaign(db, prefix)

    def campaign_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        return self._members("campaign", id, limit, offset)

    # indicators

    def indicators(
        self, which: IndicatorFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[IndicatorSummary]:
        with self._reading() as db:
            return sqlite_groups.indicators(
                db, which or IndicatorFilter(), limit=max(0, limit), offset=max(0, offset), sort=sort
            )

    def count_indicators(self, which: IndicatorFilter | None = None) -> int:
        with self._reading() as db:
            return sqlite_groups.count_indicators(db, which or IndicatorFilter())

    def findings_naming(
        self, type: str, value: str, *, bank: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[Finding]:
        keys = indicator_keys(value)
        if not keys:
            return []
        # the index knows other spellings of a number too: what it gives is looked at once more
        spelled = self.findings(Query((Field("indicator", f"{type.lower()}:{keys[0]}"),)))
        exact = (finding for finding in spelled if _names(finding, type, value, bank))
        return list(islice(exact, max(0, offset), max(0, offset) + max(0, limit)))

    # decisions

    def holding(self, on: Subject) -> dict[str, Decision]:
        with self._reading() as db:
            return sqlite_decisions.all_holding(db, on)


def _hits(db: sqlite3.Connection, clusters: list[Cluster]) -> list[ClusterHit]:
    on_cluster = sqlite_decisions.holding(db, "cluster", (each.id for each in clusters))
    on_text = sqlite_decisions.holding(db, "text", (each.text_key for each in clusters))
    return [ClusterHit(each, on_cluster.get(each.id) or on_text.get(each.text_key)) for each in clusters]


def _names(finding: Finding, type: str, value: str, bank: str | None) -> bool:
    return any(
        mention.type == type and mention.value == value and (bank is None or mention.bank == bank)
        for mention in finding.indicators
    )
