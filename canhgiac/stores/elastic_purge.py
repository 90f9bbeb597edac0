"""Retention in the search engine: what is past its time goes by our own scan and bulk, is counted, and does
not come back as new. A tombstone is a keyed hash and a version in the post's own document.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from canhgiac.records import VOUCHED
from canhgiac.stores import elastic_posts as posts
from canhgiac.stores.base import EVIDENCE_DAYS, FINDING_DAYS, REVIEW_DAYS, SEEN_DAYS, VISIT_DAYS, PurgeReport
from canhgiac.stores.elastic_bulk import Operation, Stored
from canhgiac.stores.elastic_documents import decode, record_body, to_micros
from canhgiac.stores.elastic_posts import Post
from canhgiac.stores.elastic_server import Server, in_chunks
from canhgiac.stores.elastic_write import remove

_CHUNK = 1000
_STALE = ("id_key", "review", "collected_at")
_VOUCHED = {"terms": {"verdict": sorted(VOUCHED)}}
_REVIEW = {"term": {"review": True}}


def _before(field: str, now: dt.datetime, days: float) -> dict[str, Any]:
    return {"range": {field: {"lt": (now - dt.timedelta(days=days)).isoformat()}}}


def expire(server: Server, now: dt.datetime, *, dry_run: bool) -> PurgeReport:
    """Counts what is past its time at ``now`` and, unless ``dry_run``, removes it."""
    to_micros(now)
    old_evidence = _before("collected_at", now, EVIDENCE_DAYS)
    evidence = server.count("evidence", old_evidence)
    report = _findings(server, now, dry_run)
    seen = _seen(server, now, dry_run)
    old = _before("finished_at", now, VISIT_DAYS)
    visits = server.count("visits", old)
    if not dry_run:
        _delete(server, "evidence", old_evidence)
        _delete(server, "visits", old)
    report = msgspec.structs.replace(report, evidence=report.evidence + evidence, seen=seen, visits=visits)
    if not dry_run:
        _record(server, report)
    return report


def _findings(server: Server, now: dt.datetime, dry_run: bool) -> PurgeReport:
    """Findings and, with them, their evidence that would not have gone for its own age."""
    old = _before("collected_at", now, FINDING_DAYS)
    in_band = {"bool": {"filter": [_REVIEW, _before("collected_at", now, REVIEW_DAYS)], "must_not": [_VOUCHED, old]}}
    limit = to_micros(now - dt.timedelta(days=EVIDENCE_DAYS))
    counts = {"findings": 0, "review": 0}
    evidence = 0
    for name, query in (("findings", old), ("review", in_band)):
        for chunk in in_chunks(server.scan("findings", query, fields=_STALE, version=True), _CHUNK):
            counts[name] += len(chunk)
            with_evidence = server.get("evidence", (hit["_id"] for hit in chunk), fields=["collected_at"])
            evidence += sum(_version(each) >= limit for each in with_evidence.values())
            if not dry_run:
                _bury(server, {hit["_source"]["id_key"]: hit for hit in chunk}, now)
    tombstones = counts["findings"] + counts["review"]
    return PurgeReport(
        at=now, dry_run=dry_run, findings=counts["findings"], review=counts["review"], evidence=evidence,
        tombstones=tombstones,
    )  # fmt: skip


def _version(evidence: Stored) -> int:
    return to_micros(dt.datetime.fromisoformat(evidence.source["collected_at"]))


def _bury(server: Server, hits: dict[str, dict[str, Any]], now: dt.datetime) -> None:
    """Leaves tombstones, then removes; a finding that has a newer version by now stays."""

    def bury(key: str, post: Post) -> bool:
        if post.version > to_micros(dt.datetime.fromisoformat(hits[key]["_source"]["collected_at"])):
            return False
        post.bury(to_micros(now))
        return True

    buried = posts.change(server, list(hits), bury)
    remove(server, {hits[key]["_id"]: hits[key]["_version"] for key in buried})


def _seen(server: Server, now: dt.datetime, dry_run: bool) -> int:
    """Texts of posts that were last seen too long ago."""
    limit = to_micros(now - dt.timedelta(days=SEEN_DAYS))
    gone = 0

    def forget(key: str, post: Post) -> bool:
        kept = [text for text in post.texts if text.last_seen >= limit]
        if len(kept) == len(post.texts):
            return False
        post.texts[:] = kept
        return True

    for chunk in in_chunks(server.scan("posts", _before("oldest", now, SEEN_DAYS)), _CHUNK):
        gone += sum(text["last_seen"] < limit for hit in chunk for text in hit["_source"]["texts"])
        if not dry_run:
            posts.change(server, [hit["_id"] for hit in chunk], forget)
    return gone


def _delete(server: Server, name: str, query: dict[str, Any]) -> None:
    for chunk in in_chunks(server.scan(name, query, fields=()), _CHUNK):
        server.bulk(Operation("delete", name, hit["_id"]) for hit in chunk)


def remove_one(server: Server, id: str, now: dt.datetime, reason: str) -> PurgeReport | None:
    """Removes the finding ``id``; ``None`` where there is none."""
    found = server.get("findings", [id], fields=_STALE)
    if id not in found:
        return None
    there = found[id]
    evidence = server.get("evidence", [id], fields=())
    _bury(server, {there.source["id_key"]: {"_id": id, "_version": there.version, "_source": there.source}}, now)
    review = bool(there.source["review"])
    report = PurgeReport(
        at=now, findings=int(not review), review=int(review), evidence=len(evidence), tombstones=1, reason=reason
    )
    _record(server, report)
    return report


def _record(server: Server, report: PurgeReport) -> None:
    arrived = time.time_ns()
    server.bulk(
        [Operation("create", "purges", f"{to_micros(report.at)}-{arrived}", record_body(report, arrived=arrived))]
    )


def log(server: Server) -> Iterator[PurgeReport]:
    """The audit of purges, latest first."""
    for hit in server.scan("purges", {"match_all": {}}, ({"arrived": "desc"},)):
        yield decode(hit["_source"], PurgeReport)
