"""Reading findings again after the model has changed."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable

import msgspec

import nlp
from canhgiac.days import day_of
from canhgiac.findings import finding_of, fragment_of
from canhgiac.keys import Keys
from canhgiac.names import assess_posts
from canhgiac.records import BatchCounts, Finding, Post, Seen
from canhgiac.stores.base import BatchResult, Flagged, Store

CHUNK = 200


class ReassessReport(msgspec.Struct):
    """What reading again came to: findings read, changed, and no longer flagged."""

    read: int = 0
    kept: int = 0
    withdrawn: int = 0


def reassess(store: Store, keys: Keys, on_chunk: Callable[[int], None] | None = None) -> ReassessReport:
    """Assesses again every finding of another model whose text was kept whole; ``on_chunk`` gets how many so far.

    Of reports only clauses are kept, which say less than the post did: they stay as they are. What is no
    longer flagged goes, unless an analyst has decided on it. Decisions stay. Safe to interrupt and repeat.
    """
    report = ReassessReport()
    current = nlp.model_version()
    old = (each for each in store.findings() if each.model != current and (each.role == "offer" or each.review))
    while chunk := list(itertools.islice(old, CHUNK)):
        _one_chunk(store, keys, chunk, current, report)
        if on_chunk:
            on_chunk(report.read)
    return report


def _one_chunk(store: Store, keys: Keys, chunk: list[Finding], model: str, report: ReassessReport) -> None:
    kept: list[Flagged] = []
    withdrawn: list[Finding] = []
    posts = [_post_of(each) for each in chunk]
    for before, post, outcome in zip(chunk, posts, assess_posts(posts), strict=True):
        if isinstance(outcome, nlp.Failed):
            continue  # it stays as the earlier model left it
        after = finding_of(post, outcome, keys)
        if after is None:
            withdrawn.append(before)
        else:
            evidence = msgspec.structs.replace(post, fragment=store.evidence(before.id))
            kept.append(Flagged(after, keys.id_key(before.id), fragment_of(evidence, after)))
    store.write_batch(
        BatchResult(
            # counts of nothing: these posts were read and counted when they came
            BatchCounts(f"reassess-{model}-{secrets.token_hex(4)}", chunk[0].source, day_of(chunk[0].collected_at)),
            tuple(kept),
            tuple(Seen(keys.id_key(each.id), each.text_key, model, each.collected_at) for each in chunk),
            tuple(withdrawn),
        )
    )
    report.read += len(chunk)
    report.kept += len(kept)
    report.withdrawn += len(withdrawn)


def _post_of(finding: Finding) -> Post:
    return Post(
        finding.id,
        finding.source,
        finding.kind,
        finding.url,
        finding.text,
        finding.collected_at,
        finding.author,
        finding.thread,
        finding.posted_at,
    )
