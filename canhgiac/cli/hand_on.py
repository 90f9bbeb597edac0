"""Commands that hand on: ``export``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from canhgiac.cli.application import Places, app, examples, notes
from canhgiac.cli.groups import CategoryOption, MineOption, SchemeOption, SinceOption, start_of
from canhgiac.errors import CanhGiacError
from canhgiac.export.options import MIN_CONFIDENCE, PRODUCER, Form, Profile, Tlp
from canhgiac.export.output import put
from canhgiac.records import Category
from canhgiac.settings import nearest
from canhgiac.watch import load_watch
from nlp.taxonomy import BY_ID

if TYPE_CHECKING:
    from canhgiac.export.selection import Selected

PANEL = "Decide and hand on"

export_app = typer.Typer(
    help="Hands indicators and campaigns on: STIX, MISP, CSV, XLSX, blocklists.", no_args_is_help=True
)
app.add_typer(export_app, name="export", rich_help_panel=PANEL)

CampaignOption = Annotated[str | None, typer.Option("--campaign", help="Of this campaign (k-…), or how it begins.")]
ConfirmedOption = Annotated[bool, typer.Option("--confirmed", help="Only what an analyst confirmed.")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write this file, in one step; standard output if left out.")
]


#: Writes what was selected, telling how far it is; how many indicators it wrote, where that is not all of them.
Write = Callable[["Selected", BinaryIO, Callable[[int], None]], int | None]


def _hand_on(
    category: Category | None, scheme: str | None, since: str | None, mine: bool, campaign: str | None,
    confirmed: bool, output: Path | None, write: Write, *, binary: bool = False,
) -> None:  # fmt: skip
    """Selects what the options of an export ask for, and puts it down in a format."""
    from canhgiac.export.selection import Selection, select  # numpy comes with it, which no other command needs

    if scheme is not None and scheme not in BY_ID:
        raise typer.BadParameter(f"there is no scheme {scheme!r}{nearest(scheme, BY_ID)}", param_hint="--scheme")
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
        selected = select(
            store, selection, dt.datetime.now(dt.UTC), lambda read: status.update(f"reading findings: {read} read")
        )
        total = len(selected.indicators)

        def say(count: int) -> None:
            status.update(f"writing indicators: {count} of {total}")

        say(0)
        written: list[int | None] = []
        put(lambda draft: written.append(write(selected, draft, say)), output)
    count = total if written[0] is None else written[0]
    into = f" into {output}" if output else ""
    notes.print(f"{count} indicators written{into} ({selected.asked})", markup=False)


TlpOption = Annotated[Tlp, typer.Option("--tlp", help="Traffic Light Protocol: who may see it.")]
ProducerOption = Annotated[
    str, typer.Option("--producer", help="Who hands it on; what is exported under one name is updated under it.")
]


@export_app.command(
    "stix",
    epilog=examples(
        "canhgiac export stix -o canhgiac.json", "canhgiac export stix --profile opencti --tlp green",
        "canhgiac export stix --campaign k-3f9a1c --revoked",
    ),
)  # fmt: skip
def export_stix(
    profile: Annotated[
        Profile, typer.Option("--profile", help="plain: STIX 2.1 alone; opencti: with OpenCTI's observables.")
    ] = "plain",
    tlp: TlpOption = "amber",
    producer: ProducerOption = PRODUCER,
    revoked: Annotated[
        bool, typer.Option("--revoked", help="Also name, as revoked, what an analyst took out since.")
    ] = False,
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    campaign: CampaignOption = None,
    confirmed: ConfirmedOption = False,
    output: OutputOption = None,
) -> None:
    """Indicators, sightings and campaigns as a STIX 2.1 bundle; a second export updates what the first one made."""
    from canhgiac.export.stix import write_stix

    _hand_on(
        category, scheme, since, mine, campaign, confirmed, output,
        lambda selected, draft, say: write_stix(
            selected, draft, profile, tlp, producer, revoked=revoked, progress=say
        ),
    )  # fmt: skip


@export_app.command(
    "misp", epilog=examples("canhgiac export misp -o event.json", "canhgiac export misp --confirmed --tlp green")
)
def export_misp(
    tlp: TlpOption = "amber",
    producer: ProducerOption = PRODUCER,
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    campaign: CampaignOption = None,
    confirmed: ConfirmedOption = False,
    output: OutputOption = None,
) -> None:
    """Indicators as one MISP event; the same options again give the same event, updated."""
    from canhgiac.export.misp import write_misp

    _hand_on(
        category, scheme, since, mine, campaign, confirmed, output,
        lambda selected, draft, _: write_misp(selected, draft, tlp, producer),
    )  # fmt: skip


@export_app.command("csv", epilog=examples("canhgiac export csv -o indicators.csv", "canhgiac export csv --mine"))
def export_csv(
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    campaign: CampaignOption = None,
    confirmed: ConfirmedOption = False,
    output: OutputOption = None,
) -> None:
    """Indicators as CSV that Excel opens as it is; cells that it would calculate get an apostrophe."""
    from canhgiac.export.csv_table import write_csv

    _hand_on(
        category,
        scheme,
        since,
        mine,
        campaign,
        confirmed,
        output,
        lambda selected, draft, _: write_csv(selected, draft),
    )


@export_app.command(
    "xlsx", epilog=examples("canhgiac export xlsx -o today.xlsx --since 2026-11-22", "canhgiac export xlsx > all.xlsx")
)
def export_xlsx(
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    campaign: CampaignOption = None,
    confirmed: ConfirmedOption = False,
    output: OutputOption = None,
) -> None:
    """Indicators and campaigns as an Excel workbook; numbers are text, so that long ones and zeros live."""
    from canhgiac.export.xlsx import write_xlsx

    _hand_on(
        category,
        scheme,
        since,
        mine,
        campaign,
        confirmed,
        output,
        lambda selected, draft, _: write_xlsx(selected, draft),
        binary=True,
    )


@export_app.command(
    "blocklist",
    epilog=examples(
        "canhgiac export blocklist --format rpz -o /etc/bind/rpz.canhgiac", "canhgiac export blocklist --confirmed",
        "canhgiac export blocklist --format adguard --category gambling -o gambling.txt",
    ),
)  # fmt: skip
def export_blocklist(
    format: Annotated[Form, typer.Option("--format", "-f", help="Who reads it.")] = "hosts",
    min_confidence: Annotated[
        int, typer.Option("--min-confidence", min=50, max=99, help="In percent; confirmed hosts need none.")
    ] = MIN_CONFIDENCE,
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    campaign: CampaignOption = None,
    confirmed: ConfirmedOption = False,
    output: OutputOption = None,
) -> None:
    """Hosts to block, for hosts files, AdGuard, dnsmasq or a response policy zone.

    Never official hosts, shared ones or shorteners; what one source alone reports is not blocked.
    """
    from canhgiac.export.blocklist import write_blocklist

    _hand_on(
        category, scheme, since, mine, campaign, confirmed, output,
        lambda selected, draft, _: write_blocklist(selected, draft, format, min_confidence),
    )  # fmt: skip
