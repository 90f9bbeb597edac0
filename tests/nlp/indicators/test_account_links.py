"""Which bank and holder go with which account: in order, none twice, the nearest; and how accounts share a holder."""

from __future__ import annotations

import pytest

from nlp.banks import named_in
from nlp.indicators.account_links import banks_of, holders_of, paired
from nlp.indicators.account_tokens import runs_of, tokens_of, windows
from nlp.indicators.grounds import Grounds
from nlp.normalise import normalise


def test_pairs_cost_least_and_do_not_cross() -> None:
    costs = [[2.0, 1.0], [1.0, 9.0]]
    assert paired(2, 2, lambda a, b: costs[a][b], 100) == [0, 1]


def test_a_thing_stays_alone_where_every_pair_costs_more() -> None:
    assert paired(2, 1, lambda a, b: 50.0 if a else None, 20) == [None, None]
    assert paired(2, 1, lambda a, b: 10.0 if a else None, 20) == [None, 0]


def _grounds(text: str) -> Grounds:
    return Grounds(text, normalise(text))


def _banks(text: str, *numbers: str) -> list[str | None]:
    grounds = _grounds(text)
    places = [(grounds.folded.index(n), grounds.folded.index(n) + len(n)) for n in numbers]
    return [bank and bank.bank.key for bank in banks_of(grounds, places, named_in(grounds.folded), [])]


@pytest.mark.parametrize(
    ("text", "banks"),
    [
        ("VCB 11111111 BIDV 22222222", ["vietcombank", "bidv"]),
        ("11111111 vcb 22222222 bidv", ["vietcombank", "bidv"]),
        ("11111111 vcb\nbidv 22222222", ["vietcombank", "bidv"]),
        ("VCB 11111111 / 22222222", ["vietcombank", "vietcombank"]),
        ("11111111\n22222222 bidv", [None, "bidv"]),
        ("không phải vcb, 11111111 acb, 22222222", ["acb", None]),
    ],
)
def test_banks(text: str, banks: list[str | None]) -> None:
    assert _banks(text, "11111111", "22222222") == banks


def _holders(text: str, names: list[str], *numbers: str) -> list[str | None]:
    grounds = _grounds(text)
    places = [(grounds.folded.index(n), grounds.folded.index(n) + len(n)) for n in numbers]
    named = [((grounds.folded.index(n), grounds.folded.index(n) + len(n)), n.upper()) for n in names]
    return holders_of(grounds, places, named)


def test_one_holder_is_that_of_all_accounts_but_of_somebody_elses() -> None:
    assert _holders("vcb 11111111, acb 22222222, le thi lan", ["le thi lan"], "11111111", "22222222") == ["LE THI LAN"] * 2
    text = "em ck từ stk của em 11111111 sang 22222222 le thi lan"
    assert _holders(text, ["le thi lan"], "11111111", "22222222") == [None, "LE THI LAN"]


def test_the_same_holder_is_said_behind_an_account() -> None:
    text = "11111111 le thi lan\n22222222 cùng chủ\n33333333 vo an"
    found = _holders(text, ["le thi lan", "vo an"], "11111111", "22222222", "33333333")
    assert found == ["LE THI LAN", "LE THI LAN", "VO AN"]


def test_a_list_of_thousands_is_linked_piece_by_piece() -> None:
    grounds = _grounds("vcb 11111111\n" * 3000)
    places = [(at * 13 + 4, at * 13 + 12) for at in range(3000)]
    assert all(bank is not None for bank in banks_of(grounds, places, named_in(grounds.folded), []))


def test_only_what_stands_around_long_numbers_is_read() -> None:
    folded = "a " * 1000 + "stk 0071004413297 vcb" + " b" * 1000
    ((start, end),) = windows(folded)
    assert folded[start:end].count("0071004413297") == 1 and end - start < 500
    assert windows("khong co so nao 12345") == []


def test_groups_of_digits_are_one_number_in_one_line() -> None:
    tokens = tokens_of("0071 0044.13297 vcb 123\n456", (0, 27))
    assert [run.digits for run in runs_of(tokens)] == ["0071004413297", "123", "456"]
