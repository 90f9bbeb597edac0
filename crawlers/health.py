"""What a visit came to: the health state of a source and a reason that a person can act on.

Pure: facts in, state and reason out. DESIGN names the states.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from canhgiac.records import HealthState

#: Why a visit ended before everything was read. ``None``: it did not.
Cut = str | None


class Trouble(msgspec.Struct, frozen=True):
    """A page whose content was wanted and not got, and what that says of the source."""

    state: HealthState
    url: str
    reason: str


class Facts(msgspec.Struct, frozen=True):
    """What is counted in a visit. ``understood``: pages that were read and had the expected form;
    ``taken``: new posts; ``not_modified``: answers that nothing has changed; ``cut``: what ended it."""

    understood: int = 0
    taken: int = 0
    not_modified: int = 0
    bad_lines: int = 0
    troubles: tuple[Trouble, ...] = ()
    cut: Cut = None
    out_of_time: bool = False


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
