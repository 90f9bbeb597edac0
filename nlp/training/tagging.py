"""``python -m nlp.training.tagging``: trains the taggers of accounts and of stances from ``nlp/annotated``.

``--cross-validate`` measures each file of the data with a tagger trained on the others instead: what texts by a new
hand would give. Same data, same bytes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pycrfsuite

from canhgiac.records import Span
from nlp import tagger
from nlp.banks import by_bin
from nlp.checksum import write_checksum
from nlp.indicators import find
from nlp.indicators.account_tokens import ACCOUNT, HOLDER, Token, read, windows
from nlp.indicators.bank_account import TAGGER as ACCOUNTS
from nlp.indicators.bank_account import may_hold, name_of
from nlp.indicators.bank_names import banks_named
from nlp.indicators.digits import numbers_in
from nlp.indicators.grounds import Grounds
from nlp.indicators.phone import e164
from nlp.normalise import normalise
from nlp.stance import IN_ROLE, assign
from nlp.stance import TAGGER as STANCES
from nlp.stance_features import features, places_of
from nlp.tagger import NOTHING
from nlp.training.annotated import Row, WithAccounts, WithStances, with_accounts, with_stances
from nlp.training.renaming import renamed, written_names

#: Regularisation (L1, L2), features that fewer elements have are left out, most steps of L-BFGS.
_PARAMETERS = {"c1": 0.1, "c2": 0.1, "feature.minfreq": 2, "max_iterations": 150, "feature.possible_transitions": True}

#: What a piece of text is: what is looked for, not yet, or never.
Fits = Callable[[str], bool | None]


class Example(NamedTuple):
    """One sequence: the file that it is from, what is known of each element, and what each is."""

    file: str
    told: tagger.Told
    labels: list[str]


def fit(examples: Iterable[Example], path: Path) -> None:
    """Trains a tagger on ``examples`` and writes it to ``path``, its checksum beside it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_PARAMETERS)
    for example in examples:
        trainer.append(example.told, example.labels)
    path.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(path))
    write_checksum(path)


def account_examples(rows: Iterable[tuple[str, WithAccounts]]) -> Iterator[Example]:
    """What the tagger of accounts learns from: each text, and once more with other names of holders in it.

    A text whose accounts are not to be found in it (spelled-out digits) is left out.
    """
    known = list(rows)
    drawn = random.Random(0)  # noqa: S311 - no secret
    names = [name for _, row in known for _, _, name in written_names(row)]
    for file, row in known:
        yield from _account_examples(file, row)
        if row.accounts and (other := renamed(row, names, drawn)):
            yield from _account_examples(file, other)


def _account_examples(file: str, row: WithAccounts) -> list[Example]:
    grounds = Grounds(row.text, normalise(row.text))
    named = banks_named(grounds)
    if not may_hold(grounds, numbers_in(grounds), named):
        return []
    found = []
    seen = set()
    for window in windows(grounds.folded):
        tokens, told = read(grounds, window, named)
        labels = [NOTHING] * len(tokens)
        held = []
        for account in row.accounts:
            number, holder = account.partition("@")[0].lower(), account.partition("/")[2]
            if place := _find(tokens, labels, _number(number)):
                _mark(labels, place, ACCOUNT)
                seen.add(account)
                held.append((place, holder))
        for wallet in row.wallets:
            if place := _find(tokens, labels, _phone(wallet)):
                _mark(labels, place, ACCOUNT)
        for place, holder in held:
            if holder:
                _mark_name(grounds, tokens, labels, place, holder)
        found.append(Example(file, told, labels))
    return found if seen == set(row.accounts) else []


def stance_examples(rows: Iterable[tuple[str, WithStances]]) -> Iterator[Example]:
    """What the tagger of stances learns from: the texts that have a role and an indicator whose stance is marked."""
    for file, row in rows:
        mentions = find(row.text)
        if row.role is None or not any(m.value in row.stances for m in mentions):
            continue
        normalised = normalise(row.text)
        places = places_of([normalised.place_of(m.span) for m in mentions])
        labels = []
        for _, held in places:
            marked = [row.stances[mentions[at].value] for at in held if mentions[at].value in row.stances]
            labels.append(marked[0] if marked else IN_ROLE[row.role][0])
        yield Example(file, features(normalised.folded, mentions, places, row.role), labels)


def _number(number: str) -> Fits:
    """Fits an account number, with or without its bank's BIN before it."""

    def fits(piece: str) -> bool | None:
        if piece == number or (piece.endswith(number) and piece[: -len(number)] in by_bin()):
            return True
        return None if number.startswith(piece) or piece in by_bin() or piece[:6] in by_bin() else False

    return fits


def _phone(phone: str) -> Fits:
    """Fits a telephone number in any form."""

    def fits(piece: str) -> bool | None:
        if not piece.isdigit() or len(piece) > 13:
            return False
        return True if e164(piece) == phone else None

    return fits


def _find(tokens: list[Token], labels: list[str], fits: Fits) -> Span | None:
    """The first and last of the first unmarked tokens of one line that make up something."""
    for first, token in enumerate(tokens):
        if labels[first] != NOTHING or not token.text[0].isalnum():
            continue
        piece = ""
        for last in range(first, min(len(tokens), first + 40)):
            text = tokens[last].text
            if text == "\n" or labels[last] != NOTHING:
                break
            if not text[0].isalnum():
                continue
            piece += text
            found = fits(piece)
            if found:
                return first, last
            if found is False:
                break
    return None


def _mark(labels: list[str], place: Span, kind: str) -> None:
    first, last = place
    labels[first : last + 1] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first)


def _mark_name(grounds: Grounds, tokens: list[Token], labels: list[str], account: Span, holder: str) -> None:
    """Marks the holder's name that stands nearest to an account, other accounts counted as far."""
    best: tuple[int, Span] | None = None
    words = len(holder.split())
    for first, token in enumerate(tokens):
        if not token.text[0].isalnum() or not holder.startswith(token.text[0].upper()):
            continue
        for last in range(first, min(len(tokens), first + 3 * words)):
            if name_of(grounds, tokens[first : last + 1]) != holder:
                continue
            if all(label == NOTHING or label[2:] == HOLDER for label in labels[first : last + 1]):
                low, high = (last, account[0]) if last < account[0] else (account[1], first)
                way = high - low + 50 * sum(label == f"B-{ACCOUNT}" for label in labels[low + 1 : high])
                if best is None or way < best[0]:
                    best = way, (first, last)
            break
    if best and labels[best[1][0]] == NOTHING:
        _mark(labels, best[1], HOLDER)


def accounts_right(rows: Iterable[WithAccounts]) -> dict[str, float]:
    """F1 of the accounts that ``find`` gives: with bank and holder, with bank, the number alone."""
    parts = {"number, bank and holder": "", "number and bank": "/", "number": "@"}
    counts = {part: [0, 0] for part in parts}
    for row in rows:
        given = [f"{m.value}@{m.bank or ''}/{m.holder or ''}" for m in find(row.text) if m.type == "bank_account"]
        for part, sign in parts.items():
            found, wanted = (
                Counter(one.partition(sign)[0] if sign else one for one in some) for some in (given, row.accounts)
            )
            counts[part][0] += 2 * (found & wanted).total()
            counts[part][1] += found.total() + wanted.total()
    return {part: twice / total for part, (twice, total) in counts.items()}


def stances_right(rows: Iterable[WithStances]) -> dict[str, float]:
    """The share of right stances among the marked indicators that ``find`` gives."""
    right = total = 0
    for row in rows:
        given: dict[str, str] = {m.value: m.stance for m in assign(row.text, None, find(row.text), row.role)}
        right += sum(given[value] == stance for value, stance in row.stances.items() if value in given)
        total += sum(value in given for value in row.stances)
    return {"share right": right / total}


def cross_validate(
    name: str,
    rows: Sequence[tuple[str, Row]],
    examples: Sequence[Example],
    measure: Callable[[list[Row]], dict[str, float]],
) -> Iterator[tuple[str, dict[str, float]]]:
    """Measures each file with a tagger that was trained on the others; gives the file's name and its figures."""
    for file in dict.fromkeys(file for file, row in rows if row.text and file != "none"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "held-out.crfsuite"
            fit([example for example in examples if example.file != file], path)
            with tagger.instead(name, tagger.Tagger(path)):
                yield file, measure([row for of, row in rows if of == file])


def main() -> None:
    options = argparse.ArgumentParser(
        prog="python -m nlp.training.tagging", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--cross-validate", action="store_true", help="measure (an hour), train nothing")
    accounts, stances = list(with_accounts()), list(with_stances())
    if not options.parse_args().cross_validate:
        fit(account_examples(accounts), tagger.path_of(ACCOUNTS))
        fit(stance_examples(stances), tagger.path_of(STANCES))
        for name in (ACCOUNTS, STANCES):
            print(tagger.path_of(name).name, tagger.path_of(name).stat().st_size // 1000, "kB")
        return
    for file, figures in cross_validate(STANCES, stances, list(stance_examples(stances)), stances_right):
        print(f"stances of {file}: {figures}", flush=True)
    for file, figures in cross_validate(ACCOUNTS, accounts, list(account_examples(accounts)), accounts_right):
        print(f"accounts of {file}: {figures}", flush=True)


if __name__ == "__main__":
    main()
