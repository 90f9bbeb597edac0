"""Analysts' decisions in the search engine: an audit that only grows, and the word that holds for each target.

The word is repeated beside findings and clusters, so that searches and Kibana can ask by it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from canhgiac.records import Decision
from canhgiac.stores.base import StoreError
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import decision_body, decode, partial, to_micros, verdict_id
from canhgiac.stores.elastic_server import Server

#: Oldest first; of one moment in the order of arrival.
_AUDIT = ({"at": "asc"}, {"arrived": "asc"})
_ROUNDS = 20


def add(server: Server, decision: Decision) -> None:
    """Appends to the audit; the latest by ``at`` holds, of equal ones the last to arrive."""
    version = to_micros(decision.at)
    body = decision_body(decision, time.time_ns())
    [made] = server.bulk([Operation("create", "decisions", decision.id, body)])
    if made.status == 409:
        known = server.get("decisions", [decision.id])[decision.id]
        if decode(known.source, Decision) != decision:
            raise StoreError(f"Decision {decision.id} exists and says something else; give the new one its own id")
        # it may have been broken off half way: what holds is worked out anew from the audit
        server.refresh("decisions", always=True)
        latest = audit(server, decision.target, decision.on)[-1]
        arrived = server.get("decisions", [latest.id])[latest.id].source["arrived"]
        version, body = to_micros(latest.at), decision_body(latest, arrived)
    server.bulk([Operation("index", "verdicts", verdict_id(decision.on, decision.target), body, version=version)])
    if decision.on in ("text", "cluster"):
        _repeat(server, decision)


def _repeat(server: Server, decision: Decision) -> None:
    """Writes the word that holds beside what it is on, until it has not changed meanwhile."""
    written: str | None = None
    for _ in range(_ROUNDS):
        held = holding(server, decision.on, [decision.target])[decision.target].verdict
        if held == written:
            return
        if decision.on == "text":
            server.refresh("findings", always=True)
            mark_all(server, "findings", {"term": {"text_key": decision.target}}, held)
        mark_clusters(server, [decision])
        written = held


def mark_all(server: Server, name: str, query: dict[str, Any], verdict: str | None) -> None:
    """Writes a word beside all documents that match."""
    chunk: list[Operation] = []
    for hit in server.scan(name, query, fields=()):
        chunk.append(Operation("update", name, hit["_id"], partial({"verdict": verdict})))
        if len(chunk) >= 1000:
            server.bulk(chunk)
            chunk = []
    server.bulk(chunk)


def mark_clusters(server: Server, decisions: Iterable[Decision]) -> None:
    """Writes the words that hold beside the clusters that these decisions are about."""
    targets = {on: [each.target for each in decisions if each.on == on] for on in ("cluster", "text")}
    for field, wanted in (("id", targets["cluster"]), ("text_key", targets["text"])):
        if not wanted:
            continue
        server.refresh("clusters", always=True)
        hits = list(server.scan("clusters", {"terms": {field: wanted}}, fields=["id", "text_key"]))
        held = cluster_verdicts(server, [(hit["_source"]["id"], hit["_source"]["text_key"]) for hit in hits])
        server.bulk(
            Operation("update", "clusters", hit["_id"], partial({"verdict": held.get(hit["_source"]["id"])}))
            for hit in hits
        )


def cluster_verdicts(server: Server, clusters: list[tuple[str, str]]) -> dict[str, str]:
    """The word that holds for each cluster (its id and text key): on itself, else on its text."""
    on_cluster = holding(server, "cluster", (id for id, _ in clusters))
    on_text = holding(server, "text", (text_key for _, text_key in clusters))
    found = {id: on_cluster.get(id) or on_text.get(text_key) for id, text_key in clusters}
    return {id: decision.verdict for id, decision in found.items() if decision is not None}


def audit(server: Server, target: str | None, on: str | None = None) -> list[Decision]:
    """All decisions, or those on one target, oldest first."""
    fields = {"target": target, "on": on}
    conditions = [{"term": {field: value}} for field, value in fields.items() if value is not None]
    hits = server.scan("decisions", {"bool": {"filter": conditions}}, _AUDIT)
    return [decode(hit["_source"], Decision) for hit in hits]


def holding(server: Server, subject: str, targets: Iterable[str]) -> dict[str, Decision]:
    """The decision that holds for each target of ``subject``."""
    ids = [verdict_id(subject, target) for target in dict.fromkeys(targets)]
    found = (decode(stored.source, Decision) for stored in server.get("verdicts", ids).values())
    return {decision.target: decision for decision in found}


def all_holding(server: Server, subject: str) -> dict[str, Decision]:
    """The decision that holds for every decided target of ``subject``."""
    hits = server.scan("verdicts", {"term": {"on": subject}}, ({"target": "asc"},))
    found = (decode(hit["_source"], Decision) for hit in hits)
    return {decision.target: decision for decision in found}
