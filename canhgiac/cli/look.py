"""Commands that look: ``search``, ``show``, ``sources``."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import typer
from rich.markup import escape
from rich.table import Table

from canhgiac.cli.application import JsonOption, LimitOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.show import print_finding, print_hits, state_label
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


sources_app = typer.Typer(help="What is watched, and how each source is.", no_args_is_help=True)
app.add_typer(sources_app, name="sources", rich_help_panel=PANEL)


@sources_app.command("list")
def list_sources(json: JsonOption = False) -> None:
    """Lists the sources with what happened at the last visit."""
    from canhgiac.sources import load_sources

    places = Places()
    with places.store() as store:
        health = store.health()
    configured = {source.name: source for source in load_sources(places.settings.sources_path)}
    if json:
        for name, source in configured.items():
            print_json({**msgspec.to_builtins(source), "visit": health.get(name)})
        return
    table = Table(
        "source", "kind", "cadence", "state", "new posts", "last visit", "reason", box=None, header_style="dim"
    )
    for name, source in configured.items():
        visit = health.get(name)
        if visit is None:
            table.add_row(name, source.kind, source.cadence, state_label("never_ran"), "", "", f"canhgiac crawl {name}")
        else:
            table.add_row(
                name, source.kind, source.cadence, state_label(visit.state), str(visit.posts),
                f"{visit.finished_at:%Y-%m-%d %H:%M}Z", escape(visit.reason),
            )  # fmt: skip
    out.print(table)


@sources_app.command("check")
def check_sources(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Names or URLs; all if none.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Source kind for a URL typed here.")] = None,
    json: JsonOption = False,
) -> None:
    """Tries each source with a few requests, keeps nothing, and explains."""
    from canhgiac.crawl import choose, try_sources

    places = Places()
    chosen = choose(places.settings, names or [], kind=kind)
    bad = 0
    for visit in try_sources(places.settings, chosen, places.keys):
        bad += visit.state not in ("ok", "nothing_new")
        if json:
            print_json(visit)
        else:
            why = f" · {escape(visit.reason)}" if visit.reason else ""
            counts = f"{visit.posts} posts in {visit.requests} requests"
            out.print(f"[bold]{visit.source}[/] {state_label(visit.state)} · {counts}{why}")
    if bad:
        raise typer.Exit(1)
