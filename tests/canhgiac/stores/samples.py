"""Findings, batches, decisions and visits for the tests of stores, with as little said as a test needs."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from canhgiac.days import day_of
from canhgiac.records import BatchCounts, Decision, Finding, Fragment, Mention, Scores, Seen, Visit
from canhgiac.stores.base import BatchResult, Flagged, Store

#: 10:00 in Viet Nam on 2 November 2026.
NOON = dt.datetime(2026, 11, 2, 3, tzinfo=dt.UTC)
DAY = "2026-11-02"

_batches = itertools.count(1)
_decisions = itertools.count(1)


def at(days: float = 0, *, hours: float = 0) -> dt.datetime:
    """A time so long after ``NOON``."""
    return NOON + dt.timedelta(days=days, hours=hours)


def finding(id: str, text: str, when: dt.datetime = NOON, **fields: Any) -> Finding:
    """An offer of fraud, unless ``fields`` say otherwise; equal texts have equal keys."""
    given: dict[str, Any] = {
        "source": "dien-dan", "kind": "forum", "url": f"https://dien-dan.example/{id}", "text_key": f"key of {text}",
        "category": "fraud", "role": "offer", "scheme": "task_job", "score": 0.9, "scores": Scores(fraud=0.9),
        "model": "m1", **fields,
    }  # fmt: skip
    return Finding(id=id, text=text, collected_at=when, **given)


def mention(text: str, written: str, type: str, value: str, **fields: Any) -> Mention:
    """The indicator ``value`` where ``text`` has it as ``written``."""
    start = text.index(written)
    return Mention(type, value, (start, start + len(written)), "offer", **fields)


def fragment(of: Finding) -> Fragment:
    """A piece of the page that ``of`` stood on."""
    return Fragment(
        of.url, of.collected_at, f"<p>{of.text}</p>", "0" * 64, headers={"content-type": "text/html; charset=utf-8"}
    )


def id_key(id: str) -> str:
    """The keyed hash of an id."""
    return f"hash of {id}"


def seen(id: str, text: str, when: dt.datetime = NOON, model: str = "m1") -> Seen:
    """A post that was read."""
    return Seen(id_key(id), f"key of {text}", model, when)


def batch(
    *findings: Finding, others: Sequence[Seen] = (), evidence: bool = True, name: str | None = None, **counts: Any
) -> BatchResult:
    """A batch of flagged posts, and of ``others`` that were read and not flagged."""
    when = findings[0].collected_at if findings else others[0].at if others else NOON
    counted = BatchCounts(
        batch=name or f"batch-{next(_batches)}", source="dien-dan", day=day_of(when),
        **{"posts": len(findings) + len(others), **counts},
    )  # fmt: skip
    return BatchResult(
        counts=counted,
        findings=tuple(Flagged(each, id_key(each.id), fragment(each) if evidence else None) for each in findings),
        seen=(*(Seen(id_key(f.id), f.text_key, f.model, f.collected_at) for f in findings), *others),
    )


def decide(
    store: Store, target: Finding | str, verdict: Any, when: dt.datetime = NOON, *, id: str | None = None
) -> Decision:
    """An analyst's word on a finding's text or on ``type:value``."""
    decision = Decision(
        id=id or f"decision-{next(_decisions)}", on="indicator" if isinstance(target, str) else "text",
        target=target if isinstance(target, str) else target.text_key, verdict=verdict, by="lan", at=when,
        why="đã gọi hỏi ngân hàng",
    )  # fmt: skip
    store.decide(decision)
    return decision


def visit(id: str, source: str, when: dt.datetime, state: Any = "ok", **fields: Any) -> Visit:
    """A visit that took a minute."""
    return Visit(
        id=id, source=source, kind="forum", url=f"https://{source}.example/",
        started_at=when - dt.timedelta(minutes=1), finished_at=when, state=state, **fields,
    )  # fmt: skip
