"""A finding and a hit of a search, made ready for a page: marked text, defanged, in the words of a language."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from markupsafe import Markup, escape

from canhgiac.console.words import WORDS as CONSOLE
from canhgiac.days import local_time
from canhgiac.defang import LINKED, defang
from canhgiac.digest.render import scheme_name
from canhgiac.digest.words import WORDS
from canhgiac.excerpt import certainty, distinct, excerpt_of, indicator_text, strongest, visible
from canhgiac.records import Decision, Finding, Span
from canhgiac.stores.base import SearchHit, Store
from nlp.reasons import reason_text


class Head(NamedTuple):
    """The first line of a finding. ``decision`` is empty where nobody decided."""

    id: str
    category: str
    category_name: str
    scheme: str
    role: str
    certainty: int
    review: bool
    decision: str


class Found(NamedTuple):
    """A hit: its window with what matched marked, and its indicators."""

    head: Head
    text: Markup
    indicators: list[str]
    source: str
    seen: str


class Said(NamedTuple):
    """A decision as it is told."""

    verdict: str
    at: str
    by: str
    why: str


class Reading(NamedTuple):
    """All that the page of a finding shows. ``facts`` are pairs of a name and a value; ``evidence`` of a piece,
    its weight and why; ``indicators`` of kind, value, stance and how it is written."""

    head: Head
    text: Markup
    evidence: list[tuple[str, str, str]]
    indicators: list[tuple[str, str, str, str]]
    facts: list[tuple[str, str]]
    decisions: list[Said]
    copies: int
    cluster: str
    cluster_findings: int
    campaign: str


def found(hit: SearchHit, language: str) -> Found:
    """A hit of a search for a page."""
    finding = hit.finding
    start, end = hit.snippet
    text = _marked(finding, hit.highlights, start, end)
    before, after = "… " if start else "", " …" if end < len(finding.text) else ""
    indicators = [f"{_kind(each.type, language)} {indicator_text(each)}" for each in distinct(finding.indicators)]
    return Found(
        _head(finding, hit.decision, language), Markup("{}{}{}").format(before, text, after),
        [visible(each) for each in indicators[:6]], visible(finding.source), local_time(finding.first_seen),
    )  # fmt: skip


def read(store: Store, id: str, language: str) -> Reading:
    """The finding whose id is or begins with ``id``. Raises ``FindingNotFound``, ``AmbiguousId``."""
    finding = store.finding_by_prefix(id)
    decisions = store.decisions(finding.text_key)
    copies = store.count_copies(finding.text_key)
    group = store.clusters_of([finding.id]).get(finding.id)
    fragment = store.evidence(finding.id)
    words = CONSOLE[language]
    pieces = sorted(strongest(finding), key=lambda each: -each.weight)
    return Reading(
        _head(finding, store.decision_for(finding), language),
        excerpt_of(finding, max(1, len(finding.text)))[0],
        [(_piece(finding, each.span), f"{each.weight:+.2f}", reason_text(each.reason, language)) for each in pieces],
        [
            (
                _kind(each.type, language), visible(indicator_text(each)), each.stance,
                _piece(finding, each.span),
            )
            for each in finding.indicators
        ],
        [
            (words["page"], visible(finding.url)),
            (words["source"], f"{visible(finding.source)} ({visible(finding.kind)})"),
            (words["posted"], local_time(finding.posted_at)),
            (words["collected"], local_time(finding.collected_at)),
            (words["first_seen"], local_time(finding.first_seen)),
            (words["copies"], str(copies)),
            (words["model"], finding.model),
            ("SHA-256", fragment.page_sha256 if fragment else "–"),
        ],
        [Said(words["verdicts"][each.verdict], local_time(each.at), each.by, each.why) for each in decisions[::-1]],
        copies,
        group.cluster.id if group else "",
        group.cluster.findings if group else 0,
        group.cluster.campaign if group else "",
    )  # fmt: skip


def _head(finding: Finding, decision: Decision | None, language: str) -> Head:
    words = WORDS[language]
    return Head(
        finding.id, finding.category, words["category"][finding.category], scheme_name(finding.scheme, language),
        words["role"][finding.role], certainty(finding.score), finding.review,
        CONSOLE[language]["verdicts"][decision.verdict] if decision else "",
    )  # fmt: skip


def _kind(type: str, language: str) -> str:
    kinds: dict[str, str] = WORDS[language]["type"]
    return kinds.get(type, type)


def _links(finding: Finding) -> list[Span]:
    return [each.span for each in finding.indicators if each.type in LINKED and not each.value.startswith("+")]


def _piece(finding: Finding, span: Span) -> str:
    """A piece of the text, defanged where a link stands in it."""
    start, end = span
    piece = visible(finding.text[start:end])
    return defang(piece) if any(left < end and start < right for left, right in _links(finding)) else piece


def _marked(finding: Finding, spans: tuple[Span, ...], start: int, end: int) -> Markup:
    """``finding.text[start:end]`` as HTML with ``spans`` marked and links defanged."""
    links = _links(finding)
    cuts = sorted({start, end, *(edge for span in (*links, *spans) for edge in span if start < edge < end)})
    html = Markup("")
    for left, right in itertools.pairwise(cuts):
        piece = visible(finding.text[left:right])
        if any(a <= left and right <= b for a, b in links):
            piece = defang(piece)
        marked = any(a <= left and right <= b for a, b in spans)
        html += Markup("<mark>{}</mark>").format(piece) if marked else escape(piece)
    return html
