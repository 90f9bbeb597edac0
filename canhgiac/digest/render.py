"""A digest as a page for the browser, HTML for mail, text for messengers, and JSON for machines."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from canhgiac.days import days_between, previous_days
from canhgiac.defang import defang
from canhgiac.digest.charts import Series, spark, stacked
from canhgiac.digest.figures import CampaignEntry, Figures, SourceEntry, Trend
from canhgiac.digest.lookup import campaign_name, rows, short
from canhgiac.digest.names import local, scheme_name
from canhgiac.digest.period import BASELINE_DAYS
from canhgiac.digest.screen import first_screen, title
from canhgiac.digest.sources import dark
from canhgiac.digest.words import WORDS
from canhgiac.health import advice
from canhgiac.stores.base import Store
from nlp.taxonomy import CATEGORIES

#: A message of Telegram holds 4,096 characters (https://core.telegram.org/bots/api#sendmessage).
MAX_TEXT = 4000
#: Rows of a table in a mail; the page has all.
MAIL_ROWS = 20

__all__ = ["Rendered", "render", "scheme_name"]


class Rendered(NamedTuple):
    """A digest in all its forms; ``title`` is the subject of a mail."""

    title: str
    html: str
    mail: str
    text: str
    json: bytes


def render(figures: Figures, store: Store, language: str) -> Rendered:
    """The digest in ``vi`` or ``en``. What was purged or marked ``false`` since it was counted is left out."""
    context = _context(figures, store, language)
    mail, page, text = (_template(name).render(context) for name in ("mail.html", "html", "txt"))
    return Rendered(context["title"], page, mail, _cut(text, WORDS[language]["cut"]), _machine(figures, context))


@functools.cache
def _template(name: str) -> Any:
    environment = Environment(
        loader=PackageLoader("canhgiac"), autoescape=select_autoescape(("html.j2",)), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["defang"] = defang
    return environment.get_template(f"digest.{name}.j2")


def _context(figures: Figures, store: Store, language: str) -> dict[str, Any]:
    words = WORDS[language]
    days = [*previous_days(figures.first, BASELINE_DAYS), *days_between(figures.first, figures.day)]
    gone = dark(figures.sources)
    return {
        "lang": language, "w": words, "f": figures, "counted": local(figures.counted_at),
        "groups_at": local(figures.groups_at), "title": title(figures, language), "mail_rows": MAIL_ROWS,
        "lines": first_screen(figures, store, language), "top": rows(store, figures.top),
        "categories": [_trend_row(_of(figures.categories, name, len(days)), words["category"][name], figures, language)
                       for name in CATEGORIES],
        "schemes": [_trend_row(each, scheme_name(each.name, language), figures, language) for each in figures.schemes],
        "campaigns": [_campaign_row(each, store, figures, words) for each in figures.campaigns],
        "silent": [_campaign_row(each, store, figures, words) for each in figures.silent],
        "sources": [_source_row(each, language) for each in figures.sources],
        "dark": [_source_row(each, language) for each in gone],
        "chart": _chart(figures, days, words), "pictures": sum(each.pictures for each in figures.sources),
        "scheme": lambda id: scheme_name(id, language), "number": lambda value: _number(value, language),
        "local": local,
    }  # fmt: skip


def _of(trends: tuple[Trend, ...], name: str, length: int) -> Trend:
    return next((each for each in trends if each.name == name), Trend(name, 0, 0.0, (0,) * length))


def _trend_row(trend: Trend, name: str, figures: Figures, language: str) -> dict[str, Any]:
    words = WORDS[language]
    covered = len(trend.days) - BASELINE_DAYS
    difference = trend.now - trend.usual
    largest = max((each.now for each in (*figures.categories, *figures.schemes)), default=0)
    return {
        "name": name, "now": trend.now, "usual": trend.usual,
        "change": ("−" if difference < 0 else "+") + _number(round(abs(difference), 1), language),
        "share": round(100 * trend.now / largest) if largest else 0,
        "spark": spark(trend.days, covered, _in_words(trend.days, covered, words)),
    }  # fmt: skip


def _in_words(days: tuple[int, ...], covered: int, words: dict[str, Any]) -> str:
    before, now = days[: len(days) - covered], days[len(days) - covered :]
    return str(words["chart"].format(before=", ".join(map(str, before)), now=", ".join(map(str, now))))


def _campaign_row(entry: CampaignEntry, store: Store, figures: Figures, words: dict[str, Any]) -> dict[str, Any]:
    covered = len(entry.days) - BASELINE_DAYS
    return {
        "id": entry.id, "name": campaign_name(store, entry.id), "now": entry.now, "findings": entry.findings,
        "new": entry.new, "spark": spark(entry.days, covered, _in_words(entry.days, covered, words)),
    }  # fmt: skip


def _source_row(entry: SourceEntry, language: str) -> dict[str, Any]:
    return {
        "name": entry.source, "state": WORDS[language]["states"][entry.state], "reason": short(defang(entry.reason)),
        "bad": bool(dark((entry,))), "posts": entry.posts, "pictures": entry.pictures,
        "visited": local(entry.finished_at), "advice": advice(entry.state, entry.source, language),
    }  # fmt: skip


def _chart(figures: Figures, days: list[str], words: dict[str, Any]) -> Any:
    counts = {name: _of(figures.categories, name, len(days)).days for name in CATEGORIES}
    series = [Series(words["category"][name], name, counts[name]) for name in CATEGORIES]
    spoken = "; ".join(f"{each.name}: {', '.join(map(str, each.counts))}" for each in series)
    return stacked(days, series, f"{words['chart_title']} ({days[0]} – {days[-1]}). {spoken}")


def _number(value: float, language: str) -> str:
    """A number as it is written in the language: Vietnamese has a comma where English has a point."""
    text = f"{value:.1f}" if value != int(value) else str(int(value))
    return text.replace(".", ",") if language == "vi" else text


def _cut(text: str, note: str) -> str:
    """Whole lines of a text, as many as one message holds."""
    if len(text) <= MAX_TEXT:
        return text
    return text[: text.rindex("\n", 0, MAX_TEXT - len(note) - 1)] + f"\n{note}\n"


def _machine(figures: Figures, context: dict[str, Any]) -> bytes:
    """The figures, and what they name by id as it was when this was rendered, defanged."""
    record: dict[str, Any] = msgspec.to_builtins(figures)
    record["shown"] = {
        "title": context["title"],
        "lines": [{**msgspec.to_builtins(each), "text": each.text} for each in context["lines"]],
        "campaigns": {each["id"]: each["name"] for each in (*context["campaigns"], *context["silent"])},
        "top": [
            {"id": row.entry.id, "excerpt": row.plain, "url": row.url,
             "indicators": [{"type": kind, "value": value} for kind, value in row.indicators]}
            for row in context["top"]
        ],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(record), indent=2)
