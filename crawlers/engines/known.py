"""The engines that are known, and which one made a page."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from crawlers.engines.engine import Engine
from crawlers.engines.page import Page

#: Engine by its name in ``sources.yaml``, in the order in which they are asked.
ENGINES = {
    "xenforo": "crawlers.engines.xenforo:XenForo",
    "vbulletin": "crawlers.engines.vbulletin:VBulletin",
    "discourse": "crawlers.engines.discourse:Discourse",
    "flarum": "crawlers.engines.flarum:Flarum",
    "phpbb": "crawlers.engines.phpbb:PhpBB",
    "misago": "crawlers.engines.misago:Misago",
    "spirit": "crawlers.engines.spirit:Spirit",
}


def engine(name: str) -> Engine:
    """The engine of this name."""
    module, _, made = ENGINES[name].partition(":")
    return cast("Engine", getattr(import_module(module), made)())


def recognised(page: Page) -> Engine | None:
    """The engine that made a page; ``None`` where none knows it."""
    for name in ENGINES:
        candidate = engine(name)
        if candidate.recognises(page):
            return candidate
    return None
