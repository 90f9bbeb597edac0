"""``sources``: what is watched, how each source is, and new ones."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
import typer
from rich.markup import escape

from canhgiac.adding import add, best_look, entry, kinds_for
from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.show import state_label
from canhgiac.cli.words import counted
from canhgiac.crawl import choose, name_of
from canhgiac.days import local_time
from canhgiac.health import advice, state_now, states_now
from canhgiac.records import GOOD, HealthState, Visit
from canhgiac.source_look import Look, look_at
from canhgiac.sources import CADENCES, Source, checked_name, load_sources
from canhgiac.spreading import MAX_GROUPS, source_groups

PANEL = "Look"
#: In place of the cadence of a source that was typed: it has none.
TYPED = "typed"

sources_app = typer.Typer(help="What is watched, how each source is, and new ones.", no_args_is_help=True)
app.add_typer(sources_app, name="sources", rich_help_panel=PANEL)


@sources_app.command("list", epilog=examples("canhgiac sources list", "canhgiac sources list --json | jq .state"))
def list_sources(
    dark: Annotated[
        bool, typer.Option("--dark", help="Only those that are not well; exit status 1 where there is one.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Lists the sources with what happened at the last visit, how each is now and what to do about it.

    Last come those that sources.yaml does not name: URLs and files that were typed.
    """
    places = Places()
    with places.store() as store:
        health = store.health()
    now = dt.datetime.now(dt.UTC)
    path = places.settings.sources_path
    # a file that is missing is a mistake only where nothing was visited, either
    listed = load_sources(path) if path.exists() or not health else []
    named = {each.name for each in listed}
    others = (visit for name, visit in health.items() if name not in named)
    typed = [Source(visit.source, visit.kind, visit.url, TYPED) for visit in others]
    if not dark:  # nobody goes there again by himself
        listed = [*listed, *typed]
    if dark:
        listed = [each.source for each in states_now(listed, health, now) if each.state not in GOOD]
    for source in listed:
        if json:
            print_json(_record(source, health.get(source.name), now))
        else:
            _print_source(source, health.get(source.name), now, places.settings.language)
    if dark and listed:
        raise typer.Exit(1)


def _state(source: Source, visit: Visit | None, now: dt.datetime) -> HealthState:
    """As it is now; what was typed is not overdue, however long ago that was."""
    if source.cadence == TYPED and visit is not None:
        return visit.state
    return state_now(visit, source.cadence, now, source.window)


def _print_source(source: Source, visit: Visit | None, now: dt.datetime, language: str) -> None:
    """A line of what it is, then why and what to do: a table of all that fits no terminal."""
    state = _state(source, visit, now)
    said = [source.kind, source.cadence, *([source.window] if source.window else [])]
    if visit is not None:
        pictures = f", {visit.image_only} of them pictures only" if visit.image_only else ""
        said += [f"{counted(visit.posts, 'new post')}{pictures}", local_time(visit.finished_at)]
    out.print(f"[bold]{source.name}[/] {state_label(state)} · {' · '.join(said)}")
    if visit is not None and visit.reason:
        out.print(f"  {escape(visit.reason)}")
    hint = advice(state, source.name, language)
    if hint:
        out.print(f"  → {escape(hint)}")


def _record(source: Source, visit: Visit | None, now: dt.datetime) -> dict[str, Any]:
    state = _state(source, visit, now)
    about: dict[str, Any] = msgspec.to_builtins(source)
    return {**about, "state": state, "advice": advice(state, source.name), "visit": visit}


@sources_app.command(
    "groups",
    epilog=examples("canhgiac sources groups --cadence hourly", "canhgiac sources groups --at-most 16 --json"),
)
def groups(
    cadence: Annotated[str | None, typer.Option("--cadence", help="15m, hourly or daily; all if left out.")] = None,
    at_most: Annotated[int, typer.Option("--at-most", min=1, help="Groups at most.")] = MAX_GROUPS,
    json: JsonOption = False,
) -> None:
    """Lists the sources in groups that processes can crawl side by side: each host is whole in one of them."""
    if cadence is not None and cadence not in CADENCES:
        raise typer.BadParameter(f"choose from {', '.join(CADENCES)}", param_hint="--cadence")
    listed = load_sources(Places().settings.sources_path)
    for group in source_groups((each for each in listed if cadence in (None, each.cadence)), at_most):
        if json:
            print_json(group)
        else:
            out.print(f"[bold]{group.name}[/] · {', '.join(group.sources)}")


@sources_app.command(
    "check", epilog=examples("canhgiac sources check", "canhgiac sources check https://t.me/s/keo_thom")
)
def check_sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Names or URLs; all if none.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Source kind for a URL typed here.")] = None,
    json: JsonOption = False,
) -> None:
    """Tries each source with a few requests, keeps nothing, and explains."""
    places = Places()
    chosen = choose(places.settings, names or [], kind=kind)
    bad = 0
    for look in look_at(places.settings, chosen, places.keys):
        bad += look.visit.state not in GOOD
        if json:
            print_json(look.visit)
        else:
            _print_look(look, places.settings.language)
    if bad:
        raise typer.Exit(1)


def _print_look(look: Look, language: str) -> None:
    visit = look.visit
    why = f" · {escape(visit.reason)}" if visit.reason else ""
    made = f" · {look.engine}" if look.engine else ""
    pictures = f", {visit.image_only} of them pictures only" if visit.image_only else ""
    counts = f"{counted(visit.posts, 'post')}{pictures} in {counted(visit.requests, 'request')}"
    out.print(f"[bold]{visit.source}[/] {state_label(visit.state)}{made} · {counts}{why}")
    hint = advice(visit.state, visit.source, language)
    if hint:
        out.print(f"  → {escape(hint)}")


@sources_app.command(
    "add",
    epilog=examples("canhgiac sources add https://forum.example/", "canhgiac sources add https://t.me/s/keo_thom"),
)
def add_source(
    url: Annotated[str, typer.Argument(help="Address of a forum, channel, feed or page.")],
    kind: Annotated[str | None, typer.Option("--kind", help="Source kind, where it should not be told.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Name of the source; made from the address.")] = None,
    cadence: Annotated[str, typer.Option("--cadence", help="15m, hourly or daily.")] = "hourly",
    anyway: Annotated[bool, typer.Option("--anyway", help="Write the entry even if the look found nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look and print the entry.")] = False,
    json: JsonOption = False,
) -> None:
    """Looks at a place: what it is, how many posts it gives, what robots.txt says; then writes the entry.

    Nothing that was read is kept. An address that cannot be read is not written unless you say so.
    """
    if cadence not in CADENCES:
        raise typer.BadParameter(f"choose from {', '.join(CADENCES)}", param_hint="--cadence")
    places = Places()
    wanted = checked_name(name) if name else name_of(url)
    look = best_look(places.settings, wanted, url, kinds_for(url, kind), places.keys)
    made = Source(wanted, look.visit.kind, url, cadence)
    good = look.visit.state in GOOD
    written = (good or anyway) and not dry_run
    if written:
        add(places.settings.sources_path, made)
    if json:
        about = {"source": made, "engine": look.engine, "robots": look.robots, "written": written}
        print_json({**about, "visit": look.visit})
    else:
        _print_look(look, places.settings.language)
        out.print(f"robots.txt: {look.robots}")
        out.print(entry(made), markup=False)
        place = places.settings.sources_path
        notes.print(f"written to {place}" if written else f"not written to {place}")
    if not good:
        raise typer.Exit(1)
