"""Hosts by which nobody may block, whoever confirms them, and which indicators mean one of them as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from nlp.hosts import known
from nlp.hosts.names import clean


def with_all_above(hosts: Iterable[str]) -> frozenset[str]:
    """The hosts and every name above them, by which all under that name would be blocked."""
    return frozenset(name for host in hosts for name in _upwards(host))


def is_spared(type: str, value: str, spared: Set[str]) -> bool:
    """Whether an indicator means as a whole a host of ``spared``, or one above a host that we know.

    A domain does, and a link to nothing but the host. A link to one page of it is that page alone.
    """
    host = _whole_host(type, value)
    return bool(host) and (host in spared or known.above_known(host))


def _whole_host(type: str, value: str) -> str:
    bare = value.split("://", 1)[-1].rstrip("/?#")
    if type == "domain" or (type == "url" and not any(mark in bare for mark in "/?#")):
        return clean(bare) or bare
    return ""


def _upwards(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]
