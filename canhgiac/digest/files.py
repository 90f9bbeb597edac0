"""A digest as files in the data folder."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from canhgiac.days import day_of, previous
from canhgiac.digest.counting import Asked, figures
from canhgiac.digest.figures import Figures
from canhgiac.digest.render import Rendered, render
from canhgiac.errors import CanhGiacError
from canhgiac.notify.messages import Message
from canhgiac.settings import Settings
from canhgiac.sources import load_sources
from canhgiac.spool import Spool
from canhgiac.stores.base import Store
from canhgiac.watch import load_lists


def digest_of(
    store: Store, settings: Settings, day: str | None = None, language: str | None = None, *, days: int | None = None,
    recount: bool = False, list: str = "",
) -> tuple[Figures, Rendered]:  # fmt: skip
    """The figures of a day (today if none; ``yesterday`` is one too) and what they look like; of everything, or of
    one watch list by its name. Raises as ``figures``, and ``SettingsError`` for unreadable settings."""
    now = dt.datetime.now(dt.UTC)
    today = day_of(now)
    chosen = previous(today) if day == "yesterday" else day or today
    sources = load_sources(settings.sources_path) if settings.sources_path.exists() else []
    asked = Asked(
        chosen, now, days, list, load_lists(settings), sources, Spool(settings.spool_url).oldest(), recount
    )
    counted = figures(store, asked)
    return counted, render(counted, store, language or settings.language)


def write_digest(counted: Figures, rendered: Rendered, settings: Settings, language: str | None = None) -> Path:
    """Writes ``DAY.html``, ``DAY.mail.html``, ``DAY.txt`` and ``DAY.json`` (``DAY.LIST.…`` of a watch list,
    ``DAY.en.…`` in another language than the setting's) and returns the path of the page.

    Raises ``CanhGiacError`` where they cannot be written; a reader never sees half a page.
    """
    suffix = f".{counted.list}" if counted.list else ""
    suffix += "" if language in (None, settings.language) else f".{language}"
    forms = {"mail.html": rendered.mail, "txt": rendered.text, "json": rendered.json.decode(), "html": rendered.html}
    folder = settings.digests
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, content in forms.items():
            path = folder / f"{counted.day}{suffix}.{kind}"
            draft = folder / f".{path.name}.{os.getpid()}"
            draft.write_text(content, "utf-8")
            draft.replace(path)
    except OSError as error:
        raise CanhGiacError(f"the digest cannot be written to {folder}: {error.strerror}") from error
    return path


def digest_message(counted: Figures, rendered: Rendered, language: str) -> Message:
    """The digest as a message: HTML for mail, text for the rest. That of a finished day has one id for ever; one that
    may still change, or is a recount, has the time of its counting in it."""
    id = f"digest-{counted.first}-{counted.day}-{counted.list or 'all'}-{language}"
    if not counted.finished or counted.recount:
        id += f"-{counted.counted_at:%Y%m%dT%H%M%S}"
    lists = (counted.list,) if counted.list else ()
    return Message(
        id, "info", rendered.title, rendered.text, counted.counted_at, "digest", html=rendered.mail, lists=lists
    )
