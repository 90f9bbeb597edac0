"""MediaWiki by its api.php: which changes there were, and what was added by each.

Parameters and answers are those of https://www.mediawiki.org/wiki/API:RecentChanges and API:Revisions in
``formatversion=2`` (MediaWiki 1.25 and later); tried on 1.39. Pure: answers in, changes out.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import msgspec
from lxml import etree

from crawlers.markup import Element
from crawlers.wikitext import added

#: Tags of changes that put back what others wrote before.
_REVERTS = frozenset({"mw-undo", "mw-rollback", "mw-manual-revert"})
#: Namespaces whose pages are named after a member: his page, and what is said to him.
_MEMBERS = (2, 3)
#: Revisions whose text one request may ask for.
MAX_REVISIONS = 50
_EDIT_URI = etree.XPath("//link[translate(@rel, 'EDITUR', 'editur')='edituri']/@href")


class Change(msgspec.Struct, frozen=True):
    """A line of the recent changes. ``before`` is the revision it was made on, 0 for a new page."""

    id: int
    page: int
    namespace: int
    title: str
    user: str
    revision: int
    before: int
    time: str
    reverts: bool


class Revision(msgspec.Struct, frozen=True):
    """A revision of a page; ``text`` is ``None`` where it is hidden or no wikitext."""

    id: int
    parent: int
    user: str
    text: str | None


class Run(msgspec.Struct):
    """What one member did to a page in one go: his changes that follow each other. ``base`` is the revision
    before them, 0 where he made the page."""

    last: Change
    base: int


def api_address(root: Element, url: str) -> str | None:
    """The address of api.php that a page names ("Really Simple Discovery")."""
    found = _EDIT_URI(root)
    href = str(found[0]).partition("?")[0] if found else ""
    if not href.endswith("api.php"):
        return None
    address = urljoin(url, href)
    # Behind a proxy a wiki may take itself for an http site; its page says better where it is.
    own = urlsplit(url)
    if urlsplit(address).hostname == own.hostname and own.scheme == "https":
        return address.replace("http://", "https://", 1)
    return address


def changes_url(api: str, start: str, more: str) -> str:
    """The address of the changes from ``start`` (ISO 8601) on, oldest first; ``more`` goes on within them."""
    asked = {
        "list": "recentchanges", "rctype": "edit|new", "rcshow": "!bot", "rcdir": "newer", "rcstart": start,
        "rcprop": "ids|title|timestamp|user|flags|tags", "rclimit": "500",
    }  # fmt: skip
    return _url(api, asked | ({"rccontinue": more} if more else {}))


def revisions_url(api: str, revisions: list[int], more: str) -> str:
    """The address of the texts of revisions, at most :data:`MAX_REVISIONS`."""
    numbers = "|".join(map(str, revisions))
    asked = {"prop": "revisions", "rvprop": "ids|user|content", "rvslots": "main", "revids": numbers}
    return _url(api, asked | ({"rvcontinue": more} if more else {}))


def _url(api: str, parameters: dict[str, str]) -> str:
    fixed = {"action": "query", "format": "json", "formatversion": "2"}
    return f"{api}?{urlencode({**fixed, **parameters})}"


def answer_of(body: bytes) -> dict[str, Any] | None:
    """An answer as JSON; ``None`` where it is none."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if isinstance(found, dict) else None


def error_of(answer: dict[str, Any]) -> tuple[str, str] | None:
    """Code and words of an error that the api answers with (its status is 200 then)."""
    found = answer.get("error")
    if not isinstance(found, dict):
        return None
    return str(found.get("code") or ""), " ".join(re.sub(r"<[^>]*>", "", str(found.get("info") or "")).split())[:200]


def changes_of(answer: dict[str, Any]) -> list[Change] | None:
    """The changes of an answer, without those whose author or page is hidden."""
    listed = _mapping(answer.get("query")).get("recentchanges")
    if not isinstance(listed, list):
        return None
    return [change for each in listed if (change := _change(_mapping(each))) is not None]


def _change(each: dict[str, Any]) -> Change | None:
    page, revision = each.get("pageid"), each.get("revid")
    if not (isinstance(page, int) and isinstance(revision, int) and page and revision) or not each.get("user"):
        return None
    return Change(
        id=int(each.get("rcid") or 0),
        page=page,
        namespace=int(each.get("ns") or 0),
        title=str(each.get("title") or ""),
        user=str(each["user"]),
        revision=revision,
        before=int(each.get("old_revid") or 0),
        time=str(each.get("timestamp") or ""),
        reverts=bool(_REVERTS.intersection(each.get("tags") or ())),
    )


def more_of(answer: dict[str, Any], key: str) -> str:
    """Where an answer goes on; empty where it is whole."""
    return str(_mapping(answer.get("continue")).get(key) or "")


def revisions_of(answer: dict[str, Any]) -> dict[int, Revision]:
    """The revisions of an answer by their numbers."""
    pages = _mapping(answer.get("query")).get("pages")
    found: dict[int, Revision] = {}
    for page in pages if isinstance(pages, list) else ():
        for each in _mapping(page).get("revisions") or ():
            slot = _mapping(_mapping(_mapping(each).get("slots")).get("main"))
            text = slot.get("content") if slot.get("contentmodel") == "wikitext" else None
            if isinstance(number := _mapping(each).get("revid"), int):
                made = Revision(number, int(each.get("parentid") or 0), str(each.get("user") or ""), text)
                found[number] = made
    return found


def runs_of(changes: list[Change]) -> list[Run]:
    """The changes put together: what a member changed on a page again before anybody else did is one thing.
    Changes that put back an earlier text are nobody's words."""
    runs: list[Run] = []
    latest: dict[int, Run] = {}
    for change in changes:
        run = latest.get(change.page)
        if change.reverts:
            latest.pop(change.page, None)
        elif run is not None and run.last.user == change.user:
            run.last = change
        else:
            run = latest[change.page] = Run(change, change.before)
            runs.append(run)
    return runs


def words_added(run: Run, revisions: dict[int, Revision]) -> str | None:
    """The markup that a run added; ``None`` where its text is not to be had."""
    last = revisions.get(run.last.revision)
    if last is None or last.text is None:
        return None
    if not run.base:
        return last.text
    base = revisions.get(run.base)
    return added(base.text, last.text) if base is not None and base.text is not None else None


def heading_of(run: Run) -> str:
    """The title above a new page; none where it is a member's name, or where a page was only added to."""
    return "" if run.base or run.last.namespace in _MEMBERS else run.last.title


def address_of(api: str, run: Run) -> str:
    """Where a person sees it. By numbers: a title may be a member's name."""
    index = api.removesuffix("api.php") + "index.php"
    return f"{index}?diff={run.last.revision}&oldid={run.base}" if run.base else f"{index}?curid={run.last.page}"


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
