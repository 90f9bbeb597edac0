"""Letters that were pulled apart: ``B a n C a``, ``t.à.i x.ỉ.u``, ``N,ap V,ao``, ``1 8 8 k``."""

from __future__ import annotations

import re

from nlp.normalise.characters import fold_each
from nlp.normalise.draft import Draft, Edit
from nlp.normalise.protect import Protected
from nlp.normalise.syllables import segment

#: The ``t`` and ``m`` of ``t.me`` and ``m.me`` are hosts' own letters.
_SPACED = re.compile(r"(?<![\w@.])[^\W\d_](?: {1,3}[^\W\d_](?!\w|-\w|\.me(?!\w))){2,}")
_DIGITS = re.compile(r"(?<![\w.,])(?<!\d )\d(?: \d(?!\d)){2,12}+(?= ?k(?!\w))")
_CUT_RUN = re.compile(r"(?<![\w@/.:])[^\W\d_]++(?:[.,'\"*_/:;~^+|`=-]{1,2}[^\W\d_]++)++(?!@)")
_CUT_HINT = re.compile(r"[^\W\d_][.,'\"*_/:;~^+|`=-]{1,2}[^\W\d_]")
_SEPARATOR = re.compile(r"[^\w]{1,2}|_{1,2}")
#: How many words cut once (``N/o``) it takes before one cut alone counts as hiding.
_LICENCE = 3


def is_spaced(text: str) -> bool:
    """Whether single letters or digits stand in a row, so that they may be a word pulled apart."""
    return bool(_SPACED.search(text) or _DIGITS.search(text.lower()))


def close_up(draft: Draft) -> None:
    """Joins letters that were spaced or cut apart, where that gives Vietnamese words. Expects lower case."""
    if _SPACED.search(draft.text):
        edits: list[Edit] = []
        for found in _SPACED.finditer(draft.text):
            edits += _joined(draft.text, found.start(), found.end(), r" +")
        draft.edit(edits)
    digits = [(m.start(), m.end(), m.group().replace(" ", ""), "spaced") for m in _DIGITS.finditer(draft.text)]
    draft.edit(digits)
    if _CUT_HINT.search(draft.text):
        _close_cuts(draft)


def _joined(text: str, start: int, end: int, separator: str) -> list[Edit]:
    """Rewritings that close one run of single letters, or none if no words come of it."""
    run = text[start:end]
    gaps = list(re.finditer(separator, run))
    letters = re.sub(separator, "", run)
    words = segment(fold_each(letters))
    if not words or (len(letters) < 4 and len(words) > 1):
        return []
    bounds, at = set(), 0
    for word in words:
        at += len(word)
        bounds.add(at)
    edits: list[Edit] = []
    for number, gap in enumerate(gaps, start=1):
        new = " " if number in bounds else ""
        if new != gap.group():
            edits.append((start + gap.start(), start + gap.end(), new, ""))
    if edits:
        first = edits[0]
        edits[0] = (*first[:3], "spaced")
    return edits


def is_cut(text: str) -> bool:
    """Whether a lower-case text has letters cut apart that would make words, be it once."""
    return bool(_CUT_HINT.search(text) and _plans(text))


def _plans(text: str) -> list[tuple[bool, list[Edit]]]:
    """The cut runs whose closing gives words: whether a run is cut more than once, and the rewritings."""
    runs = list(_CUT_RUN.finditer(text))
    if not runs:
        return []
    protected = Protected(text)
    plans: list[tuple[bool, list[Edit]]] = []
    for found in runs:
        if found.end() - found.start() > 200 or protected.covers(found.start(), found.end()):
            continue
        edits = _cut_edits(found)
        if edits:
            plans.append((len(_SEPARATOR.findall(found.group())) > 1, edits))
    return plans


def _close_cuts(draft: Draft) -> None:
    plans = _plans(draft.text)
    licensed = len(plans) >= _LICENCE or draft.tricks["diacritic"] > 0
    draft.edit([edit for sure, edits in plans if sure or licensed for edit in edits])


def _cut_edits(found: re.Match[str]) -> list[Edit]:
    """Rewritings that join one cut run; none where its parts are words already."""
    run, at = found.group(), found.start()
    gaps = list(_SEPARATOR.finditer(run))
    parts = _SEPARATOR.split(run)
    folded = [fold_each(p) for p in parts]
    if all(len(p) > 1 and segment(p) for p in folded):
        return []
    words = segment("".join(folded))
    if not words:
        return []
    bounds, place = set(), 0
    for word in words:
        place += len(word)
        bounds.add(place)
    edits: list[Edit] = []
    used = 0
    for part, gap in zip(parts, gaps, strict=False):
        used += len(part)
        edits.append((at + gap.start(), at + gap.end(), " " if used in bounds else "", ""))
    first = edits[0]
    edits[0] = (*first[:3], "dotted")
    return edits
