"""Word lists and phrase patterns, written one to a line where a person can read and extend them."""

from __future__ import annotations

import re


def words_of(text: str) -> tuple[str, ...]:
    """The white-space separated words of a list, in order."""
    return tuple(text.split())


def any_of(phrases: str, before: str = r"(?<!\w)", after: str = r"(?!\w)") -> re.Pattern[str]:
    """A pattern that matches any of the phrases (one to a line, each a regular expression of its own).

    ``~40`` within a phrase stands for up to so many characters of the same sentence. Nothing in a phrase
    may repeat without bound, so that the pattern stays linear.
    """
    lines = [line.strip() for line in phrases.splitlines() if line.strip()]
    opened = [re.sub(r"~(\d+)", r"[^.!?\\n]{0,\1}", line) for line in lines]
    return re.compile(before + "(?:" + "|".join(opened) + ")" + after)
