"""Names to train on: a list that is given, or the hosts that the corpora and the lists of known hosts hold."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from nlp import corpus, indicators
from nlp.hosts import honest, known, lookalike, names
from nlp.hosts.words import bookmaker_in, bookmakers
from nlp.normalise import normalise

SEED = 20261122
FOLDS = 5
#: How many honest names are made up.
HONEST = 700
Label = Literal["gambling", "threat", "benign"]


class Row(msgspec.Struct, frozen=True):
    """One name to train on. ``decided``: what facts or rules say of it already (a verdict, or empty).

    ``copy_score``: how sure the look-alike rules are. ``stem`` and ``domain`` are its groups: names that differ
    in digits, hyphens or ending alone have one stem, hosts of one registered domain one domain.
    """

    name: str
    label: Label
    source: str
    decided: str
    copy_score: float
    stem: str
    domain: str


def read(path: Path) -> list[Row]:
    """Reads a tab-separated list with the columns ``domain``, ``label`` and ``source``, each name once.

    What cannot be a host is left out.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return _rows((line["domain"], line["label"], line["source"]) for line in csv.DictReader(lines, delimiter="\t"))


def authored() -> list[Row]:
    """Rows from our own texts: hosts of offers are bad, those of ordinary texts are not; and houses of betting."""
    return _rows(_authored())


def ordinary() -> list[Row]:
    """Benign rows that every training adds: known hosts, and honest Vietnamese names made of our own words."""
    made = honest.names(HONEST, SEED)
    return _rows((host, "benign", "own") for host in (*known.hosts(), *made))


def much_visited(visited: Iterable[str]) -> list[Row]:
    """Benign rows of much visited sites: what ordinary names look like where the list has few of them.

    They only train, so that facts and rules are not asked about them.
    """
    cut = ((name, names.split(name)) for name in sorted(visited))
    return [Row(name, "benign", "visited", "", 0.0, _stem(parts), parts.registered) for name, parts in cut if parts]


def _authored() -> Iterator[tuple[str, str, str]]:
    for host in _houses():
        yield host, "gambling", "own"
    for text in corpus.read():
        if text.role == "report" or "." not in text.text:
            continue
        label = "benign" if text.role is None else "gambling" if text.category == "gambling" else "threat"
        for mention in indicators.find(text.text, normalise(text.text)):
            if mention.type == "domain" and not (mention.verdict == "official" and label != "benign"):
                yield mention.value, label, "corpora"


def _houses() -> Iterator[str]:
    """A host for each known house of betting, under one of the endings that they use."""
    endings = ("com", "net", "vip", "club", "win", "tv", "pro", "bet", "live", "top")
    for at, house in enumerate(sorted(bookmakers())):
        yield f"{house}.{endings[at % len(endings)]}"


def _rows(lines: Iterable[tuple[str, str, str]]) -> list[Row]:
    rows, seen = [], set()
    for written, label, source in lines:
        name = names.clean(written)
        parts = names.split(name) if name else None
        if name is None or parts is None or name in seen:
            continue
        seen.add(name)
        fact = known.kind_of(name)
        copy = lookalike.imitated(parts) if fact is None or fact[0] == "shared" else None
        decided = fact[0] if fact and fact[0] != "shared" else "lookalike" if copy else ""
        score = copy.score if copy else 0.0
        rows.append(Row(name, msgspec.convert(label, Label), source, decided, score, _stem(parts), parts.registered))
    return rows


def _stem(parts: names.Parts) -> str:
    return re.sub(r"[^a-z]", "", parts.labels[-1]) or parts.labels[-1]


def fold(group: str) -> int:
    """The fold that a group of names belongs to: the same on every machine."""
    return int(hashlib.sha256(f"{SEED}{group}".encode()).hexdigest(), 16) % FOLDS


def popular(paths: list[Path], bad: frozenset[str]) -> set[str]:
    """Registered domains of lists of much visited sites, a name a line or JSON with a ``list``.

    Left out are names that the table calls bad, houses of betting, and places where anybody may publish.
    """
    found = set()
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lines = json.loads(text)["list"] if text.lstrip().startswith("{") else text.splitlines()
        for line in lines:
            name = names.clean(line.strip().lstrip("."))
            parts = names.split(name) if name else None
            if parts is None or parts.registered != name or name in bad or known.kind_of(name):
                continue
            if not bookmaker_in(parts.labels[-1]):
                found.add(name)
    return found
