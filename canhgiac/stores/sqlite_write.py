"""Writing batches into SQLite so that any order of them, and any replay, ends in the same state.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable

import msgspec

from canhgiac.records import BatchCounts, Finding, Fragment, Seen
from canhgiac.stores.base import BatchResult, Flagged
from canhgiac.stores.sqlite_schema import to_micros
from canhgiac.stores.wording import both_lines, indicator_marks, indicator_words

_JSON = msgspec.json.Encoder()
#: Findings of one microsecond that have a place of their own in the order of time.
_SLOTS = 2048
#: Year 2100: later clocks are wrong, and would not fit into 64 bits.
_LATEST = 4_102_444_800_000_000
#: A mark that every finding has, so that a query of exclusions alone has something to exclude from.
EVERY = "every"


def place(micros: int) -> int:
    """The lowest ``findings.n`` of a moment: ``n`` goes up with time."""
    return max(-_LATEST, min(micros, _LATEST)) * _SLOTS


def mark(field: str, value: str) -> str:
    """The token that stands for ``field:value`` in the full-text index."""
    digest = hashlib.blake2b(f"{field}={value}".encode("utf-8", "surrogatepass"), digest_size=9)
    return "m" + digest.hexdigest()


def store(db: sqlite3.Connection, result: BatchResult) -> bool:
    """Stores a batch; ``False`` where its counts are there already."""
    if not _count(db, result.counts):
        return False
    for seen in result.seen:
        _see(db, seen)
    for flagged in result.findings:
        _put(db, flagged)
    for finding in result.withdrawn:
        _withdraw(db, finding)
    touched = {seen.id_key for seen in result.seen} | {flagged.id_key for flagged in result.findings}
    for id_key in touched:
        _mark_edited(db, id_key)
    return True


def touch(db: sqlite3.Connection, pairs: Iterable[tuple[str, str]], at: int) -> None:
    """Moves ``last_seen`` of the pairs of ``id_key`` and ``text_key`` that are known."""
    for id_key, text_key in pairs:
        moved = db.execute(
            "UPDATE seen SET last_seen = ? WHERE id_key = ? AND text_key = ? AND last_seen < ?",
            (at, id_key, text_key, at),
        )
        if moved.rowcount:
            _mark_edited(db, id_key)


def _count(db: sqlite3.Connection, counts: BatchCounts) -> bool:
    added = db.execute(
        "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch) DO NOTHING",
        (
            counts.batch, counts.source, counts.day, counts.posts, counts.new, counts.screened, counts.offers,
            counts.reports, counts.review, counts.image_only, counts.quarantined,
        ),
    )
    return added.rowcount == 1


def _see(db: sqlite3.Connection, seen: Seen) -> None:
    at = to_micros(seen.at)
    db.execute(
        """INSERT INTO seen VALUES (?, ?, ?, ?, ?) ON CONFLICT (id_key, text_key) DO UPDATE SET
               since = min(since, excluded.since),
               model = iif(excluded.last_seen >= last_seen, excluded.model, model),
               last_seen = max(last_seen, excluded.last_seen)""",
        (seen.id_key, seen.text_key, seen.model, at, at),
    )


def _put(db: sqlite3.Connection, flagged: Flagged) -> None:
    finding = flagged.finding
    version = to_micros(finding.collected_at)
    if _is_buried(db, flagged.id_key, finding.text_key, version):
        return
    first_seen = min(version, to_micros(finding.first_seen)) if finding.first_seen else version
    old = db.execute("SELECT n, version, first_seen FROM findings WHERE id = ?", (finding.id,)).fetchone()
    if old is None:
        _insert(db, _free_place(db, first_seen), flagged, version, first_seen)
        return
    n, old_version, old_first = old
    if first_seen < old_first:
        n = _move(db, n, first_seen)
    if version >= old_version:
        _replace(db, n, flagged, version)


def _is_buried(db: sqlite3.Connection, id_key: str, text_key: str, version: int) -> bool:
    found = db.execute(
        "SELECT 1 FROM tombstones WHERE id_key = ? AND (text_key = ? OR version >= ?) LIMIT 1",
        (id_key, text_key, version),
    )
    return found.fetchone() is not None


def _withdraw(db: sqlite3.Connection, finding: Finding) -> None:
    row = db.execute(
        """SELECT n FROM findings AS f WHERE id = ? AND version = ? AND NOT EXISTS (
               SELECT 1 FROM verdicts AS v
               WHERE v.subject = 'text' AND v.target = f.text_key AND v.verdict != 'false')""",
        (finding.id, to_micros(finding.collected_at)),
    ).fetchone()
    if row is not None:
        db.execute("DELETE FROM finding_words WHERE rowid = ?", row)
        db.execute("DELETE FROM findings WHERE n = ?", row)


def _free_place(db: sqlite3.Connection, first_seen: int) -> int:
    low = place(first_seen)
    while True:
        top = db.execute("SELECT max(n) FROM findings WHERE n >= ? AND n < ?", (low, low + _SLOTS)).fetchone()[0]
        if top is None:
            return low
        if top + 1 < low + _SLOTS:
            return int(top) + 1
        low += _SLOTS


def _columns(flagged: Flagged, version: int) -> tuple[object, ...]:
    finding = flagged.finding
    return (
        finding.id, flagged.id_key, finding.text_key, version, finding.source, finding.kind, finding.category,
        finding.scheme, finding.role, int(finding.review), finding.score, finding.model, _document(finding),
    )


def _document(finding: Finding) -> bytes:
    """The finding as JSON, without what the columns keep over its versions."""
    return _JSON.encode(msgspec.structs.replace(finding, first_seen=None, edited_at=None))


def _insert(db: sqlite3.Connection, n: int, flagged: Flagged, version: int, first_seen: int) -> None:
    db.execute(
        """INSERT INTO findings (id, id_key, text_key, version, source, kind, category, scheme, role, review,
               score, model, doc, n, first_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (*_columns(flagged, version), n, first_seen),
    )
    _index(db, n, flagged.finding)
    _keep_evidence(db, flagged.finding.id, version, flagged.fragment)


def _replace(db: sqlite3.Connection, n: int, flagged: Flagged, version: int) -> None:
    db.execute(
        """UPDATE findings SET id = ?, id_key = ?, text_key = ?, version = ?, source = ?, kind = ?,
               category = ?, scheme = ?, role = ?, review = ?, score = ?, model = ?, doc = ? WHERE n = ?""",
        (*_columns(flagged, version), n),
    )
    db.execute("DELETE FROM finding_words WHERE rowid = ?", (n,))
    _index(db, n, flagged.finding)
    _keep_evidence(db, flagged.finding.id, version, flagged.fragment)


def _move(db: sqlite3.Connection, n: int, first_seen: int) -> int:
    """An older version turned up: the finding's place in time goes back."""
    moved = _free_place(db, first_seen)
    db.execute("UPDATE findings SET n = ?, first_seen = ? WHERE n = ?", (moved, first_seen, n))
    words = db.execute("SELECT exact, folded, named, marks FROM finding_words WHERE rowid = ?", (n,)).fetchone()
    db.execute("DELETE FROM finding_words WHERE rowid = ?", (n,))
    db.execute(
        "INSERT INTO finding_words (rowid, exact, folded, named, marks) VALUES (?, ?, ?, ?, ?)", (moved, *words)
    )
    return moved


def _index(db: sqlite3.Connection, n: int, finding: Finding) -> None:
    db.execute(
        "INSERT INTO finding_words (rowid, exact, folded, named, marks) VALUES (?, ?, ?, ?, ?)",
        (
            n, *both_lines(finding.text), indicator_words(finding.indicators), " ".join(sorted(_marks(finding))),
        ),
    )


def _marks(finding: Finding) -> set[str]:
    pairs = [
        ("category", finding.category), ("role", finding.role), ("source", finding.source.lower()),
        ("kind", finding.kind.lower()), *indicator_marks(finding.indicators),
    ]
    if finding.scheme:
        pairs.append(("scheme", finding.scheme))
    pairs += [("tag", scheme) for scheme in (finding.scheme, *finding.tags) if scheme]
    if finding.review:
        pairs.append(("is", "review"))
    return {EVERY} | {mark(field, value) for field, value in pairs}


def _keep_evidence(db: sqlite3.Connection, id: str, version: int, fragment: Fragment | None) -> None:
    """Evidence of an earlier version shows another text: it goes. The same version keeps its own."""
    if fragment is None:
        db.execute("DELETE FROM evidence WHERE finding = ? AND version != ?", (id, version))
        return
    db.execute(
        """INSERT INTO evidence VALUES (?, ?, ?) ON CONFLICT (finding) DO UPDATE SET
               version = excluded.version, fragment = excluded.fragment""",
        (id, version, _JSON.encode(fragment)),
    )


def _mark_edited(db: sqlite3.Connection, id_key: str) -> None:
    """Sets ``edited_at`` from what is known of the post, whatever the order in which it came.

    What was marked stays marked where the rows of ``seen`` that showed it have expired since.
    """
    row = db.execute(
        "SELECT n, text_key, version, edited_at FROM findings WHERE id_key = ?", (id_key,)
    ).fetchone()
    latest = db.execute(
        "SELECT text_key, since, last_seen FROM seen WHERE id_key = ? ORDER BY last_seen DESC, text_key LIMIT 1",
        (id_key,),
    ).fetchone()
    if row is None:
        return
    n, text_key, version, marked = row
    edited: int | None = marked if marked is not None and marked > version else None
    if latest is not None:
        seen_key, since, last_seen = latest
        if seen_key != text_key and last_seen > version:
            edited = since if since > version else last_seen
        elif edited is not None and last_seen >= edited:
            edited = None
    if edited != marked:
        db.execute("UPDATE findings SET edited_at = ? WHERE n = ?", (edited, n))
