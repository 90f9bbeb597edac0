"""The query grammar in the search engine's own queries. Everything is a filter; relevance is one question:
whether each word stands there with exactly its accents.
"""

from __future__ import annotations

from typing import Any

from canhgiac import days
from canhgiac.query import Field, Not, Phrase, Query, Term, Word
from canhgiac.stores.base import Sort
from canhgiac.stores.wording import bare_word, folded_line, indicator_queries, number_forms

Clause = dict[str, Any]
#: Where words are looked for: the text itself, letters in disguise, and what indicators are called.
_FOLDED = ("text.folded", "spelled", "named")
_EXACT = ("text", "named")
_NOWHERE: Clause = {"match_none": {}}

NEWEST = ({"first_seen": "desc"}, {"id": "desc"})
_ORDERS: dict[Sort, tuple[Clause, ...]] = {
    "relevance": ({"_score": "desc"}, *NEWEST),
    "newest": NEWEST,
    "oldest": ({"first_seen": "asc"}, {"id": "asc"}),
    "score": ({"score": "desc"}, *NEWEST),
}


class Plan:
    """A query made ready: ``filter`` finds, ``ranked`` finds and scores (1 exact, 0 not)."""

    def __init__(self, query: Query, *, include_hidden: bool) -> None:
        self._must: list[Clause] = []
        self._must_not: list[Clause] = []
        self._exact: list[Clause] = []
        asks_decision = False
        for term in query.terms:
            inner = term.term if isinstance(term, Not) else term
            asks_decision |= isinstance(inner, Field) and inner.name == "decision"
            self._add(term)
        if not include_hidden and not asks_decision:
            self._must_not.append({"term": {"verdict": "false"}})

    @property
    def filter(self) -> Clause:
        """All that match."""
        return {"bool": {"filter": self._must, "must_not": self._must_not}}

    @property
    def ranked(self) -> Clause:
        """All that match, those with exact accents scored 1."""
        if not self._exact:
            return self.filter
        exact = {"constant_score": {"filter": {"bool": {"filter": self._exact}}, "boost": 1.0}}
        return {
            "bool": {"filter": self._must, "must_not": self._must_not, "should": [exact], "minimum_should_match": 0}
        }

    def order(self, sort: Sort) -> tuple[Clause, ...]:
        """The sort of a search request."""
        return NEWEST if sort == "relevance" and not self._exact else _ORDERS[sort]

    def _add(self, term: Term) -> None:
        negated = isinstance(term, Not)
        inner = term.term if isinstance(term, Not) else term
        clause = _field(inner) if isinstance(inner, Field) else _words(inner, _FOLDED)
        (self._must_not if negated else self._must).append(clause)
        if not negated and not isinstance(inner, Field):
            self._exact.append(_words(inner, _EXACT))


def _words(term: Word | Phrase, fields: tuple[str, ...]) -> Clause:
    """One word or phrase in any of ``fields``; punctuation within splits it into neighbouring words."""
    text = bare_word(term.text) if isinstance(term, Word) else term.text
    if not folded_line(text):
        return _NOWHERE
    wanted = [text, *(number_forms(term.text) if isinstance(term, Word) else ())]
    return _any([{"match_phrase": {field: each}} for each in dict.fromkeys(wanted) for field in fields])


def _any(clauses: list[Clause]) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": 1}} if clauses else _NOWHERE


def _field(field: Field) -> Clause:
    name, value = field.name, field.value
    if name in ("source", "kind"):
        return {"term": {f"{name}.lower": value}}
    if name in ("category", "scheme", "role"):
        return {"term": {name: value}}
    if name == "tag":
        return _any([{"term": {"scheme": value}}, {"term": {"tags": value}}])
    if name in ("type", "bank"):
        return {
            "nested": {
                "path": "indicators",
                "query": {"term": {f"indicators.{name}": {"value": value, "case_insensitive": True}}},
            }
        }
    if name == "indicator":
        keys = list(indicator_queries(value))
        return {"terms": {"spellings": keys}} if keys else _NOWHERE
    if name == "id":
        return {"prefix": {"id": value}}
    if name == "decision":
        return (
            {"bool": {"must_not": [{"exists": {"field": "verdict"}}]}}
            if value == "none"
            else {"term": {"verdict": value}}
        )
    if name in ("after", "before"):
        start = days.bounds(value)[0].isoformat()
        return {"range": {"first_seen": {"gte" if name == "after" else "lt": start}}}
    return {"term": {"review": True}} if value == "review" else {"exists": {"field": "edited_at"}}
