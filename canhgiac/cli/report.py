"""``report``: management's figures of a month."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out
from canhgiac.days import day_of, shift
from canhgiac.errors import CanhGiacError
from canhgiac.export.output import put
from canhgiac.report.figures import Number, Report
from canhgiac.report.figures import report as count

PANEL = "Decide and hand on"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac report --month 2026-10 -o october.xlsx", "canhgiac report", "canhgiac report --month 2026-10 --json"
    ),
)
def report(
    month: Annotated[
        str | None, typer.Option("--month", help="As 2026-10 (Vietnam's days); the last whole one if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the workbook into this file, in one step.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """The figures of a month: clusters, confirmed share, false rate, hours until seen and decided, coverage.

    Printed, or with --output as an Excel workbook in which every number lists the ids that it counts.
    """
    now = dt.datetime.now(dt.UTC)
    chosen = month or shift(day_of(now)[:8] + "01", -1)[:7]
    if output is not None and not output.parent.is_dir():
        raise CanhGiacError(f"the report cannot be written to {output}: there is no folder {output.parent}")
    with notes.status("counting") as status, Places().store() as store:
        counted = count(store, chosen, now, lambda read: status.update(f"counting: {read} findings read"))
    if output is not None:
        from canhgiac.report.workbook import write_workbook  # numpy comes with it

        put(lambda draft: write_workbook(counted, draft), output)
        notes.print(f"report of {counted.month} written into {output}", markup=False)
    if json:
        sys.stdout.buffer.write(msgspec.json.encode(counted) + b"\n")
    elif output is None:
        _print(counted)


def _print(counted: Report) -> None:
    notes.print(f"figures of {counted.month}")
    if not counted.finished:
        notes.print(f"{counted.month} is not over: figures will change")
    if counted.groups_at is None:
        notes.print("no clusters are made yet: canhgiac campaigns --update")
    for number in counted.numbers:
        out.print(f"{number.name:24} {_value(number):>10}  {number.how}", markup=False)


def _value(number: Number) -> str:
    if number.value is None:
        return "–"
    return f"{100 * number.value:.1f} %" if number.unit == "share" else f"{number.value:g}"
