"""Texts with other names of holders, so that the tagger of accounts learns where names stand rather than which."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import msgspec

from nlp.indicators.names import SURNAMES
from nlp.normalise.characters import fold_each
from nlp.training.annotated import WithAccounts


def written_names(row: WithAccounts) -> list[tuple[int, int, str]]:
    """Where a text writes its holders' names, persons' only: start, end, and how it writes each, in order."""
    holders = {account.partition("/")[2] for account in row.accounts}
    persons = [name for name in holders if 2 <= len(name.split()) <= 5 and name.split()[0].lower() in SURNAMES]
    plain = "".join([_plain_letter(char) for char in row.text])
    found = []
    for name in sorted(persons):
        words = r"\s+".join(map(re.escape, name.lower().split()))
        found += [(*m.span(), row.text[slice(*m.span())]) for m in re.finditer(rf"(?<!\w){words}(?!\w)", plain)]
    return sorted(found)


def renamed(row: WithAccounts, names: Sequence[str], drawn: random.Random) -> WithAccounts | None:
    """The same text with names drawn from others, each in one of the ways in which names are written.

    ``None`` where the text names no person as a holder.
    """
    places = written_names(row)
    if not places:
        return None
    given: dict[str, str] = {}
    text = row.text
    for start, end, written in reversed(places):
        old = _as_given(written)
        if old not in given:
            write = drawn.choice((str, str.title, str.upper, str.lower, _bare, _bare_capitals))
            given[old] = write(drawn.choice(names))
        text = text[:start] + given[old] + text[end:]
    accounts = []
    for account in row.accounts:
        number, _, holder = account.partition("/")
        accounts.append(f"{number}/{_as_given(given[holder]) if holder in given else holder}")
    return msgspec.structs.replace(row, text=text, accounts=tuple(accounts))


def _plain_letter(char: str) -> str:
    """One letter for one, so that places stay."""
    plain = fold_each(char.lower())
    return plain if len(plain) == 1 else char


def _bare(name: str) -> str:
    return fold_each(name.lower())


def _bare_capitals(name: str) -> str:
    return _bare(name).upper()


def _as_given(name: str) -> str:
    return " ".join(_bare_capitals(name).split())
