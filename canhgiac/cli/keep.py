"""Commands that keep the store: ``purge``, ``store init``, ``store check``, ``store snapshot``, ``store role``."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from canhgiac.cli.application import Places, app, examples, notes, out
from canhgiac.cli.groups import update_groups
from canhgiac.cli.words import counted
from canhgiac.notify.outbox import Outbox
from canhgiac.purge import purge as purge_places
from canhgiac.shares import whole_spool_held
from canhgiac.snapshots import expire, forget, snapshots, take
from canhgiac.stores import prepare_store
from index_mappings import roles

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
    """Deletes what is past its time: store, spool, quarantine, digests, outbox. Or one finding or source at once."""
    places = Places()
    with places.store() as store:
        report = purge_places(
            store, places.spool, places.settings.digests, Outbox(places.settings.spool_url), dt.datetime.now(dt.UTC),
            ids=ids or [], source=source, why=why, dry_run=dry_run,
        )  # fmt: skip
    copies = places.settings.home / "snapshots"
    if ids or source:  # they hold what was to go at once
        report["copies of the store"] = len(snapshots(copies)) if dry_run else forget(copies)
    else:
        report["copies of the store"] = expire(copies, dt.datetime.now(dt.UTC), dry_run=dry_run)
    if not dry_run and any(count for name, count in report.items() if name.startswith("findings")):
        update_groups(places)  # names and counts of campaigns must not outlive what was deleted
    verb = "would go" if dry_run else "deleted"
    for name, count in report.items():
        number, _, what = counted(count, name).partition(" ")
        out.print(f"{number:>6} {what} {verb}")


store_app = typer.Typer(help="The store itself.", no_args_is_help=True)
app.add_typer(store_app, name="store", rich_help_panel=PANEL)


@store_app.command("init", epilog=examples("canhgiac store init --dry-run", "canhgiac store init"))
def init(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, change nothing.")] = False,
) -> None:
    """Makes the store, or brings it up to this version: searches go on meanwhile, `process` waits."""
    settings = Places().settings
    columns = (TextColumn("copying {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        whole_spool_held(settings.home),
        Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as progress,
    ):
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            task = tasks.get(name) or tasks.setdefault(name, progress.add_task(name))
            progress.update(task, completed=done, total=total)

        steps = prepare_store(settings, dry_run=dry_run, progress=show)
    for step in steps:
        out.print(f"{'to do' if dry_run else 'done'}: {step}", markup=False)
    if not steps:
        out.print("the store is what this version needs: nothing to do")


@store_app.command("check", epilog=examples("canhgiac store check"))
def check() -> None:
    """Checks that the store is sound; says what is wrong, one line each."""
    places = Places()
    with places.store() as store:
        problems = store.check()
    for problem in problems:
        out.print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    where = f"sqlite at {places.settings.home}" if places.settings.store == "sqlite" else places.settings.store
    out.print(f"{where}: sound")


@store_app.command("snapshot", epilog=examples("canhgiac store snapshot"))
def snapshot() -> None:
    """Copies the SQLite store into the data folder, and keeps the newest three copies."""
    settings = Places().settings
    if settings.store != "sqlite":
        out.print("nothing to do: an Elasticsearch takes its snapshots itself, by a policy of its own (docs/team.md)")
        return
    out.print(take(settings.home / "canhgiac.db", settings.home / "snapshots", dt.datetime.now(dt.UTC)), markup=False)


@store_app.command("role", epilog=examples("canhgiac store role writer", "canhgiac store role writer --key"))
def role(
    name: Annotated[Literal["reader", "decider", "writer", "admin"], typer.Argument(help="Whose role.")],
    key: Annotated[bool, typer.Option("--key", help="The request for an API key with its rights instead.")] = False,
) -> None:
    """Writes a role's body for Elasticsearch's security (`PUT /_security/role/…`), with the settings' prefix."""
    body = (roles.api_key if key else roles.role)(name, Places().settings.store_prefix)
    typer.echo(json.dumps(body, indent=2))
