"""Letters of other scripts that are drawn like Latin ones, in words made to look Latin.

A word is rewritten when every foreign letter in it has a Latin twin: ``Вank`` is, ``Привет`` is not.
Pairs are from the confusables of Unicode Technical Standard 39, kept to those that a reader takes for
the Latin letter in Vietnamese text.
"""

from __future__ import annotations

import re

from nlp.normalise.draft import Draft, Edit

_PAIRS = {
    # Cyrillic
    "а": "a", "А": "A", "В": "B", "в": "b", "с": "c", "С": "C", "ԁ": "d", "е": "e", "Е": "E", "ё": "e", "Ё": "E",
    "Н": "H", "н": "h", "һ": "h", "Һ": "H", "і": "i", "І": "I", "ї": "i", "Ї": "I", "ј": "j", "Ј": "J", "К": "K",
    "к": "k", "М": "M", "м": "m", "п": "n", "о": "o", "О": "O", "р": "p", "Р": "P", "ԛ": "q", "Ԛ": "Q", "г": "r",
    "ѕ": "s", "Ѕ": "S", "Т": "T", "т": "t", "υ": "u", "ѵ": "v", "Ѵ": "V", "ԝ": "w", "Ԝ": "W", "х": "x", "Х": "X",
    "у": "y", "У": "Y", "Ү": "Y", "ү": "y", "ӏ": "l", "Ӏ": "I", "ь": "b", "З": "3", "з": "3",
    # Greek
    "Α": "A", "α": "a", "Β": "B", "β": "b", "Ε": "E", "ε": "e", "Ζ": "Z", "Η": "H", "η": "n", "Ι": "I", "ι": "i",
    "Κ": "K", "κ": "k", "Μ": "M", "Ν": "N", "ν": "v", "Ο": "O", "ο": "o", "Ρ": "P", "ρ": "p", "Τ": "T", "τ": "t",
    "Υ": "Y", "Χ": "X", "χ": "x", "ϲ": "c", "Ϲ": "C", "ϳ": "j", "ω": "w", "γ": "y", "σ": "o", "μ": "u",
    # Armenian, Cherokee
    "ա": "w", "օ": "o", "Օ": "O", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "ք": "p", "Տ": "S", "Լ": "L",
    "Ꭺ": "A", "Ᏼ": "B", "Ꮯ": "C", "Ꭰ": "D", "Ꭼ": "E", "Ꮐ": "G", "Ꮋ": "H", "Ꮖ": "I", "Ꮶ": "K", "Ꮮ": "L", "Ꮇ": "M",
    "Ꮲ": "P", "Ꭱ": "R", "Ꮪ": "S", "Ꭲ": "T", "Ꮩ": "V", "Ꮃ": "W", "Ꮓ": "Z",
}
_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"[\u0370-\u058f\u13a0-\u13ff]")
_TABLE = str.maketrans(_PAIRS)


def unmask(draft: Draft) -> None:
    """Rewrites words whose foreign letters all have a Latin twin."""
    if not _FOREIGN.search(draft.text):
        return
    edits: list[Edit] = []
    for found in _WORD.finditer(draft.text):
        word = found.group()
        if not _FOREIGN.search(word):
            continue
        latin = word.translate(_TABLE)
        if not _FOREIGN.search(latin) and latin != word:
            edits.append((found.start(), found.end(), latin, "lookalike"))
    draft.edit(edits)


def latin_twin(text: str) -> str:
    """``text`` with every letter of another script that has a Latin twin rewritten, in lower case."""
    return text.translate(_TABLE).lower()
