"""Files of posts that somebody hands to a crawl on another machine: objects under the spool's ``imports/``.

They hold what no pseudonym covers yet, so they are deleted as soon as they were read, and after
``KEEP_DAYS`` whether they were read or not.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from canhgiac.errors import NotFoundError, SettingsError, SpoolError

KEEP_DAYS = 7
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_STAMP = "%Y%m%dT%H%M%S"
_PREFIX = re.compile(r"^\d{8}T\d{6}-[0-9a-f]{8}-")


class Imports:
    """The folder ``imports`` of a spool (folder or fsspec URL). Raises ``SpoolError`` where it can't be used."""

    def __init__(self, spool_url: str) -> None:
        import fsspec  # slow to load, and commands that look do without

        try:
            self._fs, root = fsspec.core.url_to_fs(spool_url)
        except (ImportError, ValueError) as error:
            raise SpoolError(f"the spool {spool_url} cannot be used: {error}") from error
        self._root = f"{root.rstrip('/')}/imports"

    def put(self, file: Path, now: dt.datetime) -> str:
        """Uploads a file; the name that it can be asked for by. In a folder nobody but its owner may read it."""
        from fsspec.implementations.local import LocalFileSystem

        tail = re.sub(r"[^A-Za-z0-9._-]+", "-", file.name).strip("-.")[-80:] or "posts.jsonl"
        name = f"{now.strftime(_STAMP)}-{secrets.token_hex(4)}-{tail}"
        with _explained(self._root):
            self._fs.makedirs(self._root, exist_ok=True)
            path = f"{self._root}/{name}"
            if isinstance(self._fs, LocalFileSystem):  # real names of authors: for no other user's eyes, at no moment
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._fs.put_file(str(file), path)
        return name

    @contextlib.contextmanager
    def fetched(self, name: str) -> Iterator[Path]:
        """The object as a local file while inside. Raises ``SettingsError`` for what is no name of an object
        here (a path, say), ``NotFoundError`` where there is none."""
        path = f"{self._root}/{checked_import(name)}"
        with tempfile.TemporaryDirectory(prefix="canhgiac-") as folder:
            local = Path(folder, _PREFIX.sub("", name))
            with _explained(path):
                try:
                    self._fs.get_file(path, str(local))
                    # A reader that was interrupted goes on only in a file that did not change.
                    written = self._fs.modified(path).timestamp()
                except FileNotFoundError:
                    raise NotFoundError(f"there is no import `{name}`; upload the file again") from None
            os.utime(local, (written, written))
            yield local

    def delete(self, name: str) -> None:
        """Deletes an object that was read."""
        path = f"{self._root}/{checked_import(name)}"
        with _explained(path), contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(path)

    def expire(self, now: dt.datetime, *, dry_run: bool = False) -> int:
        """Deletes what is older than ``KEEP_DAYS``; how many."""
        with _explained(self._root):
            try:
                objects = self._fs.ls(self._root, detail=False, refresh=True)
            except FileNotFoundError:
                return 0
            old = [each for each in objects if _age(self._fs.modified(each), now) > dt.timedelta(days=KEEP_DAYS)]
            for each in [] if dry_run else old:
                self._fs.rm_file(each)
        return len(old)


def checked_import(name: str) -> str:
    """``name`` where it can be that of an object. Raises ``SettingsError``."""
    if not _NAME.fullmatch(name):
        raise SettingsError(f"`{name}` is no name of an import: letters, digits, `.`, `_` and `-`, never a path")
    return name


def source_name(name: str) -> str:
    """The name of the source that an import is read as: that of the uploaded file, whenever it was uploaded."""
    stem = _PREFIX.sub("", name).partition(".")[0].lower()
    return f"import-{re.sub(r'[^a-z0-9._-]', '-', stem)}"[:64]


def _age(written: dt.datetime, now: dt.datetime) -> dt.timedelta:
    return now - (written if written.tzinfo else written.replace(tzinfo=dt.UTC))


@contextlib.contextmanager
def _explained(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpoolError(f"{path} cannot be read or written: {error.strerror or error}") from error
