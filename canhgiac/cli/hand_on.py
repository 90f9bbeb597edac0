"""``canhgiac digest``: what to act on, for those who read it at seven."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from canhgiac.cli.application import Places, app, examples, out
from canhgiac.cli.options import MineOption
from canhgiac.digest.files import digest_of, write_digest
from canhgiac.digest.render import as_json
from canhgiac.watch import load_watch

PANEL = "Decide and hand on"

Language = Literal["vi", "en"]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples("canhgiac digest", "canhgiac digest --day 2026-11-21 --text", "canhgiac digest --mine --lang en"),
)
def digest(
    day: Annotated[
        str | None, typer.Option("--day", help="As 2026-11-22 (Vietnam's days), or yesterday; today if left out.")
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="Language; the setting if left out.")] = None,
    text: Annotated[bool, typer.Option("--text", help="Print the text form instead of writing files.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON instead of writing files.")] = False,
    recount: Annotated[
        bool, typer.Option("--recount", help="Count a finished day again; the frozen figures stay.")
    ] = False,
    mine: MineOption = False,
) -> None:
    """Writes the digest of a day as HTML and text, and says where."""
    places = Places()
    watch = load_watch(places.settings) if mine else None
    with places.store() as store:
        if text or json:
            counted, _, plain = digest_of(store, places.settings, day, lang, recount=recount, watch=watch)
            out.print(as_json(counted).decode() if json else plain, markup=False)
            return
        out.print(str(write_digest(store, places.settings, day, lang, recount=recount, watch=watch)))
