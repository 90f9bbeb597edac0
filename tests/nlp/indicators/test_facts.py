"""The facts in ``nlp/data``: each of its right form, none twice, and those that a library knows too agree with it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import phonenumbers
import pytest

from nlp.banks import Bank, banks, by_bin, named_in
from nlp.indicators import find
from nlp.indicators.apps import official
from nlp.indicators.phone import e164, is_official

_DATA = Path(__file__).parents[3] / "nlp" / "data"
_NUMBERS = tomllib.loads((_DATA / "numbers.toml").read_text("utf-8"))
_APPS = tomllib.loads((_DATA / "apps.toml").read_text("utf-8"))


@pytest.mark.parametrize(("old", "new"), _NUMBERS["old_mobile"].items())
def test_an_old_prefix_leads_to_a_mobile_number_of_today(old: str, new: str) -> None:
    number = phonenumbers.parse(e164(f"{old}2345678") or "", "VN")
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == f"+84{new[1:]}2345678"
    assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    assert phonenumbers.parse(f"{old}2345678", "VN") and not phonenumbers.is_valid_number(
        phonenumbers.parse(f"{old}2345678", "VN")
    )


@pytest.mark.parametrize("hotline", sorted({n for numbers in _NUMBERS["hotlines"].values() for n in numbers}))
def test_a_hotline_is_a_valid_number_and_never_an_indicator(hotline: str) -> None:
    canonical = e164(hotline)
    assert canonical is not None and is_official(canonical)
    assert [m.stance for m in find(f"gọi {hotline} nhé") if m.type == "phone"] == ["official"]


def test_no_hotline_belongs_to_two() -> None:
    every = [n for numbers in _NUMBERS["hotlines"].values() for n in numbers]
    assert len(every) == len(set(every))


def test_bins_have_six_digits_and_one_bank_each() -> None:
    bins = [bank.bin for bank in banks() if bank.bin]
    assert all(len(b) == 6 and b.isdigit() for b in bins)
    assert len(bins) == len(set(bins)) == len(by_bin())


def test_no_sure_name_means_two_banks() -> None:
    names = [name for bank in banks() for name in bank.aliases]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("bank", banks(), ids=lambda bank: bank.key)
def test_every_name_of_a_bank_is_read_as_that_bank(bank: Bank) -> None:
    for name in bank.aliases:
        assert [found.bank.key for found in named_in(f"stk {name} 123")] == [bank.key]


def test_the_longest_name_wins_and_a_part_of_a_word_is_none() -> None:
    assert [n.bank.key for n in named_in("mb bank")] == ["mbbank"]
    assert [n.bank.key for n in named_in("vcbneo")] == ["vcbneo"]
    assert [n.bank.key for n in named_in("ngan hang sai gon ha noi")] == ["shb"]
    assert named_in("combat vcbx xvcb vcb_1") == []


def test_official_apps_are_named_once() -> None:
    assert all("." in name or name.startswith("id") for name in official())


def test_each_app_says_once_what_was_looked_up_of_it() -> None:
    seen = _APPS["looked_up"]
    listed = [name for table in ("listed", "seen", "unverified") for name in seen[table].split()]
    assert len(listed) == len(set(listed))
    assert set(listed) == official()


def test_each_number_says_once_what_was_looked_up_of_it() -> None:
    numbers = [n for table in ("hotlines", "short_codes") for owned in _NUMBERS[table].values() for n in owned]
    seen = _NUMBERS["looked_up"]
    assert sorted([*seen["owner"], *seen["repeated"], *seen["unseen"]]) == sorted(numbers)


@pytest.mark.parametrize(("number", "source"), _NUMBERS["looked_up"]["owner"].items())
def test_what_an_owner_gave_says_who_and_where(number: str, source: str) -> None:
    assert re.fullmatch(r".+, (20\d\d-\d\d \(.+\)|[a-z.]+)", source), number
