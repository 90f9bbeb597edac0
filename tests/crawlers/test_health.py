from __future__ import annotations

import pytest

from crawlers.health import Facts, Parsed, Trouble, judge, missing, remembered
from crawlers.middlewares.private import sinkholed
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
        (Facts(understood=1, taken=9, parsed=Parsed(9, 9, 0, 9), history=Parsed(40, 40, 40, 40)), "changed", "shows time any"),
        (Facts(understood=1, taken=9, parsed=Parsed(9, 0, 0, 0), history=Parsed(40, 40, 40, 2)), "changed", "text or time"),
        (Facts(understood=1, taken=9, parsed=Parsed(9, 9, 0, 9), history=Parsed(9, 9, 9, 9)), "ok", ""),
        (Facts(understood=1, taken=2, parsed=Parsed(2, 2, 0, 2), history=Parsed(40, 40, 40, 40)), "ok", ""),
        (Facts(understood=1, taken=9, parsed=Parsed(9, 9, 1, 9), history=Parsed(40, 40, 40, 40)), "ok", ""),
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


def test_a_changed_page_becomes_the_usual_one_after_some_visits() -> None:
    history, changed = Parsed(400, 400, 400, 400), Parsed(20, 20, 0, 20)
    visits = 0
    while missing(changed, history):
        history = remembered(changed, history)
        visits += 1
        assert visits < 10
    assert visits >= 3


def test_a_history_stays_small() -> None:
    history = Parsed()
    for _ in range(100):
        history = remembered(Parsed(50, 50, 50, 25), history)
    assert 400 <= history.posts <= 550
    assert history.author * 2 == pytest.approx(history.posts, rel=0.1)


@pytest.mark.parametrize(
    ("address", "blocked"),
    [("0.0.0.0", True), ("::", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("1.1.1.1", False)],
)
def test_addresses_that_name_servers_give_for_what_they_block(address: str, blocked: bool) -> None:
    assert sinkholed(address) is blocked
