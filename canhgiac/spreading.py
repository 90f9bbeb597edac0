"""How work is spread over machines: sources by host, waiting batches by source. Pure, so that days can be simulated.

Nothing here coordinates anything: a scheduler asks for groups and hands each to one process. What must not be
done by two at once (a host, the batches of a source) is never in two groups.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from canhgiac.sources import Source
from canhgiac.spool import source_of

#: Groups of sources at most, and shares of the spool: what one run of a scheduler maps over.
MAX_GROUPS = 256
SHARES = 64
#: Batches that make it worth starting another process: loading the model costs what assessing some dozens does.
BATCHES = 20

Key = TypeVar("Key", str, int)


class SourceGroup(msgspec.Struct, frozen=True):
    """Sources that one process visits: all of each of its hosts. ``name`` is for people."""

    name: str
    hosts: tuple[str, ...]
    sources: tuple[str, ...]


class BatchGroup(msgspec.Struct, frozen=True):
    """Waiting batches that one process works off: ``shares`` of the spool, all batches of each of their sources."""

    shares: tuple[int, ...]
    batches: int
    sources: tuple[str, ...]


def host_of(source: Source) -> str:
    """What must not be visited by two processes at once: the host without ``www.``; a file by its source's name."""
    return (urlsplit(source.url).hostname or source.name).removeprefix("www.")


def share_of(source: str) -> int:
    """The share of the spool that a source's batches belong to, 0 to ``SHARES`` - 1; the same on every machine."""
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:4], "big") % SHARES


def source_groups(sources: Iterable[Source], at_most: int = MAX_GROUPS) -> list[SourceGroup]:
    """The sources in at most so many groups of about as many sources each, every host whole in one of them."""
    by_host: dict[str, list[str]] = {}
    for source in sources:
        by_host.setdefault(host_of(source), []).append(source.name)
    groups = []
    for hosts in spread({host: len(names) for host, names in by_host.items()}, at_most):
        more = f" and {len(hosts) - 1} more" if len(hosts) > 1 else ""
        groups.append(SourceGroup(hosts[0] + more, hosts, tuple(name for host in hosts for name in by_host[host])))
    return groups


def batch_groups(batches: Iterable[str], at_most: int = SHARES, fill: int = BATCHES) -> list[BatchGroup]:
    """Waiting batches (their ids) in as few groups as ``fill`` batches each make worth it, ``at_most`` in all."""
    waiting = Counter(source_of(batch) for batch in batches)
    weights: Counter[int] = Counter()
    for source, count in waiting.items():
        weights[share_of(source)] += count
    wanted = min(at_most, -(-waiting.total() // fill))
    groups = []
    for shares in spread(weights, wanted) if weights else []:
        names = tuple(sorted(source for source in waiting if share_of(source) in shares))
        groups.append(BatchGroup(tuple(sorted(shares)), sum(weights[share] for share in shares), names))
    return groups


def spread(weights: Mapping[Key, int], at_most: int) -> list[tuple[Key, ...]]:
    """The keys in at most so many groups of about the same weight: the heaviest first, each to the lightest group.

    The heaviest group weighs at most 4/3 of the best there is (Graham 1969, longest processing time first).
    The same weights give the same groups; none is empty.
    """
    groups: list[tuple[int, int, list[Key]]] = [(0, number, []) for number in range(min(at_most, len(weights)))]
    for key in sorted(weights, key=lambda each: (-weights[each], each)):
        weight, number, keys = groups[0]
        keys.append(key)
        heapq.heapreplace(groups, (weight + weights[key], number, keys))
    return [tuple(keys) for _, _, keys in sorted(groups, key=lambda group: group[1])]
