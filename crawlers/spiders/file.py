"""Posts that an analyst brings: JSON Lines or CSV, from a path or a ``file://`` address."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import msgspec
from scrapy import Request

from canhgiac.records import Post
from crawlers.dates import utc_now, when
from crawlers.identity import canonical_url, host_of, post_id, post_id_of_url
from crawlers.options import FileOptions
from crawlers.rows import BadRow, Row, UnreadableFile, rows
from crawlers.spiders.base import SourceSpider

#: Rows between two states, and between two pauses in which other sources get their turn.
_STEP = 200


class FileState(msgspec.Struct, omit_defaults=True):
    """Which file was read, and how many of its rows (good and bad)."""

    size: int = -1
    modified_ns: int = -1
    rows: int = 0
    done: bool = False


class FileSpider(SourceSpider):
    """Reads a file once; a file that hasn't changed since is not read again.

    Ids: the row's ``id`` within this source; else its address; else its text, so that the same row brought
    twice is one post.
    """

    kind = "file"

    async def begin(self) -> AsyncIterator[Request]:
        """Reads the file; there is nothing to request."""
        path = path_of(self.url)
        try:
            about = path.stat()
            if not path.is_file():
                raise UnreadableFile("it is no file; give the path of a JSON Lines or CSV file")
            self.read = self.load(FileState)
            if (self.read.size, self.read.modified_ns) != (about.st_size, about.st_mtime_ns):
                self.read = FileState(about.st_size, about.st_mtime_ns)
            elif self.read.done:
                self.visit.not_modified += 1
                return
            await self._read(path)
        except UnreadableFile as error:
            self.visit.trouble("changed", self.url, f"{path.name}: {error}")
        except FileNotFoundError:
            self.visit.trouble("unreachable", self.url, f"{path.name}: there is no such file; check the path")
        except OSError as error:
            self.visit.trouble("unreachable", self.url, f"{path.name}: it cannot be read: {error.strerror or error}")
        return
        yield

    def snapshot(self) -> dict[str, Any]:
        """How far the file was read."""
        return msgspec.to_builtins(self.read)  # type: ignore[no-any-return]

    async def _read(self, path: Path) -> None:
        options: FileOptions = self.options
        limit = self.visit.settings.max_bytes
        good = count = 0
        for count, row in enumerate(rows(path, options, limit), 1):
            if count > self.read.rows:
                good += self._one(path, row)
                self.read.rows = count
            if count % _STEP == 0:
                self.keep()
                # The other sources share this thread.
                await asyncio.sleep(0)
                if self.visit.cut is not None:
                    return
        if count == 0:
            self.visit.trouble("changed", self.url, f"{path.name}: the file is empty")
        elif good == 0 and self.visit.bad_lines:
            self.visit.trouble("changed", self.url, f"{path.name}: no line could be read as a post, see the refusals")
        self.visit.understood += 1
        self.read.done = True
        self.keep()

    def _one(self, path: Path, row: Row | BadRow) -> bool:
        if isinstance(row, BadRow):
            self.visit.bad_lines += 1
            self.visit.refuse(f"{path.name}:{row.line}", row.reason)
            return False
        self.visit.take(self._post(path, row))
        return True

    def _post(self, path: Path, row: Row) -> Post:
        values = row.values
        text = values["text"]
        if values.get("title"):
            text = f"{values['title'].strip()}\n\n{text}"
        # Windows-1258 writes tones as letters of their own; every other source has them composed.
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
        url = canonical_url(values["url"]) if _is_web(values.get("url", "")) else ""
        host = host_of(url)
        now = utc_now()
        return Post(
            id=self._id(values, url, text),
            source=self.source,
            kind=self.kind,
            url=url or f"file:{path.name}#L{row.line}",
            text=text,
            collected_at=now,
            author=self.visit.pseudonyms.of(host or f"file:{self.source}", values.get("author", "").strip()),
            thread=values.get("thread", ""),
            posted_at=when(values.get("posted_at"), now=now, timezone=self.options.timezone),
        )

    def _id(self, values: dict[str, str], url: str, text: str) -> str:
        # Two files may both number their rows from 1, so an id only counts within its source.
        place = f"file:{self.source}"
        if values.get("id", "").strip():
            return post_id(place, values["id"].strip())
        if url:
            return post_id_of_url(url)
        return post_id(place, "text:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def path_of(url: str) -> Path:
    """The path that a ``file`` source names."""
    if url.lower().startswith("file:"):
        return Path(url2pathname(unquote(urlsplit(url).path)))
    return Path(url).expanduser()


def _is_web(url: Any) -> bool:
    return isinstance(url, str) and url.strip().lower().startswith(("http://", "https://"))
