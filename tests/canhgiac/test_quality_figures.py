"""`quality --from-decisions`: precision and calibration as analysts decided, one text once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from canhgiac.quality import from_decisions
from canhgiac.stores.base import Store
from canhgiac.stores.sqlite import SqliteStore
from tests.canhgiac.stores.samples import at, batch, decide, finding


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with SqliteStore(tmp_path / "canhgiac.db") as opened:
        sure = finding("f1", "vay nóng không cần gì", score=0.97, scheme="loan")
        copy = finding("f2", "vay nóng không cần gì", score=0.97, scheme="loan")
        wrong = finding("f3", "bán nhà chính chủ", score=0.65, scheme="loan")
        handed = finding("f4", "nạp đầu tặng 100%", category="gambling", scheme="bookmaker", score=0.92)
        open_ = finding("f5", "tuyển cộng tác viên", score=0.7)
        closed = finding("f6", "việc nhẹ lương cao", score=0.7)
        opened.write_batch(batch(sure, copy, wrong, handed, open_, closed))
        for each, verdict in ((sure, "false"), (sure, "confirmed"), (wrong, "false"), (handed, "handed_over"),
                              (closed, "closed")):
            decide(opened, each, verdict, at(0, hours=1 + (verdict == "confirmed")))
        yield opened


def test_the_latest_word_on_each_text_counts_once(store: Store) -> None:
    found = from_decisions(store)
    rows = {(row.group, row.name): row for row in found.rows}
    assert (rows["all", "all"].decided, rows["all", "all"].right) == (3, 2)
    assert (rows["scheme", "loan"].decided, rows["scheme", "loan"].precision) == (2, 0.5)
    assert rows["category", "gambling"].precision == 1.0
    assert rows["category", "gambling"].low < 1.0
    assert found.undecided == 1


def test_scores_are_held_against_what_was_right(store: Store) -> None:
    rows = {row.name: row for row in from_decisions(store).rows if row.group == "score"}
    assert (rows["0.95 to 1.00"].right, rows["0.60 to 0.70"].right) == (1, 0)
    assert rows["0.95 to 1.00"].mean_score == 0.97


def test_nothing_decided_gives_no_row(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "canhgiac.db") as empty:
        assert from_decisions(empty).rows == ()
