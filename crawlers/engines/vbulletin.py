"""vBulletin 3.8 and 4.2, from their templates (``FORUMDISPLAY``, ``threadbit``, ``postbit_legacy`` and
``postbit``, ``bbcode_quote``). Tables in one, lists in the other, but both number what they show: ``thread_title_ID``
in a listing, ``post_message_ID`` in a thread. Dates are written as the board likes ("Today, 05:21 PM"), so what
tells of a new post is the number of replies and the id of the last post. vBulletin 5 and 6 (``b-post``,
``topic-item``) number the same things in ``data-node-id``.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree

from crawlers.engines.engine import Engine, first, has_class, next_link
from crawlers.engines.page import FoundPost, ListedThread, Listing, Page, Section, ThreadPage
from crawlers.markup import Element, words_of

_THREAD = re.compile(r"(?:[?&]t=|showthread\.php\?|/threads/|/)(\d+)(?=[-&/?#]|$)")
_PLACE = re.compile(r"(/(?:.*/)?)(?:showthread\.php|threads/)")
_PATH_PAGE = re.compile(r"/page(\d{1,6})\b")
_LAST_POST = re.compile(r"(?:#post|[?&]p=)(\d+)")
_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*")
_MARK = re.compile(
    rb'content="vBulletin|vbulletin_global\.js|vbulletin-core\.js|id="vbulletin_html"|vBulletin\.init|js-topic-item'
)
_SESSION = re.compile(r"([?&])s=[0-9a-f]{32}&?")

_TITLES = etree.XPath(f"//a[starts-with(@id, 'thread_title_')] | //a[{has_class('topic-title')}]")
_LISTS = etree.XPath(
    "//*[@id='threads' or @id='threadslist' or @id='threadlist' or @id='forums' or @id='forumbits']"
    f" | //*[{has_class('topic-list')} or {has_class('forum-list-container')}] | //td[{has_class('alt1Active')}]"
)
_ROW = etree.XPath(
    f"(ancestor::li[{has_class('threadbit')}] | ancestor::tr | ancestor::li[1])[last()]"
)
_REPLIES = etree.XPath(
    f".//*[{has_class('threadstats')}]/li[1] | .//*[{has_class('posts-count')}] | .//td[contains(@title, ':')]/@title"
)
_LINKS = etree.XPath(".//a/@href")
_ACTIVE = etree.XPath(
    f".//*[{has_class('threadlastpost')}]/dd[last()] | .//*[{has_class('post-date')}]"
    f" | .//td[contains(@title, ':')]/*[{has_class('smallfont')}]"
)
_STICKY = etree.XPath(
    f"ancestor-or-self::*[@id='stickies' or {has_class('sticky')}] | .//img[contains(@src, 'sticky')]"
)
_FORUMS = etree.XPath(
    f"//*[{has_class('forumtitle')}]//a[@href] | //a[{has_class('forum-title')}]"
    f" | //td[{has_class('alt1Active')}]//a[contains(@href, 'forumdisplay.php') and strong]"
)
_FORUM_ROW = etree.XPath(
    f"(ancestor::li[{has_class('forumbit_post')}] | ancestor::tr)[last()]"
)
_MESSAGES = etree.XPath(
    "//*[starts-with(@id, 'post_message_')]"
    f" | //li[{has_class('b-post')} and @data-node-id]//*[{has_class('js-post__content-text')}]"
)
_HOLDER = etree.XPath(
    f"(ancestor::li[{has_class('postcontainer')} or starts-with(@id, 'post_') or {has_class('b-post')}]"
    " | ancestor::table[starts-with(@id, 'post')])[last()]"
)
_AUTHOR = etree.XPath(
    f".//*[{has_class('username_container')}]//*[{has_class('username')}] | .//*[{has_class('bigusername')}]"
    f" | .//*[{has_class('b-userinfo__details')} or {has_class('author')}]//a"
)
_DATE = etree.XPath(
    f".//*[{has_class('b-post__timestamp')}]//time/@datetime | .//*[{has_class('postdate')}]//*[{has_class('date')}]"
    f" | .//*[{has_class('postdate')}] | (.//td[{has_class('thead')}])[1]"
)
_SHOWS = etree.XPath(
    " | ".join(
        f".//*[{has_class(name)}]"
        for name in ("userinfo", "signature", "lastedited", "postfoot", "b-userinfo", "b-post__signature",
                     "username_container", "bigusername", "post-signature", "after_content", "b-post__edit")
    )
    + " | .//*[starts-with(@id, 'postmenu_')] | .//td[" + has_class("alt2") + " and @width='175']"
)  # fmt: skip
_BODY = etree.XPath(f"./blockquote[{has_class('postcontent')}]")
_QUOTES = etree.XPath(
    f".//*[{has_class('bbcode_container')}][.//*[{has_class('bbcode_quote')}]]"
    f" | .//div[table//td[{has_class('alt2')}]][div[{has_class('smallfont')}]]"
)
_QUOTED = etree.XPath(f".//*[{has_class('bbcode_postedby')}] | .//td[{has_class('alt2')}]/div[1]/strong")
_HEADING = etree.XPath(
    f"//*[{has_class('threadtitle')}]//a | //h1[{has_class('main-title')}] | //td[{has_class('navbar')}]/strong"
)
_ATTACHED = etree.XPath(f".//*[{has_class('attachments')} or {has_class('b-post__attachments')}]")


class VBulletin(Engine):
    """vBulletin 3 to 6."""

    name = "vbulletin"
    mentions = ("b-bbcode-user",)

    def recognises(self, page: Page) -> bool:
        """By its generator tag or its own scripts."""
        return bool(_MARK.search(page.body))

    def listing(self, page: Page) -> Listing | None:
        """The threads of a forum and the forums below it."""
        titles, forums = _TITLES(page.root), _FORUMS(page.root)
        if _MESSAGES(page.root) or (not titles and not forums and not _LISTS(page.root)):
            return None
        threads = {thread.id: thread for title in titles if (thread := _listed(title, page.url)) is not None}
        sections = {section.url: section for link in forums for section in [_section(link, page.url)]}
        return Listing(list(threads.values()), _following(page), list(sections.values()))

    def thread_page(self, page: Page) -> ThreadPage | None:
        """The posts of a thread's page."""
        messages = _MESSAGES(page.root)
        told = _THREAD.search(_without_page(page.url))
        if not messages or told is None:
            return None
        url = self.page_url(page.url, 1)
        number = _number(page.url)
        # vBulletin 5 writes the section into a thread's address, and a thread may move.
        place = _PLACE.match(urlsplit(url).path)
        root = place[1] if place is not None else "/"
        heading = first(_HEADING(page.root))
        posts = []
        for index, message in enumerate(messages):
            post = _post(message, url, root, opening=number == 1 and index == 0)
            if post is not None:
                posts.append(post)
        return ThreadPage(
            id=told[1],
            url=url,
            title=words_of(heading) if heading is not None else "",
            number=number,
            posts=posts,
            next_url=_following(page),
        )

    def page_url(self, thread_url: str, number: int) -> str:
        """The address of a thread's page, in the way in which the thread's own is written."""
        plain = _without_page(thread_url)
        if number <= 1:
            return plain
        if "showthread.php?" in plain and "t=" not in plain:
            return f"{plain}/page{number}"
        return f"{plain}&page={number}" if "?" in plain else f"{plain.rstrip('/')}/page{number}"


def _without_page(url: str) -> str:
    plain = _SESSION.sub(r"\1", url.partition("#")[0])
    plain = re.sub(r"[?&](page|p|pp|viewfull|goto)=[^&#]*", "", _PATH_PAGE.sub("", plain))
    return plain.rstrip("?&")


def _number(url: str) -> int:
    value = parse_qs(urlsplit(url).query).get("page", [""])[0]
    if value.isdigit() and len(value) < 7:
        return int(value)
    found = _PATH_PAGE.search(url)
    return int(found[1]) if found else 1


def _following(page: Page) -> str | None:
    href = next_link(page.root)
    return _SESSION.sub(r"\1", urljoin(page.url, href)) if href else None


def _listed(title: Element, url: str) -> ListedThread | None:
    address = _without_page(urljoin(url, title.get("href") or ""))
    told = _THREAD.search(address)
    id = (title.get("id") or "").removeprefix("thread_title_") or (told[1] if told else "")
    row = first(_ROW(title))
    if not id.isdigit() or row is None:
        return None
    replies = _REPLIES(row)
    # The title of vBulletin 3's cell also counts the views, which change all the time: the first number only.
    counted = _NUMBER.search(replies[0] if isinstance(replies[0], str) else words_of(replies[0])) if replies else None
    last = [found[1] for href in _LINKS(row) if (found := _LAST_POST.search(str(href)))]
    active = first(_ACTIVE(row))
    count = counted[0] if counted else ""
    return ListedThread(
        id=id,
        url=address,
        title=words_of(title),
        count=count,
        active=_first_line(active) if active is not None else "",
        pinned=bool(_STICKY(row)),
        mark=f"{count}\0{last[-1]}" if last else "",
    )


def _first_line(element: Element) -> str:
    """The words of an element up to its first line break or link: who posted stands behind it."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag in ("br", "a"):
            break
        pieces += [words_of(child), child.tail or ""]
    return " ".join("".join(pieces).split())


def _section(link: Element, url: str) -> Section:
    row = first(_FORUM_ROW(link))
    mark = ""
    if row is not None:
        last = [found[1] for href in _LINKS(row) if (found := _LAST_POST.search(str(href)))]
        mark = "\0".join(last)
    return Section(_without_page(urljoin(url, link.get("href") or "")), mark)


def _post(message: Element, url: str, root: str, *, opening: bool) -> FoundPost | None:
    element = first(_HOLDER(message))
    if element is None:
        return None
    pk = (message.get("id") or "").removeprefix("post_message_") or element.get("data-node-id") or ""
    if not pk.isdigit():
        return None
    body = first(_BODY(message))
    body = body if body is not None else message
    quotes = _QUOTES(body)
    date = next(iter(_DATE(element)), None)
    glue = "&" if "?" in url else "?"
    return FoundPost(
        engine_id=f"vbulletin:{root}post{pk}",
        url=f"{url}{glue}p={pk}#post{pk}",
        anchor=f"post{pk}",
        element=element,
        body=body,
        names=list(dict.fromkeys(name for each in _AUTHOR(element) if (name := words_of(each)))),
        drop=_SHOWS(element),
        written="" if date is None else str(date) if isinstance(date, str) else words_of(date),
        opening=opening,
        quotes=quotes,
        named=[quote for quote in quotes if _QUOTED(quote)],
        attached=_ATTACHED(element),
    )
