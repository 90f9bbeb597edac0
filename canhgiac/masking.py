"""What is never kept, even of a flagged post: payment cards, citizen ids, one-time codes, passwords."""

from __future__ import annotations

from nlp.indicators import secrets_in

#: Stands in the place of each letter or digit of a secret.
MASK = "•"


def masked(text: str) -> tuple[str, tuple[str, ...]]:
    """``text`` with its secrets masked, of the same length so that spans stay true, and the secrets themselves."""
    secrets = []
    for secret in secrets_in(text):
        start, end = secret.span
        secrets.append(text[start:end])
        text = text[:start] + MASK * (end - start) + text[end:]
    return text, tuple(secrets)


def masked_in(page: str, secrets: tuple[str, ...]) -> str:
    """``page`` (HTML) with every occurrence of ``secrets`` masked."""
    for secret in sorted(secrets, key=len, reverse=True):
        page = page.replace(secret, MASK * len(secret))
    return page
