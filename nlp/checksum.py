"""Model files with their SHA-256 beside them (``….sha256``): written together, checked before use."""

from __future__ import annotations

import hashlib
from pathlib import Path


class ModelError(RuntimeError):
    """A model file is missing, damaged or of another format: says which and what to do."""


def write_checksum(path: Path) -> str:
    """Writes the SHA-256 of a file beside it, and gives it."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    _beside(path).write_text(f"{digest}  {path.name}\n", encoding="ascii")
    return digest


def checked(path: Path) -> bytes:
    """What is in a file. Raises ``ModelError`` where it is missing or is not what its checksum names."""
    try:
        data = path.read_bytes()
        wanted = _beside(path).read_text(encoding="ascii").split()[0]
    except (OSError, IndexError) as error:
        raise ModelError(f"{path}: no readable model with its checksum ({error}); run `make train`") from None
    if hashlib.sha256(data).hexdigest() != wanted:
        beside = _beside(path).name
        raise ModelError(f"{path}: its checksum is not the one in {beside}; restore both or run `make train`")
    return data


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")
