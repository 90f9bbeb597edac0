"""Folding: the one meaning of "the same letters" for search, hashes and the model's vocabulary."""

from __future__ import annotations

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """``text`` in lower case without accents, ``đ`` as ``d``, white space runs as one space.

    Any Unicode string in, a string out; idempotent. Not for spans: it keeps no offsets.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    lowered = bare.casefold().translate(_D)
    # casefold may bring combining marks back (İ), and NFKD of the folded text may differ once more
    again = unicodedata.normalize("NFKD", lowered)
    return _SPACE.sub(" ", "".join(c for c in again if not unicodedata.combining(c))).strip()
