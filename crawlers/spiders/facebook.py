"""Facebook by the Graph API: comments, with replies, on a Page that the token's owner manages, and what visitors
post there. Anything else of Facebook lies behind a log-in and is not read.

The Page's posts come newest first with the time of their last comment and how many there are; only posts where these
moved are asked for comments (all levels at once, newest first). What the Page itself writes is left out.
Edges and fields as documented at developers.facebook.com/docs/graph-api/reference (page/feed, object/comments), v26.0,
read in November 2026.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from scrapy.http import TextResponse

from crawlers.api_faults import Fault, of_facebook
from crawlers.facebook_address import page_of
from crawlers.forum_state import digest
from crawlers.markup import Element
from crawlers.options import FacebookOptions
from crawlers.spiders.api import ApiSpider, Step

_COMMENT = "id,message,created_time,from{id,name},permalink_url,attachment{type,url,title}"
_POST = (
    "id,message,created_time,updated_time,permalink_url,from{id,name},attachments{media_type},"
    "comments.limit(0).summary(true)"
)
_POSTS, _COMMENTS = 25, 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class FacebookSpider(ApiSpider):
    """Reads one Page."""

    kind = "facebook"
    official = "https://graph.facebook.com"
    # The parameter access_token would stand in each address.
    header = "Authorization"
    scheme = "Bearer "
    home = "www.facebook.com"
    options: FacebookOptions

    def no_key(self) -> str:
        """What to do where no token is set."""
        return (
            "no token for the Graph API: get a Page access token with pages_read_user_content from whoever manages "
            "the Page and set facebook_token or facebook_token_file (CANHGIAC_FACEBOOK_TOKEN, "
            "CANHGIAC_FACEBOOK_TOKEN_FILE)"
        )

    def first(self) -> list[Step]:
        """The Page's newest posts."""
        return [Step("feed", page_of(self.url) or "")]

    def address(self, step: Step) -> tuple[str, dict[str, str]]:
        """The edge and its parameters. The answers' own links to further pages hold the token, so they are not
        followed: each page is asked for by its cursor."""
        page = {"after": step.token} if step.token else {}
        if step.what == "feed":
            return f"{self.options.version}/{step.of}/feed", {"fields": _POST, "limit": str(_POSTS), **page}
        # "stream" gives replies among the comments.
        wanted = {"fields": _COMMENT, "filter": "stream", "order": "reverse_chronological", "limit": str(_COMMENTS)}
        return f"{self.options.version}/{step.of}/comments", {**wanted, **page}

    def fault_of(self, response: TextResponse) -> Fault | None:
        """What an error answer says."""
        return of_facebook(response.status, response.body, self.now)

    def read(self, step: Step, data: dict[str, Any], response: TextResponse) -> list[Step]:
        """What follows from an answer."""
        listed = [each for each in _listed(data.get("data")) if isinstance(each, dict)]
        return (self._feed if step.what == "feed" else self._comments)(step, listed, data, response)

    def _feed(
        self, step: Step, posts: list[dict[str, Any]], data: dict[str, Any], response: TextResponse
    ) -> list[Step]:
        fresh = young = False
        oldest = 0.0
        comments = []
        for post in posts:
            id = str(post.get("id") or "")
            if not id:
                continue
            self._take(post, id.partition("_")[0], id, response)
            count = _mapping(_mapping(post.get("comments")).get("summary")).get("total_count")
            changed = self.changed(id, digest(f"{post.get('updated_time')} {count}"))
            age = self.age(post.get("updated_time") or post.get("created_time"))
            fresh, oldest = fresh or changed, max(oldest, age)
            again = self.recheck and age <= self.options.recheck_days
            young = young or again
            if (changed or again) and count != 0:
                comments.append(Step("comments", id))
        beyond = bool(self.options.history_days) and oldest > self.options.history_days
        return (self._more(step, data) if (fresh or young) and not beyond else []) + comments[::-1]

    def _comments(
        self, step: Step, listed: list[dict[str, Any]], data: dict[str, Any], response: TextResponse
    ) -> list[Step]:
        fresh = young = False
        page = step.of.partition("_")[0]
        for comment in listed:
            id = str(comment.get("id") or "")
            if not id:
                continue
            self._take(comment, page, step.of, response)
            fresh = self.changed(f"c {digest(id)}", "") or fresh
            young = young or (self.recheck and self.age(comment.get("created_time")) <= self.options.recheck_days)
        return self._more(step, data) if fresh or young else []

    def _more(self, step: Step, data: dict[str, Any]) -> list[Step]:
        paging = _mapping(data.get("paging"))
        after = _mapping(paging.get("cursors")).get("after")
        further = bool(paging.get("next")) and isinstance(after, str) and after != step.token
        return [Step(step.what, step.of, str(after))] if further else []

    def _take(self, said: dict[str, Any], page: str, post: str, response: TextResponse) -> None:
        by = _mapping(said.get("from"))
        text = str(said.get("message") or "").strip()
        link = _mapping(said.get("attachment"))
        pictured = bool(link) or bool(_listed(_mapping(said.get("attachments")).get("data")))
        address = str(link.get("url") or "") if link.get("type") == "share" else ""
        # A shared link is shown as a card, its address is not in the words.
        text = "\n\n".join(part for part in (text, address if address not in text else "") if part)
        if str(by.get("id") or "") == page or not (text or pictured):
            return
        id, name = str(said["id"]), str(by.get("name") or "").strip()
        self.visit.take(
            self.make(
                response,
                id=id,
                url=_plain(str(said.get("permalink_url") or f"https://www.facebook.com/{id}")),
                text=text,
                content=_paragraph(text),
                names=[name] if name else [],
                author=str(by.get("id") or name),
                written=said.get("created_time"),
                thread=f"https://www.facebook.com/{post}",
                pictured=pictured,
            )
        )


def _plain(url: str) -> str:
    """An address without a token, should the API ever give one with it."""
    return url.partition("?")[0] if "access_token" in url else url


def _paragraph(text: str) -> Element:
    element = etree.Element("pre")
    element.text = _CONTROL.sub("", text)
    return element


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
