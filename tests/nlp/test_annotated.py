"""The annotated texts: each once, nothing marked that the text does not hold, none of them measured with."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from canhgiac.records import Stance
from nlp.banks import by_key
from nlp.folding import fold
from nlp.training.annotated import with_accounts, with_stances
from nlp.training.tagging import account_examples
from tests.nlp.indicators import scoring

_ACCOUNT = re.compile(r"[0-9A-Z]{3,19}@[a-z]*/(?:[0-9A-Z&]+(?: [0-9A-Z&]+)*)?")
_STANCES = set(Stance.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("read", [with_accounts, with_stances])
def test_every_id_stands_once(read) -> None:  # type: ignore[no-untyped-def]
    ids = Counter(row.id for _, row in read())
    assert [id for id, times in ids.items() if times > 1] == []


def test_accounts_are_written_as_the_guide_says() -> None:
    banks = set(by_key()) | {""}
    for _, row in with_accounts():
        for account in row.accounts:
            assert _ACCOUNT.fullmatch(account), (row.id, account)
            assert account.partition("@")[2].partition("/")[0] in banks, (row.id, account)


#: Spelled-out digits, a letter for one of two digits, numbers of fewer than six digits or without any, a QR payload, a slip in the text.
_NOT_TO_BE_FOUND = {
    "aa_131", "aa_297", "ac_176", "ac_182", "ac_233", "ad_397", "ae_206", "af_081", "af_094", "af_201", "af_284", "af_292",
    "af_298", "af_370", "ls_087", "vietqr_ok", "vietqr_amount",
}  # fmt: skip


def test_all_other_accounts_are_found_in_their_texts() -> None:
    rows = [(row.id, row) for _, row in with_accounts() if row.accounts]
    found = {example.file for example in account_examples(rows)}
    assert {id for id, _ in rows} - found == _NOT_TO_BE_FOUND


def test_stances_fit_the_role() -> None:
    for _, row in with_stances():
        assert set(row.stances.values()) <= _STANCES, row.id
        if row.role != "report":
            assert not {"accused", "writer"} & set(row.stances.values()), row.id
        if row.role != "offer":
            assert "offer" not in row.stances.values(), row.id


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", fold(text)))


def test_no_text_that_measures_is_trained_on() -> None:
    trained = {_words(row.text) for read in (with_accounts, with_stances) for _, row in read()}
    measured = [row for type in ("bank_account", "stance") for row in scoring.rows(type) if row.half == "held_out"]
    assert [row.id for row in measured if _words(row.text) in trained and len(_words(row.text)) > 40] == []
