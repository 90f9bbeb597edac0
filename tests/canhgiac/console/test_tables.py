"""The console's tables on a large store: what SQLite can count by itself must not read every record."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from canhgiac.campaigns import update
from canhgiac.console import tables
from canhgiac.console.questions import metadata
from canhgiac.records import Finding, Mention
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.canhgiac.findings import NOW, batch, finding, span

FINDINGS = 30


def named(n: int) -> Finding:
    text = f"Nhà cái {'x' * n}, số 09123456{n:02}"
    phone = Mention("phone", f"+849123456{n:02}", span(text, f"09123456{n:02}"), "offer")
    return finding(f"f{n:02}", text, indicators=(phone,))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "canhgiac.db"
    with SqliteStore(path) as opened:
        opened.write_batch(batch(*(named(n) for n in range(FINDINGS))))
        update(opened, WatchList(), NOW)
    return path


@pytest.fixture
def read(store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[sqlite3.Connection, Counter[str]]]:
    """A connection as the console has it, and how often each of its functions has read a record."""
    times: Counter[str] = Counter()
    made = tables._functions

    def counting(*settings: object) -> dict[str, object]:
        def counted(name: str, function: object) -> object:
            def call(*given: object) -> object:
                times[name] += 1
                return function(*given)  # type: ignore[operator]

            return call

        return {name: counted(name, function) for name, function in made(*settings).items()}  # type: ignore[arg-type]

    monkeypatch.setattr(tables, "_functions", counting)
    db = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    tables.prepare(db, [], "vi")
    yield db, times
    db.close()


@pytest.mark.parametrize("table", ["all_findings", "all_clusters", "all_campaigns", "all_indicators", "all_decisions"])
def test_counts_and_facets_read_no_record(read: tuple[sqlite3.Connection, Counter[str]], table: str) -> None:
    db, times = read
    described: dict[str, dict[str, object]] = metadata("vi")["databases"]["store"]["tables"]  # type: ignore[index]
    facets = [name for name in described[table]["facets"] if name != "who"]  # type: ignore[attr-defined]
    db.execute(f"SELECT count(*) FROM {table}").fetchall()
    for facet in facets:
        every = f"SELECT * FROM {table} WHERE {facet} IS NOT 'x'"
        db.execute(f"SELECT {facet}, count(*) FROM ({every}) WHERE {facet} IS NOT NULL GROUP BY {facet}").fetchall()
    assert not times


@pytest.mark.parametrize("table", ["all_findings", "all_clusters", "all_indicators"])
def test_a_page_reads_its_own_records_alone_newest_first(
    read: tuple[sqlite3.Connection, Counter[str]], table: str
) -> None:
    db, times = read
    described: dict[str, dict[str, str]] = metadata("vi")["databases"]["store"]["tables"]  # type: ignore[index]
    rows = db.execute(f"SELECT * FROM {table} ORDER BY {described[table]['sort_desc']} DESC LIMIT 3").fetchall()
    assert len(rows) == 3 and 0 < sum(times.values()) <= 5 * len(rows)
    if table == "all_findings":
        assert [row[0] for row in rows] == ["f29", "f28", "f27"]
