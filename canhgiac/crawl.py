"""From sources to the spool: what ``canhgiac`` gives the crawlers, and where their posts go."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import re
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

import crawlers
from canhgiac.api_keys import api_keys
from canhgiac.errors import BusyError, NotFoundError, SettingsError
from canhgiac.keys import Keys
from canhgiac.locks import held
from canhgiac.names import KIND as NAMES
from canhgiac.names import Lookalikes
from canhgiac.records import Post, Visit
from canhgiac.settings import Settings
from canhgiac.sources import Source, checked_name, load_sources, pick
from canhgiac.spool import Spool
from canhgiac.stores.base import Store, StoreError
from canhgiac.watch import load_watch
from canhgiac.window import parse_window

#: A batch is written when it is full or this many seconds after its first post, whichever comes first.
FLUSH_SECONDS = 10.0
#: Known posts that are told to the store at once.
TOUCH = 1000
#: In the place of a path.
STANDARD_INPUT = "-"


class SpoolSink:
    """Serves a crawler as ``PostSink``: batches to the spool, then the crawl state, then the visit."""

    def __init__(self, spool: Spool, source: Source, size: int) -> None:
        self._spool, self._source, self._size = spool, source, size
        self._posts: list[Post] = []
        self._state: dict[str, object] | None = None
        self._since = time.monotonic()

    def post(self, post: Post) -> None:
        """Takes a post; a full batch is written."""
        if not self._posts:
            self._since = time.monotonic()
        self._posts.append(post)
        if len(self._posts) >= self._size:
            self._flush()

    def progress(self, state: dict[str, object]) -> None:
        """Takes the crawl state, to be written after the batch of the posts so far."""
        self._state = state
        if time.monotonic() - self._since >= FLUSH_SECONDS:
            self._flush()

    def close(self, visit: Visit) -> None:
        """Writes what is left."""
        self._flush()
        self._spool.write_visit(visit)

    def _flush(self) -> None:
        if self._posts:
            self._spool.write(self._source.name, self._source.kind, self._posts, dt.datetime.now(dt.UTC))
            self._posts = []
        if self._state is not None:
            self._spool.write_state(self._source.name, self._state)
            self._state = None
        self._since = time.monotonic()


class StoreSeen:
    """Serves a crawler as ``SeenPosts``. A store that is down makes every post new."""

    def __init__(self, store: Store | None, keys: Keys) -> None:
        self._store, self._keys = store, keys
        self._began = dt.datetime.now(dt.UTC)
        self._met: list[tuple[str, str]] = []

    def is_new(self, post_id: str, text: str) -> bool:
        """Whether this is not the text that the post had when it was read last."""
        if self._store is None:
            return True
        pair = (self._keys.id_key(post_id), self._keys.text_key(text))
        try:
            latest = self._store.seen([pair[0]]).get(pair[0])
            if latest is None or latest.text_key != pair[1]:
                return True
            self._met.append(pair)
            if len(self._met) >= TOUCH:
                self.touch()
            return False
        except StoreError:
            self._store = None
            return True

    def touch(self) -> None:
        """Tells the store which known posts still stand, so that their hashes do not expire."""
        if self._store is not None and self._met:
            with contextlib.suppress(StoreError):  # met again tomorrow
                self._store.touch(self._met, self._began)
            self._met = []


class Limits(msgspec.Struct, frozen=True):
    """How far a crawl goes beyond the settings. ``within``: seconds in all, shared fairly by the sources (0: no
    limit); ``depth``: pages of a listing that a visit turns over (0: as the source says); ``public``: the
    addresses come from somebody else, so nothing in a private network is read, and no file."""

    within: float = 0.0
    depth: int = 0
    public: bool = False


class CrawlReport:
    """What a crawl came to: the visits, and the sources left out: ``busy`` because another process has their host,
    ``shut`` because this is not their hour."""

    def __init__(self, visits: list[Visit], busy: list[Source], shut: list[Source]) -> None:
        self.visits, self.busy, self.shut = visits, busy, shut


class HostTurns:
    """Serves a crawl as ``Turns``: one lock for each host, held while it is its turn and no longer, so that ten
    thousand sources hold eight; a host is ``busy`` where another process has it."""

    def __init__(self, settings: Settings, spool: Spool) -> None:
        self._settings, self._spool = settings, spool
        self.busy: set[str] = set()

    def take(self, host: str) -> contextlib.AbstractContextManager[None] | None:
        """The lock of a host, taken."""
        stack = contextlib.ExitStack()
        try:
            stack.enter_context(held(self._settings.home, f"crawl-{host}", doing=f"crawling {host}"))
        except BusyError:
            self.busy.add(host)
            return None
        return stack  # type: ignore[return-value]  # inside, it gives itself; nobody looks

    def state(self, source: str) -> dict[str, object]:
        """The crawl state of a source."""
        return self._spool.state(source)


def choose(
    settings: Settings, named: Sequence[str], *, kind: str | None = None, name: str | None = None
) -> list[Source]:
    """The sources a command line names: names of ``sources.yaml``, URLs, or files of posts; all when none.

    Raises ``SettingsError`` or ``NotFoundError`` with what to do.
    """
    if not named:
        return load_sources(settings.sources_path)
    named = list(dict.fromkeys(named))
    typed = [each for each in named if "://" in each or each == STANDARD_INPUT or _is_readable(Path(each))]
    if STANDARD_INPUT in typed and kind != NAMES:
        raise SettingsError("- reads host names from standard input: add --kind names (posts come by a file)")
    if name is not None and (len(named) != 1 or not typed):
        raise SettingsError("--name goes with one URL or file")
    listed = [each for each in named if each not in typed]
    for each in listed:
        if "/" in each and Path(each).is_dir():
            raise NotFoundError(f"{each}: it is a folder; name the files in it")
        if "/" in each or each.endswith((".jsonl", ".json", ".csv")):
            raise NotFoundError(f"{each}: no such file")
    sources = pick(load_sources(settings.sources_path), listed) if listed else []
    return sources + [_typed(each, kind, name) for each in typed]


def _is_readable(path: Path) -> bool:
    return path.is_file() or path.is_fifo() or path.is_char_device()


def _typed(place: str, kind: str | None, name: str | None) -> Source:
    """A source made from a URL or a path on the command line."""
    local = "://" not in place or place.startswith("file://")
    url = str(Path(place).absolute()) if "://" not in place and place != STANDARD_INPUT else place
    kind = kind or ("file" if local else crawlers.kind_of(url))
    problems = crawlers.validate(kind, url, {})
    if problems:
        raise SettingsError("\n".join(f"{place}: {problem}" for problem in problems))
    made = "standard-input" if place == STANDARD_INPUT else name_of(url)
    return Source(checked_name(name) if name else made, kind, url)


def name_of(url: str) -> str:
    """A name for a source that has none: readable, and the same whenever the same place is typed."""
    parts = urlsplit(url)
    readable = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname or ''}-{Path(parts.path).name}".lower()).strip("-")[:40]
    return f"{readable or 'source'}-{hashlib.sha256(url.encode()).hexdigest()[:6]}"


def crawl(
    settings: Settings,
    sources: Sequence[Source],
    spool: Spool,
    keys: Keys,
    store: Store | None,
    on_event: Callable[[crawlers.CrawlEvent], None] | None = None,
    limits: Limits = Limits(),  # noqa: B008  frozen
) -> CrawlReport:
    """Visits the sources once, in this process (once a process: Scrapy's reactor cannot start twice).

    Sources of host names keep look-alikes of the brands on the watch list. The sources were written in
    ``sources.yaml`` or typed on the command line, so that they may lie in private networks, unless ``limits`` say
    that somebody else named them (``SettingsError`` for a file then). A host that another process crawls is left
    out and reported, a source outside of its hours too.
    """
    if limits.public:
        _refuse_local(sources)
    now = dt.datetime.now(dt.UTC)
    specs, shut = [], []
    for source in sources:
        closes = parse_window(source.window).closes(now) if source.window else None
        if source.window and closes is None:
            shut.append(source)
        else:
            specs.append(spec_of(source, closes, limits))
    by_name = {source.name: source for source in sources}
    turns, seen = HostTurns(settings, spool), StoreSeen(store, keys)
    visits = (
        crawlers.crawl(
            specs,
            msgspec.structs.replace(crawl_settings(settings), within_seconds=limits.within),
            sink=lambda spec: SpoolSink(spool, by_name[spec.name], settings.batch),
            seen=seen,
            pseudonyms=keys,
            names=Lookalikes(load_watch(settings)),
            on_event=on_event,
            turns=turns,
            secrets=api_keys(settings),
        )
        if specs
        else []
    )
    seen.touch()
    left = {spec.name for spec in specs if crawlers.place_of(spec) in turns.busy}
    busy = [source for source in sources if source.name in left]
    return CrawlReport([visit for visit in visits if visit.source not in left], busy, shut)


def spec_of(source: Source, until: dt.datetime | None, limits: Limits) -> crawlers.SourceSpec:
    """What the crawlers are told of a source; its visit ends by ``until``."""
    return crawlers.SourceSpec(
        source.name, source.kind, source.url, _deepened(source, limits.depth), not limits.public,
        honour=msgspec.convert(source.honour, tuple[crawlers.Wish, ...]), max_requests=source.max_requests, until=until,
    )  # fmt: skip


def _refuse_local(sources: Iterable[Source]) -> None:
    for source in sources:
        if not source.url.startswith(("http://", "https://")):
            raise SettingsError(f"{source.url} is a place on this machine; --public reads http(s) addresses alone")


def _deepened(source: Source, depth: int) -> dict[str, object]:
    """The source's options with so many listing pages, where its kind turns pages over."""
    if depth and "max_pages" in crawlers.kinds()[source.kind].options.__struct_fields__:
        return {**source.options, "max_pages": depth}
    return source.options


def crawl_settings(settings: Settings) -> crawlers.CrawlSettings:
    """The installation's settings as the crawlers have them."""
    return crawlers.CrawlSettings(
        user_agent_contact=settings.contact,
        delay=settings.delay,
        timeout=settings.timeout,
        max_bytes=settings.max_bytes,
        budget_seconds=settings.budget,
        max_requests=settings.max_requests,
        host_requests=settings.host_requests,
        concurrency=settings.concurrency,
    )
