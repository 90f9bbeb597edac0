"""Rows of a file of posts, JSON Lines or CSV, one at a time in flat memory."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from crawlers.options import FileOptions

#: Names that a column may have by itself, where ``columns`` doesn't say.
ALIASES: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "message", "comment", "noi_dung", "nội dung", "noi dung"),
    "id": ("id", "post_id", "message_id", "comment_id"),
    "url": ("url", "link", "permalink"),
    "author": ("author", "user", "username", "author_name", "tac_gia", "tác giả"),
    "thread": ("thread", "thread_id", "topic", "topic_id"),
    "title": ("title", "subject", "tieu_de", "tiêu đề"),
    "posted_at": ("posted_at", "date", "created_at", "time", "timestamp", "published", "ngay", "ngày"),
}
_SAMPLE = 1 << 20
_UNDECODED = re.compile("[\udc80-\udcff]")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Row(msgspec.Struct, frozen=True):
    """A row by our names; only what was there."""

    line: int
    values: dict[str, str]


class BadRow(msgspec.Struct, frozen=True):
    """A row that could not be read, and why."""

    line: int
    reason: str


class UnreadableFile(Exception):
    """The file as a whole is not what it should be; the message says what to do."""


def encoding_of(path: Path, wanted: str) -> str:
    """The encoding to read with: what was asked for, what the file's mark says, UTF-8, or Windows-1258
    where more lines with accents are broken as UTF-8 than sound."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if wanted != "auto":
        plain = codecs.lookup(wanted).name
        return "utf-8-sig" if plain == "utf-8" else plain
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    sound = broken = 0
    for line in sample.split(b"\n")[:-1] or [sample]:
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            sound += 1
        except UnicodeDecodeError:
            broken += 1
    return "cp1258" if broken > sound else "utf-8-sig"


def rows(path: Path, options: FileOptions, max_line: int) -> Iterator[Row | BadRow]:
    """Every row of the file. A line longer than ``max_line`` characters is a bad row.

    Raises :class:`UnreadableFile`, and ``OSError`` where the file cannot be opened or read.
    """
    encoding = encoding_of(path, options.encoding)
    with path.open("r", encoding=encoding, errors="surrogateescape" if encoding != "utf-16" else "replace",
                   newline="") as file:
        first = _first_line(file, max_line)
        if _is_jsonl(path, options, first):
            if first.lstrip().startswith("["):
                raise UnreadableFile("it holds one JSON list; JSON Lines are wanted, one object on each line")
            yield from _json_rows(file, options, max_line)
        else:
            yield from _csv_rows(file, options, first, max_line)


def _first_line(file: TextIO, max_line: int) -> str:
    while line := file.readline(max_line):
        if line.strip():
            break
    file.seek(0)
    return line


def _is_jsonl(path: Path, options: FileOptions, first: str) -> bool:
    if options.format != "auto":
        return options.format == "jsonl"
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return True
    return path.suffix.lower() not in (".csv", ".tsv") and first.lstrip()[:1] in ("{", "[")


def _lines(file: TextIO, max_line: int, bad: list[BadRow]) -> Iterator[tuple[int, str]]:
    """Numbered lines that decoded; what did not goes to ``bad``."""
    number = 0
    while line := file.readline(max_line):
        number += 1
        if not line.endswith("\n") and len(line) >= max_line:
            _skip_line(file, max_line)
            bad.append(BadRow(number, f"the line is longer than {max_line} characters"))
        elif _UNDECODED.search(line):
            bad.append(BadRow(number, f"the line is not {file.encoding.removesuffix('-sig')}; save the file as UTF-8"))
        else:
            yield number, line


def _skip_line(file: TextIO, max_line: int) -> None:
    while (rest := file.readline(max_line)) and not rest.endswith("\n"):
        pass


def _json_rows(file: TextIO, options: FileOptions, max_line: int) -> Iterator[Row | BadRow]:
    bad: list[BadRow] = []
    for number, line in _lines(file, max_line, bad):
        yield from _drained(bad)
        if line.strip():
            yield _json_row(number, line, options)
    yield from _drained(bad)


def _json_row(number: int, line: str, options: FileOptions) -> Row | BadRow:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        return BadRow(number, f"no JSON: {error}")
    if not isinstance(found, dict):
        return BadRow(number, "no JSON object; a line must look like {\"text\": …}")
    names = {str(key).strip().lower(): str(key) for key in found}
    values = {}
    for ours in ALIASES:
        theirs = _column(ours, names, options)
        value = found.get(theirs) if theirs is not None else None
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            values[ours] = str(value)
        elif value is not None and ours == "text":
            return BadRow(number, f"{theirs!r} is no text")
    if not values.get("text", "").strip():
        return BadRow(number, f"no text; wanted is a {options.columns.get('text', 'text')!r} with words in it")
    return Row(number, values)


def _csv_rows(file: TextIO, options: FileOptions, first: str, max_line: int) -> Iterator[Row | BadRow]:
    if not first.strip():
        return
    bad: list[BadRow] = []
    at = [0]

    def feed() -> Iterator[str]:
        for number, line in _lines(file, max_line, bad):
            at[0] = number
            yield line.replace("\x00", "")

    csv.field_size_limit(max_line)
    reader = csv.reader(feed(), delimiter=options.delimiter or _delimiter(first), strict=True)
    header = _next_record(reader, bad)
    while header is not None and not header:
        header = _next_record(reader, bad)
    yield from _drained(bad)
    names = {name.strip().lower(): name for name in header or []}
    columns = {ours: _column(ours, names, options) for ours in ALIASES}
    if columns["text"] is None:
        raise UnreadableFile(
            f"it has no column {options.columns.get('text', 'text')!r}, its columns are "
            f"{', '.join(header or []) or 'none'}; name the right one in the options, columns: {{text: …}}"
        )
    where = {ours: (header or []).index(theirs) for ours, theirs in columns.items() if theirs is not None}
    while True:
        before = at[0] + 1
        try:
            record = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            bad.append(BadRow(before, f"no CSV: {error}"))
            yield from _drained(bad)
            continue
        yield from _drained(bad)
        if record:
            yield _csv_row(before, record, where, len(header or []))
    yield from _drained(bad)


def _next_record(reader: Iterator[list[str]], bad: list[BadRow]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        bad.append(BadRow(1, f"no CSV: {error}"))
        return None


def _csv_row(line: int, record: list[str], where: dict[str, int], width: int) -> Row | BadRow:
    if len(record) > width:
        return BadRow(line, f"{len(record)} fields, the first line has {width}; quote text that holds the delimiter")
    values = {ours: record[index] for ours, index in where.items() if index < len(record) and record[index].strip()}
    if "text" not in values:
        return BadRow(line, "no text")
    return Row(line, values)


def _column(ours: str, names: dict[str, str], options: FileOptions) -> str | None:
    """The file's own name for one of our columns; ``names`` are its names by their lower-case form."""
    wanted = options.columns.get(ours)  # type: ignore[call-overload]
    if wanted is not None:
        return names.get(wanted.strip().lower())
    return next((names[alias] for alias in ALIASES[ours] if alias in names), None)


def _delimiter(first: str) -> str:
    return max(",;\t", key=first.count)


def _drained(bad: list[BadRow]) -> Iterator[BadRow]:
    yield from bad
    bad.clear()
