"""Commands that keep the store: ``purge``, ``store check``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from canhgiac.cli.application import Places, app, examples, out
from canhgiac.cli.groups import update_groups
from canhgiac.purge import purge as purge_places

PANEL = "Keep"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac purge --dry-run", "canhgiac purge 3f9a1c --why 'asked by the owner'", "canhgiac purge --source demo"
    ),
)
def purge(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="These findings at once, whatever their age.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", help="Everything of this source at once.")] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, kept in the audit.")] = "on request",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, change nothing.")] = False,
) -> None:
    """Deletes what is past its time: store, spool, quarantine, digests. Or one finding or source at once."""
    places = Places()
    with places.store() as store:
        report = purge_places(
            store, places.spool, places.settings.digests, dt.datetime.now(dt.UTC),
            ids=ids or [], source=source, why=why, dry_run=dry_run,
        )  # fmt: skip
    if not dry_run and any(count for name, count in report.items() if name.startswith("findings")):
        update_groups(places)  # names and counts of campaigns must not outlive what was deleted
    verb = "would go" if dry_run else "deleted"
    for name, count in report.items():
        out.print(f"{count:6d} {name} {verb}")


store_app = typer.Typer(help="The store itself.", no_args_is_help=True)
app.add_typer(store_app, name="store", rich_help_panel=PANEL)


@store_app.command("check")
def check() -> None:
    """Checks that the store is sound; says what is wrong, one line each."""
    places = Places()
    with places.store() as store:
        problems = store.check()
    for problem in problems:
        out.print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    out.print(f"{places.settings.store} at {places.settings.home}: sound")
