"""Commands that look: ``search``, ``show``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer

from canhgiac.cli.application import JsonOption, LimitOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.options import MineOption, OffsetOption
from canhgiac.cli.query_command import QueryCommand
from canhgiac.cli.show import print_finding, print_hits
from canhgiac.cli.show_groups import print_cluster
from canhgiac.cli.words import LABELS, counted
from canhgiac.errors import NotFoundError
from canhgiac.query import Query, parse
from canhgiac.records import Finding
from canhgiac.stores.base import SearchHit, Store
from canhgiac.visits import gone_since
from canhgiac.watch import WatchList, load_watch

PANEL = "Look"


@app.command(
    cls=QueryCommand,
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac search 'lua dao'", "canhgiac search 'category:gambling -\"nổ hũ\"' --json", "canhgiac search ''",
        "canhgiac search vay -scheme:black_credit",
    ),
)  # fmt: skip
def search(
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]", help='Words, "phrases", -not, field:value.')
    ] = None,
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
    hidden: Annotated[bool, typer.Option("--hidden", help="Also what was marked false.")] = False,
    mine: MineOption = False,
    json: JsonOption = False,
) -> None:
    """Searches the findings; accents may be left out, exact ones rank first.

    Fields: category, scheme, tag, role, source, kind, type, indicator, bank, decision, is (review, edited), after,
    before (days), id.
    """
    places = Places()
    parsed = parse(" ".join(query or []))
    with places.store() as store:
        if mine:
            watch = load_watch(places.settings)
            hits, total = _watched(store, watch, parsed, limit, offset, hidden, counting=not json)
        else:
            hits = store.search(parsed, limit=limit, offset=offset, include_hidden=hidden)
            total = store.count(parsed, include_hidden=hidden)
    if json:
        for hit in hits:
            print_json(_hit_record(hit))
        return
    print_hits(hits, places.settings.language)
    notes.print(f"{len(hits)} of {counted(total, 'finding')}" if total else "nothing found")


def _watched(
    store: Store, watch: WatchList, query: Query, limit: int, offset: int, hidden: bool, counting: bool
) -> tuple[list[SearchHit], int]:
    """The page of a search of which only what the watch list names is counted, and how many that is of all (as far as
    it is known, unless ``counting``)."""
    found: list[SearchHit] = []
    read = 0
    while len(found) < offset + limit:
        page = store.search(query, limit=200, offset=read, include_hidden=hidden)
        found += [hit for hit in page if watch.of_finding(hit.finding)]
        read += len(page)
        if len(page) < 200:
            return found[offset : offset + limit], len(found)
    every = store.findings(query, include_hidden=hidden) if counting else ()
    return found[offset : offset + limit], sum(bool(watch.of_finding(each)) for each in every)


def _hit_record(hit: SearchHit) -> dict[str, Any]:
    record: dict[str, Any] = msgspec.to_builtins(hit.finding)
    return record | {"decision": hit.decision, "highlights": hit.highlights}


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac show 3f9a1c", "canhgiac show 3f9a1c --json | jq .evidence",
        "canhgiac show 3f9a1c --sheet -o sheet.html --lang en", "canhgiac show 3f9a1c --warc evidence.warc.gz",
    ),
)  # fmt: skip
def show(
    id: Annotated[str, typer.Argument(help="A finding's id or a cluster's (c-…), or how it begins.")],
    json: JsonOption = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="As an evidence sheet: a printable page for those who can act on it.")
    ] = False,
    lang: Annotated[
        Literal["vi", "en"] | None, typer.Option("--lang", help="The sheet's language; the setting if left out.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the sheet to this file; standard output if left out.")
    ] = None,
    warc: Annotated[
        Path | None,
        typer.Option("--warc", metavar="FILE", help="Write the evidence to this file as WARC records; - prints them."),
    ] = None,
) -> None:
    """Shows one finding: text with marked evidence, indicators, where it was seen, decisions. Or a cluster."""
    places = Places()
    if sum((sheet, json, warc is not None)) > 1:
        raise typer.BadParameter("--sheet, --warc and --json are ways to show it; take one")
    if (lang or output) and not sheet:
        raise typer.BadParameter("--lang and --output are for --sheet")
    if sheet:
        _write_sheet(places, id, lang or places.settings.language, output)
        return
    if warc is not None:
        _write_warc(places, id, warc)
        return
    if id.startswith("c-"):
        _show_cluster(places, id, json)
        return
    if id.startswith("k-"):
        raise typer.BadParameter(f"{id} is a campaign; `canhgiac campaigns {id}` shows it")
    with places.store() as store:
        finding = store.finding_by_prefix(id)
        fragment = store.evidence(finding.id)
        decisions = store.decisions(finding.text_key)
        copies = store.count_copies(finding.text_key)
        group = store.clusters_of([finding.id]).get(finding.id)
        gone = gone_since(store, finding)
    if json:
        groups = {"cluster": group and group.cluster.id, "campaign": group and (group.cluster.campaign or None)}
        record = msgspec.to_builtins(finding) | {"decisions": decisions, "copies": copies, "page": fragment} | groups
        record["gone_at"] = gone
        print_json(record)
        return
    print_finding(finding, decisions, copies, fragment.page_sha256 if fragment else "", places.settings.language)
    if gone:
        out.print(f"[yellow]deleted by its site[/], noticed {gone:%Y-%m-%d %H:%M}Z; its evidence is kept as before")
    if group:
        language = places.settings.language
        label = LABELS[language]
        campaign = f" · {label['campaign']} {group.cluster.campaign}" if group.cluster.campaign else ""
        findings = counted(group.cluster.findings, "finding", language)
        out.print(f"[dim]{label['cluster']}[/] {group.cluster.id} ({findings}){campaign}")


def _write_sheet(places: Places, id: str, language: str, output: Path | None) -> None:
    from canhgiac.export.output import put
    from canhgiac.export.sheet import sheet

    with places.store() as store:
        found = store.finding(store.cluster(id).cluster.finding) if id.startswith("c-") else None
        page = sheet(
            store, found or store.finding_by_prefix(id), language, places.settings.contact, dt.datetime.now(dt.UTC)
        )
    put(lambda draft: draft.write(page.encode("utf-8", "replace")), output)
    if not places.settings.contact:
        notes.print("no `contact` is set, so the sheet has an empty line where one could object; see docs/settings.md")


def _write_warc(places: Places, id: str, path: Path) -> None:
    from canhgiac.export.output import put
    from canhgiac.export.warc import write_warc

    with places.store() as store:
        findings = _all_of(store, id) if id.startswith("c-") else [store.finding_by_prefix(id)]
        kept = [(each, piece) for each in findings if (piece := store.evidence(each.id)) is not None]
    if not kept:
        raise NotFoundError(f"no evidence is kept of {id}: it came without a page, or its time is over (docs/data.md)")
    printed = str(path) == "-"
    put(lambda draft: write_warc(draft, kept, "" if printed else path.name), None if printed else path)
    left = f", {len(findings) - len(kept)} have none any more" if len(kept) < len(findings) else ""
    notes.print(f"evidence of {len(kept)} findings{left}")


def _all_of(store: Store, cluster: str) -> list[Finding]:
    count = store.cluster(cluster).cluster.findings
    return store.cluster_findings(cluster, limit=max(1, count))


def _show_cluster(places: Places, id: str, json: bool) -> None:
    with places.store() as store:
        hit = store.cluster(id)
        newest = store.cluster_findings(hit.cluster.id, limit=10)
    if json:
        print_json(
            msgspec.to_builtins(hit.cluster) | {"decision": hit.decision, "newest": [each.id for each in newest]}
        )
        return
    print_cluster(hit, newest, places.settings.language)
