"""Requests to the search engine as the store needs them: many documents by id, bulk with patience, scans.

Reads by id are of the moment (Elasticsearch reads them from its log); searches are of the last refresh. So
that a process finds what it wrote itself, an index is refreshed before a search where this process has
written to it since, and not at every write; others see it within a second (``refresh_interval``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from elasticsearch import Elasticsearch

from canhgiac.stores.base import StoreUnavailable
from canhgiac.stores.elastic_bulk import Bulk, Operation, Outcome, Stored
from canhgiac.stores.elastic_errors import clear_errors, refused

#: Documents asked for by id at once.
_IDS = 1500
_PAGE = 1000
#: Longest page that is read by number instead of by point in time (``index.max_result_window``).
_WINDOW = 10_000
_KEEP_ALIVE = "2m"
T = TypeVar("T")


class Server:
    """A server (or cluster) and the names of our indices on it."""

    def __init__(self, client: Elasticsearch, prefix: str, where: str, places: Mapping[str, str] | None = None) -> None:
        self.client, self.prefix, self.where = client, prefix, where
        self._places = dict(places or {})
        self._written: set[str] = set()

    def alias(self, name: str) -> str:
        """Where one of our indices is: its alias, or the place given by ``at``."""
        return self._places.get(name) or f"{self.prefix}-{name}"

    def at(self, places: Mapping[str, str]) -> Server:
        """The same server, with these indices (name → index) in the place of those behind the aliases."""
        return Server(self.client, self.prefix, self.where, places)

    def close(self) -> None:
        """Makes what was written visible to others and gives the connections back."""
        try:
            self.refresh(*self._written)
        finally:
            self.client.close()

    def refresh(self, *names: str, always: bool = False) -> None:
        """Makes what this process has written to these indices visible to searches."""
        wanted = [name for name in names if always or name in self._written]
        if wanted:
            with clear_errors(self.where):
                self.client.indices.refresh(index=[self.alias(name) for name in wanted])
            self._written.difference_update(wanted)

    # reading

    def get(self, name: str, ids: Iterable[str], fields: Sequence[str] | None = None) -> dict[str, Stored]:
        """The documents with these ids as they are now; those that aren't there are missing. ``fields``: of
        these alone."""
        return self.get_all({name: ids}, {name: fields})[name]

    def get_all(
        self, wanted: Mapping[str, Iterable[str]], fields: Mapping[str, Sequence[str] | None]
    ) -> dict[str, dict[str, Stored]]:
        """As ``get`` of several indices in one request (index → ids): a writer mostly waits for answers."""
        found: dict[str, dict[str, Stored]] = {name: {} for name in wanted}
        asked = ((name, id) for name, ids in wanted.items() for id in dict.fromkeys(ids))
        sources = {name: {"_index": self.alias(name), "_source": _source(fields[name])} for name in wanted}
        for chunk in in_chunks(asked, _IDS):
            with clear_errors(self.where):
                answer = self.client.mget(docs=[{**sources[name], "_id": id} for name, id in chunk])
            for (name, id), doc in zip(chunk, answer["docs"], strict=True):
                if doc.get("found"):
                    found[name][id] = Stored(
                        doc.get("_source", {}), doc["_version"], doc["_seq_no"], doc["_primary_term"]
                    )
                elif "error" in doc:
                    raise refused(404, doc["error"], self.where)
        return found

    def search(self, name: str, **body: Any) -> Mapping[str, Any]:
        """One search request (``query``, ``size``, ``sort``, ``aggs``, …)."""
        self.refresh(name)
        with clear_errors(self.where):
            answer: dict[str, Any] = self.client.search(index=self.alias(name), **body).body
        self._whole(answer)
        return answer

    def count(self, name: str, query: Mapping[str, Any]) -> int:
        """How many documents match."""
        self.refresh(name)
        with clear_errors(self.where):
            answer = self.client.count(index=self.alias(name), query=query)
        return int(answer["count"])

    def page(
        self,
        name: str,
        query: Mapping[str, Any],
        sort: Sequence[Mapping[str, Any]],
        *,
        limit: int,
        offset: int = 0,
        fields: Sequence[str] | None = None,
    ) -> list[dict[str, Any]]:
        """Hits ``offset`` to ``offset + limit`` in order, however deep."""
        if limit <= 0:
            return []
        if offset + limit > _WINDOW:
            return list(islice(self.scan(name, query, sort, fields=fields), offset, offset + limit))
        found = self.search(
            name, query=query, sort=list(sort), size=limit, from_=offset, track_total_hits=False, source=_source(fields)
        )
        hits: list[dict[str, Any]] = found["hits"]["hits"]
        return hits

    def scan(
        self,
        name: str,
        query: Mapping[str, Any],
        sort: Sequence[Mapping[str, Any]] = (),
        *,
        fields: Sequence[str] | None = None,
        size: int = _PAGE,
        version: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """All hits of one moment (a point in time), in flat memory; writing meanwhile is allowed."""
        self.refresh(name)
        with clear_errors(self.where):
            pit = self.client.open_point_in_time(index=self.alias(name), keep_alive=_KEEP_ALIVE)["id"]
        try:
            after: list[Any] | None = None
            while True:
                with clear_errors(self.where):
                    answer = self.client.search(
                        pit={"id": pit, "keep_alive": _KEEP_ALIVE},
                        query=query,
                        sort=list(sort) or ["_shard_doc"],
                        size=size,
                        search_after=after,
                        track_total_hits=False,
                        version=version,
                        source=_source(fields),
                    )
                self._whole(answer)
                pit = answer["pit_id"]
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            self._close_scan(pit)

    def _close_scan(self, pit: str) -> None:
        # it ends by itself after _KEEP_ALIVE, and an error here would hide the first one
        with contextlib.suppress(Exception):
            self.client.close_point_in_time(id=pit)

    def _whole(self, answer: Any) -> None:
        """Half an answer is none: figures would be wrong without a word."""
        if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
            raise StoreUnavailable(
                f"{self.where} could answer in part only; wait until the cluster is whole, then run it again"
            )

    # writing

    def bulk(self, operations: Iterable[Operation], refused_documents: dict[str, str] | None = None) -> list[Outcome]:
        """Writes, in order for each id; one outcome for each operation. See ``Bulk.write``."""
        bulk = Bulk(self.client, self.where, self.alias, self._places)
        try:
            return bulk.write(list(operations), refused_documents)
        finally:
            self._written |= bulk.written


def _source(fields: Sequence[str] | None) -> Any:
    """What of documents is asked for: all, these fields, or nothing."""
    return True if fields is None else list(fields) or False


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size`` items, the last one shorter."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
