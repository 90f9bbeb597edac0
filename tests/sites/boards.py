"""Stand-ins for forum software that cannot be run here.

XenForo and vBulletin are sold, not published; Discourse, Flarum and phpBB are published but come from none of
the registries that the tests install from (PyPI, npm, Debian, Maven). Each board here writes by itself what the
real one writes for a visitor, after its published templates and serializers, which are named at each class.
All hold the same: sections with threads with posts, of which the contract suite and the engines' own tests
write, edit and take away.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.sites.static import StaticSite, answer

EPOCH = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


class Written:
    """A post: ``body`` is HTML as the software makes it of what was written."""

    def __init__(self, id: int, author: str, body: str, at: dt.datetime) -> None:
        self.id, self.author, self.body, self.at = id, author, body, at


class Thread:
    """A thread: its title and posts, and whether it is pinned."""

    def __init__(self, id: int, title: str, section: int, pinned: bool = False) -> None:
        self.id, self.title, self.section, self.pinned = id, title, section, pinned
        self.posts: list[Written] = []

    @property
    def last(self) -> Written:
        return self.posts[-1]


class Board(StaticSite):
    """Threads in sections. ``per_page`` posts and ``per_listing`` threads stand on a page."""

    per_page = 3
    per_listing = 3
    #: Whether the front page lists sections rather than threads.
    has_index = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self.threads: dict[int, Thread] = {}
        self.count = 100
        self.pages["*"] = self._serve

    def thread(self, title: str, body: str, author: str = "nguoi_dang", section: int = 1, pinned: bool = False) -> int:
        """A new thread with its first post; gives the thread's number."""
        id = len(self.threads) + 1
        self.threads[id] = Thread(id, title, section, pinned)
        self.reply(id, body, author)
        return id

    def reply(self, thread: int, body: str, author: str = "nguoi_tra_loi") -> int:
        """A new post; gives its number."""
        self.count += 1
        self.threads[thread].posts.append(Written(self.count, author, body, EPOCH + dt.timedelta(minutes=self.count)))
        return self.count

    def edit(self, post: int, body: str) -> None:
        """Changes a post."""
        next(each for thread in self.threads.values() for each in thread.posts if each.id == post).body = body

    def listed(self, section: int | None, page: int) -> tuple[list[Thread], bool]:
        """The threads on a page of a listing, latest activity first, and whether there is a next page."""
        found = [thread for thread in self.threads.values() if section is None or thread.section == section]
        found.sort(key=lambda thread: (not thread.pinned, -thread.last.id))
        start = (page - 1) * self.per_listing
        return found[start : start + self.per_listing], len(found) > start + self.per_listing

    def posts(self, thread: Thread, page: int) -> tuple[list[tuple[int, Written]], bool]:
        """Numbered posts on a page of a thread, and whether there is a next page."""
        start = (page - 1) * self.per_page
        numbered = list(enumerate(thread.posts, 1))
        return numbered[start : start + self.per_page], len(numbered) > start + self.per_page

    def sections(self) -> list[int]:
        return sorted({thread.section for thread in self.threads.values()} or {1})

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        """The page at a path; ``None`` for 404."""
        raise NotImplementedError

    content_type = "text/html; charset=utf-8"

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        page = self.respond(parts.path, {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()})
        if page is None:
            answer(handler, b"not found", status=404)
        else:
            kind = "application/json; charset=utf-8" if page[:1] == "{" else self.content_type
            answer(handler, page.encode(), content_type=kind)

    def quote(self, author: str, words: str) -> str:
        """How the software shows a quotation of somebody."""
        raise NotImplementedError

    def mention(self, author: str) -> str:
        """How the software shows that somebody was named."""
        raise NotImplementedError


class XenForoBoard(Board):
    """XenForo 2.2 (``node_list_forum``, ``thread_list_macros``, ``message_macros``). ``theme`` ``voz``: customised
    addresses and titles with prefixes; ``index``: without friendly addresses."""

    def __init__(self, host: str = "127.0.0.1", theme: str = "") -> None:
        super().__init__(host)
        self.theme = theme
        self.route = {"voz": "/t/", "index": "/index.php?threads/"}.get(theme, "/threads/")
        self.forums = {"voz": "/f/", "index": "/index.php?forums/"}.get(theme, "/forums/")

    def quote(self, author: str, words: str) -> str:
        return (
            f'<blockquote data-attributes="member: 7" data-quote="{author}" data-source="post: 9" class="bbCodeBlock '
            f'bbCodeBlock--expandable bbCodeBlock--quote js-expandWatch"><div class="bbCodeBlock-title"><a '
            f'href="/goto/post?id=9" class="bbCodeBlock-sourceJump" data-content-selector="#post-9">{author} said:</a></div>'
            f'<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent js-expandContent">{words}</div>'
            '<div class="bbCodeBlock-expandLink js-expandLink"><a role="button" tabindex="0">Click to expand...</a></div></div></blockquote>'
        )

    def mention(self, author: str) -> str:
        return f'<a href="/members/{author}.7/" class="username" data-xf-init="member-tooltip" data-user-id="7" data-username="@{author}">@{author}</a>'

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        if self.theme == "index" and path == "/index.php":
            path = "/index.php?" + next(iter(query), "")
        page = 1
        head, _, tail = path.rstrip("/").rpartition("/page-")
        if tail.isdigit():
            path, page = head + "/", int(tail)
        if path in ("/", "/index.php?"):
            return self._page("forum_list", "".join(self._node(section) for section in self.sections()))
        number = path.rstrip("/").rpartition(".")[2]
        if path.startswith(self.forums) and number.isdigit():
            return self._forum(int(number), page)
        if path.startswith(self.route) and number.isdigit() and int(number) in self.threads:
            return self._thread_page(self.threads[int(number)], page)
        return None

    def _page(self, template: str, content: str, key: str = "") -> str:
        return (
            f'<!DOCTYPE html><html id="XF" lang="vi-VN" dir="LTR" data-xf="2.2" data-app="public" data-template="{template}" '
            f'{key} data-cookie-prefix="xf_"><head><meta charset="utf-8"></head><body data-template="{template}">'
            f'<form action="/login/login"><input type="password" name="password"></form><div class="p-body">{content}</div></body></html>'
        )

    def _time(self, at: dt.datetime, css: str = "u-dt") -> str:
        return f'<time class="{css}" dir="auto" datetime="{at:%Y-%m-%dT%H:%M:%S+0000}" data-time="{int(at.timestamp())}" title="…">Hôm qua, lúc 10:54</time>'

    def _node(self, section: int) -> str:
        threads = [thread for thread in self.threads.values() if thread.section == section]
        last = max((thread.last for thread in threads), key=lambda post: post.id, default=None)
        extra = f'<div class="node-extra-row"><ul class="listInline listInline--bullet"><li>{self._time(last.at, "node-extra-date u-dt")}</li><li class="node-extra-user"><a class="username">{last.author}</a></li></ul></div>' if last else '<span class="node-extra-placeholder">None</span>'
        return (
            f'<div class="block block--category block--category1"><div class="block-body"><div class="node node--id{section} node--depth2 node--forum node--read">'
            f'<div class="node-body"><div class="node-main js-nodeMain"><h3 class="node-title"><a href="{self.forums}muc.{section}/" data-xf-init="element-tooltip">Mục {section}</a></h3></div>'
            f'<div class="node-stats"><dl class="pairs pairs--rows"><dt>Threads</dt><dd>{len(threads)}</dd></dl><dl class="pairs pairs--rows"><dt>Messages</dt><dd>{sum(len(t.posts) for t in threads)}</dd></dl></div>'
            f'<div class="node-extra">{extra}</div></div></div></div></div>'
        )

    def _forum(self, section: int, page: int) -> str:
        threads, more = self.listed(section, page)
        rows = "".join(
            f'<div class="structItem structItem--thread js-inlineModContainer js-threadListItem-{thread.id}" data-author="{thread.posts[0].author}">'
            f'<div class="structItem-cell structItem-cell--main" data-xf-init="touch-proxy"><ul class="structItem-statuses">{"<li><i class=structItem-status--sticky></i></li>" if thread.pinned else ""}</ul>'
            f'<div class="structItem-title"><a href="{self.forums}muc.{section}/?prefix_id=4" class="labelLink" rel="nofollow"><span class="label label--red">Cần bán</span></a> '
            f'<a href="{self.route}{"bai-viet" if self.theme else "chu-de"}.{thread.id}/" data-tp-primary="on" data-preview-url="x/preview">{html.escape(thread.title)}</a></div></div>'
            f'<div class="structItem-cell structItem-cell--meta" title="First message reaction score: 0"><dl class="pairs pairs--justified"><dt>Trả lời</dt><dd>{len(thread.posts) - 1}</dd></dl></div>'
            f'<div class="structItem-cell structItem-cell--latest"><a href="{self.route}x.{thread.id}/latest">{self._time(thread.last.at, "structItem-latestDate u-dt")}</a></div></div>'
            for thread in threads
        )
        jump = f'<div class="pageNav"><a href="{self.forums}muc.{section}/page-{page + 1}" class="pageNav-jump pageNav-jump--next">Next</a></div>' if more else ""
        return self._page("forum_view", f'<div class="structItemContainer"><div class="structItemContainer-group js-threadList">{rows}</div></div>{jump}')

    def _thread_page(self, thread: Thread, page: int) -> str:
        posts, more = self.posts(thread, page)
        rows = "".join(
            f'<article class="message message--post js-post js-inlineModContainer" data-author="{post.author}" data-content="post-{post.id}" id="js-post-{post.id}"><span class="u-anchorTarget" id="post-{post.id}"></span>'
            f'<div class="message-inner"><div class="message-cell message-cell--user"><section itemscope class="message-user"><div class="message-avatar"><a href="/members/{post.author}.7/" class="avatar" data-user-id="7"><img src="/a.jpg" alt="{post.author}"></a></div>'
            f'<h4 class="message-name"><a href="/members/{post.author}.7/" class="username" data-user-id="7" itemprop="name"><span class="username--staff">{post.author}</span></a></h4></section></div>'
            f'<div class="message-cell message-cell--main"><div class="message-main js-quickEditTarget"><header class="message-attribution message-attribution--split"><ul class="message-attribution-main listInline"><li class="u-concealed"><a href="{self.route}x.{thread.id}/post-{post.id}" rel="nofollow">{self._time(post.at)}</a></li></ul>'
            f'<ul class="message-attribution-opposite"><li><a href="#">#{number}</a></li></ul></header><div class="message-content js-messageContent"><div class="message-userContent lbContainer js-lbContainer" data-lb-id="post-{post.id}" data-lb-caption-desc="{post.author} &middot; 13/09/2025">'
            f'<article class="message-body js-selectToQuote"><div class="bbWrapper">{post.body}</div><div class="js-selectToQuoteEnd">&nbsp;</div></article></div></div>'
            f'<footer class="message-footer"><div class="reactionsBar"><a class="reactionsBar-link"><bdi>thanh_vien_khac</bdi></a></div></footer><aside class="message-signature"><div class="bbWrapper">Chữ ký của {post.author}</div></aside></div></div></div></article>'
            for number, post in posts
        )
        jump = f'<a href="{self.route}x.{thread.id}/page-{page + 1}" class="pageNav-jump pageNav-jump--next">Next</a>' if more else ""
        heading = f'<h1 class="p-title-value"><span class="label label--red" dir="auto">Cần bán</span><span class="label-append">&nbsp;</span>{html.escape(thread.title)}</h1>'
        return self._page("thread_view", f'{heading}<div class="block block--messages">{rows}</div>{jump}', f'data-content-key="thread-{thread.id}"')


class DiscourseBoard(Board):
    """Discourse 3 (``TopicListSerializer``, ``TopicViewSerializer``, ``PostSerializer``): a shell of HTML, and JSON."""

    def quote(self, author: str, words: str) -> str:
        return f'<aside class="quote no-group" data-username="{author}" data-post="1" data-topic="1"><div class="title"><div class="quote-controls"></div><img alt="" src="/a.png" class="avatar"> {author}:</div><blockquote>{words}</blockquote></aside>'

    def mention(self, author: str) -> str:
        return f'<a class="mention" href="/u/{author}">@{author}</a>'

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        page = int(query.get("page", "0"))
        if not path.endswith(".json"):
            return '<!DOCTYPE html><html lang="vi"><head><meta name="generator" content="Discourse 3.5.0"><meta id="data-discourse-setup" data-base-uri=""><meta name="discourse-base-uri" content=""></head><body><noscript><div class="topic-list">…</div></noscript></body></html>'
        if path == "/latest.json" or path.startswith("/c/"):
            section = int(path.removesuffix(".json").rpartition("/")[2]) if path.startswith("/c/") else None
            threads, more = self.listed(section, page + 1)
            topics: dict[str, Any] = {"per_page": self.per_listing, "topics": [self._listed(thread) for thread in threads]}
            if more:
                topics["more_topics_url"] = f"{path.removesuffix('.json')}?no_definitions=true&page={page + 1}"
            return json.dumps({"users": [{"id": 7, "username": "ai_do"}], "topic_list": topics})
        number = path.removesuffix(".json").rpartition("/")[2]
        if path.startswith("/t/") and number.isdigit() and int(number) in self.threads:
            return self._topic(self.threads[int(number)], max(page, 1))
        return None

    def _listed(self, thread: Thread) -> dict[str, Any]:
        return {
            "id": thread.id, "title": thread.title, "fancy_title": thread.title, "slug": "chu-de", "posts_count": len(thread.posts),
            "reply_count": 0, "highest_post_number": len(thread.posts), "created_at": _iso(thread.posts[0].at), "last_posted_at": _iso(thread.last.at),
            "bumped": True, "bumped_at": _iso(thread.last.at), "archetype": "regular", "pinned": thread.pinned, "visible": True, "closed": False,
            "category_id": thread.section, "last_poster_username": thread.last.author, "posters": [{"user_id": 7}],
        }  # fmt: skip

    def _topic(self, thread: Thread, page: int) -> str:
        posts, _ = self.posts(thread, page)
        rows = [
            {"id": post.id, "name": post.author.replace("_", " ").title(), "username": post.author, "display_username": post.author,
             "avatar_template": f"/user_avatar/x/{post.author}/{{size}}/1.png", "created_at": _iso(post.at), "updated_at": _iso(post.at), "cooked": post.body,
             "post_number": number, "post_type": 1, "topic_id": thread.id, "topic_slug": "chu-de", "user_id": 7, "hidden": False, "deleted_at": None, "version": 1}
            for number, post in posts
        ]  # fmt: skip
        return json.dumps({
            "post_stream": {"posts": rows, "stream": [post.id for post in thread.posts]}, "id": thread.id, "title": thread.title, "slug": "chu-de",
            "posts_count": len(thread.posts), "chunk_size": self.per_page, "details": {"created_by": {"username": thread.posts[0].author}},
        })  # fmt: skip


class FlarumBoard(Board):
    """Flarum 1.8 and 2 (``DiscussionResource``, ``PostResource``, ``app.blade.php``). The engine asks for twenty
    posts a page, so that is what a page holds."""

    per_page = 20
    per_listing = 20

    def quote(self, author: str, words: str) -> str:
        return f'<blockquote class="uncited"><div><p><a href="/d/1/1" class="PostMention" data-id="1">{author}</a> {words}</p></div></blockquote>'

    def mention(self, author: str) -> str:
        return f'<a href="/u/{author}" class="UserMention">@{author}</a>'

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        offset = int(query.get("page[offset]", "0"))
        if path == "/api/discussions":
            threads, more = self.listed(int(query["filter[tag]"]) if "filter[tag]" in query else None, offset // self.per_listing + 1)
            following = f"{self.url}/api/discussions?" + urlencode({**query, "page[offset]": offset + self.per_listing})
            return json.dumps({"links": {"first": "x", **({"next": following} if more else {})}, "data": [self._listed(thread) for thread in threads], "included": []})
        if path == "/api/posts":
            thread = self.threads.get(int(query.get("filter[discussion]", "0")))
            if thread is None:
                return json.dumps({"data": []})
            posts, _ = self.posts(thread, offset // self.per_page + 1)
            return json.dumps({"data": [self._post(number, post) for number, post in posts], "included": [
                *({"type": "users", "id": post.author, "attributes": {"username": post.author, "displayName": post.author.replace("_", " "), "slug": post.author}} for _, post in posts),
                {"type": "discussions", "id": str(thread.id), "attributes": {"title": thread.title, "slug": f"{thread.id}-x"}},
            ]})  # fmt: skip
        if path.startswith(("/api", "/robots")):
            return None
        payload = json.dumps({"resources": [{"type": "forums", "id": "1", "attributes": {"baseUrl": self.url, "apiUrl": f"{self.url}/api"}}], "session": {"userId": 0}})
        return f'<!doctype html><html><head><title>Diễn đàn</title></head><body><div id="app" class="App"></div><div id="flarum-loading" style="display: none">Loading...</div><noscript><div id="flarum-content"></div></noscript><script id="flarum-json-payload" type="application/json">{payload}</script></body></html>'

    def _listed(self, thread: Thread) -> dict[str, Any]:
        return {"type": "discussions", "id": str(thread.id), "attributes": {
            "title": thread.title, "slug": f"{thread.id}-chu-de", "commentCount": len(thread.posts), "participantCount": 2, "createdAt": _iso(thread.posts[0].at),
            "lastPostedAt": _iso(thread.last.at), "lastPostNumber": len(thread.posts), "isSticky": thread.pinned,
        }}  # fmt: skip

    def _post(self, number: int, post: Written) -> dict[str, Any]:
        return {
            "type": "posts", "id": str(post.id),
            "attributes": {"number": number, "createdAt": _iso(post.at), "contentType": "comment", "contentHtml": post.body, "renderFailed": False},
            "relationships": {"user": {"data": {"type": "users", "id": post.author}}},
        }  # fmt: skip


class PhpBBBoard(Board):
    """phpBB (prosilver's ``viewforum_body.html``, ``viewtopic_body.html``, ``bbcode.html``). ``theme`` ``3.0``: no
    machine-readable times and a session id in every link, as boards before 3.3 write them."""

    def __init__(self, host: str = "127.0.0.1", theme: str = "") -> None:
        super().__init__(host)
        self.old = theme == "3.0"

    def quote(self, author: str, words: str) -> str:
        return f'<blockquote cite="./viewtopic.php?p=9#p9"><div><cite><a href="./memberlist.php?mode=viewprofile&amp;u=7">{author}</a> wrote: <a href="./viewtopic.php?p=9#p9" data-post-id="9">↑</a></cite>{words}</div></blockquote>'

    def mention(self, author: str) -> str:
        return f"@{author}"

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        start = int(query.get("start", "0"))
        if path in ("/", "/index.php"):
            return self._page("index", '<div class="forabg"><ul class="topiclist"><li class="header"></li></ul><ul class="topiclist forums">' + "".join(self._forum_row(section) for section in self.sections()) + "</ul></div>")
        if path == "/viewforum.php":
            return self._forum(int(query["f"]), start)
        if path == "/viewtopic.php" and int(query.get("t", "0")) in self.threads:
            return self._topic(self.threads[int(query["t"])], start)
        return None

    def _sid(self, link: str) -> str:
        return f"{link}&amp;sid={self.count:032x}" if self.old else link

    def _page(self, section: str, content: str) -> str:
        return f'<!DOCTYPE html><html dir="ltr" lang="vi"><head><meta charset="utf-8"><title>x</title></head><body id="phpbb" class="nojs notouch section-{section} ltr"><div id="wrap"><div id="page-body" role="main">{content}</div><div class="copyright">Powered by <a href="https://www.phpbb.com/">phpBB</a></div></div></body></html>'

    def _time(self, at: dt.datetime) -> str:
        local = at.astimezone(dt.timezone(dt.timedelta(hours=7)))
        return f"{local:%d/%m/%Y %H:%M}" if self.old else f'<time datetime="{at.isoformat()}">{local:%d/%m/%Y %H:%M}</time>'

    def _forum_row(self, section: int) -> str:
        threads = [thread for thread in self.threads.values() if thread.section == section]
        last = max((thread.last for thread in threads), key=lambda post: post.id, default=None)
        shown = f'<span><dfn>Last post</dfn> by <a href="./memberlist.php?u=7" class="username">{last.author}</a> <br>{self._time(last.at)}</span>' if last else "<span>Chưa có bài<br>&nbsp;</span>"
        return (
            f'<li class="row"><dl class="row-item forum_read"><dt title="x"><div class="list-inner"><a href="{self._sid(f"./viewforum.php?f={section}")}" class="forumtitle">Mục {section}</a><br></div></dt>'
            f'<dd class="topics">{len(threads)} <dfn>Topics</dfn></dd><dd class="posts">{sum(len(t.posts) for t in threads)} <dfn>Posts</dfn></dd><dd class="lastpost">{shown}</dd></dl></li>'
        )

    def _forum(self, section: int, start: int) -> str:
        threads, more = self.listed(section, start // self.per_listing + 1)
        rows = "".join(
            f'<li class="row bg1{" sticky" if thread.pinned else ""}"><dl class="row-item topic_read"><dt title="x"><div class="list-inner"><a href="{self._sid(f"./viewtopic.php?f={section}&amp;t={thread.id}")}" class="topictitle">{html.escape(thread.title)}</a><br>'
            f'<div class="topic-poster responsive-hide left-box">by <a href="./memberlist.php?u=7" class="username">{thread.posts[0].author}</a> &raquo; {self._time(thread.posts[0].at)}</div>{self._row_pages(thread)}</div></dt>'
            f'<dd class="posts">{len(thread.posts) - 1} <dfn>Replies</dfn></dd><dd class="views">{start + 7} <dfn>Views</dfn></dd><dd class="lastpost"><span><dfn>Last post </dfn>by <a class="username-coloured">{thread.last.author}</a><br>{self._time(thread.last.at)}</span></dd></dl></li>'
            for thread in threads
        )
        jump = self._next(f"./viewforum.php?f={section}&amp;start={start + self.per_listing}") if more else ""
        return self._page("viewforum", f'<h2 class="forum-title"><a href="./viewforum.php?f={section}">Mục</a></h2><div class="forumbg"><ul class="topiclist"><li class="header"></li></ul><ul class="topiclist topics">{rows}</ul></div><div class="action-bar bar-bottom">{jump}</div>')

    def _row_pages(self, thread: Thread) -> str:
        starts = range(0, len(thread.posts), self.per_page)
        if len(starts) < 2:
            return ""
        links = "".join(f'<li><a class="button" href="{self._sid(f"./viewtopic.php?t={thread.id}" + (f"&amp;start={at}" if at else ""))}">{n}</a></li>' for n, at in enumerate(starts, 1))
        return f'<div class="pagination"><span><i class="icon"></i></span><ul>{links}</ul></div>'

    def _next(self, link: str) -> str:
        return f'<div class="pagination"><ul><li class="active"><span>1</span></li><li class="arrow next"><a class="button" href="{self._sid(link)}" rel="next" role="button">Next</a></li></ul></div>'

    def _topic(self, thread: Thread, start: int) -> str:
        posts, more = self.posts(thread, start // self.per_page + 1)
        rows = "".join(
            f'<div id="p{post.id}" class="post has-profile bg2"><div class="inner"><dl class="postprofile" id="profile{post.id}"><dt class="no-profile-rank"><div class="avatar-container"></div><a href="./memberlist.php?mode=viewprofile&amp;u=7" class="username">{post.author}</a></dt><dd class="profile-posts"><strong>Posts:</strong> 3</dd></dl>'
            f'<div class="postbody"><div id="post_content{post.id}"><h3 class="first"><a href="#p{post.id}">Re: {html.escape(thread.title)}</a></h3><p class="author"><a class="unread" href="#p{post.id}"><span>Post</span></a><span class="responsive-hide">by <strong><a class="username">{post.author}</a></strong> &raquo; </span>{self._time(post.at)}</p>'
            f'<div class="content">{post.body}</div><div id="sig{post.id}" class="signature">Chữ ký của {post.author}</div></div></div></div></div>'
            for _, post in posts
        )
        jump = self._next(f"./viewtopic.php?t={thread.id}&amp;start={start + self.per_page}") if more else ""
        return self._page("viewtopic", f'<h2 class="topic-title"><a href="./viewtopic.php?t={thread.id}">{html.escape(thread.title)}</a></h2>{rows}{jump}')


def _iso(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
