"""Reads ``nlp/corpora``: texts written for training, with their role, scheme and genre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from canhgiac.records import Category, Role
from nlp.taxonomy import BY_ID

CORPORA = Path(__file__).parent / "corpora"

Surface = Literal["post", "comment", "message", "sms"]


class CorpusError(ValueError):
    """A line of the corpus that cannot be read: says file, line and what is wrong."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text of the corpus; the keys are described in ``nlp/corpora/README.md``.

    ``file`` is the name of its file below ``corpora`` (``fraud/task_job``), filled in when read.
    """

    id: str
    text: str
    surface: Surface
    role: Role | None = None
    scheme: str | None = None
    tags: tuple[str, ...] = ()
    genre: str | None = None
    pair: str | None = None
    file: str = ""

    @property
    def category(self) -> Category | None:
        """The category of an offer or a report; ``None`` for an ordinary text."""
        if self.role is None or self.scheme is None:
            return None
        return BY_ID[self.scheme].category


def read(folder: Path = CORPORA) -> Iterator[Text]:
    """Every text below ``folder``, files in the order of their names.

    Raises ``CorpusError`` for a line that is not a text, an unknown scheme or an offer without one.
    """
    for path in sorted(folder.rglob("*.jsonl")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _text(line, name, f"{path}, line {number}")


def _text(line: str, file: str, where: str) -> Text:
    try:
        text = msgspec.json.decode(line, type=Text)
    except msgspec.MsgspecError as error:
        raise CorpusError(f"{where}: {error}") from None
    unknown = [s for s in (text.scheme, *text.tags) if s is not None and s not in BY_ID]
    if unknown:
        raise CorpusError(f"{where}: unknown scheme {unknown[0]!r}; nlp/taxonomy.py lists the known ones")
    if text.role is not None and text.scheme is None:
        raise CorpusError(f"{where}: role {text.role!r} needs a scheme")
    return msgspec.structs.replace(text, file=file)
