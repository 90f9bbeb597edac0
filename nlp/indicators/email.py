"""Mail addresses. One at an official host is official; free-mail providers say nothing."""

from __future__ import annotations

import re

from nlp.hosts import verdict
from nlp.hosts.names import clean, split
from nlp.indicators.grounds import Grounds
from nlp.phrases import words_of

_EMAIL = re.compile(r"(?<![\w.+%@*-])[\w.+%-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})")
_FREE_MAIL = frozenset(
    words_of(
        """gmail.com yahoo.com yahoo.com.vn outlook.com hotmail.com icloud.com live.com qq.com me.com msn.com
        facebook.com"""
    )
)


#: ``lan[at]gmail.com``, ``lan a còng gmail.com``, ``lan @ gmail.com``.
_DEFANGED = re.compile(
    r"(?<![\w.+%@*-])(?P<name>[\w.+%-]{1,64})"
    r"(?: ?[\[({] ?(?:at|@|a cong|a moc) ?[\])}] ?| (?:a cong|a moc) |(?P<apart> ?@ | @))"
    r"(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})"
)


def add_emails(grounds: Grounds) -> None:
    """Records every mail address and marks it as taken."""
    if "@" in grounds.text:
        for match in _EMAIL.finditer(grounds.text):
            if grounds.text[max(0, match.start() - 3) : match.start()] != "://":
                _add(grounds, *match.span(), grounds.text[match.start() : match.end()])
    if _hints_at_mail(grounds.folded):
        for match in _DEFANGED.finditer(grounds.folded):
            start, end = match.span()
            host = match.group("host").strip(".-")
            # "tele @abc.vip" is a handle or a host; only of a mail provider is a sign set apart believed
            if grounds.free(start, end) and (host in _FREE_MAIL or (split(host) and not match.group("apart"))):
                _add(grounds, start, end, f"{match.group('name')}@{host}")


def _hints_at_mail(folded: str) -> bool:
    """Whether an address may be there whose sign is written apart or in words."""
    return any(sign in folded for sign in (" @", "@ ", "[at", "(at", "{at", "[@", "(@", "a cong", "a moc"))


def _add(grounds: Grounds, start: int, end: int, read: str) -> None:
    """Records an address, as the original writes it or else as it was ``read``."""
    written = grounds.written(start, end).strip(".-").lower()
    if not _EMAIL.fullmatch(written):
        written = read.strip(".-").lower()
    host = clean(written.rsplit("@", 1)[-1])
    if host is None or split(host) is None or not written.isascii():
        return
    grounds.take(start, end)
    official = host not in _FREE_MAIL and verdict(host).verdict == "official"
    grounds.add(
        "email", written, start, end,
        stance="official" if official else "mentioned", verdict="official" if official else None,
    )
