"""What a digest names by id, read from the store when it is rendered: what was purged since is simply not there."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from canhgiac.defang import defang
from canhgiac.digest.acting import host_of, mark_of
from canhgiac.digest.figures import IndicatorEntry, TopEntry
from canhgiac.excerpt import certainty, distinct, excerpt_of, indicator_text, visible
from canhgiac.records import Finding
from canhgiac.stores.base import GroupNotFound, Store

#: Indicators of a finding that are shown, and characters of a name or reason.
INDICATORS = 12
LENGTH = 160


class Row(NamedTuple):
    """A finding as shown; ``entry`` counts its copies."""

    entry: TopEntry
    finding: Finding
    certainty: int
    url: str
    excerpt: Markup
    plain: str
    indicators: list[tuple[str, str]]
    more: int


def rows(store: Store, top: tuple[TopEntry, ...]) -> list[Row]:
    """The findings of the digest, without those that were purged or marked ``false`` since."""
    found = []
    for entry in top:
        finding = store.finding(entry.id)
        if finding is None:
            continue
        decision = store.decision_for(finding)
        if decision is None or decision.verdict != "false":
            found.append(_row(entry, finding))
    return found


def _row(entry: TopEntry, finding: Finding) -> Row:
    excerpt, plain = excerpt_of(finding)
    every = distinct(finding.indicators)
    return Row(
        entry, finding, certainty(finding.score), short(defang(visible(finding.url))), excerpt, plain,
        [(mention.type, short(indicator_text(mention))) for mention in every[:INDICATORS]],
        max(0, len(every) - INDICATORS),
    )  # fmt: skip


def indicator(store: Store, entry: IndicatorEntry) -> str | None:
    """An indicator's text, defanged; ``None`` where its finding is gone."""
    finding = store.finding(entry.finding)
    for mention in finding.indicators if finding else ():
        if mention.type == entry.type and mark_of(mention.value) == entry.mark:
            if entry.type in ("domain", "url"):
                host = defang(visible(host_of(mention.value)))
                return short(f"{host} (≈ {mention.imitates})" if mention.imitates else host)
            return short(visible(indicator_text(mention)))
    return None


def cluster_name(store: Store, id: str) -> str:
    """What a cluster is called: its words and a contact, defanged; empty where it is gone."""
    try:
        return _name(store.cluster(id).cluster.name)
    except GroupNotFound:
        return ""


def campaign_name(store: Store, id: str) -> str:
    """What a campaign is called, as ``cluster_name``."""
    try:
        return _name(store.campaign(id).name)
    except GroupNotFound:
        return ""


def _name(name: str) -> str:
    return short(defang(visible(name)).replace("\n", " "))


def short(text: str) -> str:
    """``text``, cut where it is longer than a line may be."""
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
