"""Findings as documents of the search engine, and back: what comes back is what was written, field by field."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from canhgiac.records import Decision, Finding, Fragment, Mention
from canhgiac.stores.elastic_bulk import Operation
from canhgiac.stores.wording import folded_line, indicator_marks, number_forms

_JSON = msgspec.json.Encoder()
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
T = TypeVar("T")

#: Fields of a finding's document that are derived from the finding, to be searched by.
_DERIVED = {"id_key", "original", "spelled", "named", "indicator", "spellings", "verdict"}


def to_micros(moment: dt.datetime) -> int:
    """Microseconds since 1970 of an aware time: the version of what was collected then.

    A naive one raises ``ValueError``.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; times in the store are UTC")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> dt.datetime:
    """The aware UTC time of ``to_micros``."""
    return _EPOCH + dt.timedelta(microseconds=micros)


def encode(body: object) -> bytes:
    """A document as JSON."""
    return _JSON.encode(body)


def partial(fields: Mapping[str, Any]) -> bytes:
    """The body of an update of these fields alone."""
    return _JSON.encode({"doc": fields})


def decode(source: Mapping[str, Any], kind: type[T]) -> T:
    """A record from a document that has its fields and perhaps others."""
    return msgspec.convert(source, kind, strict=False)


def finding_body(
    finding: Finding, id_key: str, first_seen: dt.datetime, edited_at: dt.datetime | None, verdict: str | None
) -> bytes:
    """The document of a finding."""
    more: dict[str, Any] = {"id_key": id_key, "verdict": verdict}
    text = finding.text
    if not unicodedata.is_normalized("NFC", text):
        more["original"] = text
        text = unicodedata.normalize("NFC", text)
    if not unicodedata.is_normalized("NFKC", text):
        more["spelled"] = unicodedata.normalize("NFKC", text)
    more["named"] = list(_named(finding.indicators))
    more["indicator"] = list(dict.fromkeys(f"{each.type}:{each.value}" for each in finding.indicators))
    more["spellings"] = list(dict.fromkeys(_spellings(finding)))
    shown = msgspec.structs.replace(finding, text=text, first_seen=first_seen, edited_at=edited_at)
    return _joined(shown, more)


def _joined(record: object, more: Mapping[str, Any]) -> bytes:
    """The fields of both as one JSON object; none is in both. (Indexing is measured against a bare bulk: no detour
    over dictionaries.)"""
    return _JSON.encode(record)[:-1] + b"," + _JSON.encode(more)[1:]


def _spellings(finding: Finding) -> Iterator[str]:
    return (value for field, value in indicator_marks(finding.indicators) if field == "indicator")


def _named(mentions: tuple[Mention, ...]) -> Iterator[str]:
    """The lines by which indicators are found, each apart from the others."""
    lines: dict[str, None] = {}
    for mention in mentions:
        for form in (mention.value, *number_forms(mention.value)):
            lines[folded_line(form)] = None
        if mention.imitates:
            lines[folded_line(mention.imitates)] = None
    yield from lines


def finding_of(source: Mapping[str, Any]) -> Finding:
    """The finding of a document."""
    fields = {name: value for name, value in source.items() if name not in _DERIVED}
    if "original" in source:
        fields["text"] = source["original"]
    return decode(fields, Finding)


def evidence_body(finding: Finding, fragment: Fragment) -> bytes:
    """The document of a finding's piece of page."""
    return _joined(fragment, {"finding": finding.id, "collected_at": finding.collected_at})


def record_body(record: msgspec.Struct, **more: Any) -> bytes:
    """The document of a plain record."""
    return _JSON.encode({**msgspec.to_builtins(record, builtin_types=(dt.datetime,)), **more})


def verdict_id(on: str, target: str) -> str:
    """The id of the document that holds a target's decision; targets may be longer than ids may."""
    return hashlib.blake2b(f"{on}\0{target}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def decision_body(decision: Decision, arrived: int) -> bytes:
    """The document of a decision, in the audit or as the one that holds."""
    return record_body(decision, arrived=arrived)


def verdict_operation(finding: str, verdict: str | None) -> Operation:
    """Writes the word on its text beside a finding."""
    return Operation("update", "findings", finding, partial({"verdict": verdict}))
