"""Commands that decide: ``mark``, ``allow``."""

from __future__ import annotations

import getpass
from typing import Annotated, Literal

import typer
from rich.markup import escape

from canhgiac.cli.application import Places, app, examples, out
from canhgiac.cli.options import ByOption, WhyOption
from canhgiac.decisions import Analyst
from canhgiac.records import Cluster, Finding
from canhgiac.stores.base import Store
from canhgiac.stores.groups import ClusterFilter

PANEL = "Decide and hand on"

#: `allow` is the one verdict that is for indicators alone.
TextVerdict = Literal["confirmed", "false", "handed_over", "closed"]
IdsArgument = Annotated[
    list[str],
    typer.Argument(metavar="ID...", help="Ids of findings, clusters (c-…) or campaigns (k-…), or how they begin."),
]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac mark 3f9a1c --as false --why 'quán thật, đã gọi kiểm tra'", "canhgiac mark c-77ab01 --as confirmed",
        "canhgiac mark k-3f9a1c --as handed_over --why 'gửi ngân hàng'",
    ),
)  # fmt: skip
def mark(
    ids: IdsArgument,
    verdict: Annotated[TextVerdict, typer.Option("--as", help="Your word on the text, wherever it turns up.")],
    why: WhyOption = "",
    by: ByOption = None,
) -> None:
    """Records a decision. It holds for every copy of the text and survives re-processing; `false` hides them.

    On a cluster it holds for each of its texts, also those that join it later; on a campaign for its clusters.
    """
    places = Places()
    with places.store() as store:
        chosen = [each for id in ids for each in _meant(store, id)]  # all are found before any is decided
        analyst = Analyst(store, by or getpass.getuser(), why)
        for each in chosen:
            if isinstance(each, Cluster):
                texts = analyst.on_cluster(each, verdict)
                out.print(f"{each.id} {verdict} ({texts} {'text' if texts == 1 else 'texts'})")
            else:
                copies = analyst.on_text(each, verdict)
                found = "finding" if copies == 1 else "findings"
                out.print(f"{each.id[:12]} {verdict} ({copies} {found} with this text)")


def _meant(store: Store, id: str) -> list[Finding | Cluster]:
    if id.startswith("c-"):
        return [store.cluster(id).cluster]
    if id.startswith("k-"):
        campaign = store.campaign(id)
        which = ClusterFilter(campaign=campaign.id, decision="any")
        return [hit.cluster for hit in store.clusters(which, limit=campaign.clusters, sort="size")]
    return [store.finding_by_prefix(id)]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac allow 1900545413 --why 'tổng đài của ngân hàng'", "canhgiac allow domain:cho-rao-vat.example",
        "canhgiac allow vietcombank:0912345678", "canhgiac allow 0912345678 --undo",
    ),
)  # fmt: skip
def allow(
    values: Annotated[
        list[str], typer.Argument(metavar="VALUE...", help="A number, host, handle, type:value or bank:number.")
    ],
    why: WhyOption = "",
    by: ByOption = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the word back: it joins and is exported again.")] = False,
) -> None:
    """Takes an indicator out: it joins no campaign and goes into no blocklist.

    Exports obey at once, campaigns from the next `canhgiac campaigns --update`."""
    places = Places()
    with places.store() as store:
        analyst = Analyst(store, by or getpass.getuser(), why)
        for value in values:
            for target in analyst.allow(value, undo=undo):
                out.print(f"{escape(target)} {'is no longer allowed' if undo else 'allowed'}")
