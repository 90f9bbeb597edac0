"""Handles and numbers that a messenger's name beside them explains: ``tele: @abc``, ``zalo 0912…``."""

from __future__ import annotations

import re

from nlp.indicators.digits import Number
from nlp.indicators.grounds import OTHER_PLATFORMS, TELEGRAM, Grounds
from nlp.normalise.syllables import segment
from nlp.phrases import any_of, words_of

_AT = re.compile(r"(?<![\w@.])@([a-z][a-z0-9_]{3,31})(?![\w@]|\.\w)")
_NAMED = re.compile(
    r"(?<!\w)(?:telegram|teleg|tele|tlg|telegam)(?:\s{0,2}(?:id|cskh|admin|support|ad))?\s{0,2}"
    r"(?P<mark>[:：=\-–>]{0,3})\s{0,2}(?P<handle>[a-z][a-z0-9_]{4,31})(?![\w@]|\.\w)"
)
_WORDS = frozenset(
    words_of(
        "https http www channel group support admin nhom kenh telegram official online cskh free bot link contact only"
    )
)
_ZALO_BEFORE = any_of("zalo|zl|za lo|zl0|dalo", after=r"(?!\w)[^\d\n]{0,32}$")
_ZALO_AFTER = re.compile(
    r"[\s(/,\-:]{0,4}(?:co |dung |qua |bang |\+ ?|va |or |hoac |& ?|kb |ket ban )?(?:zalo|zl)(?!\w)"
)
_WHATSAPP_BEFORE = re.compile(r"(?<!\w)(?:whatsapp|whats app|wapp)(?!\w)[^\d\n]{0,12}$")


def add_handles(grounds: Grounds) -> None:
    """Records Telegram handles written with ``@`` in a Telegram context, or right after its name."""
    folded = grounds.folded
    seen: set[int] = set()
    if "@" in folded:
        for match in _AT.finditer(folded):
            if _telegram_context(grounds, match.start(), match.end()) and grounds.free(*match.span()):
                grounds.add("telegram", _handle(grounds, match), match.start(), match.end(), confidence=0.95)
                seen.add(match.start(1))
    if "tel" not in folded and "tlg" not in folded:
        return
    for match in _NAMED.finditer(folded):
        handle, start = match.group("handle"), match.start("handle")
        if start in seen or handle in _WORDS or not grounds.free(start, match.end()):
            continue
        odd = "_" in handle or any(c.isdigit() for c in handle)
        plain = segment(handle)
        if odd or (match.group("mark") and (plain is None or len(plain) > 1)):
            written = grounds.written(start, match.end("handle"))
            if written.isascii():
                grounds.add("telegram", written.lower(), start, match.end("handle"), confidence=0.85)


def _handle(grounds: Grounds, match: re.Match[str]) -> str:
    written = grounds.written(match.start(), match.end()).lstrip("@").lower()
    return written if re.fullmatch(r"[a-z0-9_]+", written) else match.group(1)


def _telegram_context(grounds: Grounds, start: int, end: int) -> bool:
    near = grounds.before(start, 60)
    if TELEGRAM.search(near):
        others = list(OTHER_PLATFORMS.finditer(near))
        return not others or others[-1].start() < list(TELEGRAM.finditer(near))[-1].start()
    if TELEGRAM.search(grounds.after(end, 24)):
        return True
    return grounds.only_telegram


def messenger_of(grounds: Grounds, number: Number) -> str | None:
    """``zalo`` or ``whatsapp`` where a telephone number is said to be one there."""
    before = grounds.before(number.start, 40)
    if _ZALO_BEFORE.search(before) or _ZALO_AFTER.match(grounds.folded, number.end):
        return "zalo"
    return "whatsapp" if _WHATSAPP_BEFORE.search(before) else None
