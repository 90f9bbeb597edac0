"""Commands that work the spool off: ``process``, ``spool groups``."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.words import counted
from canhgiac.process import ProcessReport
from canhgiac.process import process as process_spool
from canhgiac.reassess import reassess
from canhgiac.shares import shares_held, whole_spool_held
from canhgiac.spreading import BATCHES, SHARES, batch_groups, share_of

PANEL = "Collect"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac process", "canhgiac process --limit 10 --json", "canhgiac process --shares 3,17 --within 600"
    ),
)
def process(
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Batches at most.")] = None,
    shares: Annotated[
        str, typer.Option("--shares", help="Only these shares of the spool, as `spool groups` says: 3,17.")
    ] = "",
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only batches of this source; may be given several times.")
    ] = None,
    within: Annotated[
        float | None, typer.Option("--within", min=0, help="Seconds after which no further batch is begun.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--reassess", help="Also read the findings of earlier models again (after an upgrade).")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Assesses what waits in the spool and stores what is flagged."""
    report = process_waiting(limit, within, _numbers(shares), source or ())
    if again:
        _reassess()
    if json:
        print_json(report)
    else:
        out.print(process_line(report))
    if report.quarantined or report.damaged:
        notes.print(
            f"{report.quarantined} posts and {report.damaged} damaged batches were set aside; "
            f"see {Places().settings.spool_url}/quarantine for the reasons"
        )
        raise typer.Exit(1)


def _numbers(shares: str) -> list[int]:
    numbers = [int(each) if each.isdecimal() else -1 for each in shares.split(",")] if shares else []
    if any(not 0 <= number < SHARES for number in numbers):
        raise typer.BadParameter(f"write numbers from 0 to {SHARES - 1}, with commas between", param_hint="--shares")
    return numbers


def process_waiting(
    limit: int | None = None,
    within: float | None = None,
    shares: Collection[int] = (),
    sources: Collection[str] = (),
) -> ProcessReport:
    """Works off what waits and nobody else on this machine works on: of these shares and sources, where there are
    any. Raises ``BusyError`` where others hold it all."""
    places = Places()
    wanted = set(shares) or ({share_of(name) for name in sources} if sources else range(SHARES))
    columns = (TextColumn("assessing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        shares_held(places.settings.home, wanted) as held,
        Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as progress,
        places.store() as store,
    ):
        if len(held) < len(wanted):
            notes.print("another process works on a part of the spool; the rest is done here")
        task = progress.add_task("batches", total=None)
        return process_spool(
            places.spool,
            store,
            places.keys,
            limit=limit,
            within=within,
            wanted=lambda name: share_of(name) in held and (not sources or name in sources),
            on_batch=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _reassess() -> None:
    places = Places()
    with (
        whole_spool_held(places.settings.home),
        notes.status("reading findings again") as status,
        places.store() as store,
    ):
        report = reassess(store, places.keys, lambda done: status.update(f"reading findings again: {done}"))
    notes.print(
        f"{counted(report.read, 'finding')} read again: {report.kept} kept, {report.withdrawn} no longer flagged"
    )


def process_line(report: ProcessReport) -> str:
    """What a run came to, as one line for people."""
    waiting = f"{counted(report.left, 'batch')} {'waits' if report.left == 1 else 'wait'}"
    left = f"; {waiting} for the next run" if report.left else ""
    return (
        f"{counted(report.batches, 'batch')}, {counted(report.posts, 'post')}, {report.new} new: "
        f"{counted(report.offers, 'offer')}, {counted(report.reports, 'plain report')}, "
        f"{report.review} for review{left}"
    )


spool_app = typer.Typer(help="What waits between crawling and analysis.", no_args_is_help=True)
app.add_typer(spool_app, name="spool", rich_help_panel=PANEL)


@spool_app.command("groups", epilog=examples("canhgiac spool groups", "canhgiac spool groups --at-most 8 --json"))
def groups(
    at_most: Annotated[int, typer.Option("--at-most", min=1, max=SHARES, help="Groups at most.")] = SHARES,
    fill: Annotated[int, typer.Option("--fill", min=1, help="Batches that make a group worth it.")] = BATCHES,
    json: JsonOption = False,
) -> None:
    """Lists the batches that wait, in groups that processes can work off side by side (`process --shares`)."""
    for group in batch_groups(Places().spool.batches(), at_most, fill):
        if json:
            print_json(group)
        else:
            numbers = ",".join(str(share) for share in group.shares)
            out.print(f"{group.batches:6d} batches of {len(group.sources)} sources · --shares {numbers}")
