"""How clusters, campaigns, indicators and a look-up look on a terminal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from canhgiac.cli.application import notes, out
from canhgiac.cli.show import COLOURS, headline
from canhgiac.cli.words import LABELS, counted
from canhgiac.days import VIETNAM, local_time
from canhgiac.defang import defang
from canhgiac.digest.render import scheme_name
from canhgiac.digest.words import WORDS
from canhgiac.excerpt import certainty, indicator_text, visible
from canhgiac.records import Campaign, Cluster, Decision, Finding, IndicatorCount, IndicatorSummary, Mention, Tally
from canhgiac.stores.groups import ClusterHit

if TYPE_CHECKING:
    from canhgiac.lookup import Answer

#: Lines of a list that is part of an answer.
SHOWN = 10
_BARS = "▁▂▃▄▅▆▇█"
#: Days in a row of bars.
_BAR_DAYS = 30


def print_clusters(hits: list[ClusterHit], language: str) -> None:
    """A block for each cluster: what it is, its words, contacts, spread."""
    for hit in hits:
        cluster = hit.cluster
        words = WORDS[language]
        parts = [
            f"[bold {COLOURS[cluster.category]}]{words['category'][cluster.category]}[/]",
            f"[bold]{escape(scheme_name(cluster.scheme, language))}[/]", words["role"][cluster.role],
            f"{certainty(cluster.score)} %", counted(cluster.findings, "copy", language),
        ]  # fmt: skip
        if cluster.review:
            parts.append(f"[yellow]{words['review']}[/]")
        if cluster.watched:
            parts.append(f"[bold green]★ {escape(', '.join(cluster.watched))}[/]")
        if hit.decision:
            parts.append(f"[blue]{hit.decision.verdict}[/]")
        out.print(f"[dim]{cluster.id}[/] " + " · ".join(parts))
        out.print(f"  {_name(cluster.name)}")
        out.print(f"  {_spread(cluster, language)}{_campaign_of(cluster, language)}", style="dim")
        out.print()


def _campaign_of(cluster: Cluster, language: str) -> str:
    label = LABELS[language]
    alike = f" · {counted(cluster.alike, 'cluster', language)} {label['same_wording']}" if cluster.alike > 1 else ""
    return (f" · {label['campaign']} {cluster.campaign}" if cluster.campaign else "") + alike


def print_campaigns(campaigns: list[Campaign], language: str) -> None:
    """A block for each campaign."""
    for campaign in campaigns:
        schemes = ", ".join(scheme_name(tally.name, language) for tally in campaign.schemes[:3]) or "–"
        watched = f" · [bold green]★ {escape(', '.join(campaign.watched))}[/]" if campaign.watched else ""
        out.print(
            f"[dim]{campaign.id}[/] [bold {COLOURS[campaign.category]}]"
            f"{WORDS[language]['category'][campaign.category]}[/] · [bold]{escape(schemes)}[/] · "
            f"{_offers(campaign.offers, campaign.reports, language)} · "
            f"{counted(campaign.clusters, 'cluster', language)}{watched}"
        )
        out.print(f"  {_name(campaign.name)}")
        out.print(f"  {_spread(campaign, language)}", style="dim")
        out.print()


def _offers(offers: int, reports: int, language: str) -> str:
    return f"{counted(offers, 'offer', language)}, {counted(reports, 'report', language)}"


def _name(name: str) -> str:
    return escape(defang(visible(name)))


def _spread(group: Cluster | Campaign, language: str) -> str:
    """First and last seen, growth, sources, and a row of bars."""
    change = group.recent - group.before
    return (
        f"{_local(group.first_seen)} – {_local(group.last_seen)} · {LABELS[language]['week']}: {group.recent} "
        f"({change:+d}) · {counted(group.source_count, 'source', language)}  {_bars(group.days)}"
    )


def _local(time: dt.datetime) -> str:
    return time.astimezone(VIETNAM).strftime("%d/%m/%Y")


def _bars(days: tuple[Tally, ...]) -> str:
    """The last days up to the latest as bars, one each, a space where there was nothing."""
    if not days:
        return ""
    counts = {tally.name: tally.count for tally in days}
    last = dt.date.fromisoformat(days[-1].name)
    first = max(dt.date.fromisoformat(days[0].name), last - dt.timedelta(days=_BAR_DAYS - 1))
    row = [counts.get((first + dt.timedelta(days=step)).isoformat(), 0) for step in range((last - first).days + 1)]
    highest = max(row)
    return "".join(_BARS[(count * (len(_BARS) - 1)) // highest] if count else " " for count in row)


def print_campaign(campaign: Campaign, clusters: list[ClusterHit], language: str) -> None:
    """Everything of one campaign: contacts, schemes, sources, clusters."""
    print_campaigns([campaign], language)
    _counted("indicators", campaign.indicators, campaign.indicator_count, language)
    _tallied("sources", campaign.sources, campaign.source_count, language)
    if campaign.alike:
        out.print(f"[dim]{LABELS[language]['alike']}:[/] {', '.join(campaign.alike)}\n")
    print_clusters(clusters, language)


def print_cluster(hit: ClusterHit, findings: list[Finding], language: str) -> None:
    """Everything of one cluster, with its newest findings."""
    print_clusters([hit], language)
    _counted("indicators", hit.cluster.indicators, hit.cluster.indicator_count, language)
    _tallied("sources", hit.cluster.sources, hit.cluster.source_count, language)
    for finding in findings:
        out.print(headline(finding, None, language))
        out.print(f"  {escape(visible(finding.url))}", style="dim")


def _counted(title: str, indicators: tuple[IndicatorCount, ...], total: int, language: str) -> None:
    if not indicators:
        return
    label = LABELS[language]
    table = Table(label[title], label["value"], label["findings"], label["strength"], box=None, header_style="dim")
    for each in indicators[:SHOWN]:
        table.add_row(_type(each.type, language), escape(_value(each)), str(each.count), each.strength)
    out.print(table)
    _more(len(indicators[:SHOWN]), total, language)
    out.print()


def _tallied(title: str, tallies: tuple[Tally, ...], total: int, language: str) -> None:
    if tallies:
        shown = ", ".join(f"{tally.name} ({tally.count})" for tally in tallies[:SHOWN])
        rest = f", {total - SHOWN} {LABELS[language]['more']}" if total > SHOWN else ""
        out.print(f"[dim]{LABELS[language][title]}:[/] {escape(visible(shown))}{rest}\n")


def _more(shown: int, total: int, language: str) -> None:
    if total > shown:
        out.print(LABELS[language]["and_more"].format(count=total - shown), style="dim")


def _type(type: str, language: str) -> str:
    types: dict[str, str] = WORDS[language]["type"]
    return types.get(type, type)


def _value(each: IndicatorCount | IndicatorSummary) -> str:
    return visible(indicator_text(Mention(each.type, each.value, (0, 0), bank=each.bank)))


def print_indicators(indicators: list[IndicatorSummary], language: str) -> None:
    """Two lines for each indicator: what it is; how often, by whom, since when."""
    for each in indicators:
        holders = f" · {', '.join(each.holders[:3])}" if each.holders else ""
        watched = f" · [bold green]★ {escape(', '.join(each.watched))}[/]" if each.watched else ""
        out.print(
            f"{_type(each.type, language)} [bold]{escape(_value(each))}[/]{escape(visible(holders))} · "
            f"{_offers(each.offers, each.reports, language)} · {each.strength}{watched}"
        )
        change = each.recent - each.before
        campaigns = f" · {LABELS[language]['campaign']} {', '.join(each.campaigns[:3])}" if each.campaigns else ""
        out.print(
            f"  {_local(each.first_seen)} – {_local(each.last_seen)} · {LABELS[language]['week']}: {each.recent} "
            f"({change:+d}) · {counted(each.sources, 'source', language)}{campaigns}",
            style="dim",
        )


def print_answer(answer: Answer, language: str) -> None:
    """The answer to "who else"."""
    for name, count in ((tally.name, tally.count) for tally in answer.official):
        found = counted(count, "finding", language)
        out.print(f"{escape(name)} · [bold]{LABELS[language]['official']}[/] · {found}")
    if answer.official and not answer.total and not answer.decisions:
        notes.print("official hosts and hotlines are no indicators; `canhgiac search` lists findings that name them")
        return
    if not answer.total and not answer.decisions:
        notes.print("nothing found")
        return
    words = WORDS[language]
    asked = ", ".join(defang(each) for each in answer.asked) or LABELS[language]["like_wording"]
    out.print(f"[bold]{escape(visible(asked))}[/]")
    looked = len(answer.findings)
    cut = f", {LABELS[language]['newest'].format(count=looked)}" if answer.total > looked else ""
    out.print(f"{counted(answer.total, 'finding', language)}{cut}: {_offers(answer.offers, answer.reports, language)}")
    for title, tallies in (
        ("stance", answer.stances), ("banks", answer.banks), ("holders", answer.holders), ("sources", answer.sources),
    ):  # fmt: skip
        _tallied(title, tallies, len(tallies), language)
    if answer.days:
        out.print(f"{answer.days[0].name} – {answer.days[-1].name}  {_bars(answer.days)}\n", style="dim")
    if answer.campaigns:
        print_campaigns(list(answer.campaigns[:SHOWN]), language)
    if answer.clusters:
        print_clusters(list(answer.clusters[:SHOWN]), language)
        _more(min(SHOWN, len(answer.clusters)), len(answer.clusters), language)
    for each in answer.findings[:SHOWN]:
        stances = ", ".join(each.stances) or LABELS[language]["like_wording"]
        out.print(
            f"[dim]{each.id[:12]}[/] {words['role'][each.role]} · {escape(scheme_name(each.scheme, language))} · "
            f"{stances} · {_local(each.first_seen)} · {escape(visible(each.url))}"
        )
    _more(min(SHOWN, len(answer.findings)), answer.total, language)
    for decision in answer.decisions:
        print_decision(decision)


def print_decision(decision: Decision) -> None:
    """One line of the audit."""
    said = f"{local_time(decision.at)} {escape(decision.by)}: {escape(decision.why or '–')}"
    out.print(f"[blue]{decision.verdict}[/] {said} [dim]({decision.on})[/]")
