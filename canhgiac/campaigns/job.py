"""One run of the campaigns job over everything that the store holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator

import msgspec

from canhgiac.campaigns.grouping import Group, Grouped, cluster, main_scheme
from canhgiac.campaigns.identity import follow, fresh_id, keep_ids, oldest
from canhgiac.campaigns.joining import Joining, Part, Words
from canhgiac.campaigns.reading import Reading, Row
from canhgiac.campaigns.summaries import Named, Summaries
from canhgiac.decisions import passed_on
from canhgiac.records import Decision, GroupsRun, Membership
from canhgiac.stores.base import Store
from canhgiac.stores.groups import Groups
from canhgiac.watch import WatchList

#: Fewer findings are nobody's campaign.
MIN_FINDINGS = 2


class UpdateReport(msgspec.Struct, frozen=True):
    """What a run came to. ``stored`` is false where a later run had stored its groups already."""

    at: dt.datetime
    findings: int
    clusters: int
    campaigns: int
    indicators: int
    hubs: int
    stored: bool = True


def update(
    store: Store, watch: WatchList, now: dt.datetime, on_finding: Callable[[int], None] | None = None
) -> UpdateReport:
    """Makes clusters, campaigns and indicators anew and puts them in place of the former ones.

    Decisions are inputs: texts and clusters decided ``false`` join nothing, allowed indicators neither, what
    was merged or split stays so. A word on a cluster is passed on to texts that have joined it since.
    ``on_finding`` gets how many were read so far. Run one at a time.
    """
    said = store.holding("text")
    reading = _read(store, watch, said, on_finding)
    on_clusters = store.holding("cluster")
    false = {id: decision for id, decision in on_clusters.items() if decision.verdict == "false"}
    former = {each.finding: each for each in store.memberships()}
    were_in = _were_in(reading, former, false, said)
    grouped = cluster(reading, were_in, false.keys())
    merged = store.merged_ids()
    rows = [group.rows for group in grouped.groups]
    ids, gone = keep_ids("c", rows, were_in, false.keys() | {each.cluster for each in former.values()})
    leads = {each.id: each.into for each in merged} | gone
    groups = [_without_false(group, on_clusters.get(id)) for id, group in zip(ids, grouped.groups, strict=True)]
    grouped = grouped._replace(groups=groups)
    joined = _campaigns(grouped, ids, on_clusters, _links(store, leads))
    members = [[row for number in numbers for row in grouped.groups[number].rows] for numbers in joined]
    campaign_ids, gone_campaigns = keep_ids("k", members, {id: each.campaign for id, each in former.items()})
    named = _named(grouped.groups, ids, joined, campaign_ids)
    summaries = Summaries(reading, grouped, named, now)
    indicators = list(summaries.indicators())
    run = GroupsRun(
        id=hashlib.blake2b(now.isoformat().encode(), digest_size=8).hexdigest(), at=now, findings=len(reading.rows),
        clusters=len(ids), campaigns=len(campaign_ids), indicators=len(indicators), watch=watch.digest,
    )  # fmt: skip
    stored = store.replace_groups(
        Groups(
            run, summaries.clusters(), summaries.campaigns(), indicators, _members(grouped.groups, named),
            follow(merged, gone | gone_campaigns, {*ids, *campaign_ids}, now),
        )
    )  # fmt: skip
    if stored:
        _pass_on(store, grouped.groups, ids, on_clusters)
    return UpdateReport(
        now, run.findings, run.clusters, run.campaigns, run.indicators, len(grouped.hubs), stored
    )


def _read(
    store: Store, watch: WatchList, said: dict[str, Decision], on_finding: Callable[[int], None] | None
) -> Reading:
    allowed = frozenset(
        target for target, each in store.holding("indicator").items() if each.verdict in ("allow", "false")
    )
    reading = Reading(said, allowed, watch.of_finding, watch.of_mention)
    reading.read(store.findings(), on_finding)
    return reading


def _were_in(
    reading: Reading, former: dict[str, Membership], false: dict[str, Decision], said: dict[str, Decision]
) -> dict[str, str]:
    """The cluster that each finding was in, but of those decided ``false`` only where it still is: not where its text
    got another word since. Without a word, where others have the cluster's, it was edited and is new."""
    were_in = {id: each.cluster for id, each in former.items()}
    passed = {each.id.partition("-")[0] for each in said.values()}
    for row in reading.rows:
        decision = false.get(were_in.get(row.id, ""))
        if decision is None or not row.live:
            continue
        own = said.get(row.text_key)
        # an earlier word of its own: the one on the cluster is just being given
        if own.at > decision.at if own else decision.id in passed:
            del were_in[row.id]
    return were_in


def _without_false(group: Group, decision: Decision | None) -> Group:
    """A group whose texts share the cluster's ``false``."""
    if decision is None or decision.verdict != "false":
        return group
    return group._replace(rows=[row._replace(live=False) for row in group.rows])


def _links(store: Store, leads: dict[str, str]) -> list[tuple[str, str, str]]:
    """``(verdict, cluster, cluster)`` of every pair that an analyst linked, by present ids."""
    links: list[tuple[str, str, str]] = []
    for target, decision in sorted(store.holding("link").items()):
        one, _, other = target.partition(" ")
        links.append((decision.verdict, leads.get(one, one), leads.get(other, other)))
    return links


def _campaigns(
    grouped: Grouped, ids: list[str], on_clusters: dict[str, Decision], links: list[tuple[str, str, str]]
) -> list[list[int]]:
    """The numbers of the clusters of each campaign."""
    number = {id: place for place, id in enumerate(ids)}
    pairs = [(verdict, number[one], number[other]) for verdict, one, other in links if {one, other} <= number.keys()]
    words = Words(
        tuple((one, other) for verdict, one, other in pairs if verdict == "merge"),
        tuple((one, other) for verdict, one, other in pairs if verdict == "split"),
    )
    parts = []
    for id, group in zip(ids, grouped.groups, strict=True):
        decision = on_clusters.get(id)
        live = group.is_live and (decision is None or decision.verdict != "false")
        parts.append(_part(group, live))
    unions = Joining(parts, hubs=grouped.hubs, words=words).unions
    sets: dict[int, list[int]] = {}
    for place in range(len(parts)):
        sets.setdefault(unions.find(place), []).append(place)
    living = [[place for place in places if parts[place].live] for places in sets.values()]
    return [places for places in living if _is_campaign([grouped.groups[place] for place in places])]


def _part(group: Group, live: bool) -> Part:
    return Part(group.things, group.named, len(group.live), main_scheme(group.live), group.template, live)


def _is_campaign(groups: list[Group]) -> bool:
    """Wording alone makes none, nor does a single finding."""
    joined = len(groups) > 1 or any(group.things for group in groups)
    return joined and sum(len(group.live) for group in groups) >= MIN_FINDINGS


def _named(groups: list[Group], ids: list[str], joined: list[list[int]], campaign_ids: list[str]) -> Named:
    campaigns = [""] * len(ids)
    for id, places in zip(campaign_ids, joined, strict=True):
        for place in places:
            campaigns[place] = id
    of_template: dict[int, list[Row]] = {}
    for group in groups:
        of_template.setdefault(group.template, []).append(oldest(group.rows))
    template_ids = {template: fresh_id("t", oldest(rows)) for template, rows in of_template.items()}
    return Named(ids, [template_ids[group.template] for group in groups], campaigns)


def _members(groups: list[Group], named: Named) -> Iterator[Membership]:
    for group, id, campaign in zip(groups, named.ids, named.campaigns, strict=True):
        for row in group.rows:
            yield Membership(row.id, id, campaign)


def _pass_on(store: Store, groups: list[Group], ids: list[str], on_clusters: dict[str, Decision]) -> None:
    """Texts that joined a decided cluster since get its word, each once, as a decision of their own.

    Not where a cluster or text got another word during this run: who gave it did not see what has joined.
    """
    still = store.holding("cluster")
    said = store.holding("text")
    for id, group in zip(ids, groups, strict=True):
        decision = on_clusters.get(id)
        if decision is None or still.get(id) != decision:
            continue
        for text_key in sorted({row.text_key for row in group.rows} - said.keys()):
            store.decide(passed_on(decision, text_key))
