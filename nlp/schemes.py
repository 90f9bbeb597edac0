"""``python -m nlp.schemes`` writes ``docs/schemes.md``: the taxonomy as a page for people."""

from __future__ import annotations

import sys

from nlp.taxonomy import CATEGORIES, SCHEMES, Scheme

_INTRODUCTION = """\
# Schemes

What Cảnh Giác recognises, in the order of precedence: where a text fits several schemes of one category, the
first listed is the primary one and the others are tags. This page is written from `nlp/taxonomy.py` and
`nlp/data/schemes.toml` by `make docs`; a test fails where they differ.

*Source* and *date* tell who described the scheme or warned of it, and when; not when the fraud began. *Form* is the
number in the handbook of 24 forms of online fraud of Cục An toàn thông tin (Bộ Thông tin và Truyền thông, June 2023).
"""

_TITLES = {"fraud": "Fraud", "gambling": "Gambling", "cyber": "Cyber-attack trade"}


def page() -> str:
    """``docs/schemes.md`` as Markdown: a table for each category, then what was read of each source."""
    parts = [_INTRODUCTION]
    for category in CATEGORIES:
        parts.append(f"## {_TITLES[category]} (`{category}`)\n")
        parts.append("| scheme | Vietnamese | what | surfaces | source | date | form |\n|---|---|---|---|---|---|---|")
        parts += [_row(scheme) for scheme in SCHEMES if scheme.category == category]
        parts.append("")
    parts.append("## What was read\n\nWhere the source was read, and how far it goes.\n")
    parts.append("| scheme | read in | note |\n|---|---|---|")
    parts += [_reading(scheme) for scheme in SCHEMES]
    return "\n".join(parts) + "\n"


def _row(scheme: Scheme) -> str:
    surfaces = ", ".join(scheme.surfaces) + (" (reports only)" if scheme.reports_only else "")
    cells = (
        f"`{scheme.id}`", scheme.vi, scheme.what, surfaces, scheme.source, scheme.dated, str(scheme.form or ""),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _reading(scheme: Scheme) -> str:
    citation = scheme.citation
    read = citation.via if citation.checked else "not looked up"
    return f"| `{scheme.id}` | {read} | {citation.note} |"


if __name__ == "__main__":
    sys.stdout.write(page())
