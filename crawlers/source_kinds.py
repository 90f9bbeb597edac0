"""The kinds of source there are.

A kind is named here once: its options, how its address must look, and where its spider is. Nothing of Scrapy is
imported until a spider is asked for, so that reading a configuration stays quick.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, cast
from urllib.parse import urlsplit

import msgspec

from crawlers.options import (
    ArticleOptions,
    BlocklistOptions,
    BlogOptions,
    FacebookOptions,
    FeedOptions,
    FileOptions,
    ForumOptions,
    MastodonOptions,
    NamesOptions,
    PageOptions,
    SitemapOptions,
    TelegramOptions,
    WikiOptions,
    YouTubeOptions,
)

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


class Mastodon(SourceKind):
    """Mastodon, by its public API."""

    name = "mastodon"
    what = "Mastodon: an account's public posts, a hashtag, or an instance's public timeline."
    options = MastodonOptions
    spider_path = "crawlers.spiders.mastodon:MastodonSpider"

    @classmethod
    def url_problem(cls, url: str) -> str | None:
        """An address must name an account, a hashtag or a timeline."""
        if re.fullmatch(r"(/@[^/]+|/tags/[^/]+|/public(/local)?|/explore)?/?", urlsplit(url).path):
            return None
        return f"url {url!r} is none of an instance; write https://INSTANCE/@NAME, …/tags/TAG or …/public/local"


def kinds() -> dict[str, type[SourceKind]]:
    """Every kind of source by its name in ``sources.yaml``."""
    return {
        kind.name: kind
        for kind in (
            Telegram, Forum, YouTube, Facebook, Blog, Article, Sitemap, Feed, Page, File, Names, Blocklist, Wiki,
            Mastodon,
        )
    }  # fmt: skip


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
