"""The article kind: pages with comments below them, as themes write them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.static import StaticSite

_STORY = "Sáng nay chợ đông hơn mọi khi, ai cũng hỏi giá rau rồi mới mua, kể lại cho vui. " * 4

#: WordPress's ``Walker_Comment`` in its HTML5 format (wp-includes/class-walker-comment.php, 6.1).
WORDPRESS = """<ol class="comment-list"><li id="comment-7" class="comment even thread-even depth-1 parent">
<article id="div-comment-7" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard">
<img alt="" src="http://0.gravatar.com/avatar/x" class="avatar"><b class="fn"><a href="http://an.example/" class="url">An Giấu</a></b>
<span class="says">viết:</span></div><div class="comment-metadata"><a href="#comment-7"><time datetime="2026-11-20T10:00:00+07:00">20/11</time></a>
</div></footer><div class="comment-content"><p>Vào <a href="http://keo.top/">nhận quà</a></p></div><div class="reply"><a href="#">Trả lời</a></div>
</article><ol class="children"><li id="comment-8" class="comment odd depth-2"><article id="div-comment-8" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Bình Giấu</b></div><time datetime="2026-11-20T11:00:00+07:00">20/11</time></footer>
<div class="comment-content"><blockquote>Vào nhận quà</blockquote><p>Đừng bấm vào nhé.</p></div></article></li></ol></li></ol>"""

#: The same in its older format, and themes made before 2013.
WORDPRESS_OLD = """<ul class="commentlist"><li class="comment" id="comment-7"><div id="div-comment-7" class="comment-body">
<div class="comment-author vcard"><cite class="fn">An Giấu</cite> <span class="says">says:</span></div>
<div class="comment-meta commentmetadata"><a href="#comment-7">20/11/2026 lúc 10:00</a></div>
<div class="comment-text"><p>Vào <a href="http://keo.top/">nhận quà</a></p></div></div></li>
<li class="comment" id="comment-8"><div id="div-comment-8" class="comment-body"><div class="comment-author vcard">
<cite class="fn">Bình Giấu</cite></div><div class="comment-meta">20/11/2026 lúc 11:00</div><div class="comment-text"><p>Đừng bấm vào nhé.</p></div></div></li></ul>"""

#: Blogger's threaded comments (its widget "Blog", ``data:post.comments``).
BLOGGER = """<div class="comments" id="comments"><div class="comment-thread"><ol><li class="comment" id="c7"><div class="avatar-image-container">
<img src="http://x.example/a.png"></div><div class="comment-block"><div class="comment-header"><cite class="user"><a href="http://an.example/">An Giấu</a></cite>
<span class="datetime secondary-text"><a href="?showComment=7#c7">10:00 20 tháng 11, 2026</a></span></div>
<p class="comment-content">Vào <a href="http://keo.top/">nhận quà</a></p></div></li><li class="comment" id="c8"><div class="comment-block">
<div class="comment-header"><cite class="user">Bình Giấu</cite><span class="datetime">11:00 20 tháng 11, 2026</span></div>
<p class="comment-content">Đừng bấm vào nhé.</p></div></li></ol></div></div>"""

#: A home-made page of an online paper.
PAPER = """<div id="box_comment"><div class="comment_item" data-comment-id="7"><a class="nickname" href="/u/an-giau">An Giấu</a>
<p class="full_content">Vào <a href="http://keo.top/">nhận quà</a></p><span class="time-com">10:00 20/11/2026</span></div>
<div class="comment_item" data-comment-id="8"><a class="nickname">Bình Giấu</a><p class="full_content">Đừng bấm vào nhé.</p><span class="time-com">11:00 20/11/2026</span></div></div>"""

#: schema.org's own marks, with classes that say nothing.
MICRODATA = """<section><div itemscope itemtype="https://schema.org/Comment" id="c7"><span itemprop="author" itemscope itemtype="https://schema.org/Person">
<span itemprop="name">An Giấu</span></span><meta itemprop="dateCreated" content="2026-11-20T10:00:00+07:00"><div itemprop="text">Vào
<a href="http://keo.top/">nhận quà</a></div></div><div itemscope itemtype="https://schema.org/Comment" id="c8"><span itemprop="author">Bình Giấu</span>
<time itemprop="dateCreated" datetime="2026-11-20T11:00:00+07:00">hôm nọ</time><div itemprop="text">Đừng bấm vào nhé.</div></div></section>"""


def _source(site: StaticSite, **options: object) -> SourceSpec:
    return SourceSpec("bai", "article", f"{site.url}/bai", options, allow_private=True)


def _page(below: str, *, data: object = None, body: str = _STORY) -> str:
    said = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return (
        f"<html><head><title>Phiên chợ</title>{said}</head><body><nav><a href='/'>Trang chủ</a></nav>"
        f"<article><h1>Phiên chợ</h1><p>{body}</p></article>{below}<footer>Liên hệ</footer></body></html>"
    )


@pytest.mark.parametrize(
    "below", [WORDPRESS, WORDPRESS_OLD, BLOGGER, PAPER, MICRODATA], ids=["wordpress", "old", "blogger", "paper", "microdata"]
)  # fmt: skip
def test_comments_are_found_in_any_theme(crawls: Crawls, below: str) -> None:
    with StaticSite() as site:
        site.text("/bai", _page(below))
        done = crawls.run(_source(site, body="never"))
        assert done.texts == ["Vào nhận quà (http://keo.top/)", "Đừng bấm vào nhé."]
        assert crawls.run(_source(site)).visit.not_modified == 1
    first, second = done.posts
    assert first.posted_at == dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
    assert len(first.author) == 16 and first.author != second.author
    assert first.thread == f"{site.url}/bai"
    assert first.fragment is not None and "http://keo.top/" in first.fragment.html
    everything = crawls.everything().lower()
    for secret in ("giấu", "an.example", "an-giau"):
        assert secret not in everything


def test_comments_that_only_the_pages_data_has_are_read(crawls: Crawls) -> None:
    data = {
        "@context": "https://schema.org", "@type": "DiscussionForumPosting", "headline": "Phiên chợ",
        "author": {"@type": "Person", "name": "Chủ Giấu"}, "datePublished": "2026-11-19T08:00:00+07:00",
        "comment": [
            {"@type": "Comment", "text": "Hay quá.\nCảm ơn.", "author": {"name": "An Giấu"}, "dateCreated": "2026-11-20T10:00:00+07:00",
             "comment": {"@type": "Comment", "text": "Đúng vậy.", "author": "Bình Giấu", "url": "/bai#comment-9"}},
        ],
    }  # fmt: skip
    with StaticSite() as site:
        site.text("/bai", _page("", data=data))
        done = crawls.run(_source(site))
    assert done.texts == [f"Phiên chợ\n\n{_STORY.strip()}", "Hay quá.\nCảm ơn.", "Đúng vậy."]
    assert done.posts[0].posted_at == dt.datetime(2026, 11, 19, 1, tzinfo=dt.UTC)
    assert done.posts[2].url.endswith("/bai#comment-9")
    assert "giấu" not in crawls.everything().lower()


def test_data_and_page_tell_of_the_same_comments(crawls: Crawls) -> None:
    data = {"@type": "Article", "comment": [{"@type": "Comment", "text": "Đừng bấm vào nhé.", "dateCreated": "2026-11-20T12:00:00+07:00"}]}  # fmt: skip
    with StaticSite() as site:
        site.text("/bai", _page(PAPER, data=data))
        done = crawls.run(_source(site, body="never"))
    assert done.texts == ["Vào nhận quà (http://keo.top/)", "Đừng bấm vào nhé."]
    assert done.posts[1].posted_at == dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC), "the machine's time"


@pytest.mark.parametrize(
    "news", [{"@type": "NewsArticle", "headline": "Tin"}, {"@graph": [{"@type": ["ReportageNewsArticle"]}]}]
)
def test_news_is_never_taken_its_comments_are(crawls: Crawls, news: object) -> None:
    with StaticSite() as site:
        site.text("/bai", _page(WORDPRESS, data=news))
        assert crawls.run(_source(site)).texts == ["Vào nhận quà (http://keo.top/)", "Đừng bấm vào nhé."]
        site.text("/bai", _page("", data=news))
        assert (
            crawls.run(SourceSpec("tin", "article", f"{site.url}/bai", {}, allow_private=True)).visit.state
            == "nothing_new"
        )


@pytest.mark.parametrize(
    ("mark", "day"),
    [('<meta property="article:published_time" content="2026-11-18T09:30:00+07:00">', "2026-11-18T09:30:00+07:00"),
     ('<div class="ngay-dang">Thứ tư, 18/11/2026</div>', "2026-11-18T00:00:00+07:00")],
)  # fmt: skip
def test_an_article_without_data_gets_its_date_from_the_page(crawls: Crawls, mark: str, day: str) -> None:
    with StaticSite() as site:
        site.text("/bai", _page("").replace("<h1>", f"{mark}<h1>"))
        (post,) = crawls.run(_source(site)).posts
    assert post.posted_at == dt.datetime.fromisoformat(day)


def test_comments_by_script_are_told_of(crawls: Crawls) -> None:
    news = {"@type": "NewsArticle", "commentCount": 12}
    with StaticSite() as site:
        site.text("/bai", _page('<div id="disqus_thread"></div>', data=news))
        visit = crawls.run(_source(site)).visit
    assert visit.state == "blocked"
    assert "12 comments that a script puts in" in visit.reason


def test_comments_that_are_gone_show_as_changed(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/bai", _page(WORDPRESS))
        crawls.run(_source(site))
        site.text("/bai", _page("<div id='binh-luan-moi'></div>"))
        visit = crawls.run(_source(site)).visit
        site.text("/bai", "<html><body><p>x</p></body></html>")
        other = crawls.run(SourceSpec("khac", "article", f"{site.url}/bai", {}, allow_private=True)).visit
    assert (visit.state, other.state) == ("changed", "changed")
    assert "2 were known" in visit.reason
    assert "neither comments nor an article" in other.reason


def test_an_edit_keeps_its_id_by_number_or_by_time(crawls: Crawls) -> None:
    with StaticSite() as site:
        ids = []
        for below in (WORDPRESS, MICRODATA.replace(' id="c7"', "").replace(' id="c8"', "")):
            site.text("/bai", _page(below))
            before = crawls.run(_source(site, body="never")).posts
            site.text("/bai", _page(below.replace("Đừng bấm", "Ai cũng đừng bấm")))
            (after,) = crawls.run(_source(site, body="never")).posts
            ids.append((before[1].id, after.id))
            crawls = Crawls(crawls.folder / "next")
            crawls.folder.mkdir()
    assert all(before == after for before, after in ids)
