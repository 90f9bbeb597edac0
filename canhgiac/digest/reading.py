"""What a digest is counted from: the store's sums, or, for a watch list, one reading of the findings themselves."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from canhgiac.days import day_of, days_between, shift
from canhgiac.digest.period import Period
from canhgiac.query import parse
from canhgiac.records import LISTED, VOUCHED, Finding
from canhgiac.stores.base import Counts, RoleCounts, SourceCounts, Store, TopFinding
from canhgiac.watch import WatchList

#: Findings whose clusters are asked for at once.
_CHUNK = 200
_Tallies = dict[str, dict[str, RoleCounts]]


class Words(NamedTuple):
    """In how many clusters (a finding in none stands for its text) each word stands, and how many there are."""

    of_word: Counter[str]
    total: int


class Reading(NamedTuple):
    """Each day from the first of the baseline to the last covered one; each source in the covered days and in the
    baseline; the best findings; the words of both."""

    days: list[Counts]
    now: dict[str, SourceCounts]
    before: dict[str, SourceCounts]
    best: list[TopFinding]
    words: Words
    words_before: Words


def read(store: Store, period: Period, watch: WatchList | None, best: int) -> Reading:
    """Counts the period and the days before it; with ``watch`` only findings that fit it. What was *read* (posts,
    visits) is always of everything: a post that was read fits nobody's list."""
    first, before = period.baseline[0], period.baseline[-1]
    days = store.counts_between(first, period.last)
    now, then = store.source_counts(period.first, period.last), store.source_counts(first, before)
    words, words_before = _Vocabulary(store), _Vocabulary(store)
    tally = _Tally(store, watch)
    for finding in tally.shown(first, period.last):
        (words if tally.day(finding) >= period.first else words_before).add(finding)
    if watch is None:
        top = [each for day in period.days for each in store.top_findings(day, limit=best)]
        return Reading(days, now, then, _ranked(top)[:best], words.counted(), words_before.counted())
    return Reading(
        [tally.of_day(counts) for counts in days], tally.of_sources(now, period.days),
        tally.of_sources(then, period.baseline), tally.best(period, best), words.counted(), words_before.counted(),
    )  # fmt: skip


def _ranked(top: list[TopFinding]) -> list[TopFinding]:
    """One row a text, offers first, surest first."""
    of_text: dict[str, TopFinding] = {}
    for each in sorted(top, key=lambda each: (each.finding.role != "offer", -each.finding.score)):
        of_text.setdefault(each.finding.text_key, each)
    return list(of_text.values())


class _Tally:
    """Counts findings that fit a watch list (all, without one) as the store counts all of them."""

    def __init__(self, store: Store, watch: WatchList | None) -> None:
        self._store = store
        self._watch = watch
        self._verdicts = {key: decision.verdict for key, decision in store.holding("text").items()}
        self._hidden: Counter[str] = Counter()
        self._review: Counter[str] = Counter()
        self._counted: Counter[tuple[str, str, str, str | None, str]] = Counter()
        self._best: dict[str, tuple[bool, float, str, str]] = {}

    def day(self, finding: Finding) -> str:
        return day_of(finding.first_seen or finding.collected_at)

    def shown(self, first: str, last: str) -> Iterator[Finding]:
        """The findings of these days that count, each noted."""
        for finding in self._store.findings(parse(f"after:{first} before:{shift(last, 1)}")):
            if finding.kind == LISTED or (self._watch is not None and not self._watch.of_finding(finding)):
                continue
            verdict, day = self._verdicts.get(finding.text_key), self.day(finding)
            if verdict == "false":
                self._hidden[day] += 1
            elif finding.review and verdict not in VOUCHED:
                self._review[day] += 1
            else:
                self._note(finding, day)
                yield finding

    def _note(self, finding: Finding, day: str) -> None:
        self._counted[day, finding.source, finding.category, finding.scheme, finding.role] += 1
        if self._watch is not None:
            rank = (finding.role != "offer", -finding.score, day, finding.id)
            known = self._best.get(f"{day} {finding.text_key}")
            if known is None or rank < known:
                self._best[f"{day} {finding.text_key}"] = rank

    def of_day(self, everything: Counts) -> Counts:
        """The counts of a day, with what was read of everything."""
        day = everything.day
        rows = [(key, count) for key, count in self._counted.items() if key[0] == day]
        roles = Counter[str]()
        for (*_, role), count in rows:
            roles[role] += count
        return msgspec.structs.replace(
            everything, offers=roles["offer"], reports=roles["report"], review=self._review[day],
            hidden=self._hidden[day],
            by_category=_by_role((key[2], key[4], count) for key, count in rows),
            by_scheme=_by_role((key[3], key[4], count) for key, count in rows if key[3]),
        )  # fmt: skip

    def of_sources(self, everything: dict[str, SourceCounts], days: list[str]) -> dict[str, SourceCounts]:
        """What each source came to, with what was read of everything."""
        wanted = set(days)
        of_source: dict[str, list[tuple[str, str | None, str, int]]] = {}
        for (day, source, category, scheme, role), count in self._counted.items():
            if day in wanted:
                of_source.setdefault(source, []).append((category, scheme, role, count))
        return {
            source: msgspec.structs.replace(
                counts,
                by_category=_by_role((each[0], each[2], each[3]) for each in of_source.get(source, ())),
                by_scheme=_by_role((each[1], each[2], each[3]) for each in of_source.get(source, ()) if each[1]),
            )
            for source, counts in everything.items()
        }

    def best(self, period: Period, limit: int) -> list[TopFinding]:
        """The best findings of the covered days, one a text."""
        covered = set(days_between(period.first, period.last))
        ids = [rank[3] for rank in sorted(self._best.values()) if rank[2] in covered][: 4 * limit]
        findings = [found for id in ids if (found := self._store.finding(id)) is not None]
        best = _ranked([TopFinding(finding, 1) for finding in findings])[:limit]
        return [TopFinding(each.finding, self._store.count_copies(each.finding.text_key)) for each in best]


def _by_role(rows: Iterator[tuple[str | None, str, int]]) -> dict[str, RoleCounts]:
    counted: Counter[tuple[str, str]] = Counter()
    for name, role, count in rows:
        counted[str(name), role] += count
    names = sorted({name for name, _ in counted})
    return {name: RoleCounts(counted[name, "offer"], counted[name, "report"]) for name in names}


class _Vocabulary:
    """Counts words once a cluster, so that one text copied five hundred times raises none."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Finding] = []
        self._met: dict[str, frozenset[str]] = {}

    def add(self, finding: Finding) -> None:
        self._waiting.append(finding)
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        clusters = self._store.clusters_of([each.id for each in self._waiting])
        for each in self._waiting:
            hit = clusters.get(each.id)
            self._met.setdefault(hit.cluster.id if hit else each.text_key, frozenset(each.words))
        self._waiting.clear()

    def counted(self) -> Words:
        self._flush()
        return Words(Counter(itertools.chain.from_iterable(self._met.values())), len(self._met))
