"""Banks by whatever they are called."""

from __future__ import annotations

import pytest

from nlp.banks import Bank, banks, key_of


@pytest.mark.parametrize("bank", banks(), ids=lambda bank: bank.key)
def test_a_bank_is_known_by_each_of_its_names(bank: Bank) -> None:
    names = {bank.key, bank.name, *bank.aliases, *bank.slang} | ({bank.bin} if bank.bin else set())
    assert {name: key_of(name) for name in names} == dict.fromkeys(names, bank.key)


@pytest.mark.parametrize("name", ["", "vcbx", "phone", "zalo", "vietcombank acb", "970499", "ngân hàng"])
def test_what_names_no_bank_is_none(name: str) -> None:
    assert key_of(name) is None
