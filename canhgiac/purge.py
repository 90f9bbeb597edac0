"""Deleting what is past its time from every place where text lies: store, spool, quarantine, digests, outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from pathlib import Path

from canhgiac.days import day_of, shift
from canhgiac.defang import defang
from canhgiac.imports import Imports
from canhgiac.notify.outbox import Outbox
from canhgiac.query import Field, Query
from canhgiac.spool import Spool
from canhgiac.stores.base import FINDING_DAYS, Store


def purge(
    store: Store,
    spool: Spool,
    digests: Path,
    outbox: Outbox,
    now: dt.datetime,
    *,
    ids: Sequence[str] = (),
    source: str | None = None,
    why: str = "on request",
    dry_run: bool = False,
) -> dict[str, int]:
    """Deletes by age, or at once the findings ``ids`` or all of ``source``; counts of each kind of thing.

    Digests and waiting messages that show a finding deleted at once are deleted too: ``canhgiac digest`` writes the
    digests anew.
    Raises ``FindingNotFound`` before anything is deleted.
    """
    if not ids and source is None:
        return _by_age(store, spool, digests, outbox, now, dry_run)
    chosen = {store.finding_by_prefix(id).id for id in ids}
    expired = None
    if source is not None:
        chosen |= {
            finding.id
            for finding in store.findings(Query((Field("source", source.lower()),)))
            if finding.source == source
        }
        expired = spool.expire(now, dry_run=dry_run, source=source)
        if not dry_run:
            spool.forget_state(source)
    traces = {trace for id in chosen for trace in _traces(store, id)}
    pages = [page for page in _pages(digests) if any(trace in page.read_text("utf-8") for trace in traces)]
    messages = outbox.purge(traces, dry_run=dry_run)
    if not dry_run:
        for id in sorted(chosen):
            store.purge_finding(id, now, reason=why)
        for page in pages:
            page.unlink()
    counts = {"findings": len(chosen), "digest pages": len(pages), "messages": messages}
    if expired is not None:
        counts |= {"spool batches": expired.batches, "posts in quarantine": expired.quarantined}
    return counts


def _by_age(
    store: Store, spool: Spool, digests: Path, outbox: Outbox, now: dt.datetime, dry_run: bool
) -> dict[str, int]:
    report = store.purge(now, dry_run=dry_run)
    expired = spool.expire(now, dry_run=dry_run)
    oldest = shift(day_of(now), -FINDING_DAYS)
    pages = [page for page in _pages(digests) if page.name[:10] < oldest]
    if not dry_run:
        for page in [*pages, *_drafts(digests, now)]:
            page.unlink()
    return {
        "findings": report.findings,
        "findings of the review band": report.review,
        "pieces of evidence": report.evidence,
        "seen hashes": report.seen,
        "visits": report.visits,
        "spool batches": expired.batches,
        "posts in quarantine": expired.quarantined,
        "imported files": Imports(spool.url).expire(now, dry_run=dry_run),
        "digest pages": len(pages),
        "messages never delivered": outbox.expire(now, dry_run=dry_run),
    }


def _drafts(digests: Path, now: dt.datetime) -> list[Path]:
    """What a killed process had half written more than a day ago."""
    limit = now.timestamp() - 86400
    return [path for path in digests.glob(".*") if path.is_file() and path.stat().st_mtime < limit]


def _pages(digests: Path) -> list[Path]:
    return sorted(page for kind in ("html", "txt", "json") for page in digests.glob(f"*.{kind}"))


def _traces(store: Store, id: str) -> set[str]:
    """What a digest may show of a finding: its id, its cluster's, its indicators."""
    finding, hit = store.finding(id), store.clusters_of([id]).get(id)
    named = {escape(defang(mention.value)) for mention in finding.indicators} if finding else set()
    return {id[:12], *named, *([hit.cluster.id[:10]] if hit else ())}
