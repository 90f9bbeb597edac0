"""Posts from the pages of a forum's threads: the author's own words, his pseudonym, the evidence."""

from __future__ import annotations

from scrapy.http import TextResponse

from canhgiac.records import Post, Pseudonyms
from crawlers import fragment
from crawlers.dates import utc_now, when
from crawlers.engines.page import FoundPost, ThreadPage
from crawlers.identity import canonical_url, post_id
from crawlers.markup import Element, text_of
from crawlers.mentions import mask_links
from crawlers.pictures import is_pictured, picture_of


class PostMaker:
    """Makes the posts of one forum. ``timezone`` is that of the times it shows, ``mentions`` are the classes of
    links that name a member."""

    def __init__(self, host: str, source: str, kind: str, timezone: str, pseudonyms: Pseudonyms) -> None:
        self.host = host
        self.source = source
        self.kind = kind
        self.timezone = timezone
        self.mentions: tuple[str, ...] = ()
        self.pseudonyms = pseudonyms

    def posts(self, page: ThreadPage, response: TextResponse) -> list[Post]:
        """The posts on a page, in its order. Takes the page's elements apart: they cannot be read again."""
        page_sha256 = fragment.page_hash(response.body)
        headers = fragment.kept_headers(response.headers)
        thread = canonical_url(page.url)
        now = utc_now()
        made = []
        for found in page.posts:
            text, image_only = self._text(found, page, response.url)
            if not text and not image_only:
                continue
            piece = fragment.make(
                found.element,
                url=f"{response.url}#{found.anchor}" if found.anchor else response.url,
                page_sha256=page_sha256,
                headers=headers,
                status=response.status,
                fetched_at=now,
            )
            made.append(
                Post(
                    id=post_id(self.host, found.engine_id),
                    source=self.source,
                    kind=self.kind,
                    url=found.url,
                    text=text,
                    collected_at=now,
                    author=self.pseudonyms.of(self.host, found.names[0] if found.names else ""),
                    thread=thread,
                    posted_at=when(found.written, now=now, timezone=self.timezone),
                    image_only=image_only,
                    fragment=piece,
                )
            )
        return made

    def _text(self, found: FoundPost, page: ThreadPage, url: str) -> tuple[str, bool]:
        fragment.strip_author(found.element, found.names, found.drop)
        for css_class in self.mentions:
            mask_links(found.element, css_class)
        own = own_words(found, url)
        image_only = is_pictured(own, _shows_picture(found))
        for quote in found.named:
            _empty(quote)
        return "\n\n".join(part for part in (page.title if found.opening else "", own) if part), image_only


def own_words(found: FoundPost, url: str) -> str:
    """The author's own words: what he quotes is another's. Where all of it is set as a quotation of nobody,
    it is his own, or hiding an offer would take no more than that."""
    own = text_of(found.body, url, without=frozenset(found.quotes))
    if own or not found.quotes:
        return own
    return text_of(found.body, url, without=frozenset(found.named))


def _shows_picture(found: FoundPost) -> bool:
    """Whether the author shows a picture: one in a quotation is not his."""
    others = {image for quote in found.quotes for image in quote.iter("img")}
    shown = (image for part in (found.body, *found.attached) for image in part.iter("img"))
    return any(image not in others and picture_of(image) for image in shown)


def _empty(quote: Element) -> None:
    """Leaves of a quotation that it was there: its words and its author are another's."""
    tail = quote.tail
    quote.clear()
    quote.text, quote.tail = "…", tail
