"""Commands about groups of findings: ``campaigns``, ``queue``, ``indicators``, ``lookup``."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Annotated

import msgspec
import typer

from canhgiac import days
from canhgiac.cli.application import JsonOption, LimitOption, Places, app, examples, notes, out, print_json
from canhgiac.cli.options import (
    BankOption,
    ByOption,
    CategoryOption,
    MineOption,
    OffsetOption,
    RoleOption,
    SchemeOption,
    SinceOption,
    SortOption,
    TypeOption,
    WhyOption,
    start_of,
)
from canhgiac.cli.show_groups import (
    SHOWN,
    print_answer,
    print_campaign,
    print_campaigns,
    print_clusters,
    print_indicators,
)
from canhgiac.cli.words import counted
from canhgiac.decisions import Analyst
from canhgiac.errors import CanhGiacError
from canhgiac.locks import held
from canhgiac.records import Campaign, GroupsRun, Strength
from canhgiac.stores.base import Store
from canhgiac.stores.groups import (
    CampaignFilter,
    ClusterFilter,
    ClusterHit,
    DecisionState,
    GroupSort,
    IndicatorFilter,
)
from canhgiac.watch import WatchList, load_watch

PANEL = "Look"


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac campaigns --update", "canhgiac campaigns --mine --sort growth", "canhgiac campaigns k-3f9a1c",
        "canhgiac campaigns k-3f9a1c --split c-77ab01 --why 'số của quán khác'",
        "canhgiac campaigns k-3f9a1c --merge k-91be44",
    ),
)  # fmt: skip
def campaigns(
    id: Annotated[str | None, typer.Argument(help="A campaign's id, or how it begins; all if none.")] = None,
    update: Annotated[bool, typer.Option("--update", help="First make all groups anew.")] = False,
    split: Annotated[
        list[str] | None, typer.Option("--split", metavar="CLUSTER", help="This cluster does not belong to it.")
    ] = None,
    merge: Annotated[
        list[str] | None, typer.Option("--merge", metavar="CAMPAIGN", help="This campaign is the same one.")
    ] = None,
    why: WhyOption = "",
    by: ByOption = None,
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    since: SinceOption = None,
    mine: MineOption = False,
    sort: SortOption = "newest",
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
    json: JsonOption = False,
) -> None:
    """Lists campaigns: texts joined by the accounts, numbers, hosts and handles that they share. Or shows one."""
    places = Places()
    if (split or merge) and id is None:
        raise typer.BadParameter("name the campaign, as in: canhgiac campaigns k-3f9a1c --split c-77ab01")
    if split or merge:
        _link(places, str(id), split or [], merge or [], why, by)
    if update:
        update_groups(places, json=json and id is None)
    if update and id is None:
        return
    if (split or merge) and not update:
        notes.print("it shows after the next `canhgiac campaigns --update`")
        return
    with places.store() as store:
        _say_how_fresh(store, load_watch(places.settings))
        if id is not None:
            _show_campaign(store, id, places.settings.language, json)
            return
        which = CampaignFilter(category=category, scheme=scheme, since=start_of(since), mine=mine)
        found = store.campaigns(which, limit=limit, offset=offset, sort=sort)
        total = store.count_campaigns(which)
    if json:
        for campaign in found:
            print_json(campaign)
        return
    print_campaigns(found, places.settings.language)
    notes.print(f"{len(found)} of {counted(total, 'campaign')}" if total else "nothing found")


def _link(places: Places, id: str, split: list[str], merge: list[str], why: str, by: str | None) -> None:
    with places.store() as store:
        analyst = Analyst(store, by or user(), why)
        campaign = store.campaign(id).id
        if merge:
            others = [store.campaign(other).id for other in merge]
            if campaign in others:
                raise CanhGiacError(f"{campaign} is merged with itself; name another campaign")
            analyst.merge(campaign, others)
            out.print(f"{campaign} merged with {', '.join(others)}")
        if split:
            gone = analyst.split(campaign, split)
            out.print(f"{', '.join(gone)} split from {campaign}")


def user() -> str:
    """The log-in name."""
    import getpass

    return getpass.getuser()


def update_groups(places: Places, *, json: bool = False) -> None:
    """Runs the campaigns job and says what it made."""
    from canhgiac.campaigns import update  # numpy and the hashing library are loaded for this alone

    with (
        held(places.settings.home, "campaigns", doing="making campaigns"),
        notes.status("making campaigns") as status,
        places.store() as store,
    ):
        report = update(
            store, load_watch(places.settings), dt.datetime.now(dt.UTC),
            lambda read: status.update(f"making campaigns: {read} findings read"),
        )  # fmt: skip
    if json:
        print_json(report)
    else:
        out.print(
            f"{counted(report.findings, 'finding')}: {counted(report.clusters, 'cluster')}, "
            f"{counted(report.campaigns, 'campaign')}, {counted(report.indicators, 'indicator')}"
        )


def _show_campaign(store: Store, id: str, language: str, json: bool) -> None:
    campaign = store.campaign(id)
    clusters = store.clusters(ClusterFilter(campaign=campaign.id, decision="any"), limit=SHOWN, sort="size")
    if json:
        print_json(_with_clusters(campaign, clusters))
        return
    print_campaign(campaign, clusters, language)


def _with_clusters(campaign: Campaign, clusters: list[ClusterHit]) -> dict[str, object]:
    record: dict[str, object] = msgspec.to_builtins(campaign)
    return record | {"largest_clusters": clusters}


@app.command(
    rich_help_panel=PANEL,
    epilog=examples("canhgiac queue", "canhgiac queue --mine --json", "canhgiac queue --state confirmed --sort newest"),
)
def queue(
    category: CategoryOption = None,
    scheme: SchemeOption = None,
    role: RoleOption = None,
    state: Annotated[
        DecisionState, typer.Option("--state", help="none: undecided; shown: all but false; or a verdict.")
    ] = "none",
    since: SinceOption = None,
    mine: MineOption = False,
    sort: SortOption = "growth",
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
    json: JsonOption = False,
) -> None:
    """Lists the clusters that want a decision, the watch list's first, then what grows."""
    places = Places()
    which = ClusterFilter(category, scheme, role, state, start_of(since), mine)
    with places.store() as store:
        _say_how_fresh(store, load_watch(places.settings))
        found = _watched_first(store, which, limit, offset, sort)
        total = store.count_clusters(which)
    if json:
        for hit in found:
            print_json(msgspec.to_builtins(hit.cluster) | {"decision": hit.decision})
        return
    print_clusters(found, places.settings.language)
    notes.print(f"{len(found)} of {counted(total, 'cluster')}" if total else "nothing found")


def _watched_first(
    store: Store, which: ClusterFilter, limit: int, offset: int, sort: GroupSort
) -> list[ClusterHit]:
    watched = msgspec.structs.replace(which, mine=True)
    first = store.clusters(watched, limit=limit, offset=offset, sort=sort)
    if which.mine or len(first) == limit:
        return first
    count = store.count_clusters(watched)
    # the rest in its own order: watched ones stand in it and are passed over
    wanted, skip, read = limit - len(first), max(0, offset - count), 0
    rest: list[ClusterHit] = []
    while len(rest) < skip + wanted:
        page = store.clusters(which, limit=200, offset=read, sort=sort)
        rest += [hit for hit in page if not hit.cluster.watched]
        read += len(page)
        if len(page) < 200:
            break
    return first + rest[skip : skip + wanted]


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac indicators --type bank_account --sort size", "canhgiac indicators --since 2026-11-15 --mine --json"
    ),
)
def indicators(
    type: TypeOption = None,
    bank: BankOption = None,
    category: CategoryOption = None,
    role: RoleOption = None,
    strength: Annotated[
        Strength | None, typer.Option("--strength", help="strong joins campaigns; the others do not.")
    ] = None,
    since: SinceOption = None,
    mine: MineOption = False,
    sort: SortOption = "newest",
    limit: LimitOption = 20,
    offset: OffsetOption = 0,
    json: JsonOption = False,
) -> None:
    """Lists indicators: how often, first and last seen, offers against reports."""
    places = Places()
    which = IndicatorFilter(
        type=type, bank=bank, category=category, role=role, strength=strength, since=start_of(since), mine=mine
    )
    with places.store() as store:
        _say_how_fresh(store, load_watch(places.settings))
        found = store.indicators(which, limit=limit, offset=offset, sort=sort)
        total = store.count_indicators(which)
    if json:
        for each in found:
            print_json(each)
        return
    if found:
        print_indicators(found, places.settings.language)
    notes.print(f"{len(found)} of {counted(total, 'indicator')}" if total else "nothing found")


@app.command(
    rich_help_panel=PANEL,
    epilog=examples(
        "canhgiac lookup 0912.345.678", "canhgiac lookup 'vay-nhanh[.]top'", "canhgiac lookup @cskh_vay --json",
        "cat tin-nhan.txt | canhgiac lookup -",
    ),
)  # fmt: skip
def lookup(
    value: Annotated[
        list[str], typer.Argument(metavar="VALUE", help="A number, host, handle, link or text; - is standard input.")
    ],
    mine: MineOption = False,
    json: JsonOption = False,
) -> None:
    """Answers "who else": every offer and report that names it, with banks, holders, campaigns, decisions."""
    from canhgiac.lookup import lookup as look_up  # numpy and the readers of indicators, for this alone

    text = sys.stdin.buffer.read().decode("utf-8", "replace") if value == ["-"] else " ".join(value)
    places = Places()
    with places.store() as store:
        answer = look_up(store, places.keys, text, load_watch(places.settings) if mine else None)
    if json:
        print_json(answer)
        return
    print_answer(answer, places.settings.language)


def _say_how_fresh(store: Store, watch: WatchList) -> None:
    run = store.groups_run()
    if run is None:
        notes.print("no clusters and campaigns are made yet: canhgiac campaigns --update")
    elif not say_if_watch_changed(run, watch):
        notes.print(f"[dim]as of {run.at.astimezone(days.VIETNAM):%d/%m/%Y %H:%M}[/]", markup=True)


def say_if_watch_changed(run: GroupsRun | None, watch: WatchList) -> bool:
    """Says so where the groups of ``run`` were made with another watch list; whether it did."""
    changed = run is not None and run.watch != watch.digest
    if changed:
        notes.print("watch.toml has changed since the campaigns were made: canhgiac campaigns --update")
    return changed
