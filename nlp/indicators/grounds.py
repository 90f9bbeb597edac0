"""What every extractor reads: the text, its normalised form, and which parts are taken already."""

from __future__ import annotations

from bisect import bisect_left, insort

from canhgiac.records import Mention, Span, Stance
from nlp.normalise import Normalised
from nlp.normalise.characters import canonical
from nlp.phrases import any_of

#: How a text names Telegram (``te lê gram`` and its like included).
TELEGRAM_NAMES = "telegram|teleg|tele|tlg|telegam|te le gram|te le|te-le|t e l e|may bay|tg"
TELEGRAM = any_of(TELEGRAM_NAMES)
FACEBOOK_NAMES = "facebook|fb|face|fanpage|messenger"
TIKTOK_NAMES = "tiktok|tik tok|toptop|top top"
OTHER_PLATFORMS = any_of(
    f"{FACEBOOK_NAMES}|{TIKTOK_NAMES}|instagram|insta|ig|twitter|youtube|gmail|skype|discord|shopee|threads"
)


class Grounds:
    """One text under reading. Places are of the normalised text unless said otherwise."""

    __slots__ = ("_only_telegram", "_taken", "folded", "mentions", "normalised", "original", "text")

    def __init__(self, original: str, normalised: Normalised) -> None:
        self.original = original
        self.normalised = normalised
        self.text = normalised.text
        self.folded = normalised.folded
        self.mentions: list[Mention] = []
        self._taken: list[Span] = []
        self._only_telegram: bool | None = None

    @property
    def only_telegram(self) -> bool:
        """Whether the text names Telegram and no other place where people have handles."""
        if self._only_telegram is None:
            named = TELEGRAM.search(self.folded) is not None
            self._only_telegram = named and OTHER_PLATFORMS.search(self.folded) is None
        return self._only_telegram

    def written(self, start: int, end: int) -> str:
        """What the original has there, letter case kept, without what is not seen and in plain characters."""
        first, last = self.normalised.original_span(start, end)
        return "".join([canonical(c) for c in self.original[first:last]])

    def before(self, start: int, size: int) -> str:
        """Up to ``size`` folded characters before a place."""
        return self.folded[max(0, start - size) : start]

    def after(self, end: int, size: int) -> str:
        """Up to ``size`` folded characters after a place."""
        return self.folded[end : end + size]

    def take(self, start: int, end: int) -> None:
        """Marks a part as read, so that no number or handle is looked for in it."""
        insort(self._taken, (start, end))

    def free(self, start: int, end: int) -> bool:
        """Whether no part of ``[start, end)`` is taken."""
        # taken parts do not overlap one another, so the one before decides
        place = bisect_left(self._taken, (end, end))
        return place == 0 or self._taken[place - 1][1] <= start

    def add(
        self, type: str, value: str, start: int, end: int, *, stance: Stance = "mentioned", bank: str | None = None,
        holder: str | None = None, verdict: str | None = None, imitates: str | None = None, confidence: float = 1.0,
    ) -> None:
        """Records a mention; its span becomes one of the original."""
        span = self.normalised.original_span(start, end)
        self.mentions.append(
            Mention(type, value, span, stance, bank, holder, verdict, imitates, round(confidence, 3))
        )

    def add_original(self, type: str, value: str, start: int, end: int, *, bank: str | None = None) -> None:
        """Records a mention whose place is of the original text already."""
        self.mentions.append(Mention(type, value, (start, end), bank=bank))
