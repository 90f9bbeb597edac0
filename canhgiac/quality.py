"""How right the model was, from what analysts decided: precision and calibration on their own stream.

A text counts once, by its latest finding. Decided ``confirmed`` or ``handed_over`` it was right, ``false`` it was
wrong; ``closed`` says neither. What nobody decided, and what was never flagged, is not in these figures: recall
cannot be had from decisions, and precision is that of the texts which somebody chose to look at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import msgspec

from canhgiac.records import VOUCHED, Finding, Verdict
from canhgiac.stores.base import Store
from nlp.rates import wilson

WRONG: frozenset[Verdict] = frozenset({"false"})
#: Edges of the score bins of the calibration rows.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)


class Row(msgspec.Struct, frozen=True):
    """Texts decided in one group: how many, how many rightly flagged, the share, and its 95 % interval (Wilson)."""

    group: str
    name: str
    decided: int
    right: int
    precision: float
    low: float
    high: float
    mean_score: float


class Quality(msgspec.Struct, frozen=True):
    """Rows by what they group (``category``, ``role``, ``scheme``, ``kind``, ``model``, ``review``, ``score``), and
    how many flagged texts nobody has decided."""

    rows: tuple[Row, ...]
    undecided: int


def from_decisions(store: Store) -> Quality:
    """Measures the store's decided texts. Reads every finding once, in flat memory but for the keys of its texts."""
    held = {target: decision.verdict for target, decision in store.holding("text").items()}
    groups: dict[tuple[str, str], list[tuple[bool, float]]] = {}
    seen: set[str] = set()
    undecided = 0
    for finding in store.findings(include_hidden=True):
        if finding.text_key in seen:
            continue
        seen.add(finding.text_key)
        verdict = held.get(finding.text_key)
        if verdict is None:
            undecided += 1
        elif verdict in VOUCHED or verdict in WRONG:
            for group in _groups(finding):
                groups.setdefault(group, []).append((verdict in VOUCHED, finding.score))
    return Quality(tuple(_row(group, name, told) for (group, name), told in sorted(groups.items())), undecided)


def _groups(finding: Finding) -> Iterable[tuple[str, str]]:
    yield "all", "all"
    yield "category", finding.category
    yield "role", finding.role
    yield "scheme", finding.scheme or "none"
    yield "kind", finding.kind
    yield "model", finding.model
    yield "review", "yes" if finding.review else "no"
    for low, high in itertools.pairwise(BINS):
        if low <= finding.score < high:
            yield "score", f"{low:.2f} to {min(1.0, high):.2f}"


def _row(group: str, name: str, told: list[tuple[bool, float]]) -> Row:
    right = sum(was_right for was_right, _ in told)
    low, high = wilson(right, len(told))
    mean = sum(score for _, score in told) / len(told)
    share = right / len(told)
    return Row(group, name, len(told), right, round(share, 4), round(low, 4), round(high, 4), round(mean, 4))
