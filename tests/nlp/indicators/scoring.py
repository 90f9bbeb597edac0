"""Precision, recall and F1 of each indicator type on the case tables, a tuned and a held-out half apart.

``python -m tests.nlp.indicators.scoring`` prints both halves, ``--docs`` the table of ``docs/indicators.md``,
``--failures TYPE`` what goes wrong on the tuned half of a type. The held-out half is measured and never looked
at: its failures are not printed.

A row of ``CASES`` belongs to a half by the hash of its id, which was fixed when the row was written, before
the code that it measures. ``EARLIER`` rows were there when the code was tuned; they count as tuned. ``SEEN`` rows (Zalo)
were written when the code was done, without looking at it, because one miss decided that small half. It did badly on
them, so their failures were looked at: they are tuned since. Eight more rounds went the same way, by writers who had
seen neither code nor tables: each was measured, then looked at (figures: ``docs/indicators.md``). ``LATER`` rows were
written in the same ways: nothing was tuned on them, all of them count as held out.

Accounts and stances are read by trained taggers. Their tuned rows are in ``nlp/annotated`` (``rounds``, ``first``), so
that the tagger learns from them; what stands here as ``LATER`` is in no training.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Literal

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
    """Every row of a type's table: the tuned ones, those parted by their ids, the later ones."""
    table = {"secret": secret, "stance": stance}.get(type) or _TABLES[type]
    fixed: dict[str, Half | None] = {"EARLIER": "tuned", "SEEN": "tuned", "CASES": None, "LATER": "held_out"}
    for name, half in fixed.items():
        for id, *case in getattr(table, name, []):
            yield _row(type, id, half or half_of(type, id), case)


def _row(type: str, id: str, half: Half, case: list[Any]) -> Row:
    if type == "stance":
        role, text, wanted = case
        found: dict[str, str] = {m.value: m.stance for m in assign(text, None, find(text), role)}
        pairs = {value: found[value] for value in wanted if value in found}
        return Row(id, half, text, _pairs(wanted), _pairs(pairs))
    text, expected = case
    return Row(id, half, text, tuple(expected), _secrets(text) if type == "secret" else _mentions(type, text))


def _pairs(stances: dict[str, str]) -> tuple[str, ...]:
    return tuple(f"{value}={given}" for value, given in stances.items())


def score(type: str, half: Half) -> Score:
    """How well a type does on one half of its table."""
    some = [row for row in rows(type) if row.half == half]
    right = sum(row.right for row in some)
    return Score(
        len(some), right, sum(len(r.expected) for r in some) - right, sum(len(r.found) for r in some) - right
    )


#: Type: what it is, how a value is written, an example (``docs/indicators.md`` shows them).
ABOUT: dict[str, tuple[str, str, str]] = {
    "bank_account": ("account at a Vietnamese bank; with `bank` and `holder` where they are told", "digits or capitals, no separators", "`stk em bê 6868 1234 567` → `68681234567`, `bank` `mbbank`"),
    "wallet": ("MoMo, ZaloPay, Viettel Money and others by number; Bitcoin, Ethereum, TRON by checksum; `bank` says which", "E.164, or the address (Ethereum and bech32 lower case)", "`momo 0912 345 678` → `+84912345678`, `bank` `momo`"),
    "phone": ("Vietnamese number, mobile, fixed or 1800/1900, valid by phonenumbers", "E.164; prefixes of before 2018 as the new ones", "`O168.912.3456` → `+84389123456`"),
    "domain": ("host name; official ones are given with stance `official`", "lower case, punycode, no `www.`", "`u-agribank chấm com` → `u-agribank.com`"),
    "url": ("page on a shortener, on a host where anybody publishes (link pages too), or on a bare IP address; `verdict` says which", "`host/path`", "`hxxps://bit[.]ly/3xYz` → `bit.ly/3xYz`"),
    "telegram": ("account, channel, bot, invitation, folder", "lower case without `@`; invitations `+code`", "`tele: @Lan_KT` → `lan_kt`"),
    "zalo": ("number, group, official account", "E.164, `g/code`, number of the account", "`zalo.me/g/abc123` → `g/abc123`"),
    "facebook": ("profile, page, group, Messenger", "lower case name, number, `groups/…`, `share/…`", "`m.me/Lan.KT` → `lan.kt`"),
    "tiktok": ("account", "lower case without `@`", "`toptop @Lan.KT` → `lan.kt`"),
    "whatsapp": ("number of any country, group, channel", "E.164, invitation code, `channel/…`", "`wa.me/84912345678` → `+84912345678`"),
    "email": ("mail address, defanged or spelled out", "lower case", "`lankt a còng gmail chấm com` → `lankt@gmail.com`"),
    "app": ("link to a file that installs, package name, store entry, test build", "`host/path`, package, `id…`, `testflight/…`", "`https://abc.xyz/vneid.apk` → `abc.xyz/vneid.apk`"),
    "form": ("form that anybody can make", "`host/path` without what varies", "`docs.google.com/forms/d/e/1FA…/viewform?usp=x` → `docs.google.com/forms/d/e/1FA…`"),
    "referral": ("agent, referral or invitation code, also in links and bots' start links", "capitals", "`mã giới thiệu: vip68` → `VIP68`"),
    "company": ("tax code with a right check digit; `holder` is the name beside it", "ten digits, a branch's three after `-`", "`MST 0200753297` → `0200753297`"),
    "memo": ("memo that a transfer must carry (weak: confidence 0.3)", "capitals without accents", "`nội dung: nap88291` → `NAP88291`"),
    "secret": ("no indicator: card, citizen id, one-time code, password, found to be masked (`nlp.indicators.secrets_in`)", "never given", "`mã OTP 123456` → masked"),
    "stance": ("whose an indicator is (`nlp.stance`)", "`offer`, `accused`, `writer`, `official`, `mentioned`", "`ai biết báo em 0912345678` → `writer`"),
}  # fmt: skip


def table() -> list[str]:
    """The lines of the table in ``docs/indicators.md``."""
    lines = ["| type | what | canonical form | example | rows held out | F1 held out |", "|---|---|---|---|---|---|"]
    for type in TYPES:
        held = score(type, "held_out")
        lines.append(f"| `{type}` | {' | '.join(ABOUT[type])} | {held.rows} | {held.f1:.3f} |")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", metavar="TYPE", nargs="*", help="failures on the tuned half (all types, or these)")
    parser.add_argument("--docs", action="store_true", help="the table of docs/indicators.md")
    chosen = parser.parse_args()
    if chosen.docs:
        print("\n".join(table()))
        return 0
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
