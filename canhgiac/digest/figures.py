"""The figures of a digest: counts, and ids of what is worth a look. Never a text, name or indicator of a post, for
frozen figures outlive what they were counted of; those are read from the store when the digest is rendered."""

from __future__ import annotations

import datetime as dt
from typing import Generic, TypeVar

import msgspec

from canhgiac.records import HealthState, Role
from canhgiac.stores.base import Counts

#: Goes up with every change of what is frozen.
SCHEMA = 2

Entry = TypeVar("Entry")


class TopEntry(msgspec.Struct, frozen=True):
    """A finding worth a look. It stands for its ``cluster`` (empty: it is in none yet), ``copies`` are all findings of
    that, or of its text."""

    id: str
    copies: int
    cluster: str = ""


class ClusterEntry(msgspec.Struct, frozen=True):
    """A cluster by id, with what does not tell its text. ``decided`` is when it was handed over."""

    id: str
    category: str
    scheme: str | None
    role: Role
    findings: int
    sources: int
    watched: tuple[str, ...] = ()
    decided: dt.datetime | None = None


class IndicatorEntry(msgspec.Struct, frozen=True):
    """An indicator, as the one of its type in ``finding`` whose value has this ``mark`` (16 bits of a hash: enough to
    find it in one finding, too few to tell it without)."""

    type: str
    finding: str
    mark: str
    offers: int
    reports: int
    imitates: str | None = None


class Listing(msgspec.Struct, Generic[Entry], frozen=True):
    """The first few of a kind, and how many there are."""

    total: int = 0
    shown: tuple[Entry, ...] = ()


class Acting(msgspec.Struct, frozen=True):
    """What to act on. ``watching``: a watch list was asked; without one everything counts."""

    watching: bool
    clusters: Listing[ClusterEntry]
    accounts: Listing[IndicatorEntry]
    lookalikes: Listing[IndicatorEntry]
    handed_over: Listing[ClusterEntry]


class Trend(msgspec.Struct, frozen=True):
    """A category or scheme: findings in the covered days, what is usual for as many days (by the mean of the days
    before on which something was read), and every day's count, oldest first, covered days last."""

    name: str
    now: int
    usual: float
    days: tuple[int, ...]


class Growth(msgspec.Struct, frozen=True):
    """A scheme whose share of what was read changed, counted in sources that were healthy in both periods: findings,
    and how many per 1,000 posts read, now and in the days before."""

    name: str
    now: int
    per_1000: float
    before: int
    per_1000_before: float


class CampaignEntry(msgspec.Struct, frozen=True):
    """A campaign by id: findings of the covered days, of all, whether it is new, and its days as in ``Trend``."""

    id: str
    now: int
    findings: int
    new: bool
    days: tuple[int, ...]


class Queue(msgspec.Struct, frozen=True):
    """Clusters that wait for a decision; of them what is watched and what is in the review band."""

    undecided: int
    watched: int
    review: int


class SourceEntry(msgspec.Struct, frozen=True):
    """How a source was when the figures were counted. ``posts`` and ``pictures`` are of the covered days. ``watched``:
    it stands in ``sources.yaml``, was not only typed once."""

    source: str
    kind: str
    state: HealthState
    reason: str
    posts: int
    finished_at: dt.datetime | None = None
    pictures: int = 0
    watched: bool = True


class RisingWord(msgspec.Struct, frozen=True):
    """A word of findings: clusters that have it now, and how many would be usual."""

    word: str
    now: int
    usual: float


class Figures(msgspec.Struct, frozen=True):
    """All of a digest. ``day`` is the last covered day, ``first`` the first one; ``list`` the watch list it is of
    (empty: everything) and ``watch`` a digest of that. ``recount`` says that a finished day was counted again, and
    why: ``asked``, ``version`` (frozen by another version of the product), ``list`` (the watch list has changed)."""

    schema: int
    day: str
    first: str
    counted_at: dt.datetime
    finished: bool
    counts: Counts
    act: Acting
    new_clusters: int
    new_campaigns: int
    top: tuple[TopEntry, ...]
    categories: tuple[Trend, ...]
    schemes: tuple[Trend, ...]
    compared_sources: int
    grown: tuple[Growth, ...]
    stopped: tuple[Growth, ...]
    silent: tuple[CampaignEntry, ...]
    campaigns: tuple[CampaignEntry, ...]
    queue: Queue
    sources: tuple[SourceEntry, ...]
    words: tuple[RisingWord, ...]
    groups_at: dt.datetime | None = None
    recount: str = ""
    list: str = ""
    watch: str = ""


class Frozen(msgspec.Struct, frozen=True):
    """What is kept of a finished day: the digest of everything, and that of each watch list."""

    schema: int
    whole: Figures
    lists: dict[str, Figures] = {}
