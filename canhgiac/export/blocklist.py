"""Host names to block, in the forms that resolvers and ad blockers read, and the rule that lets a name in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from canhgiac import __version__
from canhgiac.export.gathering import Outgoing
from canhgiac.export.options import MIN_CONFIDENCE, Form
from canhgiac.export.selection import Selected
from nlp.hosts import known, verdict
from nlp.hosts.names import clean, split

#: Names that look bad by themselves.
_BAD = frozenset({"lookalike", "gambling", "scam"})
#: Whose name no verdict of ours may touch.
_NEVER = frozenset({"official", "shortener"})
_COMMENT: dict[Form, str] = {"hosts": "#", "adguard": "!", "dnsmasq": "#", "rpz": ";"}


class Blocked(NamedTuple):
    """A host to block with everything under it."""

    host: str
    standing: str


def blocked(indicators: Iterable[Outgoing], min_confidence: int = MIN_CONFIDENCE) -> list[Blocked]:
    """Which hosts of the indicators may be blocked, sorted.

    Never: official hosts, shorteners, shared hosts, spared ones, or what lies above any of these; what an
    official body's site carries. Else a host is blocked where an analyst confirmed it; where it is offered with enough
    confidence and looks bad by its name or two independent sources offer it; or where two independent sources
    report it. Of a name below a shared host only the confirmed and the look-alike.
    """
    found = {
        Blocked(host, each.standing)
        for each in indicators
        if each.type == "domain" and (host := _host(each.value)) and _may(each, host, min_confidence)
    }  # fmt: skip
    return sorted(found)


def _host(value: str) -> str | None:
    host = clean(value)
    return host if host and host.isascii() and split(host) is not None else None


def _may(indicator: Outgoing, host: str, min_confidence: int) -> bool:
    if not indicator.actionable or indicator.spared:
        return False
    fact = known.kind_of(host)
    judged = verdict(host).verdict
    if judged in _NEVER or (fact is not None and fact[0] in _NEVER):
        return False
    if fact is not None and known.kind_of(host.partition(".")[2]) is None:
        return False  # the shared host itself: everybody's
    if indicator.standing == "confirmed":
        return True
    if indicator.confidence < min_confidence or indicator.strength == "hub":
        return False
    if fact is not None:
        return judged == "lookalike" and indicator.standing == "offered"
    if indicator.standing == "offered":
        return judged in _BAD or indicator.independent
    return indicator.standing == "corroborated"


def write_blocklist(selected: Selected, out: BinaryIO, form: Form, min_confidence: int = MIN_CONFIDENCE) -> int:
    """Writes the list in a form, with a header of date and count; how many hosts it has."""
    hosts = [each.host for each in blocked(selected.indicators, min_confidence)]
    lines = [*_header(selected, form, len(hosts)), *_BODIES[form](hosts, selected.at)]
    out.write("".join(f"{line}\n" for line in lines).encode("ascii"))
    return len(hosts)


def _header(selected: Selected, form: Form, count: int) -> Iterator[str]:
    mark = _COMMENT[form]
    if form == "adguard":
        yield f"{mark} Title: Canh Giac"
        yield f"{mark} Last modified: {selected.at:%Y-%m-%dT%H:%M:%SZ}"
    yield f"{mark} Canh Giac {__version__}, blocklist for {form}, made {selected.at:%Y-%m-%d %H:%M} UTC"
    reach = "each with its www" if form == "hosts" else "each with everything under it"
    yield f"{mark} {count} hosts, {reach}; asked for: {selected.asked}"
    yield f"{mark} Wrong? canhgiac allow HOST --why '...' takes it out of the next export."


def _hosts(hosts: list[str], at: dt.datetime) -> Iterator[str]:
    # a hosts file knows no wildcards: the one name under it that people type is listed with it
    for host in hosts:
        yield f"0.0.0.0 {host}"
        yield f"0.0.0.0 www.{host}"


def _adguard(hosts: list[str], at: dt.datetime) -> Iterator[str]:
    return (f"||{host}^" for host in hosts)


def _dnsmasq(hosts: list[str], at: dt.datetime) -> Iterator[str]:
    # `local=/x/` answers x and all under it from local data alone, of which there is none: NXDOMAIN
    return (f"local=/{host}/" for host in hosts)


def _rpz(hosts: list[str], at: dt.datetime) -> Iterator[str]:
    """A response policy zone (draft-vixie-dnsop-dns-rpz): ``CNAME .`` is NXDOMAIN. The serial is Unix time,
    so that a later export is a newer zone."""
    yield "$TTL 300"
    yield f"@ IN SOA localhost. root.localhost. {int(at.timestamp())} 3600 900 2592000 300"
    yield "@ IN NS localhost."
    for host in hosts:
        yield f"{host} CNAME ."
        yield f"*.{host} CNAME ."


_BODIES = {"hosts": _hosts, "adguard": _adguard, "dnsmasq": _dnsmasq, "rpz": _rpz}
