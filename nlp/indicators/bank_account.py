"""Vietnamese bank accounts: a number, its bank and its holder, from what stands around it.

An account number has no shape of its own (6 to 19 digits, or letters with digits where a bank sells
chosen numbers), so context decides: a word for account before it, or a bank's name beside it. A number
that is a telephone number too is both, when the context is a bank's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from nlp.banks import Bank, Named, by_bin, named_in
from nlp.indicators.account_holder import holder_of, share_holder
from nlp.indicators.digits import Number
from nlp.indicators.grounds import Grounds
from nlp.indicators.holder import holder_after
from nlp.indicators.phone import is_official
from nlp.indicators.sensitive import PASSWORD_AFTER, is_card, withheld
from nlp.phrases import any_of

_ACCOUNT_WORD = any_of(r"""
    stk|s\.t\.k|s t k|so tk|so tai khoan|so tai khoang|sotaikhoan|so stk|tk|tai khoan
    account(?: number| no)?|acc(?: no)?|atm|so the tk
    ck
    chuyen (?:khoan|tien|vao|qua|ve|coc)
    bank|banking|ngan hang|nh
""")
_STRONG_WORD = any_of(
    r"""
    stk|s\.t\.k|s t k|so tk|so tai khoan|so stk
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
_LETTERED = re.compile(
    r"(?:(?:stk|so tk|so tai khoan|so stk)(?:\s*[:=\-]{0,2}\s*|[^\n\d:]{1,24}:\s*)"
    r"|(?:tk|tai khoan)(?: [^\W\d_]{2,11}){0,3}\s?:\s*)"
    r"([a-z0-9]{6,19})(?!\w)"
)
#: Old numbers of VietinBank: ``711A 1234 5678``.
_WITH_A = re.compile(r"(?<!\w)(\d{3}a ?\d{4} ?\d{4})(?!\w)")
_LETTERED_HINT = re.compile(r"stk|so t|tai khoan|tk ?:|\d{4}[a-z]{2}")
_LETTERED_BEHIND = re.compile(r"[ :\-]{1,3}(\d{4,8}[a-z][a-z0-9]{3,14})(?!\w)")
#: ``stk là sđt luôn 09…``.
_PHONE_FOR_ACCOUNT = any_of(
    r"(?:stk|so tk|tk|so tai khoan|tai khoan)(?: [^\W\d_]{1,9}){0,3} "
    r"(?:la|trung(?: voi)?|=) (?:luon )?(?:sdt|so dt|so dien thoai|dt|dien thoai|so nay)",
    after=r"(?!\w)[^\n\d]{0,22}$",
)
#: An account, though none at a bank.
_ELSEWHERE = any_of(
    r"(?:tk|tai khoan|acc|nick|id|uid) (?:cua (?:em|minh|toi) )?"
    r"(?:facebook|fb|face|tiktok|zalo|game|tele|telegram|shopee|insta|instagram|youtube|garena|lien quan|ff)",
    after=r"(?!\w)[^\n\d.!?]{0,22}$",
)
#: Slang for a bank that stands for something else as often (``HD`` is a contract, ``bị`` a passive).
_OTHER_WORDS = frozenset({"hd", "bi"})
_NEAR = 48
_WORD = re.compile(r"[\w\n]")
_JOINED = re.compile(r" ?(?:[/,+&-]|hoac|va|or) ?")


def add_accounts(grounds: Grounds, numbers: list[Number]) -> set[int]:
    """Records accounts among the numbers; the starts of those numbers that are accounts and nothing else."""
    if not numbers and not _LETTERED_HINT.search(grounds.folded):
        return set()
    named = named_in(grounds.folded)
    behind = [match for name in named if name.sure and (match := _LETTERED_BEHIND.match(grounds.folded, name.end))]
    shouted = [match for match in behind if grounds.written(*match.span(1)).isupper()]
    _add_lettered(grounds, named, [*_WITH_A.finditer(grounds.folded), *shouted])
    numbers = [number for number in numbers if grounds.free(number.start, number.end)]
    only_accounts: set[int] = set()
    bank_first: bool | None = None
    last_bank: Named | None = None  # that of the number before, if it is an account
    for place, number in enumerate(numbers):
        floor = numbers[place - 1].end if place else 0
        ceiling = numbers[place + 1].start if place + 1 < len(numbers) else len(grounds.folded)
        if _glued_to_letters(grounds, number, named):
            continue
        bank = _bank_of(grounds, number, named, floor, ceiling, bank_first)
        before = grounds.folded[max(floor, number.start - 60) : number.start]
        labelled = _STRONG_WORD.search(before) is not None
        lined = None
        if last_bank and number.phone:
            if bank is last_bank and not labelled:
                bank = None  # "1023… VCB NGUYEN THI HOA - 0912…": that bank has its number already
            around = _near(named, number.start, number.end)
            lined = next((name for name in around if _is_line(grounds, name, number)), None)
        bank = lined or bank
        strength = _strength(grounds, number, bank, before) or (0.7 if lined else 0.0)
        if not strength and bank is None and last_bank and len(number.digits) >= 8 and not number.phone:
            joined = _JOINED.fullmatch(grounds.folded, floor, number.start)
            bank, strength = (last_bank, 0.7) if joined else (None, 0.0)
        last_bank = None
        if not strength or withheld(grounds, number, strength > 0.5, labelled):
            continue
        if bank and bank_first is None:
            bank_first = bank.start < number.start
        _add(grounds, number, bank, floor, ceiling, strength)
        last_bank = bank
        if not number.phone:
            only_accounts.add(number.start)
    _add_lettered(grounds, named, _LETTERED.finditer(grounds.folded))
    share_holder(grounds)
    return only_accounts


def _glued_to_letters(grounds: Grounds, number: Number, named: list[Named]) -> bool:
    """Whether a number is the end of a word (``FT24135987654321``) that is no bank's name."""
    touches = number.start and grounds.folded[number.start - 1].isalpha()
    return bool(touches) and not any(name.end == number.start for name in named)


def _bank_of(
    grounds: Grounds, number: Number, named: list[Named], floor: int, ceiling: int, bank_first: bool | None
) -> Named | None:
    """The bank named nearest to a number, no other number between. ``bank_first``: how this text writes it."""
    near = _near(named, number.start, number.end)
    before = [n for n in near if floor <= n.start and n.end <= number.start and number.start - n.end <= _NEAR]
    before = [n for n in before if not grounds.before(n.start, 11).endswith("khong phai ")]
    after = [n for n in near if n.start >= number.end and n.end <= ceiling and n.start - number.end <= _NEAR]
    if len(before) > 1 and grounds.folded[before[-2].end : before[-1].start] == " (":
        del before[-1]  # "Timo (Bản Việt)": the bank behind it
    left = next((n for n in reversed(before) if _may_be(grounds, n, number)), None)
    right = next((n for n in after if _may_be(grounds, n, number)), None)
    if left and right:
        behind = grounds.folded[number.end : right.start]
        if "\n" not in behind and "\n" in grounds.folded[left.end : number.start]:
            return right
        if "\n" in behind and not _WORD.search(grounds.folded, left.end, number.start):
            return left
        if bank_first is False and behind == " ":
            return right
        if _ANOTHER.search(behind) and not grounds.folded[left.end : number.start].strip(" :-"):
            return left
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
    if len(between.strip(" :-–.()|,\n\t")) == 0 and grounds.folded[name.start : name.end] not in _OTHER_WORDS:
        if number.phone is None or _named_holder(grounds, number) or _named_holder(grounds, number, name.end):
            return True
        if _LABEL_BEHIND.match(grounds.folded, max(number.end, name.end)):
            return True
        return _ACCOUNT_WORD.search(grounds.before(min(name.start, number.start), 40)) is not None
    if _named_holder(grounds, number) and _touching(grounds, name, number):
        return True
    context = grounds.folded[max(0, min(name.start, number.start) - 40) : max(name.end, number.end) + 10]
    return _ACCOUNT_WORD.search(context) is not None and len(between) <= 24


def _strength(grounds: Grounds, number: Number, bank: Named | None, before: str) -> float:
    """How sure it is that a number is an account, ``before`` standing in front of it: 0 for not at all."""
    phone_word, account_word = _PHONE_WORD.search(before), _STRONG_WORD.search(before)
    # the word nearer to the number says what it is
    called_phone = phone_word is not None and not (account_word and account_word.start() > phone_word.start())
    called_phone = called_phone and not _PHONE_FOR_ACCOUNT.search(before)
    if phone_word and not number.phone and _ACCOUNT_WORD.search(before, phone_word.start()):
        called_phone = False  # "mua điện thoại của nó, ck vào 0421…"
    strong = account_word is not None and not called_phone
    elsewhere = None if bank and bank.sure else _ELSEWHERE.search(before)
    if elsewhere and not (account_word and account_word.start() > elsewhere.end() + 2):
        return 0.0
    size = len(number.digits)
    if number.phone and (number.phone.startswith(("+841900", "+841800")) or is_official(number.phone)):
        return 0.8 if strong and bank and size >= 10 and _touching(grounds, bank, number) else 0.0
    if _SUM_OR_DAY.fullmatch(number.digits) and not number.separators and not _named_holder(grounds, number):
        return 0.0
    if number.phone and bank and bank.bank.wallet and len(number.digits) >= 9 and _of_wallet(grounds, bank, number):
        return 0.9
    if number.phone:
        near = bank is not None and _touching(grounds, bank, number)
        held = bank is not None and (_named_holder(grounds, number) or _named_holder(grounds, number, bank.end))
        said = _TOLD_TO_PAY.search(before) or _LABEL_BEHIND.match(grounds.folded, number.end)
        held = held or said is not None
        # "Ms Hương Techcombank 0912…" is whom to call; "0912… techcombank" and a line of its own are accounts
        alone = bank is not None and bank.sure and (bank.start >= number.end or _is_line(grounds, bank, number))
        fixed = number.phone.startswith("+842") and bank is not None and bank.start >= number.end
        asked = bank is not None and bank.sure and _ACCOUNT_WORD.search(before) is not None
        near = near and (fixed or alone or asked or held or strong)
        if strong or (near and not called_phone):
            return 0.8 if bank else 0.6
        return 0.0
    if called_phone and not (bank and bank.sure and size >= 9 and _touching(grounds, bank, number)):
        return 0.0  # what is no telephone number and stands beside a bank is none whatever it is called
    if strong:
        return 0.95 if bank else 0.75 if size >= 8 else 0.0
    if bank and bank.sure and size >= 8:
        weak = _ACCOUNT_WORD.search(before) is not None
        return 0.9 if weak or _touching(grounds, bank, number) else 0.0
    if bank and bank.sure and size >= 6 and _PAID_NEAR.search(before) and _touching(grounds, bank, number):
        return 0.7  # six or seven digits are an account only where money goes to them
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


def _named_holder(grounds: Grounds, number: Number, start: int = 0) -> bool:
    """Whether a holder's name stands right after a number, or after its bank, which ends at ``start``."""
    start = max(number.end, start)
    found = holder_after(grounds, start, min(len(grounds.folded), start + 50))
    return found is not None and found[1] - start <= 24


def _is_line(grounds: Grounds, bank: Named, number: Number) -> bool:
    """Whether bank and number are all that a line holds: one more of a list of accounts, telephone-shaped or not."""
    folded = grounds.folded
    line = folded[folded.rfind("\n", 0, number.start) + 1 : number.end]
    ended = folded[number.end : number.end + 1] in ("", "\n")
    name = re.escape(folded[bank.start : bank.end])
    return ended and re.fullmatch(rf"[\W\d]{{0,4}}{name}[ :\-]{{1,3}}\d+", line) is not None


#: A round sum, or a day without signs.
_SUM_OR_DAY = re.compile(
    r"\d{4,6}000|20[123]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])20[123]\d"
)
#: ``ck 0357… mb``; ``mb 0971… tên a Tuấn``.
_TOLD_TO_PAY = re.compile(
    r"(?<!\w)(?:ck|chuyen khoan|banking|chuyen(?: tien)?(?= (?:vao|vo|qua)))(?: vao| vo| qua| cho)?[ :]{1,2}$"
)
_PAID_NEAR = re.compile(r"(?<!\w)(?:ck|chuyen khoan|thanh toan|chuyen(?: tien)? (?:vao|vo|qua))(?!\w)[^\d\n]{0,24}$")
_LABEL_BEHIND = re.compile(r"[ ,\-]{1,3}(?:ten|chu tk|ctk|chu tai khoan)(?!\w)")
#: Parts one account of a list from the next.
_ANOTHER = re.compile(r" [/|;] |\n")
_TOUCH = re.compile(
    r"[\W_]{0,12}(?:(?:so|em|minh|shop|cua|nha|stk|tk|tai khoan|ngan hang|nh|bank|la|qua|vao|ctk|chu tk|cho|digibank"
    r"|smartbanking|(?:tren |vao )?app|(?:chi nhanh|cn|pgd)(?: [a-z]+){0,3}|hn|hcm|tphcm|ha noi)[\W_]{0,6}){0,4}"
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
    word = _STRONG_WORD.search(grounds.folded, max(floor, number.start - 40), number.start)
    holder = holder_of(grounds, number, bank, floor, ceiling, word.span() if word else None)
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


def _add_lettered(grounds: Grounds, named: list[Named], found: Iterable[re.Match[str]]) -> None:
    """Records what can be an account number with letters in it; it stands in the first group of each match."""
    for match in found:
        start, end = match.span(1)
        written = grounds.written(start, end).upper().replace(" ", "")
        digits = sum(c.isdigit() for c in written)
        if PASSWORD_AFTER.match(grounds.folded, end):
            continue
        if grounds.folded[start:end].isdigit() or digits < 2 or not re.fullmatch(r"[A-Z0-9]{6,19}", written):
            continue
        near = [n for n in _near(named, start, end) if abs(n.start - end) <= _NEAR or abs(start - n.end) <= _NEAR]
        if not grounds.free(start, end) or (not near and digits < 3) or "XX" in written:
            continue
        number = Number(start, end, written, None, "")
        _add(grounds, number, near[0] if near else None, start, len(grounds.folded), 0.7)
        grounds.take(start, end)
