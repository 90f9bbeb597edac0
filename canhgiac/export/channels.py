"""Public channels where a finding can be reported: dated data with its sources (``channels.toml``)."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from canhgiac.excerpt import distinct
from canhgiac.records import Category, Finding

_DATA = Path(__file__).parent / "channels.toml"


class Channel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One channel. ``types`` are the indicators that it acts on and ``category`` what it takes (empty: any);
    ``as_of`` is the day of ``source`` (empty: undated), ``sure`` whether that could be confirmed."""

    key: str
    category: tuple[Category, ...]
    address: str
    vi: str
    en: str
    source: str
    as_of: str
    sure: bool
    types: tuple[str, ...] = msgspec.field(name="for", default=())

    @property
    def publisher(self) -> str:
        """The site on which it was read of."""
        return (urlsplit(self.source).hostname or "").removeprefix("www.")


@lru_cache(maxsize=1)
def channels() -> tuple[Channel, ...]:
    """Every channel that we know, in the order of the file."""
    rows = tomllib.loads(_DATA.read_text("utf-8"))["channel"]
    return tuple(msgspec.convert(row, Channel) for row in rows)


def channels_for(finding: Finding) -> list[Channel]:
    """Those that take what this finding is and names."""
    types = {mention.type for mention in distinct(finding.indicators)}
    return [
        each
        for each in channels()
        if (not each.types or types & set(each.types)) and (not each.category or finding.category in each.category)
    ]
