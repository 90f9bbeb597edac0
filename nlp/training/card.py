"""The model card: what the shipped model is, was trained on, does on real text, and must not be used for."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping

from nlp import corpus, model
from nlp.taxonomy import CATEGORIES

#: What detection is to reach on real text: average precision, recall at 95 % precision.
GOALS = {"fraud": (0.97, 0.92), "gambling": (0.99, 0.95)}
#: Fewer real offers than this measure nothing.
FEWEST = 10
TRAINED = model.PATH.with_suffix(".json")
HOST_CARD = model.PATH.parents[1] / "hosts" / "model.json"

_LIMITS = """## Known weaknesses

- Real offers to measure on are few: 71 of fraud, 34 of gambling, one of cyber-attack trade, nearly all SMS. The
  intervals above are wide. Cyber-attack trade, and most schemes of every category, are *not measured on real text*.
- The texts it learnt from were written for it. They are easier than life in wording and harder in their twins.
- Offers that leave no link, number or handle, and say little, are mostly missed.
- Gambling messages broken up with signs between all letters are read by their link, not by their words.
- Text in pictures, voice and video is not read.

## What it must not be used for

- Judging persons. It reads single texts and knows nothing of who wrote them.
- Anything but online fraud, illegal gambling and cyber-attack trade. It has no class for political, civic, religious
  or labour speech, no words of civic life may speak for a flag, and none may be added.
- Acting without a person: a flag is a reason to look, with its evidence, not a finding of guilt.
"""


def card(found: Mapping[str, object]) -> str:
    """The card in Markdown, from the figures of ``nlp.training.evaluate.measure``."""
    shipped = model.shipped()
    return "\n".join(
        [
            "# Model card",
            "",
            "Written by `python -m nlp.training.evaluate`; not by hand.",
            "",
            f"- Version: `{shipped.version}`, SHA-256 `{hashlib.sha256(model.PATH.read_bytes()).hexdigest()}`",
            f"- Linear model: {len(shipped.hashes)} n-grams of folded words and letters, "
            f"{shipped.dense.shape[1]} signals of fixed direction, {len(shipped.schemes)} schemes",
            "- Trained by `make train` on `nlp/corpora`, and, as negatives, on four fifths of the ordinary public text",
            "  of the development data (`benign/`: comments and jobs MIT, news Apache-2.0) where that is there",
            "- Probabilities are for a stream of which 2 % are offers of a category",
            f"- Evaluation data: `{found['digest']}`",
            "",
            "## Texts it learnt from",
            "",
            *_texts(),
            "",
            "## On real text (`dev/posts.jsonl`, never trained on)",
            "",
            *_table(found),
            "",
            _screen(found["screen"]),
            "",
            *_expected(found),
            "",
            "### By surface",
            "",
            *_rows(_measured(found["surfaces"]), "surface, category"),
            "",
            "Surfaces with fewer than ten real offers are left out: *not measured on real text*.",
            "",
            "### Calibration",
            "",
            "Offers weighted to be 2 % of all, as the probabilities are for.",
            "",
            *_calibration(found["calibration"]),
            "",
            "### Hidden on purpose",
            "",
            "Recall of the real offers, and false flags on real ordinary texts, each text attacked in one way.",
            "",
            *_rows(found["attacks"], "attack"),
            "",
            "The wording of signals and word lists was chosen after reading errors on these texts: take the figures as",
            "optimistic. Thresholds and weights are from cross-validation on our own corpora.",
            "",
            *_trained(),
            "## False flags on ordinary text",
            "",
            *_false_flags(found),
            "",
            "## Host names",
            "",
            *_hosts(),
            "",
            _LIMITS,
        ]
    )


def _rows(table: object, first: str) -> list[str]:
    """A table of rows by name, all with the same keys."""
    assert isinstance(table, dict)
    names = list(next(iter(table.values()))) if table else []
    lines = [f"| {first} | " + " | ".join(name.replace("_", " ") for name in names) + " |"]
    lines.append("|---" * (len(names) + 1) + "|")
    lines += [f"| {name} | " + " | ".join(str(row[key]) for key in names) + " |" for name, row in table.items()]
    return lines


def _measured(table: object) -> dict[str, dict[str, object]]:
    assert isinstance(table, dict)
    return {name: row for name, row in table.items() if row["offers"] >= FEWEST}


def _screen(table: object) -> str:
    assert isinstance(table, dict)
    return (
        f"The screen lost {table['offers_lost']} of {table['offers']} real offers, and dropped "
        f"{100 * table['comments_dropped']:.0f} % of {table['comments']} ordinary comments before any costly step."
    )


def _expected(found: Mapping[str, object]) -> list[str]:
    """Precision to expect in a stream, and the bound on civic text."""
    streams, civic = found["expected_precision"], found["civic"]
    assert isinstance(streams, dict) and isinstance(civic, dict)
    said = "; ".join(f"{name}: {row['precision']}, at least {row['at_least']}" for name, row in streams.items())
    return [
        f"Precision to expect where one post in so many is an offer (any category): {said}.",
        "",
        f"Civic comments, political comments, contested news, press and complaints about work: {civic['flagged']} of "
        f"{civic['texts']} flagged in any way (offer, report or review); upper 95 % bound "
        f"{civic['upper_bound_per_10000']} in 10,000.",
    ]


def _calibration(table: object) -> list[str]:
    assert isinstance(table, dict)
    rows = [row | {"category": name} for name, rows in table.items() for row in rows]
    keyed = {f"{row.pop('category')}, {row.pop('from')} to {row.pop('to')}": row for row in rows}
    return _rows(keyed, "score")


def _trained() -> list[str]:
    """What training wrote beside the model: what public text brings, and cross-validation per scheme."""
    made = json.loads(TRAINED.read_text(encoding="utf-8"))
    lines: list[str] = []
    if made["public_data"]:
        named = ", ".join(f"`{name}` {digest[:16]}" for name, digest in sorted(made["public_data"].items()))
        lines += ["## With and without public ordinary text", "", f"It trained on (SHA-256, first 16): {named}.", ""]
    if made["public_text"]:
        rows = {
            f"{category}, {name}": row for name, table in made["public_text"].items() for category, row in table.items()
        }
        lines += ["Classifier alone, on the evaluation posts; the last column on held-out public text.", ""]
        lines += [*_rows(rows, "model"), ""]
    crossed = made["cross_validated"]
    lines += ["## Cross-validated on our own texts", ""]
    lines += [
        "Invented text: for comparing schemes with each other, not for what to expect. Most schemes are *not measured",
        "on real text* at all. `named`: the scheme given is one of the text's own.",
        "",
    ]
    lines += [*_rows(crossed["categories"], "category"), "", *_rows({"reports": crossed["reports"]}, "role"), ""]
    lines += [*_rows(crossed["surfaces"], "surface"), "", *_rows(crossed["schemes"], "scheme"), ""]
    return lines


def _hosts() -> list[str]:
    """What is known of the model of host names, from the card its training writes."""
    made = json.loads(HOST_CARD.read_text(encoding="utf-8"))
    held = made["held_out_by_name_stem"]
    figures, shipped = held["with_facts_and_rules"], held["at_the_shipped_bars"]
    listed = made["data"].items() if isinstance(made["data"], dict) else [(made["data"], "of this repository")]
    data = ", ".join(f"{name} (`{digest[:12]}`)" for name, digest in listed)
    return [
        "The look of a host name is judged by a linear model of its own, trained by `python -m nlp.hosts.train` on",
        f"{data}; `docs/domains.md` says what these are.",
        f"Held out by name stem, {made['names']:,} names: AUC {figures['auc']:.3f}; at one false alarm in a hundred",
        f"recall {figures['recall_any_bad']:.2f} of bad names, {figures['recall_gambling']:.2f} of gambling ones. At "
        f"the shipped bars {100 * shipped['false_alarms']:.1f} % false alarms,",
        f"recall {shipped['recall_any_bad']:.2f} and {shipped['recall_gambling']:.2f}. The bars were set on the same "
        "scores, so these are optimistic.",
    ]


def _texts() -> list[str]:
    counts = Counter((t.role or "ordinary", t.category or "") for t in corpus.read())
    rows = [f"| offers, {c} | {counts['offer', c]} |" for c in CATEGORIES]
    rows += [f"| reports, {c} | {counts['report', c]} |" for c in CATEGORIES]
    return ["| kind | texts |", "|---|---|", *rows, f"| ordinary | {counts['ordinary', '']} |"]


def _table(found: Mapping[str, object]) -> list[str]:
    lines = ["| category | offers | AP | 95 % | recall at 95 % precision | 95 % | precision, recall as shipped |"]
    lines.append("|---|---|---|---|---|---|---|")
    categories = found["categories"]
    assert isinstance(categories, dict)
    for name, f in categories.items():
        if f["offers"] < FEWEST:
            lines.append(f"| {name} | {f['offers']} | *not measured on real text* | | | | |")
            continue
        lines.append(
            f"| {name} | {f['offers']} | {f['average_precision']} | {f['average_precision_interval']} | "
            f"{f['recall_at_95_precision']} | {f['recall_at_95_precision_interval']} | "
            f"{f['precision_as_shipped']}, {f['recall_as_shipped']} |"
        )
    return [*lines, "", *_goals(categories)]


def _goals(categories: Mapping[str, Mapping[str, object]]) -> list[str]:
    """How far each category is from what was set out to be reached."""
    lines = []
    for name, (precision, recall) in GOALS.items():
        ap, found = (float(str(categories[name][key])) for key in ("average_precision", "recall_at_95_precision"))
        lines.append(
            f"- Goal for {name}: AP {precision}, recall at 95 % precision {recall}; short of it by "
            f"{max(0.0, precision - ap):.3f} and {max(0.0, recall - found):.3f}"
        )
    return lines


def _false_flags(found: Mapping[str, object]) -> list[str]:
    lines = ["| text | number | offer | report | review | offers per 10,000, upper bound |"]
    lines.append("|---|---|---|---|---|---|")
    for part in ("dev_ordinary", "held_out_ordinary"):
        rows = found[part]
        assert isinstance(rows, dict)
        for genre, f in rows.items():
            lines.append(
                f"| {genre} | {f['texts']} | {f['offer']} | {f['report']} | {f['review']} | "
                f"{f['offers_per_10000']}, {f['upper_bound_per_10000']} |"
            )
    return lines
