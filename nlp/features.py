"""What the classifier sees of one text: n-grams of its folded letters, and the signals with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import ahocorasick_rs
import msgspec
import numpy as np
from numpy.typing import NDArray

from canhgiac.records import Mention, Span
from nlp import hosts
from nlp.claims import PLATFORMS, brands_claimed, names_workplace, speaks_for_another, to_a_customer
from nlp.lexicon import CIVIC, LISTS
from nlp.ngrams import Grams, blanked, grams
from nlp.shapes import shapes_in
from nlp.signals import PLACE, SIGNALS

if TYPE_CHECKING:
    from nlp.hosts import HostVerdict


class NormalisedText(Protocol):
    """What features need of ``nlp.normalise.Normalised``."""

    @property
    def folded(self) -> str: ...
    @property
    def tricks(self) -> dict[str, int]: ...
    def original_span(self, start: int, end: int) -> Span: ...
    def place_of(self, span: Span) -> Span: ...


class Features(msgspec.Struct, frozen=True, dict=True):
    """``dense[i]`` is the value of ``SIGNALS[i]``; ``places`` says where in the original text it was seen.

    ``read`` is the folded text with its indicators blanked out (they speak through signals).
    ``civic_only`` marks a text of civic life that gives no way to be reached.
    """

    read: str
    dense: NDArray[np.float32]
    places: dict[int, tuple[Span, ...]]
    civic_only: bool

    @cached_property
    def grams(self) -> Grams:
        """The n-grams of ``read``, found when first asked for."""
        return grams(self.read)


#: Tricks of ``Normalised.tricks`` that hide; chat abbreviations, styled letters and slips are everybody's.
HIDING = frozenset({"leet", "dotted", "spaced", "lookalike", "diacritic", "digit_letter", "zero_width"})

#: How many different phrases of a list make its signal full.
_FULL = {
    "civic_words": 3,
    "otp_asked": 1,
    "forbidden_goods": 1,
    "gambling_hints": 6,
    "call_to_act": 2,
    "question_words": 1,
    "debt_words": 3,
    "summons": 2,
    "intimate": 2,
    "victim_words": 2,
}
_FULL_ELSE = 3

_LINK = re.compile(r"\bhttps?\W{1,4}\S{4,}|\b(?:www\.)?[a-z0-9-]{4,}\s\.(?:com|vn|net|top|vip|cc|club)\b")
_RANDOM_TAIL = re.compile(r"(?:^|\s)[~*)'.\"]?([A-Za-z]{4,6})[~*.'\"]?\s*$")
_BROKEN = re.compile(r"(?<=[A-Za-z])[,.:;~'\"*^_|{}<>\[\]()/\\](?=[A-Za-z])")
#: Words run together, each with its capital letter (``NapDau``), more of them than brand names explain.
_GLUED = re.compile(r"\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b")
_LEAST_GLUED = 4
_PARAGRAPH = re.compile(r"[.!?…]\s+[A-ZĐÀ-Ỹ]")
_MOBILE = re.compile(r"\+84[35789]\d{8}")
#: What somebody passes on rather than says: a message received, or a long piece in quotation marks.
_QUOTING = re.compile(
    r"nhan (?:duoc |dc |dk )?(?:1 |mot |cai )?(?:tin|sms|link|mail|email|cuoc goi)"
    r"|gui (?:cho )?(?:minh|em|toi|tui|me|bo|co) (?:cai )?(?:tin|link)"
    r"|[\"“”«][^\"“”«»]{25,400}[\"“”»]|(?<!\w)['‘][^'‘’]{25,400}['’](?!\w)"
)
#: How much of a promise makes a long text more than prose.
_PROMISED = 0.6
#: How far a page that anybody can make on a shared host is a link to the unknown.
_SHARED = 0.5
_LONG, _VERY_LONG = 700, 1800
_MAX_SHAPE_CHARS = 4_000


def observe(text: str, normalised: NormalisedText, mentions: Sequence[Mention]) -> Features:
    """The features of ``text``, whose normal form and indicators are known."""
    folded = normalised.folded
    builder = _Builder(normalised)
    builder.lists(folded)
    builder.shapes(folded)
    builder.mentions(mentions, folded)
    builder.writing(text)
    builder.conjunctions()
    read = blanked(folded, [normalised.place_of(m.span) for m in mentions])
    return Features(read, builder.values(), builder.frozen_places(), builder.civic_only())


@lru_cache(maxsize=1)
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """The phrases of all lists as one automaton, the signals of each phrase, and each phrase's length."""
    of: dict[str, list[int]] = {}
    for name, phrases in LISTS.items():
        for phrase in phrases:
            of.setdefault(phrase, []).append(PLACE[name])
    patterns = list(of)
    return (
        ahocorasick_rs.AhoCorasick(patterns),
        tuple(tuple(places) for places in of.values()),
        tuple(len(phrase) for phrase in patterns),
    )


_CIVIC_SKELETONS = tuple(phrase.replace(" ", "") for phrase in CIVIC if len(phrase) >= 8)
_BLANKS = str.maketrans("\n\r\t_", "    ")


class _Builder:
    """Gathers the values of the signals and where they were seen."""

    def __init__(self, normalised: NormalisedText) -> None:
        self._normalised = normalised
        self._dense = [0.0] * len(SIGNALS)
        self._places: dict[int, list[Span]] = {}
        self._channel = False
        self._civic = 0

    def set(self, name: str, value: float, spans: Iterable[Span] = ()) -> None:
        place = PLACE[name]
        self._dense[place] = max(self._dense[place], min(1.0, value))
        if value > 0:
            self._places.setdefault(place, []).extend(spans)

    def value(self, name: str) -> float:
        return self._dense[PLACE[name]]

    def values(self) -> NDArray[np.float32]:
        """The values of all signals, in the order of ``SIGNALS``."""
        return np.array(self._dense, dtype=np.float32)

    def frozen_places(self) -> dict[int, tuple[Span, ...]]:
        return {place: tuple(spans) for place, spans in self._places.items() if spans}

    def civic_only(self) -> bool:
        return self._civic >= 1 and not self._channel

    def lists(self, folded: str) -> None:
        automaton, places, lengths = _automaton()
        haystack = folded.translate(_BLANKS)
        seen: dict[int, dict[int, Span]] = {}
        for pattern, start, end in automaton.find_matches_as_indexes(haystack, overlapping=True):
            if lengths[pattern] != end - start:
                continue
            if (start and haystack[start - 1].isalnum()) or (end < len(haystack) and haystack[end].isalnum()):
                continue
            for place in places[pattern]:
                seen.setdefault(place, {}).setdefault(pattern, (start, end))
        for place, found in seen.items():
            name = SIGNALS[place].name
            spans = [self._normalised.original_span(*span) for span in found.values()]
            self.set(name, len(found) / _FULL.get(name, _FULL_ELSE), spans)
        self._civic = len(seen.get(PLACE["civic_words"], ()))
        if any(trick in HIDING for trick in self._normalised.tricks):
            self._hidden_civic(folded)

    def _hidden_civic(self, folded: str) -> None:
        """Civic words whose hiding was not quite undone: looked for without blanks and signs."""
        skeleton = "".join(c for c in folded[:_MAX_SHAPE_CHARS] if c.isalpha())
        found = sum(phrase in skeleton for phrase in _CIVIC_SKELETONS)
        if found:
            self._civic += found
            self.set("civic_words", found / _FULL["civic_words"])

    def shapes(self, folded: str) -> None:
        for name, span in shapes_in(folded[:_MAX_SHAPE_CHARS]):
            self.set(name, 1.0, [self._normalised.original_span(*span)])

    def mentions(self, mentions: Sequence[Mention], folded: str) -> None:
        official, others = [], []
        broken = self._malformed(mentions, folded)
        for mention in mentions:
            if mention.type in ("domain", "url", "form"):
                if mention.verdict != "official":
                    others.append(mention)
                elif not _is_platform(mention.value):
                    official.append(mention)
            elif mention.type == "phone":
                if _MOBILE.fullmatch(mention.value):
                    self.set("mobile", 1.0, [mention.span])
            elif mention.type in ("zalo", "telegram"):
                self.set(mention.type, 1.0, [mention.span])
            elif mention.type == "bank_account":
                self.set("account", 1.0, [mention.span])
            elif mention.type == "whatsapp":
                self.set("telegram", 0.5, [mention.span])
            elif mention.type in ("facebook", "tiktok", "wallet"):
                self.set("zalo", 0.5, [mention.span])
        if official and not others:
            self.set("host_official", 1.0, [m.span for m in official])
        personal = any(self.value(name) for name in ("mobile", "zalo", "telegram"))
        claimed = brands_claimed(folded) if others or personal else frozenset()
        if claimed and personal:
            self.set("brand_with_personal_contact", 1.0)
        speaks = bool(others or broken) and speaks_for_another(folded)
        if speaks and broken and not official:
            self.set("sender_elsewhere", 1.0)
        for mention in others:
            self._host(mention, claimed, speaks)
        contacts = any(self.value(name) for name in ("mobile", "zalo", "telegram", "account"))
        self._channel = bool(others) or contacts or self.value("host_unknown") > 0
        if not self._channel and not official:
            self.set("no_channel", 1.0)

    def _malformed(self, mentions: Sequence[Mention], folded: str) -> bool:
        """Whether there is a link that no indicator could be made of: an unknown ending, a slip, a blank put in."""
        if "http" not in folded and " ." not in folded:
            return False
        seen = False
        for found in _LINK.finditer(folded[:_MAX_SHAPE_CHARS]):
            span = self._normalised.original_span(*found.span())
            if not any(m.span[0] < span[1] and span[0] < m.span[1] for m in mentions):
                self.set("host_unknown", 1.0, [span])
                self.set("host_hidden", 1.0, [span])
                seen = True
        return seen

    def _host(self, mention: Mention, claimed: frozenset[str], speaks: bool) -> None:
        spans = [mention.span]
        verdict = _verdict(mention.value)
        borrowed = verdict.verdict in ("shared", "shortener")
        self.set("host_unknown", _SHARED if verdict.verdict == "shared" else 1.0, spans)
        if verdict.verdict == "shared":
            self.set("host_shared", 1.0, spans)
        if speaks:
            behind = verdict.verdict == "shortener" or mention.type == "form"
            self.set("sender_behind_link" if behind else "sender_elsewhere", 1.0, spans)
        imitates = mention.imitates or verdict.imitates
        if imitates:
            self.set("host_lookalike", 1.0, spans)
        if verdict.verdict == "gambling":
            self.set("host_gambling", max(0.5, verdict.score), spans)
        elif verdict.verdict == "scam":
            self.set("host_scam", max(0.5, verdict.score), spans)
        elif verdict.verdict == "shortener":
            self.set("host_shortener", 1.0, spans)
        for reason in verdict.reasons:
            if reason.code == "throwaway":
                self.set("host_throwaway", 1.0, spans)
            elif reason.code == "random":
                self.set("host_random", 1.0, spans)
        if claimed and not borrowed:
            self.set("host_not_the_claimed", 1.0, spans)

    def writing(self, text: str) -> None:
        tricks = self._normalised.tricks
        total = sum(times for trick, times in tricks.items() if trick in HIDING)
        # people hide angry words and appeals too, but those lead to no link and no messenger
        leads = self._strange() or self.value("zalo") or self.value("telegram")
        if total and leads:
            self.set("hidden_writing", min(1.0, total / 4))
        if tricks.get("defanged"):
            self.set("host_hidden", 1.0)
        size = len(text)
        head = text[:_MAX_SHAPE_CHARS]
        broken = _BROKEN.findall(head)
        if len(broken) >= 4 and len(broken) * 25 > len(head):
            self.set("broken_writing", min(1.0, len(broken) / 10))
        glued = _GLUED.findall(head)
        if len(glued) >= _LEAST_GLUED and len(glued) * 40 > len(head):
            self.set("glued_words", min(1.0, len(glued) / (2 * _LEAST_GLUED)))
        tail = _RANDOM_TAIL.search(head)
        if tail and size < 400 and _looks_random(tail.group(1)):
            self.set("random_tail", 1.0, [tail.span(1)])
        if size > _LONG:
            self.set("long", min(1.0, (size - _LONG) / (_VERY_LONG - _LONG)))
        if size > _VERY_LONG:
            self.set("very_long", 1.0)
        promised = any(self.value(name) >= _PROMISED for name in ("easy_work", "profit", "easy_loan"))
        if (
            size > 300
            and not self._channel
            and not promised
            and len(_PARAGRAPH.findall(head)) * 250 > min(size, _MAX_SHAPE_CHARS)
        ):
            self.set("prose", 1.0)

    def conjunctions(self) -> None:
        """Signals that hold where others meet; the weight is the smaller of the two."""
        asked = (
            "call_to_act",
            "prize",
            "profit",
            "easy_work",
            "easy_loan",
            "forbidden_goods",
            "urgency",
            "otp_asked",
            "gambling_words",
            "money_per_time",
            "pay_range",
            "debt_words",
            "summons",
            "intimate",
        )
        if self.value("no_channel") and not any(self.value(name) for name in asked):
            self.set("nothing_asked", 1.0)
        strange, own = self.value("host_unknown"), self._strange()
        self._both("broken_with_link", min(self.value("broken_writing"), own))
        self._both("glued_with_link", min(self.value("glued_words") * 2, own))
        self._both("hidden_with_link", min(self.value("hidden_writing"), own))
        self._both("lucky_with_link", min(self.value("lucky_amount"), strange))
        contact = max(self.value("mobile"), self.value("zalo"), self.value("telegram"))
        self._both("threat_with_link", min(self.value("urgency") * 3, strange))
        self._both("prize_with_link", min(self.value("prize") * 3, strange))
        self._both("work_with_chat", min(self.value("easy_work") * 1.5, contact))
        self._both("betting_with_channel", min(self.value("gambling_words") * 1.5, max(strange, contact)))
        self._both("work_and_pay", min(self.value("easy_work") * 1.5, self.value("money_per_time")))
        if self.value("easy_work") >= 0.6 and names_workplace(self._normalised.folded):
            self.set("brand_job", 1.0)
        self._both("work_named_pay", min(self.value("easy_work") * 1.5, self.value("pay_range")))
        debt = max(self.value("debt_words"), self.value("summons")) * 1.5
        self._both("debt_with_contact", min(debt, max(contact, strange, self.value("urgency"))))
        self._both("goods_with_contact", min(self.value("forbidden_goods"), max(strange, contact)))
        self._both("loan_with_mobile", min(self.value("easy_loan") * 1.5, contact))
        asking = max(self.value("question_words"), self.value("warning_words")) > 0
        self._both("asks_about_quoted", float(asking and bool(_QUOTING.search(self._normalised.folded))))
        vouched = any(self.value(name) for name in ("host_official", "hotline", "opt_out", "otp_notice"))
        if not vouched and to_a_customer(self._normalised.folded):
            self._both("threat_to_customer", min(1.0, self.value("urgency") * 3))
        if not vouched and "chuc mung" in self._normalised.folded[:_MAX_SHAPE_CHARS]:
            self._both("prize_to_reader", min(1.0, self.value("prize") * 1.5))
        named = max(contact, self.value("account"), strange)
        self._both("warning_with_accused", min(max(self.value("warning_words"), self.value("victim_words")) * 2, named))

    def _strange(self) -> float:
        """1 for a link to an unknown host; 0 where there is none but a page or form on a shared host."""
        value = self.value("host_unknown")
        return value if value > _SHARED else 0.0

    def _both(self, name: str, value: float) -> None:
        if value > 0:
            self.set(name, value)


@lru_cache(maxsize=4096)
def _verdict(host: str) -> HostVerdict:
    return hosts.verdict(host.split("//")[-1].split("/")[0].split("?")[0])


def _is_platform(host: str) -> bool:
    return any(reason.code == "known" and reason.blanks["owner"] in PLATFORMS for reason in _verdict(host).reasons)


def _looks_random(word: str) -> bool:
    """Whether ``word`` mixes cases as no Vietnamese or English word does."""
    lowers = sum(c.islower() for c in word)
    return 0 < lowers < len(word) and not (word[0].isupper() and word[1:].islower())
