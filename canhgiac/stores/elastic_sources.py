"""Visits of sources, and what each source came to, in the search engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from canhgiac import days
from canhgiac.records import GOOD, Visit
from canhgiac.stores.base import RoleCounts, SourceCounts
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import decode, record_body
from canhgiac.stores.elastic_figures import OFFER, SHOWN, span
from canhgiac.stores.elastic_server import Server

_PAGE = 1000


def source_counts(server: Server, first: str, last: str) -> dict[str, SourceCounts]:
    """What each source came to on some days."""
    found: dict[str, dict[str, Any]] = {}

    def of(bucket: dict[str, Any]) -> dict[str, Any]:
        return found.setdefault(bucket["key"]["source"], {"by_category": {}, "by_scheme": {}})

    read = {"range": {"day": {"gte": first, "lte": last}}}
    for bucket in _composite(server, "batches", read, {"posts": {"sum": {"field": "posts"}}}, ("source",)):
        of(bucket)["posts"] = int(bucket["posts"]["value"])
    begin, end = days.bounds(first)[0], days.bounds(last)[1]
    visited = {"range": {"finished_at": {"gte": begin.isoformat(), "lt": end.isoformat()}}}
    sums = {"good": {"filter": {"terms": {"state": list(GOOD)}}}, "pictures": {"sum": {"field": "image_only"}}}
    for bucket in _composite(server, "visits", visited, sums, ("source",)):
        pictures = int(bucket["pictures"]["value"])
        of(bucket).update(visits=bucket["doc_count"], good=bucket["good"]["doc_count"], pictures=pictures)
    shown = {"bool": {"filter": [span(first, last), SHOWN]}}
    fields = ("source", "category", "scheme")
    for bucket in _composite(server, "findings", shown, {"offers": {"filter": OFFER}}, fields):
        offers = bucket["offers"]["doc_count"]
        counts = RoleCounts(offers, bucket["doc_count"] - offers)
        for names in ("category", "scheme"):
            if (name := bucket["key"][names]) is not None:
                _add(of(bucket)[f"by_{names}"], name, counts)
    return {source: SourceCounts(source=source, **found[source]) for source in sorted(found)}


def _add(counts: dict[str, RoleCounts], name: str, more: RoleCounts) -> None:
    before = counts.get(name, RoleCounts())
    counts[name] = RoleCounts(before.offers + more.offers, before.reports + more.reports)


def put_visit(server: Server, visit: Visit) -> None:
    """Keeps a visit once."""
    server.bulk([Operation("create", "visits", visit.id, record_body(visit, refused=len(visit.refusals)))])


def visits(server: Server, source: str | None, limit: int) -> list[Visit]:
    """Visits, latest first."""
    query: dict[str, Any] = {"match_all": {}} if source is None else {"term": {"source": source}}
    hits = server.page("visits", query, ({"finished_at": "desc"}, {"id": "desc"}), limit=limit)
    return [decode(hit["_source"], Visit) for hit in hits]


def health(server: Server, before: dt.datetime | None, states: Sequence[str] | None) -> dict[str, Visit]:
    """The latest visit of every source that ended before a time and in one of some states, or of all."""
    wanted: list[dict[str, Any]] = []
    if before is not None:
        wanted.append({"range": {"finished_at": {"lt": before.isoformat()}}})
    if states is not None:
        wanted.append({"terms": {"state": list(states)}})
    latest = {"top_hits": {"size": 1, "sort": [{"finished_at": "desc"}, {"id": "desc"}]}}
    found: dict[str, Visit] = {}
    for bucket in _composite(server, "visits", {"bool": {"filter": wanted}}, {"latest": latest}, ("source",)):
        [hit] = bucket["latest"]["hits"]["hits"]
        found[bucket["key"]["source"]] = decode(hit["_source"], Visit)
    return found


def _composite(
    server: Server, name: str, query: dict[str, Any], aggs: dict[str, Any], fields: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """A bucket for every combination of values of ``fields``, a missing one ``None``, page after page."""
    by: dict[str, Any] = {
        "size": _PAGE, "sources": [{field: {"terms": {"field": field, "missing_bucket": True}}} for field in fields]
    }  # fmt: skip
    while True:
        answer = server.search(name, size=0, query=query, aggs={"all": {"composite": by, "aggs": aggs}})
        every = answer["aggregations"]["all"]
        yield from every["buckets"]
        if "after_key" not in every:
            return
        by["after"] = every["after_key"]
