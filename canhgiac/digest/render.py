"""A digest as one self-contained HTML page and as plain text."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from canhgiac.days import VIETNAM
from canhgiac.digest.figures import Figures
from canhgiac.digest.words import WORDS
from canhgiac.excerpt import certainty, distinct, excerpt_of, indicator_text
from canhgiac.records import Finding
from canhgiac.stores.base import RoleCounts, Store
from nlp.taxonomy import BY_ID, CATEGORIES


class Row(NamedTuple):
    """One line of a table: a name, this day, the day before, and the share of the largest for the bar."""

    name: str
    today: int
    before: int
    share: int

    @property
    def change(self) -> str:
        """The difference, with its sign."""
        difference = self.today - self.before
        return f"{difference:+d}" if difference else "±0"


class Entry(NamedTuple):
    """A finding as shown."""

    id: str
    category: str
    scheme: str
    role: str
    score: int
    copies: int
    url: str
    source: str
    posted: str
    excerpt: Markup
    plain: str
    indicators: list[tuple[str, str]]


def render(figures: Figures, store: Store, language: str) -> tuple[str, str]:
    """The digest as ``(html, text)`` in ``vi`` or ``en``. A top finding that was purged or marked ``false`` since then
    is left out."""
    words = WORDS[language]
    context: dict[str, Any] = {
        "lang": language,
        "w": words,
        "f": figures,
        "counted": _local(figures.counted_at),
        "categories": _rows(
            [words["category"][category] for category in CATEGORIES],
            [_both(figures.counts.by_category.get(category)) for category in CATEGORIES],
            [_both(figures.before.by_category.get(category)) for category in CATEGORIES],
        ),
        "schemes": _scheme_rows(figures, language),
        "top": [
            _entry(finding, entry.copies, language)
            for entry in figures.top
            if (finding := store.finding(entry.id)) is not None and not _hidden(store, finding)
        ],
        "sources": figures.sources,
        "local": _local,
    }
    environment = Environment(
        loader=PackageLoader("canhgiac"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return (
        environment.get_template("digest.html.j2").render(context),
        environment.get_template("digest.txt.j2").render(context),
    )


def _hidden(store: Store, finding: Finding) -> bool:
    decision = store.decision_for(finding)
    return decision is not None and decision.verdict == "false"


def _both(counts: RoleCounts | None) -> int:
    return counts.offers + counts.reports if counts else 0


def _rows(names: list[str], today: list[int], before: list[int]) -> list[Row]:
    largest = max([*today, *before, 1])
    return [
        Row(name, now, then, round(100 * now / largest)) for name, now, then in zip(names, today, before, strict=True)
    ]


def _scheme_rows(figures: Figures, language: str) -> list[Row]:
    ids = sorted(
        {*figures.counts.by_scheme, *figures.before.by_scheme},
        key=lambda scheme: (-_both(figures.counts.by_scheme.get(scheme)), scheme),
    )
    return _rows(
        [scheme_name(scheme, language) for scheme in ids],
        [_both(figures.counts.by_scheme.get(scheme)) for scheme in ids],
        [_both(figures.before.by_scheme.get(scheme)) for scheme in ids],
    )


def scheme_name(scheme: str | None, language: str) -> str:
    """A scheme's name in ``vi`` or ``en``; the id where this version does not know it."""
    if scheme is None:
        return "–"
    known = BY_ID.get(scheme)
    return (known.vi if language == "vi" else known.en) if known else scheme


def _local(time: dt.datetime | None) -> str:
    return time.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if time else "–"


def _entry(finding: Finding, copies: int, language: str) -> Entry:
    words = WORDS[language]
    excerpt, plain = excerpt_of(finding)
    return Entry(
        id=finding.id,
        category=words["category"][finding.category],
        scheme=scheme_name(finding.scheme, language),
        role=words["role"][finding.role],
        score=certainty(finding.score),
        copies=copies,
        url=finding.url,
        source=finding.source,
        posted=_local(finding.posted_at),
        excerpt=excerpt,
        plain=plain,
        indicators=[
            (words["type"].get(mention.type, mention.type), indicator_text(mention))
            for mention in distinct(finding.indicators)
        ],
    )


def as_json(figures: Figures) -> bytes:
    """The figures for machines."""
    return msgspec.json.format(msgspec.json.encode(figures), indent=2)
