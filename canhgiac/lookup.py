"""Who else: everything that is known of a number, a host, a handle, a link or a pasted text."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from canhgiac.campaigns.reading import Shingles, shingles, wording
from canhgiac.campaigns.templates import MIN_SHINGLES, SIMILARITY
from canhgiac.days import day_of
from canhgiac.keys import Keys
from canhgiac.query import Field, Phrase, Query
from canhgiac.records import (
    Campaign,
    Category,
    Decision,
    Finding,
    IndicatorSummary,
    Mention,
    Role,
    Scores,
    Stance,
    Tally,
)
from canhgiac.stores.base import GroupNotFound, Store
from canhgiac.stores.groups import ClusterHit, IndicatorFilter
from canhgiac.stores.wording import indicator_keys, indicator_queries
from canhgiac.targets import qualified, targets_of
from canhgiac.watch import WatchList
from nlp.banks import by_key
from nlp.indicators import TYPES, find

#: Findings that are looked at; of more, the newest.
MOST = 500
#: So many words, and what was asked is a text whose wording is looked for too.
_TEXT_WORDS = 8
#: Words of a phrase by which a like wording is looked for, and phrases that are tried.
_PHRASE, _PHRASES = 4, 6
#: Findings looked at for each phrase.
_CANDIDATES = 60
#: Findings whose texts are read again for each spelling of an official hotline or host.
_READ_AGAIN = 100
#: How people break a hotline up.
_SPACED = (r"^....|.+", r"^....|.{1,3}", r"^....|..?", r"....|.+", r"^...|.{1,4}")


class Named(msgspec.Struct, frozen=True):
    """A finding that was met: where, when, and in what stance it names what was asked (empty: like wording)."""

    id: str
    category: Category
    scheme: str | None
    role: Role
    score: float
    source: str
    url: str
    first_seen: dt.datetime
    stances: tuple[Stance, ...] = ()
    cluster: str = ""
    campaign: str = ""
    decision: str = ""


class Answer(msgspec.Struct, frozen=True):
    """All that is known. ``total`` findings name it or are worded like it; at most ``MOST`` of them, the newest,
    were looked at for the rest. Every tally counts findings. ``asked`` are the canonical forms (``type:value``) that
    were met. ``official`` are official hosts and hotlines that were asked for, which are no indicators, with how many
    findings have them in what is kept of their text: of each spelling the newest 100 were looked at."""

    value: str
    asked: tuple[str, ...]
    total: int
    offers: int
    reports: int
    stances: tuple[Tally, ...]
    banks: tuple[Tally, ...]
    holders: tuple[Tally, ...]
    sources: tuple[Tally, ...]
    days: tuple[Tally, ...]
    indicators: tuple[IndicatorSummary, ...]
    clusters: tuple[ClusterHit, ...]
    campaigns: tuple[Campaign, ...]
    decisions: tuple[Decision, ...]
    findings: tuple[Named, ...]
    official: tuple[Tally, ...] = ()


def lookup(store: Store, keys: Keys, value: str, watch: WatchList | None = None) -> Answer:
    """Everything that names ``value``, in any spelling, or is worded like it; ``watch`` leaves only what fits it."""
    value = value.strip()[:20_000]
    wanted = _wanted(value)
    found = {finding.id: finding for each in wanted[:1] for finding in _naming(store, each)}
    if found and qualified(value)[0] in (*TYPES, *by_key()):
        wanted = wanted[:1]  # typed as type:value or bank:value, and nothing else is meant
    found |= {finding.id: finding for each in wanted[1:] for finding in _naming(store, each)}
    total = len(found) if len(found) < MOST else _count(store, wanted)
    if len(value.split()) >= _TEXT_WORDS:
        for finding in _worded_like(store, keys, value):
            total += finding.id not in found
            found.setdefault(finding.id, finding)
    findings = sorted(found.values(), key=lambda each: (each.first_seen or each.collected_at, each.id), reverse=True)
    if watch is not None:
        findings = [finding for finding in findings if watch.of_finding(finding)]
        total = len(findings)
    answer = _answer(store, value, wanted, findings[:MOST], total)
    return msgspec.structs.replace(answer, official=tuple(_official(store, value, watch)))


def _wanted(value: str) -> tuple[str, ...]:
    """What to ask the index for: the value as typed, unless it is a text, and every indicator read in it."""
    read = [f"{each.type}:{each.value}" for each in find(value) if each.stance != "official"]
    typed = [] if len(value.split()) >= _TEXT_WORDS else [value]
    return tuple(dict.fromkeys(each for each in (*typed, *read) if indicator_keys(each)))


def _official(store: Store, value: str, watch: WatchList | None) -> Iterator[Tally]:
    """Official hosts and hotlines that were asked for, unless in a text, with how many findings' texts have each."""
    read = () if len(value.split()) >= _TEXT_WORDS else find(value)
    named: dict[str, frozenset[tuple[str, str]]] = {}  # by text: copies are read once
    for each in dict.fromkeys((mention.type, mention.value) for mention in read if mention.stance == "official"):
        found: set[str] = set()
        for form in _spellings(*each):
            for hit in store.search(Query((Phrase(form),)), limit=_READ_AGAIN, sort="newest"):
                finding = hit.finding
                if finding.text_key not in named:
                    named[finding.text_key] = frozenset((m.type, m.value) for m in find(finding.text))
                # the words of a host stand in its copies too
                if each in named[finding.text_key] and (watch is None or watch.of_finding(finding)):
                    found.add(finding.id)
        yield Tally(":".join(each), len(found))


def _spellings(type: str, value: str) -> list[str]:
    """How texts have a host, or a hotline with and without spaces or dots."""
    if type != "phone":
        return [value]
    digits = value.removeprefix("+84")
    digits = digits if digits.startswith(("1800", "1900")) else f"0{digits}"
    spaced = (" ".join(re.findall(pattern, digits)) for pattern in _SPACED)
    return list(dict.fromkeys((digits, *spaced)))


def _naming(store: Store, wanted: str) -> list[Finding]:
    return [
        hit.finding
        for hit in store.search(Query((Field("indicator", wanted),)), limit=MOST, sort="newest", include_hidden=True)
    ]


def _count(store: Store, wanted: tuple[str, ...]) -> int:
    """How many findings name any of them, at least: those of the most frequent one."""
    return max(store.count(Query((Field("indicator", each),)), include_hidden=True) for each in wanted)


def _worded_like(store: Store, keys: Keys, text: str) -> Iterator[Finding]:
    """Copies of a text, and findings most of whose wording stands in it (or the other way), indicators aside."""
    yield from store.copies(keys.text_key(text), limit=MOST)
    mine = {role: shingles(wording(_pretended(text)), role) for role in ("offer", "report")}
    met: set[str] = set()
    for phrase in _phrases(text):
        for hit in store.search(Query((Phrase(phrase),)), limit=_CANDIDATES, sort="newest", include_hidden=True):
            finding = hit.finding
            if finding.id not in met:
                met.add(finding.id)
                if _overlap(mine[finding.role], shingles(wording(finding), finding.role)) >= SIMILARITY:
                    yield finding


def _overlap(one: Shingles, other: Shingles) -> float:
    """The share of the shorter wording that stands in the longer one: people paste with words of their own."""
    shorter = min(len(one), len(other))
    return len(np.intersect1d(one, other, assume_unique=True)) / shorter if shorter >= MIN_SHINGLES else 0.0


def _pretended(text: str) -> Finding:
    """A text as if it were a finding, so that its wording is read in the same way."""
    now = dt.datetime.now(dt.UTC)
    return Finding("", "", "", "", text, "", now, "fraud", "offer", None, 0.0, Scores(), "", indicators=find(text))


def _phrases(text: str) -> list[str]:
    """A few runs of words from all over a text, none of which crosses a number or a link."""
    runs = [run.split() for run in re.split(r"\S*[\d/@.,;:!?]\S*", text.lower())]
    phrases = [" ".join(run[at : at + _PHRASE]) for run in runs for at in range(0, len(run) - _PHRASE + 1, _PHRASE)]
    step = max(1, len(phrases) // _PHRASES)
    return list(dict.fromkeys(phrases[::step]))[:_PHRASES]


def _answer(store: Store, value: str, wanted: tuple[str, ...], findings: list[Finding], total: int) -> Answer:
    asked_keys = {key for each in wanted for key in indicator_queries(each)}
    met = {finding.id: [each for each in finding.indicators if _is_asked(each, asked_keys)] for finding in findings}
    mentions = [each for found in met.values() for each in found]
    asked = tuple(dict.fromkeys(f"{each.type}:{each.value}" for each in mentions))
    of = store.clusters_of([finding.id for finding in findings])
    # in the order of the findings: a store answers in any order
    clusters = {of[finding.id].cluster.id: of[finding.id] for finding in findings if finding.id in of}
    targets = tuple(target for each in mentions for target in targets_of(each.type, each.value, each.bank))
    decisions = _decisions(store, targets, findings, clusters)
    return Answer(
        value=value, asked=asked, total=total,
        offers=sum(finding.role == "offer" for finding in findings),
        reports=sum(finding.role == "report" for finding in findings),
        stances=_tallies(each for found in met.values() for each in {mention.stance for mention in found}),
        banks=_tallies(each for found in met.values() for each in {mention.bank for mention in found}),
        holders=_tallies(each for found in met.values() for each in {mention.holder for mention in found}),
        sources=_tallies(finding.source for finding in findings),
        days=tuple(sorted(_tallies(_day(finding) for finding in findings), key=lambda tally: tally.name)),
        indicators=tuple(_summaries(store, asked)), clusters=tuple(clusters.values()),
        campaigns=tuple(_campaigns(store, clusters.values())), decisions=tuple(decisions),
        findings=tuple(_named(finding, met[finding.id], of.get(finding.id)) for finding in findings),
    )  # fmt: skip


def _is_asked(mention: Mention, keys: set[str]) -> bool:
    kind = mention.type.lower()
    return any(
        key in keys or f"{kind}:{key}" in keys or (mention.bank or "") + f":{key}" in keys
        for key in indicator_keys(mention.value)
    )


def _summaries(store: Store, asked: Iterable[str]) -> Iterator[IndicatorSummary]:
    for target in asked:
        type, _, value = target.partition(":")
        yield from store.indicators(IndicatorFilter(type=type, value=value), sort="size")


def _campaigns(store: Store, clusters: Iterable[ClusterHit]) -> Iterator[Campaign]:
    for id in sorted({hit.cluster.campaign for hit in clusters} - {""}):
        try:
            yield store.campaign(id)
        except GroupNotFound:
            continue  # another run has just replaced it


def _decisions(
    store: Store, named: tuple[str, ...], findings: list[Finding], clusters: dict[str, ClusterHit]
) -> list[Decision]:
    targets = dict.fromkeys((*named, *(finding.text_key for finding in findings), *clusters))
    made = {each.id: each for target in targets for each in store.decisions(target)}
    return sorted(made.values(), key=lambda each: (each.at, each.id))


def _named(finding: Finding, mentions: list[Mention], hit: ClusterHit | None) -> Named:
    return Named(
        finding.id, finding.category, finding.scheme, finding.role, finding.score, finding.source, finding.url,
        finding.first_seen or finding.collected_at,
        tuple(dict.fromkeys(each.stance for each in mentions)), hit.cluster.id if hit else "",
        hit.cluster.campaign if hit else "", hit.decision.verdict if hit and hit.decision else "",
    )  # fmt: skip


def _day(finding: Finding) -> str:
    return day_of(finding.first_seen or finding.collected_at)


def _tallies(names: Iterable[str | None]) -> tuple[Tally, ...]:
    counts = Counter(name for name in names if name)
    return tuple(Tally(name, count) for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])))
