"""Options that several commands share, each defined once, and the reading of their values.

A value that nothing can have is an error that says what is meant: an empty list would read as "nobody does that".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

import typer

from canhgiac import days
from canhgiac.records import Category, Role
from canhgiac.settings import nearest
from canhgiac.stores.groups import GroupSort
from nlp.taxonomy import BY_ID


def _known(what: str, value: str, known: Iterable[str]) -> str:
    names = list(known)
    if value not in names:
        raise typer.BadParameter(f"there is no {what} {value!r}{nearest(value, names)}")
    return value


def _scheme(value: str | None) -> str | None:
    return None if value is None else _known("scheme", value.strip().lower(), BY_ID)


def _type(value: str | None) -> str | None:
    from nlp.indicators import TYPES  # the readers of indicators, for what asks for one type alone

    return None if value is None else _known("type of indicator", value.strip().lower(), TYPES)


def _bank(value: str | None) -> str | None:
    """A bank or wallet by its key, BIN or any name that means it alone."""
    if value is None:
        return None
    from nlp import banks
    from nlp.folding import fold
    from nlp.indicators.wallet import COINS

    written = value.strip().lower()
    if key := banks.key_of(written):
        return key
    named = {each.bank.key for each in banks.named_in(fold(written))}
    if len(named) == 1:
        return named.pop()
    return _known("bank or wallet", written, (*banks.by_key(), *COINS))


MineOption = Annotated[bool, typer.Option("--mine", help="Only what the watch list (watch.toml) names.")]
OffsetOption = Annotated[int, typer.Option("--offset", min=0, help="Leave out the first so many.")]
CategoryOption = Annotated[Category | None, typer.Option("--category", help="Of this category.")]
SchemeOption = Annotated[
    str | None, typer.Option("--scheme", callback=_scheme, help="Of this scheme, such as task_job.")
]
TypeOption = Annotated[
    str | None, typer.Option("--type", callback=_type, help="Such as bank_account, phone, domain, telegram.")
]
BankOption = Annotated[
    str | None,
    typer.Option("--bank", callback=_bank, help="Accounts at this bank or wallet: vietcombank, VCB, a BIN."),
]
RoleOption = Annotated[Role | None, typer.Option("--role", help="Offers or reports.")]
SinceOption = Annotated[str | None, typer.Option("--since", help="Seen on this day (2026-11-22) or later.")]
SortOption = Annotated[GroupSort, typer.Option("--sort", help="What comes first.")]
WhyOption = Annotated[str, typer.Option("--why", help="The reason, kept in the audit.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides; your log-in name if left out.")]


def start_of(day: str | None) -> dt.datetime | None:
    """The moment when a day of Vietnam began. Raises ``typer.BadParameter`` for what is no day."""
    if day is None:
        return None
    try:
        return days.bounds(day)[0]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
