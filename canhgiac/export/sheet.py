"""The evidence sheet: one finding as one printable page for a bank, registrar, platform or the police."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from canhgiac import __version__
from canhgiac.days import VIETNAM
from canhgiac.defang import LINKED, defang
from canhgiac.digest.render import scheme_name
from canhgiac.digest.words import WORDS
from canhgiac.excerpt import certainty, distinct, excerpt_of, indicator_text, strongest, visible
from canhgiac.export.channels import channels_for
from canhgiac.export.sheet_words import REASONS_VI, SHEET_WORDS
from canhgiac.records import Finding, Mention, Span
from canhgiac.stores.base import Store
from canhgiac.stores.groups import IndicatorFilter
from nlp.banks import by_key
from nlp.signals import SIGNALS

#: Code points of a text that are shown, so that the sheet stays within two pages: around the heaviest evidence.
MAX_TEXT = 2000
#: Indicators that are listed.
MAX_INDICATORS = 14
_HIDDEN = "•"
_SCHEME = re.compile(r"\bhttp(s?)://", re.IGNORECASE)


class Row(NamedTuple):
    """An indicator as shown, and how often it was seen; ``elsewhere`` is empty where nothing is known."""

    kind: str
    value: str
    bank: str
    written: str
    elsewhere: str


def sheet(store: Store, finding: Finding, language: str, contact: str, now: dt.datetime) -> str:
    """The page as HTML, in ``vi`` or ``en``, with nothing to load from elsewhere.

    No author is on it: neither the pseudonym nor what the text's writer says of how to reach him where he accuses
    somebody else. ``contact`` is where one who is named can object; empty leaves a line to fill in by hand.
    """
    shown = _without_writer(finding)
    words: dict[str, Any] = WORDS[language] | SHEET_WORDS[language]
    fragment = store.evidence(finding.id)
    decision = store.decision_for(finding)
    mentions = distinct(finding.indicators)
    context = {
        "lang": language,
        "w": words,
        "finding": finding,
        "category": words["category"][finding.category],
        "scheme": scheme_name(finding.scheme, language),
        "role": words["role"][finding.role],
        "certainty": certainty(finding.score),
        "decision": decision and words["verdicts"].get(decision.verdict, decision.verdict),
        "decided": decision and _local(decision.at),
        # a link's mention may begin behind its scheme, and marks part the two; nothing else in the markup reads so
        "text": Markup(_SCHEME.sub(r"hxxp\1://", str(excerpt_of(shown, MAX_TEXT)[0]))),  # noqa: S704  escaped there
        "cut": len(finding.text) > MAX_TEXT,
        "text_sha256": hashlib.sha256(finding.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "evidence": _evidence(shown, language),
        "rows": [_row(store, finding, mention, words) for mention in mentions[:MAX_INDICATORS]],
        "left_out": max(0, len(mentions) - MAX_INDICATORS),
        "fragment": fragment,
        "copies": store.count_copies(finding.text_key),
        "channels": [(getattr(each, language), each) for each in channels_for(finding)],
        "contact": contact,
        "made": _local(now),
        "version": __version__,
        "local": _local,
        "visible": visible,
    }
    environment = Environment(
        loader=PackageLoader("canhgiac"), autoescape=select_autoescape(("html.j2",)), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("sheet.html.j2").render(context)


def _without_writer(finding: Finding) -> Finding:
    """The finding with the writer's own contacts blotted out, at the same length."""
    text = finding.text
    for mention in finding.indicators:
        if mention.stance == "writer":
            start, end = mention.span
            text = text[:start] + _HIDDEN * (end - start) + text[end:]
    return msgspec.structs.replace(finding, text=text)


def _evidence(finding: Finding, language: str) -> list[tuple[str, str]]:
    """The pieces that say most, each with what it tells, once."""
    english = {signal.name: signal.reason for signal in SIGNALS} | {"wording": "words that such posts use"}
    names = REASONS_VI if language == "vi" else english
    return list(
        dict.fromkeys(
            (_shown(finding, piece.span), names.get(piece.reason) or english.get(piece.reason, piece.reason))
            for piece in strongest(finding)
        )
    )


def _shown(finding: Finding, span: Span) -> str:
    """A piece of the text, defanged where a link stands in it."""
    start, end = span
    piece = visible(finding.text[start:end])
    links = (each.span for each in finding.indicators if each.type in LINKED and not each.value.startswith("+"))
    return defang(piece) if any(left < end and start < right for left, right in links) else piece


def _row(store: Store, finding: Finding, mention: Mention, words: dict[str, Any]) -> Row:
    bank = by_key().get(mention.bank or "")
    known = store.indicators(IndicatorFilter(type=mention.type, value=mention.value, bank=mention.bank), limit=1)
    elsewhere = ""
    if known:
        elsewhere = words["elsewhere"].format(
            offers=known[0].offers, reports=known[0].reports, since=_local(known[0].first_seen)
        )
    return Row(
        words["type"].get(mention.type, mention.type),
        indicator_text(msgspec.structs.replace(mention, bank=None)),
        f"{bank.name} (BIN {bank.bin})" if bank and bank.bin else bank.name if bank else mention.bank or "",
        _shown(finding, mention.span),
        elsewhere,
    )


def _local(time: dt.datetime | None) -> str:
    return time.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if time else "–"
