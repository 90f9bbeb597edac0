"""Chat abbreviations that mean one thing only, as words of their own.

A short list on purpose: what can also be a proper word, a unit or a name (``k`` after a number, ``t``,
``ck``, ``vl``) is left alone, and terms that carry meaning of their own for us (``stk``, ``tk``, ``ib``)
stay as they are written.
"""

from __future__ import annotations

import re

from nlp.normalise.draft import Draft, Edit

_LONG = {
    "không": "ko hok hog hem hông k0 khum hk khg",
    "được": "đc dc đuợc đựoc đượk",
    "vậy": "zậy dzậy",
    "rồi": "rùi rồy roài",
    "gì": "j gj zì",
    "với": "vs zới",
    "biết": "bít bik",
    "thích": "thik thjk",
    "bây giờ": "bjo bgio",
    "nhiều": "nhìu nhju",
    "mọi người": "mn mng",
    "người": "ng ngừi",
    "người ta": "ngta",
    "anh em": "ae",
    "điện thoại": "dthoai đthoại đthoai",
    "trước": "trc trk",
    "tiền": "xiền",
    "những": "nhữg nhug",
    "cũng": "cug cũg cx",
    "luôn": "lun",
    "yêu": "iu",
    "thưởng": "thưởg",
    "tặng": "tặg",
    "nghìn": "ngìn",
    "trời": "chời",
    "thôi": "thuj thoy",
    "quá": "wá",
    "quên": "wên",
    "quà": "wà",
    "liên hệ": "lhe lhệ",
    "tài khoản": "tkhoản tkhoan",
    "đăng ký": "đki dki đkí đky dky",
}
TEENCODE: dict[str, str] = {short: full for full, shorts in _LONG.items() for short in shorts.split()}
_WORD = re.compile(r"(?<![\w./@:-])[^\W\d_]{1,9}0?(?![\w@]|[./:-]\w)")
_NUMBER_BEFORE = re.compile(r"\d\s?$")


def write_out(draft: Draft) -> None:
    """Writes the abbreviations out; expects lower case. Never inside a host, handle or number."""
    words = set(draft.text.split())
    if words.isdisjoint(TEENCODE) and not _GLUED.search(draft.text):
        return
    edits: list[Edit] = []
    for found in _WORD.finditer(draft.text):
        full = TEENCODE.get(found.group())
        if full and not _NUMBER_BEFORE.search(draft.text, max(0, found.start() - 2), found.start()):
            edits.append((found.start(), found.end(), full, "teencode"))
    draft.edit(edits)


_GLUED = re.compile(r"(?<!\w)(?:ko|đc|dc|mn|ae)(?!\w)")
