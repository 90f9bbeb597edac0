"""Defanging: no program makes a link of it, and a person still reads it."""

from __future__ import annotations

import pytest

from canhgiac.defang import defang, defang_text


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


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("vào https://vcb-nang.top/a hoặc vay.nhanh24h.xyz nhé", "vào hxxps://vcb-nang[.]top/a hoặc vay[.]nhanh24h[.]xyz nhé"),
        ("lãi 1.2%, vay 10.000.000đ. Gọi ngay", "lãi 1.2%, vay 10.000.000đ. Gọi ngay"),
        ("T.à.i X.ỉ.u M.D.5", "T.à.i X.ỉ.u M.D.5"),
        ("HTTP://A.COM", "hxxp://A[.]COM"),
    ],
)
def test_nothing_in_a_text_looks_like_a_link(text: str, safe: str) -> None:
    assert defang_text(text) == safe
