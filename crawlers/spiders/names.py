"""Host names, one a line or as a stream of certificate transparency tells them, from a file, a pipe or standard input.

A stream is what certstream servers send, one JSON message a line: ``certificate_update`` (the names under
``data.leaf_cert.all_domains``, the log entry under ``data.cert_link``, its time under ``data.seen``) and
``dns_entries`` (``data`` is a list of names); see github.com/CaliDog/certstream-server and
github.com/d-Rickyy-b/certstream-server-go. Other messages (heartbeats) are passed over.
"""

from __future__ import annotations

import asyncio
import logging
import os
import select
import stat
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from scrapy import Request

from canhgiac.records import Post
from crawlers.dates import utc_now, when
from crawlers.identity import post_id
from crawlers.name_lines import BadName, Lines, Named, Place, is_unchanged, names_on, place_in, still_there
from crawlers.spiders.base import SourceSpider
from crawlers.spiders.file import path_of

log = logging.getLogger("crawlers.spiders")

STANDARD_INPUT = "-"
#: Bytes read at once, and lines between two pauses in which other sources get their turn.
_CHUNK, _STEP = 1 << 16, 200
#: Seconds after which a stream that says nothing is asked whether the visit is over.
_PATIENCE = 0.5
#: Names given in this visit that are remembered, so that none is given twice in a row.
_GIVEN = 10_000


class NamesState(msgspec.Struct, omit_defaults=True):
    """How far a file was read; nothing is known of a stream."""

    place: Place = msgspec.field(default_factory=Place)


class NamesSpider(SourceSpider):
    """Reads names to the end of a file or stream, or until the visit's time is over. Of a file only what was added
    is read again; a pipe or standard input is read as it comes.

    Only names that the application wants (``HostNames``) become posts: the name is the text, and the id is of the
    name alone, so that it is one post whoever tells of it.
    """

    kind = "names"

    async def begin(self) -> AsyncIterator[Request]:
        """Reads; there is nothing to request."""
        self.read = self.load(NamesState)
        self.given: set[str] = set()
        self.told = self.url if self.url == STANDARD_INPUT else path_of(self.url).name
        try:
            await self._open_and_read()
        except FileNotFoundError:
            self.visit.trouble("unreachable", self.url, f"{self.told}: there is no such file; check the path")
        except OSError as error:
            self.visit.trouble("unreachable", self.url, f"{self.told}: it cannot be read: {error.strerror or error}")
        return
        yield

    def snapshot(self) -> dict[str, Any]:
        """How far the file was read."""
        return msgspec.to_builtins(self.read)  # type: ignore[no-any-return]

    async def _open_and_read(self) -> None:
        if self.url == STANDARD_INPUT:
            await self._lines(0, regular=False)
            return
        # A pipe that nobody writes to yet would hold up everything if it were opened otherwise.
        file = os.open(path_of(self.url), os.O_RDONLY | os.O_NONBLOCK)
        try:
            about = os.fstat(file)
            if stat.S_ISDIR(about.st_mode):
                self.visit.trouble("changed", self.url, f"{self.told}: it is no file; give the path of a list of names")
                return
            await self._lines(file, regular=stat.S_ISREG(about.st_mode))
        finally:
            os.close(file)

    async def _lines(self, file: int, *, regular: bool) -> None:
        if regular and is_unchanged(file, self.read.place):
            self.visit.not_modified += 1
            return
        if not (regular and still_there(file, self.read.place)):
            self.read.place = Place()
        began = self.read.place
        if regular:
            os.lseek(file, began.bytes, os.SEEK_SET)
        lines = Lines(self.visit.settings.max_bytes, began.lines)
        good = met = 0
        ended = False
        while not ended:
            chunk = await self._chunk(file, regular)
            ended = not chunk
            for number, line in lines.feed(chunk):
                good += self._line(number, line)
                met += 1
                if met % _STEP == 0:
                    self._remember(file, began, lines, regular)
                    # The other sources share this thread.
                    await asyncio.sleep(0)
                    if self.visit.cut is not None:
                        return
        self._remember(file, began, lines, regular)
        log.info("names read source=%s lines=%d", self.source, met)
        self._judge(lines.number, good)

    async def _chunk(self, file: int, regular: bool) -> bytes:
        """Some bytes; none at the end, or when the visit is over."""
        while not regular and self.visit.cut is None:
            ready, _, _ = await asyncio.to_thread(select.select, [file], [], [], _PATIENCE)
            if ready:
                break
        return b"" if self.visit.cut is not None else os.read(file, _CHUNK)

    def _remember(self, file: int, began: Place, lines: Lines, regular: bool) -> None:
        if regular:
            self.read.place = place_in(file, began.bytes + lines.bytes, lines.number)
        self.keep()

    def _judge(self, lines: int, good: int) -> None:
        if lines == 0:
            self.visit.trouble("changed", self.url, f"{self.told}: it holds nothing")
        elif good == 0 and self.visit.bad_lines:
            self.visit.trouble("changed", self.url, f"{self.told}: no line could be read as a name, see the refusals")
        self.visit.understood += 1

    def _line(self, number: int, line: bytes | None) -> bool:
        found = names_on(line)
        if isinstance(found, BadName):
            self.visit.bad_lines += 1
            self.visit.refuse(f"{self.told}:{number}", found.reason)
            return False
        if found is None:
            return False
        for name in found.names:
            wanted = self.visit.wanted(name)
            # a name gets one certificate after another
            if wanted is not None and wanted not in self.given:
                if len(self.given) >= _GIVEN:
                    self.given.clear()
                self.given.add(wanted)
                self.visit.take(self._post(wanted, number, found))
        return True

    def _post(self, name: str, number: int, found: Named) -> Post:
        now = utc_now()
        return Post(
            id=post_id("names", name),
            source=self.source,
            kind=self.kind,
            url=found.link or f"file:{self.told}#L{number}",
            text=name,
            collected_at=now,
            posted_at=when(found.seen, now=now, timezone="UTC"),
        )
