"""Commands that look: ``search``, ``show``."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer

from canhgiac.cli.application import JsonOption, LimitOption, Places, app, examples, notes, print_json
from canhgiac.cli.show import print_finding, print_hits
from canhgiac.query import parse
from canhgiac.stores.base import SearchHit

PANEL = "Look"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac search 'lua dao'", "canhgiac search 'category:gambling -\"nổ hũ\"' --json", "canhgiac search ''"
    ),
)
def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]", help='Words, "phrases", -not, field:value.')
    ] = None,
    limit: LimitOption = 20,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Leave out the first so many.")] = 0,
    hidden: Annotated[bool, typer.Option("--hidden", help="Also what was marked false.")] = False,
    json: JsonOption = False,
) -> None:
    """Searches the findings; accents may be left out, exact ones rank first.

    Fields: category, scheme, tag, role, source, kind, type, indicator, bank, decision, is (review, edited), after,
    before (days), id.
    """
    places = Places()
    parsed = parse(" ".join(query or []))
    with places.store() as store:
        hits = store.search(parsed, limit=limit, offset=offset, include_hidden=hidden)
        if json:
            for hit in hits:
                print_json(_hit_record(hit))
            return
        total = store.count(parsed, include_hidden=hidden)
    print_hits(hits, places.settings.language)
    notes.print(f"{len(hits)} of {total} findings" if total else "nothing found")


def _hit_record(hit: SearchHit) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(hit.finding)
    return record | {"decision": hit.decision, "highlights": hit.highlights}


@app.command(
    rich_help_panel=PANEL, epilog=examples("canhgiac show 3f9a1c", "canhgiac show 3f9a1c --json | jq .evidence")
)
def show(
    id: Annotated[str, typer.Argument(help="A finding's id, or how it begins.")],
    json: JsonOption = False,
) -> None:
    """Shows one finding: text with marked evidence, indicators, where it was seen, decisions."""
    places = Places()
    with places.store() as store:
        finding = store.finding_by_prefix(id)
        fragment = store.evidence(finding.id)
        decisions = store.decisions(finding.text_key)
        copies = store.count_copies(finding.text_key)
    if json:
        record = msgspec.to_builtins(finding) | {"decisions": decisions, "copies": copies, "page": fragment}
        print_json(record)
        return
    print_finding(finding, decisions, copies, fragment.page_sha256 if fragment else "", places.settings.language)
