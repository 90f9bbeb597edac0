"""Defanging: no program makes a link of it, and a person still reads it."""

from __future__ import annotations

import pytest

from canhgiac.defang import defang


@pytest.mark.parametrize(
    ("value", "defanged"),
    [
        ("vcb.top", "vcb[.]top"),
        ("https://a.vcb.top/x?y=1", "hxxps://a[.]vcb[.]top/x?y=1"),
        ("HTTP://vcb.top", "hxxp://vcb[.]top"),
        ("t.me/abc", "t[.]me/abc"),
        ("abc", "abc"),
        ("a@b.vn", "a[@]b[.]vn"),
        ("@abc", "@abc"),
    ],
)
def test_defang(value: str, defanged: str) -> None:
    assert defang(value) == defanged
