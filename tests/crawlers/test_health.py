from __future__ import annotations

import pytest

from crawlers.health import Facts, Trouble, judge
from crawlers.walls import wall

_BLOCK = Trouble("blocked", "https://a.vn/1", "HTTP 403: the site refuses us")
_FAULT = Trouble("unreachable", "https://a.vn/2", "HTTP 500: a fault")


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (Facts(understood=3, taken=2), "ok", ""),
        (Facts(understood=1), "nothing_new", ""),
        (Facts(not_modified=1), "nothing_new", ""),
        (Facts(troubles=(_BLOCK,)), "blocked", "403"),
        (Facts(understood=1, troubles=(_BLOCK, _BLOCK, _FAULT)), "blocked", "1 other page"),
        (Facts(understood=9, taken=4, troubles=(_FAULT,)), "ok", "1 page(s) were not read"),
        (Facts(understood=9, troubles=(_FAULT,)), "nothing_new", "HTTP 500"),
        (Facts(cut="the visit's 9 s are over", out_of_time=True), "slow", "9 s"),
        (Facts(understood=2, taken=1, cut="the visit's 9 s are over", out_of_time=True), "ok", "9 s"),
        (Facts(understood=1, taken=1, bad_lines=2), "ok", "2 line(s)"),
    ],
)
def test_states(facts: Facts, state: str, words: str) -> None:
    found, reason = judge(facts)
    assert found == state
    assert words in reason


@pytest.mark.parametrize(
    ("url", "page", "words"),
    [
        ("https://a.vn/", '<form><input type="password" name=p></form>', "log in"),
        ("https://a.vn/user/login/?next=/", "<p>x", "log in"),
        ("https://a.vn/", "<title>Just a moment...</title>", "CAPTCHA"),
        ("https://a.vn/", '<div class="g-recaptcha" data-sitekey=1>', "CAPTCHA"),
        ("https://a.vn/", "<noscript>You need to enable JavaScript to run this app.</noscript>", "JavaScript"),
        ("https://a.vn/blog/catalogue", "<p>mật khẩu là gì?", None),
        ("https://a.vn/loginova", "<p>x", None),
    ],
)
def test_walls(url: str, page: str, words: str | None) -> None:
    found = wall(url, page)
    assert (found is None) if words is None else (found is not None and words in found)
