"""Stand-ins for vBulletin, which is sold and not published (see ``tests/sites/boards.py``): 3.8 with its tables,
4.2 with its lists, 5 with its nodes, after what their template sets make for a visitor."""

from __future__ import annotations

import datetime as dt
import html

from tests.sites.boards import Board, Thread, Written

_VIETNAM = dt.timezone(dt.timedelta(hours=7))


class VBulletinBoard(Board):
    """``theme``: ``3``, ``4`` or ``5``."""

    def __init__(self, host: str = "127.0.0.1", theme: str = "4") -> None:
        super().__init__(host)
        self.theme = theme
        self.title_of = {"3": self._row3, "4": self._row4, "5": self._row5}[theme]
        self.post_of = {"3": self._post3, "4": self._post4, "5": self._post5}[theme]

    def quote(self, author: str, words: str) -> str:
        if self.theme == "3":
            return (
                '<div style="margin:20px; margin-top:5px; "><div class="smallfont" style="margin-bottom:2px">Trích dẫn:</div><table cellpadding="6" '
                f'width="100%"><tr><td class="alt2" style="border:1px inset"><div>Originally Posted by <strong>{author}</strong> <a href="showthread.php?p=9#post9" rel="nofollow"><img alt="View Post" /></a></div><div style="font-style:italic">{words}</div></td></tr></table></div>'
            )
        return (
            '<div class="bbcode_container"><div class="bbcode_quote"><div class="quote_container"><div class="bbcode_quote_container"></div><div class="bbcode_postedby"><img alt="Quote" /> '
            f'Originally Posted by <strong>{author}</strong> <a href="showthread.php?p=9#post9" rel="nofollow"></a></div><div class="message">{words}</div></div></div></div>'
        )

    def mention(self, author: str) -> str:
        return f'<a href="/member/7-x" class="b-bbcode-user js-bbcode-user">@{author}</a>' if self.theme == "5" else f"@{author}"

    def respond(self, path: str, query: dict[str, str]) -> str | None:
        page = int(query.get("page", "1"))
        head, _, tail = path.rpartition("/page")
        if tail.isdigit():
            path, page = head, int(tail)
        named = next(iter(query), "")
        head, _, tail = named.rpartition("/page")
        if tail.isdigit():
            named, page = head, int(tail)
        if path == "/":
            return self._page("".join(self._forum_row(section) for section in self.sections()), "forums")
        if path == "/forumdisplay.php":
            return self._forum(int(query.get("f") or named.partition("-")[0]), page)
        if path == "/showthread.php":
            return self._thread_page(int(query.get("t") or named.partition("-")[0] or 0), page)
        if path.startswith("/forum/muc-"):
            parts = path.removeprefix("/forum/muc-").split("/")
            return self._forum(int(parts[0]), page) if len(parts) == 1 else self._thread_page(int(parts[1].partition("-")[0]), page)
        return None

    def forum_link(self, section: int) -> str:
        return {"3": f"forumdisplay.php?f={section}", "4": f"forumdisplay.php?{section}-muc", "5": f"{self.url}/forum/muc-{section}"}[self.theme]

    def link(self, thread: Thread, page: int = 1) -> str:
        """The address of a page of a thread, each version's own way, with a session id where it likes one."""
        if self.theme == "3":
            return f"showthread.php?s={thread.id:032x}&amp;t={thread.id}" + (f"&amp;page={page}" if page > 1 else "")
        tail = f"/page{page}" if page > 1 else ""
        return f"showthread.php?{thread.id}-chu-de{tail}" if self.theme == "4" else f"{self.url}/forum/muc-{thread.section}/{thread.id}-chu-de{tail}"

    def _page(self, content: str, list_id: str) -> str:
        generator = {"3": "vBulletin 3.8.7", "4": "vBulletin 4.2.5", "5": "vBulletin 5.6.4"}[self.theme]
        return f'<!DOCTYPE html><html id="vbulletin_html"><head><meta charset="utf-8"><meta name="generator" content="{generator}" /></head><body><div id="{list_id}" class="{"topic-list" if self.theme == "5" else ""}">{content}</div></body></html>'

    def _date(self, at: dt.datetime) -> str:
        local = at.astimezone(_VIETNAM)
        return f"{local:%d-%m-%Y}, {local:%H:%M}"

    def _forum_row(self, section: int) -> str:
        threads = [thread for thread in self.threads.values() if thread.section == section]
        last = max((thread.last.id for thread in threads), default=0)
        link = f'<a href="{self.forum_link(section)}"><strong>Mục {section}</strong></a>'
        recent = f'<a href="showthread.php?p={last}#post{last}">mới nhất</a>' if last else "Never"
        if self.theme == "3":
            return f'<table><tr align="center"><td class="alt2"><img></td><td class="alt1Active" align="left" id="f{section}"><div>{link}</div></td><td class="alt2"><div class="smallfont">{recent}</div></td></tr></table>'
        if self.theme == "4":
            return f'<ol><li id="forum{section}" class="forumbit_post old L2"><div class="forumrow table"><div class="foruminfo td"><h2 class="forumtitle">{link}</h2></div><ul class="forumstats td"><li>Threads: {len(threads)}</li></ul><div class="forumlastpost td">{recent}</div></div></li></ol>'
        return f'<table><tr class="forum-item"><td class="cell-forum"><a href="{self.forum_link(section)}" class="forum-title">Mục {section}</a></td><td class="cell-lastpost">{recent}</td></tr></table>'

    def _forum(self, section: int, page: int) -> str:
        threads, more = self.listed(section, page)
        glue = {"3": f"forumdisplay.php?f={section}&amp;page={page + 1}", "4": f"forumdisplay.php?{section}-muc/page{page + 1}", "5": f"{self.url}/forum/muc-{section}/page{page + 1}"}[self.theme]
        jump = f'<a rel="next" href="{glue}" title="Next Page">&gt;</a>' if more else ""
        rows = "".join(self.title_of(thread) for thread in threads)
        return self._page(f"<table>{rows}</table>{jump}" if self.theme != "4" else f'<ol id="threads" class="threads">{rows}</ol>{jump}', "threadlist")

    def _row3(self, thread: Thread) -> str:
        last = thread.last
        return (
            f'<tr><td class="alt1" id="td_threadstatusicon_{thread.id}"></td><td class="alt1" id="td_threadtitle_{thread.id}" title="tóm tắt của bài"><div><a href="{self.link(thread)}" id="thread_title_{thread.id}">{html.escape(thread.title)}</a></div>'
            f'<div class="smallfont"><span style="cursor:pointer" onclick="window.open(\'member.php?u=7\', \'_self\')">{thread.posts[0].author}</span></div></td><td class="alt2" title="Trả lời: {len(thread.posts) - 1}, Xem: {last.id * 3}">'
            f'<div class="smallfont" style="text-align:right; white-space:nowrap">{self._date(last.at)}<br />by <a href="member.php?find=lastposter&amp;t={thread.id}" rel="nofollow">{last.author}</a> <a href="showthread.php?p={last.id}#post{last.id}"><img></a></div></td></tr>'
        )

    def _row4(self, thread: Thread) -> str:
        last = thread.last
        return (
            f'<li class="threadbit" id="thread_{thread.id}"><div class="rating0 {"" if thread.pinned else "non"}sticky"><div class="threadinfo" title="…"><div class="inner"><h3 class="threadtitle"><a class="title" href="{self.link(thread)}" id="thread_title_{thread.id}">{html.escape(thread.title)}</a></h3>'
            f'<div class="threadmeta"><div class="author"><span class="label">Started by <a href="member.php?7" class="username understate">{thread.posts[0].author}</a></span></div></div></div></div><ul class="threadstats td alt"><li>Replies: <a href="#">{len(thread.posts) - 1}</a></li><li>Views: {last.id * 3}</li></ul>'
            f'<dl class="threadlastpost td"><dt class="lastpostby hidden">Last Post By</dt><dd><div class="popupmenu memberaction"><a class="username offline popupctrl"><strong>{last.author}</strong></a></div></dd><dd>{self._date(last.at)} <a href="showthread.php?{thread.id}-x&amp;p={last.id}#post{last.id}" class="lastpostdate understate"></a></dd></dl></div></li>'
        )

    def _row5(self, thread: Thread) -> str:
        return (
            f'<tr class="topic-item js-topic-item" data-node-id="{thread.id}"><td class="cell-topic"><div class="topic-wrapper"><a href="{self.link(thread)}" class="topic-title js-topic-title">{html.escape(thread.title)}</a></div></td><td class="cell-count"><div class="posts-count">{len(thread.posts) - 1} trả lời</div><div class="views-count">{thread.last.id} lượt xem</div></td>'
            f'<td class="cell-lastpost"><div class="lastpost-by">bởi <a href="/member/7">{thread.last.author}</a></div><div class="post-date">{self._date(thread.last.at)}</div></td></tr>'
        )

    def _thread_page(self, number: int, page: int) -> str | None:
        thread = self.threads.get(number)
        if thread is None:
            return None
        posts, more = self.posts(thread, page)
        heading = {
            "3": f'<table><tr><td class="navbar"><a href="/"><img></a> <strong>{html.escape(thread.title)}</strong></td></tr></table>',
            "4": f'<div id="pagetitle"><h1><span class="threadtitle"><a href="{self.link(thread)}">{html.escape(thread.title)}</a></span></h1></div>',
            "5": f'<h1 class="main-title js-main-title">{html.escape(thread.title)}</h1>',
        }[self.theme]
        jump = f'<a rel="next" href="{self.link(thread, page + 1)}">&gt;</a>' if more else ""
        return self._page(heading + "".join(self.post_of(n, post) for n, post in posts) + jump, "posts")

    def _post3(self, number: int, post: Written) -> str:
        return (
            f'<div id="edit{post.id}"><table id="post{post.id}" class="tborder" width="100%"><tr><td class="thead" style="font-weight:normal"><a name="post{post.id}"><img src="old.gif" alt="Old" /></a> {self._date(post.at)}</td><td class="thead" align="right">#<a href="showpost.php?p={post.id}" name="{number}"><strong>{number}</strong></a></td></tr>'
            f'<tr valign="top"><td class="alt2" width="175"><div id="postmenu_{post.id}"><a class="bigusername" href="member.php?u=7">{post.author}</a></div><div class="smallfont">Thành viên</div></td><td class="alt1" id="td_post_{post.id}"><div id="post_message_{post.id}">{post.body}</div><div class="signature">__________________<br />Chữ ký {post.author}</div></td></tr></table></div>'
        )

    def _post4(self, number: int, post: Written) -> str:
        return (
            f'<li class="postbitlegacy postbitim postcontainer old" id="post_{post.id}"><div class="posthead"><span class="postdate old"><span class="date">{self._date(post.at)}</span></span><span class="nodecontrols"><a name="post{post.id}" class="postcounter">#{number}</a></span></div><div class="postdetails"><div class="userinfo"><div class="username_container">'
            f'<a class="username offline popupctrl" href="member.php?7-{post.author}" title="{post.author} is offline"><strong>{post.author}</strong></a></div></div><div class="postbody"><div class="postrow"><h2 class="title icon">x</h2><div class="content"><div id="post_message_{post.id}"><blockquote class="postcontent restore ">{post.body}</blockquote></div></div>'
            f'</div><div class="after_content"><blockquote class="signature restore"><div class="signaturecontainer">Chữ ký {post.author}</div></blockquote></div></div></div></li>'
        )

    def _post5(self, number: int, post: Written) -> str:
        return (
            f'<li data-node-id="{post.id}" class="b-post js-post js-comment-list-loaded" itemscope><div class="b-post__hide-when-deleted"><div class="l-row"><div class="b-userinfo b-userinfo--large"><div class="b-userinfo__details"><div class="author h-text-size--14"><strong><a href="/member/7-{post.author}">{post.author}</a></strong></div></div></div>'
            f'<div class="b-post__body"><div class="b-post__arrow"></div><div class="b-post__timestamp"><time itemprop="dateCreated" datetime="{post.at.astimezone(_VIETNAM):%Y-%m-%dT%H:%M:%S}">x</time></div><div class="b-post__content js-post__content"><div class="js-post__content-text restore h-wordwrap" itemprop="text">{post.body}</div></div><div class="b-post__signature post-signature">Chữ ký {post.author}</div></div></div></div></li>'
        )
