"""Apps: links to files that install, package names, entries of stores and test builds.

Values: ``host/path`` of a file, an Android package name (its letter case is part of it), ``id…`` of the App Store,
``testflight/…``. Apps of well-known owners are official (``nlp/data/apps.toml``).
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from nlp.indicators.grounds import Grounds
from nlp.indicators.links import Link
from nlp.phrases import any_of

_DATA = Path(__file__).parent.parent / "data" / "apps.toml"
_FILE = re.compile(r"/[^?#]*\.(?:apk|xapk|apks|ipa|mobileconfig|plist)(?=$|[?#])", re.IGNORECASE)
_PLAY = re.compile(r"^/(?:store/apps/details[^#]*[?&]id=|apps/testing/)([A-Za-z]\w*(?:\.\w+)+)")
_APPLE = re.compile(r"^/(?:[^?#]*/)?(?:app)/(?:[^?#/]*/)?(id\d{6,12})(?!\d)")
_TESTFLIGHT = re.compile(r"^/join/([A-Za-z0-9]{6,12})(?!\w)")
_MARKET = re.compile(r"market://details\?(?:[^\s\"'<>]{0,60}&)?id=([a-z]\w{0,40}(?:\.\w{1,40}){1,6})")
_PACKAGE = re.compile(r"(?<![\w./@-])(?:com|vn|net|org|io|me|app|co|xyz)(?:\.[a-z_]\w{0,40}){2,5}(?![\w/@-])")
_CALLED_BY = ("goi", "packag", "pkg", "ung dung", "app", "bundle", "application")
_CALLED = any_of(
    "package(?: name)?|pkg|(?:ten )?goi(?: cai(?: dat)?| ung dung)?|ung dung|app|bundle id|application id",
    after=r"(?!\w)[^.\n]{0,14}$",
)


@lru_cache(maxsize=1)
def official() -> frozenset[str]:
    """Package names and store ids of apps whose owners are known."""
    return frozenset(tomllib.loads(_DATA.read_text(encoding="utf-8"))["official"].split())


def add_packages(grounds: Grounds) -> None:
    """Records package names that a text calls such, and links that open a store; takes their place."""
    if "market://" in grounds.text:
        for match in _MARKET.finditer(grounds.text):
            _add(grounds, grounds.written(*match.span(1)), *match.span())
            grounds.take(*match.span())
    if "." not in grounds.text or not any(word in grounds.folded for word in _CALLED_BY):
        return
    for match in _PACKAGE.finditer(grounds.text):
        start, end = match.span()
        if _CALLED.search(grounds.before(start, 32)) and grounds.free(start, end):
            _add(grounds, grounds.written(start, end), start, end)
            grounds.take(start, end)


def add_app(grounds: Grounds, link: Link) -> None:
    """Records the app that a link leads to, if it does. The link's host is an indicator of its own."""
    file = _FILE.match(link.path)
    if file:
        grounds.add("app", f"{link.host}{file.group()}", link.start, link.end)
        return
    if link.host == "play.google.com":
        found = _PLAY.match(link.path)
    elif link.host in ("apps.apple.com", "itunes.apple.com"):
        found = _APPLE.match(link.path)
    elif link.host == "testflight.apple.com":
        found = _TESTFLIGHT.match(link.path)
        if found:
            grounds.add("app", f"testflight/{found.group(1)}", link.start, link.end)
        return
    else:
        return
    if found:
        _add(grounds, found.group(1), link.start, link.end)


def _add(grounds: Grounds, value: str, start: int, end: int) -> None:
    if value in official():
        grounds.add("app", value, start, end, stance="official", verdict="official")
    else:
        grounds.add("app", value, start, end, confidence=0.9)
