"""Findings made by hand, for tests of what comes after the analysis."""

from __future__ import annotations

import datetime as dt
from typing import Any

from canhgiac.records import BatchCounts, EvidenceSpan, Finding, Mention, Scores, Seen
from canhgiac.stores.base import BatchResult, Flagged

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
TEXT = "Nhà cái uy tín, nạp đầu tặng 100%. Vào https://vn99bet.vip/dk hoặc tele @cskhvn99, số 0912345678."


def span(text: str, piece: str) -> tuple[int, int]:
    start = text.index(piece)
    return start, start + len(piece)


def finding(id: str = "f1", text: str = TEXT, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "id": id, "source": "s", "kind": "forum", "url": f"https://forum.example/{id}", "text": text,
        "text_key": f"t-{text}", "collected_at": NOW, "category": "gambling", "role": "offer",
        "scheme": "bookmaker", "score": 0.98, "scores": Scores(gambling=0.98), "model": "test",
    }  # fmt: skip
    if text == TEXT:
        values["indicators"] = (
            Mention("url", "https://vn99bet.vip/dk", span(text, "https://vn99bet.vip/dk"), "offer"),
            Mention("telegram", "cskhvn99", span(text, "@cskhvn99"), "offer"),
            Mention("phone", "+84912345678", span(text, "0912345678"), "offer"),
        )
        values["evidence"] = (EvidenceSpan(span(text, "nạp đầu tặng 100%"), 2.5, "phrase"),)
    return Finding(**{**values, **changes})


def batch(*findings: Finding, name: str = "b1", day: str = "2026-11-22", posts: int = 10) -> BatchResult:
    return BatchResult(
        BatchCounts(name, "s", day, posts=posts, new=posts, offers=len(findings)),
        tuple(Flagged(each, f"k-{each.id}") for each in findings),
        tuple(Seen(f"k-{each.id}", each.text_key, "test", each.collected_at) for each in findings),
    )
