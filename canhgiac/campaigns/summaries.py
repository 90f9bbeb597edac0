"""The records of clusters, campaigns and indicators, made of rows one after the other."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from canhgiac.campaigns.grouping import Group, Grouped, main_scheme
from canhgiac.campaigns.reading import Indicator, Reading, Row
from canhgiac.days import day_of
from canhgiac.records import (
    MAX_INDICATORS,
    MAX_LISTED,
    MAX_SOURCES,
    Campaign,
    Category,
    Cluster,
    IndicatorCount,
    IndicatorSummary,
    Strength,
    Tally,
)

_WEEK = 7 * 24 * 3600 * 1_000_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
#: Words of a name.
_NAME_WORDS = 3


class Named(NamedTuple):
    """Clusters with what they are called: their ids, the campaign of each (empty: none)."""

    ids: list[str]
    templates: list[str]
    campaigns: list[str]


class Summaries:
    """Makes the records of one run at ``now``."""

    def __init__(self, reading: Reading, grouped: Grouped, named: Named, now: dt.datetime) -> None:
        self._indicators = reading.indicators
        self._listed = reading.listed
        self._groups = grouped.groups
        self._named = named
        self._now = (now - _EPOCH) // dt.timedelta(microseconds=1)
        hubs = {grouped.things[thing] for thing in grouped.hubs}
        acted = {each for group in self._groups for row in group.live for each in row.acted}
        acted.update(each for row in self._listed if row.live for each in row.acted)
        self._strengths = [
            _strength(each, number in acted, each.thing in hubs) for number, each in enumerate(self._indicators)
        ]
        self._alike = Counter(named.templates)
        self._spread = Counter(word for group in self._groups for word in set(_standing(group).words))
        self._days: dict[int, str] = {}

    def clusters(self) -> Iterator[Cluster]:
        """The clusters, in the order of their groups."""
        for number, group in enumerate(self._groups):
            rows = group.live
            standing = _standing(group)
            template = self._named.templates[number]
            yield Cluster(
                id=self._named.ids[number], template=template, finding=standing.id, text_key=standing.text_key,
                category=_category(rows), role=standing.role, scheme=main_scheme(rows),
                score=max(row.score for row in rows), campaign=self._named.campaigns[number],
                review=all(row.review for row in rows), alike=self._alike[template],
                **self._common(rows, [standing]),
            )  # fmt: skip

    def campaigns(self) -> Iterator[Campaign]:
        """The campaigns, by id."""
        members: dict[str, list[int]] = {}
        for number, campaign in enumerate(self._named.campaigns):
            if campaign:
                members.setdefault(campaign, []).append(number)
        wording = self._campaigns_by_template()
        for id in sorted(members):
            groups = [self._groups[number] for number in members[id]]
            rows = [row for group in groups for row in group.live]
            templates = Counter(self._named.templates[number] for number in members[id])
            alike = {other: None for template in templates for other in wording[template] if other != id}
            yield Campaign(
                id=id, category=_category(rows), clusters=len(groups),
                offers=sum(row.role == "offer" for row in rows), reports=sum(row.role == "report" for row in rows),
                score=max(row.score for row in rows), schemes=_tallies(_schemes(rows), MAX_LISTED),
                templates=tuple(name for name, _ in _ranked(templates)[:MAX_LISTED]),
                alike=tuple(alike)[:MAX_LISTED],
                **self._common(rows, [_standing(group) for group in groups]),
            )  # fmt: skip

    def _campaigns_by_template(self) -> dict[str, list[str]]:
        """The largest campaigns that use each template, one more than are listed."""
        counts: dict[str, Counter[str]] = {}
        for group, template, campaign in zip(self._groups, self._named.templates, self._named.campaigns, strict=True):
            if campaign:
                counts.setdefault(template, Counter())[campaign] += len(group.live)
        return {
            template: [name for name, _ in _ranked(counter)[: MAX_LISTED + 1]] for template, counter in counts.items()
        }

    def _common(self, rows: list[Row], standing: list[Row]) -> dict[str, Any]:
        """What clusters and campaigns have alike. Their indicators are those that they offer or accuse; what they
        only mention, such as a victim's number, is somebody else's."""
        sources = Counter(row.source for row in rows)
        indicators = Counter(each for row in rows for each in row.acted)
        met = {each for row in rows for each in row.indicators}
        named = sorted(indicators, key=lambda each: (-indicators[each], each))
        watched = Counter(
            entry
            for entries in (*(row.watched for row in rows), *(self._indicators[each].watched for each in met))
            for entry in entries
        )
        return {
            "name": self._name(standing, named),
            "findings": len(rows),
            "texts": len({row.text_key for row in rows}),
            "first_seen": _moment(min(row.first for row in rows)),
            "last_seen": _moment(max(row.last for row in rows)),
            "recent": sum(self._weeks_ago(row) == 0 for row in rows),
            "before": sum(self._weeks_ago(row) == 1 for row in rows),
            "source_count": len(sources),
            "sources": _tallies(sources, MAX_SOURCES),
            "indicator_count": len(indicators),
            "indicators": tuple(self._counted(each, indicators[each]) for each in named[:MAX_INDICATORS]),
            "days": tuple(Tally(day, count) for day, count in sorted(Counter(map(self._day, rows)).items())),
            "watched": tuple(entry for entry, _ in _ranked(watched)[:MAX_LISTED]),
        }

    def _counted(self, number: int, count: int) -> IndicatorCount:
        each = self._indicators[number]
        return IndicatorCount(each.type, each.value, count, self._strengths[number], each.bank)

    def _name(self, standing: list[Row], indicators: Sequence[int]) -> str:
        """The words that tell most, and the indicator by which one would ask for it."""
        counts = Counter(word for row in standing for word in row.words)
        total = len(self._groups)

        def weight(word: str) -> float:
            return counts[word] * math.log(1 + total / self._spread[word])

        chosen = sorted(counts, key=lambda word: (-weight(word), word))[:_NAME_WORDS]
        strong = [each for each in indicators if self._strengths[each] == "strong"]
        others = [each for each in indicators if self._strengths[each] not in ("allowed", "official")]
        contact = [self._indicators[each].value for each in (strong or others)[:1]]
        return " · ".join(part for part in (", ".join(chosen), *contact) if part)

    def _weeks_ago(self, row: Row) -> int:
        return (self._now - row.first) // _WEEK

    def _day(self, row: Row) -> str:
        hour = row.first // 3_600_000_000  # days begin on the hour in Viet Nam
        day = self._days.get(hour)
        if day is None:
            day = self._days[hour] = day_of(_moment(row.first))
        return day

    def indicators(self) -> Iterator[IndicatorSummary]:
        """Every indicator that live findings name, by type, value and bank; entries of public lists count with them,
        and make none of their own."""
        naming: dict[int, list[tuple[Row, int | None]]] = {}
        for number, group in enumerate(self._groups):
            for row in group.rows:
                if row.live:
                    for each in row.indicators:
                        naming.setdefault(each, []).append((row, number))
        for row in self._listed:
            for each in row.indicators if row.live else ():
                if each in naming:
                    naming[each].append((row, None))
        for each in sorted(naming):
            yield self._indicator(each, naming[each])

    def _indicator(self, number: int, naming: list[tuple[Row, int | None]]) -> IndicatorSummary:
        indicator: Indicator = self._indicators[number]
        rows = [row for row, _ in naming]
        clusters = [group for _, group in naming if group is not None]
        campaigns = Counter(self._named.campaigns[group] for group in clusters)
        del campaigns[""]
        holders = _ranked(Counter(indicator.holders))[:MAX_LISTED]
        return IndicatorSummary(
            type=indicator.type, value=indicator.value, bank=indicator.bank, strength=self._strengths[number],
            offers=sum(row.role == "offer" for row in rows), reports=sum(row.role == "report" for row in rows),
            clusters=len(set(clusters)), sources=len({row.source for row in rows}),
            first_seen=_moment(min(row.first for row in rows)), last_seen=_moment(max(row.last for row in rows)),
            recent=sum(self._weeks_ago(row) == 0 for row in rows),
            before=sum(self._weeks_ago(row) == 1 for row in rows),
            holders=tuple(holder for holder, _ in holders), imitates=indicator.imitates, verdict=indicator.verdict,
            categories=_tallies(Counter(row.category for row in rows), MAX_LISTED),
            campaigns=tuple(id for id, _ in _ranked(campaigns)[:MAX_LISTED]), watched=indicator.watched[:MAX_LISTED],
        )  # fmt: skip


def _strength(indicator: Indicator, acted: bool, hub: bool) -> Strength:
    """``weak`` where texts only mention it, whatever it is."""
    if indicator.strength != "strong":
        return indicator.strength
    return "hub" if acted and hub else "strong" if acted else "weak"


def _standing(group: Group) -> Row:
    """The finding that stands for a cluster: of the text with most copies the surest, then the oldest."""
    copies = Counter(row.text_key for row in group.live)
    return min(group.live, key=lambda row: (-copies[row.text_key], -row.score, row.first, row.id))


def _category(rows: Iterable[Row]) -> Category:
    counts: Counter[Category] = Counter(row.category for row in rows)
    return min(counts, key=lambda category: (-counts[category], category))


def _schemes(rows: Iterable[Row]) -> Counter[str]:
    return Counter(row.scheme for row in rows if row.scheme)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Most frequent first, equal ones by name."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _tallies(counts: Mapping[Any, int], limit: int) -> tuple[Tally, ...]:
    return tuple(Tally(name, count) for name, count in _ranked(counts)[:limit])


def _moment(micros: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=micros)
