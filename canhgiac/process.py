"""From the spool to the store: read a batch, assess what is new, keep what is flagged, acknowledge."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Callable, Container

import msgspec

import nlp
from canhgiac.days import day_of
from canhgiac.errors import NotFoundError, SpoolDamaged
from canhgiac.findings import finding_of, fragment_of
from canhgiac.keys import Keys
from canhgiac.names import assess_posts
from canhgiac.records import Assessment, BatchCounts, Post, Seen
from canhgiac.spool import MAX_ATTEMPTS, Spool, source_of
from canhgiac.stores.base import BatchResult, Flagged, RecordsRefused, Store
from canhgiac.visits import deliver_visits

#: Seconds that the analysis of one suspicious piece of a batch may take in a process of its own.
TRIAL_SECONDS = 120


class ProcessReport(msgspec.Struct):
    """What a run of ``process`` came to, summed over its batches; ``left`` were not begun for want of time."""

    batches: int = 0
    posts: int = 0
    new: int = 0
    screened: int = 0
    offers: int = 0
    reports: int = 0
    review: int = 0
    quarantined: int = 0
    damaged: int = 0
    left: int = 0

    def add(self, counts: BatchCounts) -> None:
        """Adds one batch's counts."""
        self.batches += 1
        for name in ("posts", "new", "screened", "offers", "reports", "review", "quarantined"):
            setattr(self, name, getattr(self, name) + getattr(counts, name))


def process(
    spool: Spool,
    store: Store,
    keys: Keys,
    *,
    limit: int | None = None,
    within: float | None = None,
    wanted: Callable[[str], bool] | None = None,
    on_batch: Callable[[int, int], None] | None = None,
) -> ProcessReport:
    """Works the spool off, oldest batch first: ``limit`` batches at most, none begun after ``within`` seconds,
    those alone whose source is ``wanted``.

    ``on_batch`` gets how many are done and how many there were. Raises ``StoreError`` or ``SpoolError``
    when the store or the spool fails; the batch at hand then stays in the spool for the next run.
    """
    deliver_visits(spool, store)
    ends = None if within is None else time.monotonic() + within
    waiting = [batch for batch in spool.batches() if wanted is None or wanted(source_of(batch))][:limit]
    report = ProcessReport()
    for done, batch in enumerate(waiting):
        if ends is not None and time.monotonic() >= ends:
            report.left = len(waiting) - done
            break
        if on_batch:
            on_batch(done, len(waiting))
        _one_batch(spool, store, keys, batch, report)
    if on_batch:
        on_batch(len(waiting) - report.left, len(waiting))
    return report


def _one_batch(spool: Spool, store: Store, keys: Keys, batch: str, report: ProcessReport) -> None:
    began_before = spool.begin(batch)
    try:
        header, posts = spool.read(batch)
    except NotFoundError:
        return  # acknowledged or purged meanwhile
    except SpoolDamaged as error:
        spool.set_aside(batch, str(error))
        report.damaged += 1
        return
    now = dt.datetime.now(dt.UTC)
    total = len(posts)
    bad: list[tuple[Post, str]] = []
    if began_before >= MAX_ATTEMPTS:
        posts, bad = _survivors(posts)
    fresh = _unknown(posts, store, keys)
    findings: list[Flagged] = []
    seen: list[Seen] = []
    screened = 0
    for post, outcome in zip(fresh, assess_posts(fresh), strict=True):
        try:
            if isinstance(outcome, nlp.Failed):
                raise nlp.AssessmentError(post.id, outcome.reason)
            finding = finding_of(post, outcome, keys)
        except Exception as error:  # whatever one post does to the analysis, the others go on
            bad.append((post, f"{type(error).__name__}: {error}"))
            continue
        screened += outcome.screened
        seen.append(_seen(post, outcome, keys))
        if finding is not None:
            findings.append(Flagged(finding, keys.id_key(post.id), fragment_of(post, finding)))
    for post, reason in bad:
        spool.quarantine(post, reason, now)
    counts = BatchCounts(
        batch=batch,
        source=header.source,
        day=day_of(header.created_at),
        posts=total,
        new=len(fresh),
        screened=screened,
        offers=sum(each.finding.role == "offer" and not each.finding.review for each in findings),
        reports=sum(each.finding.role == "report" and not each.finding.review for each in findings),
        review=sum(each.finding.review for each in findings),
        image_only=sum(post.image_only for post in fresh),
        quarantined=len(bad),
    )
    result = BatchResult(counts, tuple(findings), tuple(seen))
    try:
        stored = store.write_batch(result)
    except RecordsRefused as error:
        result = _without(result, error.reasons)
        for post in fresh:
            if post.id in error.reasons:
                spool.quarantine(post, error.reasons[post.id], now)
        stored = store.write_batch(result)
    if stored:
        report.add(result.counts)
    spool.acknowledge(batch)


def _without(result: BatchResult, refused: Container[str]) -> BatchResult:
    """The batch without findings that the store can't take; their posts stay seen and count as quarantined."""
    kept = tuple(each for each in result.findings if each.finding.id not in refused)
    gone = [each.finding for each in result.findings if each.finding.id in refused]
    counts = msgspec.structs.replace(
        result.counts,
        offers=result.counts.offers - sum(each.role == "offer" and not each.review for each in gone),
        reports=result.counts.reports - sum(each.role == "report" and not each.review for each in gone),
        review=result.counts.review - sum(each.review for each in gone),
        quarantined=result.counts.quarantined + len(gone),
    )
    return msgspec.structs.replace(result, counts=counts, findings=kept)


def _unknown(posts: list[Post], store: Store, keys: Keys) -> list[Post]:
    """The posts whose pair of id and text is not known, each once; the store is told that it met the others again."""
    known = store.seen([keys.id_key(post.id) for post in posts])
    here: set[tuple[str, str]] = set()
    fresh, met = [], []
    for post in posts:
        pair = (keys.id_key(post.id), keys.text_key(post.text))
        state = known.get(pair[0])
        if state is not None and state.text_key == pair[1]:
            met.append(pair)
        elif pair not in here:
            here.add(pair)
            fresh.append(post)
    if met:
        store.touch(met, min(post.collected_at for post in posts))
    return fresh


def _seen(post: Post, assessment: Assessment, keys: Keys) -> Seen:
    return Seen(keys.id_key(post.id), keys.text_key(post.text), assessment.model, post.collected_at)


def _survivors(posts: list[Post]) -> tuple[list[Post], list[tuple[Post, str]]]:
    """Parts a batch whose analysis died several times into posts that are safe and posts that are not.

    Each part is tried in a process of its own (``canhgiac.trial``), halved where that process dies, so
    that the analysis here survives. A batch that was merely interrupted comes through whole.
    """
    reason = _trial(posts)
    if reason is None:
        return posts, []
    if len(posts) == 1:
        return [], [(posts[0], reason)]
    middle = len(posts) // 2
    safe_left, bad_left = _survivors(posts[:middle])
    safe_right, bad_right = _survivors(posts[middle:])
    return safe_left + safe_right, bad_left + bad_right


def _trial(posts: list[Post]) -> str | None:
    """Why the analysis of ``posts`` in another process died; ``None`` where it did not."""
    lines = b"".join(msgspec.json.encode(post) + b"\n" for post in posts)
    try:
        trial = subprocess.run(
            [sys.executable, "-m", "canhgiac.trial"],
            input=lines,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=TRIAL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"the analysis did not end within {TRIAL_SECONDS} s"
    return None if trial.returncode == 0 else f"the analysis died (exit status {trial.returncode})"
