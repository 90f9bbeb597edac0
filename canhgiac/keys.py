"""The installation's secret key: pseudonyms of authors, and keyed hashes of what is not kept."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from canhgiac.errors import SettingsError
from canhgiac.settings import Settings
from nlp.folding import fold

MIN_KEY_LENGTH = 16


class Keys:
    """HMAC-SHA-256 under one key. Serves crawlers as ``Pseudonyms``.

    Hashes are 128 bits in hex: enough for billions of posts without a clash, short enough to index.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _mac(self, kind: str, value: str) -> str:
        message = f"{kind}\0{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()[:32]

    def of(self, host: str, author: str) -> str:
        """The pseudonym of ``author`` on ``host``; empty for no author."""
        name = author.strip()
        return self._mac("author", f"{host.lower()}\0{name}") if name else ""

    def id_key(self, post_id: str) -> str:
        """Keyed hash of a post's id."""
        return self._mac("id", post_id)

    def text_key(self, text: str) -> str:
        """Keyed hash of a folded text: equal for texts that differ in case, accents or spaces alone."""
        return self._mac("text", fold(text))


def load_keys(settings: Settings) -> Keys:
    """The installation's keys; made on first use where the data folder is this machine's own.

    Raises ``SettingsError`` where store or spool are shared and no key is configured: two machines
    with keys of their own would give one author two pseudonyms and read every post twice.
    """
    if settings.key:
        return Keys(_checked(settings.key, "CANHGIAC_KEY"))
    if settings.key_file:
        return Keys(_checked(_read(Path(settings.key_file)), settings.key_file))
    if settings.shared:
        raise SettingsError(
            "no installation key, and the store or the spool is shared: set CANHGIAC_KEY_FILE to a file with "
            "the same secret on every machine (make one with: python -c 'import secrets; print(secrets.token_hex(32))')"
        )
    path = settings.home / "key"
    if not path.exists():
        _create(path)
    return Keys(_checked(_read(path), str(path)))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise SettingsError(f"the key file {path} cannot be read: {error.strerror}") from error


def _create(path: Path) -> None:
    """Writes a new key with mode 0600; of two processes at once, the first one's stays."""
    path.parent.mkdir(0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".key.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
        with contextlib.suppress(FileExistsError):  # another process was first; its key is the one
            os.link(draft, path)
    finally:
        draft.unlink()


def _checked(key: str, where: str) -> bytes:
    if len(key) < MIN_KEY_LENGTH:
        raise SettingsError(f"the key in {where} is shorter than {MIN_KEY_LENGTH} characters; 64 hex digits are usual")
    return key.encode()
