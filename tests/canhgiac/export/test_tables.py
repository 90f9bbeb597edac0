"""CSV and XLSX, read back as their users read them."""

from __future__ import annotations

import csv
import io

import msgspec
import openpyxl
import pytest

from canhgiac.export.csv_table import write_csv
from canhgiac.export.xlsx import write_xlsx
from canhgiac.records import Mention
from canhgiac.stores.base import Store
from tests.canhgiac.export.conftest import post, selected, write
from tests.canhgiac.stores.samples import decide

LONG = "0012345678901234567"  # nineteen digits: a number would lose the zeros and the tail


def csv_rows(store: Store) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_csv(selected(store), out)
    assert out.getvalue().startswith(b"\xef\xbb\xbf"), "Excel takes UTF-8 for what it is only with a BOM"
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""), dialect="excel"))


def workbook(store: Store) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_xlsx(selected(store), out)
    return openpyxl.load_workbook(out)


def test_csv_has_every_indicator_with_its_bank(store: Store) -> None:
    write(store, post("a", f"bank_account:vietcombank:{LONG}", holder="NGUYỄN VĂN A", scheme="loan"))
    (row,) = csv_rows(store)
    assert (row["value"], row["bank"], row["bank_bin"]) == (LONG, "vietcombank", "970436")
    assert (row["holders"], row["standing"], row["schemes"]) == ("NGUYỄN VĂN A", "offered", "loan")
    assert row["first_seen"] == "2026-11-02 10:00", "Vietnam's time"


def test_a_row_says_where_nobody_may_block(store: Store) -> None:
    write(
        store,
        post("a", "domain:raovat-hn.com", "domain:weebly.com", "domain:vay-nhanh.top", "url:bit.ly/x", "zalo:+84912345678",
             site="raovat-hn.com"),
        post("b", "url:truong.edu.vn/nohu", stance="official", verdict="compromised_official"),
    )  # fmt: skip
    decide(store, store.finding_by_prefix("a"), "confirmed")
    assert {row["value"]: row["never_block"] for row in csv_rows(store)} == {
        "raovat-hn.com": "yes", "weebly.com": "yes", "truong.edu.vn/nohu": "yes", "vay-nhanh.top": "", "bit.ly/x": "",
        "'+84912345678": "",
    }  # fmt: skip
    names, *rows = workbook(store)["Indicators"].iter_rows(values_only=True)
    assert {row[1] for row in rows if row[names.index("never_block")] == "yes"} == {
        "raovat-hn.com", "weebly.com", "truong.edu.vn/nohu",
    }  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_csv_cell_is_a_formula(store: Store, start: str) -> None:
    nasty = f"{start}HYPERLINK(\"https://xau.example\"),'x'"
    mention = Mention("telegram", nasty, (0, 1), "offer", holder=nasty)
    write(store, msgspec.structs.replace(post("a"), indicators=(mention,)))
    (row,) = csv_rows(store)
    assert row["value"] == f"'{nasty}" and row["holders"] == f"'{nasty}"


def test_xlsx_keeps_long_numbers_and_zeros_as_text(store: Store) -> None:
    write(store, post("a", f"bank_account:vietcombank:{LONG}", "phone:+84912345678", "url:bit.ly/=1+1"))
    sheet = workbook(store)["Indicators"]
    names = [cell.value for cell in sheet[1]]
    cells = {row[1].value: row[1] for row in sheet.iter_rows(min_row=2)}
    assert set(cells) == {LONG, "+84912345678", "bit.ly/=1+1"}
    for cell in cells.values():
        assert cell.data_type == "s" and cell.number_format == "@" and cell.hyperlink is None
    confidence = sheet.cell(2, names.index("confidence_percent") + 1)
    assert confidence.value == 96 and confidence.data_type == "n"


def test_xlsx_cells_are_never_formulas(store: Store) -> None:
    write(store, post("a", "telegram:=cmd|calc", holder="@SUM(A1)"))
    sheet = workbook(store)["Indicators"]
    assert [cell.value for cell in sheet[2] if cell.data_type == "f"] == []
    assert "=cmd|calc" in [cell.value for cell in sheet[2]]


def test_xlsx_says_what_it_is(store: Store) -> None:
    book = workbook(store)
    assert book.sheetnames == ["Indicators", "Campaigns", "About"]
    assert dict(row[:2] for row in book["About"].iter_rows(min_row=2, values_only=True))["indicators"] == "0"
