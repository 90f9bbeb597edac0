"""The stages of ``nlp.pipeline`` as a spaCy ``Language``: registered components, one for each, in their order.

For those who compose with spaCy. ``nlp.assess_many`` runs the same stages without a ``Doc``, which they
don't need and which would cost as much as all of them. The tokens of a ``Doc`` are the runs between blanks;
words are segmented by underthesea, on findings only.
"""

from __future__ import annotations

import re

from spacy.lang.xx import MultiLanguage
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp import model
from nlp.pipeline import STAGES, WORK, Analysis, Stage

_TOKEN = re.compile(r"\S+")


class Runs:
    """A tokenizer that splits at white space and nothing else, in linear time."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = [], []
        at = 0
        for found in _TOKEN.finditer(text):
            if found.start() > at:
                words.append(text[at : found.start()])
                spaces.append(False)
            at = found.end()
            blank = text[at : at + 1] == " "
            words.append(found.group())
            spaces.append(blank)
            at += blank
        if at < len(text):
            words.append(text[at:])
            spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep; spaCy asks when a pipeline is saved."""
        return b""

    def from_bytes(self, _data: bytes, **_: object) -> Runs:
        """Nothing to read back."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Nothing to keep."""

    def from_disk(self, _path: object, **_: object) -> Runs:
        """Nothing to read back."""
        return self


for _name in ("analysis", "assessment"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def _register(name: str, work: Stage) -> None:
    """Makes a stage known to spaCy as ``canhgiac_NAME``; what the stage raises is raised."""

    def component(doc: Doc) -> Doc:
        if doc._.analysis is None:
            doc._.analysis = Analysis(doc.text)
        work([doc._.analysis])
        if doc._.analysis.failed is not None:
            raise doc._.analysis.failed
        doc._.assessment = doc._.analysis.assessment
        return doc

    Language.component(f"canhgiac_{name}", func=component)


for _name in STAGES:
    _register(_name, WORK[_name])


def load() -> Language:
    """A spaCy ``Language`` whose ``Doc._.assessment`` is the ``Assessment`` of its text (with an empty id).

    Raises ``nlp.checksum.ModelError`` where the model file is missing or damaged.
    """
    model.shipped()
    language = MultiLanguage()
    language.tokenizer = Runs(language.vocab)
    for name in STAGES:
        language.add_pipe(f"canhgiac_{name}")
    return language
