"""The query grammar in SQLite: words and fields become one full-text expression, which is read in
order of time, so that a page of results does not cost a look at all matches.
"""

# ruff: noqa: S608 - statements are made of this package's own constants; every value is bound

from __future__ import annotations

import sqlite3

from canhgiac import days
from canhgiac.query import Field, Not, Phrase, Query, Term, Word
from canhgiac.stores.base import Sort
from canhgiac.stores.sqlite_schema import to_micros
from canhgiac.stores.sqlite_write import EVERY, mark, place
from canhgiac.stores.wording import bare_word, exact_line, folded_line, indicator_queries, number_forms

# Texts decided ``false`` are hidden. Asked row by row where a page is wanted, for few rows are looked at;
# as a set where all matches are counted or sorted.
_SHOWN_EACH = """NOT EXISTS (SELECT 1 FROM findings AS f JOIN verdicts AS v
    ON v.subject = 'text' AND v.target = f.text_key AND v.verdict = 'false' WHERE f.n = {table}.{n})"""
_SHOWN_SET = """{n} NOT IN (SELECT f.n FROM verdicts AS v JOIN findings AS f ON f.text_key = v.target
    WHERE v.subject = 'text' AND v.verdict = 'false')"""

_DECIDED = """SELECT f.n FROM verdicts AS v JOIN findings AS f ON f.text_key = v.target
    WHERE v.subject = 'text'"""
_NOWHERE = "0"


class Plan:
    """A query made ready: full-text expressions for its words and marks, SQL conditions for the rest."""

    def __init__(self, query: Query, *, include_hidden: bool) -> None:
        self.conditions: list[str] = []
        self.values: list[object] = []
        self._marks: list[str] = []
        self._words: list[tuple[str, str]] = []
        self._excluded: list[str] = []
        asks_decision = False
        for term in query.terms:
            inner = term.term if isinstance(term, Not) else term
            asks_decision |= isinstance(inner, Field) and inner.name == "decision"
            self._add(term)
        self.hides = not include_hidden and not asks_decision

    @property
    def has_words(self) -> bool:
        """Whether exact and folded matches can differ at all."""
        return bool(self._words)

    def match(self, *, exact: bool) -> str | None:
        """The full-text expression; ``None`` where any finding will do."""
        parts = self._marks + [words[0 if exact else 1] for words in self._words]
        if not parts and not self._excluded:
            return None
        wanted = " AND ".join(parts) or f"{{marks}} : {EVERY}"
        return f"({wanted}) NOT ({' OR '.join(self._excluded)})" if self._excluded else f"({wanted})"

    def statement(self) -> tuple[str, list[object]]:
        """A statement for ``findings.n`` of every match, in no order, and its values."""
        return _select(self, self.match(exact=False), "{n}", all_of_them=True)

    def _add(self, term: Term) -> None:
        negated = isinstance(term, Not)
        inner = term.term if isinstance(term, Not) else term
        if isinstance(inner, Field):
            self._add_field(inner, negated)
            return
        folded = _words(inner, "folded")
        if folded is None:
            if not negated:
                self.conditions.append(_NOWHERE)
        elif negated:
            self._excluded.append(folded)
        else:
            self._words.append((_words(inner, "exact") or folded, folded))

    def _add_field(self, field: Field, negated: bool) -> None:
        if field.name in ("after", "before", "id", "decision") or field == Field("is", "edited"):
            condition, values = _condition(field)
            self.conditions.append(f"NOT ({condition})" if negated else condition)
            self.values += values
            return
        keys = indicator_queries(field.value) if field.name == "indicator" else (field.value,)
        expression = "{marks} : (" + " OR ".join(mark(field.name, key) for key in keys) + ")"
        if not keys:
            self.conditions.append("1" if negated else _NOWHERE)
        elif negated:
            self._excluded.append(expression)
        else:
            self._marks.append(expression)


def _words(term: Word | Phrase, column: str) -> str | None:
    """The expression for one word or phrase, or ``None`` where it holds no letter or digit."""
    text = bare_word(term.text) if isinstance(term, Word) else term.text
    line = exact_line(text) if column == "exact" else folded_line(text)
    phrases = {column: _quoted(line), "named": _quoted(folded_line(text))} if line else {}
    alternatives = [f"{{{where}}} : {phrase}" for where, phrase in phrases.items()]
    if isinstance(term, Word):
        alternatives += [f"{{{column} named}} : {_quoted(form)}" for form in number_forms(term.text)]
    return f"({' OR '.join(alternatives)})" if alternatives else None


def _quoted(line: str) -> str:
    return '"' + line.replace('"', '""') + '"'


def _condition(field: Field) -> tuple[str, list[object]]:
    if field.name in ("after", "before"):
        start = place(to_micros(days.bounds(field.value)[0]))
        return ("{n} >= ?" if field.name == "after" else "{n} < ?"), [start]
    if field.name == "id":
        return "{n} IN (SELECT n FROM findings WHERE id >= ? AND id < ?)", [field.value, field.value + "\U0010ffff"]
    if field.name == "decision":
        if field.value == "none":
            return f"{{n}} NOT IN ({_DECIDED})", []
        return f"{{n}} IN ({_DECIDED} AND v.verdict = ?)", [field.value]
    return "{n} IN (SELECT n FROM findings WHERE edited_at IS NOT NULL)", []


def _select(
    plan: Plan, match: str | None, what: str, extra: str = "", *, all_of_them: bool = False
) -> tuple[str, list[object]]:
    """A statement for ``what``, over the full-text index where there is an expression. ``all_of_them``
    says that every match will be looked at."""
    conditions = list(plan.conditions)
    if plan.hides:
        conditions.append(_SHOWN_SET if all_of_them else _SHOWN_EACH)
    values = list(plan.values)
    table, n = ("findings", "n")
    if match is not None:
        table, n = ("finding_words", "rowid")
        conditions.insert(0, "finding_words MATCH ?")
        values.insert(0, match)
    where = " AND ".join(conditions).format(n=n, table=table) or "1"
    return f"SELECT {what.format(n=n)} FROM {table} WHERE {where} {extra.format(n=n)}", values


def found(db: sqlite3.Connection, plan: Plan, *, limit: int, offset: int, sort: Sort) -> list[int]:
    """``findings.n`` of a page of results in order."""
    if sort == "relevance" and plan.has_words:
        return _by_relevance(db, plan, limit, offset)
    match = plan.match(exact=False)
    if sort == "score":
        inner, values = _select(plan, match, "{n}", all_of_them=True)
        # "+" keeps SQLite from looking up each match: it goes down the index of scores until the page is full
        statement = f"SELECT n FROM findings WHERE +n IN ({inner}) ORDER BY score DESC, n DESC LIMIT ? OFFSET ?"
    else:
        direction = "ASC" if sort == "oldest" else "DESC"
        statement, values = _select(plan, match, "{n}", f"ORDER BY {{n}} {direction} LIMIT ? OFFSET ?")
    return [n for (n,) in db.execute(statement, [*values, limit, offset])]


def _by_relevance(db: sqlite3.Connection, plan: Plan, limit: int, offset: int) -> list[int]:
    """Newest first, those where each word has its exact accents before the others."""
    exact, folded = plan.match(exact=True), plan.match(exact=False)
    order = "ORDER BY {n} DESC LIMIT ? OFFSET ?"
    statement, values = _select(plan, exact, "{n}", order)
    page = [n for (n,) in db.execute(statement, [*values, limit, offset])]
    if len(page) == limit or exact == folded:
        return page
    passed = 0
    if not page and offset:
        counting, values = _select(plan, exact, "count(*)", all_of_them=True)
        passed = db.execute(counting, values).fetchone()[0]
    rest, values = _select(plan, f"({folded}) NOT ({exact})", "{n}", order)
    skip = 0 if page else offset - passed
    return page + [n for (n,) in db.execute(rest, [*values, limit - len(page), skip])]


def counted(db: sqlite3.Connection, plan: Plan) -> int:
    """How many findings match."""
    statement, values = _select(plan, plan.match(exact=False), "count(*)", all_of_them=True)
    return int(db.execute(statement, values).fetchone()[0])


def older(db: sqlite3.Connection, plan: Plan, below: int | None, *, limit: int) -> list[int]:
    """``findings.n`` of the newest matches under ``below`` (of all, where ``None``)."""
    bound = 2**63 - 1 if below is None else below
    statement, values = _select(plan, plan.match(exact=False), "{n}", "AND {n} < ? ORDER BY {n} DESC LIMIT ?")
    return [n for (n,) in db.execute(statement, [*values, bound, limit])]
