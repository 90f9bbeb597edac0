"""Analysts' decisions in SQLite: an audit that only grows, and the word that holds for each target.

Nothing here refers to findings: a decision outlives every re-processing and purge.
"""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from canhgiac.records import Decision
from canhgiac.stores.base import StoreError
from canhgiac.stores.sqlite_schema import to_micros

_JSON = msgspec.json.Encoder()
_DECISION = msgspec.json.Decoder(Decision)
#: Values asked for at once; SQLite takes 32,766 (SQLITE_MAX_VARIABLE_NUMBER).
CHUNK = 500


def add(db: sqlite3.Connection, decision: Decision) -> None:
    """Appends to the audit; the latest by ``at`` holds, of equal ones the last to arrive."""
    at = to_micros(decision.at)
    known = db.execute("SELECT doc FROM decisions WHERE id = ?", (decision.id,)).fetchone()
    if known:
        if _DECISION.decode(known[0]) != decision:
            raise StoreError(f"Decision {decision.id} exists and says something else; give the new one its own id")
        return
    added = db.execute(
        "INSERT INTO decisions (id, subject, target, at, verdict, doc) VALUES (?, ?, ?, ?, ?, ?)",
        (decision.id, decision.on, decision.target, at, decision.verdict, _JSON.encode(decision)),
    )
    db.execute(
        """INSERT INTO verdicts VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject, target) DO UPDATE SET
               verdict = excluded.verdict, at = excluded.at, decision = excluded.decision
           WHERE excluded.at >= at""",
        (decision.on, decision.target, decision.verdict, at, added.lastrowid),
    )


def audit(db: sqlite3.Connection, target: str | None) -> list[Decision]:
    """All decisions, or those on one target, oldest first."""
    rows = db.execute("SELECT doc FROM decisions WHERE ?1 IS NULL OR target = ?1 ORDER BY at, seq", (target,))
    return [_DECISION.decode(doc) for (doc,) in rows]


def holding(db: sqlite3.Connection, subject: str, targets: Iterable[str]) -> dict[str, Decision]:
    """The decision that holds for each target of ``subject``."""
    wanted = list(dict.fromkeys(targets))
    held: dict[str, Decision] = {}
    for begin in range(0, len(wanted), CHUNK):
        chunk = wanted[begin : begin + CHUNK]
        rows = db.execute(
            f"""SELECT v.target, d.doc FROM verdicts AS v JOIN decisions AS d ON d.seq = v.decision
                WHERE v.subject = ? AND v.target IN ({", ".join("?" * len(chunk))})""",
            (subject, *chunk),
        )
        held |= {target: _DECISION.decode(doc) for target, doc in rows}
    return held


def all_holding(db: sqlite3.Connection, subject: str) -> dict[str, Decision]:
    """The decision that holds for every decided target of ``subject``."""
    rows = db.execute(
        """SELECT v.target, d.doc FROM verdicts AS v JOIN decisions AS d ON d.seq = v.decision
           WHERE v.subject = ? ORDER BY v.target""",
        (subject,),
    )
    return {target: _DECISION.decode(doc) for target, doc in rows}
