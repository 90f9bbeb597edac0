"""``canhgiac export``: each format with its own options, and those that select, which all of them take."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from canhgiac.cli.application import Places, app, examples, notes
from canhgiac.cli.options import CategoryOption, MineOption, SchemeOption, SinceOption, start_of
from canhgiac.errors import CanhGiacError
from canhgiac.export.options import MIN_CONFIDENCE, PRODUCER, Form, Profile, Tlp
from canhgiac.export.output import put
from canhgiac.sources import load_sources
from canhgiac.watch import load_watch

if TYPE_CHECKING:
    from canhgiac.export.selection import Selected

export_app = typer.Typer(
    help="Hands indicators and campaigns on: STIX, MISP, CSV, XLSX, blocklists.", no_args_is_help=True
)
app.add_typer(export_app, name="export", rich_help_panel="Decide and hand on")

CampaignOption = Annotated[str | None, typer.Option("--campaign", help="Of this campaign (k-…), or how it begins.")]
ConfirmedOption = Annotated[bool, typer.Option("--confirmed", help="Only what an analyst confirmed.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write this file, in one step; standard output if left out.")
]
TlpOption = Annotated[Tlp, typer.Option("--tlp", help="Traffic Light Protocol: who may see it.")]
ProducerOption = Annotated[
    str, typer.Option("--producer", help="Who hands it on; what is exported under one name is updated under it.")
]

#: Writes what was selected, telling how far it is; how many indicators it wrote, where that is not all of them.
Write = Callable[["Selected", BinaryIO, Callable[[int], None]], int | None]


def _hand_on(
    write: Write, binary: bool, *,
    category: CategoryOption = None, scheme: SchemeOption = None, since: SinceOption = None, mine: MineOption = False,
    campaign: CampaignOption = None, confirmed: ConfirmedOption = False, output: OutputOption = None,
) -> None:  # fmt: skip
    """Selects what these options, which every export has, ask for, and puts it down in a format."""
    from canhgiac.export.selection import Selection, select  # numpy comes with it, which no other command needs

    if binary and output is None and sys.stdout.isatty():
        raise CanhGiacError("this format is not for terminals; name a file: -o FILE")
    if output is not None and not output.parent.is_dir():
        raise CanhGiacError(f"the export cannot be written to {output}: there is no folder {output.parent}")
    places = Places()
    with notes.status("reading findings") as status, places.store() as store:
        selection = Selection(
            category, scheme, start_of(since), store.campaign(campaign).id if campaign else None, confirmed,
            load_watch(places.settings) if mine else None,
        )  # fmt: skip
        path = places.settings.sources_path
        selected = select(
            store, selection, dt.datetime.now(dt.UTC), lambda read: status.update(f"reading findings: {read} read"),
            [source.url for source in load_sources(path)] if path.exists() else [],
        )  # fmt: skip
        total = len(selected.indicators)

        def say(count: int) -> None:
            status.update(f"writing indicators: {count} of {total}")

        say(0)
        written: list[int | None] = []
        put(lambda draft: written.append(write(selected, draft, say)), output)
    count = total if written[0] is None else written[0]
    into = f" into {output}" if output else ""
    notes.print(f"{count} indicators written{into} ({selected.asked})", markup=False)


def _format(name: str, *lines: str, binary: bool = False) -> Callable[[Callable[..., Write]], Callable[..., Write]]:
    """Registers a format: a function of its own options that gives what writes it. The selecting ones are added."""

    def register(of_format: Callable[..., Write]) -> Callable[..., Write]:
        own = inspect.signature(of_format, eval_str=True).parameters.values()
        all_of_it = inspect.signature(_hand_on, eval_str=True).parameters.values()
        selecting = [each for each in all_of_it if each.kind is each.KEYWORD_ONLY]

        def command(**given: Any) -> None:
            chosen = {each.name: given.pop(each.name) for each in selecting}
            _hand_on(of_format(**given), binary, **chosen)

        # Typer reads a command's options from its signature
        options = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in (*own, *selecting)]
        command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]  # as PEP 362 has it
        command.__annotations__ = {each.name: each.annotation for each in options}
        command.__doc__ = of_format.__doc__
        export_app.command(name, epilog=examples(*lines))(command)
        return of_format

    return register


@_format(
    "stix",
    "canhgiac export stix -o canhgiac.json", "canhgiac export stix --profile opencti --tlp green",
    "canhgiac export stix --category gambling --revoked",
)  # fmt: skip
def export_stix(
    profile: Annotated[
        Profile, typer.Option("--profile", help="plain: STIX 2.1 alone; opencti: with OpenCTI's observables.")
    ] = "plain",
    tlp: TlpOption = "amber",
    producer: ProducerOption = PRODUCER,
    revoked: Annotated[
        bool, typer.Option("--revoked", help="Also name, as revoked, what was taken out since, and spared hosts.")
    ] = False,
) -> Write:
    """Indicators, sightings and campaigns as a STIX 2.1 bundle; a second export updates what the first one made."""
    from canhgiac.export.stix import write_stix

    return lambda selected, draft, say: write_stix(
        selected, draft, profile, tlp, producer, revoked=revoked, progress=say
    )


@_format("misp", "canhgiac export misp -o event.json", "canhgiac export misp --confirmed --tlp green")
def export_misp(tlp: TlpOption = "amber", producer: ProducerOption = PRODUCER) -> Write:
    """Indicators as one MISP event; the same options again give the same event, updated."""
    from canhgiac.export.misp import write_misp

    return lambda selected, draft, _: write_misp(selected, draft, tlp, producer)


@_format("csv", "canhgiac export csv -o indicators.csv", "canhgiac export csv --mine")
def export_csv() -> Write:
    """Indicators as CSV that Excel opens as it is; cells that it would calculate get an apostrophe."""
    from canhgiac.export.csv_table import write_csv

    return lambda selected, draft, _: write_csv(selected, draft)


@_format(
    "xlsx", "canhgiac export xlsx -o today.xlsx --since 2026-11-22", "canhgiac export xlsx > all.xlsx", binary=True
)
def export_xlsx() -> Write:
    """Indicators and campaigns as an Excel workbook; numbers are text, so that long ones and zeros live."""
    from canhgiac.export.xlsx import write_xlsx

    return lambda selected, draft, _: write_xlsx(selected, draft)


@_format(
    "blocklist",
    "canhgiac export blocklist --format rpz -o /etc/bind/rpz.canhgiac", "canhgiac export blocklist --confirmed",
    "canhgiac export blocklist --format adguard --category gambling -o gambling.txt",
)  # fmt: skip
def export_blocklist(
    format: Annotated[Form, typer.Option("--format", "-f", help="Who reads it.")] = "hosts",
    min_confidence: Annotated[
        int, typer.Option("--min-confidence", min=50, max=99, help="In percent; confirmed hosts need none.")
    ] = MIN_CONFIDENCE,
) -> Write:
    """Hosts to block, for hosts files, AdGuard, dnsmasq or a response policy zone.

    Never official hosts, shared ones or shorteners, nor the sites that are watched; what one source alone reports is
    not blocked.
    """
    from canhgiac.export.blocklist import write_blocklist

    return lambda selected, draft, _: write_blocklist(selected, draft, format, min_confidence)
