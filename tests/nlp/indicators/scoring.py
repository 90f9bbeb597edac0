"""Precision, recall and F1 of each indicator type on the case tables, a tuned and a held-out half apart.

``python -m tests.nlp.indicators.scoring`` prints the table of ``docs/indicators.md``;
``--failures TYPE`` prints what goes wrong on the tuned half of a type. The held-out half is measured and
never looked at: its failures are not printed.

A row of ``CASES`` belongs to a half by the hash of its id, which was fixed when the row was written, before
the code that it measures. ``EARLIER`` rows were there when the code was tuned; they count as tuned.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Literal

import msgspec

from canhgiac.records import Mention
from nlp.indicators import find, secrets_in
from nlp.stance import assign
from tests.nlp.indicators.cases import (
    app,
    bank_account,
    company,
    domain,
    email,
    facebook,
    form,
    memo,
    phone,
    referral,
    secret,
    stance,
    telegram,
    tiktok,
    url,
    wallet,
    whatsapp,
    zalo,
)

Half = Literal["tuned", "held_out"]


class Row(msgspec.Struct, frozen=True):
    """One case: what must be found in a text, and what is."""

    id: str
    half: Half
    text: str
    expected: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many of the expected are found."""
        return (Counter(self.expected) & Counter(self.found)).total()


class Score(msgspec.Struct, frozen=True):
    """Counts over rows, and what follows from them."""

    rows: int
    right: int
    missed: int
    wrong: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was to be found and nothing was."""
        total = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / total if total else 1.0


def _official(mention: Mention) -> str:
    return f"{mention.value} official" if mention.stance == "official" else mention.value


#: How a mention of a type is written in its table; its value where nothing stands here.
_WRITTEN: dict[str, Callable[[Mention], str]] = {
    "bank_account": lambda m: f"{m.value}@{m.bank or ''}/{m.holder or ''}",
    "wallet": lambda m: f"{m.bank}:{m.value}",
    "company": lambda m: f"{m.value}/{m.holder or ''}",
    "url": lambda m: f"{m.value} {m.verdict}",
    "domain": _official,
    "email": _official,
    "app": _official,
}
_TABLES: dict[str, ModuleType] = {
    "bank_account": bank_account, "wallet": wallet, "phone": phone, "domain": domain, "url": url,
    "telegram": telegram, "zalo": zalo, "facebook": facebook, "tiktok": tiktok, "whatsapp": whatsapp,
    "email": email, "app": app, "form": form, "referral": referral, "company": company, "memo": memo,
}  # fmt: skip
TYPES = (*_TABLES, "secret", "stance")


def half_of(type: str, id: str) -> Half:
    """The half that a row of ``CASES`` belongs to."""
    return "held_out" if hashlib.sha256(f"{type}/{id}".encode()).digest()[0] % 2 else "tuned"


def _mentions(type: str, text: str) -> tuple[str, ...]:
    written = _WRITTEN.get(type, lambda m: m.value)
    return tuple(written(m) for m in find(text) if m.type == type)


def _secrets(text: str) -> tuple[str, ...]:
    return tuple(f"{s.kind}:{text[s.span[0] : s.span[1]]}" for s in secrets_in(text))


def rows(type: str) -> Iterator[Row]:
    """Every row of a type's table, the earlier ones first."""
    if type == "stance":
        for known, cases in ((True, stance.EARLIER), (False, stance.CASES)):
            for id, role, text, wanted in cases:
                found = {m.value: m.stance for m in assign(text, None, find(text), role)}
                half: Half = "tuned" if known else half_of(type, id)
                pairs = {value: found[value] for value in wanted if value in found}
                yield Row(id, half, text, _pairs(wanted), _pairs(pairs))
        return
    table = secret if type == "secret" else _TABLES[type]
    for known, cases in ((True, getattr(table, "EARLIER", [])), (False, table.CASES)):
        for id, text, expected in cases:
            half = "tuned" if known else half_of(type, id)
            yield Row(id, half, text, tuple(expected), _secrets(text) if type == "secret" else _mentions(type, text))


def _pairs(stances: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{value}={given}" for value, given in stances.items())


def score(type: str, half: Half) -> Score:
    """How well a type does on one half of its table."""
    some = [row for row in rows(type) if row.half == half]
    right = sum(row.right for row in some)
    return Score(
        len(some), right, sum(len(r.expected) for r in some) - right, sum(len(r.found) for r in some) - right
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", metavar="TYPE", nargs="*", help="failures on the tuned half (all types, or these)")
    chosen = parser.parse_args()
    if chosen.failures is not None:
        for type in chosen.failures or TYPES:
            for row in rows(type):
                if row.half == "tuned" and Counter(row.expected) != Counter(row.found):
                    print(f"{type}/{row.id}: {row.text!r}\n    wanted {row.expected}\n    found  {row.found}")
        return 0
    print("| type | rows | F1 tuned | rows held out | F1 held out | missed | wrong |\n|---|---|---|---|---|---|---|")
    for type in TYPES:
        tuned, held = score(type, "tuned"), score(type, "held_out")
        print(f"| `{type}` | {tuned.rows} | {tuned.f1:.3f} | {held.rows} | {held.f1:.3f} | {held.missed} | {held.wrong} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
