from __future__ import annotations

import pytest

from crawlers.identity import RECIPE, canonical_url, host_of, post_id, post_id_of_url


def test_the_recipe_is_pinned() -> None:
    """Other values here make every known post new: raise RECIPE and say so in the changelog."""
    assert RECIPE == 1
    assert post_id("diendan.example.vn", "spirit:/comment/17") == "b1689729cf1147b79ddcbf14b35cb8f7"
    assert post_id_of_url("https://example.vn/bai?id=3#post-9") == "7b014fc21589330dee2c76c0ce214f7f"


def test_an_id_depends_on_host_and_message_alone() -> None:
    assert post_id("A.Example.VN", "1") == post_id("a.example.vn", "1") == post_id("a.example.vn.", "1")
    assert post_id("a.vn", "1") != post_id("b.vn", "1")
    assert post_id("a.vn", "12") != post_id("a.vn1", "2"), "parts don't run into each other"
    assert post_id("a.vn", "a.vn/1") != post_id_of_url("https://a.vn/1")


def test_an_id_by_address_outlives_tracking_and_https() -> None:
    plain = post_id_of_url("http://a.vn/x?id=1")
    assert post_id_of_url("https://A.vn:443/x?id=1&utm_source=zalo&fbclid=Iw1#top") == plain
    assert post_id_of_url("http://a.vn/x?id=2") != plain
    assert post_id_of_url("http://a.vn/x?id=1#post-3") != plain


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Example.VN:80", "http://www.example.vn/"),
        ("https://a.vn:443/Đường?b=2&a=1", "https://a.vn/Đường?b=2&a=1"),
        ("https://a.vn:8443/x", "https://a.vn:8443/x"),
        ("https://a.vn/x?utm_source=f&id=1&utm_medium=x", "https://a.vn/x?id=1"),
        ("https://a.vn/x?fbclid=abc", "https://a.vn/x"),
        ("https://a.vn/t.php?s=0123456789abcdef0123456789abcdef&t=5", "https://a.vn/t.php?t=5"),
        ("https://a.vn/t.php?s=giay&t=5", "https://a.vn/t.php?s=giay&t=5"),
        ("https://a.vn/t;jsessionid=ABC?PHPSESSID=1&sid=2&p=3", "https://a.vn/t?p=3"),
        ("https://a.vn/t#post-12", "https://a.vn/t#post-12"),
        ("https://a.vn/t#c7", "https://a.vn/t#c7"),
        ("https://a.vn/t#noi-dung", "https://a.vn/t"),
        ("  https://a.vn/t  ", "https://a.vn/t"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("http://a.vn:no/x", "http://a.vn:no/x"),
        ("", ""),
    ],
)
def test_canonical_addresses(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_hosts() -> None:
    assert host_of("https://User@Example.VN.:8000/x") == "example.vn"
    assert host_of("posts.csv") == ""
    assert host_of("http://[bad/") == ""
