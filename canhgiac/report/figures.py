"""The figures of a month, counted from the store; every number lists what it counts."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import statistics
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec

from canhgiac.days import bounds, day_of, days_between, shift
from canhgiac.errors import SettingsError
from canhgiac.query import parse
from canhgiac.records import LISTED, VOUCHED, Cluster, Decision, Finding
from canhgiac.stores.base import Store
from canhgiac.stores.groups import ClusterFilter, ClusterHit

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_PAGE = 200
#: Verdicts that say that the finding was right; ``allow`` and the words on links are no word on a text.
RIGHT = ("confirmed", "handed_over", "closed")
#: The column of a moment in UTC, which the workbook has in Vietnam's time.
FIRST_SEEN = "first seen"
_HOUR = dt.timedelta(hours=1)

Cell = str | float | int


class Number(msgspec.Struct, frozen=True):
    """One number: what it is called (also of its sheet), its value (``None``: nothing to count it of), its unit, how
    it is counted, and the rows that it counts with the names of their columns; the first column is the id."""

    name: str
    value: float | None
    unit: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Report(msgspec.Struct, frozen=True):
    """The figures of a month (``YYYY-MM``, Vietnam's days), counted at ``counted_at`` of groups made at ``groups_at``.
    ``finished``: the month is over."""

    month: str
    counted_at: dt.datetime
    groups_at: dt.datetime | None
    finished: bool
    numbers: tuple[Number, ...]


class _Times(NamedTuple):
    """Of a cluster: when its first finding was posted (if known) and seen, and when it was first decided on."""

    posted: dt.datetime | None
    seen: dt.datetime
    decided: dt.datetime | None


def report(store: Store, month: str, now: dt.datetime, progress: Callable[[int], None] | None = None) -> Report:
    """Counts a month. ``progress`` is told how many findings were read.

    Raises ``SettingsError`` for what is no month or has not begun.
    """
    first, last = _days(month)
    begin, end = bounds(first)[0], bounds(last)[1]
    if begin > now:
        raise SettingsError(f"{month} has not begun yet")
    hits = sorted(_clusters(store, begin, end), key=lambda hit: (hit.cluster.first_seen, hit.cluster.id))
    read = _Read(store, first, last, progress or (lambda read: None))
    first_words = _first_words(store)
    times = {
        hit.cluster.id: _Times(
            read.posted(hit.cluster.id), hit.cluster.first_seen,
            min((first_words[key] for key in (("cluster", hit.cluster.id), ("text", hit.cluster.text_key))
                 if key in first_words), default=None),
        )
        for hit in hits
    }  # fmt: skip
    run = store.groups_run()
    numbers = (
        *_reading(store, first, last, read), *_deciding(hits), *_speed(hits, times), _coverage(store, first, last, now)
    )  # fmt: skip
    return Report(month, now, run.at if run else None, end <= now, numbers)


def _days(month: str) -> tuple[str, str]:
    match = _MONTH.fullmatch(month)
    if match is None:
        raise SettingsError(f"{month!r} is not a month; write it as 2026-10")
    length = calendar.monthrange(int(match[1]), int(match[2]))[1]
    return f"{month}-01", f"{month}-{length}"


def _clusters(store: Store, begin: dt.datetime, end: dt.datetime) -> Iterator[ClusterHit]:
    which = ClusterFilter(decision="any", first_since=begin, first_before=end)
    offset = 0
    while page := store.clusters(which, limit=_PAGE, offset=offset, sort="oldest"):
        yield from page
        offset += len(page)


class _Read:
    """The findings of the month, read once: those that count, and when the first of each cluster was posted."""

    def __init__(self, store: Store, first: str, last: str, progress: Callable[[int], None]) -> None:
        self.counted: dict[str, list[tuple[Cell, ...]]] = {"offer": [], "report": []}
        self._first: dict[str, tuple[dt.datetime, dt.datetime | None]] = {}
        self._store = store
        self._waiting: list[Finding] = []
        verdicts = {key: decision.verdict for key, decision in store.holding("text").items()}
        query = parse(f"after:{first} before:{shift(last, 1)}")
        for number, finding in enumerate(store.findings(query), start=1):
            verdict = verdicts.get(finding.text_key)
            if finding.kind != LISTED and verdict != "false" and (not finding.review or verdict in VOUCHED):
                day = day_of(finding.first_seen or finding.collected_at)
                self.counted[finding.role].append((finding.id, day, finding.category, finding.scheme or ""))
            self._waiting.append(finding)
            if number % _PAGE == 0:
                self._note()
                progress(number)
        self._note()

    def posted(self, cluster: str) -> dt.datetime | None:
        """When the cluster's first finding was posted, where its page said so."""
        return self._first[cluster][1] if cluster in self._first else None

    def _note(self) -> None:
        clusters = self._store.clusters_of([each.id for each in self._waiting])
        for each in self._waiting:
            hit = clusters.get(each.id)
            seen = each.first_seen or each.collected_at
            if hit is not None and (hit.cluster.id not in self._first or seen < self._first[hit.cluster.id][0]):
                self._first[hit.cluster.id] = (seen, each.posted_at)
        self._waiting.clear()


def _first_words(store: Store) -> dict[tuple[str, str], dt.datetime]:
    """When each text and cluster was first decided on: the audit, oldest first."""
    found: dict[tuple[str, str], dt.datetime] = {}
    for decision in store.decisions():
        if decision.on in ("text", "cluster"):
            found.setdefault((decision.on, decision.target), decision.at)
    return found


def _reading(store: Store, first: str, last: str, read: _Read) -> Iterator[Number]:
    days = tuple((day.day, day.posts) for day in store.counts_between(first, last) if day.posts)
    how = "posts read, by day: nothing is kept of a post that was not flagged, not even an id"
    yield Number("posts read", sum(count for _, count in days), "count", how, ("day", "posts"), days)
    for name, role in (("offers", "offer"), ("reports", "report")):
        rows = tuple(sorted(read.counted[role], key=lambda row: (row[1], row[0])))
        how = f"{name} first seen in the month, without those marked false and the unconfirmed of the review band"
        yield Number(name, len(rows), "count", how, ("finding", "day", "category", "scheme"), rows)


def _deciding(hits: list[ClusterHit]) -> Iterator[Number]:
    decided = [hit for hit in hits if _verdict(hit.decision) is not None]
    right = [hit for hit in decided if _verdict(hit.decision) == "right"]
    wrong = [hit for hit in decided if _verdict(hit.decision) == "false"]
    yield _of_clusters("clusters", len(hits), "count", "clusters first seen in the month, whatever was decided", hits)
    yield _of_clusters("decided", len(decided), "count", "of these, clusters that an analyst decided on", decided)
    yield _of_clusters("confirmed", len(right), "count", f"of these, {', '.join(RIGHT)}", right)
    yield _of_clusters("false", len(wrong), "count", "of the decided ones, false", wrong)
    share = "share of the clusters of the month that were confirmed, handed over or closed"
    yield _of_clusters("confirmed share", _ratio(len(right), len(hits)), "share", share, right)
    share = "share of the decided that were false"
    yield _of_clusters("false rate", _ratio(len(wrong), len(decided)), "share", share, wrong)


def _verdict(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    if decision.verdict in RIGHT:
        return "right"
    return "false" if decision.verdict == "false" else None


def _speed(hits: list[ClusterHit], times: dict[str, _Times]) -> Iterator[Number]:
    clusters = [hit.cluster for hit in hits]
    yield _median(
        "hours posted to seen", "from the post's own time to when it was first seen; posts without a time left out",
        clusters, lambda each: _hours(times[each.id].posted, times[each.id].seen),
    )  # fmt: skip
    yield _median(
        "hours seen to decided", "from when the cluster was first seen to the first decision on it",
        clusters, lambda each: _hours(times[each.id].seen, times[each.id].decided),
    )  # fmt: skip


def _median(name: str, how: str, clusters: Iterable[Cluster], hours: Callable[[Cluster], float | None]) -> Number:
    measured = [(each.id, value) for each in clusters if (value := hours(each)) is not None]
    value = round(statistics.median(value for _, value in measured), 2) if measured else None
    return Number(name, value, "median hours", how, ("cluster", "hours"), tuple(measured))


def _hours(begin: dt.datetime | None, end: dt.datetime | None) -> float | None:
    return round(max(dt.timedelta(), end - begin) / _HOUR, 2) if begin is not None and end is not None else None


def _coverage(store: Store, first: str, last: str, now: dt.datetime) -> Number:
    """Days on which a source was read, of the days on which it was visited or should have been: from its first visit
    of the month on."""
    good: dict[str, int] = {}
    total: dict[str, int] = {}
    for day in (each for each in days_between(first, last) if bounds(each)[0] <= now):
        visited = {name: counts for name, counts in store.source_counts(day, day).items() if counts.visits}
        for name in visited.keys() | total.keys():
            total[name] = total.get(name, 0) + 1
            good[name] = good.get(name, 0) + (name in visited and visited[name].good > 0)
    rows = tuple((name, good[name], total[name], round(good[name] / total[name], 4)) for name in sorted(total))
    return Number(
        "coverage", _ratio(sum(good.values()), sum(total.values())), "share",
        "days on which a source was read, of its days since its first visit in the month",
        ("source", "days read", "days", "share"), rows,
    )  # fmt: skip


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _of_clusters(name: str, value: float | None, unit: str, how: str, hits: list[ClusterHit]) -> Number:
    rows = tuple(
        (
            hit.cluster.id, hit.cluster.category, hit.cluster.scheme or "", hit.cluster.findings,
            hit.decision.verdict if hit.decision else "", hit.cluster.first_seen.isoformat(timespec="seconds"),
        )
        for hit in hits
    )  # fmt: skip
    return Number(name, value, unit, how, ("cluster", "category", "scheme", "findings", "decision", FIRST_SEEN), rows)
