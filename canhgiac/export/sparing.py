"""Hosts by which nobody may block, whoever confirms them, and which indicators mean one of them as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from nlp.hosts import known
from nlp.hosts.names import clean


class Sparing(NamedTuple):
    """``hosts`` by which nobody may block, those above them among them. ``said_at``: when an analyst last allowed a
    host, or a page or name of it, or took that back."""

    hosts: frozenset[str]
    said_at: Mapping[str, dt.datetime]


def sparing(hosts: Iterable[str], said: Iterable[tuple[str, dt.datetime]]) -> Sparing:
    """From the hosts themselves, and hosts on which analysts had a word, with its time."""
    said_at: dict[str, dt.datetime] = {}
    for host, at in said:
        for name in _upwards(host):
            said_at[name] = max(at, said_at.get(name, at))
    return Sparing(frozenset(name for host in hosts for name in _upwards(host)), said_at)


def is_spared(type: str, value: str, spared: Sparing) -> bool:
    """Whether an indicator means as a whole a spared host, or one above a host that we know.

    A domain does, and a link to nothing but the host. A link to one page of it is that page alone.
    """
    host = _whole_host(type, value)
    return bool(host) and (host in spared.hosts or known.above_known(host))


def said_of(type: str, value: str, spared: Sparing) -> dt.datetime | None:
    """When an analyst last had a word on whether a host is spared that an indicator means as a whole."""
    return spared.said_at.get(_whole_host(type, value))


def _whole_host(type: str, value: str) -> str:
    bare = value.split("://", 1)[-1].rstrip("/?#")
    if type == "domain" or (type == "url" and not any(mark in bare for mark in "/?#")):
        return clean(bare) or bare
    return ""


def _upwards(host: str) -> Iterator[str]:
    while host:
        yield host
        host = host.partition(".")[2]
