"""Mastodon: an account's public posts, a hashtag, or an instance's public timeline, by the public API.

Asked without a log-in, as each instance shows it to everybody: ``/api/v1/accounts/lookup``,
``/api/v1/accounts/ID/statuses``, ``/api/v1/timelines/tag/NAME``, ``/api/v1/timelines/public`` (docs.joinmastodon.org,
methods and the entity Status, API of Mastodon 4). An instance that keeps its timelines to members answers 401 or 422.
Numbers of posts only grow: a visit reads newest first down to what is known, and a cut one is gone on with.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, unquote, urlencode, urljoin, urlsplit

import msgspec
from lxml import etree
from scrapy import Request
from scrapy.http import TextResponse

from canhgiac.records import HealthState, Post
from crawlers import fragment
from crawlers.dates import utc_now, when
from crawlers.identity import host_of, post_id
from crawlers.markup import text_of, tree
from crawlers.mentions import mask_links
from crawlers.options import MastodonOptions
from crawlers.pictures import is_pictured
from crawlers.spiders.base import SourceSpider

_PAGE = 40


class MastodonState(msgspec.Struct, omit_defaults=True):
    """``newest``: the highest number read. ``gaps``: pairs (low, high), posts between them are unread. ``account``:
    the number of the account that the address names. ``checked``: when posts were last read again for edits, in
    seconds since 1970. Numbers are text: they outgrow a browser's and are compared by
    length first."""

    newest: str = ""
    gaps: list[tuple[str, str]] = []
    account: str = ""
    checked: int = 0


class MastodonSpider(SourceSpider):
    """Reads one account, hashtag or timeline."""

    kind = "mastodon"

    async def begin(self) -> AsyncIterator[Request]:
        """Whose posts they are, where that is not known yet; else the newest ones."""
        self.options: MastodonOptions
        self.now = utc_now()
        self.known: MastodonState = self.load(MastodonState)
        self.pages = 0
        self.walk = ""
        due = self.now.timestamp() - self.known.checked >= self.options.recheck_hours * 3600
        self.recheck = bool(self.known.newest) and bool(self.options.recheck_days) and due
        path = [unquote(part) for part in urlsplit(self.url).path.split("/") if part]
        self.account = path[0].removeprefix("@") if path and path[0].startswith("@") else ""
        self.tag = path[1] if path[:1] == ["tags"] and len(path) > 1 else ""
        if self.account and not self.known.account:
            yield self._api(f"accounts/lookup?acct={quote(self.account)}", self._whose)
        else:
            yield self._api(self._place(), self._newest)

    def snapshot(self) -> dict[str, Any]:
        """What was read."""
        return msgspec.to_builtins(self.known)  # type: ignore[no-any-return]

    def _api(self, path: str, then: Any) -> Request:
        request = self.ask(urljoin(self.url, f"/api/v1/{path}"), then, lost=self._lost)
        request.headers["Accept"] = "application/json"
        return request

    def _place(self, before: str = "") -> str:
        wanted = {"limit": str(_PAGE), **({"max_id": before} if before else {})}
        if self.known.account:
            return f"accounts/{self.known.account}/statuses?{urlencode({**wanted, 'exclude_reblogs': 'true'})}"
        if self.tag:
            return f"timelines/tag/{quote(self.tag)}?{urlencode(wanted)}"
        return f"timelines/public?{urlencode({**wanted, 'local': 'true'})}"

    def _lost(self, url: str, state: HealthState, reason: str) -> None:
        if reason.startswith(("HTTP 401", "HTTP 422")):
            state, reason = "blocked", "the instance shows this to its members only; ask its owner or drop the source"
        self.visit.trouble(state, url, reason)

    def _whose(self, response: TextResponse) -> Request | None:
        about = _decoded(response)
        if not isinstance(about, dict) or not isinstance(about.get("id"), str):
            self.unexpected(response, "the answer is no account of Mastodon's API; is this an instance of it?")
            return None
        self.known.account = about["id"]
        return self._api(self._place(), self._newest)

    def _newest(self, response: TextResponse) -> Request | None:
        posts = self._posts(response)
        if posts is None or not posts:
            return None
        low, high = str(posts[-1]["id"]), str(posts[0]["id"])
        self._take(posts, response)
        old = self._is_older(posts, self.options.history_days)
        if self.known.newest != high and _order(low) > _order(self.known.newest) and not old:
            self.known.gaps.append((self.known.newest, low))
        self.known.newest = max(self.known.newest, high, key=_order)
        self.walk = low
        self.keep()
        return self._next()

    def _next(self) -> Request | None:
        """What is unread comes first, then the looking for edits."""
        if not self.known.gaps and not (self.recheck and self.walk):
            self.known.checked = int(self.now.timestamp()) if self.recheck else self.known.checked
            self.known.checked = self.known.checked or int(self.now.timestamp())
            self.keep()
            return None
        if self.pages >= self.options.max_pages:
            self.visit.stop(f"max_pages ({self.options.max_pages}) were read; the rest follows on the next visit")
            return None
        if self.known.gaps:
            return self._api(self._place(self.known.gaps[-1][1]), self._in_gap)
        return self._api(self._place(self.walk), self._again)

    def _in_gap(self, response: TextResponse) -> Request | None:
        low, high = self.known.gaps[-1]
        older = self._below(response, high)
        if older is None:
            return None
        self.known.gaps.pop()
        self._take(older, response)
        old = low == "" and self._is_older(older, self.options.history_days)
        if older and _order(str(older[-1]["id"])) > _order(low) and not old:
            self.known.gaps.append((low, str(older[-1]["id"])))
        self.keep()
        return self._next()

    def _again(self, response: TextResponse) -> Request | None:
        older = self._below(response, self.walk)
        if older is None:
            return None
        self._take(older, response)
        old = self._is_older(older, self.options.recheck_days)
        self.walk = str(older[-1]["id"]) if older and not old else ""
        return self._next()

    def _below(self, response: TextResponse, number: str) -> list[dict[str, Any]] | None:
        """The posts of an answer that are older than one, whatever the instance makes of the parameter."""
        posts = self._posts(response)
        return None if posts is None else [post for post in posts if _order(str(post["id"])) < _order(number)]

    def _is_older(self, posts: list[dict[str, Any]], days: float) -> bool:
        """Whether the last one is older than so many days (0: never)."""
        at = when(posts[-1].get("created_at"), now=self.now, timezone="UTC") if posts else None
        return bool(days) and at is not None and (self.now - at).total_seconds() > days * 86400

    def _posts(self, response: TextResponse) -> list[dict[str, Any]] | None:
        """The public posts of an answer, newest first; ``None`` where it is none of the API."""
        listed = _decoded(response)
        if not isinstance(listed, list):
            self.unexpected(response, "the answer is no timeline of Mastodon's API; is this an instance of it?")
            return None
        self.pages += 1
        self.visit.understood += 1
        found = [each for each in listed if isinstance(each, dict) and re.fullmatch(r"\d+", str(each.get("id") or ""))]
        return sorted(found, key=lambda each: _order(str(each["id"])), reverse=True)

    def _take(self, posts: list[dict[str, Any]], response: TextResponse) -> None:
        for status in posts:
            account = status.get("account")
            shown = status.get("visibility", "public") in ("public", "unlisted")
            if status.get("reblog") is not None or not shown or not isinstance(account, dict):
                continue
            if self.options.obey_noindex and account.get("noindex") is True:
                self.visit.refuse(response.url, "an account asks not to be indexed (noindex); its posts were left out")
                continue
            post = self._post(status, account, response)
            if post.text or post.image_only:
                self.visit.take(post)

    def _post(self, status: dict[str, Any], account: dict[str, Any], response: TextResponse) -> Post:
        now = utc_now()
        piece = etree.Element("article")
        if warning := str(status.get("spoiler_text") or ""):
            etree.SubElement(piece, "p").text = "".join(letter for letter in warning if letter.isprintable())
        content = tree(f"<div>{status.get('content') or ''}</div>", response.url)
        if content is not None:
            piece.append(content)
        mask_links(piece, "mention")
        names = [str(account.get(key) or "").strip() for key in ("acct", "username", "display_name")]
        names = list(dict.fromkeys(name for name in names if name))
        fragment.strip_author(piece, names)
        text = fragment.mask_mentions(text_of(piece, response.url), names)
        pictures = isinstance(status.get("media_attachments"), list) and bool(status["media_attachments"])
        # The URI is the same wherever a post is shown; its own page's address names its author.
        uri = str(status.get("uri") or f"{self.host}/{status['id']}")
        return Post(
            id=post_id(host_of(uri) or self.host, f"mastodon:{uri}"),
            source=self.source,
            kind=self.kind,
            url=urljoin(self.url, f"/web/statuses/{status['id']}"),
            text=text,
            collected_at=now,
            author=self.visit.pseudonyms.of(self.host, names[0] if names else ""),
            posted_at=when(status.get("created_at"), now=now, timezone="UTC"),
            image_only=is_pictured(text, pictures),
            fragment=fragment.make(
                piece,
                url=response.url,
                page_sha256=fragment.page_hash(response.body),
                headers=fragment.kept_headers(response.headers),
                status=response.status,
                fetched_at=now,
            ),
        )


def _order(number: str) -> tuple[int, str]:
    return len(number), number


def _decoded(response: TextResponse) -> Any:
    try:
        return msgspec.json.decode(response.body)
    except msgspec.DecodeError:
        return None
