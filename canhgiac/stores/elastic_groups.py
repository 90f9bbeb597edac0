"""Clusters, campaigns and indicators in the search engine.

Each run of the campaigns job fills new indices; then all aliases move to them in one step, so that readers,
Kibana among them, see all of the one run or all of the other. The indices of the run before go.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from typing import Any

from canhgiac.records import Campaign, Cluster, Decision, GroupsRun, IndicatorSummary, Membership, MergedId
from canhgiac.stores import elastic_decisions as decisions
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import decode, encode, record_body, to_micros, verdict_id
from canhgiac.stores.elastic_errors import clear_errors
from canhgiac.stores.elastic_server import Server, in_chunks
from canhgiac.stores.groups import Groups

#: The indices that a run fills.
NAMES = ("clusters", "campaigns", "indicators", "memberships", "groups")
_RUN = "run"
_CHUNK = 1000
#: Decisions made while a run was being stored are looked for this far back, for clocks differ (nanoseconds).
_SLACK = 600 * 10**9


def replace(server: Server, groups: Groups) -> bool:
    """Puts the groups in place of the former ones; ``False`` where those are of a later run."""
    known = run(server)
    if known is not None and known.at > groups.run.at:
        return False
    began = time.time_ns() - _SLACK
    stamp = f"{to_micros(groups.run.at)}-{secrets.token_hex(3)}"
    places = {name: f"{server.prefix}-{name}-{stamp}" for name in NAMES}
    try:
        for place in places.values():
            with clear_errors(server.where):
                server.client.indices.create(index=place)
        fresh = server.at(places)
        for part in _parts(server, groups):
            fresh.bulk(part)
        fresh.refresh(*NAMES, always=True)
        former = move_aliases(server, places)
    except BaseException:
        delete_indices(server, list(places.values()))
        raise
    delete_indices(server, former)
    decisions.mark_clusters(server, _decided_since(server, began))
    return True


def move_aliases(server: Server, places: dict[str, str]) -> list[str]:
    """Moves the aliases to these indices in one step; the indices that they were on."""
    with clear_errors(server.where):
        aliases = server.client.indices.get_alias(index=[f"{server.prefix}-{name}-*" for name in places])
        former = [
            (index, name)
            for index, found in aliases.body.items()
            for name, place in places.items()
            if server.alias(name) in found["aliases"] and index != place
        ]
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index, "alias": server.alias(name), "must_exist": True}} for index, name in former
        ]
        actions += [
            {"add": {"index": place, "alias": server.alias(name), "is_write_index": True}}
            for name, place in places.items()
        ]
        server.client.indices.update_aliases(actions=actions)
    return [index for index, _ in former]


def delete_indices(server: Server, indices: Iterable[str]) -> None:
    """Deletes indices, those that aren't there too."""
    with clear_errors(server.where):
        for index in indices:
            server.client.indices.delete(index=index, ignore_unavailable=True)


def _parts(server: Server, groups: Groups) -> Iterator[list[Operation]]:
    for clusters in in_chunks(groups.clusters, _CHUNK):
        held = decisions.cluster_verdicts(server, [(each.id, each.text_key) for each in clusters])
        yield [
            Operation("index", "clusters", each.id, _group_body(each, verdict=held.get(each.id))) for each in clusters
        ]
    for campaigns in in_chunks(groups.campaigns, _CHUNK):
        yield [Operation("index", "campaigns", each.id, _group_body(each)) for each in campaigns]
    for indicators in in_chunks(groups.indicators, _CHUNK):
        yield [Operation("index", "indicators", _indicator_id(each), _indicator_body(each)) for each in indicators]
    for members in in_chunks(groups.members, _CHUNK):
        # a finding may have been purged since the job read it
        there = server.get("findings", (each.finding for each in members), fields=["first_seen"])
        yield [
            Operation("index", "memberships", each.finding, record_body(each, **there[each.finding].source))
            for each in members
            if each.finding in there
        ]
    for merged in in_chunks(groups.merged, _CHUNK):
        yield [
            Operation("index", "groups", verdict_id("merged", each.id), record_body(each, kind="merged"))
            for each in merged
        ]
    yield [
        Operation(
            "index", "groups", _RUN, encode({"kind": _RUN, "id": groups.run.id, "at": groups.run.at, "run": groups.run})
        )
    ]


def _group_body(each: Cluster | Campaign, **more: Any) -> bytes:
    return record_body(
        each, growth=each.recent - each.before, mine=bool(each.watched),
        indicator=[f"{named.type}:{named.value}" for named in each.indicators], **more,
    )  # fmt: skip


def _indicator_id(each: IndicatorSummary) -> str:
    return verdict_id("indicator", f"{each.type}:{each.value}:{each.bank or ''}")


def _indicator_body(each: IndicatorSummary) -> bytes:
    return record_body(
        each, growth=each.recent - each.before, mine=bool(each.watched), findings=each.offers + each.reports,
        indicator=f"{each.type}:{each.value}",
    )  # fmt: skip


def _decided_since(server: Server, began: int) -> list[Decision]:
    server.refresh("verdicts", always=True)
    hits = server.scan("verdicts", {"range": {"arrived": {"gte": began}}})
    return [decode(hit["_source"], Decision) for hit in hits]


def run(server: Server) -> GroupsRun | None:
    """The run that made what is stored."""
    found = server.get("groups", [_RUN])
    return decode(found[_RUN].source["run"], GroupsRun) if found else None


def members(server: Server) -> Iterator[Membership]:
    """All memberships."""
    for hit in server.scan("memberships", {"match_all": {}}):
        yield decode(hit["_source"], Membership)


def merged(server: Server) -> list[MergedId]:
    """Former ids, by id."""
    hits = server.scan("groups", {"term": {"kind": "merged"}}, ({"id": "asc"},))
    return [decode(hit["_source"], MergedId) for hit in hits]
