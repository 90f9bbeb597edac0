"""Commands that decide: ``mark``."""

from __future__ import annotations

import datetime as dt
import getpass
import secrets
from typing import Annotated, Literal

import typer

from canhgiac.cli.application import Places, app, examples, out
from canhgiac.records import Decision

PANEL = "Decide and hand on"

#: `allow` is the one verdict that is for indicators alone.
TextVerdict = Literal["confirmed", "false", "handed_over", "closed"]
IdsArgument = Annotated[list[str], typer.Argument(metavar="ID...", help="Findings' ids, or how they begin.")]


@app.command(
    rich_help_panel=PANEL, epilog=examples("canhgiac mark 3f9a1c --as false --why 'quán thật, đã gọi kiểm tra'")
)
def mark(
    ids: IdsArgument,
    verdict: Annotated[TextVerdict, typer.Option("--as", help="Your word on the text, wherever it turns up.")],
    why: Annotated[str, typer.Option("--why", help="The reason, kept in the audit.")] = "",
    by: Annotated[str | None, typer.Option("--by", help="Who decides; your log-in name if left out.")] = None,
) -> None:
    """Records a decision. It holds for every copy of the text and survives re-processing; `false` hides them."""
    places = Places()
    with places.store() as store:
        findings = [store.finding_by_prefix(id) for id in ids]  # all are found before any is decided
        for finding in findings:
            now = dt.datetime.now(dt.UTC)
            store.decide(
                Decision(secrets.token_hex(8), "text", finding.text_key, verdict, by or getpass.getuser(), now, why)
            )
            copies = store.count_copies(finding.text_key)
            out.print(
                f"{finding.id[:12]} {verdict} ({copies} {'finding' if copies == 1 else 'findings'} with this text)"
            )
