"""Texts made to be slow: runs of every kind of sign, and of what the patterns look for, a thousand pages long."""

from __future__ import annotations

import pytest

import nlp
from canhgiac.records import Assessment
from nlp import accused, indicators, stance
from nlp.normalise import normalise

#: Work that grows with the square of the length would take hours for one of these.
LENGTH = 200_000
PIECES = [
    "a", "0", "O0l", " ", ".", ",", "-_", "/", "@", ":", "'", "([{", "*", "é", "🔥", "а", "\u0301", "\u200b", "\n",
    "a ", "1 ", "a.", "a,", "ab@", "@ab ", "://", "www.", "x.vn ", "x.vn/", " .com", "chấm com ", "t.me/a", "K0ng ",
    "N.ạ.p ", "N/o ", '"a', "tele ", "zalo ", "phi no ", "moi ngay 1k ", "tặng 5% ", "soạn ", "0912 345 678 ",
    "stk 123456789 vcb ", "lừa đảo 0912345678 ", "báo công an ", "con nợ ", "00020101021238",
]  # fmt: skip


@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", PIECES)
def test_a_long_run_of_anything_is_read_in_linear_time(piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    assert isinstance(nlp.assess_one("run", text), Assessment)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("piece", ["0912 345 678 ", "stk 123456789 vcb ", "x.vn ", "lừa đảo 0912345678 "])
@pytest.mark.parametrize("role", ["offer", "report"])
def test_stances_and_clauses_of_thousands_of_indicators_take_linear_time(piece: str, role: str) -> None:
    text = piece * (LENGTH // 4 // len(piece))
    normalised = normalise(text)
    found = stance.assign(text, normalised, indicators.find(text, normalised), role)  # type: ignore[arg-type]
    assert len(found) > 1_000
    assert all(0 <= start < end <= len(text) for start, end in accused.clauses(text, found))


@pytest.mark.timeout(120)
def test_a_line_of_a_megabyte_is_assessed() -> None:
    text = "Nhà cái uy tín vn99bet.vip, nạp đầu tặng 100%, tele @cskhvn99, K.m 0912 345 678. " * 13_000
    assert len(text) > 1_000_000
    assert isinstance(nlp.assess_one("long", text), Assessment)
