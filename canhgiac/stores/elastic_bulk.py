"""Bulk writing with patience: many operations to the search engine, one outcome for each.

Our own instead of ``helpers.streaming_bulk``, because it was measured faster: 1.2 times on batches of 500 findings
(``python -m tests.bench.store_bench``, row "our bulk"), for each document is made JSON once. And a conflict is an
answer here, not an error, that the store wants in the order of its operations.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from elasticsearch import ApiError, Elasticsearch

from canhgiac.stores.elastic_errors import clear_errors, is_of_the_document, refused

#: Operations and bytes of one bulk request.
_OPERATIONS = 1000
_BYTES = 8 * 1024 * 1024
#: Statuses after which the same operation may go through a little later.
_LATER = (429, 503)
_ATTEMPTS = 7
#: Seconds; more only where the server asks for it (``Retry-After``), and then up to the second of these.
_LONGEST_WAIT = 8.0
_LONGEST_ASKED = 30.0
_ANSWER = ["errors"] + [
    f"items.*.{part}" for part in ("status", "result", "_version", "_seq_no", "_primary_term", "error")
]
_JSON = msgspec.json.Encoder()

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


class _TooLarge(Exception):
    """The server refuses a request of several operations for its size."""


class Bulk:
    """Writes through one client. ``place`` gives an index's name on the server; names of ``fixed`` are indices,
    all others must be aliases there. ``written``: the names of those that took something."""

    def __init__(
        self, client: Elasticsearch, where: str, place: Callable[[str], str], fixed: Mapping[str, str]
    ) -> None:
        self._client, self._where, self._place, self._fixed = client, where, place, fixed
        self.written: set[str] = set()

    def write(self, operations: list[Operation], refused_documents: dict[str, str] | None = None) -> list[Outcome]:
        """Writes, in order for each id; one outcome for each operation.

        429 and 503 are tried again with growing pauses, what is too large at once (413) in halves. A document that
        the server can't take is noted in ``refused_documents`` (id → reason) where given; everything else raises
        ``StoreError``.
        """
        outcomes: list[Outcome | None] = [None] * len(operations)
        for chunk in _chunks(operations):
            self._send(chunk, operations, outcomes, refused_documents)
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
            try:
                answer, asked = self._request([wanted[number] for number in numbers], last)
            except _TooLarge:
                # whatever a server or a proxy before it takes at once: halves get below it
                middle = len(numbers) // 2
                for half in (numbers[:middle], numbers[middle:]):
                    self._send(half, wanted, outcomes, refused_documents)
                return
            again: list[int] = []
            if answer is None:
                again = numbers
            else:
                for number, item in zip(numbers, answer["items"], strict=True):
                    [(_, result)] = item.items()
                    cause = result.get("error") or {}
                    if result["status"] in _LATER and not last and cause.get("type") != "cluster_block_exception":
                        again.append(number)
                        continue
                    outcomes[number] = self._outcome(wanted[number], result, cause, refused_documents)
            if not again:
                return
            numbers = again
            # full jitter, so that workers that were refused together do not come back together
            time.sleep(asked + random.uniform(0.1, min(_LONGEST_WAIT, 0.5 * 2**attempt)))  # noqa: S311

    def _request(self, operations: list[Operation], last: bool) -> tuple[Mapping[str, Any] | None, float]:
        """The answer, or ``None`` for later, and the seconds that the server asks to be left alone for."""
        lines: list[Any] = []  # JSON already: the client takes bytes as they are
        for operation in operations:
            lines.append(self._head(operation))
            if operation.body is not None:
                lines.append(operation.body)
        with clear_errors(self._where):
            try:
                answer: dict[str, Any] = self._client.bulk(operations=lines, filter_path=_ANSWER).body
                return answer, 0.0
            except ApiError as error:
                blocked = isinstance(error.body, Mapping) and "cluster_block" in str(error.body.get("error"))
                if error.meta.status in _LATER and not last and not blocked:
                    return None, _asked(error.meta.headers.get("retry-after"))
                if error.meta.status == 413 and len(operations) > 1:
                    raise _TooLarge from None
                raise

    def _head(self, operation: Operation) -> bytes:
        head: dict[str, Any] = {"_index": self._place(operation.name), "_id": operation.id}
        if operation.name not in self._fixed and operation.action != "delete":
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
            self.written.add(operation.name)
        else:
            if refused_documents is None or not is_of_the_document(cause):
                raise refused(status, cause, self._where)
            # what follows is the beginning of the text
            refused_documents[operation.id] = reason.partition(" Preview of field")[0][:500]
        stored = Stored({}, result.get("_version", -1), result.get("_seq_no", -1), result.get("_primary_term", -1))
        return Outcome(status, stored, result.get("result") == "created", reason)


def _asked(header: str | None) -> float:
    """``Retry-After`` in seconds; a date or nonsense counts as nothing."""
    return min(float(header), _LONGEST_ASKED) if header and header.isdecimal() else 0.0


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
