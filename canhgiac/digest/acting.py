"""What to act on: new clusters and accounts of the watch list, look-alikes, what was handed over and is still open."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from canhgiac.days import shift
from canhgiac.digest.figures import Acting, CampaignEntry, ClusterEntry, IndicatorEntry, Listing, Queue
from canhgiac.digest.period import Period
from canhgiac.records import Campaign, IndicatorSummary
from canhgiac.stores.base import Store
from canhgiac.stores.groups import CampaignFilter, ClusterFilter, ClusterHit, GroupSort, IndicatorFilter
from canhgiac.watch import WatchList

#: Rows of each kind that are shown.
SHOWN = 5
#: Campaigns that are shown, and how many of the growing ones are looked at for them.
CAMPAIGNS = 10
_LOOKED_AT = 500
#: A campaign with nothing new for so many days, and at least so many findings before, has stopped.
SILENT_DAYS = 7
MIN_SILENT = 3
_PAGE = 200


class Groups:
    """The store's groups as one watch list sees them; all of them without one."""

    def __init__(self, store: Store, watch: WatchList | None, period: Period, *, whole: bool) -> None:
        """``whole``: the digest is of everything, and the watch list only says what to act on."""
        self._store = store
        self._watch = watch if watch else None
        self._period = period
        self._limited = self._watch is not None and not whole

    def acting(self) -> Acting:
        """The first screen's rows."""
        first, before, mine = self._period.begin, self._period.end, self._watch is not None
        undecided = ClusterFilter(decision="none", first_since=first, first_before=before, mine=mine)
        confirmed = ClusterFilter(decision="confirmed", first_since=first, first_before=before, mine=mine)
        new = [*self._clusters(undecided, "size"), *self._clusters(confirmed, "size")]
        new.sort(key=_most_urgent)
        open = list(self._clusters(ClusterFilter(decision="handed_over", mine=self._limited), "oldest"))
        open.sort(key=lambda hit: hit.decision.at if hit.decision else hit.cluster.last_seen)
        return Acting(
            watching=self._watch is not None,
            clusters=Listing(len(new), tuple(_cluster(hit) for hit in new[:SHOWN])),
            accounts=self._indicators("bank_account"),
            lookalikes=self._indicators("domain", "url"),
            handed_over=Listing(len(open), tuple(_cluster(hit) for hit in open[:SHOWN])),
        )

    def new(self) -> tuple[int, int]:
        """How many clusters and campaigns are new: all, or those that the list of this digest names."""
        first, before = self._period.begin, self._period.end
        clusters = ClusterFilter(first_since=first, first_before=before, mine=self._limited)
        campaigns = CampaignFilter(first_since=first, first_before=before, mine=self._limited)
        if not self._limited:
            return self._store.count_clusters(clusters), self._store.count_campaigns(campaigns)
        return sum(1 for _ in self._clusters(clusters, "size")), sum(1 for _ in self._campaigns(campaigns, "size"))

    def queue(self) -> Queue:
        """What waits for a decision."""
        undecided = ClusterFilter(decision="none", mine=self._limited)
        watched = ClusterFilter(decision="none", mine=True)
        if not self._limited:
            review = ClusterFilter(decision="none", review=True)
            counts = [self._store.count_clusters(each) for each in (undecided, watched, review)]
            return Queue(counts[0], counts[1], counts[2])
        mine = [hit.cluster.review for hit in self._clusters(watched, "size")]
        return Queue(len(mine), len(mine), sum(mine))

    def active(self) -> tuple[CampaignEntry, ...]:
        """The campaigns with most findings of the covered days."""
        found = []
        for number, each in enumerate(
            self._campaigns(CampaignFilter(since=self._period.begin, mine=self._limited), "growth")
        ):
            if number >= _LOOKED_AT:
                break
            entry = self._campaign(each)
            if entry.now:
                found.append(entry)
        found.sort(key=lambda entry: (-entry.now, -entry.findings, entry.id))
        return tuple(found[:CAMPAIGNS])

    def silent(self, healthy: list[str]) -> tuple[CampaignEntry, ...]:
        """Campaigns whose silence has lasted ``SILENT_DAYS`` with these days, largest first; none of whose sources
        went dark, for that would be silence of ours."""
        at = Period(shift(self._period.first, -SILENT_DAYS), shift(self._period.last, -SILENT_DAYS))
        which = CampaignFilter(since=at.begin, last_before=at.end, mine=self._limited)
        known = set(healthy)
        gone = [
            each
            for each in self._campaigns(which, "size")
            if each.findings >= MIN_SILENT and {source.name for source in each.sources} <= known
        ]
        return tuple(self._campaign(each) for each in gone[:SHOWN])

    def _campaign(self, campaign: Campaign) -> CampaignEntry:
        counted = {tally.name: tally.count for tally in campaign.days}
        days = [*self._period.baseline, *self._period.days]
        now = sum(counted.get(day, 0) for day in self._period.days)
        new = campaign.first_seen >= self._period.begin
        return CampaignEntry(campaign.id, now, campaign.findings, new, tuple(counted.get(day, 0) for day in days))

    def _fits(self, watched: tuple[str, ...]) -> bool:
        return self._watch is None or any(entry in self._watch.entries for entry in watched)

    def _clusters(self, which: ClusterFilter, sort: GroupSort) -> Iterator[ClusterHit]:
        offset = 0
        while page := self._store.clusters(which, limit=_PAGE, offset=offset, sort=sort):
            yield from (hit for hit in page if not which.mine or self._fits(hit.cluster.watched))
            offset += len(page)

    def _campaigns(self, which: CampaignFilter, sort: GroupSort) -> Iterator[Campaign]:
        offset = 0
        while page := self._store.campaigns(which, limit=_PAGE, offset=offset, sort=sort):
            yield from (each for each in page if not which.mine or self._fits(each.watched))
            offset += len(page)

    def _indicators(self, *types: str) -> Listing[IndicatorEntry]:
        found: list[IndicatorSummary] = []
        for type in types:
            which = IndicatorFilter(type=type, first_since=self._period.begin, first_before=self._period.end)
            offset = 0
            while page := self._store.indicators(which, limit=_PAGE, offset=offset, sort="size"):
                found += [each for each in page if self._to_act_on(each)]
                offset += len(page)
        if "url" in types:
            found = _one_a_host(found)
        found.sort(key=lambda each: (-each.offers - each.reports, each.type, each.value))
        entries = (self._entry(each) for each in found[: 2 * SHOWN])
        return Listing(len(found), tuple(entry for entry in entries if entry is not None)[:SHOWN])

    def _to_act_on(self, each: IndicatorSummary) -> bool:
        if each.strength in ("official", "allowed"):
            return False
        if each.type == "bank_account":
            banks = self._watch.banks if self._watch else None
            return each.bank in banks if banks else self._fits(each.watched)
        brands = self._watch.imitated if self._watch else None
        return each.imitates is not None and (not brands or each.imitates in brands)

    def _entry(self, each: IndicatorSummary) -> IndicatorEntry | None:
        findings = self._store.findings_naming(each.type, each.value, bank=each.bank, limit=1)
        if not findings:
            return None
        mark = mark_of(each.value)
        return IndicatorEntry(each.type, findings[0].id, mark, each.offers, each.reports, each.imitates)


def _most_urgent(hit: ClusterHit) -> tuple[bool, int, bool, float, str]:
    cluster = hit.cluster
    return cluster.review, -cluster.findings, cluster.role != "offer", -cluster.score, cluster.id


def mark_of(value: str) -> str:
    """16 bits of a hash of an indicator's value."""
    return hashlib.blake2b(value.encode(), digest_size=2).hexdigest()


def host_of(value: str) -> str:
    """The host of a link, or a host itself."""
    return value.partition("://")[2].partition("/")[0] or value


def _one_a_host(found: list[IndicatorSummary]) -> list[IndicatorSummary]:
    hosts: dict[str, IndicatorSummary] = {}
    for each in sorted(found, key=lambda each: (each.type, -each.offers - each.reports, each.value)):
        hosts.setdefault(host_of(each.value).removeprefix("www."), each)
    return list(hosts.values())


def _cluster(hit: ClusterHit) -> ClusterEntry:
    cluster = hit.cluster
    return ClusterEntry(
        cluster.id, cluster.category, cluster.scheme, cluster.role, cluster.findings, cluster.source_count,
        cluster.watched, hit.decision.at if hit.decision else None,
    )  # fmt: skip
