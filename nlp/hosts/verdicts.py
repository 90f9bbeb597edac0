"""The verdict on a host name: facts first, then look-alike rules, then how the name is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import msgspec

from nlp.folding import fold
from nlp.hosts import known, lookalike, model, names
from nlp.hosts.reasons import Reason, say

Verdict = Literal["official", "lookalike", "gambling", "scam", "unknown", "shortener", "shared"]

#: What a name among the world's most visited may still score: not nothing, for sites are broken into.
POPULAR_SCORE = 0.01
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SHOWN = 253


class HostVerdict(msgspec.Struct, frozen=True):
    """What a host name alone says.

    ``score``: 0 to 1, that it is bad; 0 for official hosts. ``imitates``: key of the brand that it copies.
    ``reasons``: readable, in English, in the order of their weight (``reasons.in_vietnamese`` translates).
    """

    name: str
    verdict: Verdict
    score: float = 0.0
    imitates: str | None = None
    reasons: tuple[Reason, ...] = ()


class NotAHost(msgspec.Struct, frozen=True):
    """Stands in the place of what is no host name: how it was written, and what is wrong with it."""

    name: str
    error: str


def either(first: float, second: float) -> float:
    """The probability that a name is bad where two independent signs speak for it."""
    return 1.0 - (1.0 - first) * (1.0 - second)


def verdict(host: str) -> HostVerdict:
    """Judges a host name, or the host of a link. Never raises: what is no host is ``unknown``, score 0."""
    judged = _judge(host)
    if isinstance(judged, NotAHost):
        return HostVerdict(judged.name, "unknown", 0.0, None, (say("no_host"),))
    return judged


def verdicts(hosts: Iterable[str]) -> Iterator[HostVerdict | NotAHost]:
    """Judges names or links one by one as they come, in order, in flat memory. Never raises."""
    return map(_judge, hosts)


@lru_cache(maxsize=50_000)
def _judge(host: str) -> HostVerdict | NotAHost:
    name = names.clean(host)
    if name is None:
        return NotAHost(host.strip()[:_SHOWN], "not a host name")
    parts = names.split(name)
    if parts is None:
        if _ADDRESS.fullmatch(name):
            return HostVerdict(name, "unknown", 0.5, None, (say("address"),))
        return NotAHost(name, "is a domain ending" if names.is_ending(name) else "ends in no known domain ending")
    return _named(name, parts)


def _named(name: str, parts: names.Parts) -> HostVerdict:
    fact = known.kind_of(name)
    if fact and fact[0] == "official":
        return HostVerdict(name, "official", 0.0, None, (say("known", owner=fact[1]),))
    if fact and fact[0] == "shortener":
        return HostVerdict(name, "shortener", 0.3, None, (say("shortener"),))
    if not fact and model.is_popular(parts):
        return HostVerdict(name, "unknown", POPULAR_SCORE, None, (say("popular"),))
    # a place where anybody publishes is its owner's own, whatever it is called (``telegra.ph``); below it, nobody's
    copy = None if fact and known.is_listed(name) else lookalike.imitated(parts)
    if copy:
        look = model.look(name, parts)
        score = round(either(copy.score, look.bad), 4)
        return HostVerdict(name, "lookalike", score, copy.brand, (copy.how, *look.reasons))
    if fact:
        return HostVerdict(name, "shared", 0.2, None, (say("shared"),))
    return _by_look(name, parts)


def _by_look(name: str, parts: names.Parts) -> HostVerdict:
    look = model.look(*_readable(name, parts))
    kind: Verdict = "unknown"
    if look.bad >= look.bad_bar:
        kind = "gambling" if look.gambling >= look.gambling_bar else "scam"
    return HostVerdict(name, kind, round(look.bad, 4), None, look.reasons or (say("make"),))


def _readable(name: str, parts: names.Parts) -> tuple[str, names.Parts]:
    """A name with accents as it reads without them: its punycode would look like letters drawn by chance."""
    if "xn--" not in name:
        return name, parts
    folded = names.clean(fold(names.unicode_of(name)))
    cut = names.split(folded) if folded else None
    return (folded, cut) if folded and cut and "xn--" not in folded else (name, parts)
