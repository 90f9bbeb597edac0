"""The month's report as an Excel workbook: a sheet of figures, then one for each number with what it counts."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, BinaryIO

from canhgiac import __version__
from canhgiac.export.extras import needed
from canhgiac.export.table import local
from canhgiac.export.xlsx import MAX_ROWS
from canhgiac.report.figures import FIRST_SEEN, Number, Report

_WIDTHS = {"name": 26, "how": 70, "sheet": 26, FIRST_SEEN: 26}


def write_workbook(report: Report, out: BinaryIO) -> None:
    """Writes the workbook. Raises ``CanhGiacError`` where XlsxWriter is not installed."""
    xlsxwriter = needed("xlsxwriter", "XLSX")
    draft = io.BytesIO()
    # no cell becomes a formula, a link or a number by its looks
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(draft, options)
    book.set_properties({"title": f"Cảnh Giác {report.month}", "created": report.counted_at.replace(tzinfo=None)})
    sheet = _sheet(book, "Figures", ("name", "value", "unit", "ids", "how", "sheet"))
    looks = {"share": "0.0 %", "median hours": "0.0"}
    formats = {unit: book.add_format({"num_format": look}) for unit, look in looks.items()}
    for row, number in enumerate(report.numbers, start=1):
        sheet.write_string(row, 0, number.name)
        if number.value is None:
            sheet.write_string(row, 1, "–")
        else:
            sheet.write_number(row, 1, number.value, formats.get(number.unit))
        sheet.write_string(row, 2, number.unit)
        sheet.write_number(row, 3, len(number.rows))
        sheet.write_string(row, 4, number.how)
        sheet.write_url(row, 5, f"internal:'{number.name}'!A1", string=number.name)
    for number in report.numbers:
        _rows(book, number)
    _about(book, report)
    book.close()
    out.write(draft.getbuffer())


def _sheet(book: Any, name: str, columns: tuple[str, ...]) -> Any:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(columns):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, _WIDTHS.get(title, 16))
    return sheet


def _rows(book: Any, number: Number) -> None:
    sheet = _sheet(book, number.name, number.columns)
    for row, cells in enumerate(number.rows[: MAX_ROWS - 1], start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                is_time = number.columns[column] == FIRST_SEEN
                sheet.write_string(row, column, local(dt.datetime.fromisoformat(cell)) if is_time else cell)
            else:
                sheet.write_number(row, column, cell)
    sheet.autofilter(0, 0, max(1, len(number.rows)), len(number.columns) - 1)


def _about(book: Any, report: Report) -> None:
    sheet = _sheet(book, "About", ("name", "value"))
    groups = local(report.groups_at) if report.groups_at else "never: run canhgiac campaigns --update"
    for row, (name, value) in enumerate(
        (
            ("made by", f"Cảnh Giác {__version__}"), ("month", report.month),
            ("counted at (Viet Nam)", local(report.counted_at)), ("clusters made at (Viet Nam)", groups),
            ("the month is over", "yes" if report.finished else "no: figures will change"),
            ("decisions", "those that hold when it was counted; purged findings are in no cluster"),
        ),
        start=1,
    ):  # fmt: skip
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
