"""A folder that all workers share: on the disk, or in an object store by an fsspec URL. Files appear whole or not at
all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from typing import Any, TypeVar

import msgspec

from canhgiac.errors import SpoolError

T = TypeVar("T")


class Folder:
    """Reads and writes whole files below one folder or fsspec URL.

    Every method raises ``SpoolError`` with the place and the system's reason when it cannot read or write.
    """

    def __init__(self, url: str) -> None:
        import fsspec  # slow to load, and commands that look do without

        self.url = url
        try:
            self._fs, self._root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise SpoolError(f"the spool {url} cannot be used: {error}") from error
        self._local = "file" in _protocols(self._fs)

    def _path(self, *parts: str) -> str:
        return "/".join((self._root.rstrip("/"), *parts))

    def _names(self, folder: str) -> list[str]:
        path = self._path(folder)
        with self._reading(path):
            try:
                return sorted(entry.rpartition("/")[2] for entry in self._fs.ls(path, detail=False, refresh=True))
            except FileNotFoundError:
                return []

    def _put(self, path: str, content: bytes, *, durable: bool = True) -> None:
        with self._writing(path):
            if not self._local:
                self._fs.pipe_file(path, content)  # an object store puts whole objects
                return
            folder = os.path.dirname(path)
            os.makedirs(folder, exist_ok=True)
            draft = os.path.join(folder, f".{os.path.basename(path)}.{secrets.token_hex(4)}.part")
            try:
                with open(draft, "wb") as file:
                    file.write(content)
                    if durable:
                        file.flush()
                        os.fsync(file.fileno())
                os.replace(draft, path)
            except OSError:
                _remove(draft)
                raise
            if durable:
                _sync_folder(folder)

    def _delete(self, path: str) -> None:
        with self._writing(path), contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(path)

    def _read_json(self, path: str, kind: type[T]) -> T | None:
        with self._reading(path):
            try:
                return msgspec.json.decode(self._fs.cat_file(path), type=kind)
            except (FileNotFoundError, msgspec.DecodeError):
                return None

    def _reading(self, path: str) -> _Explained:
        return _Explained("read", path)

    def _writing(self, path: str) -> _Explained:
        return _Explained("written", path)


class _Explained:
    """Turns the system's errors inside a ``with`` into a ``SpoolError`` that says what to do."""

    def __init__(self, verb: str, path: str) -> None:
        self._verb, self._path = verb, path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, OSError):
            return
        advice = {
            errno.ENOSPC: "; the disk is full: free some space and run it again, nothing is lost",
            errno.EDQUOT: "; the quota is used up: free some space and run it again, nothing is lost",
            errno.EFBIG: "; the file would be too large here: nothing is lost, run it again elsewhere",
            errno.EACCES: "; check who owns the folder",
            errno.EPERM: "; check who owns the folder",
            errno.EROFS: "; the folder is read-only: set CANHGIAC_HOME or CANHGIAC_SPOOL to one that can be written",
        }.get(error.errno or 0, "")
        raise SpoolError(f"{self._path} cannot be {self._verb}: {error.strerror or error}{advice}") from error


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):  # what could not be written may not be there
        os.unlink(path)


def _sync_folder(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
