"""Trained taggers: what each element of a sequence is, decided for the whole sequence at once.

A tagger is a linear-chain conditional random field (Lafferty, McCallum, Pereira 2001) in a file of CRFsuite's format
beside the classifier's, with its checksum. ``underthesea_core`` reads it; ``nlp.training.tagging`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.checksum import ModelError, checked

if TYPE_CHECKING:
    from underthesea_core import CRFTagger

FOLDER = Path(__file__).parent / "models"

#: The label of what is nothing that is looked for.
NOTHING = "O"

#: What is known of each element of a sequence.
Told = list[list[str]]


def path_of(name: str) -> Path:
    """The file of a tagger; its checksum is beside it (``….crfsuite.sha256``)."""
    return FOLDER / f"{name}.crfsuite"


class Tagger:
    """One tagger, loaded."""

    def __init__(self, path: Path) -> None:
        """Raises ``ModelError`` where the file is missing or is not the one that its checksum names."""
        from underthesea_core import CRFTagger  # only where a text needs it: loading it costs 30 ms

        checked(path)
        self._tagger: CRFTagger = CRFTagger()
        try:
            self._tagger.load(str(path))
        except OSError as error:
            raise ModelError(f"{path}: no tagger of this format ({error}); run `make train`") from None
        self._labels: list[str] = self._tagger.labels()

    def tag(self, sequence: Told) -> list[str]:
        """The likeliest label of each element."""
        return self._tagger.tag(sequence) if sequence else []

    def probabilities(self, sequence: Told, labels: list[str]) -> list[float]:
        """How probable each of the given labels is in its place, whatever the others are."""
        if not sequence:
            return []
        places = {label: place for place, label in enumerate(self._labels)}
        rows = self._tagger.marginals(sequence)
        return [row[places[label]] for row, label in zip(rows, labels, strict=True)]


def marks(labels: list[str]) -> list[tuple[str, int, int]]:
    """What labels mark: kind, first and last element of each.

    ``B-KIND`` begins a mark, ``I-KIND`` goes on with it; any other label but ``O`` marks its element alone.
    """
    found: list[tuple[str, int, int]] = []
    for place, label in enumerate(labels):
        kind = label[2:] if label[1:2] == "-" else label
        if label[:2] == "I-" and found and found[-1][0] == kind and found[-1][2] == place - 1:
            found[-1] = (kind, found[-1][1], place)
        elif label != NOTHING:
            found.append((kind, place, place))
    return found


_loaded: dict[str, Tagger] = {}


def shipped(name: str) -> Tagger:
    """A tagger that comes with the package, read once."""
    if name not in _loaded:
        _loaded[name] = Tagger(path_of(name))
    return _loaded[name]


@contextmanager
def instead(name: str, made: Tagger) -> Iterator[None]:
    """Has another tagger used in the place of a shipped one, to measure it."""
    before = _loaded.copy()
    _loaded[name] = made
    try:
        yield
    finally:
        _loaded.clear()
        _loaded.update(before)
