"""What all live findings say of one indicator, gathered mention by mention, and how sure that makes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

import msgspec

from canhgiac.campaigns.strength import LINKING_STANCES, nature
from canhgiac.excerpt import certainty
from canhgiac.export.sparing import Sparing, is_spared, said_of
from canhgiac.records import MAX_LISTED, VOUCHED, Category, Decision, Finding, Mention, Role, Strength
from nlp.hosts.names import clean, split

#: ``confirmed``: by an analyst. ``offered``: somebody offers it in a post. ``corroborated``: only reports name
#: it, of at least two independent sources. ``reported``: only reports of one source name it, which anybody may
#: write. ``compromised_official``: an official host that carries an offer; its owner is to be told.
Standing = Literal["confirmed", "offered", "corroborated", "reported", "compromised_official"]

#: Percent. An analyst's word is worth at least so much; what one source reports, at most so much.
CONFIRMED_AT_LEAST, REPORTED_AT_MOST = 95, 50
_T = TypeVar("_T", bound=str)
#: Who said it where: more are not needed to know whether two are independent.
_WITNESSES = 50
#: The least by which a version is newer everywhere (MISP counts seconds).
_JUST_AFTER = dt.timedelta(seconds=1)


class Key(NamedTuple):
    """One indicator. ``bank`` is empty where there is none."""

    type: str
    value: str
    bank: str


class Outgoing(msgspec.Struct, frozen=True):
    """An indicator as it is handed on; counts and times are over all live findings, whatever was asked for.

    ``confidence`` is in percent. ``offers`` and ``reports`` are findings. ``independent``: two sources with
    texts of their own name it. ``changed_at`` is the latest of what was seen and decided, and just after it for what is
    ``spared``, a host by which nobody may block, or was so by an analyst's word: an earlier export may have said
    otherwise. Names are listed most frequent first, at most ``MAX_LISTED``.
    """

    type: str
    value: str
    standing: Standing
    confidence: int
    strength: Strength
    offers: int
    reports: int
    sources: int
    independent: bool
    first_seen: dt.datetime
    last_seen: dt.datetime
    changed_at: dt.datetime
    bank: str = ""
    holders: tuple[str, ...] = ()
    imitates: str = ""
    verdict: str = ""
    categories: tuple[Category, ...] = ()
    schemes: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    spared: bool = False

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return Key(self.type, self.value, self.bank)

    @property
    def actionable(self) -> bool:
        """Whether it may go to machines: it is somebody's own and not an official body's."""
        own = self.strength in ("strong", "hub") or (self.type == "url" and "/" in self.value.split("://")[-1])
        return own and self.standing != "compromised_official"


class Gathered:
    """The mentions of one indicator so far. ``fits``: what was asked for, ``since`` aside; ``selected``: that too."""

    def __init__(self, mention: Mention) -> None:
        self.strength: Strength = nature(mention)
        self.selected = False
        self.fits = False
        self._confirmed = False
        self._compromised = mention.verdict == "compromised_official"
        self._best = 0.0
        self._counts: Counter[Role] = Counter()
        self._seen: tuple[dt.datetime, dt.datetime] | None = None
        self._decided: dt.datetime | None = None
        self._sources: set[str] = set()
        self._witnesses: set[tuple[str, str]] = set()
        self._holders: Counter[str] = Counter()
        self._categories: Counter[Category] = Counter()
        self._schemes: Counter[str] = Counter()
        self._campaigns: Counter[str] = Counter()
        self.imitates = mention.imitates or ""
        self.verdict = mention.verdict or ""

    def add(
        self, mention: Mention, finding: Finding, decision: Decision | None, wording: str, campaign: str, *,
        vouched: bool = False,
    ) -> None:  # fmt: skip
        """Counts a finding that names it, once. ``wording`` is the same for copies of one text; ``vouched``: an analyst
        once did, whatever was said since."""
        self._best = max(self._best, finding.score * mention.confidence)
        self._counts["report" if mention.stance == "accused" else "offer"] += 1
        self._sources.add(finding.source)
        if len(self._witnesses) < _WITNESSES:
            self._witnesses.add((site_of(finding), wording))
        if mention.holder:
            self._holders[mention.holder] += 1
        self._categories[finding.category] += 1
        if finding.scheme:
            self._schemes[finding.scheme] += 1
        if campaign:
            self._campaigns[campaign] += 1
        self._see(finding.first_seen or finding.collected_at, finding.collected_at)
        self._confirmed = self._confirmed or vouched
        if decision is not None:
            self.decide(decision)

    def decide(self, decision: Decision) -> None:
        """Takes an analyst's word on the text, or on the indicator itself."""
        self._confirmed = self._confirmed or decision.verdict in VOUCHED
        self._decided = max(decision.at, self._decided or decision.at)

    def join(self, other: Gathered) -> None:
        """Takes in what was said of the same thing by a name that leaves the bank out."""
        self.selected = self.selected or other.selected
        self.fits = self.fits or other.fits
        self._confirmed = self._confirmed or other._confirmed
        self._best = max(self._best, other._best)
        self._sources |= other._sources
        self._witnesses |= other._witnesses
        for mine, theirs in (
            (self._counts, other._counts), (self._holders, other._holders), (self._categories, other._categories),
            (self._schemes, other._schemes), (self._campaigns, other._campaigns),
        ):  # fmt: skip
            mine.update(theirs)  # type: ignore[arg-type]  # each pair is of one kind
        if other._seen:
            self._see(*other._seen)
        self.outlast(other)

    def outlast(self, other: Gathered) -> None:
        """Is changed no earlier than what was decided of texts that count no more: an earlier export knew them."""
        if other._decided:
            self._decided = max(other._decided, self._decided or other._decided)

    def is_of(self, campaign: str) -> bool:
        """Whether a text of the campaign hands it on."""
        return campaign in self._campaigns

    def _see(self, first: dt.datetime, last: dt.datetime) -> None:
        earlier = self._seen or (first, last)
        self._seen = min(first, last, earlier[0]), max(first, last, earlier[1])

    @property
    def independent(self) -> bool:
        """Whether two of those who name it differ in both place and wording."""
        return any(one[0] != other[0] and one[1] != other[1] for one in self._witnesses for other in self._witnesses)

    @property
    def standing(self) -> Standing:
        """Who says it."""
        if self._compromised:
            return "compromised_official"
        if self._confirmed:
            return "confirmed"
        if self._counts["offer"]:
            return "offered"
        return "corroborated" if self.independent else "reported"

    @property
    def _confidence(self) -> int:
        percent = certainty(self._best)
        if self.standing == "confirmed":
            return max(percent, CONFIRMED_AT_LEAST)
        return min(percent, REPORTED_AT_MOST) if self.standing == "reported" else percent

    def outgoing(self, key: Key, spared: Sparing) -> Outgoing:
        """The record of it; at least one finding was added."""
        assert self._seen is not None
        first, last = self._seen
        is_kept = is_spared(key.type, key.value, spared)
        said = said_of(key.type, key.value, spared)
        changed = max(last, self._decided or last, said or last)
        if is_kept or said:
            changed += _JUST_AFTER
        return Outgoing(
            type=key.type, value=key.value, bank=key.bank, standing=self.standing, confidence=self._confidence,
            strength=self.strength, offers=self._counts["offer"], reports=self._counts["report"],
            sources=len(self._sources), independent=self.independent,
            first_seen=first, last_seen=last, changed_at=changed,
            holders=_listed(self._holders), imitates=self.imitates, verdict=self.verdict,
            categories=_listed(self._categories), schemes=_listed(self._schemes), campaigns=_listed(self._campaigns),
            spared=is_kept,
        )  # fmt: skip


def mentions_of(finding: Finding) -> Iterable[tuple[Key, Mention]]:
    """The indicators that a finding hands on, each once: offered or accused ones, and broken-into official hosts.
    The surest mention stands for the others, one with a stance of its own before all."""
    found: dict[Key, Mention] = {}
    for mention in finding.indicators:
        compromised = mention.verdict == "compromised_official"
        if not compromised and (mention.stance not in LINKING_STANCES or mention.verdict == "official"):
            continue
        key = Key(mention.type, mention.value, mention.bank or "")
        if key not in found or mention.confidence > found[key].confidence:
            found[key] = mention
    return found.items()


def site_of(finding: Finding) -> str:
    """The site where a finding stood: its registered domain, else its host, else the source's name."""
    host = host_of(finding.url)
    parts = split(host) if host else None
    return parts.registered if parts else host or finding.source


def host_of(url: str) -> str:
    """The host of a page as indicators name it; empty where there is none, or the address cannot be read."""
    try:
        host = urlsplit(url).hostname or "" if "://" in url else ""
    except ValueError:  # a bracket that is not closed
        return ""
    return clean(host) or host


def _listed(counts: Counter[_T]) -> tuple[_T, ...]:
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:MAX_LISTED])
