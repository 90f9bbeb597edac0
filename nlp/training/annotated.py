"""Reads ``nlp/annotated``: texts in which accounts, or whose each indicator is, were marked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from canhgiac.records import Role
from nlp.corpus import CORPORA, CorpusError, read

ANNOTATED = Path(__file__).parent.parent / "annotated"


class WithAccounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text and its accounts (``number@bank/HOLDER``) and wallets' telephone numbers (E.164), in order.

    ``text`` is absent in the file where it is the text of the same id among those with stances.
    """

    id: str
    text: str = ""
    accounts: tuple[str, ...] = ()
    wallets: tuple[str, ...] = ()


class WithStances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, its role, and the stance of each indicator in it by its value."""

    id: str
    role: Role | None
    text: str
    stances: dict[str, str]


Row = TypeVar("Row", WithAccounts, WithStances)


def with_accounts(folder: Path = ANNOTATED) -> Iterator[tuple[str, WithAccounts]]:
    """Every text whose accounts are marked, with the name of its file; then texts of the corpora that hold none."""
    texts = {row.id: row.text for _, row in with_stances(folder)}
    for file, row in _rows(folder / "accounts", WithAccounts):
        yield file, row if row.text else msgspec.structs.replace(row, text=texts[row.id])
    wanted = set((folder / "accounts" / "none.txt").read_text(encoding="utf-8").split())
    for text in read(CORPORA):
        if text.id in wanted:
            yield "none", WithAccounts(text.id, text.text)


def with_stances(folder: Path = ANNOTATED) -> Iterator[tuple[str, WithStances]]:
    """Every text whose stances are marked, with the name of its file."""
    yield from _rows(folder / "stances", WithStances)


def _rows(folder: Path, row: type[Row]) -> Iterator[tuple[str, Row]]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield path.stem, msgspec.json.decode(line, type=row)
                except msgspec.MsgspecError as error:
                    raise CorpusError(f"{path}, line {number}: {error}") from None
