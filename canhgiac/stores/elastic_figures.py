"""A day's figures, its best findings and frozen days, read from the search engine."""

from __future__ import annotations

import base64
from typing import Any

from canhgiac import days
from canhgiac.records import LISTED, VOUCHED, Finding
from canhgiac.stores.base import Counts, RoleCounts
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import encode, finding_of
from canhgiac.stores.elastic_search import NEWEST
from canhgiac.stores.elastic_server import Server

_READ = ("posts", "new", "screened", "image_only", "quarantined")
_FALSE = {"term": {"verdict": "false"}}
_VOUCHED = {"terms": {"verdict": sorted(VOUCHED)}}
_LISTED = {"term": {"kind": LISTED}}
_REVIEW = {"term": {"review": True}}
OFFER = {"term": {"role": "offer"}}
#: Review that nobody vouches for and texts decided ``false`` are counted apart.
SHOWN = {
    "bool": {"must_not": [_LISTED, _FALSE, {"bool": {"filter": [_REVIEW], "must_not": [_VOUCHED]}}]},
}
#: More than there are categories and schemes.
_BUCKETS = 1000
_PAGE = 1000


def _within(day: str) -> dict[str, Any]:
    return span(day, day)


def _by(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _BUCKETS}, "aggs": {"offers": {"filter": OFFER}}}


def counts_between(server: Server, first: str, last: str) -> list[Counts]:
    """The figures of each day, both ends included."""
    wanted = days.days_between(first, last)
    if not wanted:
        return []
    totals = {name: {"sum": {"field": name}} for name in _READ}
    read = server.search(
        "batches", size=0, query={"range": {"day": {"gte": first, "lte": last}}},
        aggs={"days": {"terms": {"field": "day", "size": len(wanted)}, "aggs": totals}},
    )  # fmt: skip
    sums = {bucket["key"]: bucket for bucket in read["aggregations"]["days"]["buckets"]}
    found = server.search(
        "findings", size=0, query={"bool": {"filter": [span(first, last)], "must_not": [_LISTED]}},
        aggs={"days": {"filters": {"filters": {day: _within(day) for day in wanted}}, "aggs": {
            "hidden": {"filter": _FALSE},
            "review": {"filter": {"bool": {"filter": [_REVIEW], "must_not": [_FALSE, _VOUCHED]}}},
            "shown": {"filter": SHOWN, "aggs": {"category": _by("category"), "scheme": _by("scheme")}},
        }}},
    )  # fmt: skip
    buckets = found["aggregations"]["days"]["buckets"]
    return [_counts(day, sums.get(day, {}), buckets[day]) for day in wanted]


def span(first: str, last: str) -> dict[str, Any]:
    """The query for findings first seen on these days, both ends included."""
    start, end = days.bounds(first)[0], days.bounds(last)[1]
    return {"range": {"first_seen": {"gte": start.isoformat(), "lt": end.isoformat()}}}


def _counts(day: str, sums: dict[str, Any], bucket: dict[str, Any]) -> Counts:
    categories, schemes = (_roles(bucket["shown"][name]["buckets"]) for name in ("category", "scheme"))
    return Counts(
        day=day,
        **{name: int(sums[name]["value"]) if sums else 0 for name in _READ},
        offers=sum(each.offers for each in categories.values()),
        reports=sum(each.reports for each in categories.values()),
        review=bucket["review"]["doc_count"],
        hidden=bucket["hidden"]["doc_count"],
        by_category=categories,
        by_scheme=schemes,
    )


def _roles(buckets: list[dict[str, Any]]) -> dict[str, RoleCounts]:
    return {
        each["key"]: RoleCounts(each["offers"]["doc_count"], each["doc_count"] - each["offers"]["doc_count"])
        for each in sorted(buckets, key=lambda each: str(each["key"]))
    }


def top(server: Server, day: str, limit: int) -> list[tuple[Finding, int]]:
    """The day's best findings, one a text, with how many copies each has."""
    if limit <= 0:
        days.parse_day(day)
        return []
    query = {"bool": {"filter": [_within(day), SHOWN]}}
    # "offer" comes before "report"
    order = ({"role": "asc"}, {"score": "desc"}, *NEWEST)
    best: dict[str, tuple[str, float, str]] = {}
    for hit in server.scan("findings", query, order, fields=["role", "score", "text_key"], size=_PAGE):
        source = hit["_source"]
        rank = (source["role"], -source["score"])
        if len(best) >= limit and rank > list(best.values())[-1][:2]:
            break
        best.setdefault(source["text_key"], (*rank, hit["_id"]))
    copies = _copies(server, list(best))
    # stable: of those alike in all of these the newest comes first
    ranked = sorted(best.items(), key=lambda item: (*item[1][:2], -copies[item[0]]))[:limit]
    stored = server.get("findings", (id for _, (_, _, id) in ranked))
    return [(finding_of(stored[id].source), copies[key]) for key, (_, _, id) in ranked if id in stored]


def _copies(server: Server, text_keys: list[str]) -> dict[str, int]:
    counted: dict[str, int] = dict.fromkeys(text_keys, 0)
    for begin in range(0, len(text_keys), _PAGE):
        chunk = text_keys[begin : begin + _PAGE]
        answer = server.search(
            "findings", size=0, query={"terms": {"text_key": chunk}},
            aggs={"keys": {"terms": {"field": "text_key", "size": len(chunk)}}},
        )  # fmt: skip
        counted |= {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["keys"]["buckets"]}
    return counted


def freeze(server: Server, day: str, figures: bytes) -> bool:
    """Keeps the figures of ``day`` where none are kept yet."""
    days.parse_day(day)
    body = encode({"day": day, "figures": base64.b64encode(figures).decode()})
    [outcome] = server.bulk([Operation("create", "days", day, body)])
    return outcome.status != 409


def frozen(server: Server, day: str) -> bytes | None:
    """The figures kept of ``day``."""
    found = server.get("days", [day]) if day else {}
    return base64.b64decode(found[day].source["figures"]) if day in found else None
