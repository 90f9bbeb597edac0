"""The interval of a counted rate."""

from __future__ import annotations

import pytest

from nlp.rates import wilson


def test_wilson_agrees_with_the_published_form() -> None:
    # 10 of 20: z = 1.96 gives 0.2993 to 0.7007 (Newcombe 1998, method 3)
    assert wilson(10, 20) == pytest.approx((0.2993, 0.7007), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)
