"""Twisted's reactor, which can only be imported once it was decided which one it is."""

from __future__ import annotations

from typing import Any


def the_reactor() -> Any:
    """The installed reactor. Twisted types it by interfaces that leave out what the asyncio one can do."""
    from twisted.internet import reactor

    return reactor
