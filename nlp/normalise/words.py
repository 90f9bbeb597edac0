"""Letters replaced within words: signs and digits (``d!eu k1en``), letter case (``VAlD``), repeats (``đẹpppp``)."""

from __future__ import annotations

import re
from itertools import product

from nlp.normalise.characters import fold_each
from nlp.normalise.draft import Draft, Edit
from nlp.normalise.protect import Protected
from nlp.normalise.syllables import SYLLABLES, WORDS, segment

_UPPER = "A-ZÀ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_CASE_HINT = re.compile(f"l[{_UPPER}]|[{_UPPER}]l(?!\\w)|[^\\W\\d_{_UPPER}][{_UPPER}]|(?<!\\w)I[^\\W\\d_{_UPPER}]")
_LETTERS = re.compile(r"(?<![\w@/.#:-])[^\W\d_]{2,40}+(?![\w@])")
_CAMEL = re.compile(f"[{_UPPER}]?[^\\W\\d_{_UPPER}]+|[{_UPPER}]+")

_LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "!": "il", "¡": "i", "$": "s",
    "|": "il",
}
_LEET_HINT = re.compile(r"[^\W\d_][013457@$¡|!'\"*^8]+[^\W\d_]|[^\W\d_]0(?!\w)|(?<!\w)[0!@$1][^\W\d_]{2}|[^\W\d_]¡")
_RUN = re.compile(r"(?<![\w@/.#])[!@$¡]?[^\W_]++(?:[!@$¡|'\"*^]++[^\W_]++)*+¡?")
_CUT = re.compile(r"['\"*^]+")
_FEW = 64


def recase(draft: Draft) -> None:
    """Undoes what letter case hides: ``l`` for ``I`` and back, and words run together (``NapDau``)."""
    if not _CASE_HINT.search(draft.text):
        return
    protected = Protected(draft.text)
    edits: list[Edit] = []
    for found in _LETTERS.finditer(draft.text):
        word = found.group()
        if word.islower() or protected.covers(found.start(), found.end()):
            continue
        new = _case_letters(word)
        if new != word:
            edits.append((found.start(), found.end(), new, "lookalike"))
    draft.edit(edits)
    _split_camel(draft)


def _case_letters(word: str) -> str:
    rest = word.replace("l", "")
    if "l" in word and len(rest) >= 2 and rest.isupper() and word.count("l") <= 3:
        inner = word[0] + word[1:].replace("l", "I")
        for first in ("I", "L") if word[0] == "l" else (word[0],):
            candidate = first + inner[1:]
            if segment(fold_each(candidate.lower())):
                return candidate
        return inner if word[0] != "l" else "L" + inner[1:]
    if "I" in word and not word.isupper() and word.count("I") == 1:
        other = word.replace("I", "l").lower()
        if fold_each(other) in SYLLABLES and fold_each(word.lower()) not in SYLLABLES:
            return word.replace("I", "l")
    return word


def _split_camel(draft: Draft) -> None:
    protected: Protected | None = None
    edits: list[Edit] = []
    for found in _LETTERS.finditer(draft.text):
        word = found.group()
        if word.islower() or word.isupper() or word[1:].islower():
            continue
        protected = protected or Protected(draft.text)
        pieces = list(_CAMEL.finditer(word))
        folded = [fold_each(p.group().lower()) for p in pieces]
        if "".join(folded) in WORDS or protected.covers(found.start(), found.end()):
            continue
        if len(pieces) > 1 and all(len(p) > 1 and (p in SYLLABLES or p.replace("j", "i") in SYLLABLES) for p in folded):
            edits += [(found.start() + p.start(), found.start() + p.start(), " ", "glued") for p in pieces[1:]]
    draft.edit(edits)


def unleet(draft: Draft) -> None:
    """Undoes digits and signs that stand for letters, where that gives Vietnamese syllables or known words."""
    if not _LEET_HINT.search(draft.text):
        return
    protected = Protected(draft.text)
    edits: list[Edit] = []
    for found in _RUN.finditer(draft.text):
        run = found.group()
        if len(run) < 2 or len(run) > 60 or run.isalpha() or run.isdigit():
            continue
        if not protected.covers(found.start(), found.end()):
            edits += _decode(run, found.start())
    draft.edit(edits)


def _decode(run: str, at: int) -> list[Edit]:
    """Rewritings of one run: its pieces between quotes each decoded, or all of it with the quotes gone."""
    if not _CUT.search(run):
        new = _letters(run)
        return [(at, at + len(run), new, "leet")] if new and new != run else []
    pieces: list[tuple[int, str, str | None]] = []
    start = 0
    for cut in [*_CUT.finditer(run), None]:
        end = cut.start() if cut else len(run)
        pieces.append((start, run[start:end], _letters(run[start:end])))
        start = cut.end() if cut else end
    if all(new and len(new) > 1 for _, _, new in pieces):
        if '"' in run and all(new == old for _, old, new in pieces):
            return []
        edits: list[Edit] = []
        for place, (start, old, new) in enumerate(pieces):
            if place:
                before = pieces[place - 1]
                edits.append((at + before[0] + len(before[1]), at + start, " ", "leet"))
            if new and new != old:
                edits.append((at + start, at + start + len(old), new, "leet"))
        return edits
    joined = "".join(old for _, old, _ in pieces)
    whole = _letters(joined)
    if not whole:
        return []
    edits, used = [], 0
    for place, (start, old, _) in enumerate(pieces):
        if place:
            before = pieces[place - 1]
            edits.append((at + before[0] + len(before[1]), at + start, "", "leet"))
        new = whole[used : used + len(old)]
        used += len(old)
        if new != old:
            edits.append((at + start, at + start + len(old), new, ""))
    return edits


def _letters(run: str) -> str | None:
    """``run`` with its digits and signs as letters (same length), or ``None`` if that gives no words."""
    folded = fold_each(run)
    if run.isalpha():
        return run if segment(folded) else None
    places = [i for i, c in enumerate(run) if not c.isalpha()]
    if len(places) > 5 or len(places) * 2 > len(run):
        return None
    for i in places:
        inner = 0 < i < len(run) - 1
        if run[i] not in _LEET or not (inner or (run[i] in "0!¡@$" and len(run) > 2) or (run[i] == "0" and i)):
            return None
    choices = [_LEET[run[i]] for i in places]
    for picked in list(product(*choices))[:_FEW]:
        letters, plain = list(run), list(folded)
        for i, letter in zip(places, picked, strict=True):
            letters[i] = plain[i] = letter
        if segment("".join(plain)):
            return "".join(letters)
    return None


_REPEAT = re.compile(r"([a-z])\1\1+")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = frozenset("ivxlcm")
#: ``căn cước công dân``.
_SO_WRITTEN = frozenset({"cccd"})
_J = re.compile(r"[^\W\d_]j[^\W\d_]|[^\W\d_]{2}j(?!\w)")


def shorten(draft: Draft) -> None:
    """Takes out letters typed again and again, and writes ``j`` as ``i`` where only that gives a syllable."""
    folded = fold_each(draft.text)
    repeats, with_j = _REPEAT.search(folded), _J.search(folded)
    if not (repeats or with_j):
        return
    protected = Protected(draft.text)
    edits: list[Edit] = []
    for found in _WORD.finditer(draft.text):
        start, end = found.span()
        plain = folded[start:end]
        letters = set(plain)
        if len(plain) < 3 or protected.covers(start, end):
            continue
        if "j" in plain[1:] and plain[0] + plain[1:].replace("j", "i") in SYLLABLES:
            edits += [(start + i, start + i + 1, "i", "leet") for i, c in enumerate(plain) if c == "j" and i]
        elif len(letters) > 1 and not letters <= _ROMAN and plain not in _SO_WRITTEN:
            edits += [_once(draft.text, start, m) for m in _REPEAT.finditer(plain)]
    draft.edit(edits)


def _once(text: str, at: int, found: re.Match[str]) -> Edit:
    run = text[at + found.start() : at + found.end()]
    kept = next((c for c in run if not c.isascii()), run[0])
    return at + found.start(), at + found.end(), kept, "repeated"
