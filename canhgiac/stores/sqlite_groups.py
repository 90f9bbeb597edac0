"""Clusters, campaigns and indicators in SQLite: replaced in one transaction, read by filter, order and page.

Rows hold what is filtered and sorted by beside the whole record; ``members`` refers to findings and loses
its row with them.
"""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from canhgiac.records import Campaign, Cluster, GroupsRun, IndicatorSummary, Membership, MergedId
from canhgiac.stores.base import AmbiguousId, GroupNotFound
from canhgiac.stores.groups import CampaignFilter, ClusterFilter, Groups, GroupSort, IndicatorFilter
from canhgiac.stores.sqlite_decisions import CHUNK
from canhgiac.stores.sqlite_schema import from_micros, to_micros

_JSON = msgspec.json.Encoder()
_RUN = msgspec.json.Decoder(GroupsRun)
_CLUSTER = msgspec.json.Decoder(Cluster)
_CAMPAIGN = msgspec.json.Decoder(Campaign)
_INDICATOR = msgspec.json.Decoder(IndicatorSummary)
#: Ids shown where a prefix fits several.
_CANDIDATES = 5

_FIRST = {
    "newest": "last_seen DESC, ",
    "oldest": "first_seen, ",
    "growth": "recent - before DESC, ",
    "score": "score DESC, ",
    "size": "",
}
# the word on the cluster goes before that on its text
_DECIDED = """FROM clusters AS g
    LEFT JOIN verdicts AS o ON o.subject = 'cluster' AND o.target = g.id
    LEFT JOIN verdicts AS t ON t.subject = 'text' AND t.target = g.text_key"""
_VERDICT = "coalesce(o.verdict, t.verdict)"

Condition = tuple[str, object]


def replace(db: sqlite3.Connection, groups: Groups) -> bool:
    """Puts the groups in place of the former ones; ``False`` where those are of a later run."""
    at = to_micros(groups.run.at)
    known = db.execute("SELECT at FROM groups_run").fetchone()
    if known and known[0] > at:
        return False
    for table in ("groups_run", "members", "clusters", "campaigns", "indicators", "merged_ids"):
        db.execute(f"DELETE FROM {table}")
    db.execute("INSERT INTO groups_run VALUES (1, ?, ?)", (at, _JSON.encode(groups.run)))
    db.executemany(f"INSERT INTO clusters VALUES ({_marks(16)})", (_cluster_row(each) for each in groups.clusters))
    db.executemany(f"INSERT INTO campaigns VALUES ({_marks(11)})", (_campaign_row(each) for each in groups.campaigns))
    db.executemany(
        f"INSERT INTO indicators VALUES ({_marks(13)})", (_indicator_row(each) for each in groups.indicators)
    )
    # a finding may have been purged since the job read it
    db.executemany(
        "INSERT INTO members SELECT id, ?, ? FROM findings WHERE id = ?",
        ((each.cluster, each.campaign, each.finding) for each in groups.members),
    )
    db.executemany(
        "INSERT INTO merged_ids VALUES (?, ?, ?)", ((each.id, each.into, to_micros(each.at)) for each in groups.merged)
    )
    return True


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _cluster_row(cluster: Cluster) -> tuple[object, ...]:
    return (
        cluster.id, cluster.template, cluster.campaign, cluster.text_key, cluster.category, cluster.scheme,
        cluster.role, int(cluster.review), int(bool(cluster.watched)), cluster.score, cluster.findings,
        to_micros(cluster.first_seen), to_micros(cluster.last_seen), cluster.recent, cluster.before,
        _JSON.encode(cluster),
    )  # fmt: skip


def _campaign_row(campaign: Campaign) -> tuple[object, ...]:
    return (
        campaign.id, campaign.category, _listed(each.name for each in campaign.schemes), int(bool(campaign.watched)),
        campaign.score, campaign.findings, to_micros(campaign.first_seen), to_micros(campaign.last_seen),
        campaign.recent, campaign.before, _JSON.encode(campaign),
    )  # fmt: skip


def _indicator_row(each: IndicatorSummary) -> tuple[object, ...]:
    return (
        each.type, each.value, each.bank or "", each.strength, _listed(tally.name for tally in each.categories),
        int(bool(each.watched)), each.offers, each.reports, to_micros(each.first_seen), to_micros(each.last_seen),
        each.recent, each.before, _JSON.encode(each),
    )  # fmt: skip


def _listed(names: Iterable[str]) -> str:
    """Names as one text in which each can be looked for with its spaces."""
    return f" {' '.join(names)} "


def run(db: sqlite3.Connection) -> GroupsRun | None:
    """The run that made what is stored."""
    row = db.execute("SELECT doc FROM groups_run").fetchone()
    return _RUN.decode(row[0]) if row else None


def members(db: sqlite3.Connection, after: str, limit: int) -> list[Membership]:
    """Memberships in the order of findings' ids, from the one ``after`` this id."""
    rows = db.execute(
        "SELECT finding, cluster, campaign FROM members WHERE finding > ? ORDER BY finding LIMIT ?", (after, limit)
    )
    return [Membership(*row) for row in rows]


def merged(db: sqlite3.Connection) -> list[MergedId]:
    """Former ids, by id."""
    rows = db.execute("SELECT id, into_id, at FROM merged_ids ORDER BY id")
    return [MergedId(id, into, from_micros(at)) for id, into, at in rows]


# clusters


def clusters(
    db: sqlite3.Connection, which: ClusterFilter, *, limit: int, offset: int, sort: GroupSort
) -> list[Cluster]:
    """A page of clusters."""
    where, values = _where(_cluster_conditions(which))
    rows = db.execute(
        f"""SELECT g.doc {_DECIDED} WHERE {where}
            ORDER BY {_FIRST[sort]}findings DESC, last_seen DESC, id LIMIT ? OFFSET ?""",
        [*values, limit, offset],
    )
    return [_CLUSTER.decode(doc) for (doc,) in rows]


def count_clusters(db: sqlite3.Connection, which: ClusterFilter) -> int:
    """How many clusters fit."""
    where, values = _where(_cluster_conditions(which))
    return int(db.execute(f"SELECT count(*) {_DECIDED} WHERE {where}", values).fetchone()[0])


def _cluster_conditions(which: ClusterFilter) -> Iterator[Condition]:
    for column in ("category", "scheme", "role", "campaign", "template"):
        wanted = getattr(which, column)
        if wanted is not None:
            yield f"g.{column} = ?", wanted
    if which.review is not None:
        yield "g.review = ?", int(which.review)
    if which.decision == "shown":
        yield f"{_VERDICT} IS NOT ?", "false"
    elif which.decision != "any":
        yield f"{_VERDICT} IS ?", None if which.decision == "none" else which.decision
    yield from _common_conditions("g.", which)


def _common_conditions(table: str, which: ClusterFilter | CampaignFilter) -> Iterator[Condition]:
    yield from _times(table, which)
    if which.mine:
        yield f"{table}mine = ?", 1
    if which.prefix is not None:
        yield f"{table}id >= ?", which.prefix
        yield f"{table}id < ?", which.prefix + "\U0010ffff"


#: The attributes of filters that are times, and what they ask.
_TIMES = {
    "since": "last_seen >= ?", "last_before": "last_seen < ?",
    "first_since": "first_seen >= ?", "first_before": "first_seen < ?",
}  # fmt: skip


def _times(table: str, which: ClusterFilter | CampaignFilter | IndicatorFilter) -> Iterator[Condition]:
    for name, condition in _TIMES.items():
        moment = getattr(which, name, None)
        if moment is not None:
            yield table + condition, to_micros(moment)


def _where(conditions: Iterable[Condition]) -> tuple[str, list[object]]:
    parts = list(conditions)
    return " AND ".join(condition for condition, _ in parts) or "1", [value for _, value in parts]


def cluster(db: sqlite3.Connection, prefix: str) -> Cluster:
    """The one cluster of this id or prefix."""
    return _CLUSTER.decode(_one(db, "clusters", prefix))


def campaign(db: sqlite3.Connection, prefix: str) -> Campaign:
    """The one campaign of this id or prefix."""
    return _CAMPAIGN.decode(_one(db, "campaigns", prefix))


def _one(db: sqlite3.Connection, table: str, prefix: str) -> bytes:
    kind = table.removesuffix("s")
    exact = f"""SELECT g.id, g.doc FROM {table} AS g
        WHERE g.id = ?1 OR g.id = (SELECT into_id FROM merged_ids WHERE id = ?1) ORDER BY g.id = ?1 DESC LIMIT 1"""
    begins = f"""SELECT g.id, g.doc FROM {table} AS g WHERE g.id IN (
        SELECT id FROM {table} WHERE id >= ?1 AND id < ?1 || char(1114111)
        UNION SELECT into_id FROM merged_ids WHERE id >= ?1 AND id < ?1 || char(1114111))
        ORDER BY g.id LIMIT {_CANDIDATES + 1}"""
    found = db.execute(exact, (prefix,)).fetchall() or (db.execute(begins, (prefix,)).fetchall() if prefix else [])
    if not found:
        raise GroupNotFound(f"No {kind} has the id {prefix!r}; `canhgiac {_LISTED_BY[kind]}` shows which there are")
    if len(found) > 1:
        shown = ", ".join(id for id, _ in found[:_CANDIDATES]) + (", …" if len(found) > _CANDIDATES else "")
        raise AmbiguousId(f"Several {table} begin with {prefix!r}: {shown}; type more of the id")
    return bytes(found[0][1])


_LISTED_BY = {"cluster": "queue", "campaign": "campaigns"}


def clusters_of(db: sqlite3.Connection, findings: Sequence[str]) -> dict[str, Cluster]:
    """The cluster of each finding that is in one."""
    found: dict[str, Cluster] = {}
    for begin in range(0, len(findings), CHUNK):
        chunk = tuple(findings[begin : begin + CHUNK])
        rows = db.execute(
            f"""SELECT m.finding, g.doc FROM members AS m JOIN clusters AS g ON g.id = m.cluster
                WHERE m.finding IN ({_marks(len(chunk))})""",
            chunk,
        )
        found |= {finding: _CLUSTER.decode(doc) for finding, doc in rows}
    return found


def member_numbers(
    db: sqlite3.Connection, kind: str, id: str, *, limit: int, offset: int
) -> list[int]:
    """``findings.n`` of a cluster's or campaign's findings, newest first."""
    rows = db.execute(
        f"""SELECT f.n FROM members AS m JOIN findings AS f ON f.id = m.finding
            WHERE m.{kind} = ? AND m.{kind} != '' ORDER BY f.n DESC LIMIT ? OFFSET ?""",
        (id, limit, offset),
    )
    return [n for (n,) in rows]


# campaigns


def campaigns(
    db: sqlite3.Connection, which: CampaignFilter, *, limit: int, offset: int, sort: GroupSort
) -> list[Campaign]:
    """A page of campaigns."""
    where, values = _where(_campaign_conditions(which))
    rows = db.execute(
        f"""SELECT doc FROM campaigns WHERE {where}
            ORDER BY {_FIRST[sort]}findings DESC, last_seen DESC, id LIMIT ? OFFSET ?""",
        [*values, limit, offset],
    )
    return [_CAMPAIGN.decode(doc) for (doc,) in rows]


def count_campaigns(db: sqlite3.Connection, which: CampaignFilter) -> int:
    """How many campaigns fit."""
    where, values = _where(_campaign_conditions(which))
    return int(db.execute(f"SELECT count(*) FROM campaigns WHERE {where}", values).fetchone()[0])


def _campaign_conditions(which: CampaignFilter) -> Iterator[Condition]:
    if which.category is not None:
        yield "category = ?", which.category
    if which.scheme is not None:
        yield "instr(schemes, ?)", _listed((which.scheme,))
    yield from _common_conditions("", which)


# indicators


def indicators(
    db: sqlite3.Connection, which: IndicatorFilter, *, limit: int, offset: int, sort: GroupSort
) -> list[IndicatorSummary]:
    """A page of indicators."""
    where, values = _where(_indicator_conditions(which))
    first = "" if sort == "score" else _FIRST[sort]
    rows = db.execute(
        f"""SELECT doc FROM indicators WHERE {where}
            ORDER BY {first}offers + reports DESC, last_seen DESC, type, value, bank LIMIT ? OFFSET ?""",
        [*values, limit, offset],
    )
    return [_INDICATOR.decode(doc) for (doc,) in rows]


def count_indicators(db: sqlite3.Connection, which: IndicatorFilter) -> int:
    """How many indicators fit."""
    where, values = _where(_indicator_conditions(which))
    return int(db.execute(f"SELECT count(*) FROM indicators WHERE {where}", values).fetchone()[0])


def _indicator_conditions(which: IndicatorFilter) -> Iterator[Condition]:
    for column in ("type", "value", "bank", "strength"):
        wanted = getattr(which, column)
        if wanted is not None:
            yield f"{column} = ?", wanted
    if which.category is not None:
        yield "instr(categories, ?)", _listed((which.category,))
    if which.role is not None:
        yield f"{which.role}s > ?", 0
    yield from _times("", which)
    if which.mine:
        yield "mine = ?", 1
