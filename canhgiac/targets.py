"""How a decision names an indicator: ``type:value``, or ``bank:value`` for an account or wallet at one bank alone."""

from __future__ import annotations

from canhgiac.query import Field, Query
from canhgiac.records import Mention
from canhgiac.stores.base import Store
from canhgiac.stores.wording import indicator_keys, indicator_queries
from nlp.banks import key_of


def targets_of(type: str, value: str, bank: str | None) -> tuple[str, ...]:
    """The names under which a decision may stand that holds for this indicator."""
    return (f"{type}:{value}", f"{bank}:{value}") if bank else (f"{type}:{value}",)


def targets_meant(store: Store, typed: str) -> list[str]:
    """What an analyst means by ``typed``: a value in any spelling is every indicator that has it, ``type:value``
    and ``bank:value`` that one alone.

    What findings name comes first, else it is what can be read in it; empty where that is nothing.
    """
    typed = typed.strip()
    return _met(store, typed) or targets_read(typed) or _as_typed(typed)


def _met(store: Store, typed: str) -> list[str]:
    keys = set(indicator_queries(typed))
    if not keys:
        return []
    met: dict[str, None] = {}
    for hit in store.search(Query((Field("indicator", typed.lower()),)), limit=200, include_hidden=True):
        for mention in hit.finding.indicators:
            target = _named(mention, keys)
            if target:
                met[target] = None
    return list(met)


def _named(mention: Mention, keys: set[str]) -> str | None:
    """How the keys name a mention: by its value or type, or by its bank; ``None`` if they do not."""
    of_value = indicator_keys(mention.value)
    if any(key in keys or f"{mention.type}:{key}" in keys for key in of_value):
        return f"{mention.type}:{mention.value}"
    if mention.bank and any(f"{mention.bank}:{key}" in keys for key in of_value):
        return f"{mention.bank}:{mention.value}"
    return None


def targets_read(typed: str) -> list[str]:
    """What can be read in ``typed`` without looking at findings: ``type:value`` of each indicator; where it is
    qualified by a type or a bank, that one alone."""
    from nlp.indicators import TYPES, find  # the readers of indicators are loaded for what no finding names

    kind, rest = qualified(typed)
    if kind in TYPES:
        return list(dict.fromkeys(f"{kind}:{each.value}" for each in find(rest) if each.type == kind))
    if kind and (held := dict.fromkeys(f"{m.bank}:{m.value}" for m in find(f"{kind} {rest}") if m.bank)):
        return list(held)
    return list(dict.fromkeys(f"{each.type}:{each.value}" for each in find(typed)))


def qualified(typed: str) -> tuple[str, str]:
    """A type's name in lower case, or the key of a bank by any of its names, and the value behind its colon; no name
    where there is none, as in a link."""
    prefix, colon, rest = typed.strip().partition(":")
    rest = rest.strip()
    if not colon or rest[:2] == "//":
        return "", typed
    if bank := key_of(prefix):
        return bank, rest
    return (prefix.lower(), rest) if prefix.isidentifier() else ("", typed)


def _as_typed(typed: str) -> list[str]:
    kind, rest = qualified(typed)
    return [f"{kind}:{rest}"] if kind and rest else []
