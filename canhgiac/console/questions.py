"""The morning's five questions as ready queries over the console's tables."""

from __future__ import annotations

from canhgiac.console.words import WORDS

#: What each question is called in addresses, and its query; `:since` and `:value` are asked for on the page.
QUESTIONS: dict[str, str] = {
    "act": """
        SELECT id, name, category, scheme, role, certainty, findings, growth, mine, last_seen, finding
        FROM all_clusters WHERE decision IS NULL
        ORDER BY mine DESC, growth DESC, last_seen DESC""",
    "new": """
        SELECT id, name, category, scheme, role, certainty, findings, mine, first_seen, finding
        FROM all_clusters WHERE decision IS NOT 'false'
            AND first_seen >= coalesce(nullif(trim(:since), ''), date('now', '+7 hours', '-1 day'))
        ORDER BY mine DESC, certainty DESC, first_seen DESC""",
    "grew": """
        SELECT id, name, category, schemes, clusters, offers, reports, recent, growth, mine, last_seen
        FROM all_campaigns WHERE growth > 0 ORDER BY mine DESC, growth DESC""",
    "who": """
        SELECT id, seen, category, scheme, role, excerpt, evidence, indicators, decision, source, campaign
        FROM all_findings WHERE id IN (SELECT id FROM found_places WHERE n IN (
            SELECT rowid FROM finding_words WHERE finding_words MATCH naming(:value)))""",
    "dark": """
        SELECT source, state, reason, posts, last_visit, kind
        FROM all_sources WHERE listed AND state NOT IN ('ok', 'nothing_new') ORDER BY last_visit""",
}
#: Rows of a question that are shown; all are counted.
SHOWN = 200
#: Shown first beside each table.
_FACETS = {
    "all_findings": ["category", "role", "scheme", "decision", "source", "review"],
    "all_clusters": ["category", "role", "scheme", "decision", "mine"],
    "all_campaigns": ["category", "mine"],
    "all_indicators": ["type", "bank", "strength", "decision", "mine"],
    "all_sources": ["state", "kind", "listed"],
    "all_decisions": ["decision", "who", "subject"],
}
#: Newest first.
_SORTED: dict[str, dict[str, str]] = {
    "all_findings": {"sort_desc": "n"},
    "all_clusters": {"sort_desc": "n"},
    "all_campaigns": {"sort_desc": "last_seen"},
    "all_indicators": {"sort_desc": "n"},
    "all_sources": {"sort": "source"},
    "all_decisions": {"sort_desc": "n"},
}


def counting(name: str) -> str:
    """The statement that counts all rows of a question."""
    return f"SELECT count(*) FROM ({QUESTIONS[name]})"  # noqa: S608  of this module's own constants


def metadata(language: str) -> dict[str, object]:
    """Datasette's metadata: titles, facets, ready queries; no free SQL."""
    words = WORDS[language]
    queries = {
        name: {"sql": f"{sql} LIMIT {SHOWN}", "title": words["questions"][name], "description": words["meant"][name]}
        for name, sql in QUESTIONS.items()
    }
    tables = {
        name: {"title": words["tables"][name], "facets": facets, **_SORTED[name]} for name, facets in _FACETS.items()
    }
    return {
        "title": "Cảnh Giác",
        "databases": {"store": {"queries": queries, "tables": tables, "allow_sql": False}},
    }
