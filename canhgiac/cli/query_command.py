"""A command whose words may begin with a minus, as those of the query grammar do: ``canhgiac search vay -'uy tín'``."""

from __future__ import annotations

import re

import typer
from typer.core import TyperCommand

#: ``-n20``: a short option with its number, which is no word.
_SHORT_WITH_NUMBER = re.compile(r"-[a-z]=?\d+")


class QueryCommand(TyperCommand):
    """Reads what begins with one minus and is no option as a word of the query; ``--misspelled`` is still an error."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's context is Click's
        """Puts such words behind ``--``: terms are ANDed, so their place does not matter."""
        known = {name for parameter in self.params for name in (*parameter.opts, *parameter.secondary_opts)}
        known.update(self.get_help_option_names(ctx))
        end = args.index("--") if "--" in args else len(args)
        typed, rest = args[:end], args[end + 1 :]
        words = [each for each in typed if _is_word(each, known)]
        return super().parse_args(ctx, [*(each for each in typed if each not in words), "--", *words, *rest])


def _is_word(typed: str, known: set[str]) -> bool:
    if not typed.startswith("-") or typed.startswith("--") or len(typed) < 2:
        return False
    return typed not in known and not _SHORT_WITH_NUMBER.fullmatch(typed)
