"""Indicators as rows of text: the columns that CSV and XLSX share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from canhgiac.days import VIETNAM
from nlp.banks import by_key

if TYPE_CHECKING:
    from canhgiac.export.gathering import Outgoing  # numpy comes with it

#: Column names, in order.
COLUMNS = (
    "type", "value", "bank", "bank_bin", "holders", "standing", "confidence_percent", "strength", "offers", "reports",
    "sources", "first_seen", "last_seen", "categories", "schemes", "imitates", "host_verdict", "campaigns",
    "never_block",
)  # fmt: skip
_BETWEEN = "; "


def rows(indicators: tuple[Outgoing, ...]) -> Iterator[tuple[str, ...]]:
    """One row of text for each indicator, in the order of ``COLUMNS``. Times are Vietnam's, to the minute."""
    for each in indicators:
        bank = by_key().get(each.bank)
        yield (
            each.type, each.value, each.bank, bank.bin if bank else "", _BETWEEN.join(each.holders), each.standing,
            str(each.confidence), each.strength, str(each.offers), str(each.reports), str(each.sources),
            local(each.first_seen), local(each.last_seen), _BETWEEN.join(each.categories),
            _BETWEEN.join(each.schemes), each.imitates, each.verdict, _BETWEEN.join(each.campaigns),
            "yes" if _never_block(each) else "",
        )  # fmt: skip


def _never_block(each: Outgoing) -> bool:
    return each.spared or (each.type in ("domain", "url") and not each.actionable)


def local(moment: dt.datetime) -> str:
    """A time as people in Viet Nam write and sort it."""
    return moment.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M")
