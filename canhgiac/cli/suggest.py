"""``sources suggest``: places that confirmed findings name, for a person to approve."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from canhgiac.adding import add
from canhgiac.cli.application import JsonOption, Places, examples, notes, out, print_json
from canhgiac.cli.show import state_label
from canhgiac.cli.sources import sources_app
from canhgiac.cli.words import counted
from canhgiac.errors import SettingsError
from canhgiac.source_look import look_at
from canhgiac.sources import Source, load_sources
from canhgiac.suggest import LeftOut, Suggestion, candidates
from canhgiac.suggest import suggest as suggested


@sources_app.command(
    "suggest", epilog=examples("canhgiac sources suggest", "canhgiac sources suggest --limit 30 --add")
)
def suggest(
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=100, help="Places that are looked at.")] = 10,
    adding: Annotated[bool, typer.Option("--add", help="Ask for each whether it is to be watched.")] = False,
    json: JsonOption = False,
) -> None:
    """Suggests public channels, sites and forums that confirmed findings name and that are not watched yet.

    Ranked by how many different confirmed texts name them. Each is looked at with a few requests: what it is, what
    robots.txt says, how many posts it gives; nothing is kept. People, official and shared hosts are never suggested.
    """
    if adding and json:
        raise typer.BadParameter("--add asks a person and --json writes for a program; take one")
    places = Places()
    path = places.settings.sources_path
    watched = load_sources(path) if path.exists() else []
    with places.store() as store:
        named = candidates(store, watched)
    if not named:
        notes.print("no confirmed finding names a place that is not watched; confirm some with `canhgiac mark`")
        return
    notes.print(f"looking at {min(limit, len(named))} of {len(named)} places")
    good, rest = suggested(named[:limit], lambda sources: look_at(places.settings, sources, places.keys, trusted=False))
    for each in good:
        if json:
            print_json(each)
        else:
            _print(each)
            if adding and typer.confirm(f"watch {each.source.url}?", default=False):
                _add(places, each.source)
    for left in rest:
        _print_left(left)


def _print(each: Suggestion) -> None:
    what = f"{each.source.kind} {each.engine}".strip()
    out.print(f"[bold]{escape(each.source.url)}[/] {what} · {_named(each)}")
    out.print(f"  why: {' '.join(id[:12] for id in each.why)}")
    out.print(f"  robots.txt: {each.robots} · {_gives(each)}")
    command = f"canhgiac sources add {each.source.url} --kind {each.source.kind} --name {each.source.name}"
    out.print(f"  {command}", markup=False, soft_wrap=True)


def _named(each: Suggestion) -> str:
    return f"named by {counted(each.texts, 'text')} in {counted(each.findings, 'finding')}"


def _gives(each: Suggestion) -> str:
    return f"{counted(each.posts, 'post')} in {counted(each.requests, 'request')}"


def _print_left(left: LeftOut) -> None:
    notes.print(f"not suggested: {escape(left.url)} {state_label(left.state)} {escape(left.reason)}")


def _add(places: Places, source: Source) -> None:
    try:
        add(places.settings.sources_path, source)
    except SettingsError as error:
        notes.print(str(error))
        return
    notes.print(f"written to {places.settings.sources_path}")
