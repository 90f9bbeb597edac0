"""Findings, evidence and what was seen, read from the search engine by id or in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from canhgiac.query import Query
from canhgiac.records import Finding, Fragment
from canhgiac.stores import elastic_decisions as decisions
from canhgiac.stores import elastic_posts as posts
from canhgiac.stores.base import AmbiguousId, FindingNotFound, SearchHit, SeenState, Sort
from canhgiac.stores.elastic_documents import decode, finding_of, from_micros
from canhgiac.stores.elastic_search import NEWEST, Plan
from canhgiac.stores.elastic_server import Server
from canhgiac.stores.highlight import highlights, snippet

#: Ids shown where a prefix fits several.
CANDIDATES = 5
_PAGE = 500


def by_id(server: Server, id: str) -> Finding | None:
    """The finding with this id."""
    stored = server.get("findings", [id]) if _is_id(id) else {}
    return finding_of(stored[id].source) if id in stored else None


def _is_id(id: str) -> bool:
    """Whether a document can have this id (Elasticsearch: 1 to 512 bytes)."""
    return 0 < len(id.encode("utf-8", "replace")) <= 512


def by_prefix(server: Server, prefix: str) -> Finding:
    """The one finding whose id is or begins with ``prefix``; else ``FindingNotFound``, ``AmbiguousId``."""
    exactly = by_id(server, prefix)
    if exactly is not None:
        return exactly
    hits = server.page("findings", {"prefix": {"id": prefix}}, [{"id": "asc"}], limit=CANDIDATES + 1) if prefix else []
    if not hits:
        raise FindingNotFound(f"No finding has the id {prefix!r}; `canhgiac search` shows which there are")
    if len(hits) > 1:
        shown = ", ".join(hit["_id"] for hit in hits[:CANDIDATES]) + (", …" if len(hits) > CANDIDATES else "")
        raise AmbiguousId(f"Several findings begin with {prefix!r}: {shown}; type more of the id")
    return finding_of(hits[0]["_source"])


def evidence(server: Server, id: str) -> Fragment | None:
    """The fragment kept of the present version of the finding ``id``."""
    if not _is_id(id):
        return None
    kept = server.get("evidence", [id])
    there = server.get("findings", [id], fields=["collected_at"])
    if id not in kept or id not in there or kept[id].source["collected_at"] != there[id].source["collected_at"]:
        return None
    return decode(kept[id].source, Fragment)


def search(
    server: Server, query: Query, *, limit: int, offset: int, sort: Sort, include_hidden: bool
) -> list[SearchHit]:
    """A page of hits in order, with what matched in each."""
    plan = Plan(query, include_hidden=include_hidden)
    asked = plan.ranked if sort == "relevance" else plan.filter
    hits = server.page("findings", asked, plan.order(sort), limit=max(0, limit), offset=max(0, offset))
    found = [finding_of(hit["_source"]) for hit in hits]
    held = decisions.holding(server, "text", (each.text_key for each in found))
    shown = []
    for finding in found:
        marked = highlights(query, finding)
        shown.append(SearchHit(finding, snippet(finding, marked), marked, held.get(finding.text_key)))
    return shown


def count(server: Server, query: Query, *, include_hidden: bool) -> int:
    """How many match."""
    return server.count("findings", Plan(query, include_hidden=include_hidden).filter)


def stream(server: Server, query: Query, *, include_hidden: bool) -> Iterator[Finding]:
    """All that match, newest first."""
    plan = Plan(query, include_hidden=include_hidden)
    for hit in server.scan("findings", plan.filter, NEWEST, size=_PAGE):
        yield finding_of(hit["_source"])


def copies(server: Server, text_key: str, limit: int) -> list[Finding]:
    """Findings with this text, newest first."""
    hits = server.page("findings", {"term": {"text_key": text_key}}, NEWEST, limit=limit)
    return [finding_of(hit["_source"]) for hit in hits]


def naming(server: Server, type: str, value: str, bank: str | None, *, limit: int, offset: int) -> list[Finding]:
    """Findings with a mention of exactly this type and value."""
    wanted: list[dict[str, Any]] = [{"term": {"indicators.type": type}}, {"term": {"indicators.value": value}}]
    if bank is not None:
        wanted.append({"term": {"indicators.bank": bank}})
    one = {"nested": {"path": "indicators", "query": {"bool": {"filter": wanted}}}}
    hits = server.page("findings", one, NEWEST, limit=limit, offset=offset)
    return [finding_of(hit["_source"]) for hit in hits]


def in_order(server: Server, ids: Sequence[str]) -> list[Finding]:
    """The findings with these ids that are there, in this order."""
    stored = server.get("findings", ids)
    return [finding_of(stored[id].source) for id in ids if id in stored]


def seen(server: Server, id_keys: Iterable[str]) -> dict[str, SeenState]:
    """The latest text of each id, from what was seen or, that having expired, from what was purged."""
    states: dict[str, SeenState] = {}
    known = {key: post for key, (post, _) in posts.known(server, list(id_keys)).items()}
    for key, post in zip(known, posts.stored_only(server, known.values()), strict=True):
        latest = post.latest()
        if latest is not None:
            states[key] = SeenState(
                latest.text_key, latest.model, from_micros(latest.since), from_micros(latest.last_seen)
            )
        elif post.buried:
            last = min(post.buried, key=lambda each: (-each.version, each.text_key))
            states[key] = SeenState(last.text_key, "", from_micros(last.version), from_micros(last.version))
    return states


def is_known(server: Server, id_key: str, text_key: str) -> bool:
    """Whether this text was read at this id, or purged from it."""
    found = [post for post, _ in posts.known(server, [id_key]).values()]
    if not found:
        return False
    [post] = posts.stored_only(server, found)
    return text_key in {*(each.text_key for each in post.texts), *(each.text_key for each in post.buried)}
