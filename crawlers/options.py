"""The options that each kind of source takes in ``sources.yaml``. Data only: importing this is cheap."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

_Count = Annotated[int, msgspec.Meta(ge=1)]
_NotNegative = Annotated[float, msgspec.Meta(ge=0)]


class FeedOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``follow``: read the article behind an entry ``auto`` (where the entry holds only a teaser),
    ``always`` or ``never``. ``teaser_chars``: an entry's text shorter than this is a teaser.
    ``max_entries``: newest entries that are read in one visit."""

    follow: Literal["auto", "always", "never"] = "auto"
    teaser_chars: Annotated[int, msgspec.Meta(ge=0)] = 600
    max_entries: _Count = 500


class ForumOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``engine``: the forum's software, told by itself where left ``auto``. ``timezone``: of the times that it
    shows. ``max_pages``: listing pages that one visit turns over. ``recheck_days``, ``recheck_hours``: threads
    active within so many days are read again for edits at most once per so many hours (0 hours: on every
    visit; 0 days: never)."""

    engine: Literal["auto", "xenforo", "vbulletin", "discourse", "flarum", "phpbb", "misago", "spirit"] = "auto"
    timezone: str = "Asia/Ho_Chi_Minh"
    max_pages: _Count = 200
    recheck_days: _NotNegative = 7
    recheck_hours: _NotNegative = 24


class TelegramOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``history_days``: how far back the first visit reads (0: to the channel's beginning). ``max_pages``:
    preview pages of one visit. ``recheck_days``, ``recheck_hours``: messages of so many days are read again
    for edits at most once per so many hours (0 hours: on every visit; 0 days: never). ``images``: look at the
    pictures of messages with little or no text for QR codes."""

    history_days: _NotNegative = 90
    max_pages: _Count = 100
    recheck_days: _NotNegative = 3
    recheck_hours: _NotNegative = 24
    images: bool = False


class PageOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """CSS selectors. ``item``: each post, or each entry of a listing. ``link``: within an item, the link to the
    post's own page; without it the posts stand on the page. ``text``, ``title``, ``author``, ``time``, ``id``:
    within a post (its own page, where there is a ``link``); without ``text`` all of it. ``next``: the link to
    the listing's next page; ``max_pages`` of them are turned over. ``timezone``, ``recheck_days``,
    ``recheck_hours`` as for forums; ``images`` as for Telegram. ``javascript``: read the pages in a browser."""

    item: str = ""
    link: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    time: str = ""
    id: str = ""
    next: str = ""
    max_pages: _Count = 20
    timezone: str = "Asia/Ho_Chi_Minh"
    recheck_days: _NotNegative = 3
    recheck_hours: _NotNegative = 24
    images: bool = False
    javascript: bool = False


class FileOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``format``: ``auto`` looks at the name and the first line. ``encoding``: ``auto`` tells UTF-8,
    UTF-16 (by its mark) and Windows-1258 apart. ``delimiter`` of CSV: by default the most frequent of
    comma, semicolon and tab in the first line. ``columns`` maps our names (``text``, ``id``, ``url``,
    ``author``, ``thread``, ``title``, ``posted_at``) to the file's. ``timezone``: of times without
    one."""

    format: Literal["auto", "jsonl", "csv"] = "auto"
    encoding: str = "auto"
    delimiter: Annotated[str, msgspec.Meta(max_length=1)] = ""
    columns: dict[Literal["text", "id", "url", "author", "thread", "title", "posted_at"], str] = {}
    timezone: str = "Asia/Ho_Chi_Minh"


class NamesOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None: each line tells by itself what it is."""


class YouTubeOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``units_per_day``, ``searches_per_day``: this source's share of the key's quota. ``history_days``: how far back
    the first visit reads (0: to the beginning). ``recheck_days``, ``recheck_hours``: threads and found videos of so
    many days are read again at most once per so many hours (0 days: never). ``api``: a gateway on this machine in
    the place of the API."""

    units_per_day: _Count = 500
    searches_per_day: _Count = 4
    history_days: _NotNegative = 90
    recheck_days: _NotNegative = 7
    recheck_hours: _NotNegative = 24
    api: str = ""


class FacebookOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``version``: of the Graph API. The others as for ``youtube``."""

    version: Annotated[str, msgspec.Meta(pattern=r"^v[0-9]{1,3}\.[0-9]$")] = "v26.0"
    history_days: _NotNegative = 90
    recheck_days: _NotNegative = 7
    recheck_hours: _NotNegative = 24
    api: str = ""


class BlogOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``history_days``: how far back the first visit reads (0: everything). ``per_page``: articles or comments that
    are asked for at once, ``max_pages``: such pages of one visit. ``recheck_days``, ``recheck_hours``: comments of
    so many days are read again for edits at most once per so many hours (0 hours: on every visit; 0 days: never);
    an article's edit shows by itself. ``timezone``: of times without one."""

    history_days: _NotNegative = 365
    per_page: Annotated[int, msgspec.Meta(ge=1, le=100)] = 100
    max_pages: _Count = 100
    recheck_days: _NotNegative = 3
    recheck_hours: _NotNegative = 24
    timezone: str = "Asia/Ho_Chi_Minh"


class ArticleOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``body``: the article's own text is taken ``auto`` (unless it is news) or ``never``; its comments always are.
    ``max_pages``: pages of comments of one visit; those behind the first are read again at most once per
    ``recheck_hours``. ``timezone``: of times without one."""

    body: Literal["auto", "never"] = "auto"
    max_pages: _Count = 20
    recheck_hours: _NotNegative = 24
    timezone: str = "Asia/Ho_Chi_Minh"


class SitemapOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``match``: a regular expression; only pages whose address it finds are read. ``item``, ``text``, ``title``,
    ``author``, ``time``, ``id``: selectors as for ``page``; without ``item`` and ``text`` a page is read as
    ``article``, with ``body`` as there. ``history_days``: pages changed longer ago are not read (0: all are).
    ``max_pages``: pages of one visit. ``recheck_days``, ``recheck_hours``: a page met within so many days is read
    again for comments and edits at most once per so many hours. ``timezone``: of times without one."""

    match: str = ""
    item: str = ""
    text: str = ""
    title: str = ""
    author: str = ""
    time: str = ""
    id: str = ""
    body: Literal["auto", "never"] = "auto"
    history_days: _NotNegative = 30
    max_pages: _Count = 200
    recheck_days: _NotNegative = 3
    recheck_hours: _NotNegative = 24
    timezone: str = "Asia/Ho_Chi_Minh"


class WikiOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``history_days``: how far back the first visit reads (0: as far as the wiki remembers its changes).
    ``batch``: changes whose texts are asked for at once. ``max_pages``: changed pages that a DokuWiki is asked
    for."""

    history_days: _NotNegative = 30
    batch: Annotated[int, msgspec.Meta(ge=1, le=25)] = 25
    max_pages: _Count = 100


class BlocklistOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``format``: told by what the list looks like where left ``auto``. ``column``: of CSV, the one with hosts.
    ``category``: what the list says of its hosts. ``title``, ``licence``: where the list does not say them.
    ``max_hosts``: most that are taken of it."""

    format: Literal["auto", "hosts", "adguard", "domains", "csv", "misp"] = "auto"
    column: str = ""
    category: Literal["fraud", "gambling", "cyber"] = "fraud"
    title: str = ""
    licence: str = ""
    max_hosts: _Count = 50_000


class MastodonOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``history_days``: how far back the first visit reads (0: to the beginning). ``max_pages``: pages of 40 posts of
    one visit. ``recheck_days``, ``recheck_hours`` as for Telegram. ``obey_noindex``: leave out accounts that ask
    search engines to."""

    history_days: _NotNegative = 30
    max_pages: _Count = 50
    recheck_days: _NotNegative = 3
    recheck_hours: _NotNegative = 24
    obey_noindex: bool = True
