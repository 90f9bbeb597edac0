"""Requests to the search engine as the store needs them: many documents by id, bulk with patience, scans.

Reads by id are of the moment (Elasticsearch reads them from its log); searches are of the last refresh. So
that a process finds what it wrote itself, an index is refreshed before a search where this process has
written to it since, and not at every write; others see it within a second (``refresh_interval``).
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
from elasticsearch import ApiError, Elasticsearch

from canhgiac.stores.base import StoreUnavailable
from canhgiac.stores.elastic_errors import clear_errors, is_of_the_document, refused

#: Documents asked for by id at once, operations and bytes of one bulk request.
_IDS = 1000
_OPERATIONS = 1000
_BYTES = 8 * 1024 * 1024
_PAGE = 1000
#: Longest page that is read by number instead of by point in time (``index.max_result_window``).
_WINDOW = 10_000
_KEEP_ALIVE = "2m"
#: Statuses after which the same operation may go through a little later.
_LATER = (429, 503)
_ATTEMPTS = 7
_LONGEST_WAIT = 8.0
_ANSWER = ["errors"] + [
    f"items.*.{part}" for part in ("status", "result", "_version", "_seq_no", "_primary_term", "error")
]
_JSON = msgspec.json.Encoder()
T = TypeVar("T")

Action = Literal["index", "create", "update", "delete"]


class Stored(NamedTuple):
    """A document as it is on the server."""

    source: dict[str, Any]
    version: int
    seq_no: int
    primary_term: int


class Operation(NamedTuple):
    """One write. ``version`` is external (``external_gte``), ``seen`` makes it depend on nothing having changed."""

    action: Action
    name: str
    id: str
    body: bytes | None = None
    version: int | None = None
    seen: Stored | None = None


class Outcome(NamedTuple):
    """What came of a write: 409 is a conflict, 404 a document that isn't there; other refusals are raised."""

    status: int
    stored: Stored
    created: bool
    reason: str = ""


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
        found: dict[str, Stored] = {}
        for chunk in in_chunks(dict.fromkeys(ids), _IDS):
            with clear_errors(self.where):
                answer = self.client.mget(index=self.alias(name), ids=chunk, source=_source(fields))
            for doc in answer["docs"]:
                if doc.get("found"):
                    found[doc["_id"]] = Stored(
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
        """Writes, in order for each id; one outcome for each operation.

        429 and 503 are tried again with growing pauses. A document that the server can't take is noted in
        ``refused_documents`` (id → reason) where given; everything else raises ``StoreError``.
        """
        wanted = list(operations)
        outcomes: list[Outcome | None] = [None] * len(wanted)
        for chunk in _chunks(wanted):
            self._send(chunk, wanted, outcomes, refused_documents)
        return [outcome for outcome in outcomes if outcome is not None]

    def _send(
        self,
        numbers: list[int],
        wanted: list[Operation],
        outcomes: list[Outcome | None],
        refused_documents: dict[str, str] | None,
    ) -> None:
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            answer = self._request([wanted[number] for number in numbers], last)
            again: list[int] = []
            if answer is None:
                again = numbers
            else:
                for number, item in zip(numbers, answer["items"], strict=True):
                    [(_, result)] = item.items()
                    operation = wanted[number]
                    cause = result.get("error") or {}
                    if result["status"] in _LATER and not last and cause.get("type") != "cluster_block_exception":
                        again.append(number)
                        continue
                    outcomes[number] = self._outcome(operation, result, cause, refused_documents)
            if not again:
                return
            numbers = again
            # full jitter, so that workers that were refused together do not come back together
            time.sleep(random.uniform(0.1, min(_LONGEST_WAIT, 0.5 * 2**attempt)))  # noqa: S311

    def _request(self, operations: list[Operation], last: bool) -> Mapping[str, Any] | None:
        lines: list[Any] = []  # JSON already: the client takes bytes as they are
        for operation in operations:
            lines.append(self._head(operation))
            if operation.body is not None:
                lines.append(operation.body)
        with clear_errors(self.where):
            try:
                answer: dict[str, Any] = self.client.bulk(operations=lines, filter_path=_ANSWER).body
                return answer
            except ApiError as error:
                blocked = isinstance(error.body, Mapping) and "cluster_block" in str(error.body.get("error"))
                if error.meta.status in _LATER and not last and not blocked:
                    return None
                raise

    def _head(self, operation: Operation) -> bytes:
        head: dict[str, Any] = {"_index": self.alias(operation.name), "_id": operation.id}
        if operation.name not in self._places and operation.action != "delete":
            head["require_alias"] = True
        if operation.version is not None:
            head |= {"version": operation.version, "version_type": "external_gte"}
        if operation.seen is not None:
            head |= {"if_seq_no": operation.seen.seq_no, "if_primary_term": operation.seen.primary_term}
        if operation.action == "update" and operation.seen is None:
            head["retry_on_conflict"] = 5
        return _JSON.encode({operation.action: head})

    def _outcome(
        self,
        operation: Operation,
        result: Mapping[str, Any],
        cause: Mapping[str, Any],
        refused_documents: dict[str, str] | None,
    ) -> Outcome:
        status = result["status"]
        reason = str(cause.get("reason") or "")
        missing = status == 404 and cause.get("type", "document_missing_exception") == "document_missing_exception"
        if status < 300 or status == 409 or missing:
            self._written.add(operation.name)
        elif refused_documents is not None and is_of_the_document(cause):
            # what follows is the beginning of the text
            refused_documents[operation.id] = reason.partition(" Preview of field")[0][:500]
        else:
            raise refused(status, cause, self.where)
        stored = Stored({}, result.get("_version", -1), result.get("_seq_no", -1), result.get("_primary_term", -1))
        return Outcome(status, stored, result.get("result") == "created", reason)


def _source(fields: Sequence[str] | None) -> Any:
    """What of documents is asked for: all, these fields, or nothing."""
    return True if fields is None else list(fields) or False


def in_chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size`` items, the last one shorter."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _chunks(operations: list[Operation]) -> Iterator[list[int]]:
    chunk: list[int] = []
    size = 0
    for number, operation in enumerate(operations):
        length = len(operation.body or b"") + 200
        if chunk and (len(chunk) >= _OPERATIONS or size + length > _BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(number)
        size += length
    if chunk:
        yield chunk
