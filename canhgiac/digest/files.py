"""A digest as files in the data folder."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from canhgiac.days import day_of, previous
from canhgiac.digest.figures import Figures, figures
from canhgiac.digest.render import render
from canhgiac.errors import CanhGiacError
from canhgiac.settings import Settings
from canhgiac.spool import Spool
from canhgiac.stores.base import Store
from canhgiac.watch import WatchList


def digest_of(
    store: Store, settings: Settings, day: str | None = None, language: str | None = None, *, recount: bool = False,
    watch: WatchList | None = None,
) -> tuple[Figures, str, str]:  # fmt: skip
    """The figures of a day (today if none; ``yesterday`` is one too), its HTML and its text; with ``watch`` of what
    fits it alone."""
    now = dt.datetime.now(dt.UTC)
    today = day_of(now)
    chosen = previous(today) if day == "yesterday" else day or today
    waiting_since = Spool(settings.spool_url).oldest()
    counted = figures(store, chosen, now, recount=recount, waiting_since=waiting_since, watch=watch)
    return (counted, *render(counted, store, language or settings.language))


def write_digest(
    store: Store, settings: Settings, day: str | None = None, language: str | None = None, *, recount: bool = False,
    watch: WatchList | None = None,
) -> Path:  # fmt: skip
    """Writes ``DAY.html`` and ``DAY.txt`` (``DAY.mine.…`` with ``watch``) and returns the path of the page.

    Raises ``CanhGiacError`` where they cannot be written; a reader never sees half a page.
    """
    chosen = language or settings.language
    counted, html, plain = digest_of(store, settings, day, chosen, recount=recount, watch=watch)
    suffix = ".mine" if counted.mine else ""
    suffix += "" if chosen == settings.language else f".{chosen}"
    folder = settings.digests
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, content in (("txt", plain), ("html", html)):
            path = folder / f"{counted.day}{suffix}.{kind}"
            draft = folder / f".{path.name}.{os.getpid()}"
            draft.write_text(content, "utf-8")
            draft.replace(path)
    except OSError as error:
        raise CanhGiacError(f"the digest cannot be written to {folder}: {error.strerror}") from error
    return path
