"""What is never kept, even of a flagged post: payment cards, citizen ids, one-time codes, passwords."""

from __future__ import annotations

import html
import re

#: Stands in the place of each letter or digit of a secret.
MASK = "•"


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with its secrets masked, of the same length so that spans stay true, and the secrets themselves."""
    from nlp.indicators import secrets_in  # numpy comes with it, which commands that look do without

    secrets = []
    for secret in secrets_in(text):
        start, end = secret.span
        secrets.append(text[start:end])
        text = text[:start] + MASK * (end - start) + text[end:]
    return text, tuple(secrets)


#: What may stand between two letters of a secret in a page: tags, blanks of any kind, dots and hyphens.
_BETWEEN = r"(?:<[^<>]{0,200}>|&nbsp;|&#160;|[\s.\-]){0,6}"


def masked_in(page: str, secrets: tuple[str, ...]) -> str:
    """``page`` (HTML) with every occurrence of ``secrets`` masked, also where markup or entities cut them up.

    A page in which one of them cannot be found is given up whole: the empty string.
    """
    for secret in sorted(secrets, key=len, reverse=True):
        letters = [c for c in secret if not c.isspace() and c not in ".-"]
        pattern = _BETWEEN.join(f"(?:{re.escape(html.escape(c))}|{re.escape(c)})" for c in letters)
        page, times = re.subn(pattern, MASK * len(secret), page)
        if not times:
            return ""
    return page
