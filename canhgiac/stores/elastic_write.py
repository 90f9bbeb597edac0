"""Writing batches into the search engine so that any order of them, any replay and several workers at once
end in the same state.

First every post's own document takes in what is new (``elastic_posts``). Then findings are written with
``collected_at`` as their version (``external_gte``): the server itself refuses an older one. Last comes the
batch's record, so that a batch that broke off half way is simply written again. What a finding's document
repeats of others (``first_seen``, ``edited_at``, ``verdict``) is looked at once more after it was written:
whoever writes last sees what all others wrote before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from canhgiac.records import Finding
from canhgiac.stores import elastic_posts as posts
from canhgiac.stores.base import BatchResult, Flagged, RecordsRefused, StoreUnavailable
from canhgiac.stores.elastic_bulk import Operation, Outcome, Stored
from canhgiac.stores.elastic_documents import (
    evidence_body,
    finding_body,
    partial,
    record_body,
    to_micros,
    verdict_id,
    verdict_operation,
)
from canhgiac.stores.elastic_posts import Post
from canhgiac.stores.elastic_server import Server

_ROUNDS = 20
#: Later versions than this are taken where a deleted one still stands in the way, in microseconds.
_STEP = 1000

Joined = dict[str, tuple[Post, Stored, bool]]


def store(server: Server, result: BatchResult) -> bool:
    """Stores a batch; ``False`` where its record is there already."""
    news = _news(result)
    batch = result.counts.batch
    ids = _verdict_ids(each.finding for each in result.findings)
    there = server.get_all({"batches": [batch], "verdicts": ids}, {"batches": (), "verdicts": ["verdict"]})
    if there["batches"]:
        return False
    verdicts = _verdicts(there["verdicts"], ids)
    joined = posts.join(server, news)
    living = [each for each in result.findings if _is_newest(joined[each.id_key][0], each.finding)]
    refused: dict[str, str] = {}
    _put(server, living, joined, verdicts, refused)
    if refused:
        raise RecordsRefused(refused, server.where)
    withdraw(server, result.withdrawn)
    touched = [key for key, (post, _, fresh) in joined.items() if post.finding and not fresh]
    _repeat(server, touched, joined)
    _look_again(server, living, joined, verdicts)
    [outcome] = server.bulk([Operation("create", "batches", batch, record_body(result.counts))])
    return outcome.status != 409


def _news(result: BatchResult) -> dict[str, Post]:
    """What a batch says of each post. Raises ``ValueError`` for naive times, before anything is written."""
    news: dict[str, Post] = {}
    for seen in result.seen:
        at = to_micros(seen.at)
        news.setdefault(seen.id_key, Post(texts=[], buried=[])).see(
            seen.text_key, seen.model, at, at, result.counts.batch
        )
    for flagged in result.findings:
        finding = flagged.finding
        version = to_micros(finding.collected_at)
        earliest = min(version, to_micros(finding.first_seen)) if finding.first_seen else version
        post = news.setdefault(flagged.id_key, Post(texts=[], buried=[]))
        post.flag(finding.id, finding.text_key, version, earliest)
    return news


def _is_newest(post: Post, finding: Finding) -> bool:
    version = to_micros(finding.collected_at)
    return not post.is_buried(finding.text_key, version) and version >= post.version


def _put(
    server: Server, living: list[Flagged], joined: Joined, verdicts: Mapping[str, str], refused: dict[str, str]
) -> None:
    """Writes findings and their evidence; those that a newer version has overtaken are passed over."""
    versions = {each.finding.id: to_micros(each.finding.collected_at) for each in living}
    for _ in range(_ROUNDS):
        operations: list[Operation] = []
        for each in living:
            finding, (post, _, fresh) = each.finding, joined[each.id_key]
            times = post.derived()
            body = finding_body(
                finding, each.id_key, times["first_seen"], times["edited_at"], verdicts.get(finding.text_key)
            )
            operations.append(Operation("index", "findings", finding.id, body, version=versions[finding.id]))
            operations += _evidence(each, fresh)
        outcomes = server.bulk(operations, refused)
        if refused:
            return
        done = zip(operations, outcomes, strict=True)
        conflicts = {operation.id for operation, outcome in done if _overtaken(operation, outcome)}
        living = [each for each in living if each.finding.id in conflicts]
        if not living:
            return
        living = _still_newest(server, living, versions)
    raise StoreUnavailable(
        f"{server.where}: other processes keep changing the same findings; run this again. Nothing is lost"
    )


def _overtaken(operation: Operation, outcome: Outcome) -> bool:
    return operation.name == "findings" and outcome.status == 409


def _evidence(each: Flagged, fresh: bool) -> list[Operation]:
    """Evidence of an earlier version shows another text: it goes. The same version keeps its own."""
    version = to_micros(each.finding.collected_at)
    if each.fragment is not None:
        return [Operation("index", "evidence", each.finding.id, evidence_body(each.finding, each.fragment), version)]
    return [] if fresh else [Operation("delete", "evidence", each.finding.id, version=version - 1)]


def _still_newest(server: Server, living: list[Flagged], versions: dict[str, int]) -> list[Flagged]:
    """Of findings that the server refused as older: those that aren't, with the version that it will take.

    A document's version also goes up where only a repeated field was changed, and that of a deleted one stays
    known for a minute (``index.gc_deletes``).
    """
    stored = server.get("findings", versions, fields=["collected_at"])
    newest = []
    for each in living:
        id = each.finding.id
        there = stored.get(id)
        if there is None:
            versions[id] += _STEP
        elif dt.datetime.fromisoformat(there.source["collected_at"]) <= each.finding.collected_at:
            versions[id] = max(versions[id], there.version)
        else:
            continue
        newest.append(each)
    return newest


def withdraw(server: Server, findings: Iterable[Finding]) -> None:
    """Removes findings that are no longer flagged, unless changed or decided since."""
    read = {each.id: each for each in findings}
    if not read:
        return
    stored = server.get("findings", read, fields=["id_key", "text_key", "collected_at"])
    ids = {verdict_id("text", each.source["text_key"]): each.source["text_key"] for each in stored.values()}
    verdicts = _verdicts(server.get("verdicts", ids, fields=["verdict"]), ids)
    going: dict[str, str] = {}
    for id, there in stored.items():
        unchanged = dt.datetime.fromisoformat(there.source["collected_at"]) == read[id].collected_at
        if unchanged and verdicts.get(there.source["text_key"], "false") == "false":
            going[there.source["id_key"]] = id

    def drop(key: str, post: Post) -> bool:
        if post.version != to_micros(read[going[key]].collected_at):
            return False
        post.drop()
        return True

    dropped = posts.change(server, list(going), drop)
    remove(server, {going[key]: stored[going[key]].version for key in dropped})


def remove(server: Server, versions: Mapping[str, int]) -> None:
    """Deletes findings (id → version) with their evidence and memberships; newer versions stay."""
    operations: list[Operation] = []
    for id, version in versions.items():
        operations.append(Operation("delete", "findings", id, version=version))
        operations.append(Operation("delete", "evidence", id, version=version))
        operations.append(Operation("delete", "memberships", id))
    server.bulk(operations)


def touch(server: Server, pairs: Iterable[tuple[str, str]], at: int) -> None:
    """Moves ``last_seen`` of the pairs of ``id_key`` and ``text_key`` that are known."""
    met: dict[str, set[str]] = {}
    for id_key, text_key in pairs:
        met.setdefault(id_key, set()).add(text_key)

    def move(key: str, post: Post) -> bool:
        later = [text for text in post.texts if text.text_key in met[key] and text.last_seen < at]
        for text in later:
            text.last_seen = at
        return bool(later)

    moved = {key: (post, stored, False) for key, (post, stored) in posts.change(server, list(met), move).items()}
    _repeat(server, [key for key, (post, _, _) in moved.items() if post.finding], moved)


def _verdict_ids(findings: Iterable[Finding]) -> dict[str, str]:
    """Text keys, by the ids of the documents that hold the words on them."""
    return {verdict_id("text", key): key for key in dict.fromkeys(each.text_key for each in findings)}


def _verdicts(held: Mapping[str, Stored], ids: Mapping[str, str]) -> dict[str, str]:
    """The analysts' word on each text that has one."""
    return {ids[id]: each.source["verdict"] for id, each in held.items()}


def _repeat(server: Server, id_keys: list[str], joined: Joined) -> None:
    """Writes the posts' times beside their findings, until no post has changed meanwhile."""
    for _ in range(_ROUNDS):
        if not id_keys:
            return
        changed = (joined[key][0] for key in id_keys)
        server.bulk(Operation("update", "findings", post.finding, partial(post.derived())) for post in changed)
        id_keys = _changed(server, id_keys, joined)


def _changed(server: Server, id_keys: list[str], joined: Joined) -> list[str]:
    """The posts that others have changed since; ``joined`` then has what they are now."""
    return _moved(server, server.get("posts", id_keys, fields=()), joined)


def _moved(server: Server, now: Mapping[str, Stored], joined: Joined) -> list[str]:
    moved = [key for key, stored in now.items() if stored.seq_no != joined[key][1].seq_no]
    for key, (post, stored) in (posts.known(server, moved) if moved else {}).items():
        joined[key] = (post, stored, False)
    return [key for key in moved if joined[key][0].finding]


def _look_again(server: Server, living: list[Flagged], joined: Joined, before: Mapping[str, str]) -> None:
    """Looks whether posts or verdicts have changed while the findings were written."""
    if not living:
        return
    ids = _verdict_ids(each.finding for each in living)
    wanted = {"posts": [each.id_key for each in living], "verdicts": list(ids)}
    now = server.get_all(wanted, {"posts": (), "verdicts": ["verdict"]})
    _repeat(server, _moved(server, now["posts"], joined), joined)
    verdicts = _verdicts(now["verdicts"], ids)
    late = [each.finding for each in living if verdicts.get(each.finding.text_key) != before.get(each.finding.text_key)]
    server.bulk(verdict_operation(each.id, verdicts.get(each.text_key)) for each in late)
