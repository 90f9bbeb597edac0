"""Mastodon by its public API, on a stand-in that answers as its documentation says (tests/sites/mastodon.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import crawlers
from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls
from tests.sites.mastodon import NAME, SHOWN, MastodonSite


@pytest.fixture
def site() -> Iterator[MastodonSite]:
    with MastodonSite() as made:
        yield made


def _source(site: MastodonSite, path: str, **options: object) -> SourceSpec:
    return SourceSpec("nha", "mastodon", f"{site.url}{path}", options, allow_private=True)


@pytest.mark.parametrize(
    ("path", "right"),
    [("/@ten", True), ("/@ten@noi.example", True), ("/tags/vaytien", True), ("/public/local", True), ("/", True), ("/a/b/c", False)],
)
def test_addresses(path: str, right: bool) -> None:
    assert (crawlers.validate("mastodon", f"https://noi.example{path}", {}) == []) is right


def test_an_account_by_its_name(site: MastodonSite, crawls: Crawls) -> None:
    site.post("", html='<p>Vay nhanh tại <a href="https://vay.example/x">đây</a><br>gọi nhé</p>')
    site.post("", html=f'<p><a class="u-url mention" href="{site.url}/@khac">@<span>khac</span></a> xem này</p>')
    site.post("Hình", media_attachments=[{"type": "image"}])
    site.post("Của người khác", reblog={"id": "1"})
    site.post("Chỉ bạn bè", visibility="private")
    site.post("Không muốn bị tìm", noindex=True)
    done = crawls.run(_source(site, f"/@{NAME}"))
    assert done.texts == ["Hình", "@… xem này", "Vay nhanh tại đây (https://vay.example/x)\ngọi nhé"]
    assert (done.visit.image_only, "noindex" in str(done.visit.refusals)) == (1, True)
    # The visit's record names the source, which the operator wrote down; nothing else names its author.
    written = (crawls.folder / "posts.jsonl").read_text("utf-8")
    assert NAME not in written and SHOWN not in crawls.everything() and len({post.author for post in done.posts}) == 1
    asked = [path.partition("?")[0] for path in site.taken()]
    assert asked[:2] == ["/api/v1/accounts/lookup", "/api/v1/accounts/9/statuses"]
    crawls.run(_source(site, f"/@{NAME}"))
    assert [path.partition("?")[0] for path in site.taken()] == ["/api/v1/accounts/9/statuses"], "its number is known"


def test_pages_are_turned_until_known_ones_and_old_ones(site: MastodonSite, crawls: Crawls) -> None:
    site.page_size = 5
    for number in range(23):
        site.post(f"Bài {number}", days_ago=90 if number < 6 else 1)
    assert len(crawls.run(_source(site, "/public/local")).posts) == 20, "no further than the page that is old"
    site.taken()
    for number in range(12):
        site.post(f"Mới {number}")
    assert len(crawls.run(_source(site, "/public/local")).posts) == 12
    assert len(site.taken()) == 3


def test_what_cannot_be_read_says_so(site: MastodonSite, crawls: Crawls) -> None:
    site.closed = True
    visit = crawls.run(_source(site, "/tags/x")).visit
    assert (visit.state, "members only" in visit.reason) == ("blocked", True)
    site.closed = False
    assert crawls.run(_source(site, "/@khong_co")).visit.state == "unreachable"
    site.text("/api/v1/timelines/tag/x", "<html>nơi khác</html>")
    assert crawls.run(_source(site, "/tags/x")).visit.state == "changed"
