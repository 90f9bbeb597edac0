"""What of the store the console shows as tables: views on one read-only connection, and nothing else of the file.

The store's own tables hold records as JSON, with authors' pseudonyms, and keyed hashes. They are reached through
these views alone: an authorizer refuses any other read, so that no address of Datasette leads around them.
Times are Vietnam's, as ``YYYY-MM-DD HH:MM``, days as ``YYYY-MM-DD``.
"""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import datetime as dt
import functools
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from canhgiac.digest.words import WORDS
from canhgiac.excerpt import distinct, excerpt_of, indicator_text, strongest, visible
from canhgiac.health import states_now
from canhgiac.query import Field, Query
from canhgiac.records import Campaign, Cluster, Decision, Finding, IndicatorSummary, Visit
from canhgiac.sources import Source
from canhgiac.stores.sqlite_search import Plan

_Record = TypeVar("_Record")
#: A column of microseconds as a time, or a day, of Vietnam.
_TIME = "strftime('%Y-%m-%d %H:%M', {0} / 1000000, 'unixepoch', '+7 hours')"
_DAY = "strftime('%Y-%m-%d', {0} / 1000000, 'unixepoch', '+7 hours')"
_ON_TEXT = "LEFT JOIN main.verdicts AS v ON v.subject = 'text' AND v.target = {0}.text_key"

#: The views, in the order in which they are listed. None is sorted: SQLite would no longer flatten it, and each count
#: and facet would run the functions on every row. By `n`, which an index has, they come newest
#: first.
VIEWS: dict[str, str] = {
    "all_findings": f"""
        SELECT f.id AS id, {_TIME.format("f.first_seen")} AS seen, {_DAY.format("f.first_seen")} AS day,
            f.category AS category, f.scheme AS scheme, f.role AS role, min(99, round(f.score * 100)) AS certainty,
            of_finding(f.doc, 'excerpt') AS excerpt, of_finding(f.doc, 'evidence') AS evidence,
            of_finding(f.doc, 'indicators') AS indicators, v.verdict AS decision, f.review AS review,
            f.source AS source, f.kind AS kind, of_finding(f.doc, 'url') AS url,
            m.cluster AS cluster, nullif(m.campaign, '') AS campaign, f.n AS n
        FROM main.findings AS f {_ON_TEXT.format("f")} LEFT JOIN main.members AS m ON m.finding = f.id""",
    "all_clusters": f"""
        SELECT c.id AS id, of_cluster(c.doc, 'name') AS name, c.category AS category, c.scheme AS scheme,
            c.role AS role, min(99, round(c.score * 100)) AS certainty, c.review AS review, c.findings AS findings,
            c.recent - c.before AS growth, c.recent AS recent, c.mine AS mine,
            coalesce(w.verdict, v.verdict) AS decision, {_TIME.format("c.first_seen")} AS first_seen,
            {_TIME.format("c.last_seen")} AS last_seen, of_cluster(c.doc, 'finding') AS finding,
            nullif(c.campaign, '') AS campaign, c.last_seen AS n
        FROM main.clusters AS c {_ON_TEXT.format("c")}
            LEFT JOIN main.verdicts AS w ON w.subject = 'cluster' AND w.target = c.id""",
    "all_campaigns": f"""
        SELECT k.id AS id, of_campaign(k.doc, 'name') AS name, k.category AS category, trim(k.schemes) AS schemes,
            of_campaign(k.doc, 'clusters') AS clusters, of_campaign(k.doc, 'offers') AS offers,
            of_campaign(k.doc, 'reports') AS reports, k.recent - k.before AS growth, k.recent AS recent,
            k.mine AS mine, {_TIME.format("k.first_seen")} AS first_seen, {_TIME.format("k.last_seen")} AS last_seen
        FROM main.campaigns AS k""",
    "all_indicators": f"""
        SELECT i.type AS type, i.value AS value, nullif(i.bank, '') AS bank, of_indicator(i.doc, 'holders') AS holders,
            i.strength AS strength, i.offers AS offers, i.reports AS reports, i.recent - i.before AS growth,
            i.recent AS recent, i.mine AS mine, v.verdict AS decision, {_TIME.format("i.first_seen")} AS first_seen,
            {_TIME.format("i.last_seen")} AS last_seen, of_indicator(i.doc, 'imitates') AS imitates, i.last_seen AS n
        FROM main.indicators AS i
            LEFT JOIN main.verdicts AS v ON v.subject = 'indicator' AND v.target = i.type || ':' || i.value""",
    "all_sources": f"""
        SELECT every.source AS source, of_source(every.source, v.doc, 'state') AS state,
            of_source(every.source, v.doc, 'reason') AS reason, of_source(every.source, v.doc, 'posts') AS posts,
            {_TIME.format("v.finished_at")} AS last_visit, of_source(every.source, v.doc, 'kind') AS kind,
            every.source IN (SELECT value FROM json_each(sources_listed())) AS listed
        FROM (SELECT source FROM main.visits UNION SELECT value FROM json_each(sources_listed())) AS every
            LEFT JOIN main.visits AS v ON v.id = (SELECT id FROM main.visits AS latest
                WHERE latest.source = every.source ORDER BY finished_at DESC, id DESC LIMIT 1)""",
    "all_decisions": f"""
        SELECT {_TIME.format("d.at")} AS time, of_decision(d.doc, 'by') AS who, d.verdict AS decision,
            of_decision(d.doc, 'why') AS why, d.subject AS subject, CASE d.subject WHEN 'text' THEN
                (SELECT f.id FROM main.findings AS f WHERE f.text_key = d.target ORDER BY f.n DESC LIMIT 1)
                ELSE d.target END AS target, d.seq AS n
        FROM main.decisions AS d""",
    "found_places": "SELECT n, id FROM main.findings",
}
#: Views for searching alone: what they hold is in the others.
UNLISTED = frozenset({"found_places"})
#: What a search reads beside the full-text index, not through a view.
_SEARCHED = {("findings", name) for name in ("", "n", "id", "text_key", "edited_at")} | {
    ("verdicts", name) for name in ("", "subject", "target", "verdict")
}
#: Counting the rows of a view that is one table names no column, and no view.
_COUNTED = {(name, "") for name in ("clusters", "campaigns", "indicators", "decisions")}
_FULL_TEXT = "finding_words"
#: Matches no finding.
_NOTHING = '""'


def listed() -> list[str]:
    """The names of the tables that people see."""
    return [name for name in VIEWS if name not in UNLISTED]


def prepare(db: sqlite3.Connection, sources: Sequence[Source], language: str) -> None:
    """Gives a read-only connection to the store its views, the functions that they need, and the authorizer.

    ``sources`` are those that ``sources.yaml`` names: of them one may be ``stale`` or ``never_ran``. ``language`` is
    that of the indicators' kinds.
    """
    for name, function in _functions(language).items():
        db.create_function(name, 2, function, deterministic=True)
    named = {source.name: source for source in sources}
    listed = json.dumps(list(named), ensure_ascii=False)
    db.create_function("sources_listed", 0, lambda: listed, deterministic=True)
    db.create_function("of_source", 3, functools.partial(_of_source, named))
    db.create_function("naming", 1, naming, deterministic=True)
    for name, select in VIEWS.items():
        db.execute(f"CREATE TEMP VIEW {name} AS {select}")
    db.set_authorizer(_authorized)


def _authorized(action: int, one: str | None, two: str | None, _: str | None, through: str | None) -> int:
    if action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH):
        return sqlite3.SQLITE_DENY
    if action != sqlite3.SQLITE_READ or through in VIEWS or one is None:
        return sqlite3.SQLITE_OK
    known = one in VIEWS or one.startswith((_FULL_TEXT, "sqlite_", "pragma_", "json_"))
    known = known or (one, two) in _SEARCHED | _COUNTED
    return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY


def naming(value: str | None) -> str:
    """The full-text expression for findings that name ``value`` (a number, host, handle) in any spelling."""
    wanted = (value or "").strip().lower()
    query = Query((Field("indicator", wanted),)) if wanted else None
    return (query and Plan(query, include_hidden=True).match(exact=False)) or _NOTHING


def matching(query: Query) -> tuple[str, dict[str, object]]:
    """A condition on ``id`` for findings that a query finds, hidden ones too, and its parameters by name."""
    statement, values = Plan(query, include_hidden=True).statement()
    pieces = statement.split("?")
    names = [f"asked{place}" for place in range(len(values))]
    bound = "".join(f"{piece}:{name}" for piece, name in zip(pieces, names, strict=False)) + pieces[-1]
    condition = f"id IN (SELECT id FROM found_places WHERE n IN ({bound}))"
    return condition, dict(zip(names, values, strict=True))


def _functions(language: str) -> dict[str, Callable[[bytes, str], Any]]:
    return {
        "of_finding": functools.partial(_of_finding, language),
        "of_cluster": functools.partial(_of, Cluster),
        "of_campaign": functools.partial(_of, Campaign),
        "of_decision": functools.partial(_of, Decision),
        "of_indicator": _of_indicator,
    }


@functools.lru_cache(maxsize=2048)
def _read(kind: type[_Record], doc: bytes) -> _Record:
    return msgspec.json.decode(doc, type=kind)


def _of(kind: Any, doc: bytes, what: str) -> Any:
    value = getattr(_read(kind, doc), what)
    return visible(value) if isinstance(value, str) else value


def _of_finding(language: str, doc: bytes, what: str) -> str:
    finding = _read(Finding, doc)
    if what == "excerpt":
        return excerpt_of(finding)[1]
    if what == "evidence":
        pieces = [visible(finding.text[slice(*piece.span)]) for piece in strongest(finding)]
        return json.dumps(pieces, ensure_ascii=False)
    if what == "indicators":
        kinds = WORDS[language]["type"]
        named = (f"{kinds.get(each.type, each.type)} {indicator_text(each)}" for each in distinct(finding.indicators))
        return visible(" · ".join(named))
    return visible(finding.url)


def _of_indicator(doc: bytes, what: str) -> str | None:
    summary = _read(IndicatorSummary, doc)
    return ", ".join(summary.holders) or None if what == "holders" else summary.imitates


def _of_source(sources: Mapping[str, Source], name: str, doc: bytes | None, what: str) -> Any:
    """Of a source and its last visit, as ``canhgiac sources list`` says it: what was typed is never overdue."""
    visit = _read(Visit, doc) if doc is not None else None
    source = sources.get(name)
    if what == "state" and source is not None:
        (now,) = states_now([source], {name: visit} if visit else {}, dt.datetime.now(dt.UTC))
        return now.state
    return getattr(visit or source, what, None)
