"""The command ``quality``: how right the model was."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.quality import Quality

PANEL = "Keep"


@app.command(rich_help_panel=PANEL, epilog=examples("canhgiac quality", "canhgiac quality --from-decisions --json"))
def quality(
    from_decisions: Annotated[
        bool, typer.Option("--from-decisions", help="From what analysts decided, on your own stream.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Says how right the model is: by its card, or by your analysts' decisions.

    The card holds what was measured on real text before the release. Decisions show the precision on the texts
    that somebody looked at; they cannot show what was missed.
    """
    if not from_decisions:
        from nlp.model import CARD

        out.print(CARD.read_text(encoding="utf-8"), markup=False)
        return
    from canhgiac.quality import from_decisions as measure

    with Places().store() as store:
        found = measure(store)
    if json:
        for row in found.rows:
            print_json(row)
        return
    _print(found)


def _print(found: Quality) -> None:
    if not found.rows:
        out.print("No text is decided yet: canhgiac queue shows what wants a word, canhgiac mark gives it.")
        return
    table = Table("by", "", "decided", "right", "precision", "95 %", "mean score", box=None, header_style="dim")
    for row in found.rows:
        table.add_row(
            row.group, row.name, str(row.decided), str(row.right), f"{row.precision:.2f}",
            f"{row.low:.2f} to {row.high:.2f}", f"{row.mean_score:.2f}",
        )  # fmt: skip
    out.print(table)
    notes.print(f"{found.undecided} flagged texts are undecided and not in these figures; nor is what was missed.")
