"""The first screen: at most twelve lines with the title, what to act on before anything else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from canhgiac.defang import defang
from canhgiac.digest.figures import ClusterEntry, Figures, IndicatorEntry, Listing
from canhgiac.digest.lookup import cluster_name, indicator, short
from canhgiac.digest.names import scheme_name
from canhgiac.digest.sources import dark
from canhgiac.digest.words import WORDS
from canhgiac.stores.base import Store

#: The title is one of them.
MAX_LINES = 12
#: What is named on one line; the count beside it is of all.
_NAMED = 3


class Line(msgspec.Struct, frozen=True):
    """One line: what it is about (``sum``, ``clusters``, ``cluster``, ``accounts``, ``lookalikes``, ``handed_over``,
    ``dark``), in words, how many, and the first of them."""

    kind: str
    label: str
    count: int | None = None
    items: tuple[str, ...] = ()
    urgent: bool = False

    @property
    def text(self) -> str:
        """The line as text."""
        counted = self.label if self.count is None else f"{self.label}: {self.count}"
        return f"{counted} · {'; '.join(self.items)}" if self.items else counted


def title(figures: Figures, language: str) -> str:
    """What the digest is called: of which list, which days, and whether its figures are the last word."""
    words = WORDS[language]
    days = figures.day if figures.first == figures.day else f"{figures.first} – {figures.day}"
    of = {"": "", "mine": f" · {words['mine']}"}.get(figures.list, f" · {words['list']} {figures.list}")
    flags = [words["unfinished_short"]] * (not figures.finished) + [words["recount_short"]] * bool(figures.recount)
    return f"{words['title']} {days}{of}" + (f" ({', '.join(flags)})" if flags else "")


def first_screen(figures: Figures, store: Store, language: str) -> list[Line]:
    """The lines under the title."""
    words, act, counts = WORDS[language], figures.act, figures.counts
    return [
        Line(
            "sum",
            words["sum"].format(
                offers=counts.offers, reports=counts.reports, posts=counts.posts, clusters=figures.new_clusters,
                campaigns=figures.new_campaigns,
            ),
        ),
        Line("clusters", words["act_clusters" if act.watching else "act_all"], act.clusters.total, (), True),
        *(_cluster(each, store, language) for each in act.clusters.shown),
        _indicators("accounts", words["act_accounts" if act.watching else "act_all_accounts"], act.accounts, store),
        _indicators("lookalikes", words["act_lookalikes"], act.lookalikes, store),
        _open(figures, words),
        _dark(figures, words),
    ]  # fmt: skip


def _cluster(entry: ClusterEntry, store: Store, language: str) -> Line:
    words = WORDS[language]
    items = [
        cluster_name(store, entry.id), words["found_in"].format(findings=entry.findings, sources=entry.sources),
        ", ".join(defang(each) for each in entry.watched[:_NAMED]), entry.id[:10],
    ]  # fmt: skip
    return Line("cluster", f"• {scheme_name(entry.scheme, language)}", None, tuple(each for each in items if each))


def _indicators(kind: str, label: str, listing: Listing[IndicatorEntry], store: Store) -> Line:
    found = [text for each in listing.shown if (text := indicator(store, each)) is not None]
    return Line(kind, label, listing.total, _first(found, listing.total), listing.total > 0)


def _open(figures: Figures, words: dict[str, Any]) -> Line:
    listing = figures.act.handed_over
    found = [f"{each.id[:10]} ({_days_ago(each.decided, figures.counted_at, words)})" for each in listing.shown]
    return Line("handed_over", words["act_open"], listing.total, _first(found, listing.total), listing.total > 0)


def _dark(figures: Figures, words: dict[str, Any]) -> Line:
    gone = dark(figures.sources)
    found = [f"{defang(each.source)} ({words['states'][each.state]})" for each in gone]
    return Line("dark", words["act_dark"], len(gone), _first(found, len(gone)), bool(gone))


def _first(found: list[str], total: int) -> tuple[str, ...]:
    named = tuple(short(each) for each in found[:_NAMED])
    return (*named, "…") if named and total > len(named) else named


def _days_ago(since: dt.datetime | None, now: dt.datetime, words: dict[str, Any]) -> str:
    return str(words["days_ago"].format(days=max(0, (now - since).days))) if since else "–"
