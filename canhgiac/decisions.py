"""Decisions on more than one text: clusters, campaigns, their parting and joining, and indicators."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Iterator

import msgspec

from canhgiac.errors import NotFoundError
from canhgiac.records import Cluster, Decision, Finding, Subject, Verdict
from canhgiac.stores.base import Store
from canhgiac.stores.groups import ClusterFilter
from canhgiac.targets import targets_meant

_PAGE = 500
#: Clusters of a campaign, the largest, that one which leaves is kept apart from by name.
_STAYING = 50


class Analyst:
    """Who decides, and why; every decision of one act has the same time."""

    def __init__(self, store: Store, by: str, why: str) -> None:
        self._store = store
        self._by = by
        self._why = why
        self._at = dt.datetime.now(dt.UTC)
        #: The words that hold on clusters and texts, read once they are needed, and kept in step.
        self._held: dict[Subject, dict[str, Decision]] = {}

    def _decide(self, on: Subject, target: str, verdict: Verdict) -> Decision:
        return self._record(Decision(secrets.token_hex(8), on, target, verdict, self._by, self._at, self._why))

    def _record(self, decision: Decision) -> Decision:
        self._store.decide(decision)
        if decision.on in self._held:
            self._held[decision.on][decision.target] = decision
        return decision

    def _holding(self, on: Subject) -> dict[str, Decision]:
        if on not in self._held:
            self._held[on] = self._store.holding(on)
        return self._held[on]

    def on_text(self, finding: Finding, verdict: Verdict) -> int:
        """A word on a finding's text; how many findings have that text."""
        self._decide("text", finding.text_key, verdict)
        return self._store.count_copies(finding.text_key)

    def on_cluster(self, cluster: Cluster, verdict: Verdict) -> int:
        """A word on a cluster and each text in it; how many texts. Texts to come get it from the campaigns job."""
        texts = {finding.text_key for finding in _findings(self._store, cluster)} | self._decided_with(cluster)
        decision = self._decide("cluster", cluster.id, verdict)
        for text_key in sorted(texts | {cluster.text_key}):
            self._record(_of_text(decision, text_key))
        return len(texts)

    def _decided_with(self, cluster: Cluster) -> set[str]:
        """Texts for which the former word on the cluster holds, wherever they are now."""
        former = self._holding("cluster").get(cluster.id)
        if former is None:
            return set()
        return {key for key, each in self._holding("text").items() if each.id.startswith(f"{former.id}-")}

    def allow(self, value: str, *, undo: bool = False) -> list[str]:
        """Takes an indicator out of every join and export, or back in; what it was read as (``targets.py``): a number
        at one bank (``bank:value``) is that account alone, not the telephone or another bank's account.

        Raises ``NotFoundError`` where ``value`` is nothing that can be read as an indicator.
        """
        targets = targets_meant(self._store, value)
        if not targets:
            raise NotFoundError(
                f"{value!r} is in no finding and can't be read as an indicator; write it as type:value, "
                "for instance domain:example.com"
            )
        for target in targets:
            self._decide("indicator", target, "closed" if undo else "allow")
        return targets

    def split(self, campaign: str, leaving: Iterable[str]) -> list[str]:
        """Parts clusters from their campaign; their ids. Raises ``NotFoundError`` for what is not in it, and
        where nothing would be left."""
        clusters = {each.id: each for each in _clusters(self._store, campaign)}
        gone = list(dict.fromkeys(self._store.cluster(id).cluster.id for id in leaving))
        for id in gone:
            if id not in clusters:
                raise NotFoundError(f"cluster {id} is not in campaign {campaign}; `canhgiac campaigns {campaign}`")
        staying = [each for id, each in clusters.items() if id not in gone]
        if not staying:
            raise NotFoundError(f"nothing of campaign {campaign} would be left; name fewer of its clusters")
        self._lift("merge", set(gone), {each.id for each in staying}, "split")
        # each of those that stay, for without what leaves they may not hold together
        for id in gone:
            for each in sorted(staying, key=lambda each: (-each.findings, each.id))[:_STAYING]:
                self._link(id, each.id, "split")
        return gone

    def merge(self, campaign: str, others: Iterable[str]) -> None:
        """Makes one campaign of several."""
        mine = _clusters(self._store, campaign)
        for other in others:
            theirs = _clusters(self._store, other)
            self._lift("split", {each.id for each in theirs}, {each.id for each in mine}, "merge")
            self._link(_largest(theirs).id, _largest(mine).id, "merge")

    def _link(self, one: str, other: str, verdict: Verdict) -> None:
        known = self._store.holding("link")
        turned = f"{other} {one}"
        self._decide("link", turned if turned in known else f"{one} {other}", verdict)

    def _lift(self, earlier: Verdict, some: set[str], rest: set[str], verdict: Verdict) -> None:
        """Turns earlier words round that stand against the new one."""
        for target, decision in self._store.holding("link").items():
            one, _, other = target.partition(" ")
            across = (one in some and other in rest) or (one in rest and other in some)
            if decision.verdict == earlier and across:
                self._decide("link", target, verdict)


def _of_text(decision: Decision, text_key: str) -> Decision:
    """A word on a cluster as one on a text of it. Its id begins with that of the former, and is the same each time."""
    digest = hashlib.blake2b(text_key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return msgspec.structs.replace(decision, id=f"{decision.id}-{digest}", on="text", target=text_key)


def passed_on(decision: Decision, text_key: str) -> Decision:
    """The same for a text that joined the cluster later; an id of its own, as it says so."""
    of_text = _of_text(decision, text_key)
    why = f"copy of cluster {decision.target}: {decision.why}".rstrip(": ")
    return msgspec.structs.replace(of_text, id=f"{of_text.id}-later", why=why)


def _findings(store: Store, cluster: Cluster) -> Iterator[Finding]:
    offset = 0
    while page := store.cluster_findings(cluster.id, limit=_PAGE, offset=offset):
        yield from page
        offset += len(page)


def _clusters(store: Store, campaign: str) -> list[Cluster]:
    found: list[Cluster] = []
    which = ClusterFilter(campaign=campaign, decision="any")
    while page := store.clusters(which, limit=_PAGE, offset=len(found), sort="size"):
        found += [hit.cluster for hit in page]
    return found


def _largest(clusters: Iterable[Cluster]) -> Cluster:
    return min(clusters, key=lambda each: (-each.findings, each.id))
