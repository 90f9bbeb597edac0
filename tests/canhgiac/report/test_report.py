"""The month's report: every number equals the store's and lists what it counts; read back from the workbook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from canhgiac.campaigns import update
from canhgiac.days import day_of, shift
from canhgiac.errors import SettingsError
from canhgiac.query import parse
from canhgiac.records import Decision, Visit
from canhgiac.report.figures import Report, report
from canhgiac.report.workbook import write_workbook
from canhgiac.stores.base import Store
from canhgiac.stores.elastic import ElasticStore
from canhgiac.stores.groups import ClusterFilter
from canhgiac.stores.sqlite import SqliteStore
from canhgiac.watch import WatchList
from tests.canhgiac.findings import batch, finding
from tests.conftest import Command

OCTOBER = dt.datetime(2026, 10, 10, 5, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 11, 5, tzinfo=dt.UTC)
TEXTS = ("Vay nhanh lãi thấp", "Nạp đầu nhận thưởng lớn", "Bán dữ liệu khách hàng", "Tuyển người thuê tài khoản")
HOUR = dt.timedelta(hours=1)


@pytest.fixture(params=["sqlite", "elastic"])
def store(request: pytest.FixtureRequest, home: Path) -> Iterator[Store]:
    opened: Store
    if request.param == "sqlite":
        opened = SqliteStore(home / "canhgiac.db")
    else:
        opened = ElasticStore(request.getfixturevalue("indices").access)
    with opened:
        yield fill(opened)


def fill(store: Store) -> Store:
    found = [
        finding(f"f{n}", text, collected_at=OCTOBER + n * HOUR, posted_at=OCTOBER - n * HOUR) for n, text in enumerate(TEXTS)
    ]
    found += [
        finding("copy", TEXTS[0], collected_at=OCTOBER + 50 * HOUR, posted_at=OCTOBER + 49 * HOUR),
        finding("r1", "Người này lừa", role="report", collected_at=OCTOBER),
        finding("l1", "lua.top", role="report", kind="blocklist", collected_at=OCTOBER),
        finding("v1", "Có lẽ là vay", review=True, collected_at=OCTOBER),
        handed := finding("v2", "Vay gấp", review=True, collected_at=OCTOBER),
        finding("later", "Của tháng sau", collected_at=OCTOBER + dt.timedelta(days=25)),
    ]
    store.write_batch(batch(*found, day="2026-10-10", posts=400))
    update(store, WatchList(), AFTER)
    for n, verdict in enumerate(("confirmed", "handed_over", "false")):
        hit = store.clusters_of([f"f{n}"])[f"f{n}"]
        decide(store, f"d{n}", hit.cluster.id, verdict, hit.cluster.first_seen + (n + 1) * 10 * HOUR)
    store.decide(Decision("d8", "text", handed.text_key, "handed_over", "a", OCTOBER + 20 * HOUR))
    decide(store, "d9", store.clusters_of(["f0"])["f0"].cluster.id, "closed", AFTER)
    for day, state in ((10, "ok"), (11, "blocked"), (12, "ok")):
        when = dt.datetime(2026, 10, day, 3, tzinfo=dt.UTC)
        store.put_visit(Visit(f"v{day}", "s", "forum", "u", when, when, state))  # type: ignore[arg-type]
    return store


def decide(store: Store, id: str, cluster: str, verdict: Any, at: dt.datetime) -> None:
    store.decide(Decision(id, "cluster", cluster, verdict, "a", at))


def values(counted: Report) -> dict[str, float | None]:
    return {number.name: number.value for number in counted.numbers}


def test_every_number_equals_the_stores(store: Store) -> None:
    counted = report(store, "2026-10", AFTER)
    window = {"first_since": dt.datetime(2026, 9, 30, 17, tzinfo=dt.UTC), "first_before": dt.datetime(2026, 10, 31, 17, tzinfo=dt.UTC)}
    clusters = store.count_clusters(ClusterFilter(decision="any", **window))
    days = store.counts_between("2026-10-01", "2026-10-31")
    found = values(counted)
    assert found["clusters"] == clusters == 7 and counted.finished
    assert found["posts read"] == sum(day.posts for day in days) == 400
    assert found["offers"] == sum(day.offers for day in days) and found["reports"] == sum(day.reports for day in days) == 1
    assert (found["decided"], found["confirmed"], found["false"]) == (4, 3, 1)
    assert (found["confirmed share"], found["false rate"]) == (round(3 / 7, 4), round(1 / 4, 4))
    assert found["hours posted to seen"] == 3.0  # of 0, 2, 4 and 6 hours
    assert found["hours seen to decided"] == 20.0  # of 10, 20, 20 and 30: the first word on a cluster counts
    # read on 10 and 12 October, of the days from its first visit to the month's end
    assert found["coverage"] == round(2 / 22, 4)


def test_every_number_lists_its_ids(store: Store) -> None:
    counted = {number.name: number for number in report(store, "2026-10", AFTER).numbers}
    for name in ("clusters", "decided", "confirmed", "false", "offers", "reports"):
        ids = [row[0] for row in counted[name].rows]
        assert len(set(ids)) == len(ids) == counted[name].value, name
    assert {row[0] for row in counted["false"].rows} == {store.clusters_of(["f2"])["f2"].cluster.id}
    offers = store.search(parse("role:offer -is:review before:2026-11-01"))
    assert {row[0] for row in counted["offers"].rows} == {"v2", *(hit.finding.id for hit in offers)}
    assert counted["coverage"].rows == (("s", 2, 22, round(2 / 22, 4)),)


def in_vietnam(utc: Any) -> str:
    return (dt.datetime.fromisoformat(utc) + 7 * HOUR).strftime("%Y-%m-%d %H:%M")


def test_the_workbook_reads_back(store: Store, tmp_path: Path) -> None:
    counted = report(store, "2026-10", AFTER)
    with open(tmp_path / "r.xlsx", "wb") as file:
        write_workbook(counted, file)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    figures = {row[0]: row for row in book["Figures"].iter_rows(min_row=2, values_only=True)}
    for number in counted.numbers:
        assert figures[number.name][1] == (number.value if number.value is not None else "–")
        assert figures[number.name][3] == len(number.rows)
        header, *rows = book[number.name].iter_rows(values_only=True)
        assert header == number.columns
        read = [tuple(cell or "" if isinstance(cell, str | None) else cell for cell in row) for row in rows]
        if "first seen" in header:
            assert read == [(*row[:-1], in_vietnam(row[-1])) for row in number.rows]
        else:
            assert read == list(number.rows)
    assert {"Figures", "About", *(number.name for number in counted.numbers)} == set(book.sheetnames)


@pytest.mark.parametrize("month", ["2026-13", "tháng mười", "2026-1", "2027-01"])
def test_what_is_no_month_or_has_not_begun_is_refused(home: Path, month: str) -> None:
    with SqliteStore(home / "canhgiac.db") as store, pytest.raises(SettingsError, match=month):
        report(store, month, AFTER)


def test_an_empty_month_has_no_shares(home: Path) -> None:
    with SqliteStore(home / "canhgiac.db") as store:
        found = values(report(store, "2026-10", AFTER))
    assert (found["clusters"], found["confirmed share"], found["coverage"], found["hours seen to decided"]) == (0, None, None, None)


def test_the_command_writes_prints_and_says_what_is_wrong(canhgiac: Command, home: Path, tmp_path: Path) -> None:
    with SqliteStore(home / "canhgiac.db") as store:
        expected = report(fill(store), "2026-10", AFTER)
    written = canhgiac("report", "--month", "2026-10", "-o", "october.xlsx", "--json")
    assert written.returncode == 0, written.stderr
    assert openpyxl.load_workbook(tmp_path / "october.xlsx")["Figures"]["A2"].value == "posts read"
    record = json.loads(written.stdout)
    assert record["numbers"] == json.loads(msgspec.json.encode(expected.numbers))
    assert "25.0 %" in canhgiac("report", "--month", "2026-10").stdout
    last = shift(day_of(dt.datetime.now(dt.UTC))[:8] + "01", -1)[:7]
    assert f"figures of {last}" in canhgiac("report").stderr
    refused = canhgiac("report", "--month", "10/2026")
    assert refused.returncode == 2 and "2026-10" in refused.stderr
    assert canhgiac("report", "-o", "không/có.xlsx").returncode == 1
