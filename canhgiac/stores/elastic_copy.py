"""Copying an index into one with another mapping by our own scan and bulk: every document, each with its version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from canhgiac.stores.base import StoreError
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.elastic_documents import encode, finding_body, finding_of
from canhgiac.stores.elastic_server import Server, in_chunks

_CHUNK = 1000


def copy(server: Server, name: str, old: str, new: str, progress: Callable[[str, int, int], None]) -> None:
    """Copies index ``old`` into ``new``, both of the kind ``name``. Raises ``StoreError`` where one is missing
    at the end; the old one is then still in use."""
    before, after = server.at({name: old}), server.at({name: new})
    before.refresh(name, always=True)
    total, done = before.count(name, {"match_all": {}}), 0
    progress(old, done, total)
    for hits in in_chunks(before.scan(name, {"match_all": {}}, version=True), _CHUNK):
        after.bulk(
            Operation("index", name, hit["_id"], _body(name, hit["_source"]), version=hit["_version"]) for hit in hits
        )
        done += len(hits)
        progress(old, done, total)
    after.refresh(name, always=True)
    copied = after.count(name, {"match_all": {}})
    if copied != total:
        raise StoreError(
            f"{server.where}: {old} has {total} documents, its copy {new} has {copied}; run `canhgiac store init` again"
        )


def _body(name: str, source: Mapping[str, Any]) -> bytes:
    """The document as this version writes it: what a finding is searched by is made anew."""
    if name != "findings":
        return encode(source)
    edited = source.get("edited_at")
    return finding_body(
        finding_of(source), source["id_key"], dt.datetime.fromisoformat(source["first_seen"]),
        dt.datetime.fromisoformat(edited) if edited else None, source.get("verdict"),
    )  # fmt: skip
