"""Handles that a platform's name beside them explains: ``tele: @abc``, ``tiktok @abc``, ``fb: lan.abc``."""

from __future__ import annotations

import re

from nlp.indicators.grounds import FACEBOOK_NAMES, TELEGRAM, TELEGRAM_NAMES, TIKTOK_NAMES, Grounds
from nlp.normalise.syllables import segment
from nlp.phrases import words_of

_AT = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9_.]{2,31})(?![\w@])")
_TELEGRAM_HANDLE = re.compile(r"[a-z][a-z0-9_]{3,31}")
_PLATFORM = re.compile(
    rf"(?<!\w)(?:(?P<telegram>{TELEGRAM_NAMES})|(?P<facebook>{FACEBOOK_NAMES})|(?P<tiktok>{TIKTOK_NAMES})"
    r"|(?P<other>instagram|insta|ig|twitter|youtube|gmail|skype|discord|shopee|threads|zalo|line|kakao))(?!\w)"
)
_NAMED = re.compile(
    r"(?<!\w)(?:telegram|teleg|tele|tlg|telegam)(?:\s{0,2}(?:id|cskh|admin|support|ad))?\s{0,2}"
    r"(?P<mark>[:：=\-–>]{0,3})\s{0,2}(?P<handle>[a-z][a-z0-9_]{4,31})(?![\w@]|\.\w)"
)
_NAMED_ELSEWHERE = re.compile(
    rf"(?<!\w)(?:(?P<facebook>{FACEBOOK_NAMES})|(?P<tiktok>{TIKTOK_NAMES}))(?:\s(?:id|nick|acc))?\s{{0,2}}"
    r"[:：=\-–>]{1,3}\s{0,2}(?P<handle>[a-z][a-z0-9_.]{3,40}[a-z0-9])(?![\w@/]|\.\w)"
)
_WORDS = frozenset(
    words_of(
        "https http www channel group support admin nhom kenh telegram official online cskh free bot link contact only"
    )
)
_PROVIDERS = frozenset(words_of("gmail.com yahoo.com outlook.com hotmail.com icloud.com"))


def add_handles(grounds: Grounds) -> None:
    """Records handles written with ``@`` where a platform is named, or right after a platform's name."""
    folded = grounds.folded
    seen: set[int] = set()
    if "@" in folded:
        for match in _AT.finditer(folded):
            _add_at(grounds, match, seen)
    if "tel" in folded or "tlg" in folded:
        for match in _NAMED.finditer(folded):
            _add_telegram_name(grounds, match, seen)
    if "fb" in folded or "face" in folded or "tok" in folded or "top" in folded or "page" in folded:
        for match in _NAMED_ELSEWHERE.finditer(folded):
            handle, (start, end) = match.group("handle"), match.span("handle")
            if any(c in "._" or c.isdigit() for c in handle) and grounds.free(start, end):
                _add(grounds, "facebook" if match.group("facebook") else "tiktok", start, end, 0.8)


def _add_at(grounds: Grounds, match: re.Match[str], seen: set[int]) -> None:
    start, end = match.span()
    while grounds.folded[end - 1] == ".":
        end -= 1
    handle = grounds.folded[start + 1 : end]
    if handle in _PROVIDERS or handle in _WORDS or len(handle) < 3 or not grounds.free(start, end):
        return
    platform = _platform_of(grounds, start, end)
    if platform == "telegram" and _TELEGRAM_HANDLE.fullmatch(handle):
        _add(grounds, platform, start, end, 0.95)
        seen.add(start + 1)
    elif platform in ("facebook", "tiktok") and not handle.isdigit():
        _add(grounds, platform, start, end, 0.9)


def _add_telegram_name(grounds: Grounds, match: re.Match[str], seen: set[int]) -> None:
    handle, start, end = match.group("handle"), match.start("handle"), match.end("handle")
    if start in seen or handle in _WORDS or not grounds.free(start, end):
        return
    odd = "_" in handle or any(c.isdigit() for c in handle)
    plain = segment(handle)
    if odd or (match.group("mark") and (plain is None or len(plain) > 1)):
        _add(grounds, "telegram", start, end, 0.85)


def _add(grounds: Grounds, platform: str, start: int, end: int, confidence: float) -> None:
    written = grounds.written(start, end).lstrip("@").lower()
    value = written if re.fullmatch(r"[a-z0-9_.]+", written) else grounds.folded[start:end].lstrip("@")
    if value.isascii():
        grounds.add(platform, value, start, end, confidence=confidence)


def _platform_of(grounds: Grounds, start: int, end: int) -> str | None:
    """The platform that a handle with ``@`` is of: named in brackets after it, last before it, or by the whole text."""
    bracketed = _PLATFORM.match(grounds.folded, end + 1) or _PLATFORM.match(grounds.folded, end + 2)
    if bracketed and "(" in grounds.folded[end : bracketed.start()]:
        return bracketed.lastgroup
    before = None
    for found in _PLATFORM.finditer(grounds.folded, max(0, start - 60), start):
        before = found
    if before:
        return before.lastgroup
    after = _PLATFORM.search(grounds.folded, end, end + 24)
    if after and (after.lastgroup == "telegram" or not grounds.folded[end : after.start()].strip()):
        return after.lastgroup
    return "telegram" if grounds.only_telegram and TELEGRAM.search(grounds.folded) else None
