"""A day's figures of what the watch list names alone, counted from the findings themselves."""

from __future__ import annotations

from collections import Counter

import msgspec

from canhgiac.days import shift
from canhgiac.query import parse
from canhgiac.records import Finding
from canhgiac.stores.base import Counts, RoleCounts, Store, TopFinding
from canhgiac.watch import WatchList


def watched(store: Store, watch: WatchList, day: str, limit: int) -> tuple[Counts, list[TopFinding]]:
    """As ``Store.day_counts`` and ``Store.top_findings``, of findings that fit the watch list.

    What was read that day (``posts`` to ``quarantined``) is of everything: a post that was read fits nobody's list.
    """
    shown: list[Finding] = []
    hidden = review = 0
    for finding in store.findings(parse(f"after:{day} before:{shift(day, 1)}")):
        if not watch.of_finding(finding):
            continue
        decision = store.decision_for(finding)
        verdict = decision.verdict if decision else None
        if verdict == "false":
            hidden += 1
        elif finding.review and verdict != "confirmed":
            review += 1
        else:
            shown.append(finding)
    roles = Counter(finding.role for finding in shown)
    counts = msgspec.structs.replace(
        store.day_counts(day), offers=roles["offer"], reports=roles["report"], review=review, hidden=hidden,
        by_category=_tally(Counter((each.category, each.role) for each in shown)),
        by_scheme=_tally(Counter((each.scheme, each.role) for each in shown if each.scheme)),
    )  # fmt: skip
    return counts, _best(store, shown, limit)


def _tally(counted: Counter[tuple[str, str]]) -> dict[str, RoleCounts]:
    names = sorted({name for name, _ in counted})
    return {name: RoleCounts(counted[name, "offer"], counted[name, "report"]) for name in names}


def _best(store: Store, shown: list[Finding], limit: int) -> list[TopFinding]:
    """One row a text, offers first, surest first."""
    of_text: dict[str, Finding] = {}
    for finding in sorted(shown, key=lambda each: (each.role != "offer", -each.score, each.id)):
        of_text.setdefault(finding.text_key, finding)
    return [TopFinding(each, store.count_copies(each.text_key)) for each in list(of_text.values())[:limit]]
