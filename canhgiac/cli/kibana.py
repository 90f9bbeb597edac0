"""Commands for Kibana: ``kibana write``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from canhgiac.cli.application import Places, app, examples, notes, out
from canhgiac.errors import CanhGiacError

kibana_app = typer.Typer(help="Data views, saved searches and dashboards for Kibana.", no_args_is_help=True)
app.add_typer(kibana_app, name="kibana", rich_help_panel="Keep")


@kibana_app.command(
    "write",
    epilog=examples(
        "canhgiac kibana write", "canhgiac kibana write --sheets 'https://intranet.example/sheets/{{value}}.html'"
    ),
)
def write(
    file: Annotated[Path, typer.Argument(help="Where to.")] = Path("canhgiac-kibana.ndjson"),
    sheets: Annotated[
        str, typer.Option("--sheets", help="Address of a finding's sheet, {{value}} for its id: ids become links.")
    ] = "",
) -> None:
    """Writes all Kibana objects as one file, for Stack Management → Saved Objects → Import."""
    from index_mappings.kibana import ndjson

    try:
        file.write_text(ndjson(Places().settings.store_prefix, sheets), "utf-8")
    except OSError as error:
        raise CanhGiacError(f"{file} can't be written: {error.strerror or error}") from error
    out.print(str(file))
    notes.print("import it in Kibana 8.19: Stack Management, Saved Objects, Import")
