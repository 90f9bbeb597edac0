"""Lines of host names: cut out of chunks of bytes in flat memory, and read, plain or as certstream sends them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from typing import Any

import msgspec

#: Bytes before a place in a file by which it is told that what was read is still what stands there.
_MARKED = 1024
#: Names of one certificate that are read; certificate authorities put 100 on one, 250 at most.
_NAMES = 1000


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far a file was read: bytes and lines, a digest of the last of these bytes, and when it was written to."""

    bytes: int = 0
    lines: int = 0
    mark: str = ""
    modified_ns: int = 0


class Named(msgspec.Struct, frozen=True):
    """The names on a line; ``link`` to the entry of a certificate's log and ``seen`` where the line tells them."""

    names: tuple[str, ...]
    link: str = ""
    seen: str = ""


class BadName(msgspec.Struct, frozen=True):
    """A line that could not be read, and why."""

    reason: str


class Lines:
    """Whole lines out of chunks. A line longer than ``most`` bytes is given as ``None``, and never held.

    ``number`` and ``bytes`` count the lines given so far and what they took, from where the first chunk began.
    """

    def __init__(self, most: int, number: int = 0) -> None:
        self.number = number
        self.bytes = 0
        self._most = most
        self._rest = b""
        self._dropped = 0

    def feed(self, chunk: bytes) -> Iterator[tuple[int, bytes | None]]:
        """The lines that end in this chunk, numbered from 1; an empty chunk ends the last one."""
        *ended, self._rest = (self._rest + chunk).split(b"\n")
        if not chunk and (self._rest or self._dropped):
            yield self._given(self._rest, 0)
            self._rest = b""
        for line in ended:
            yield self._given(line, 1)
        if len(self._rest) > self._most:
            self._dropped += len(self._rest)
            self._rest = b""

    def _given(self, line: bytes, end: int) -> tuple[int, bytes | None]:
        length = self._dropped + len(line)
        self._dropped = 0
        self.number += 1
        self.bytes += length + end
        return self.number, line if length <= self._most else None


def place_in(file: int, read: int, lines: int) -> Place:
    """The place behind the first ``read`` bytes of an open file."""
    return Place(read, lines, _mark(file, read), os.fstat(file).st_mtime_ns)


def still_there(file: int, place: Place) -> bool:
    """Whether what was read still stands before a place, and what was added since begins on a line of its own."""
    if os.fstat(file).st_size <= place.bytes or not place.bytes:
        return False
    return _mark(file, place.bytes) == place.mark and os.pread(file, 1, place.bytes - 1) == b"\n"


def is_unchanged(file: int, place: Place) -> bool:
    """Whether a file was read to its end and not written to since."""
    about = os.fstat(file)
    return about.st_size == place.bytes > 0 and about.st_mtime_ns == place.modified_ns


def _mark(file: int, place: int) -> str:
    before = os.pread(file, min(place, _MARKED), max(0, place - _MARKED))
    return hashlib.blake2b(before, digest_size=8).hexdigest()


def names_on(line: bytes | None) -> Named | BadName | None:
    """What a line says; ``None`` for a blank line, a comment (``#``), or a message without names."""
    if line is None:
        return BadName("the line is too long")
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return BadName("the line is not UTF-8")
    if not text or text.startswith("#"):
        return None
    if text.startswith("{"):
        return _message(text)
    if len(text.split()) > 1 or "." not in text:
        return BadName("no host name; one name a line is wanted, or certstream's JSON")
    return Named((_bare(text),))


def _message(text: str) -> Named | BadName | None:
    try:
        message = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return BadName(f"no JSON: {error}")
    kind, data = message.get("message_type"), message.get("data")
    if kind == "dns_entries":
        names = data
    elif kind == "certificate_update":
        leaf = data.get("leaf_cert") if isinstance(data, dict) else None
        names = leaf.get("all_domains") if isinstance(leaf, dict) else None
    elif kind is not None:
        return None
    else:
        return BadName("no message of certstream: it has no message_type")
    if not isinstance(names, list):
        return BadName(f"a {kind} without a list of names")
    # once each: a certificate names a.vn and *.a.vn
    bare = tuple(dict.fromkeys(_bare(name) for name in names[:_NAMES] if isinstance(name, str)))
    about: dict[str, Any] = data if isinstance(data, dict) else {}
    link, seen = about.get("cert_link"), about.get("seen")
    linked = isinstance(link, str) and link.startswith(("http://", "https://"))
    return Named(bare, str(link) if linked else "", str(seen) if isinstance(seen, int | float) else "")


def _bare(name: str) -> str:
    return name.strip().removeprefix("*.")
