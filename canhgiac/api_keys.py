"""Keys of official APIs, from settings or the files that they name."""

from __future__ import annotations

from pathlib import Path

import crawlers
from canhgiac.errors import SettingsError
from canhgiac.settings import PREFIX, Settings

#: Kind of source → setting that holds its key; the setting of its file has ``_file`` behind.
_SETTINGS = {"youtube": "youtube_key", "facebook": "facebook_token"}


def api_keys(settings: Settings) -> crawlers.Secrets:
    """The keys that are set.

    Raises ``SettingsError``, without the key in it, for a file that cannot be read and for what can be no key: it
    is sent as one header.
    """
    return crawlers.Secrets({kind: _key(settings, name) for kind, name in _SETTINGS.items()})


def _key(settings: Settings, name: str) -> str:
    value: str = getattr(settings, name)
    file: str = getattr(settings, f"{name}_file")
    where = PREFIX + name.upper()
    if not value and file:
        where += "_FILE"
        try:
            value = Path(file).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{where} names {file}, which cannot be read: {type(error).__name__}") from None
    value = value.strip()
    if not value.isascii() or not value.isprintable() or " " in value:
        raise SettingsError(f"{where} holds no key: one word of letters, digits and signs is expected")
    return value
