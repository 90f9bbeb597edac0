"""Wikis: what members put into pages, by the recent changes.

MediaWiki tells its changes and their texts by api.php, oldest first, so the crawl state is the time up to which
they were read. A post is what one member added to a page in one go; it has the number of the page and of the
revision it was made on, so that he may go on writing and it stays one post. DokuWiki tells the last change of each
page by its feed (:mod:`crawlers.dokuwiki`); a post is a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from lxml import etree
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState, Post
from crawlers import dokuwiki, fragment, mediawiki
from crawlers.dates import utc_now, when
from crawlers.feed_entries import Entry
from crawlers.identity import canonical_url, post_id
from crawlers.markup import root_of, text_of, tree
from crawlers.mediawiki import Change, Revision, Run
from crawlers.middlewares.conditional import validators_of
from crawlers.options import WikiOptions
from crawlers.spiders.base import Requests, SourceSpider
from crawlers.wikitext import plain, without_names

#: Changes are read again from so long before the last one: two that were made at once may appear one after another.
_OVERLAP = dt.timedelta(seconds=60)
#: Rounds of asking for earlier revisions of a member who went on writing for a long time.
_ROUNDS = 10
#: Pages of a DokuWiki that are remembered beyond those that its feed still lists.
_MAX_PAGES = 5000
#: Codes of errors that say that a wiki, or its api, is closed to visitors.
_CLOSED = frozenset({"readapidenied", "permissiondenied", "blocked", "autoblocked", "ratelimited", "maxlag"})

OnText = Callable[[dict[int, Revision], TextResponse], Requests]


class WikiState(msgspec.Struct, omit_defaults=True):
    """``api``: the address of api.php or of the feed, of the ``engine``. MediaWiki: ``read`` is the time of the
    last change that was read, ``near`` the numbers of those not long before it. DokuWiki: ``pages`` are hashes of
    the entries that were given, ``validators`` those of the feed."""

    engine: str = ""
    api: str = ""
    read: str = ""
    near: dict[str, str] = {}
    pages: dict[str, str] = {}
    validators: dict[str, str] = {}


class WikiSpider(SourceSpider):
    """Reads the recent changes of one wiki."""

    kind = "wiki"

    async def begin(self) -> AsyncIterator[Request]:
        """The changes, or a page that tells where they are to be had."""
        self.options: WikiOptions
        self.now = utc_now()
        self.known: WikiState = self.load(WikiState)
        if self.url.partition("?")[0].endswith("/api.php"):
            self.known.engine, self.known.api = "mediawiki", self.url.partition("?")[0]
        if self.known.api:
            yield self._ask_changes()
        else:
            yield self.ask(self.url, self._first)

    def snapshot(self) -> dict[str, Any]:
        """How far the changes were read."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _first(self, response: TextResponse) -> Request | None:
        root = root_of(response)
        feed = dokuwiki.feed_address(root, response.url)
        api = mediawiki.api_address(root, response.url)
        if api is None and feed is None:
            self.unexpected(response, "no MediaWiki that names its api.php and no DokuWiki was found on it")
            return None
        self.known = WikiState("mediawiki", api) if api else WikiState("dokuwiki", feed or "")
        self.keep()
        return self._ask_changes()

    def _ask_changes(self, more: str = "") -> Request:
        if self.known.engine == "dokuwiki":
            url = dokuwiki.feed_url(self.known.api, self.options.max_pages)
            return self.ask(url, self._feed, validators=self.known.validators if self.known.pages else None)
        return self.ask(mediawiki.changes_url(self.known.api, self._start(), more), self._changes)

    # MediaWiki

    def _start(self) -> str:
        read = when(self.known.read, now=self.now, timezone="UTC")
        days = self.options.history_days
        if read is None:
            start = self.now - dt.timedelta(days=days) if days else dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
        else:
            start = read - _OVERLAP
        return start.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _answer(self, response: TextResponse) -> dict[str, Any] | None:
        answer = mediawiki.answer_of(response.body)
        error = mediawiki.error_of(answer) if answer is not None else None
        if error is not None:
            state: HealthState = "blocked" if error[0] in _CLOSED else "changed"
            self.visit.trouble(state, response.url, f"the wiki's api.php refuses: {error[0]}: {error[1]}")
            return None
        if answer is None:
            self.unexpected(response, "its api.php gives no JSON; has the wiki moved or closed it?")
            # The next visit looks anew where it is.
            self.known.api = ""
            self.keep()
        return answer

    def _changes(self, response: TextResponse) -> Requests:
        answer = self._answer(response)
        if answer is None:
            return None
        changes = mediawiki.changes_of(answer)
        if changes is None:
            self.unexpected(response, "its api.php tells no recent changes; has the wiki changed?")
            return None
        self.visit.understood += 1
        fresh = [change for change in changes if str(change.id) not in self.known.near]
        return self._next(fresh, mediawiki.more_of(answer, "rccontinue"))

    def _next(self, changes: list[Change], more: str) -> Requests:
        """The texts of the next changes, then the changes after them."""
        if not changes:
            return self._ask_changes(more) if more else None
        count = self.options.batch
        now, later = changes[:count], changes[count:]
        runs = mediawiki.runs_of(now)

        def done() -> Requests:
            self._read_to(now)
            return self._next(later, more)

        wanted = {run.last.revision for run in runs} | {run.base for run in runs if run.base}
        return self._texts(runs, wanted, {}, done, 0) if wanted else done()

    def _texts(
        self, runs: list[Run], wanted: set[int], have: dict[int, Revision], done: Callable[[], Requests], rounds: int
    ) -> Requests:
        """Asks for revisions until each run's own beginning is known, then takes the posts."""
        asked = sorted(wanted)[: mediawiki.MAX_REVISIONS]

        def then(found: dict[int, Revision], response: TextResponse) -> Requests:
            have.update(found)
            left = wanted.difference(asked)
            earlier = _earlier(runs, have) if rounds < _ROUNDS else set()
            if left or earlier:
                return self._texts(runs, left | earlier, have, done, rounds + bool(not left))
            for run in runs:
                self._take(run, have, response)
            return done()

        return self._ask_texts(asked, {}, then, "")

    def _ask_texts(self, revisions: list[int], have: dict[int, Revision], then: OnText, more: str) -> Request:
        def answered(response: TextResponse) -> Requests:
            answer = self._answer(response)
            if answer is None:
                return None
            self.visit.understood += 1
            have.update(mediawiki.revisions_of(answer))
            # An answer that would be too large goes on.
            following = mediawiki.more_of(answer, "rvcontinue")
            if following and following != more:
                return self._ask_texts(revisions, have, then, following)
            for missing in set(revisions).difference(have):
                # Deleted or hidden meanwhile: known as such, so that it is not asked for again.
                have[missing] = Revision(missing, 0, "", None)
            return then(have, response)

        return self.ask(mediawiki.revisions_url(self.known.api, revisions, more), answered, priority=10)

    def _read_to(self, changes: list[Change]) -> None:
        self.known.near.update({str(change.id): change.time for change in changes})
        self.known.read = max(self.known.read, changes[-1].time)
        newest = when(self.known.read, now=self.now + dt.timedelta(days=1), timezone="UTC")
        if newest is not None:
            since = (newest - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")
            self.known.near = {number: time for number, time in self.known.near.items() if time >= since}
        self.keep()

    def _take(self, run: Run, revisions: dict[int, Revision], response: TextResponse) -> None:
        markup = mediawiki.words_added(run, revisions)
        url = mediawiki.address_of(self.known.api, run)
        if markup is None:
            self.visit.refuse(url, "the change, or what it was made on, was deleted, hidden or is no text")
            return
        words, title = plain(markup), mediawiki.heading_of(run)
        if not words:
            return
        names = [run.last.user]
        piece = etree.Element("article")
        if title:
            etree.SubElement(piece, "h1").text = title
        etree.SubElement(piece, "pre").text = _printable(without_names(markup))
        own_id = f"mediawiki:{_root(self.known.api)}{run.last.page}/{run.base}"
        page = mediawiki.address_of(self.known.api, Run(run.last, 0))
        text = f"{title}\n\n{words}" if title else words
        self._give(own_id, url, page, text, names, run.last.time, piece, response)

    # DokuWiki

    def _feed(self, response: TextResponse) -> None:
        entries = dokuwiki.entries_of(response)
        if entries is None:
            self.unexpected(response, "it is no feed of a DokuWiki's changes; is it switched off?")
            return
        self.visit.understood += 1
        for entry in entries:
            if self.known.pages.get(entry.key) != entry.mark:
                self._take_page(entry, response)
                self.known.pages[entry.key] = entry.mark
        listed = {entry.key for entry in entries}
        gone = [key for key in self.known.pages if key not in listed]
        for key in gone[: max(0, len(gone) - _MAX_PAGES)]:
            del self.known.pages[key]
        self.known.validators = validators_of(response)
        self.keep()

    def _take_page(self, entry: Entry, response: TextResponse) -> None:
        element = tree(entry.markup, entry.link)
        names = [entry.author] if entry.author else []
        body = text_of(element, entry.link) if element is not None else ""
        if not body or element is None:
            return
        piece = fragment.article_piece("", element, names)
        page = canonical_url(entry.link)
        own_id = f"dokuwiki:{_root(self.known.api)}{entry.title}"
        self._give(own_id, page, page, body, names, entry.written, piece, response)

    def _give(
        self,
        own_id: str,
        url: str,
        thread: str,
        text: str,
        names: list[str],
        written: object,
        piece: etree._Element,
        response: TextResponse,
    ) -> None:
        now = utc_now()
        fragment.strip_author(piece, names)
        self.visit.take(
            Post(
                id=post_id(self.host, own_id),
                source=self.source,
                kind=self.kind,
                url=canonical_url(url),
                text=fragment.mask_mentions(text, names),
                collected_at=now,
                author=self.visit.pseudonyms.of(self.host, names[0] if names else ""),
                thread=canonical_url(thread),
                posted_at=written if isinstance(written, dt.datetime) else when(written, now=now, timezone="UTC"),
                fragment=fragment.make(
                    piece,
                    url=canonical_url(url),
                    page_sha256=fragment.page_hash(response.body),
                    headers=fragment.kept_headers(response.headers),
                    status=response.status,
                    fetched_at=now,
                ),
            )
        )


def _earlier(runs: list[Run], have: dict[int, Revision]) -> set[int]:
    """The revisions to ask for so that each run begins where its member began; moves the runs' bases."""
    missing: set[int] = set()
    for run in runs:
        while run.base and (base := have.get(run.base)) is not None and base.user == run.last.user:
            run.base = base.parent
        if run.base and run.base not in have:
            missing.add(run.base)
    return missing


def _root(api: str) -> str:
    """The folder of a wiki on its host: one host may have several."""
    return urlsplit(api).path.rpartition("/")[0] + "/"


def _printable(text: str) -> str:
    # XML knows no control characters.
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
