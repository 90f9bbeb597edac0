"""Mail addresses. One at an official host is official; free-mail providers say nothing."""

from __future__ import annotations

import re

from nlp.hosts import verdict
from nlp.hosts.names import clean, split
from nlp.indicators.grounds import Grounds
from nlp.phrases import words_of

_EMAIL = re.compile(r"(?<![\w.+%@-])[\w.+%-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})")
_FREE_MAIL = frozenset(
    words_of(
        """gmail.com yahoo.com yahoo.com.vn outlook.com hotmail.com icloud.com live.com qq.com me.com msn.com
        facebook.com"""
    )
)


def add_emails(grounds: Grounds) -> None:
    """Records every mail address and marks it as taken."""
    if "@" not in grounds.text:
        return
    for match in _EMAIL.finditer(grounds.text):
        start, end = match.span()
        written = grounds.written(start, end).strip(".-").lower()
        host = clean(written.rsplit("@", 1)[-1])
        if host is None or split(host) is None or not written.isascii():
            continue
        grounds.take(start, end)
        official = host not in _FREE_MAIL and verdict(host).verdict == "official"
        grounds.add("email", written, start, end, stance="official" if official else "mentioned",
                    verdict="official" if official else None)
