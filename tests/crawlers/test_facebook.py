"""Facebook by the Graph API, on a stand-in that answers as its reference says (tests/sites/apis.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import crawlers
from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.apis import KEY, GraphApi, meta_error


@pytest.fixture
def api() -> Iterator[GraphApi]:
    with GraphApi() as made:
        yield made


def _source(api: GraphApi, **options: object) -> SourceSpec:
    return SourceSpec("trang", "facebook", "https://www.facebook.com/nganhang.vn", {"api": api.url, **options}, allow_private=True)


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://www.facebook.com/nganhang.vn", True),
        ("https://m.facebook.com/profile.php?id=1000200030004", True),
        ("https://www.facebook.com/pages/Ngan-hang/1000200030004", True),
        ("https://www.facebook.com/groups/123", False),
        ("https://www.facebook.com/", False),
        ("https://example.com/nganhang.vn", False),
    ],
)
def test_addresses(url: str, right: bool) -> None:
    assert (crawlers.validate("facebook", url, {}) == []) is right


def test_comments_and_visitors_posts_but_not_the_page_s_own_words(api: GraphApi, crawls: Crawls) -> None:
    post = api.post("Ngân hàng xin thông báo")
    api.comment(post, "Tôi không đăng nhập được", "Lê Thị Kín")
    api.comment(post, "Chị nhắn zalo 0900000000 để được hỗ trợ", "Hỗ Trợ Nhanh")
    api.comment(post, "Ngân hàng trả lời chị", "")
    api.post("Khách đăng lên trang", "Khách Lạ")
    done = crawls.run(_source(api))
    assert sorted(done.texts) == ["Chị nhắn zalo 0900000000 để được hỗ trợ", "Khách đăng lên trang", "Tôi không đăng nhập được"]
    assert {post.thread for post in done.posts if "zalo" in post.text} == {f"https://www.facebook.com/{post}"}
    assert all(name not in crawls.everything() for name in ("Lê Thị Kín", "Khách Lạ", "Hỗ Trợ Nhanh"))
    assert all(post.posted_at is not None and post.author for post in done.posts)


def test_only_posts_that_moved_are_asked_for_comments(api: GraphApi, crawls: Crawls) -> None:
    quiet, busy = api.post("Một"), api.post("Hai")
    for number in range(5):
        api.comment(quiet, f"cũ {number}", "A B")
        api.comment(busy, f"hay {number}", "C D")
    assert len(crawls.run(_source(api)).posts) == 10
    api.taken()
    api.comment(busy, "mới", "C D")
    assert crawls.run(_source(api)).texts == ["mới"]
    assert [path.partition("?")[0].split("/")[-2] for path in api.taken() if "/comments?" in path] == [busy]


def test_the_token_of_further_pages_is_never_kept_or_sent_in_an_address(api: GraphApi, crawls: Crawls) -> None:
    """Each answer's ``paging.next`` repeats it, and errors do."""
    api.page_size = 2
    post = api.post("Một")
    for number in range(7):
        api.comment(post, f"bình luận {number}", "A B")
    done = crawls.run(_source(api))
    assert len(done.posts) == 7
    assert all(headers["authorization"] == f"Bearer {KEY}" for headers in api.headers)
    crawls.secrets = {"facebook": "EAAGwrong-token/1="}
    wrong = crawls.run(_source(api))
    assert wrong.visit.state == "blocked" and "[key]" in wrong.visit.reason
    written = crawls.everything() + done.log + wrong.log + "".join(api.asked)
    assert "AIza" not in written and "EAAGwrong" not in written and "access_token=" not in written


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (meta_error(400, 190, "Session has expired"), "blocked", "wrong or has expired"),
        (meta_error(403, 10, "permission"), "blocked", "may not read this Page"),
        (meta_error(403, 200, "permission"), "blocked", "may not read this Page"),
        (meta_error(400, 32, "Page request limit reached"), "blocked", "too often"),
        (meta_error(404, 803, "do not exist"), "unreachable", "is not there"),
        (meta_error(500, 2, "temporary"), "unreachable", "fault of the API"),
    ],
)
def test_faults_have_their_state(
    api: GraphApi, crawls: Crawls, error: tuple[int, object], state: str, said: str
) -> None:
    api.errors["/feed"] = error
    visit = crawls.run(_source(api)).visit
    assert (visit.state, said in visit.reason) == (state, True), visit.reason


def test_too_often_is_waited_for(api: GraphApi, crawls: Crawls) -> None:
    api.errors["/feed"] = meta_error(400, 4, "Application request limit reached")
    crawls.run(_source(api))
    api.taken()
    assert (crawls.run(_source(api)).visit.state, api.taken()) == ("blocked", [])


def test_a_post_that_is_gone_does_not_hold_up_the_others(api: GraphApi, crawls: Crawls) -> None:
    gone, there = api.post("Một"), api.post("Hai")
    api.comment(gone, "mất", "A")
    api.comment(there, "còn", "B")
    api.errors[f"{gone}/comments"] = meta_error(400, 100, "does not exist")
    first = crawls.run(_source(api))
    assert (first.texts, first.visit.state) == (["còn"], "ok")
    api.errors.clear()
    assert crawls.run(_source(api)).visit.state == "nothing_new", "it is not asked for again until it moves"
