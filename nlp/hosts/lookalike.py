"""Whom a host name imitates, and how. Rules only: every verdict has a reason that a person can check."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from nlp.hosts.names import Parts, unicode_of
from nlp.hosts.reasons import Reason, say
from nlp.hosts.spelling import distance, drawn_like, slip, undoubled
from nlp.hosts.tokens import (
    ABOUT,
    CHECKED_SUFFIX,
    HINTS,
    INTERNATIONAL,
    OWN_WORDS,
    RISKY_SUFFIXES,
    Token,
    by_single_letters,
    by_slips,
    made_of_hints,
    shortened,
    strong,
    tokens,
    weak_by_ends,
)
from nlp.normalise.characters import fold_each
from nlp.normalise.scripts import latin_twin

_HOME_SUFFIXES = frozenset({"vn", "com.vn", "com"})
#: Tokens that begin, end or stand in no word of any language that uses our letters.
_SOLID = ("vcb", "bidv", "vneid")
_LETTERS = re.compile(r"[^a-z]")
_PARTS = re.compile(r"[-_]+")
_ANYBODYS = frozenset({"com", "net", "org", "co", "me", "biz", "eu"})
_GOV = re.compile(r"govvn|vngov|govietnam|govvietnam|vietnamgov|^govn|govn$|(?:dvc|hoso|dichvu)gov")


class Imitation(msgspec.Struct, frozen=True):
    """A brand that a name imitates: how (readable), and how sure that is (0 to 1)."""

    brand: str
    how: Reason
    score: float


class Label(msgspec.Struct, frozen=True):
    """One label, cut at hyphens and without them (``bare``), with what stands right of it and the ending."""

    text: str
    pieces: tuple[str, ...]
    parts: Parts
    registered: bool
    right: tuple[str, ...]
    bare: str

    @property
    def risky(self) -> bool:
        """Whether the ending is a throw-away one."""
        return self.parts.suffix in RISKY_SUFFIXES


def imitated(parts: Parts) -> Imitation | None:
    """The brand that the labels of an unofficial host imitate, if any; the surest way found."""
    if CHECKED_SUFFIX.search(parts.suffix):
        return None
    best: Imitation | None = None
    for at in range(len(parts.labels) - 1, -1, -1):
        text = parts.labels[at]
        label = _label(text, parts, at)
        shown = unicode_of(text)
        found = _as_drawn(label, shown, at) if shown != text else _plain(label)
        if found and (best is None or found.score > best.score):
            best = found
    return best or _as_state(parts)


def _label(text: str, parts: Parts, at: int) -> Label:
    pieces = tuple(p for p in _PARTS.split(text) if p)
    return Label(text, pieces, parts, at == len(parts.labels) - 1, parts.labels[at + 1 :], "".join(pieces))


def _as_drawn(label: Label, shown: str, at: int) -> Imitation | None:
    """A label with letters of other alphabets or accents, read as it looks."""
    twin = fold_each(latin_twin(shown))
    drawn = tokens().get(twin)
    found = _plain(_label(twin, label.parts, at))
    brand = drawn.brand if drawn else found.brand if found else None
    return Imitation(brand, say("punycode", token=twin), 0.99) if brand else None


def _as_state(parts: Parts) -> Imitation | None:
    pieces = [p for label in parts.labels for p in _PARTS.split(label)]
    ours = "vn" in pieces or "vn" in parts.suffix.split(".")
    if "gov" in pieces and (ours or parts.suffix in RISKY_SUFFIXES or parts.suffix in _ANYBODYS):
        return Imitation("gov.vn", say("state"), 0.95)
    if any(_GOV.search(_PARTS.sub("", label)) for label in parts.labels):
        return Imitation("gov.vn", say("state"), 0.93)
    return None


def _plain(label: Label) -> Imitation | None:
    if _one_of(OWN_WORDS).search(label.bare):
        return None
    whole = tokens().get(label.text)
    if whole:
        return _whole(label, whole)
    return (
        _piece(label)
        or _glued(label)
        or _inside(label, least=8)
        # a slip in a long name before a short name in it by chance (mbbank in techcombbank)
        or _misspelled(label)
        or _inside(label, least=0)
        or _beside(label)
    )


def _whole(label: Label, token: Token) -> Imitation | None:
    """A label that is the brand's token exactly: a sub-domain of a stranger, or another ending."""
    if not label.registered:
        return _subdomain(label, token)
    suffix = label.parts.suffix
    how = say("ending", token=token.text, suffix=suffix)
    foreign = token.brand in INTERNATIONAL
    if label.risky and (token.strong or not foreign) and not (foreign and suffix == "asia"):
        return Imitation(token.brand, how, 0.95 if token.strong or len(token.text) >= 4 else 0.85)
    if token.kind == "agency" and token.strong:
        return Imitation(token.brand, how, 0.9)
    if foreign or not token.strong or suffix in _HOME_SUFFIXES:
        return None
    held = token.kind in ("bank", "wallet", "utility", "lender")
    shop = token.kind in ("shop", "courier", "carrier") and len(suffix) > 2 and "." not in suffix
    return Imitation(token.brand, how, 0.8) if held or shop else None


def _subdomain(label: Label, token: Token) -> Imitation | None:
    strange = label.right[0] in ("com", "vn", "gov", "net", "org") or _baits(label.right[-1])
    if strange or label.risky or (token.strong and not token.open and token.brand not in INTERNATIONAL):
        how = say("subdomain", token=token.text, registered=label.parts.registered)
        return Imitation(token.brand, how, 0.97)
    return None


def _baits(text: str) -> bool:
    pieces = _PARTS.split(text)
    return made_of_hints(text) or any(p in HINTS or p in RISKY_SUFFIXES or p.isdigit() for p in pieces)


def _speaks_against(label: Label, rest: str) -> bool:
    """Whether something beside an open brand's token makes a name a pretence: its ending, or bait."""
    others = [p for p in label.pieces if p in HINTS or p.isdigit()]
    return label.risky or bool(others) or made_of_hints(rest) or not label.registered or _a_few(label, rest)


def _a_few(label: Label, rest: str) -> bool:
    """Whether no more than three letters and a number are added to a brand, as in series of fakes (``lazadaf15``)."""
    return len(_LETTERS.sub("", rest)) <= 3 and not label.parts.suffix.endswith("vn")


def _piece(label: Label) -> Imitation | None:
    """A strong token between hyphens."""
    if len(label.pieces) < 2:
        return None
    known = [tokens()[p] for p in label.pieces if p in tokens()]
    sure = [t for t in known if t.strong and (not t.open or _speaks_against(label, label.bare.replace(t.text, "")))]
    if sure:
        token = max(sure, key=lambda t: len(t.text))
        return Imitation(token.brand, say("joined", token=token.text), 0.97)
    return None


def _inside(label: Label, least: int) -> Imitation | None:
    """A strong token of at least so many letters within a label, hyphens aside (``fe-credit``); the longest one."""
    bare = label.bare
    if not _one_of(_texts(least)).search(bare):
        return None
    for token in strong():
        if len(token.text) < least:
            break
        if token.text not in bare:
            continue
        rest = bare.replace(token.text, "", 1)
        if any(word in rest for word in ABOUT) and not label.risky:
            continue
        if len(token.text) >= 6:
            counts = not token.open or _speaks_against(label, rest)
        else:
            at_end = bare.startswith(token.text) or bare.endswith(token.text)
            solid = token.text in _SOLID and (at_end if len(token.text) > 3 else bare.startswith(token.text))
            counts = solid or (at_end and (len(rest) <= 1 or made_of_hints(rest) or _no_word(rest)))
        if counts:
            return Imitation(token.brand, say("within", token=token.text, label=label.text), 0.95)
    return None


@lru_cache(maxsize=8)
def _one_of(words: frozenset[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words, a longer one before one that it begins with."""
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


@lru_cache(maxsize=8)
def _texts(least: int) -> frozenset[str]:
    return frozenset(token.text for token in strong() if len(token.text) >= least)


def _no_word(rest: str) -> bool:
    """Whether a rest cannot be a word (``vcbdgtlbk``): no vowel in it."""
    return not any(c in "aeiouy" for c in rest)


def _beside(label: Label) -> Imitation | None:
    """A weak or common token between hyphens, with a bait word or number beside it."""
    for piece in label.pieces:
        token = tokens().get(piece)
        if token is None or token.strong or len(label.pieces) < 2:
            continue
        others = [p for p in label.pieces if p != piece]
        bait = next((p for p in others if p in HINTS or p in tokens() or p.isdigit() or made_of_hints(p)), None)
        if bait and (label.risky or not token.generic):
            return Imitation(token.brand, say("bait", token=piece, word=bait), 0.9)
        if label.risky and not token.generic and label.registered:
            return Imitation(token.brand, say("bait", token=piece, word=others[0]), 0.8)
    return None


def _glued(label: Label) -> Imitation | None:
    """A weak or common token run together with nothing but bait words: ``acbonline``, ``thuegdt``."""
    bare = label.bare
    for token in (*weak_by_ends().get(bare[:3], ()), *weak_by_ends().get(bare[-3:], ())):
        if token.generic and not label.risky:
            continue
        size = len(token.text)
        rests = (bare[size:] if bare.startswith(token.text) else "", bare[:-size] if bare.endswith(token.text) else "")
        for rest in rests:
            if rest and not rest.isdigit() and made_of_hints(rest, places=token.generic):
                return Imitation(token.brand, say("bait", token=token.text, word=rest), 0.85)
    return None


def _misspelled(label: Label) -> Imitation | None:
    for piece in dict.fromkeys((*label.pieces, label.bare)):
        found = _drawn(piece) or _slipped(label, piece)
        if found:
            return found
    return None


def _drawn(piece: str) -> Imitation | None:
    for read in drawn_like(piece):
        token = tokens().get(read)
        if token and (token.strong or len(read) >= 4):
            return Imitation(token.brand, say("drawn", piece=piece, token=read), 0.97)
        inside = _one_of(_texts(8)).search(read)
        if inside:
            return Imitation(tokens()[inside.group()].brand, say("drawn", piece=piece, token=inside.group()), 0.95)
    token = by_single_letters().get(undoubled(piece))
    if token and len(piece) > len(token.text):
        return Imitation(token.brand, say("edit", piece=piece, token=token.text), 0.9)
    return None


def _slipped(label: Label, piece: str) -> Imitation | None:
    """The token that a piece is a slip of: the nearest one, the longest of those."""
    loose = label.risky or len(label.pieces) > 1
    nearest: tuple[int, int, str, Token] | None = None
    for letters in (piece, *drawn_like(piece)):
        near = {t.text: t for form in shortened(letters) for t in by_slips().get(form, ())}
        if letters.endswith(("bank", "bnk", "bak", "banc")):
            near |= {t.text: t for t in _long_banks() if t.text[:2] == letters[:2]}
        for token in near.values():
            slips = _slips(letters, token, loose or letters != piece) if token.text[0] == letters[0] else 0
            rank = (slips, -len(token.text), token.text)
            if slips and (nearest is None or rank < nearest[:3]):
                nearest = (*rank, token)
    if nearest is None:
        return None
    token = nearest[3]
    return Imitation(token.brand, say("edit", piece=piece, token=token.text), 0.9 if nearest[0] == 1 else 0.85)


@lru_cache(maxsize=1)
def _long_banks() -> tuple[Token, ...]:
    return tuple(t for t in strong() if len(t.text) >= 10 and t.text.endswith("bank"))


def _slips(letters: str, token: Token, loose: bool) -> int:
    """How many slips (1 or 2) make letters the token, 0 if none do. Short, common names must have more against them."""
    kind = slip(letters, token.text)
    size = len(token.text)
    if kind is None:
        return 2 if token in _long_banks() and distance(letters, token.text, 2) <= 2 else 0
    if kind == "other" and (token.open or token.kind == "agency" or size < 8):
        return int(loose)
    return int(size >= 7 or loose or kind == "swapped")
