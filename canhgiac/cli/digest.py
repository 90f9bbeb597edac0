"""``digest``: what a team lead reads at seven."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from canhgiac.cli.application import Places, app, examples, out
from canhgiac.digest.files import digest_of, write_digest
from canhgiac.digest.period import MAX_DAYS
from canhgiac.watch import MINE

PANEL = "Decide and hand on"

Language = Literal["vi", "en"]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac digest", "canhgiac digest --day yesterday --text", "canhgiac digest --mine --language en",
        "canhgiac digest --day 2026-11-22 --days 7",
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
    list: Annotated[
        str | None, typer.Option("--list", metavar="NAME", help="Only what this list of watch.toml names.")
    ] = None,
) -> None:
    """Writes the digest of a day as HTML, HTML for mail, text and JSON, and says where."""
    places = Places()
    chosen = MINE if mine and list is None else list or ""
    with places.store() as store:
        counted, rendered = digest_of(
            store, places.settings, day, language, days=days, recount=recount, list=chosen
        )
    if json:
        out.print(rendered.json.decode(), markup=False)
    elif text:
        out.print(rendered.text, markup=False)
    else:
        out.print(str(write_digest(counted, rendered, places.settings, language)))
