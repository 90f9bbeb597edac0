"""Texts in, assessments out, without a store: what ``canhgiac assess`` does."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import msgspec

import nlp
from canhgiac.records import Assessment
from canhgiac.workers import in_order

#: Lines read before the first answer is given: large enough for the batch call to pay.
CHUNK = 256


class BadLine(msgspec.Struct, frozen=True):
    """The answer to a line that could not be assessed: its id, where it has one, and why."""

    id: str | None
    error: str


class _Line(msgspec.Struct, frozen=True):
    id: str | int
    text: str
    url: str = ""


_decode = msgspec.json.Decoder(_Line).decode


def assess_lines(lines: Iterable[bytes], workers: int = 1) -> Iterator[Assessment | BadLine]:
    """An ``Assessment`` for each line of JSON (``id``, ``text``, optional ``url``), in order.

    A line that is not such an object, or whose text breaks the analysis, gives a ``BadLine`` in its
    place. Blank lines are passed over. Memory stays flat however many lines there are. ``workers``:
    processes that assess; 1 is this one.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    chunks = iter(lambda: list(itertools.islice(numbered, CHUNK)), [])
    answers = in_order(_assess_chunk, chunks, workers) if workers > 1 else map(_assess_chunk, chunks)
    for chunk in answers:
        yield from chunk


def _assess_chunk(chunk: list[tuple[int, bytes]]) -> list[Assessment | BadLine]:
    parsed = [_parsed(number, line) for number, line in chunk]
    outcomes = nlp.assess_many((str(line.id), line.text, line.url) for line in parsed if isinstance(line, _Line))
    answers: list[Assessment | BadLine] = []
    for entry in parsed:
        outcome = entry if isinstance(entry, BadLine) else next(outcomes)
        answers.append(BadLine(outcome.id, outcome.reason) if isinstance(outcome, nlp.Failed) else outcome)
    return answers


def _parsed(number: int, line: bytes) -> _Line | BadLine:
    try:
        return _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return BadLine(_id_of(line), f"line {number}: {error}")


def _id_of(line: bytes) -> str | None:
    """The id of a line that is an object but not a valid one."""
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    found = record.get("id") if isinstance(record, dict) else None
    return str(found) if isinstance(found, (str, int)) else None
