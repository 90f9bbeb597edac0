"""What every store can do with clusters, campaigns and indicators: the groups that one job makes of findings.

Groups are made anew by each run of that job and replaced as a whole. Findings are live: one that was
purged or withdrawn since is in no group, though the counts are those of the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, Protocol

import msgspec

from canhgiac.records import (
    Campaign,
    Category,
    Cluster,
    Decision,
    Finding,
    GroupsRun,
    IndicatorSummary,
    Membership,
    MergedId,
    Role,
    Strength,
    Subject,
)

#: ``newest`` by ``last_seen``, ``oldest`` by ``first_seen``, ``size`` by findings, ``growth`` by how many more
#: ``recent`` has than ``before``, ``score`` by certainty (indicators have none: as ``size``). Ties go by ``size``,
#: then ``last_seen`` (latest first), then id or ``type:value:bank``.
GroupSort = Literal["newest", "oldest", "size", "growth", "score"]
#: ``shown``: all but ``false``; ``none``: undecided.
DecisionState = Literal["any", "shown", "none", "confirmed", "false", "handed_over", "closed"]


class Groups(msgspec.Struct, frozen=True):
    """The outcome of one run, each part read once and in flat memory by the store."""

    run: GroupsRun
    clusters: Iterable[Cluster] = ()
    campaigns: Iterable[Campaign] = ()
    indicators: Iterable[IndicatorSummary] = ()
    members: Iterable[Membership] = ()
    merged: Iterable[MergedId] = ()


class ClusterFilter(msgspec.Struct, frozen=True):
    """Which clusters; every part that is given must fit. ``since`` is of ``last_seen``, ``first_since`` and
    ``first_before`` of ``first_seen`` (``[since, before)``), ``mine`` asks for those that the watch list names,
    ``prefix`` for ids that begin with it."""

    category: Category | None = None
    scheme: str | None = None
    role: Role | None = None
    decision: DecisionState = "shown"
    since: dt.datetime | None = None
    mine: bool = False
    review: bool | None = None
    campaign: str | None = None
    template: str | None = None
    prefix: str | None = None
    first_since: dt.datetime | None = None
    first_before: dt.datetime | None = None


class CampaignFilter(msgspec.Struct, frozen=True):
    """Which campaigns; ``scheme`` is any of its schemes, ``last_before`` of ``last_seen``."""

    category: Category | None = None
    scheme: str | None = None
    since: dt.datetime | None = None
    mine: bool = False
    prefix: str | None = None
    first_since: dt.datetime | None = None
    first_before: dt.datetime | None = None
    last_before: dt.datetime | None = None


class IndicatorFilter(msgspec.Struct, frozen=True):
    """Which indicators; ``value`` is canonical and exact, ``campaign`` and ``cluster`` are not asked here:
    a group's record names its own. ``role``: named by offers, or by reports, at least once."""

    type: str | None = None
    value: str | None = None
    bank: str | None = None
    category: Category | None = None
    role: Role | None = None
    strength: Strength | None = None
    since: dt.datetime | None = None
    mine: bool = False
    first_since: dt.datetime | None = None
    first_before: dt.datetime | None = None


class ClusterHit(msgspec.Struct, frozen=True):
    """A cluster, and the word that holds for it: on the cluster itself, else on its ``text_key``."""

    cluster: Cluster
    decision: Decision | None = None


class GroupStore(Protocol):
    """The part of a store that keeps groups."""

    def replace_groups(self, groups: Groups) -> bool:
        """Puts a run's groups in the place of the former ones: a reader sees all of the one or all of the
        other. ``False``, with no change, where a later run (by ``run.at``) is stored already."""
        ...

    def groups_run(self) -> GroupsRun | None:
        """The run whose groups are stored; ``None`` before the first."""
        ...

    def memberships(self) -> Iterator[Membership]:
        """Which cluster and campaign each finding was put into, in any order and in flat memory."""
        ...

    def merged_ids(self) -> list[MergedId]:
        """Former ids and what took them over, by id."""
        ...

    # clusters

    def clusters(
        self, which: ClusterFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[ClusterHit]:
        """Clusters that fit; without a filter all but those decided ``false``."""
        ...

    def count_clusters(self, which: ClusterFilter | None = None) -> int:
        """How many ``clusters`` would give without a limit."""
        ...

    def cluster(self, prefix: str) -> ClusterHit:
        """The one cluster whose id, or an id merged into it, is or begins with ``prefix``.

        Raises ``GroupNotFound``, or ``AmbiguousId`` naming some candidates.
        """
        ...

    def clusters_of(self, findings: Sequence[str]) -> dict[str, ClusterHit]:
        """The cluster of each finding's id; findings in none (newer than the run) are missing."""
        ...

    def cluster_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        """Findings of the cluster with exactly this id, newest (``first_seen``) first."""
        ...

    # campaigns

    def campaigns(
        self, which: CampaignFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[Campaign]:
        """Campaigns that fit."""
        ...

    def count_campaigns(self, which: CampaignFilter | None = None) -> int:
        """How many ``campaigns`` would give without a limit."""
        ...

    def campaign(self, prefix: str) -> Campaign:
        """As ``cluster``, for campaigns."""
        ...

    def campaign_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        """Findings of the campaign with exactly this id, newest first."""
        ...

    # indicators

    def indicators(
        self, which: IndicatorFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[IndicatorSummary]:
        """Indicators that fit. ``type`` and ``value`` without ``bank`` give an account at every bank."""
        ...

    def count_indicators(self, which: IndicatorFilter | None = None) -> int:
        """How many ``indicators`` would give without a limit."""
        ...

    def findings_naming(
        self, type: str, value: str, *, bank: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[Finding]:
        """Live findings with a mention of exactly this type and canonical value, newest first, those
        decided ``false`` too; of any bank or none unless ``bank`` is given."""
        ...

    # decisions

    def holding(self, on: Subject) -> dict[str, Decision]:
        """The word that holds for every decided target of a kind."""
        ...
