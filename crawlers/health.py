"""What a visit came to: the health state of a source and a reason that a person can act on.

Pure: facts in, state and reason out. DESIGN names the states.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from canhgiac.records import HealthState, Post

#: Why a visit ended before everything was read. ``None``: it did not.
Cut = str | None


class Trouble(msgspec.Struct, frozen=True):
    """A page whose content was wanted and not got, and what that says of the source."""

    state: HealthState
    url: str
    reason: str


class Parsed(msgspec.Struct):
    """Posts that were read, known ones too, and how many of them had each thing that a post has."""

    posts: int = 0
    words: int = 0
    time: int = 0
    author: int = 0

    def more(self, post: Post) -> None:
        """Counts one."""
        self.posts += 1
        self.words += bool(post.text)
        self.time += post.posted_at is not None
        self.author += bool(post.author)


#: Posts after which a source is known well enough to be compared with, and those of a visit that tell enough.
KNOWN_WELL, TELLING = 20, 5
#: Posts that a source's history stands for; older ones weigh less and less.
MEMORY = 500
#: What nearly all of a source's posts had.
_USUAL = 0.8
_NAMES = {"words": "text", "time": "time", "author": "author"}


class Facts(msgspec.Struct, frozen=True):
    """What is counted in a visit. ``understood``: pages that were read and had the expected form;
    ``taken``: new posts; ``not_modified``: answers that nothing has changed; ``cut``: what ended it;
    ``parsed``: what its posts had, ``history``: what those of the visits before had."""

    understood: int = 0
    taken: int = 0
    not_modified: int = 0
    bad_lines: int = 0
    troubles: tuple[Trouble, ...] = ()
    cut: Cut = None
    out_of_time: bool = False
    parsed: Parsed = msgspec.field(default_factory=Parsed)
    history: Parsed = msgspec.field(default_factory=Parsed)


def missing(parsed: Parsed, history: Parsed) -> list[str]:
    """What nearly every post of a source had before and none has now: the page has changed and its parser
    reads past it. Few posts tell nothing."""
    if history.posts < KNOWN_WELL or parsed.posts < TELLING:
        return []
    usual = [field for field in _NAMES if getattr(history, field) >= _USUAL * history.posts]
    return [_NAMES[field] for field in usual if getattr(parsed, field) == 0]


def remembered(parsed: Parsed, history: Parsed) -> Parsed:
    """The history after a visit. Where something went missing the old one fades, so that a page that stays as
    it is now becomes the usual one after some visits that said so."""
    kept = 0.5 if missing(parsed, history) else min(1.0, MEMORY / max(1, history.posts + parsed.posts))
    added = 0 if missing(parsed, history) else 1
    return Parsed(
        *(int(getattr(history, field) * kept) + added * getattr(parsed, field) for field in Parsed.__struct_fields__)
    )


def judge(facts: Facts) -> tuple[HealthState, str]:
    """The state and the reason.

    The source is well if more pages were understood than lost; otherwise the most frequent trouble is
    its state (the first one met where several are as frequent).
    """
    good = facts.understood + facts.not_modified
    if facts.troubles and len(facts.troubles) >= good:
        worst = _worst(facts.troubles)
        return worst.state, _with_others(worst, facts.troubles)
    if good == 0 and facts.out_of_time:
        return "slow", f"{facts.cut}; nothing was read in that time, the source answers too slowly"
    gone = missing(facts.parsed, facts.history)
    if gone:
        return "changed", (
            f"none of {facts.parsed.posts} posts shows {' or '.join(gone)} any more, nearly all of those before did; "
            "look at the page, its parser may need to follow"
        )
    notes = [facts.cut] if facts.cut else []
    if facts.bad_lines:
        notes.append(f"{facts.bad_lines} line(s) could not be read and were left out")
    if facts.troubles:
        first = facts.troubles[0]
        notes.append(f"{len(facts.troubles)} page(s) were not read, the first: {first.reason} ({first.url})")
    return ("ok" if facts.taken else "nothing_new"), "; ".join(notes)


def _worst(troubles: tuple[Trouble, ...]) -> Trouble:
    states = Counter(trouble.state for trouble in troubles)
    most = states.most_common(1)[0][0]
    return next(trouble for trouble in troubles if trouble.state == most)


def _with_others(worst: Trouble, troubles: tuple[Trouble, ...]) -> str:
    others = len({trouble.url for trouble in troubles}) - 1
    return f"{worst.reason} ({worst.url})" + (f"; {others} other page(s) were not read either" if others > 0 else "")
