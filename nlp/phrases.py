"""Word lists and phrase patterns, written one to a line where a person can read and extend them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby


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


def one_of(names: Iterable[str]) -> str:
    """A regular expression for any of some literal names, the longest first where one begins another.

    Names are merged letter by letter, so that a place in a text is left after the first letter that no name
    has, however many names there are.
    """
    ordered = sorted(set(names))
    pieces = []
    for _, group in groupby((name for name in ordered if name), key=lambda name: name[0]):
        same = list(group)
        rest = one_of(name[1:] for name in same)
        pieces.append(re.escape(same[0][0]) + rest)
    inner = "|".join(pieces)
    if "" in ordered:
        return f"(?:{inner})?" if inner else ""
    return f"(?:{inner})" if len(pieces) > 1 else inner
