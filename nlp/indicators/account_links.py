"""Which bank and which holder belong to which account: the cheapest way to pair them without crossing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

from canhgiac.records import Span
from nlp.banks import Named
from nlp.indicators.grounds import Grounds

Cost = Callable[[int, int], float | None]
#: How far an account is from the so-maniest of other things, some accounts being among what may part them.
Way = Callable[[Span, int, Sequence[Span]], float | None]

#: Accounts that are paired at once; a list of more is paired piece by piece.
_AT_ONCE = 16
#: What it costs to leave an account without a bank, or without a holder; nothing farther away is its own.
_NO_BANK, _NO_HOLDER = 110.0, 140.0
_BANK_REACH, _HOLDER_REACH = 170, 160
#: A holder is not shared over more letters than this.
_SHARED_OVER = 250
#: What stands between two things and parts them, as so many letters: a line, the end of a sentence, another account.
_LINE, _SENTENCE, _ACCOUNT = 20, 25, 40
#: Names that mean a bank only beside a number, and among them those that stand for something else as often.
_SLANG, _OTHER_MEANING, _DENIED = 15, 30, 200
_OTHER_WORDS = frozenset({"hd", "bi"})
#: Before a bank's name that does not stand right beside the account: whom somebody posed as, where he told of it or
#: paid from.
_BESIDE = 15
_OTHERWISE = re.compile(
    r"(?<!\w)(?:(?:gia (?:danh|mao|lam|nhan vien|ngan hang)|mao danh|(?:tu )?xung(?: la)?)(?: [a-z]{1,6}){0,4}"
    r"|dung(?: tk)?|mat [a-z\d]{1,6} o|tu"
    r"|nhan vien(?: cua| ben)?(?: ngan hang| nh)?|(?:bao|trinh bao)(?: cho| voi| ben)?(?: ngan hang| nh)?"
    r"|tu (?:tk|stk|tai khoan|the|app)(?: cua)?(?: em| minh| toi)?) $"
)
#: Behind it, before the account: the writer's own bank, from which money went.
_OF_WRITER = re.compile(
    r" cua (?:toi|tui|em|minh|mk|e|chong|vo|con|me|ba|bo)(?!\w)[^\n]{0,60}"
    r"(?<!\w)(?:chuyen|ck|gui|sang|qua|den|toi)(?!\w)"
)
_ENDED = re.compile(r"[.!?;](?=\s)")
#: Between two of one kind that are told together.
JOINED = re.compile(r" ?(?:[/,+&-]|hoac|va|or) ?")
#: Said of an account: it is held by whoever holds the one before.
_SAME = re.compile(r"(?<!\w)(?:cung|cx|cug) (?:chu|ten|cua|tk|nguoi|ong|ba|dung|chau|mang)(?!\w)|(?<!\w)deu(?!\w)")
#: Behind the last account: said of them all.
_TOGETHER = re.compile(r"(?<!\w)ca (?:2|hai|3|ba|4|bon)(?!\w)")
#: Said of an account: it is somebody else's than the one that is named.
_OWNED = re.compile(
    r"(?<!\w)(?:cua (?:minh|em|e|toi|tui|chong|me|vo|bo|anh|chi|may|ban|co)"
    r"|(?:tk|stk) (?:cua )?(?:em|e|minh|toi|nguon|cu)|(?:chuyen )?tu (?:tk|stk|so|mb|tai khoan)|so cu|cu nua"
    r"|(?:dung|lay) (?:tk|stk|so tai khoan)|(?:tk|stk|so tai khoan|tai khoan) (?:nguoi )?gui|nguoi (?:gui|chuyen)"
    r"|khong dung|thay vi|me mo|rieng|ung ho|quyen gop|vien phi|nan nhan)(?!\w)"
)


#: Between two accounts: money goes from the one to the other, or the other is somebody else's.
_TURNED = re.compile(
    r"(?<!\w)(?:con|nhung|sang|qua|vao|den|tu|ve|gia|that|fake|nhan|huong|dung|chuyen|doi|nham|truoc)(?!\w)"
)


def paired(count: int, others: int, cost: Cost, alone: float) -> list[int | None]:
    """For each of ``count`` things the one of ``others`` that goes with it, or ``None``; in order, none used twice.

    ``cost`` of a pair is ``None`` where it is none; leaving a thing ``alone`` costs so much. The sum is least, and no
    two pairs cross (dynamic programming, as sequences are aligned: Needleman, Wunsch 1970).
    """
    best = [[0.0] * (others + 1) for _ in range(count + 1)]
    step = [["skip"] * (others + 1) for _ in range(count + 1)]
    for left in range(count + 1):
        for right in range(others + 1):
            if not left:
                step[left][right] = "other"
                continue
            cheapest, how = best[left - 1][right] + alone, "skip"
            if right:
                if best[left][right - 1] < cheapest:
                    cheapest, how = best[left][right - 1], "other"
                pair = cost(left - 1, right - 1)
                if pair is not None and best[left - 1][right - 1] + pair < cheapest:
                    cheapest, how = best[left - 1][right - 1] + pair, "pair"
            best[left][right], step[left][right] = cheapest, how
    found: list[int | None] = [None] * count
    left, right = count, others
    while left:
        how = step[left][right]
        if how == "pair":
            found[left - 1] = right - 1
        left -= how != "other"
        right -= how != "skip"
    return found


def banks_of(
    grounds: Grounds, accounts: Sequence[Span], named: list[Named], holders: Sequence[Span]
) -> list[Named | None]:
    """The bank of each account. ``holders``: where names of holders stand; they part nothing."""
    folded = grounds.folded

    def way(account: Span, bank: int, among: Sequence[Span]) -> float | None:
        name = named[bank]
        found = _way(folded, _between(account, (name.start, name.end)), _BANK_REACH, among, holders)
        if found is None:
            return None
        if not name.sure:
            found += _OTHER_MEANING if folded[name.start : name.end] in _OTHER_WORDS else _SLANG
        apart = max(account[0] - name.end, name.start - account[1])
        before = grounds.before(name.start, 45)
        elsewhere = _OTHERWISE.search(before) or _OF_WRITER.match(folded, name.end, account[0])
        if before.endswith("khong phai ") or (apart > _BESIDE and elsewhere):
            found += _DENIED
        return found

    linked = _linked(accounts, [name.start for name in named], way, _BANK_REACH, _NO_BANK)
    found = [None if bank is None else named[bank] for bank in linked]
    for at in range(1, len(accounts)):
        if found[at] is None and found[at - 1] and JOINED.fullmatch(folded, accounts[at - 1][1], accounts[at][0]):
            found[at] = found[at - 1]
    return found


def holders_of(grounds: Grounds, accounts: Sequence[Span], holders: Sequence[tuple[Span, str]]) -> list[str | None]:
    """The name of the holder of each account. ``holders``: each name's place, and the name."""
    folded = grounds.folded

    def way(account: Span, holder: int, among: Sequence[Span]) -> float | None:
        return _way(folded, _between(account, holders[holder][0]), _HOLDER_REACH, among, ())

    linked = _linked(accounts, [place[0] for place, _ in holders], way, _HOLDER_REACH, _NO_HOLDER)
    return _shared(folded, accounts, [None if holder is None else holders[holder][1] for holder in linked])


def _linked(accounts: Sequence[Span], starts: list[int], way: Way, reach: int, alone: float) -> list[int | None]:
    """For each account the one of the things that begin at ``starts`` that goes with it, piece by piece."""
    found: list[int | None] = []
    free = 0  # things before this one have their account
    for first in range(0, len(accounts), _AT_ONCE):
        some = accounts[first : first + _AT_ONCE]
        low = max(free, bisect_left(starts, some[0][0] - 2 * reach))
        high = bisect_right(starts, some[-1][1] + reach)
        if first + _AT_ONCE < len(accounts):
            high = min(high, bisect_right(starts, accounts[first + _AT_ONCE][0]))

        def cost(account: int, other: int, some: Sequence[Span] = some, low: int = low) -> float | None:
            return way(some[account], low + other, some)

        for other in paired(len(some), max(0, high - low), cost, alone):
            found.append(None if other is None else low + other)
            free = free if other is None else low + other + 1
    return found


def _shared(folded: str, accounts: Sequence[Span], found: list[str | None]) -> list[str | None]:
    """One name in a text with several accounts is the holder of them all, but of those said to be somebody else's."""
    known = {name for name in found if name}
    holding_one = [place for place, name in enumerate(found) if name][:2]  # more would be looked at for each account
    together = bool(accounts) and _TOGETHER.search(folded, accounts[-1][1], accounts[-1][1] + 60) is not None
    for place, (start, end) in enumerate(accounts):
        if found[place]:
            continue
        floor = accounts[place - 1][1] if place else 0
        ceiling = accounts[place + 1][0] if place + 1 < len(accounts) else len(folded)
        same = _SAME.search(folded, end, min(ceiling, end + 60)) is not None
        if place and same:
            found[place] = found[place - 1]
        if len(known) == 1 and not found[place]:
            owned = _OWNED.search(folded, max(floor, start - 45), min(ceiling, end + 40))
            near = any(_is_listed(folded, accounts, holding, place, together) for holding in holding_one)
            found[place] = None if owned or not near else next(iter(known))
    return found


def _is_listed(folded: str, accounts: Sequence[Span], holding: int, place: int, together: bool) -> bool:
    """Whether two accounts are in one list: no long gap and no turn to somebody else from the one to the other.

    ``together``: the text says that they are one person's, whatever it turns to.
    """
    low, high = sorted((holding, place))
    if high - low > _AT_ONCE:
        return False
    if any(accounts[at + 1][0] - accounts[at][1] > _SHARED_OVER for at in range(low, high)):
        return False
    return together or _TURNED.search(folded, accounts[low][1], accounts[high][0]) is None


def _between(left: Span, right: Span) -> Span:
    """The place between two others; empty where they overlap."""
    if right[1] <= left[0]:
        return right[1], left[0]
    return (left[1], right[0]) if right[0] >= left[1] else (left[1], left[1])


def _way(folded: str, between: Span, reach: int, accounts: Sequence[Span], skipped: Sequence[Span]) -> float | None:
    """How far two things are from each other that have ``between`` them; ``None`` beyond ``reach``."""
    start, end = between
    if end - start > reach:
        return None
    gap = folded[start:end]
    way = float(len(gap) + _LINE * gap.count("\n") + (_SENTENCE if _ENDED.search(gap) else 0))
    way += _ACCOUNT * sum(1 for first, last in accounts if start <= first and last <= end)
    if skipped:
        place = bisect_left(skipped, (start, start))
        while place < len(skipped) and skipped[place][1] <= end:
            way -= skipped[place][1] - skipped[place][0]
            place += 1
    return way
