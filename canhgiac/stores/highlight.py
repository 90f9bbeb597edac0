"""Where in the original text a query matched, and which window of it to show."""

from __future__ import annotations

from canhgiac.query import Field, Phrase, Query, Word
from canhgiac.records import Finding, Span
from canhgiac.stores.wording import (
    Token,
    bare_word,
    folded_line,
    indicator_marks,
    indicator_queries,
    number_forms,
    tokens,
)

#: Code points shown around the first match.
WINDOW = 220
_LEAD = 60
#: Longest stretch that is given up to begin and end a snippet between words.
_WORD = 20


def highlights(query: Query, finding: Finding) -> tuple[Span, ...]:
    """The spans of ``finding.text`` that the query's words and phrases match, in order, none overlapping."""
    text_tokens = list(tokens(finding.text))
    places: dict[str, list[int]] = {}
    for place, token in enumerate(text_tokens):
        places.setdefault(token.folded, []).append(place)
    spans: list[Span] = []
    for term in query.terms:
        if isinstance(term, Field):
            spans += _field_spans(term, finding)
        elif isinstance(term, Word | Phrase):
            typed = bare_word(term.text) if isinstance(term, Word) else term.text
            words = [token.folded for token in tokens(typed)]
            found = _phrase_spans(words, text_tokens, places)
            if isinstance(term, Word):
                found += _number_spans(term.text, finding, text_tokens, places)
            spans += found or _hidden_spans(words, finding)
    return _merged(spans)


def snippet(finding: Finding, matched: tuple[Span, ...]) -> Span:
    """The window of the text around the first match, or around the evidence where nothing is marked."""
    text = finding.text
    first = matched[0] if matched else finding.evidence[0].span if finding.evidence else (0, 0)
    if len(text) <= WINDOW:
        return 0, len(text)
    start = max(0, min(first[0] - _LEAD, len(text) - WINDOW))
    end = min(len(text), start + WINDOW)
    if start > 0:
        space = text.find(" ", start, min(start + _WORD, first[0] + 1))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(end - _WORD, min(first[1], end)), end)
        end = space if space > start else end
    return start, end


def _phrase_spans(words: list[str], text: list[Token], places: dict[str, list[int]]) -> list[Span]:
    if not words:
        return []
    found = []
    for place in places.get(words[0], ()):
        if [token.folded for token in text[place : place + len(words)]] == words:
            found.append((text[place].start, text[place + len(words) - 1].end))
    return found


def _field_spans(field: Field, finding: Finding) -> list[Span]:
    """The indicators that a field asked for."""
    if field.name not in ("indicator", "type", "bank"):
        return []
    wanted = {(field.name, key) for key in indicator_queries(field.value)} | {(field.name, field.value)}
    return [mention.span for mention in finding.indicators if wanted & set(indicator_marks((mention,)))]


def _hidden_spans(words: list[str], finding: Finding) -> list[Span]:
    """The words stand in an indicator that the text spells in another way (``chấm com``)."""
    if not words:
        return []
    line = f" {' '.join(words)} "
    return [mention.span for mention in finding.indicators if line in f" {folded_line(mention.value)} "]


def _number_spans(
    typed: str, finding: Finding, text: list[Token], places: dict[str, list[int]]
) -> list[Span]:
    """A number stands in the text in another spelling: as one token, or as an indicator."""
    forms = set(number_forms(typed))
    if not forms:
        return []
    found = [(text[place].start, text[place].end) for form in forms for place in places.get(form, ())]
    return found + [
        mention.span for mention in finding.indicators if forms & {mention.value, *number_forms(mention.value)}
    ]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
