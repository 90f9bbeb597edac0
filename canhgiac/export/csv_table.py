"""Indicators as CSV that Excel opens as it is: UTF-8 with BOM, commas, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from canhgiac.export.selection import Selected
from canhgiac.export.table import COLUMNS, rows

#: What makes spreadsheets read a cell as a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(selected: Selected, out: BinaryIO) -> None:
    """Writes one row for each indicator under a row of names."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    table = csv.writer(text, dialect="excel")
    table.writerow(COLUMNS)
    table.writerows(map(neutral, rows(selected.indicators)))
    text.detach()


def neutral(cells: Iterable[str]) -> list[str]:
    """Cells with an apostrophe before what a spreadsheet would calculate (``+84912345678`` too)."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
