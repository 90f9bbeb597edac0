"""The facts of ``data/numbers.toml``: each number says what was looked up of it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import nlp

DATA = tomllib.loads((Path(nlp.__file__).parent / "data" / "numbers.toml").read_text("utf-8"))
NUMBERS = [number for table in ("hotlines", "short_codes") for numbers in DATA[table].values() for number in numbers]


def test_each_number_says_once_what_was_looked_up() -> None:
    seen = DATA["looked_up"]
    told = [*seen["owner"], *seen["repeated"], *seen["unseen"]]
    assert sorted(told) == sorted(NUMBERS)


def test_what_an_owner_gave_says_who_and_where() -> None:
    for number, source in DATA["looked_up"]["owner"].items():
        assert re.fullmatch(r".+, (20\d\d-\d\d \(.+\)|[a-z.]+)", source), number


def test_old_prefixes_and_new_ones_have_the_length_of_their_time() -> None:
    for old, new in DATA["old_mobile"].items():
        assert re.fullmatch(r"01\d\d", old) and re.fullmatch(r"0[35789]\d", new)
