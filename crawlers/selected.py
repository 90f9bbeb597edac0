"""Posts from pages of no known software, by the CSS selectors that a source's options name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from scrapy.http import TextResponse

from canhgiac.records import Post, Pseudonyms
from crawlers import fragment
from crawlers.dates import utc_now, when
from crawlers.forum_state import digest
from crawlers.identity import canonical_url, post_id, post_id_of_url
from crawlers.markup import Element, text_of
from crawlers.pictures import add_codes, is_pictured, pictures_shown, with_codes
from crawlers.selectors import elements, value

#: What the codes of a post's pictures say, by the pictures' addresses.
CodesOf = Callable[[list[str]], list[str]]


def _unread(pictures: list[str]) -> list[str]:
    """The pictures are not looked at."""
    return []


class Selectors(Protocol):
    """The options that say where a post's parts are, see :class:`crawlers.options.PageOptions`."""

    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def time(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def timezone(self) -> str: ...


class Selected:
    """Makes the posts of one source."""

    def __init__(
        self, host: str, source: str, kind: str, options: Selectors, pseudonyms: Pseudonyms, codes_of: CodesOf = _unread
    ) -> None:
        self.host = host
        self.source = source
        self.kind = kind
        self.options = options
        self.pseudonyms = pseudonyms
        self.codes_of = codes_of

    def post(self, root: Element, response: TextResponse, page_sha256: str, *, anchored: bool) -> Post:
        """The post within ``root``; ``anchored``: it is one of several on the page. Takes ``root`` apart."""
        options, now = self.options, utc_now()
        names = [name] if (name := value(root, options.author)) else []
        title, written, own_id = value(root, options.title), value(root, options.time), value(root, options.id)
        pieces = elements(root, options.text) if options.text else [root]
        fragment.strip_author(root, names, elements(root, options.author))
        body = "\n\n".join(words for piece in pieces if (words := text_of(piece, response.url)))
        pictures = pictures_shown(pieces, response)
        codes = self.codes_of(pictures)
        add_codes(root if anchored or not pieces else pieces[0], codes)
        whole = body if body.startswith(title) else "\n\n".join(part for part in (title, body) if part)
        text = with_codes(fragment.mask_mentions(whole, names), codes)
        url = canonical_url(response.url)
        if own_id:
            id = post_id(self.host, f"page:{own_id}")
        else:
            id = post_id_of_url(url) if not anchored else post_id(self.host, f"page:{url}:{digest(text)}")
        return Post(
            id=id,
            source=self.source,
            kind=self.kind,
            url=url,
            text=text,
            collected_at=now,
            author=self.pseudonyms.of(self.host, names[0] if names else ""),
            posted_at=when(written, now=now, timezone=options.timezone),
            image_only=is_pictured(body, bool(pictures)),
            fragment=fragment.make(
                root if anchored or not pieces else pieces[0],
                url=url,
                page_sha256=page_sha256,
                headers=fragment.kept_headers(response.headers),
                status=response.status,
                fetched_at=now,
            ),
        )
