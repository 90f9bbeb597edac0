"""The blog kind: WordPress itself, by its API and by its feeds, and Blogger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.blogger import BloggerBlog
from tests.sites.static import StaticSite
from tests.sites.wordpress import WordPressSite

_OWNER, _GUEST = "Anna giấu tên", "Bình giấu tên"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPressSite]:
    with WordPressSite(tmp_path_factory.mktemp("blog")) as site:
        yield site


@pytest.fixture
def blog(made: WordPressSite) -> WordPressSite:
    """A blog without articles."""
    made.wipe()
    made.requests()
    return made


def _source(url: str, **options: object) -> SourceSpec:
    return SourceSpec("blog", "blog", url, options, allow_private=True)


def test_articles_and_comments_are_read_by_the_api(blog: WordPressSite, crawls: Crawls) -> None:
    article, url = blog.article(
        "Đi chợ “sớm”", 'Rau rẻ lắm.\n\nMua ở <a href="http://cho.example/">đây</a> nhé.', _OWNER, date="2026-11-01 08:00:00"
    )  # fmt: skip
    first = blog.comment(
        article, "Mình cũng đi chợ đó.", _GUEST, date="2026-11-02 09:00:00", site="http://binh.example/"
    )
    blog.comment(article, "<blockquote>Mình cũng đi</blockquote>\n\nHẹn chị nha.", _OWNER, parent=first)
    done = crawls.run(_source(f"{blog.url}/"))
    posts = {post.text: post for post in done.posts}
    assert set(posts) == {
        "Đi chợ “sớm”\n\nRau rẻ lắm.\n\nMua ở đây (http://cho.example/) nhé.", "Mình cũng đi chợ đó.", "Hẹn chị nha."
    }  # fmt: skip
    whole, comment, answer = (
        posts[next(text for text in posts if start in text)] for start in ("Rau", "Mình cũng", "Hẹn")
    )
    assert whole.posted_at == dt.datetime(2026, 11, 1, 1, tzinfo=dt.UTC), "the blog's time is Vietnam's"
    assert comment.url == f"{url}#comment-{first}"
    assert comment.thread == answer.thread == whole.url == url
    assert whole.author == answer.author != comment.author
    assert answer.fragment is not None and "Mình cũng" not in answer.fragment.html, "a quote is another's"
    for secret in ("giấu", "binh.example", "gravatar"):
        assert secret not in crawls.everything().lower()
    assert len(blog.requests()) == 3

    assert crawls.run(_source(f"{blog.url}/")).visit.state == "nothing_new"
    assert len(blog.requests()) == 2


def test_an_articles_edit_is_noticed_and_a_comments_within_days(blog: WordPressSite, crawls: Crawls) -> None:
    article, _ = blog.article("Phở", "Nấu phở.", _OWNER, date="2026-11-01 08:00:00")
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    comment = blog.comment(article, "Ngon.", _GUEST, date=f"{yesterday:%Y-%m-%d %H:%M:%S}")
    blog.comment(article, "Món này khó.", _GUEST)
    crawls.run(_source(f"{blog.url}/"))
    blog.edit_article(article, "Nấu phở cả đêm.")
    blog.edit_comment(comment, "Ngon lắm.")
    assert crawls.run(_source(f"{blog.url}/")).texts == ["Phở\n\nNấu phở cả đêm."]
    assert crawls.run(_source(f"{blog.url}/", recheck_hours=0)).texts == ["Ngon lắm."]


def test_where_the_api_is_closed_feeds_are_read(blog: WordPressSite, crawls: Crawls) -> None:
    for number in range(7):
        article, _ = blog.article(
            f"Bài {number}", f"Nội dung {number}.", _OWNER, date=f"2026-11-0{number + 1} 08:00:00"
        )
    parent = blog.comment(article, "Hay quá.", _GUEST)
    blog.comment(article, "Cảm ơn bạn.", _OWNER, parent=parent)
    open_texts = crawls.run(_source(f"{blog.url}/"))

    blog.close_paths(403, "/wp-json")
    other = Crawls(crawls.folder / "other")
    other.folder.mkdir()
    closed = other.run(_source(f"{blog.url}/"))
    assert sorted(closed.texts) == sorted(open_texts.texts), "five stand on a page of the feed"
    assert {post.id: post.text for post in closed.posts} == {post.id: post.text for post in open_texts.posts}
    assert (closed.visit.state, len(closed.visit.refusals)) == ("ok", 2)
    assert "its feed is read instead" in closed.visit.refusals[0].reason
    assert "giấu" not in other.everything().lower()
    blog.requests()

    again = other.run(_source(f"{blog.url}/"))
    assert (again.visit.state, again.visit.not_modified) == ("nothing_new", 2)
    assert sorted(blog.requests()) == ["/comments/feed/", "/feed/"]

    blog.comment(article, "Thêm một ý.", _GUEST)
    assert other.run(_source(f"{blog.url}/")).texts == ["Thêm một ý."]


def test_protected_articles_stay_so(blog: WordPressSite, crawls: Crawls) -> None:
    blog.article("Mở", "Ai cũng đọc được.", _OWNER)
    blog.article("Kín", "Chỉ người có mật khẩu.", _OWNER, password="x")
    assert crawls.run(_source(f"{blog.url}/")).texts == ["Mở\n\nAi cũng đọc được."]


def test_faults_of_the_server_are_told(blog: WordPressSite, crawls: Crawls) -> None:
    blog.close_paths(500, "/wp-json")
    visit = crawls.run(_source(f"{blog.url}/")).visit
    assert (visit.state, "HTTP 500" in visit.reason) == ("unreachable", True)
    blog.close_paths(403, "/")
    assert crawls.run(_source(f"{blog.url}/")).visit.state == "blocked"


def test_another_page_is_no_blog(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/", "<html><body>Trang tĩnh</body></html>")
        visit = crawls.run(_source(f"{site.url}/")).visit
    assert visit.state == "changed"
    assert "no WordPress and no Blogger" in visit.reason


def test_its_page_is_an_article_with_comments(blog: WordPressSite, crawls: Crawls) -> None:
    text = "Sáng nay chợ đông hơn mọi khi, ai cũng hỏi giá rau rồi mới mua, kể lại cho vui."
    article, url = blog.article("Phiên chợ", text, _OWNER, date="2026-11-01 08:00:00")
    parent = blog.comment(article, "Hay quá.", _GUEST, date="2026-11-02 09:00:00", site="http://binh.example/")
    blog.comment(article, "Cảm ơn bạn.", _OWNER, parent=parent, date="2026-11-02 10:00:00")
    done = crawls.run(SourceSpec("bai", "article", url, {}, allow_private=True))
    assert done.texts == [f"Phiên chợ\n\n{text}", "Hay quá.", "Cảm ơn bạn."]
    assert [post.posted_at for post in done.posts] == [
        dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC) for day, hour in ((1, 1), (2, 2), (2, 3))
    ]
    assert done.posts[1].url == f"{url}#comment-{parent}"
    for secret in ("giấu", "binh.example"):
        assert secret not in crawls.everything().lower()


def test_blogger_is_read_by_its_feeds(crawls: Crawls) -> None:
    with BloggerBlog() as site:
        article = site.article("Đi chợ", '<p>Mua ở <a href="http://cho.example/">đây</a>.</p>', _OWNER)
        comment = site.comment(article, "Mình cũng đi <i>chợ</i> đó.", _GUEST)
        for number in range(5):
            site.comment(article, f"Thêm ý {number}.", _GUEST)
        done = crawls.run(_source(f"{site.url}/", per_page=2))
        posts = {post.text: post for post in done.posts}
        assert len(posts) == 7, "pages are turned over"
        whole, first = posts["Đi chợ\n\nMua ở đây (http://cho.example/)."], posts["Mình cũng đi chợ đó."]
        assert (whole.url, first.thread) == (site.address(article), site.address(article))
        assert first.url.startswith(f"{site.address(article)}?showComment={comment}")
        assert first.posted_at == dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC)
        site.taken()
        assert crawls.run(_source(f"{site.url}/", per_page=2)).visit.not_modified == 2
        assert len(site.taken()) == 2
        site.edit(comment, "Mình không đi nữa.")
        assert crawls.run(_source(f"{site.url}/", per_page=2)).texts == ["Mình không đi nữa."]
    for secret in ("giấu", "noreply@"):
        assert secret not in crawls.everything().lower()
