"""The verdict on a host name: facts first, then look-alike rules, then how the name is made."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from nlp.hosts import known, lookalike, model, names

Verdict = Literal["official", "lookalike", "gambling", "scam", "unknown", "shortener", "shared"]


class HostVerdict(msgspec.Struct, frozen=True):
    """What a host name alone says.

    ``score``: 0 to 1, that it is bad. ``imitates``: key of the brand that it copies.
    ``reasons``: readable, in English, in the order of their weight.
    """

    name: str
    verdict: Verdict
    score: float = 0.0
    imitates: str | None = None
    reasons: tuple[str, ...] = ()


@lru_cache(maxsize=50_000)
def verdict(host: str) -> HostVerdict:
    """Judges a host name, or the host of a link. Never raises: what is no host is ``unknown``, score 0."""
    name = names.clean(host)
    parts = names.split(name) if name else None
    if name is None or parts is None:
        return HostVerdict(host.strip().lower()[:253], "unknown", 0.0, None, ("not a host name",))
    fact = known.kind_of(name)
    if fact and fact[0] == "official":
        return HostVerdict(name, "official", 0.0, None, (f"known host of {fact[1]}",))
    if fact and fact[0] == "shortener":
        return HostVerdict(name, "shortener", 0.3, None, ("link shortener: the target is hidden",))
    copy = lookalike.imitated(parts)
    if copy:
        return HostVerdict(name, "lookalike", copy.score, copy.brand, (copy.how,))
    if fact:
        return HostVerdict(name, "shared", 0.2, None, ("anybody may publish here",))
    return _by_look(name, parts)


def _by_look(name: str, parts: names.Parts) -> HostVerdict:
    look = model.look(name, parts)
    kind: Verdict = "unknown"
    if look.bad >= look.bad_bar:
        kind = "gambling" if look.gambling >= look.gambling_bar else "scam"
    return HostVerdict(name, kind, round(look.bad, 4), None, look.reasons)
