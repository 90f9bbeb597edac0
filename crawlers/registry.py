"""Which kinds of source there are, and the check of what ``sources.yaml`` says of one.

A kind is named here once: its options, how its address must look, and where its spider is. Nothing of
Scrapy is imported until a spider is asked for, so that reading a configuration stays quick.
"""

from __future__ import annotations

import codecs
import difflib
import re
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from crawlers.api_access import may_have_key
from crawlers.options import (
    ArticleOptions,
    BlocklistOptions,
    BlogOptions,
    FacebookOptions,
    FeedOptions,
    FileOptions,
    ForumOptions,
    NamesOptions,
    PageOptions,
    SitemapOptions,
    TelegramOptions,
    WikiOptions,
    YouTubeOptions,
)
from crawlers.pictures import can_read

if TYPE_CHECKING:
    from crawlers.spiders.base import SourceSpider


class SourceKind:
    """One kind of source; subclasses only fill in the class attributes."""

    name: ClassVar[str]
    what: ClassVar[str]
    options: ClassVar[type[msgspec.Struct]]
    spider_path: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]] = ("http", "https")
    #: Host of the official API that the kind reads with a key.
    api_host: ClassVar[str] = ""

    @classmethod
    def describe(cls) -> str:
        """One line for a person: what is read, and which options there are."""
        return f"{cls.what} Options: {', '.join(cls.options.__struct_fields__) or 'none'}."

    @classmethod
    def url_problem(cls, url: str) -> str | None:
        """What this kind, and no other, finds wrong with an http(s) address."""
        return None

    @classmethod
    def option_problems(cls, options: msgspec.Struct) -> list[str]:
        """What this kind, and no other, finds wrong with options of the right form."""
        return []

    @classmethod
    def spider(cls) -> type[SourceSpider]:
        """The spider class; imports Scrapy."""
        module, _, name = cls.spider_path.partition(":")
        return cast("type[SourceSpider]", getattr(import_module(module), name))


class Feed(SourceKind):
    """RSS and Atom."""

    name = "feed"
    what = "RSS or Atom feed, followed to the article where an entry holds only a teaser."
    options = FeedOptions
    spider_path = "crawlers.spiders.feed:FeedSpider"


class Forum(SourceKind):
    """Forums, by engine."""

    name = "forum"
    what = "Forum, its software told by itself: the front page, one section of it, or one thread."
    options = ForumOptions
    spider_path = "crawlers.spiders.forum:ForumSpider"


class Telegram(SourceKind):
    """Public Telegram channels."""

    name = "telegram"
    what = "Public Telegram channel by its web preview, https://t.me/s/CHANNEL."
    options = TelegramOptions
    spider_path = "crawlers.spiders.telegram:TelegramSpider"

    @classmethod
    def url_problem(cls, url: str) -> str | None:
        """An address must name a public channel."""
        path = [part for part in urlsplit(url).path.split("/") if part]
        name = path[1:] if path[:1] == ["s"] else path
        if len(name) == 1 and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name[0]) and name[0] != "joinchat":
            return None
        return f"url {url!r} names no public channel; write https://t.me/s/CHANNEL (invitation links are private)"


class YouTube(SourceKind):
    """YouTube, by its API."""

    name = "youtube"
    what = "Comments of a YouTube video or channel, or videos found by a search, by the Data API v3 (needs a key)."
    options = YouTubeOptions
    spider_path = "crawlers.spiders.youtube:YouTubeSpider"
    api_host = "www.googleapis.com"

    @classmethod
    def url_problem(cls, url: str) -> str | None:
        """An address must name a video, a channel or a search."""
        # Imported here: only this kind needs it.
        from crawlers.youtube_address import target_of

        if target_of(url) is not None:
            return None
        return (
            f"url {url!r} names no video, channel or search of YouTube; write https://www.youtube.com/watch?v=ID, "
            "https://www.youtube.com/@NAME or https://www.youtube.com/results?search_query=WORDS"
        )


class Facebook(SourceKind):
    """Facebook Pages, by the API."""

    name = "facebook"
    what = "Comments on a Facebook Page that the token's owner manages, by the Graph API (needs a token)."
    options = FacebookOptions
    spider_path = "crawlers.spiders.facebook:FacebookSpider"
    api_host = "graph.facebook.com"

    @classmethod
    def url_problem(cls, url: str) -> str | None:
        """An address must name a Page."""
        # Imported here: only this kind needs it.
        from crawlers.facebook_address import page_of

        host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
        if host in ("facebook.com", "fb.com") and page_of(url) is not None:
            return None
        return f"url {url!r} names no Facebook Page; write https://www.facebook.com/PAGE"


class Page(SourceKind):
    """Pages of no known software, by CSS selectors."""

    name = "page"
    what = "Page or listing of no known software (classified adverts, comments), read by CSS selectors."
    options = PageOptions
    spider_path = "crawlers.spiders.page:PageSpider"

    @classmethod
    def option_problems(cls, options: msgspec.Struct) -> list[str]:
        """There must be a selector of posts, and each must be one."""
        problems = _selector_problems(options)
        if not getattr(options, "item", ""):
            problems.insert(0, "option item is missing; write a CSS selector of the posts, e.g. item: div.post")
        return problems


class File(SourceKind):
    """Posts that an analyst brings."""

    name = "file"
    what = "File of posts, JSON Lines or CSV, by path or file:// address."
    options = FileOptions
    spider_path = "crawlers.spiders.file:FileSpider"
    schemes = ("file", "")


class Names(SourceKind):
    """Host names, of which look-alikes of brands are kept."""

    name = "names"
    what = "Host names, one a line or as certstream sends them, by path, named pipe, or - for standard input."
    options = NamesOptions
    spider_path = "crawlers.spiders.names:NamesSpider"
    schemes = ("file", "")


class Blog(SourceKind):
    """Blogs, by engine."""

    name = "blog"
    what = "Blog, WordPress or Blogger (Blogspot), by any of its pages: articles and all comments."
    options = BlogOptions
    spider_path = "crawlers.spiders.blog:BlogSpider"


class Article(SourceKind):
    """Articles with comments."""

    name = "article"
    what = "Page of an article with comments below it, of any software; news itself is not taken."
    options = ArticleOptions
    spider_path = "crawlers.spiders.article:ArticleSpider"


class Sitemap(SourceKind):
    """Sites by their sitemaps."""

    name = "sitemap"
    what = "Site by its sitemap, or by its front page: new and changed pages, read as articles or by selectors."
    options = SitemapOptions
    spider_path = "crawlers.spiders.sitemap:SitemapSpider"

    @classmethod
    def option_problems(cls, options: msgspec.Struct) -> list[str]:
        """Selectors and the expression must be some."""
        problems = _selector_problems(options)
        try:
            re.compile(getattr(options, "match", ""))
        except re.error as error:
            problems.append(f"option match is no regular expression ({error})")
        return problems


class Wiki(SourceKind):
    """Wikis, by their recent changes."""

    name = "wiki"
    what = "Wiki, MediaWiki or DokuWiki, by any of its pages: what members put into pages."
    options = WikiOptions
    spider_path = "crawlers.spiders.wiki:WikiSpider"


class Blocklist(SourceKind):
    """Public lists of bad hosts."""

    name = "blocklist"
    what = "Public list of bad hosts: hosts file, AdGuard rules, one a line, CSV, or JSON of a MISP warning list."
    options = BlocklistOptions
    spider_path = "crawlers.spiders.blocklist:BlocklistSpider"


def kinds() -> dict[str, type[SourceKind]]:
    """Every kind of source by its name in ``sources.yaml``."""
    return {
        kind.name: kind
        for kind in (
            Telegram, Forum, YouTube, Facebook, Blog, Article, Sitemap, Feed, Page, File, Names, Blocklist, Wiki,
        )
    }  # fmt: skip


def kind_of(url: str) -> str:
    """The kind that an http(s) address speaks for by itself; a forum where it speaks for none."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("t.me", "telegram.me"):
        return "telegram"
    if host in ("youtube.com", "m.youtube.com", "youtu.be"):
        return "youtube"
    if host in ("facebook.com", "m.facebook.com", "fb.com"):
        return "facebook"
    return "feed" if re.search(r"\.(xml|rss|atom)$|/(feed|rss|atom)\b", parts.path) else "forum"


def options_of(kind: str, options: dict[str, object]) -> msgspec.Struct:
    """The validated options of a source.

    Raises ``ValueError`` with every problem in its message, as :func:`validate` finds them.
    """
    model = kinds()[kind].options
    problems = _option_problems(kinds()[kind], options)
    if problems:
        raise ValueError("; ".join(problems))
    return msgspec.convert(options, model, strict=False)


def validate(kind: str, url: str, options: dict[str, object]) -> list[str]:
    """What is wrong with a source as it is written down; an empty list when nothing is.

    Each problem is one sentence that says what and what to do, without the source's name.
    """
    known = kinds()
    if kind not in known:
        return [f"unknown kind {kind!r}{_nearest(kind, known)}; kinds are {', '.join(known)}"]
    return _url_problems(known[kind], url) + _option_problems(known[kind], options)


def _url_problems(kind: type[SourceKind], url: str) -> list[str]:
    if not isinstance(url, str) or not url.strip():
        return [f"a {kind.name} source needs a url"]
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return [f"url {url!r} cannot be read: {error}"]
    if "" in kind.schemes:
        # A path has no scheme; "C:" and the like is a drive letter.
        if parts.scheme not in kind.schemes and len(parts.scheme) > 1:
            return [f"url {url!r} must be a path or a file:// address for kind {kind.name}"]
        if parts.scheme == "file" and parts.netloc not in ("", "localhost"):
            return [f"url {url!r} names a host; write file:///path"]
        return []
    if parts.scheme.lower() not in kind.schemes or not parts.hostname:
        return [f"url {url!r} must start with http:// or https:// and name a host"]
    if parts.username or parts.password:
        return [f"the url on {parts.hostname} holds a user name or password; only public pages are read"]
    problem = kind.url_problem(url)
    return [problem] if problem else []


def _option_problems(kind: type[SourceKind], options: dict[str, object]) -> list[str]:
    model = kind.options
    fields = model.__struct_fields__
    unknown = [key for key in options if key not in fields]
    listed = ", ".join(fields) or "none"
    problems = [f"unknown option {key!r}{_nearest(str(key), fields)}; options are {listed}" for key in unknown]
    try:
        made = msgspec.convert({k: v for k, v in options.items() if k in fields}, model, strict=False)
    except msgspec.ValidationError as error:
        return [*problems, f"options: {error}"]
    problems += _name_problems(made) + _api_problems(kind, made) + _extra_problems(made)
    return problems + kind.option_problems(made)


def _api_problems(kind: type[SourceKind], options: msgspec.Struct) -> list[str]:
    """A key goes to the API's own host and to nobody else: an address written down here is no way around that."""
    api = getattr(options, "api", "") if kind.api_host else ""
    try:
        if not api or may_have_key(api, kind.api_host):
            return []
    except ValueError:
        pass
    return [
        f"option api: {api!r} would send the key elsewhere than to https://{kind.api_host}; leave it out, or write a "
        "gateway on this machine, e.g. http://127.0.0.1:8080"
    ]


def _extra_problems(options: msgspec.Struct) -> list[str]:
    """Options that need an extra which is not installed."""
    if getattr(options, "images", False) and not can_read():
        return ["option images needs an extra: pip install 'canhgiac[images]'"]
    if getattr(options, "javascript", False) and find_spec("scrapy_playwright") is None:
        return ["option javascript needs an extra: pip install 'canhgiac[javascript]'"]
    return []


def _name_problems(options: msgspec.Struct) -> list[str]:
    """Time zones and encodings that do not exist: found now rather than in the middle of a visit."""
    problems = []
    zone = getattr(options, "timezone", None)
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            problems.append(f"unknown timezone {zone!r}; write one like Asia/Ho_Chi_Minh or UTC")
    encoding = getattr(options, "encoding", "auto")
    if encoding != "auto":
        try:
            codecs.lookup(encoding)
        except LookupError:
            problems.append(f"unknown encoding {encoding!r}; write one like utf-8, utf-16 or cp1258")
    return problems


def _selector_problems(options: msgspec.Struct) -> list[str]:
    # Imported here: only kinds with selectors need it.
    import cssselect

    problems = []
    for name in ("item", "link", "text", "title", "author", "time", "id", "next"):
        selector = getattr(options, name, "")
        try:
            if selector:
                cssselect.parse(selector)
        except cssselect.SelectorError as error:
            problems.append(f"option {name}: {selector!r} is no CSS selector ({error})")
    return problems


def _nearest(word: str, known: object) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)  # type: ignore[call-overload]
    return f", did you mean {close[0]!r}?" if close else ""
