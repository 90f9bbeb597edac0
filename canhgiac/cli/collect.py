"""Commands that bring posts in: ``crawl``, ``run``, ``assess``, ``demo``."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import crawlers
from canhgiac.assess import BadLine, assess_lines
from canhgiac.cli.application import JsonOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.groups import update_groups
from canhgiac.cli.show import print_hits, state_label
from canhgiac.cli.words import counted
from canhgiac.cli.work_off import process_line, process_waiting
from canhgiac.crawl import CrawlReport, Limits, choose
from canhgiac.crawl import crawl as crawl_sources
from canhgiac.digest.files import digest_of, write_digest
from canhgiac.errors import BusyError
from canhgiac.imports import Imports, source_name
from canhgiac.query import parse
from canhgiac.records import GOOD, Visit
from canhgiac.sources import Source
from canhgiac.stores.base import Store, StoreError
from canhgiac.visits import deliver_visits, due

PANEL = "Collect"
#: How a moment is written on the command line.
TIMES = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]
#: Refused requests and bad lines named on the terminal; `--json` and the store have more.
REFUSALS_SHOWN = 5

SourcesArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE]...", help="Names of sources.yaml, URLs, files of posts, - for host names. All if none."
    ),
]
KindOption = Annotated[str | None, typer.Option("--kind", help="Source kind for a URL or file typed here, e.g. forum.")]
NameOption = Annotated[str | None, typer.Option("--name", help="Name for the one URL or file typed here.")]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac crawl",
        "canhgiac crawl dien-dan",
        "canhgiac crawl https://forum.example/ --kind forum",
        "canhgiac crawl - --kind names < new-domains.txt",
    ),
)
def crawl(
    sources: SourcesArgument = None, kind: KindOption = None, name: NameOption = None,
    within: Annotated[float, typer.Option("--within", min=0, help="Seconds for all visits together.")] = 0,
    unvisited_since: Annotated[
        dt.datetime | None,
        typer.Option("--unvisited-since", formats=TIMES, help="Only what no visit since has dealt with (UTC)."),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=0, help="Listing pages a visit turns over.")] = 0,
    public: Annotated[
        bool, typer.Option("--public", help="Somebody else named the address: no private networks, no files.")
    ] = False,
    imported: Annotated[
        str | None, typer.Option("--import", help="Read the file of this name under the spool's imports/.")
    ] = None,
    json: JsonOption = False,
) -> None:  # fmt: skip
    """Visits sources and puts new posts into the spool."""
    limits = Limits(within, depth, public)
    if imported is not None:
        if sources or public:
            raise typer.BadParameter("goes without sources and without --public", param_hint="--import")
        report = _crawl_import(imported, name)
    else:
        chosen = choose(Places().settings, sources or [], kind=kind, name=name)
        report = _crawl(chosen, limits, None if unvisited_since is None else unvisited_since.replace(tzinfo=dt.UTC))
    _say(report, json)
    if report.busy and not report.visits:
        raise BusyError("another process is crawling these hosts; wait for it to end, then run this again")
    if any(visit.reason.startswith(crawlers.STOPPED_BY) for visit in report.visits):
        raise KeyboardInterrupt
    if any(visit.state not in GOOD or visit.bad_lines for visit in report.visits):
        raise typer.Exit(1)


def _say(report: CrawlReport, json: bool) -> None:
    for visit in report.visits:
        if json:
            print_json(visit)
        else:
            out.print(_visit_line(visit))
            for refusal in visit.refusals[:REFUSALS_SHOWN]:
                notes.print(f"  {escape(refusal.url)}: {escape(refusal.reason)}")
    for source in report.shut:
        notes.print(f"{source.name}: left out, it is visited from {source.window.replace('-', ' to ')} (Viet Nam) only")
    for source in report.busy:
        notes.print(f"{source.name}: left out, another process is crawling its host")


def _crawl_import(imported: str, name: str | None) -> CrawlReport:
    """Reads a file that was uploaded; once it was read whole it is deleted."""
    imports = Imports(Places().settings.spool_url)
    with imports.fetched(imported) as file:
        chosen = choose(Places().settings, [str(file)], kind="file", name=name or source_name(imported))
        report = _crawl(chosen, Limits(), None)
    if all(visit.state in GOOD or visit.bad_lines for visit in report.visits) and report.visits:
        imports.delete(imported)
    return report


def _crawl(chosen: list[Source], limits: Limits, since: dt.datetime | None) -> CrawlReport:
    places = Places()
    if not places.settings.contact and any(_is_foreign(source.url) for source in chosen):
        notes.print("no contact is set: set CANHGIAC_CONTACT to an address or page where a site's owner can reach you")
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    totals: dict[str, tuple[int, int]] = {}
    with Progress(*columns, console=notes, transient=True, disable=not notes.is_terminal) as progress:
        task = progress.add_task(counted(len(chosen), "source"), total=None)

        def show(event: object) -> None:
            totals[event.source] = (event.requests, event.posts)  # type: ignore[attr-defined]
            requests, posts = (sum(each) for each in zip(*totals.values(), strict=True))
            of = f"{len(totals)}/{counted(len(chosen), 'source')}"
            said = f"{of}, {counted(requests, 'request')}, {counted(posts, 'new post')}"
            progress.update(task, description=said)

        with contextlib.ExitStack() as opened:
            store: Store | None = None
            known: list[Visit] = []
            try:
                store = opened.enter_context(places.store())
                known += store.health().values()
            except StoreError as error:
                notes.print(f"the store cannot be asked what is known ({error}); crawling by cursor alone")
            if since is not None:
                chosen = due(chosen, [*known, *places.spool.visits()], since)
            report = crawl_sources(places.settings, chosen, places.spool, places.keys, store, show, limits)
            try:
                if store is not None:
                    deliver_visits(places.spool, store)
            except StoreError as error:
                notes.print(f"the visits wait in the spool for the next run: {error}")
    return report


def _is_foreign(url: str) -> bool:
    """Whether somebody else may stand behind an address: it is on the web and not on this machine."""
    host = urlsplit(url).hostname or ""
    return url.startswith(("http://", "https://")) and host != "localhost" and not host.startswith("127.")


def _visit_line(visit: Visit) -> str:
    counts = f"{counted(visit.posts, 'new post')}, {counted(visit.requests, 'request')}"
    if visit.bad_lines:
        counts += f", {counted(visit.bad_lines, 'bad line')}"
    why = f" · {escape(visit.reason)}" if visit.reason else ""
    return f"[bold]{visit.source}[/] {state_label(visit.state)} · {counts}{why}"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples("canhgiac run", "canhgiac run complaints.csv", "canhgiac run https://forum.example/ --kind forum"),
)
def run(sources: SourcesArgument = None, kind: KindOption = None, name: NameOption = None) -> None:
    """Crawls, assesses, stores, makes campaigns and writes today's digest."""
    status = _crawl_apart(sources or [], kind, name)
    report = process_waiting()
    out.print(process_line(report))
    places = Places()
    update_groups(places)
    with places.store() as store:
        page = write_digest(*digest_of(store, places.settings), places.settings)
    out.print(f"digest: {page}")
    if status or report.quarantined or report.damaged:
        raise typer.Exit(status or 1)


def _crawl_apart(sources: list[str], kind: str | None, name: str | None, **variables: str) -> int:
    """Crawls in a process of its own (a crawl can be run once a process); its exit status."""
    options = [*(["--kind", kind] if kind else []), *(["--name", name] if name else [])]
    command = [sys.executable, "-m", "canhgiac", "crawl", *options, "--", *sources]
    interrupted = False
    with subprocess.Popen(command, env={**os.environ, **variables}) as child:
        while child.poll() is None:
            try:
                child.wait()
            except KeyboardInterrupt:  # the crawl got it too, and ends cleanly by itself
                interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return child.returncode


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac assess posts.jsonl",
        "cat posts.jsonl | canhgiac assess - | jq .category",
        "canhgiac assess --workers 8 posts.jsonl > assessed.jsonl",
    ),
)
def assess(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="JSON Lines with id, text and optional url; - is standard input.")
    ],
    workers: Annotated[int, typer.Option("--workers", "-w", min=1, help="Processes that assess.")] = 1,
) -> None:
    """Assesses texts without a store: JSON Lines in, JSON Lines out, same order, one line each."""
    failed = 0
    with open(sys.stdin.fileno() if file == "-" else Path(file), "rb", closefd=file != "-") as lines:
        for record in assess_lines(lines, workers):
            failed += isinstance(record, BadLine)
            print_json(record)
    if failed:
        notes.print(f"{failed} lines could not be assessed; each has its reason in its place")
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL, epilog=examples("canhgiac demo"))
def demo() -> None:
    """Starts the bundled forum, crawls it, assesses, stores, makes campaigns, writes a digest, shows what was found."""
    from canhgiac.demo.forum import DemoForum

    places = Places()
    with DemoForum() as forum:
        out.print(f"A small forum of invented texts is served at {forum.url} and crawled as any real one would be.")
        status = _crawl_apart([forum.url], "forum", "demo", CANHGIAC_DELAY="0")  # our own machine
    report = process_waiting()
    out.print(process_line(report))
    update_groups(places)
    with places.store() as store:
        mine = parse("source:demo")
        hits = store.search(mine, limit=1000)
        page = write_digest(*digest_of(store, places.settings), places.settings)
    print_hits(hits[:5], places.settings.language)
    found = Counter(hit.finding.category for hit in hits)
    if not hits:
        out.print("Nothing was kept. What was purged stays away; set CANHGIAC_HOME to a new folder to start afresh.")
    out.print(f"{len(hits)} findings: " + ", ".join(f"{count} {category}" for category, count in found.most_common()))
    out.print(f"Digest: [bold]{page}[/]")
    out.print("\nNext, try:")
    command = "canhgiac" if shutil.which("canhgiac") else str(Path(sys.executable).with_name("canhgiac"))
    out.print(f"  {command} search 'lua dao'")
    if hits:
        out.print(f"  {command} show {hits[0].finding.id[:12]}")
    out.print(f"  {command} campaigns")
    out.print(f"  {command} run https://your-forum.example/ --kind forum")
    if status:
        raise typer.Exit(status)
