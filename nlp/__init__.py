"""Text in, assessment out. Knows nothing of the web or of storage.

``assess_many`` is the batch call of the pipeline, ``assess_one`` judges a single text, ``load`` gives the same
stages as a spaCy ``Language``. Importing this package is cheap; the model is loaded on first use, spaCy by
``load`` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from canhgiac.records import Assessment, Post
    from nlp.pipeline import AssessmentError, Failed

__all__ = ["AssessmentError", "Failed", "assess_many", "assess_one", "load", "model_version", "words"]


def load() -> Language:
    """The spaCy pipeline; ``Doc._.assessment`` is the ``Assessment``. See ``nlp.language``."""
    from nlp import language

    return language.load()


def assess_many(posts: Iterable[Post | tuple[str, str, str]]) -> Iterator[Assessment | Failed]:
    """The assessment of each post, in order, streaming with flat memory.

    ``posts``: ``Post`` records or ``(id, text, url)``. A post whose analysis raises gives a
    ``Failed(id, reason)`` in its place, and the stream goes on; tell it by ``isinstance``.
    """
    from nlp import pipeline

    return pipeline.assess_many(posts)


def assess_one(id: str, text: str, url: str = "") -> Assessment:
    """The assessment of one text. Raises ``AssessmentError(id, reason)`` where the analysis fails."""
    from nlp import pipeline

    return pipeline.assess_one(id, text, url)


def words(text: str) -> tuple[str, ...]:
    """The content words of a finding (underthesea, loaded on the first call). See ``nlp.words``."""
    from nlp import segmentation

    return segmentation.words(text)


def model_version() -> str:
    """The version of the model that every assessment carries."""
    from nlp import model

    return model.shipped().version


def __getattr__(name: str) -> object:
    """``AssessmentError`` and ``Failed`` live beside the pipeline; they are looked up when first named."""
    if name in ("AssessmentError", "Failed"):
        from nlp import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'nlp' has no attribute {name!r}")
