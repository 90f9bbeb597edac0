"""Public lists of bad hosts: what a list names becomes a known indicator, with the list as its source.

Nobody is the author of an entry. The id is of list and host, so that an entry is one post however the list is sorted
on the next day.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from lxml import etree
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import Post
from crawlers import fragment
from crawlers.dates import utc_now, when
from crawlers.forum_state import digest
from crawlers.identity import canonical_url, post_id
from crawlers.list_lines import About, ListUnreadable, read
from crawlers.middlewares.conditional import validators_of
from crawlers.options import BlocklistOptions
from crawlers.spiders.base import SourceSpider


class BlocklistState(msgspec.Struct, omit_defaults=True):
    """``validators`` of the list as it was read last, ``mark``: a hash of it, ``count``: hosts that it had."""

    validators: dict[str, str] = {}
    mark: str = ""
    count: int = 0


class BlocklistSpider(SourceSpider):
    """Reads one list, whole, when it has changed."""

    kind = "blocklist"

    async def begin(self) -> AsyncIterator[Request]:
        """The list."""
        self.options: BlocklistOptions
        self.known: BlocklistState = self.load(BlocklistState)
        yield self.ask(self.url, self._list, validators=self.known.validators)

    def snapshot(self) -> dict[str, Any]:
        """How the list looked."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _list(self, response: TextResponse) -> None:
        mark = digest(response.text)
        if mark == self.known.mark:
            self.visit.not_modified += 1
            return
        try:
            found = read(response.text, self.options.format, self.options.column)
        except ListUnreadable as error:
            self.unexpected(response, f"the list could not be read: {error}")
            return
        if found.harmless:
            self.visit.trouble("changed", response.url, "the list says that it names harmless hosts (false positives)")
            return
        if not found.hosts:
            said = f"had {self.known.count} hosts before and has none now" if self.known.count else "names no host"
            self.unexpected(response, f"the list {said}; has its form changed?")
            return
        self.visit.understood += 1
        self.visit.bad_lines += found.bad
        self._take(found.hosts, found.about, response)
        if len(found.hosts) > self.options.max_hosts:
            self.visit.stop(
                f"the list names {len(found.hosts)} hosts, of which max_hosts ({self.options.max_hosts}) were taken"
            )
        self.known = BlocklistState(validators_of(response), mark, len(found.hosts))
        self.keep()

    def _take(self, hosts: dict[str, int], about: About, response: TextResponse) -> None:
        now, sha256, headers = utc_now(), fragment.page_hash(response.body), fragment.kept_headers(response.headers)
        url = canonical_url(self.url)
        said = {
            "list": self.options.title or about.title or self.source,
            "date": about.date or headers.get("last-modified", ""),
            "licence": self.options.licence or about.licence,
            "category": self.options.category,
        }
        at = when(said["date"], now=now, timezone="UTC")
        for host, line in list(hosts.items())[: self.options.max_hosts]:
            self.visit.take(
                Post(
                    id=post_id(self.host, f"blocklist:{url}#{host}"),
                    source=self.source,
                    kind=self.kind,
                    url=f"{url}#L{line}",
                    text=host,
                    collected_at=now,
                    posted_at=at,
                    about={name: value[:200] for name, value in said.items() if value},
                    fragment=fragment.make(
                        _piece(host, said),
                        url=url,
                        page_sha256=sha256,
                        headers=headers,
                        status=response.status,
                        fetched_at=now,
                    ),
                )
            )


def _piece(host: str, said: dict[str, str]) -> etree._Element:
    piece = etree.Element("article")
    etree.SubElement(piece, "p").text = host
    about = ", ".join(value for name in ("list", "date", "licence") if (value := said[name]))
    etree.SubElement(piece, "p").text = "".join(letter for letter in about if letter.isprintable())
    return piece
