"""``digest``: what a team lead reads at seven."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from canhgiac.cli.application import Places, app, examples, notes, out
from canhgiac.cli.groups import say_if_watch_changed
from canhgiac.digest.figures import Figures
from canhgiac.digest.files import digest_message, digest_of, write_digest
from canhgiac.digest.period import MAX_DAYS
from canhgiac.digest.render import Rendered
from canhgiac.notify.outbox import Outbox
from canhgiac.watch import MINE, load_lists, load_watch

PANEL = "Decide and hand on"

Language = Literal["vi", "en"]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac digest", "canhgiac digest --day yesterday --text", "canhgiac digest --mine --language en",
        "canhgiac digest --day 2026-11-22 --days 7", "canhgiac digest --day yesterday --send",
    ),
)  # fmt: skip
def digest(
    day: Annotated[
        str | None, typer.Option("--day", help="As 2026-11-22 (Vietnam's days), or yesterday; today if left out.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, max=MAX_DAYS, help="Days up to it; 1, and 3 for a Sunday that is over."),
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--language", "--lang", help="Language; the setting if left out.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the text form instead of writing files.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON instead of writing files.")] = False,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count a finished day again; the frozen figures stay.")
    ] = False,
    mine: Annotated[bool, typer.Option("--mine", help="Only what the watch list (watch.toml) names.")] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Also put it into the outbox; notify flush delivers it.")
    ] = False,
    list: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Only what this list of watch.toml names.")
    ] = None,
) -> None:
    """Writes the digest of a day as HTML, HTML for mail, text and JSON, and says where; one more for each named list
    of watch.toml. With --send they go to the outbox: one a list, or one of everything where no list has a name."""
    places = Places()
    settings = places.settings
    chosen = [MINE if mine and list is None else list or ""]
    named = [name for name in load_lists(settings) if name != MINE]
    if chosen == [""] and not text and not json:
        chosen += named
    with places.store() as store:
        if chosen != [""]:
            say_if_watch_changed(store.groups_run(), load_watch(settings))
        for name in chosen:
            counted, rendered = digest_of(
                store, settings, day, language, days=days, recount=recount, list=name
            )
            if json:
                out.print(rendered.json.decode(), markup=False)
            elif text:
                out.print(rendered.text, markup=False)
            else:
                out.print(str(write_digest(counted, rendered, settings, language)))
            if send and (name or chosen == [""]):
                _send(places, counted, rendered, language)


def _send(places: Places, counted: Figures, rendered: Rendered, language: str | None) -> None:
    message = digest_message(counted, rendered, language or places.settings.language)
    added = Outbox(places.settings.spool_url).add(message)
    notes.print(f"{message.id} {'is in the outbox' if added else 'is known already: not sent again'}", markup=False)
