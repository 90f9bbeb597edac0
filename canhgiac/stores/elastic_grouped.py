"""The part of the search engine's store that keeps groups: filters, orders, pages, ids and how they begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

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
from canhgiac.stores import elastic_decisions, elastic_groups, elastic_reading
from canhgiac.stores.base import AmbiguousId, GroupNotFound
from canhgiac.stores.elastic_documents import decode
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.groups import CampaignFilter, ClusterFilter, ClusterHit, Groups, GroupSort, IndicatorFilter

G = TypeVar("G", Cluster, Campaign)
Clause = dict[str, Any]
_FIRST: dict[GroupSort, tuple[Clause, ...]] = {
    "newest": ({"last_seen": "desc"},),
    "oldest": ({"first_seen": "asc"},),
    "growth": ({"growth": "desc"},),
    "score": ({"score": "desc"},),
    "size": (),
}
_THEN: tuple[Clause, ...] = ({"findings": "desc"}, {"last_seen": "desc"})
_BY_ID: tuple[Clause, ...] = ({"id": "asc"},)
_BY_VALUE: tuple[Clause, ...] = ({"type": "asc"}, {"value": "asc"}, {"bank": {"order": "asc", "missing": "_first"}})
_LISTED_BY = {"cluster": "queue", "campaign": "campaigns"}
_CANDIDATES = elastic_reading.CANDIDATES


class ElasticGroups:
    """``GroupStore`` on the search engine. See ``canhgiac.stores.groups.GroupStore`` for what each method does."""

    @property
    def _reading(self) -> Server:
        raise NotImplementedError

    @property
    def _writing(self) -> Server:
        raise NotImplementedError

    def replace_groups(self, groups: Groups) -> bool:
        return elastic_groups.replace(self._writing, groups)

    def groups_run(self) -> GroupsRun | None:
        return elastic_groups.run(self._reading)

    def memberships(self) -> Iterator[Membership]:
        return elastic_groups.members(self._reading)

    def merged_ids(self) -> list[MergedId]:
        return elastic_groups.merged(self._reading)

    # clusters

    def clusters(
        self, which: ClusterFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[ClusterHit]:
        server = self._reading
        hits = server.page(
            "clusters", _clusters(which or ClusterFilter()), (*_FIRST[sort], *_THEN, *_BY_ID),
            limit=max(0, limit), offset=max(0, offset),
        )  # fmt: skip
        return _with_decisions(server, [decode(hit["_source"], Cluster) for hit in hits])

    def count_clusters(self, which: ClusterFilter | None = None) -> int:
        return self._reading.count("clusters", _clusters(which or ClusterFilter()))

    def cluster(self, prefix: str) -> ClusterHit:
        server = self._reading
        return _with_decisions(server, [_one(server, "cluster", prefix, Cluster)])[0]

    def clusters_of(self, findings: Sequence[str]) -> dict[str, ClusterHit]:
        server = self._reading
        wanted = [id for id in findings if id]
        members = {id: each.source["cluster"] for id, each in server.get("memberships", wanted).items()}
        there = server.get("clusters", members.values())
        found = {id: decode(there[key].source, Cluster) for id, key in members.items() if key in there}
        return dict(zip(found, _with_decisions(server, list(found.values())), strict=True))

    def cluster_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        return self._members("cluster", id, limit, offset)

    def _members(self, kind: str, id: str, limit: int, offset: int) -> list[Finding]:
        if not id:
            return []
        server = self._reading
        order = ({"first_seen": "desc"}, {"finding": "desc"})
        hits = server.page("memberships", {"term": {kind: id}}, order, limit=max(0, limit), offset=max(0, offset))
        return elastic_reading.in_order(server, [hit["_id"] for hit in hits])

    # campaigns

    def campaigns(
        self, which: CampaignFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[Campaign]:
        hits = self._reading.page(
            "campaigns", _campaigns(which or CampaignFilter()), (*_FIRST[sort], *_THEN, *_BY_ID),
            limit=max(0, limit), offset=max(0, offset),
        )  # fmt: skip
        return [decode(hit["_source"], Campaign) for hit in hits]

    def count_campaigns(self, which: CampaignFilter | None = None) -> int:
        return self._reading.count("campaigns", _campaigns(which or CampaignFilter()))

    def campaign(self, prefix: str) -> Campaign:
        return _one(self._reading, "campaign", prefix, Campaign)

    def campaign_findings(self, id: str, *, limit: int = 20, offset: int = 0) -> list[Finding]:
        return self._members("campaign", id, limit, offset)

    # indicators

    def indicators(
        self, which: IndicatorFilter | None = None, *, limit: int = 20, offset: int = 0, sort: GroupSort = "newest"
    ) -> list[IndicatorSummary]:
        first = () if sort == "score" else _FIRST[sort]
        hits = self._reading.page(
            "indicators", _indicators(which or IndicatorFilter()), (*first, *_THEN, *_BY_VALUE),
            limit=max(0, limit), offset=max(0, offset),
        )  # fmt: skip
        return [decode(hit["_source"], IndicatorSummary) for hit in hits]

    def count_indicators(self, which: IndicatorFilter | None = None) -> int:
        return self._reading.count("indicators", _indicators(which or IndicatorFilter()))

    def findings_naming(
        self, type: str, value: str, *, bank: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[Finding]:
        return elastic_reading.naming(self._reading, type, value, bank, limit=max(0, limit), offset=max(0, offset))

    # decisions

    def holding(self, on: Subject) -> dict[str, Decision]:
        return elastic_decisions.all_holding(self._reading, on)


def _with_decisions(server: Server, clusters: list[Cluster]) -> list[ClusterHit]:
    on_cluster = elastic_decisions.holding(server, "cluster", (each.id for each in clusters))
    on_text = elastic_decisions.holding(server, "text", (each.text_key for each in clusters))
    return [ClusterHit(each, on_cluster.get(each.id) or on_text.get(each.text_key)) for each in clusters]


def _terms(which: object, names: dict[str, str]) -> list[Clause]:
    """A term for each attribute of a filter that is given; ``names`` gives its field."""
    wanted = ((field, getattr(which, name)) for name, field in names.items())
    return [{"term": {field: value}} for field, value in wanted if value is not None]


#: The attributes of filters that are times: of which field, and which bound.
_TIMES = {
    "since": ("last_seen", "gte"), "last_before": ("last_seen", "lt"),
    "first_since": ("first_seen", "gte"), "first_before": ("first_seen", "lt"),
}  # fmt: skip


def _common(which: ClusterFilter | CampaignFilter | IndicatorFilter) -> list[Clause]:
    clauses: list[Clause] = [{"term": {"mine": True}}] if which.mine else []
    for name, (field, bound) in _TIMES.items():
        moment = getattr(which, name, None)
        if moment is not None:
            clauses.append({"range": {field: {bound: moment.isoformat()}}})
    prefix = getattr(which, "prefix", None)
    return clauses if prefix is None else [*clauses, {"prefix": {"id": prefix}}]


def _clusters(which: ClusterFilter) -> Clause:
    names = ("category", "scheme", "role", "review", "campaign", "template")
    clauses = _terms(which, {name: name for name in names}) + _common(which)
    must_not: list[Clause] = []
    if which.decision == "shown":
        must_not.append({"term": {"verdict": "false"}})
    elif which.decision == "none":
        must_not.append({"exists": {"field": "verdict"}})
    elif which.decision != "any":
        clauses.append({"term": {"verdict": which.decision}})
    return {"bool": {"filter": clauses, "must_not": must_not}}


def _campaigns(which: CampaignFilter) -> Clause:
    return {"bool": {"filter": _terms(which, {"category": "category", "scheme": "schemes.name"}) + _common(which)}}


def _indicators(which: IndicatorFilter) -> Clause:
    names = {"type": "type", "value": "value", "bank": "bank", "strength": "strength", "category": "categories.name"}
    clauses = _terms(which, names) + _common(which)
    if which.role is not None:
        clauses.append({"range": {f"{which.role}s": {"gt": 0}}})
    return {"bool": {"filter": clauses}}


def _one(server: Server, kind: str, prefix: str, record: type[G]) -> G:
    """The one cluster or campaign whose id, or an id merged into it, is or begins with ``prefix``."""
    name = f"{kind}s"
    found: dict[str, Any] = {}
    former: dict[str, str] = {}
    if prefix:
        merged = (each for each in elastic_groups.merged(server) if each.id.startswith(prefix))
        former.update({each.id: each.into for each in merged})
        exact = server.get(name, [prefix, *([former[prefix]] if prefix in former else [])])
        if exact:
            return decode(exact.get(prefix, next(iter(exact.values()))).source, record)
        hits = server.page(name, {"prefix": {"id": prefix}}, _BY_ID, limit=_CANDIDATES + 1)
        found |= {hit["_id"]: hit["_source"] for hit in hits}
        found |= {id: each.source for id, each in server.get(name, former.values()).items()}
    if not found:
        raise GroupNotFound(f"No {kind} has the id {prefix!r}; `canhgiac {_LISTED_BY[kind]}` shows which there are")
    if len(found) > 1:
        ids = sorted(found)
        shown = ", ".join(ids[:_CANDIDATES]) + (", …" if len(ids) > _CANDIDATES else "")
        raise AmbiguousId(f"Several {name} begin with {prefix!r}: {shown}; type more of the id")
    return decode(next(iter(found.values())), record)
