"""The spool: durable batches of posts between crawling and analysis, and the crawl state beside them.

A batch is one file, gzip-compressed JSON Lines: a ``BatchHeader``, then one ``Post`` a line. It is
written under another name and moved into place, so that a reader sees it whole or not at all, and it
is deleted only after the store has its findings. Layout below the spool's folder or URL:

    batches/ID.jsonl.gz      to be analysed
    attempts/ID              how often the analysis of this batch was begun
    quarantine/ID.json       a post that broke the analysis, with the reason
    state/SOURCE.json        the crawl state of one source
    visits/ID.json           a visit's record, until the store has it
    outbox/                  messages to people, see ``canhgiac.notify.outbox``
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import secrets
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from canhgiac.errors import NotFoundError, SpoolDamaged, SpoolSchemaError
from canhgiac.folder import Folder
from canhgiac.records import SPOOL_SCHEMA, BatchHeader, Post, Visit

KEEP_DAYS = 7
#: Attempts at a batch after which it is taken apart to find the post that breaks it.
MAX_ATTEMPTS = 3
STATE_VERSION = 1
#: Messages to people lie beside the batches: every worker reaches the spool, and it is there when the store is not.
OUTBOX = ("outbox/messages", "outbox/deliveries", "outbox/done")
_STAMP = "%Y%m%dT%H%M%S"
#: What a damaged batch leaves in quarantine: itself, and why.
_ASIDE = (".damaged.gz", ".reason.txt")

_encode = msgspec.json.Encoder().encode
_header = msgspec.json.Decoder(BatchHeader)
_post = msgspec.json.Decoder(Post)


class Quarantined(msgspec.Struct, frozen=True):
    """A post set aside, and why."""

    post: Post
    reason: str
    at: dt.datetime


class Expired(msgspec.Struct, frozen=True):
    """What the spool threw away because of its age: batches never analysed, posts in quarantine."""

    batches: int = 0
    quarantined: int = 0


class Spool(Folder):
    """Batches, quarantine and crawl states under one folder or fsspec URL.

    Every method raises ``SpoolError`` with the place and the system's reason when it cannot read or write.
    """

    # batches

    def write(self, source: str, kind: str, posts: Iterable[Post], now: dt.datetime) -> str:
        """Writes a batch and returns its id. On return it is on the disk (local) or put (object store)."""
        batch = f"{now.strftime(_STAMP)}-{source}-{secrets.token_hex(4)}"
        header = BatchHeader(SPOOL_SCHEMA, batch, source, kind, now)
        packed = io.BytesIO()
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=4, mtime=0) as file:
            for line in (header, *posts):
                file.write(_encode(line) + b"\n")
        self._put(self._batch_path(batch), packed.getvalue())
        return batch

    def batches(self) -> list[str]:
        """Ids of the batches that wait, oldest first."""
        return [name.removesuffix(".jsonl.gz") for name in self._names("batches") if name.endswith(".jsonl.gz")]

    def read(self, batch: str) -> tuple[BatchHeader, list[Post]]:
        """A batch, whole.

        Raises ``SpoolSchemaError`` where a newer version of the product wrote it (nothing is lost: it
        waits), ``SpoolDamaged`` where it is no batch, ``NotFoundError`` where it is gone, and ``SpoolError``
        where it cannot be read just now.
        """
        path = self._batch_path(batch)
        with self._reading(path):
            try:
                packed = self._fs.cat_file(path)
            except FileNotFoundError:
                raise NotFoundError(f"the batch {path} is gone") from None
        try:
            lines = gzip.decompress(packed).splitlines()
            header = msgspec.json.decode(lines[0])
            schema = header.get("schema")
        except (OSError, EOFError, zlib.error, msgspec.DecodeError, IndexError, AttributeError) as error:
            raise SpoolDamaged(f"the batch {path} is damaged: {error}") from error
        if schema not in (SPOOL_SCHEMA, SPOOL_SCHEMA - 1):
            raise SpoolSchemaError(
                f"the batch {path} has schema {schema}; this version reads {SPOOL_SCHEMA - 1} and {SPOOL_SCHEMA}: "
                "upgrade canhgiac here, then run `canhgiac process` again"
            )
        try:
            return _header.decode(lines[0]), [_post.decode(line) for line in lines[1:]]
        except msgspec.DecodeError as error:
            raise SpoolDamaged(f"the batch {path} is damaged: {error}") from error

    def acknowledge(self, batch: str) -> None:
        """Deletes a batch that the store has."""
        self._delete(self._batch_path(batch))
        self._delete(self._path("attempts", batch))

    def begin(self, batch: str) -> int:
        """Notes that the analysis of a batch begins; returns how often it was begun before."""
        path = self._path("attempts", batch)
        before = self._read_json(path, int) or 0
        self._put(path, _encode(before + 1), durable=False)
        return before

    def oldest(self) -> dt.datetime | None:
        """When the batch that has waited longest was written; ``None`` where none waits."""
        times = [time for batch in self.batches() if (time := _written(batch)) is not None]
        return min(times, default=None)

    # quarantine

    def quarantine(self, post: Post, reason: str, now: dt.datetime) -> None:
        """Sets a post aside with the reason; the same post again replaces its entry."""
        self._put(self._path("quarantine", f"{post.id}.json"), _encode(Quarantined(post, reason, now)))

    def set_aside(self, batch: str, reason: str) -> None:
        """Sets a damaged batch aside whole, with the reason in a file of its own beside it."""
        source, target = self._batch_path(batch), self._path("quarantine", batch + _ASIDE[0])
        with self._writing(target):
            self._fs.makedirs(self._path("quarantine"), exist_ok=True)
            self._fs.mv(source, target)
        self._delete(self._path("attempts", batch))
        self._put(self._path("quarantine", batch + _ASIDE[1]), (reason + "\n").encode())

    def quarantined(self) -> Iterator[Quarantined]:
        """The posts in quarantine."""
        for name in self._names("quarantine"):
            if name.endswith(".json"):
                entry = self._read_json(self._path("quarantine", name), Quarantined)
                if entry is not None:
                    yield entry

    def expire(self, now: dt.datetime, *, dry_run: bool = False, source: str | None = None) -> Expired:
        """Deletes what is older than ``KEEP_DAYS``, or, with ``source``, everything of that source."""
        limit = now - dt.timedelta(days=KEEP_DAYS)
        old_batches = [batch for batch in self.batches() if _old(batch, limit, source)]
        old_posts = [
            entry.post.id
            for entry in self.quarantined()
            if (entry.post.source == source if source else entry.at < limit)
        ]
        damaged = [
            name
            for name in self._names("quarantine")
            if name.endswith(_ASIDE) and _old(name.removesuffix(_ASIDE[0]).removesuffix(_ASIDE[1]), limit, source)
        ]
        if not dry_run:
            for batch in old_batches:
                self.acknowledge(batch)
            for post_id in old_posts:
                self._delete(self._path("quarantine", f"{post_id}.json"))
            for name in damaged:
                self._delete(self._path("quarantine", name))
            self._delete_drafts(now - dt.timedelta(days=1))
        return Expired(len(old_batches), len(old_posts) + sum(name.endswith(".gz") for name in damaged))

    def _delete_drafts(self, limit: dt.datetime) -> None:
        """Deletes what a killed process had half written before ``limit``."""
        for folder in ("batches", "attempts", "quarantine", "state", "visits", *OUTBOX):
            for name in self._names(folder):
                path = self._path(folder, name)
                if name.endswith(".part") and self._fs.modified(path) < limit:
                    self._delete(path)

    # crawl state

    def state(self, source: str) -> dict[str, Any]:
        """The crawl state of a source as last written; empty where there is none or it cannot be understood."""
        stored = self._read_json(self._path("state", f"{source}.json"), dict[str, Any]) or {}
        state = stored.get("state")
        return state if stored.get("version") == STATE_VERSION and isinstance(state, dict) else {}

    def write_state(self, source: str, state: dict[str, Any]) -> None:
        """Replaces the crawl state of a source."""
        self._put(self._path("state", f"{source}.json"), _encode({"version": STATE_VERSION, "state": state}))

    def forget_state(self, source: str) -> None:
        """Deletes the crawl state of a source: its next visit starts from the beginning."""
        self._delete(self._path("state", f"{source}.json"))

    # visits

    def write_visit(self, visit: Visit) -> None:
        """Keeps a visit's record until the store has it."""
        self._put(self._path("visits", f"{visit.id}.json"), _encode(visit))

    def visits(self) -> Iterator[Visit]:
        """The visits that the store does not have yet."""
        for name in self._names("visits"):
            if name.endswith(".json"):
                visit = self._read_json(self._path("visits", name), Visit)
                if visit is not None:
                    yield visit

    def delete_visit(self, visit: Visit) -> None:
        """Forgets a visit that the store has."""
        self._delete(self._path("visits", f"{visit.id}.json"))

    def _batch_path(self, batch: str) -> str:
        return self._path("batches", f"{batch}.jsonl.gz")


def _written(batch: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(batch.partition("-")[0], _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None  # not a name of ours


def source_of(batch: str) -> str:
    """The source that a batch's id names."""
    return batch.partition("-")[2].rpartition("-")[0]


def _old(batch: str, limit: dt.datetime, source: str | None) -> bool:
    if source is not None:
        return source_of(batch) == source
    written = _written(batch)
    return written is not None and written < limit
