"""The plugin by which Datasette gets the console's pages, searching, cells and rules."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.filters import FilterArguments
from datasette.utils import path_with_removed_args, path_with_replaced_args
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from jinja2 import Environment
from markupsafe import Markup, escape

from canhgiac.console.access import Access, Asgi
from canhgiac.console.pages import Pages
from canhgiac.console.questions import SHOWN, counting
from canhgiac.console.tables import matching
from canhgiac.console.words import WORDS
from canhgiac.defang import LINKED, defang
from canhgiac.digest.render import scheme_name
from canhgiac.digest.words import WORDS as SHARED
from canhgiac.errors import CanhGiacError
from canhgiac.query import parse

_log = logging.getLogger(__name__)
#: Columns that the pages leave out for want of room; downloads have them.
LEFT_OUT = frozenset({"evidence", "url", "kind", "day", "recent", "imitates", "n"})
#: What is shown of an id.
_ID_SHOWN = 12


class Console:
    """Datasette's hooks (https://docs.datasette.io/en/0.65/plugin_hooks.html) for one store."""

    #: Datasette asks plugins for the name of their module.
    __name__ = "canhgiac.console"

    def __init__(self, pages: Pages, access: Access) -> None:
        self._pages = pages
        self._access = access
        self._words = WORDS[pages.language]

    @hookimpl
    def register_routes(self) -> list[tuple[str, Callable[..., Any]]]:
        return self._pages.routes()

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[Asgi], Asgi]:
        return lambda app: self._access.wrap(datasette, app)

    @hookimpl(trylast=True)  # after Datasette's own, which finds nothing to search here
    def filters_from_request(
        self, datasette: Datasette, request: Request, table: str
    ) -> Callable[[], Awaitable[FilterArguments | None]]:
        """``?_search=`` is read by the store's query grammar."""

        async def filters() -> FilterArguments | None:
            columns = await datasette.get_database("store").table_columns(table)
            for key in request.args:
                for column in request.args.getlist(key) if key.startswith("_facet") and key != "_facet_size" else ():
                    if column not in columns:  # Datasette would leave its own counting half done
                        raise DatasetteError(f"there is no column {column!r} to count by", status=400)
            return self._searched(request) if table == "all_findings" else None

        return filters

    def _searched(self, request: Request) -> FilterArguments:
        asked = request.args.get("_search") or ""
        where, values = matching(parse(asked)) if asked.strip() else (None, {})
        return FilterArguments(
            [where] if where else [], values, extra_context={"supports_search": True, "search": asked}
        )

    @hookimpl
    def permission_allowed(self, action: str) -> bool | None:
        """No free SQL and no copy of the file: both would lead around the views."""
        return False if action in ("execute-sql", "view-database-download", "permissions-debug", "debug-menu") else None

    @hookimpl
    def prepare_jinja2_environment(self, env: Environment) -> None:
        """What every page may use, those of Datasette's errors too."""
        language = self._pages.language
        env.globals |= {
            "w": self._words, "lang": language, "left_out": LEFT_OUT,
            "named": lambda column, value: name_of(column, value, language),
            "headed": lambda column: self._words["columns"].get(column, column.replace("_", " ")),
        }  # fmt: skip

    @hookimpl
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Callable[[], Awaitable[Response]]:
        """An error as a page, in place of Datasette's own handler (``serve`` takes it out)."""

        async def answer() -> Response:
            status, message = _told(exception)
            if status == 500:
                _log.error("%s: %s", request.path, message, exc_info=exception)
            if request.path.endswith(".json"):
                return Response.json({"ok": False, "error": message, "status": status}, status=status)
            page = datasette.jinja_env.get_template("error.html")
            return Response.html(await page.render_async(status=status, error=message), status=status)

        return answer

    @hookimpl
    def extra_template_vars(self, datasette: Datasette, request: Request | None) -> dict[str, Any]:
        async def total_of(question: str, asked: dict[str, str]) -> int | None:
            """All rows of a question; none where counting takes too long."""
            try:
                answer = await datasette.get_database("store").execute(counting(question), asked)
            except QueryInterrupted:
                return None
            return int(answer.single_value())

        return {
            "total_of": total_of,
            "shown": SHOWN,
            "without": lambda removed: path_with_removed_args(request, set(removed)),
            "adding": lambda added: path_with_replaced_args(request, {**added, "_next": None}),
        }

    @hookimpl
    def render_cell(self, row: Any, value: Any, column: str) -> Markup | str | None:
        """Ids lead to what they name; what could be opened by a slip is text."""
        if value is None or value == "":
            return Markup("&nbsp;")
        if column in ("id", "finding", "target", "cluster", "campaign"):
            return link_to(str(value))
        if column == "excerpt":
            return marked(str(value), row["evidence"] if "evidence" in row.keys() else None)  # noqa: SIM118  a row
        if column == "value":
            kind = row["type"] if "type" in row.keys() else ""  # noqa: SIM118
            return escape(defang(value) if kind in LINKED and not value.startswith("+") else value)
        if column == "name":
            return escape(defang(str(value)))
        return escape(name_of(column, value, self._pages.language))


def _told(exception: Exception) -> tuple[int, str]:
    """An error's status and what to say of it."""
    if isinstance(exception, DatasetteError):  # 500 where its author gave none: an address that makes no sense
        return 400 if exception.status == 500 else exception.status, exception.message
    if isinstance(exception, Base400):
        return exception.status, str(exception)
    if isinstance(exception, CanhGiacError):
        return 503, str(exception)
    if isinstance(exception, sqlite3.DatabaseError) and "not authorized" in str(exception):
        return 403, "only the tables of the start page can be read here"
    if isinstance(exception, sqlite3.OperationalError):  # an address that names what is not there
        return 400, str(exception)
    return 500, f"{type(exception).__name__}: {exception}"


def name_of(column: str, value: Any, language: str) -> str:
    """A value of a column as people call it in ``vi`` or ``en``."""
    if value is None or value == "":
        return "–"
    shared, words = SHARED[language], WORDS[language]
    if column in ("scheme", "schemes"):
        return ", ".join(scheme_name(each, language) for each in str(value).split())
    if column in ("review", "mine", "listed"):
        return str(words["yes"] if value in (1, "1") else words["no"])
    names: dict[str, dict[str, str]] = {
        "category": shared["category"], "role": shared["role"], "type": shared["type"], "state": shared["states"],
        "decision": words["verdicts"],
    }  # fmt: skip
    shown = names.get(column, {}).get(str(value), value)
    return str(int(shown)) if isinstance(shown, float) and shown.is_integer() else str(shown)


def link_to(id: str) -> Markup:
    """A link to what an id names: a finding, a cluster's findings, a campaign's clusters; else the text alone."""
    shown = id[:_ID_SHOWN]
    if id.startswith("c-"):
        return Markup('<a href="/store/all_findings?cluster={}">{}</a>').format(id, shown)
    if id.startswith("k-"):
        return Markup('<a href="/store/all_clusters?campaign={}">{}</a>').format(id, shown)
    if ":" in id or " " in id:
        return escape(defang(id))
    return Markup('<a href="/finding/{}">{}</a>').format(id, shown)


def marked(excerpt: str, evidence: str | None) -> Markup:
    """An excerpt as HTML in which the pieces of evidence (a JSON list) are marked where they stand as they are."""
    places = ((excerpt.find(piece), piece) for piece in json.loads(evidence or "[]") if piece.strip())
    longest_first = sorted((start, -len(piece)) for start, piece in places if start >= 0)
    html, done = Markup(""), 0
    for start, negative in longest_first:
        end = start - negative
        if end > done:  # pieces may overlap: what is marked is marked once
            html += escape(excerpt[done : max(start, done)])
            html += Markup("<mark>{}</mark>").format(excerpt[max(start, done) : end])
            done = end
    return html + escape(excerpt[done:])
