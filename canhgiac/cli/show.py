"""How findings, indicators and source states look on a terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from canhgiac.cli.application import out
from canhgiac.cli.words import LABELS
from canhgiac.days import local_time
from canhgiac.digest.render import scheme_name
from canhgiac.digest.words import WORDS
from canhgiac.excerpt import certainty, distinct, indicator_text, strongest, visible
from canhgiac.records import GOOD, Decision, Finding, HealthState, Span
from canhgiac.stores.base import SearchHit
from nlp.reasons import reason_text

#: A colour for each category.
COLOURS = {"fraud": "red", "gambling": "magenta", "cyber": "cyan"}


def state_label(state: HealthState) -> str:
    """A source's state with its colour, as Rich markup."""
    return f"[{'green' if state in GOOD else 'red'}]{state}[/]"


def print_hits(hits: list[SearchHit], language: str) -> None:
    """A block for each finding: what it is, its snippet with what matched, its id."""
    for hit in hits:
        out.print(headline(hit.finding, hit.decision, language))
        out.print(_snippet(hit), soft_wrap=True)
        types = WORDS[language]["type"]
        values = [
            f"{types.get(mention.type, mention.type)} {indicator_text(mention)}"
            for mention in distinct(hit.finding.indicators)
        ]
        if values:
            out.print("  " + " · ".join(escape(value) for value in values[:6]), style="dim")
        out.print()


def headline(finding: Finding, decision: Decision | None, language: str) -> str:
    """The first line of a finding, as Rich markup."""
    words = WORDS[language]
    parts = [
        f"[bold {COLOURS[finding.category]}]{words['category'][finding.category]}[/]",
        f"[bold]{escape(scheme_name(finding.scheme, language))}[/]",
        words["role"][finding.role],
        f"{certainty(finding.score)} %",
    ]
    if finding.review:
        parts.append(f"[yellow]{words['review']}[/]")
    if finding.edited_at:
        parts.append(f"[yellow]{LABELS[language]['edited']}[/]")
    if decision:
        parts.append(f"[blue]{decision.verdict}[/]")
    return f"[dim]{finding.id[:12]}[/] " + " · ".join(parts)


def _snippet(hit: SearchHit) -> Text:
    start, end = hit.snippet
    text = marked(hit.finding.text, hit.highlights, "bold yellow")[start:end]
    lines = [line for line in text.split("\n") if line.plain.strip()]
    shown = Text("  ") + (Text("… ") if start else Text()) + Text("\n  ").join(lines)
    return shown.append(" …") if end < len(hit.finding.text) else shown


def marked(text: str, spans: tuple[Span, ...], style: str) -> Text:
    """``text`` with the spans in a style."""
    shown = Text(visible(text))
    for start, end in spans:
        shown.stylize(style, start, end)
    return shown


def print_finding(finding: Finding, decisions: list[Decision], copies: int, page_hash: str, language: str) -> None:
    """Everything that is kept of one finding."""
    words = WORDS[language]
    out.print(headline(finding, decisions[-1] if decisions else None, language))
    label = LABELS[language]
    facts = Table.grid(padding=(0, 2))
    rows = [
        (label["id"], finding.id),
        (label["url"], finding.url),
        (label["source"], f"{finding.source} ({finding.kind})"),
        (label["posted"], local_time(finding.posted_at)),
        (label["collected"], local_time(finding.collected_at)),
        (label["first_seen"], local_time(finding.first_seen)),
        (label["copies"], str(copies)),
        (
            label["scores"],
            ", ".join(f"{name} {getattr(finding.scores, name):.2f}" for name in finding.scores.__struct_fields__),
        ),
        (label["model"], finding.model),
        (label["page"], page_hash or "–"),
    ]
    for name, value in rows:
        facts.add_row(f"[dim]{name}[/]", escape(visible(value)))
    out.print(facts)
    out.print()
    out.print(marked(finding.text, tuple(piece.span for piece in strongest(finding)), "black on yellow"))
    if finding.evidence:
        table = Table(label["evidence"], label["weight"], label["why"], box=None, header_style="dim")
        for piece in sorted(finding.evidence, key=lambda each: -each.weight):
            table.add_row(
                escape(visible(finding.text[slice(*piece.span)])),
                f"{piece.weight:+.2f}",
                escape(reason_text(piece.reason, language)),
            )
        out.print(table)
    if finding.indicators:
        heads = (label["indicator"], label["value"], label["stance"], label["written"])
        table = Table(*heads, box=None, header_style="dim")
        for mention in finding.indicators:
            kind = words["type"].get(mention.type, mention.type)
            table.add_row(
                kind,
                escape(indicator_text(mention)),
                mention.stance,
                escape(visible(finding.text[slice(*mention.span)])),
            )
        out.print(table)
    for decision in decisions:
        said = f"{local_time(decision.at)} {escape(decision.by)}: {escape(decision.why or '–')}"
        out.print(f"[blue]{decision.verdict}[/] {said}")
