"""The console's own pages: the start page, search, a finding with marked evidence, its sheet, and deciding."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from datasette.views.base import DatasetteError
from datasette.views.table import TableView

from canhgiac.console.access import Access
from canhgiac.console.questions import QUESTIONS, counting
from canhgiac.console.reading import Reading, found, read
from canhgiac.decisions import Analyst
from canhgiac.errors import NotFoundError
from canhgiac.export.sheet import sheet
from canhgiac.query import parse
from canhgiac.records import Verdict
from canhgiac.settings import Settings
from canhgiac.stores.base import AmbiguousId, Store
from canhgiac.stores.sqlite import SqliteStore

_Answer = TypeVar("_Answer")
#: Findings on a page of a search.
PAGE = 20
#: What one may say of a text; `allow`, `merge` and `split` are of other things.
VERDICTS: dict[str, Verdict] = {
    "confirmed": "confirmed", "false": "false", "handed_over": "handed_over", "closed": "closed",
}  # fmt: skip
_LONGEST_REASON = 1000


class Pages:
    """Answers to requests. Every page opens the store for itself, in a thread of its own."""

    def __init__(self, settings: Settings, store: Path, access: Access) -> None:
        self.language = settings.language
        self._contact = settings.contact
        self._path = store
        self._access = access

    def routes(self) -> list[tuple[str, Callable[..., Any]]]:
        """Addresses and who answers them; they come before Datasette's own."""
        return [
            (r"^/$", self.home),
            (r"^/store$", self.to_home),
            (r"^/search$", self.search),
            (r"^/finding/(?P<id>[^/]+)$", self.finding),
            (r"^/finding/(?P<id>[^/]+)/sheet$", self.sheet),
            (r"^/finding/(?P<id>[^/]+)/mark$", self.mark),
            (r"^/(?P<database>store)/(?P<table>new)(\.(?P<format>\w+))?$", self.new),
            (r"^/-/enter$", self.enter),
            (r"^/-/(?!logout$|static/)", self.closed),
        ]

    async def _ask(self, question: Callable[[Store], _Answer]) -> _Answer:
        def answer() -> _Answer:
            with SqliteStore(self._path) as store:
                return question(store)

        try:
            return await asyncio.to_thread(answer)
        except (NotFoundError, AmbiguousId) as error:
            raise NotFound(str(error)) from error

    async def _page(self, datasette: Datasette, request: Request, template: str, **context: Any) -> Response:
        return Response.html(await datasette.render_template(template, context, request=request))

    async def enter(self, datasette: Datasette, request: Request) -> Response:
        """Lets one in who has a link."""
        return self._access.enter(datasette, request)

    async def closed(self) -> Response:
        """Datasette's pages about itself: they tell where files lie and what runs."""
        raise NotFound("there is no such page")

    async def new(self, datasette: Datasette, request: Request) -> Response:
        """What is new since a day, if it is one."""
        since = (request.args.get("since") or "").strip()
        if since and not _is_day(since):
            raise DatasetteError(datasette.console_words["no_day"].format(since=since), status=400)
        answer: Response = await TableView.as_view(datasette)(request, None)
        return answer

    async def to_home(self) -> Response:
        """The list of tables is on the start page."""
        return Response.redirect("/")

    async def home(self, datasette: Datasette, request: Request) -> Response:
        """The five questions, each with how many rows answer it, and the tables."""
        database = datasette.get_database("store")
        counts: dict[str, int] = {}
        for name in QUESTIONS:
            if name != "who":
                counts[name] = (await database.execute(counting(name), {"since": ""})).single_value()
        return await self._page(
            datasette, request, "console_home.html", counts=counts, questions=list(QUESTIONS),
            tables=await database.view_names(),
        )  # fmt: skip

    async def search(self, datasette: Datasette, request: Request) -> Response:
        """What a query finds, as on the command line: exact accents first, what is marked false left out."""
        asked = request.args.get("q") or ""
        skipped = _number(request.args.get("from"))
        query = parse(asked)

        def look(store: Store) -> tuple[list[Any], int]:
            hits = store.search(query, limit=PAGE, offset=skipped)
            return [found(hit, self.language) for hit in hits], store.count(query)

        hits, total = await self._ask(look)
        return await self._page(
            datasette, request, "console_search.html", q=asked, hits=hits, total=total,
            onward=skipped + PAGE if skipped + PAGE < total else None,
        )  # fmt: skip

    async def finding(self, datasette: Datasette, request: Request) -> Response:
        """One finding: marked evidence, indicators, where it was seen, decisions; a form for who may decide."""
        shown: Reading = await self._ask(lambda store: read(store, _id(request), self.language))
        return await self._page(datasette, request, "console_finding.html", r=shown, verdicts=list(VERDICTS))

    async def sheet(self, request: Request) -> Response:
        """The evidence sheet."""
        page = await self._ask(
            lambda store: sheet(
                store, store.finding_by_prefix(_id(request)), self.language, self._contact, dt.datetime.now(dt.UTC)
            )
        )
        return Response.html(page.encode("utf-8", "replace").decode())

    async def mark(self, datasette: Datasette, request: Request) -> Response:
        """Records a decision, by the person of the cookie. Datasette has checked the form's own token before."""
        words = datasette.console_words
        if request.method != "POST":
            return Response.text("POST", status=405, headers={"Allow": "POST"})
        if not request.actor:
            return Response.text(words["no_token"], status=403)
        form = await request.post_vars()
        verdict, why = VERDICTS.get(form.get("as", "")), form.get("why", "").strip()[:_LONGEST_REASON]
        back = f"/finding/{request.url_vars['id']}"
        if verdict is None or not why:
            missing = words["no_reason"] if verdict else words["bad_verdict"]
            return self._said(datasette, request, back, missing, datasette.ERROR)

        def decide(store: Store) -> int:
            analyst = Analyst(store, request.actor["id"], why)
            finding = store.finding_by_prefix(_id(request))
            if form.get("scope") == "cluster":
                hit = store.clusters_of([finding.id]).get(finding.id)
                if hit is not None:
                    return analyst.on_cluster(hit.cluster, verdict)
            analyst.on_text(finding, verdict)
            return 1

        count = await self._ask(decide)
        said = words["recorded"].format(verdict=words["verdicts"][verdict], count=count)
        return self._said(datasette, request, back, said, datasette.INFO)

    def _said(self, datasette: Datasette, request: Request, address: str, message: str, kind: int) -> Response:
        datasette.add_message(request, message, kind)
        return Response.redirect(address)


def _id(request: Request) -> str:
    return unquote(request.url_vars["id"])


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _is_day(text: str) -> bool:
    """Whether it is a day as the tables write days, by which they are compared."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
