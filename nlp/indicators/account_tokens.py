"""A text as the tagger of accounts reads it: words, groups of digits and signs, and what is known of each.

Only what stands around numbers that may be accounts is read. The tagger (``models/accounts.crfsuite``) says of each
token whether it begins (``B-``) or goes on with (``I-``) an account number (``A``) or the name of a holder (``N``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from canhgiac.records import Span
from nlp.banks import Named, by_bin
from nlp.indicators.grounds import Grounds
from nlp.indicators.names import GIVEN, SURNAMES
from nlp.indicators.phone import e164
from nlp.normalise.characters import fold_each
from nlp.phrases import words_of

ACCOUNT, HOLDER = "A", "N"

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\n|[^\w\s]|_")
#: So many digits make a long number; so many tokens before and behind one are read.
_LEAST_DIGITS = 6
_REACH = 28
#: Letters that are read at once: memory stays flat, whatever a text holds.
_LONGEST = 6_000
#: What may stand between two groups of digits of one number.
_JOINTS = frozenset(".-·•*_")
#: Tokens by what they announce. Pairs of words are joined by ``_``.
_ANNOUNCED = {
    "ACC": "stk tk so_tk tai_khoan so_tai account acc atm ctk",
    "PAY": "ck chuyen banking nap coc thanh_toan gui nop dong tra don",
    "TEL": "sdt dt dien_thoai phone tel hotline zalo zl lh lien_he goi alo call ib inbox sms viber whatsapp mobile "
    "tong_dai cskh",
    "REF": "don_hang van_don ma_don ma_gd giao_dich mgd hop_dong hd hoa_don mst ma_so ma_kh bill ref cccd cmnd cmt "
    "can_cuoc the otp ma_xac imei seri",
    "BAL": "so_du sd ps gd vnd",
    "HOL": "ten chu chu_tk chu_tai nguoi_nhan thu_huong tnh name",
    "BNK": "ngan_hang bank nh",
}
_CUES = {word: cue for cue, words in _ANNOUNCED.items() for word in words_of(words)}
_UNITS = frozenset(words_of("k tr trieu d dong vnd nghin ngan cu usdt ty"))
#: So many digits in a row are a number of their own; so many in groups may be one.
_WHOLE, _SHORTEST = 9, 8
#: The first digits of an account, set apart: no year, no sum.
_BRANCH = re.compile(r"0\d{2,5}|(?!20[12]\d|\d+000$)\d{4,6}")
#: What a short number before it counts.
_COUNTED = frozenset(words_of("k tr trieu cu vnd nghin ty ngay thang tuan gio phut suat lan luot don tuoi"))
#: Before it: a count, and no first digit of a number.
_COUNTING = frozenset(("\n", *words_of("lan dot buoc thu")))
_FAR = 99
#: The class of each distance, in tokens: its upper end.
_NEAR = tuple(next((end for end in (0, 1, 2, 3, 5, 8, 14) if way <= end), _FAR) for way in range(_FAR + 1))


class Token(msgspec.Struct, frozen=True):
    """A piece of the folded text and its half-open place."""

    start: int
    end: int
    text: str


class Run(msgspec.Struct, frozen=True):
    """Groups of digits that may be one number: its first and last token, its digits, how long each group is."""

    first: int
    last: int
    digits: str
    groups: tuple[int, ...]


def tokens_of(folded: str, window: Span) -> list[Token]:
    """The tokens of a part of a folded text, in order."""
    return [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(folded, *window)]


_CANDIDATE = re.compile(r"(?<!\d)\d(?:[ .\-·•*_()/,]{0,3}\d){5,}|(?<!\w)(?=[a-z]*\d)[a-z\d]{6,19}(?!\w)")


def windows(folded: str) -> list[Span]:
    """The parts of a folded text that are worth reading: what stands around long numbers, in order, apart."""
    found: list[Span] = []
    for match in _CANDIDATE.finditer(folded):
        start = max(0, match.start() - 6 * _REACH)
        end = min(len(folded), match.end() + 6 * _REACH)
        while start and not folded[start - 1].isspace() and match.start() - start < 8 * _REACH:
            start -= 1
        while end < len(folded) and not folded[end].isspace() and end - match.end() < 8 * _REACH:
            end += 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [piece for window in found for piece in _pieces(folded, window)]


#: Where a long window may be cut: between lines, or between two words, not within a number.
_CUT = re.compile(r"\n|(?<=[^\W\d])\s+(?=[^\W\d])")


def _pieces(folded: str, window: Span) -> Iterator[Span]:
    start, end = window
    while end - start > _LONGEST:
        cuts = [cut.end() for cut in _CUT.finditer(folded, start + _LONGEST - 400, start + _LONGEST)]
        lines = [cut for cut in cuts if folded[cut - 1] == "\n"]
        cut = (lines or cuts or [start + _LONGEST])[-1]
        yield start, cut
        start = cut
    yield start, end


def runs_of(tokens: list[Token]) -> list[Run]:
    """The numbers among the tokens: groups of digits with a blank or one sign between, in one line.

    A long group is a number of its own: what stands beside it is a sum, a day or another number. So is a group that a
    unit, a ``/`` or a ``:`` stands behind (``20 triệu``, ``24/10``, ``10:30``).
    """
    found: list[Run] = []
    at = 0
    while at < len(tokens):
        if not tokens[at].text.isdigit():
            at += 1
            continue
        groups, digits = [at], tokens[at].text
        while (following := _next_group(tokens, groups, digits)) is not None:
            groups.append(following)
            digits += tokens[following].text
        last = groups[-1]
        found.append(Run(at, last, digits, tuple(len(tokens[g].text) for g in groups)))
        at = last + 1
    return found


def _next_group(tokens: list[Token], groups: list[int], first: str) -> int | None:
    """The group of digits that goes on with a number of some ``groups``, whose digits are ``first``, if one does."""
    following = groups[-1] + 1
    if following < len(tokens) and tokens[following].text in _JOINTS:
        following += 1
    if following >= len(tokens) or not tokens[following].text.isdigit():
        return None
    gap = tokens[following].start - tokens[groups[-1]].end
    if gap > 3:
        return None
    size = len(tokens[following].text)
    if first in by_bin():
        return following
    if len(groups) == 1 and len(first) >= _WHOLE:
        return None
    if len(first) == 1 and size >= 3 and groups[0] and tokens[groups[0] - 1].text in _COUNTING:
        return None  # "lần 1 0941 2205 87"
    if size > _LEAST_DIGITS and not (gap == 1 and _BRANCH.fullmatch(first)):
        return None  # "0011 004128289" is one number, "500 0071004128289" is a sum and a number
    behind = tokens[following + 1 : following + 3]
    if size <= 3 and len(first) >= _SHORTEST and behind and behind[0].text in _COUNTED:
        return None
    parted = len(behind) == 2 and behind[0].text in ("/", ":") and behind[1].text.isdigit()
    if size <= 2 and parted and behind[1].end - tokens[following].end <= 5 and behind[0].end == behind[1].start:
        return None
    return following


def _shape(written: str) -> str:
    """The letter case of a word, and whether it has accents: ``XXa``, ``Xx``, ``x``."""
    case = "XX" if written.isupper() and len(written) > 1 else "X" if written.isupper() else "x"
    if case == "x" and written[:1].isupper():
        case = "Xx"
    lowered = written.lower()
    return case + "a" if fold_each(lowered) != lowered else case


def _about_run(run: Run, behind: str) -> list[str]:
    """What is known of a number as a whole."""
    size = min(len(run.digits), 20)
    found = [f"R{size}", f"R{run.digits[0]}.{size}", "Rs" + "-".join(map(str, run.groups[:8])), f"Rg{len(run.groups)}"]
    if 8 <= size <= 12 and run.digits[0] in "018" and e164(run.digits):
        found.append("Rphone")
    if behind in _UNITS:
        found.append("Runit")
    if run.digits.endswith("000"):
        found.append("R000")
    if run.digits[:6] in by_bin():
        found.append("Rbin")
    return found


def within_number(tokens: list[Token], first: int, last: int) -> list[Token]:
    """Of tokens that were tagged as one account those of its number, where that is one without the others.

    Of several it is the longest that is neither a telephone number nor a round sum, if one is.
    """
    piece = tokens[first : last + 1]
    if any(token.text[0].isalpha() for token in piece):
        return piece
    around = max(0, first - 1)
    runs = [
        run
        for run in runs_of(tokens[around : last + 2])
        if len(run.digits) >= _LEAST_DIGITS and around + run.last >= first and around + run.first <= last
    ]
    if not runs:
        return piece
    own = max(runs, key=lambda run: (not run.digits.endswith("000") and not e164(run.digits), len(run.digits)))
    return tokens[max(first, around + own.first) : min(last, around + own.last) + 1]


def read(grounds: Grounds, window: Span, named: list[Named]) -> tuple[list[Token], list[list[str]]]:
    """The tokens of a window, and what the tagger is told of each. ``named``: the banks of the whole text, in order."""
    low = bisect_left(named, window[0], key=lambda name: name.start)
    high = bisect_right(named, window[1], key=lambda name: name.end)
    tokens = tokens_of(grounds.folded, window)
    return tokens, _features(grounds, tokens, named[low:high])


def _features(grounds: Grounds, tokens: list[Token], named: list[Named]) -> list[list[str]]:
    """What the tagger is told of each token. ``named``: the banks that the text names, in order."""
    size = len(tokens)
    texts = [token.text for token in tokens]
    banks = _banks_at(tokens, named)
    runs = runs_of(tokens)
    of_run: list[list[str]] = [[] for _ in tokens]
    long = [False] * size
    for run in runs:
        about = _about_run(run, texts[run.last + 1] if run.last + 1 < size else "")
        for place in range(run.first, run.last + 1):
            ends = (["Rfirst"] if place == run.first else []) + (["Rlast"] if place == run.last else [])
            of_run[place] = about + ends
            long[place] = len(run.digits) >= _LEAST_DIGITS
    words, kinds = _words_and_kinds(grounds, tokens, banks)
    rows = _rows_of_names(tokens)
    cues = [_CUES.get(f"{left}_{right}") or _CUES.get(left) for left, right in pairwise([*texts, ""])]
    behind = _told(tokens, cues, banks, long)
    ahead = _told(tokens[::-1], cues[::-1], banks[::-1], long[::-1])[::-1]
    found = []
    for place in range(size):
        about = of_run[place]
        known = ["b", f"w0={words[place]}", f"m0={kinds[place]}", *about]
        if rows[place]:
            known += (f"q={rows[place]}", f"q={rows[place]}|{kinds[place]}", f"q={rows[place]}|{behind[place][0]}")
        for step in (-3, -2, -1, 1, 2, 3):
            other = place + step
            if 0 <= other < size:
                known += (f"w{step}={words[other]}", f"m{step}={kinds[other]}")
            else:
                known.append(f"x{step}")
        for step in (-2, -1, 0, 1):
            left, right = place + step, place + step + 1
            if left >= 0 and right < size:
                known += (f"wb{step}={words[left]}_{words[right]}", f"mb{step}={kinds[left]}_{kinds[right]}")
        for step in (-2, -1, 0):
            left = place + step
            if left >= 0 and left + 2 < size:
                known.append(f"mt{step}={kinds[left]}_{kinds[left + 1]}_{kinds[left + 2]}")
        sort = "k" if banks[place] else kinds[place][0]
        cue, cue_near, bank_near, number_near = behind[place]
        next_cue, next_cue_near, next_bank_near, next_number_near = ahead[place]
        known += (
            f"pc={cue}|{sort}", f"pn={cue}{cue_near}|{sort}", f"nc={next_cue}|{sort}",
            f"nn={next_cue}{next_cue_near}|{sort}", f"dd={number_near}-{next_number_near}|{sort}",
            f"bb={bank_near}-{next_bank_near}|{sort}",
        )  # fmt: skip
        nearest = min(bank_near, next_bank_near)
        for what in about[:3]:
            known += (f"{what}|{cue}", f"{what}|b{nearest}")
        found.append(known)
    return found


def _banks_at(tokens: list[Token], named: list[Named]) -> list[str]:
    """Of each token, whether it begins or goes on with a bank's name, and how sure that is; empty for no bank."""
    found = [""] * len(tokens)
    at = 0
    for name in named:
        sort = "w" if name.bank.wallet else "s" if name.sure else "u"
        while at < len(tokens) and tokens[at].end <= name.start:
            at += 1
        begun = False
        while at < len(tokens) and tokens[at].end <= name.end:
            found[at] = ("I" if begun else "B") + sort
            begun = True
            at += 1
    return found


def _words_and_kinds(grounds: Grounds, tokens: list[Token], banks: list[str]) -> tuple[list[str], list[str]]:
    """Each token as a word (numbers by their length), and its kind: a bank, a shape with what names it may be of."""
    words, kinds = [], []
    for token, bank in zip(tokens, banks, strict=True):
        text = token.text
        if text.isdigit():
            words.append(f"#{min(len(text), 12)}")
            kinds.append(bank or "d")
            continue
        if not text[0].isalpha():
            text = "NL" if text == "\n" else text
            words.append(text)
            kinds.append(bank or text)
            continue
        words.append(text)
        kind = bank or _shape(grounds.written(token.start, token.end))
        names = ("S" if text in SURNAMES else "") + ("G" if text in GIVEN else "")
        kinds.append(f"{kind}/{names}" if names else kind)
    return words, kinds


def _rows_of_names(tokens: list[Token]) -> list[str]:
    """Of each token in a row of words that names are made of: how long the row is, whether a family name begins it.

    Empty for other tokens. A family name in the middle begins a second row: ``lop truong tran thi mai``.
    """
    found = [""] * len(tokens)
    first = 0
    while first < len(tokens):
        last = first
        while last < len(tokens) and (tokens[last].text in SURNAMES or tokens[last].text in GIVEN):
            last += 1
        for place in range(first, last):
            begun = next((back for back in range(place - first + 1) if tokens[place - back].text in SURNAMES), -1)
            found[place] = f"{min(place - first, 4)}.{min(last - place, 5)}.{min(begun, 4)}"
        first = max(last, first + 1)
    return found


def _told(
    tokens: list[Token], cues: list[str | None], banks: list[str], long: list[bool]
) -> list[tuple[str, int, int, int]]:
    """Of each token, on the way to it: the last cue, and how near it, a bank and a long number are.

    A cue of another line has ``/`` before it.
    """
    last, cue_at, bank_at, number_at = "-", _FAR, _FAR, _FAR
    found = []
    for place, token in enumerate(tokens):
        found.append((last, _NEAR[cue_at], _NEAR[bank_at], _NEAR[number_at]))
        cue = cues[place]
        if cue:
            last, cue_at = cue, 0
        elif token.text == "\n" and last[0] != "/":
            last = "/" + last
        cue_at = min(cue_at + 1, _FAR)
        bank_at = 1 if banks[place] else min(bank_at + 1, _FAR)
        number_at = 1 if long[place] else min(number_at + 1, _FAR)
    return found
