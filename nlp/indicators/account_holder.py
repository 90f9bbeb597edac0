"""Whom a text names as the holder of an account: behind the number or its bank, under a label, or before it."""

from __future__ import annotations

import re

import msgspec

from canhgiac.records import Span
from nlp.banks import Named
from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds
from nlp.indicators.holder import holder_after, holder_before
from nlp.phrases import any_of

_HOLDER_LABEL = any_of(
    r"""
    chu (?:tk|tai khoan|the)|ctk|tnh|(?:(?:nguoi|don vi|ben) )?thu huong|(?<!giao cho )(?<!ship cho )nguoi nhan(?! hang)
    (?:account |acc )?name|beneficiary(?: name)?|payee
    ten(?: (?:tk|tai khoan|chu tk|nguoi nhan))?
    """,
    after=r"\s{0,2}[:\-]",
)
#: The same without a colon: then only a name with its capitals is one.
_HOLDER_SAID = any_of(
    r"(?:chu (?:tk|tai khoan|the|nha|shop|so)|ctk|ten (?:tk|tai khoan|chu tk|nguoi nhan|ng nhan)"
    r"|(?<!giao cho )(?<!ship cho )nguoi (?:nhan(?! hang)|thu huong)|(?:mang |dung )?ten|cua)"
    r"(?: (?:e|em|minh|shop|hien|len|ra|bao|ghi|no|con|ban|la|gai|trai|vo|chong|me|bo|co|anh|chi|chu|bac)(?!:)){0,3}"
    r"(?: [^\W\d_]{2,7}(?=:))?",
    after=r"(?: la)?(?:: ?| )",
)
_HEADS = any_of(r"(?:chinh )?chu(?: tk| tai khoan)?|(?:dung |mang )?ten", after=r"(?: la)?:? ")
#: One holder for all accounts of a text.
_SHARED = any_of(
    r"deu(?: cung)?|cung chung|chung|ca (?:2|3|hai|ba)(?: (?:stk|tk|so))?|tat ca|(?:dong|cung) chu(?: tk| tai khoan)?"
    r"|chu (?:tk|tai khoan) chung",
    after=r"(?: (?:deu )?(?:mot )?(?:chu |dung |mang )?(?:ten|la|chu|cua)(?: (?:la|chu))? ?:?| ?:) ?",
)
#: Between an account and its holder: a particle, a branch (``… bidv nghen má, …``, ``… Agribank Đà Nẵng, …``).
_ASIDE = re.compile(r"(?: (?:[^\W\d_]{1,6} ?){1,4}(?:[,\n–-](?= ?\w)| ?\()){1,2} ?(?=\w)")
#: Between a holder and the number behind.
_LEADS_ON = re.compile(r"[\s,:\-(]{0,4}(?:co |la |voi )?(?:so(?: tk| tai khoan)?|stk|tk)?[\s:\-]{0,3}")


def holder_of(
    grounds: Grounds, number: Number, bank: Named | None, floor: int, ceiling: int, word: Span | None
) -> str | None:
    """Whom a text names as the holder of an account, in capitals without accents.

    ``floor`` and ``ceiling``: where the numbers beside it end and begin; ``word``: where it is called an account.
    """
    told = max(number.end, bank.end if bank else 0)
    if grounds.after(told, 1) == "\n" and (above := holder_before(grounds, floor, number.start)):
        return above  # the name in the line behind is the next account's
    stops = min(ceiling, told + 110)
    starts = [number.end] if bank is None else [number.end, bank.end]
    aside = _ASIDE.match(grounds.folded, max(starts), stops)
    for start in (*starts, *([aside.end()] if aside else [])):
        stop = stops if start >= number.end else number.start
        found = holder_after(grounds, start, stop)
        if found:
            return found[0]
    labelled = _HOLDER_LABEL.search(grounds.folded, number.end, stops)
    if labelled:
        found = holder_after(grounds, labelled.start(), stops)
        if found:
            return found[0]
    said = _HOLDER_SAID.search(grounds.folded, number.end, stops)
    if said:
        found = holder_after(grounds, said.end(), stops)
        if found:
            return found[0]
    for label in _HOLDER_LABEL.finditer(grounds.folded, max(0, number.start - 70), number.start):
        found = holder_after(grounds, label.start(), number.start)
        if found:
            return found[0]
    for said in _HOLDER_SAID.finditer(grounds.folded, max(floor, number.start - 50), number.start):
        found = holder_after(grounds, said.end(), number.start)
        if found and _LEADS_ON.fullmatch(grounds.folded, found[2], number.start):
            return found[0]
    if bank is None:
        return None
    places = [number.start, *([word[0]] if word else [])]
    if floor < bank.end <= number.start:
        places = [bank.start, *([word[0]] if word and word[1] <= bank.start else [])]
    return next((name for place in places if (name := holder_before(grounds, floor, place))), None)


def share_holder(grounds: Grounds) -> None:
    """Gives the holder of whom a text says that all its accounts are his to those that have none."""
    accounts = [place for place, mention in enumerate(grounds.mentions) if mention.type == "bank_account"]
    if len(accounts) < 2:
        return
    size = len(grounds.folded)
    said = _SHARED.search(grounds.folded)
    found = holder_after(grounds, said.end(), min(size, said.end() + 50)) if said else None
    if found is None:
        # "chính chủ PHAN ANH TUAN:" and then one account a line
        labels = (label.end() for label in _HEADS.finditer(grounds.folded))
        heads = (holder_after(grounds, end, min(size, end + 50)) for end in labels)
        found = next((head for head in heads if head and grounds.after(head[2], 1) == ":"), None)
    if found is None:
        return
    for place in accounts:
        if not grounds.mentions[place].holder:
            grounds.mentions[place] = msgspec.structs.replace(grounds.mentions[place], holder=found[0])
