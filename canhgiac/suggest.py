"""Sources that find sources: public places that vouched-for findings name and that nobody watches yet.

Only an analyst's ``confirmed`` or ``handed_over`` counts, never the classifier alone. A place is a channel, a site or a
forum; a handle is looked at, and only where it shows a public channel it is one: people are never suggested. Hosts of
official bodies, shared hosts and shorteners belong to everybody and say nothing. Nothing is watched until a person
says so.
"""

from __future__ import annotations

import datetime as dt
import heapq
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from canhgiac.adding import kinds_for
from canhgiac.crawl import name_of
from canhgiac.query import parse
from canhgiac.records import GOOD, VOUCHED, Finding, HealthState, Mention
from canhgiac.source_look import Look
from canhgiac.sources import Source
from canhgiac.stores.base import Store

#: Places that are counted: of more, those named by one text only are given up, the oldest first.
MAX_PLACES = 10_000
#: Findings that are named as the reason.
MAX_WHY = 5
_TELEGRAM = "https://t.me/s/"
#: Stances under which a text points somewhere; a warning's writer and what is merely mentioned do not count.
_POINTING = frozenset({"offer", "accused"})


class Candidate(msgspec.Struct):
    """A place that ``VOUCHED`` findings name. ``texts`` are the different texts that do, by their key; ``why`` the
    ids of the newest findings."""

    url: str
    texts: set[str] = msgspec.field(default_factory=set)
    findings: int = 0
    newest: dt.datetime = dt.datetime.min.replace(tzinfo=dt.UTC)
    why: list[str] = []


class Suggestion(msgspec.Struct, frozen=True):
    """A place worth watching: the entry that would watch it, why, and what looking at it came to.

    ``robots`` is ``allowed`` (else it would not be suggested); ``posts`` were read in ``requests``.
    """

    source: Source
    findings: int
    texts: int
    why: tuple[str, ...]
    posts: int
    requests: int
    robots: str
    engine: str = ""


class LeftOut(msgspec.Struct, frozen=True):
    """A site that was looked at and is not suggested, and why."""

    url: str
    findings: int
    state: HealthState
    reason: str


def candidates(store: Store, sources: Iterable[Source]) -> list[Candidate]:
    """The places that ``VOUCHED`` findings name and ``sources`` don't watch, most different texts first."""
    watched = {place for source in sources if (place := place_of(source.url))}
    found: dict[str, Candidate] = {}
    confirmed = (store.findings(parse(f"decision:{verdict}")) for verdict in sorted(VOUCHED))
    for finding in itertools.chain.from_iterable(confirmed):
        for url in dict.fromkeys(_places(finding)):
            place = place_of(url)
            if place is None or place in watched:
                continue
            _count(found.setdefault(place, Candidate(url)), finding)
        if len(found) > MAX_PLACES:
            _forget_least(found)
    allowed = store.indicator_decisions([target for place in found for target in _targets(place)])
    kept = [
        each
        for place, each in found.items()
        if not any(target in allowed and allowed[target].verdict in ("allow", "false") for target in _targets(place))
    ]
    return sorted(kept, key=lambda each: (-len(each.texts), -each.findings, -each.newest.timestamp(), each.url))


def place_of(url: str) -> str | None:
    """What two addresses share that are one place: a channel, or a host; ``None`` for what cannot be one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").rstrip(".")
    if host in ("t.me", "telegram.me"):
        path = [part for part in parts.path.split("/") if part and part != "s"]
        return f"telegram:{path[0].lower()}" if path else None
    return f"domain:{host}" if "." in host and not _is_everybodys(host) else None


def _is_everybodys(host: str) -> bool:
    from nlp.hosts import known  # numpy comes with it

    fact = known.kind_of(host)
    if fact is None:
        return False
    above = known.kind_of(host.partition(".")[2])
    # Somebody's own name below a shared host (a blog) is a place; the host itself is everybody's.
    return not (fact[0] == "shared" and above is not None and above[0] == "shared")


def _places(finding: Finding) -> Iterator[str]:
    """Where a finding stands, and where it points to."""
    parts = urlsplit(finding.url)
    if parts.scheme in ("http", "https") and finding.kind != "names":
        place = place_of(finding.url) or ""
        channel = place.removeprefix("telegram:")
        yield f"{_TELEGRAM}{channel}" if channel != place else f"{parts.scheme}://{parts.netloc}/"
    for mention in finding.indicators:
        url = _pointed_at(mention)
        if url is not None:
            yield url


def _pointed_at(mention: Mention) -> str | None:
    if mention.stance not in _POINTING or mention.verdict in ("official", "compromised_official"):
        return None
    if mention.type == "telegram" and not mention.value.startswith("+"):
        return f"{_TELEGRAM}{mention.value}"
    if mention.type == "domain":
        return f"https://{mention.value}/"
    if mention.type == "url":
        host = urlsplit(mention.value if "://" in mention.value else f"https://{mention.value}").hostname
        return f"https://{host}/" if host else None
    return None


def _count(candidate: Candidate, finding: Finding) -> None:
    candidate.texts.add(finding.text_key)
    candidate.findings += 1
    candidate.newest = max(candidate.newest, finding.first_seen or finding.collected_at)
    # The store gives the newest first.
    if len(candidate.why) < MAX_WHY:
        candidate.why.append(finding.id)


def _forget_least(found: dict[str, Candidate]) -> None:
    for place, _ in heapq.nsmallest(
        len(found) - MAX_PLACES // 2, found.items(), key=lambda item: (len(item[1].texts), item[1].newest)
    ):
        del found[place]


def _targets(place: str) -> list[str]:
    return [place, place.replace("domain:", "url:", 1)]


def suggest(
    named: Sequence[Candidate], look: Callable[[Sequence[Source]], list[Look]]
) -> tuple[list[Suggestion], list[LeftOut]]:
    """Looks at each place as the kinds would that it may be of, and gives those with posts that may be read, in the
    order of ``named``; and the sites that are none, with the reason. Handles without a public channel may be people:
    they are in neither."""
    tried = [(each, Source(name_of(each.url), kind, each.url)) for each in named for kind in kinds_for(each.url, None)]
    looks = look([source for _, source in tried])
    best: dict[str, tuple[Source, Look]] = {}
    for (candidate, source), found in zip(tried, looks, strict=True):
        known_best = best.get(candidate.url)
        if known_best is None or _worth(found) > _worth(known_best[1]):
            best[candidate.url] = (source, found)
    good, rest = [], []
    for each in named:
        source, found = best[each.url]
        if found.visit.posts and found.visit.state in GOOD:
            good.append(
                Suggestion(
                    source, each.findings, len(each.texts), tuple(each.why), found.visit.posts, found.visit.requests,
                    found.robots, found.engine,
                )
            )  # fmt: skip
        elif source.kind != "telegram":
            rest.append(LeftOut(each.url, each.findings, found.visit.state, found.visit.reason))
    return good, rest


def _worth(look: Look) -> tuple[int, bool]:
    return look.visit.posts, look.visit.state in GOOD
