"""What the search engine's errors mean to a user. No message repeats a header, a key or a document."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import elastic_transport
import elasticsearch
from elasticsearch.exceptions import UnsupportedProductError

from canhgiac.stores.base import SchemaMismatch, StoreError, StoreFull, StoreReadOnly, StoreUnavailable

#: Kinds of error that say that this one document can't be stored, whatever the state of the server.
_OF_THE_DOCUMENT = ("document_parsing_exception", "mapper_parsing_exception")
_INIT = "run `canhgiac store init`"
_WAITS = "nothing is lost: run it again after that"


@contextlib.contextmanager
def clear_errors(where: str) -> Iterator[None]:
    """Turns what the client raises into a ``StoreError`` that says what was wrong, where, and what to do."""
    try:
        yield
    except (elastic_transport.TransportError, elasticsearch.ApiError, UnsupportedProductError) as error:
        raise explained(error, where) from None  # the cause repeats requests, which hold documents


def explained(error: Exception, where: str) -> StoreError:
    """The ``StoreError`` for an error of the client."""
    if isinstance(error, UnsupportedProductError):
        return StoreUnavailable(_foreign(where))
    if isinstance(error, elasticsearch.ApiError):
        return _answered(error, where)
    if isinstance(error, elastic_transport.ConnectionTimeout):
        return StoreUnavailable(
            f"{where} did not answer in time; see how busy it is, or raise CANHGIAC_STORE_TIMEOUT; {_WAITS}"
        )
    if isinstance(error, elastic_transport.TlsError):
        return StoreUnavailable(
            f"{where} shows a certificate that is not trusted here ({_reason(error)}); "
            "set CANHGIAC_STORE_CA to the certificate of the authority that signed it"
        )
    if isinstance(error, elastic_transport.SerializationError):
        return StoreUnavailable(_foreign(where))
    return StoreUnavailable(
        f"{where} can't be reached ({_reason(error)}); see that it runs and that the URL is right; {_WAITS}"
    )


def _foreign(where: str) -> str:
    return (
        f"What answers at {where} is no Elasticsearch; see that CANHGIAC_STORE is its address, "
        "not Kibana's or a proxy's"
    )


def _reason(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error)
    return text.splitlines()[0][:200] if text else type(error).__name__


def _answered(error: elasticsearch.ApiError, where: str) -> StoreError:
    body = error.body
    if not isinstance(body, Mapping):
        return _without_details(error.meta.status, where)
    detail = body.get("error")
    cause = detail if isinstance(detail, Mapping) else {"type": "", "reason": str(detail)[:200]}
    return refused(error.meta.status, cause, where)


def _without_details(status: int, where: str) -> StoreError:
    if status == 413:
        return _too_large(where)
    if status in (401, 403, 429, 503):
        return refused(status, {}, where)
    return StoreUnavailable(_foreign(where) + f" (status {status})")


def _too_large(where: str) -> StoreError:
    return StoreUnavailable(
        f"{where} refuses a request as too large; raise http.max_content_length there (or the proxy's limit before "
        f"it) above 16 MB, or lower CANHGIAC_BATCH; {_WAITS}"
    )


def refused(status: int, cause: Mapping[str, Any], where: str) -> StoreError:
    """The ``StoreError`` for a refusal of a request or of one operation: its status and ``error`` object."""
    kind, reason = str(cause.get("type") or ""), str(cause.get("reason") or "")
    if kind == "cluster_block_exception":
        return _blocked(reason, where)
    if status == 401:
        return StoreUnavailable(
            f"{where} refuses the API key or password: it is wrong, expired or withdrawn; set "
            f"CANHGIAC_STORE_API_KEY_FILE (or CANHGIAC_STORE_USER and CANHGIAC_STORE_PASSWORD_FILE) to one "
            f"that holds; {_WAITS}"
        )
    if status == 403:
        return StoreReadOnly(
            f"{where} does not allow this to the API key or user ({_action(reason)}); "
            "give it the role of docs/team.md that the work needs"
        )
    if status == 413:
        return _too_large(where)
    if kind in ("index_not_found_exception", "search_context_missing_exception") or "require_alias" in reason:
        return StoreUnavailable(f"{where} has no store of Cảnh Giác yet, or only part of it; {_INIT}")
    if kind == "illegal_argument_exception" and "no write index" in reason:
        return StoreReadOnly(
            f"{where}: an alias of the store has no index to write to ({reason.split('.')[0][:120]}); "
            f"`canhgiac store check` shows it, `canhgiac store init` puts it right; {_WAITS}"
        )
    if kind == "strict_dynamic_mapping_exception":
        return SchemaMismatch(
            f"{where} has another schema than this version of Cảnh Giác ({reason[:160]}); "
            f"{_INIT} with the newest version"
        )
    if status in (429, 503):
        return StoreUnavailable(
            f"{where} is too busy or not whole just now ({kind or status}); wait, then run it again. Nothing is lost"
        )
    return StoreError(f"{where} refused: {status} {kind} {reason[:300]}".rstrip())


def _blocked(reason: str, where: str) -> StoreError:
    if "flood" in reason or "read-only-allow-delete" in reason or "read-only / allow delete" in reason:
        return StoreFull(
            f"The disk of {where} is nearly full, so it refuses writes (flood-stage watermark); free room there "
            f"or add a node; {_WAITS}"
        )
    if "index write (api)" in reason or "read-only" in reason:
        return StoreReadOnly(
            f"{where} has the store write-protected: a `canhgiac store init` is at work or was broken off, or an "
            f"administrator did it; wait for it, or {_INIT} again; {_WAITS}"
        )
    return StoreUnavailable(f"{where} is not ready ({reason[:160]}); wait, then run it again. Nothing is lost")


def _action(reason: str) -> str:
    """``action [indices:data/write/bulk[s]] is unauthorized for …`` without the user's name."""
    head = reason.split(" is unauthorized")[0]
    return head[:120] if head != reason else "no permission"


def is_of_the_document(cause: Mapping[str, Any]) -> bool:
    """Whether an operation was refused because of what is in its document."""
    reason = str(cause.get("reason") or "") + str(cause.get("caused_by") or "")
    return cause.get("type") in _OF_THE_DOCUMENT or (
        cause.get("type") == "illegal_argument_exception" and "immense term" in reason
    )
