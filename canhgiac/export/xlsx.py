"""Indicators and campaigns as an Excel workbook. Every value is text: long accounts and leading zeros live."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from canhgiac import __version__
from canhgiac.export.extras import needed
from canhgiac.export.selection import Selected
from canhgiac.export.table import COLUMNS, local, rows
from canhgiac.records import Campaign

#: What a sheet of XLSX holds, its row of names included.
MAX_ROWS = 1_048_576
#: Characters that a cell holds.
_MAX_CELL = 32_767
#: Columns that are counted or sorted as numbers; none of them is an identifier.
_NUMBERS = frozenset({"confidence_percent", "offers", "reports", "sources", "clusters", "findings"})
_CAMPAIGN_COLUMNS = (
    "id", "name", "category", "clusters", "findings", "offers", "reports", "first_seen", "last_seen", "schemes",
    "indicators",
)  # fmt: skip


def write_xlsx(selected: Selected, out: BinaryIO) -> None:
    """Writes the workbook. Indicators beyond a sheet's height go on in further sheets.

    Raises ``CanhGiacError`` where XlsxWriter is not installed.
    """
    xlsxwriter = needed("xlsxwriter", "XLSX")
    draft = io.BytesIO()
    # no cell becomes a formula, a link or a number by its looks
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(draft, options)
    book.set_properties({"title": "Cảnh Giác", "created": selected.at.replace(tzinfo=None)})
    every = list(rows(selected.indicators))
    height = MAX_ROWS - 1
    for number, start in enumerate(range(0, max(1, len(every)), height), start=1):
        name = "Indicators" if number == 1 else f"Indicators {number}"
        _sheet(book, name, COLUMNS, every[start : start + height])
    _sheet(book, "Campaigns", _CAMPAIGN_COLUMNS, map(_campaign, selected.campaigns))
    _sheet(book, "About", ("what", "value"), _about(selected))
    book.close()
    out.write(draft.getbuffer())


def _sheet(book: Any, name: str, columns: Sequence[str], cells: Iterable[Sequence[str]]) -> None:
    sheet: Any = book.add_worksheet(name)
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(columns):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 34 if title in ("value", "holders", "name", "indicators") else 16, text)
    last = 0
    for last, row in enumerate(cells, start=1):
        for column, cell in enumerate(row):
            if columns[column] in _NUMBERS:
                sheet.write_number(last, column, int(cell))
            else:
                sheet.write_string(last, column, cell[:_MAX_CELL], text)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _campaign(campaign: Campaign) -> tuple[str, ...]:
    return (
        campaign.id, campaign.name, campaign.category, str(campaign.clusters), str(campaign.findings),
        str(campaign.offers), str(campaign.reports), local(campaign.first_seen), local(campaign.last_seen),
        "; ".join(tally.name for tally in campaign.schemes),
        "; ".join(each.value for each in campaign.indicators),
    )  # fmt: skip


def _about(selected: Selected) -> list[tuple[str, str]]:
    return [
        ("made by", f"Cảnh Giác {__version__}"),
        ("made at (Viet Nam)", local(selected.at)),
        ("asked for", selected.asked),
        ("indicators", str(len(selected.indicators))),
        ("campaigns", str(len(selected.campaigns))),
        ("standing", "confirmed by an analyst; offered in a post; corroborated by two independent sources of reports; "
                     "reported by one source only: not checked; compromised_official: tell the owner, never block"),
        ("never_block", "yes, confirmed or not: a shared host or an official one, a site that is watched or on which "
                        "findings stand, what was allowed, or what lies above one of these"),
    ]  # fmt: skip
