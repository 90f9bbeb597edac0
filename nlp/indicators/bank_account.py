"""Vietnamese bank accounts: a number, its bank and its holder, from what stands around it.

An account number has no shape of its own (6 to 19 digits, or letters with digits where a bank sells
chosen numbers), so context decides: a word for account before it, or a bank's name beside it. A number
that is a telephone number too is both, when the context is a bank's.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from nlp.banks import Bank, Named, by_bin, named_in
from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds
from nlp.indicators.holder import holder_after, holder_before
from nlp.indicators.sensitive import is_card, withheld
from nlp.phrases import any_of

_ACCOUNT_WORD = any_of(r"""
    stk|s\.t\.k|so tk|so tai khoan|so tai khoang|sotaikhoan|so stk|tk|tai khoan
    account(?: number| no)?|acc(?: no)?|atm|so the tk
    ck (?:vao|qua|den|toi)
    chuyen (?:khoan|tien|vao|qua|ve|coc)
    bank|banking|ngan hang|nh
""")
_STRONG_WORD = any_of(
    r"""
    stk|s\.t\.k|so tk|so tai khoan|so stk
    (?:tk|tai khoan)(?! (?:facebook|fb|face|tiktok|zalo|game|tele|telegram|shopee|insta|instagram|youtube)(?!\w))
    account(?: number| no)?|acc no
    """,
    after=r"(?!\w)[^\n\d]{0,22}$",
)
_TRANSFER_WORD = any_of(r"chuyen khoan|ck|chuyen tien|bank", after=r"[^\n\d]{0,16}$")
_PHONE_WORD = any_of(
    r"""
    sdt|dt|dien thoai|so dien thoai|phone|tel|hotline|hot line|di dong|mobile|tong dai|cskh
    zalo|zl|za lo|viber|whatsapp|lh|lien he|goi|alo|call|sms|nhan tin|ib|inbox
    """,
    after=r"(?!\w)[^\n\d]{0,25}$",
)
_LETTERED = re.compile(r"(?:stk|so tk|so tai khoan|so stk)\s*[:=\-]{0,2}\s*([a-z0-9]{6,19})(?!\w)")
#: ``stk là sđt luôn 09…``.
_PHONE_FOR_ACCOUNT = any_of(
    r"(?:stk|so tk|tk|so tai khoan|tai khoan) (?:(?:em|minh|shop|cua em|cua minh) )?(?:cung |chinh |dong thoi )?"
    r"(?:la|trung(?: voi)?|=) (?:luon )?(?:sdt|so dt|so dien thoai|dt|dien thoai|so nay)",
    after=r"(?!\w)[^\n\d]{0,22}$",
)
#: An account, though none at a bank.
_ELSEWHERE = any_of(
    r"(?:tk|tai khoan|acc|nick|id|uid) (?:cua (?:em|minh|toi) )?"
    r"(?:facebook|fb|face|tiktok|zalo|game|tele|telegram|shopee|insta|instagram|youtube|garena|lien quan|ff)",
    after=r"(?!\w)[^\n\d]{0,22}$",
)
_HOLDER_LABEL = any_of(
    r"""
    chu (?:tk|tai khoan|the)|ctk|tnh|nguoi (?:nhan|thu huong)|(?:account |acc )?name
    ten(?: (?:tk|tai khoan|chu tk|nguoi nhan))?
    """,
    after=r"\s{0,2}[:\-]",
)
#: The same without a colon: then only a name with its capitals is one.
_HOLDER_SAID = any_of(
    r"chu (?:tk|tai khoan|the)|ctk|nguoi (?:nhan|thu huong)|(?:mang |dung )?ten"
    r"|ten (?:tk|tai khoan|chu tk|nguoi nhan)|cua",
    after=r"(?: la)? ",
)
_NEAR = 48
_WORD = re.compile(r"[\w\n]")
_JOINED = re.compile(r" ?(?:[/,+&-]|hoac|va|or) ?")


def add_accounts(grounds: Grounds, numbers: list[Number]) -> set[int]:
    """Records accounts among the numbers; the starts of those numbers that are accounts and nothing else."""
    if not numbers and "stk" not in grounds.folded and "so t" not in grounds.folded:
        return set()
    named = named_in(grounds.folded)
    only_accounts: set[int] = set()
    bank_first: bool | None = None
    last_bank: Named | None = None  # that of the number before, if it is an account
    for place, number in enumerate(numbers):
        floor = numbers[place - 1].end if place else 0
        ceiling = numbers[place + 1].start if place + 1 < len(numbers) else len(grounds.folded)
        bank = _bank_of(grounds, number, named, floor, ceiling, bank_first)
        strength = _strength(grounds, number, bank, floor)
        if not strength and bank is None and last_bank and len(number.digits) >= 8 and not number.phone:
            joined = _JOINED.fullmatch(grounds.folded, floor, number.start)
            bank, strength = (last_bank, 0.7) if joined else (None, 0.0)
        last_bank = None
        if not strength or withheld(grounds, number, in_bank_context=strength > 0.5):
            continue
        if bank and bank_first is None:
            bank_first = bank.start < number.start
        _add(grounds, number, bank, floor, ceiling, strength)
        last_bank = bank
        if not number.phone:
            only_accounts.add(number.start)
    _add_lettered(grounds, named)
    return only_accounts


def _bank_of(
    grounds: Grounds, number: Number, named: list[Named], floor: int, ceiling: int, bank_first: bool | None
) -> Named | None:
    """The bank named nearest to a number, no other number between. ``bank_first``: how this text writes it."""
    near = _near(named, number.start, number.end)
    before = [n for n in near if floor <= n.start and n.end <= number.start and number.start - n.end <= _NEAR]
    after = [n for n in near if n.start >= number.end and n.end <= ceiling and n.start - number.end <= _NEAR]
    left = next((n for n in reversed(before) if _may_be(grounds, n, number)), None)
    right = next((n for n in after if _may_be(grounds, n, number)), None)
    if left and right:
        behind = grounds.folded[number.end : right.start]
        if "\n" in behind and not _WORD.search(grounds.folded, left.end, number.start):
            return left
        if bank_first is False and behind == " ":
            return right
        if left.sure != right.sure:
            return left if left.sure else right
        if bank_first is None:
            return left if number.start - left.end <= right.start - number.end + 6 else right
        return left if bank_first else right
    return left or right


def _near(named: list[Named], start: int, end: int) -> list[Named]:
    """The names close to a place; names are sorted and do not overlap, so that two look-ups bound them."""
    first = bisect_left(named, start - 2 * _NEAR, key=lambda n: n.start)
    last = bisect_left(named, end + _NEAR + 1, key=lambda n: n.start)
    return named[first:last]


def _may_be(grounds: Grounds, name: Named, number: Number) -> bool:
    """Whether a name means the bank here: slang needs a word for account, or to touch the number."""
    first, last = (name.end, number.start) if name.end <= number.start else (number.end, name.start)
    between = grounds.folded[first:last]
    if between.count("\n") > 2 or ("." in between.replace("...", "") and not name.sure):
        return False
    if name.sure:
        return True
    if len(between.strip(" :-–.()|,\n\t")) == 0:
        if number.phone is None or _named_holder(grounds, number):
            return True
        return _ACCOUNT_WORD.search(grounds.before(min(name.start, number.start), 40)) is not None
    context = grounds.folded[max(0, min(name.start, number.start) - 40) : max(name.end, number.end) + 10]
    return _ACCOUNT_WORD.search(context) is not None and len(between) <= 24


def _strength(grounds: Grounds, number: Number, bank: Named | None, floor: int) -> float:
    """How sure it is that a number is an account: 0 for not at all."""
    before = grounds.folded[max(floor, number.start - 60) : number.start]
    phone_word, account_word = _PHONE_WORD.search(before), _STRONG_WORD.search(before)
    # the word nearer to the number says what it is
    called_phone = phone_word is not None and not (account_word and account_word.start() > phone_word.start())
    called_phone = called_phone and not _PHONE_FOR_ACCOUNT.search(before)
    strong = account_word is not None and not called_phone
    if not (bank and bank.sure) and _ELSEWHERE.search(before):
        return 0.0
    size = len(number.digits)
    if number.phone and bank and bank.bank.wallet and len(number.digits) >= 9 and _of_wallet(grounds, bank, number):
        return 0.0 if number.digits.startswith(("1900", "1800")) else 0.9
    if number.phone:
        near = bank is not None and _touching(grounds, bank, number)
        near = near and ((bank is not None and bank.sure) or _named_holder(grounds, number) or strong)
        if strong or (near and not called_phone):
            return 0.8 if bank else 0.6
        return 0.0
    if called_phone:
        return 0.0
    if strong:
        return 0.95 if bank else 0.75 if size >= 8 else 0.0
    if bank and bank.sure and size >= 8:
        weak = _ACCOUNT_WORD.search(before) is not None
        return 0.9 if weak or _touching(grounds, bank, number) else 0.0
    if bank and size >= 8 and (_touching(grounds, bank, number) or _ACCOUNT_WORD.search(before)):
        return 0.8
    if size >= 8 and _TRANSFER_WORD.search(before):
        return 0.6
    return 0.0


def _of_wallet(grounds: Grounds, wallet: Named, number: Number) -> bool:
    """Whether a telephone number is said to be a wallet's: the name before it in the same sentence, or touching it."""
    if _touching(grounds, wallet, number):
        return True
    between = grounds.folded[wallet.end : number.start]
    return wallet.end <= number.start and len(between) <= 30 and not re.search(r"[.!?;\n]", between)


def _named_holder(grounds: Grounds, number: Number) -> bool:
    """Whether a holder's name stands right after a number."""
    found = holder_after(grounds, number.end, min(len(grounds.folded), number.end + 50))
    return found is not None and found[1] - number.end <= 24


_TOUCH = re.compile(
    r"[\W_]{0,12}(?:(?:so|stk|tk|tai khoan|ngan hang|nh|bank|la|qua|vao|ctk|chu tk|cho|digibank"
    r"|smartbanking|chi nhanh|cn|hn|hcm|tphcm|ha noi)[\W_]{0,6}){0,4}"
)


def _touching(grounds: Grounds, bank: Named, number: Number) -> bool:
    """Whether only punctuation and words such as ``stk`` or a holder's name stand between bank and number."""
    first, last = (bank.end, number.start) if bank.end <= number.start else (number.end, bank.start)
    rest = _TOUCH.match(grounds.folded, first, last)
    at = rest.end() if rest else first
    if at >= last:
        return True
    holder = holder_after(grounds, at, last)
    return holder is not None and last - holder[2] <= 20


def _add(grounds: Grounds, number: Number, bank: Named | None, floor: int, ceiling: int, strength: float) -> None:
    known: Bank | None = bank.bank if bank else None
    digits = number.digits
    if known is None and len(digits) > 12 and digits[:6] in by_bin() and not is_card(digits):
        known, digits = by_bin()[digits[:6]], digits[6:]
    holder = _holder(grounds, number, bank, floor, ceiling)
    if known and bank and known.wallet and number.phone:
        for wallet in _wallets_joined(grounds, bank):
            grounds.add(
                "wallet", number.phone, number.start, number.end, bank=wallet.key, holder=holder, confidence=strength
            )
        return
    grounds.add(
        "bank_account", digits, number.start, number.end,
        bank=known.key if known else None, holder=holder, confidence=strength,
    )


def _wallets_joined(grounds: Grounds, last: Named) -> list[Bank]:
    """The wallet named beside a number, and another one joined to its name (``momo/zalopay 09…``)."""
    before = named_in(grounds.folded, max(0, last.start - 24), last.start)
    joined = before and before[-1].bank.wallet and before[-1].bank is not last.bank
    if joined and _JOINED.fullmatch(grounds.folded, before[-1].end, last.start):
        return [before[-1].bank, last.bank]
    return [last.bank]


def _holder(grounds: Grounds, number: Number, bank: Named | None, floor: int, ceiling: int) -> str | None:
    stops = min(ceiling, number.end + 90)
    starts = [number.end] if bank is None else [number.end, bank.end]
    for start in starts:
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
    if bank is None:
        return None
    word = _STRONG_WORD.search(grounds.folded, max(floor, number.start - 40), number.start)
    places = [number.start, *([word.start()] if word else [])]
    if floor < bank.end <= number.start:
        places = [bank.start, *([word.start()] if word and word.end() <= bank.start else [])]
    return next((name for place in places if (name := holder_before(grounds, floor, place))), None)


def _add_lettered(grounds: Grounds, named: list[Named]) -> None:
    """Chosen account numbers that hold letters, after a word for account only."""
    for match in _LETTERED.finditer(grounds.folded):
        value = match.group(1)
        start, end = match.span(1)
        if value.isdigit() or sum(c.isdigit() for c in value) < 2 or not grounds.free(start, end):
            continue
        written = grounds.written(start, end).upper()
        if not re.fullmatch(r"[A-Z0-9]{6,19}", written):
            continue
        near = [n for n in _near(named, start, end) if abs(n.start - end) <= _NEAR or abs(start - n.end) <= _NEAR]
        if not near and sum(c.isdigit() for c in value) < 3:
            continue
        number = Number(start, end, written, None, "")
        _add(grounds, number, near[0] if near else None, start, len(grounds.folded), 0.7)
        grounds.take(start, end)
