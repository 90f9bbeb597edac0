"""What the alert rules see in the store, as messages whose ids stay the same from run to run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from canhgiac.alerts.rules import AlertRules
from canhgiac.alerts.words import WORDS
from canhgiac.days import VIETNAM
from canhgiac.defang import defang
from canhgiac.digest.lookup import short
from canhgiac.digest.names import scheme_name
from canhgiac.digest.sources import dark, source_entries
from canhgiac.digest.words import WORDS as DIGEST_WORDS
from canhgiac.excerpt import visible
from canhgiac.health import advice
from canhgiac.notify.messages import Message
from canhgiac.records import GOOD, Campaign, Cluster
from canhgiac.sources import Source
from canhgiac.stores.base import Store
from canhgiac.stores.groups import CampaignFilter, ClusterFilter
from canhgiac.watch import WatchList

_PAGE = 200


class Alert(NamedTuple):
    """A message, and the ids it would have had before its cluster or campaign took others over."""

    message: Message
    former: tuple[str, ...] = ()


class Alerts:
    """The alerts of one moment."""

    def __init__(
        self, store: Store, rules: AlertRules, lists: Mapping[str, WatchList], sources: Sequence[Source],
        now: dt.datetime, language: str,
    ) -> None:  # fmt: skip
        self._store = store
        self._rules = rules
        self._lists = lists
        self._sources = sources
        self._now = now
        self._language = language
        self._words: dict[str, Any] = WORDS[language]
        self._former: dict[str, list[str]] = {}
        for each in store.merged_ids():
            self._former.setdefault(each.into, []).append(each.id)

    def all(self) -> Iterator[Alert]:
        """Everything that the rules see, what was told before too; most severe rules first."""
        if self._rules.watched.enabled and any(self._lists.values()):
            yield from self._watched()
        if self._rules.growth.enabled:
            yield from self._growing()
        if self._rules.campaign.enabled:
            yield from self._new_campaigns()
        if self._rules.dark.enabled:
            yield from self._dark()

    def _watched(self) -> Iterator[Alert]:
        rule = self._rules.watched
        which = ClusterFilter(decision="none", mine=True, first_since=self._now - dt.timedelta(days=rule.days))
        offset = 0
        while page := self._store.clusters(which, limit=_PAGE, offset=offset, sort="size"):
            for hit in page:
                if hit.cluster.findings >= rule.findings:
                    yield self._alert("watched", hit.cluster, rule.severity)
            offset += len(page)

    def _new_campaigns(self) -> Iterator[Alert]:
        rule = self._rules.campaign
        since = self._now - dt.timedelta(days=rule.days)
        for each in self._campaigns(CampaignFilter(first_since=since, mine=rule.mine)):
            if each.findings >= rule.findings:
                yield self._alert("campaign", each, rule.severity)

    def _growing(self) -> Iterator[Alert]:
        rule = self._rules.growth
        since = self._now - dt.timedelta(days=7)
        year, number, _ = self._now.astimezone(VIETNAM).isocalendar()
        for each in self._campaigns(CampaignFilter(since=since, mine=rule.mine)):
            if each.recent >= rule.findings and each.before and each.recent >= rule.factor * each.before:
                yield self._alert("growth", each, rule.severity, f"-{year}-w{number:02}")

    def _campaigns(self, which: CampaignFilter) -> Iterator[Campaign]:
        offset = 0
        while page := self._store.campaigns(which, limit=_PAGE, offset=offset, sort="size"):
            yield from page
            offset += len(page)

    def _alert(self, rule: str, group: Cluster | Campaign, severity: Any, suffix: str = "") -> Alert:
        name = short(defang(visible(group.name)).replace("\n", " ")) or group.id
        scheme = group.scheme if isinstance(group, Cluster) else next((each.name for each in group.schemes), None)
        category = DIGEST_WORDS[self._language]["category"][group.category]
        lines = [
            f"{category} · {scheme_name(scheme, self._language)}",
            self._words["counts"].format(
                findings=group.findings, sources=group.source_count, recent=group.recent, before=group.before
            ),
            *([self._words["watched"].format(entries=", ".join(map(defang, group.watched)))] if group.watched else []),
            f"canhgiac {'show' if isinstance(group, Cluster) else 'campaigns'} {group.id}",
        ]
        message = Message(
            f"{rule}-{group.id}{suffix}", severity, self._words["title"][rule].format(name=name), "\n".join(lines),
            self._now, "alert", lists=self._of(group.watched),
        )  # fmt: skip
        return Alert(message, tuple(f"{rule}-{id}{suffix}" for id in self._former.get(group.id, ())))

    def _of(self, watched: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name, watch in self._lists.items() if not watch.entries.isdisjoint(watched))

    def _dark(self) -> Iterator[Alert]:
        soon = self._now + dt.timedelta(seconds=1)
        last_good = self._store.health(states=GOOD)
        watched = (each for each in source_entries(self._store, {}, self._sources, soon, self._now) if each.watched)
        for each in dark(tuple(watched)):
            since = last_good.get(each.source)
            state = DIGEST_WORDS[self._language]["states"][each.state]
            lines = [short(defang(each.reason)), advice(each.state, each.source, self._language)]
            title = self._words["title"]["dark"].format(name=defang(each.source), state=state)
            # the id of an outage is that of the last visit before it
            id = f"dark-{each.source}-{since.id if since else 'never'}"
            body = "\n".join(filter(None, lines))
            yield Alert(Message(id, self._rules.dark.severity, title, body, self._now, "alert"))
