"""What grew, what stopped, what is usual: the covered days against the fourteen before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from canhgiac.digest.figures import Growth, RisingWord, Trend
from canhgiac.digest.period import BASELINE_DAYS
from canhgiac.digest.reading import Reading, Words
from canhgiac.stores.base import Counts, RoleCounts, SourceCounts

#: Fewer findings than these are chance; growth is half as much again, and two standard deviations of a Poisson count.
MIN_GROWN = 5
GROWN = 1.5
#: So many would have been usual, and none came: at three, chance alone does that one time in twenty (e^-3).
MIN_STOPPED = 3.0
MIN_WORD = 3
WORDS_SHOWN = 10

By = Literal["by_category", "by_scheme"]


def trends(days: Sequence[Counts], by: By) -> tuple[Trend, ...]:
    """Every category or scheme met in ``days`` (the baseline first, then the covered ones), most frequent first."""
    baseline, covered = days[:BASELINE_DAYS], days[BASELINE_DAYS:]
    read = sum(day.posts > 0 for day in baseline)
    rows = []
    for name in {name for day in days for name in getattr(day, by)}:
        series = tuple(both(getattr(day, by).get(name)) for day in days)
        usual = sum(series[:BASELINE_DAYS]) / read * len(covered) if read else 0.0
        rows.append(Trend(name, sum(series[BASELINE_DAYS:]), round(usual, 2), series))
    return tuple(sorted(rows, key=lambda row: (-row.now, -row.usual, row.name)))


def both(counts: RoleCounts | None) -> int:
    """Offers and reports together."""
    return counts.offers + counts.reports if counts else 0


def comparable(reading: Reading) -> list[str]:
    """Sources that were healthy in both periods: most of their visits went well, and posts were read."""
    return sorted(name for name in reading.now.keys() & reading.before.keys()
                  if _healthy(reading.now[name]) and _healthy(reading.before[name]))  # fmt: skip


def _healthy(counts: SourceCounts) -> bool:
    return counts.posts > 0 and counts.good > 0 and 2 * counts.good >= counts.visits


def changes(reading: Reading) -> tuple[tuple[Growth, ...], tuple[Growth, ...]]:
    """Schemes that grew, most first, and those that stopped, counted in comparable sources alone."""
    sources = comparable(reading)
    posts = sum(reading.now[name].posts for name in sources)
    posts_before = sum(reading.before[name].posts for name in sources)
    grown: list[tuple[float, Growth]] = []
    stopped: list[tuple[float, Growth]] = []
    counts, counts_before = [reading.now[name] for name in sources], [reading.before[name] for name in sources]
    for scheme in {name for each in (*counts, *counts_before) for name in each.by_scheme}:
        now, before = _of(scheme, counts), _of(scheme, counts_before)
        expected = before * posts / posts_before
        row = Growth(scheme, now, round(1000 * now / posts, 2), before, round(1000 * before / posts_before, 2))
        if now >= MIN_GROWN and now >= GROWN * expected and now - expected >= 2 * math.sqrt(max(expected, 1)):
            grown.append((now - expected, row))
        elif now == 0 and expected >= MIN_STOPPED:
            stopped.append((expected, row))
    return _largest(grown), _largest(stopped)


def _of(scheme: str, counts: Iterable[SourceCounts]) -> int:
    """Findings of a scheme over some sources."""
    return sum(both(each.by_scheme.get(scheme)) for each in counts)


def _largest(rows: list[tuple[float, Growth]]) -> tuple[Growth, ...]:
    return tuple(row for _, row in sorted(rows, key=lambda each: (-each[0], each[1].name)))


def rising(now: Words, before: Words) -> tuple[RisingWord, ...]:
    """Words of more clusters than usual, by how far they stand out; none where there is nothing to compare with."""
    if not before.total:
        return ()
    share = now.total / before.total
    rows = []
    for word, count in now.of_word.items():
        usual = before.of_word[word] * share
        if count >= MIN_WORD and count >= GROWN * usual and count - usual >= 2 * math.sqrt(max(usual, 1)):
            rows.append(((count - usual) / math.sqrt(usual + 1), RisingWord(word, count, round(usual, 2))))
    rows.sort(key=lambda each: (-each[0], each[1].word))
    return tuple(row for _, row in rows[:WORDS_SHOWN])
