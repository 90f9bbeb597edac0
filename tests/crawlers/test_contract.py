"""What every kind of source keeps to."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from crawlers import SourceSpec, kinds
from tests.crawlers.api_places import FacebookPlace, MastodonPlace, YouTubePlace
from tests.crawlers.conftest import Crawls, Running
from tests.crawlers.list_places import BlocklistPlace
from tests.crawlers.places import (
    AUTHOR,
    NICK,
    DiscoursePlace,
    FeedPlace,
    FilePlace,
    FlarumPlace,
    ForumPlace,
    NamesPlace,
    PagePlace,
    PhpBBPlace,
    Place,
    TelegramPlace,
    VBulletinPlace,
    XenForoPlace,
)
from tests.crawlers.real_places import MediaWikiPlace, MisagoPlace, WordPressPlace
from tests.crawlers.run_crawl import read_posts
from tests.crawlers.site_places import ArticlePlace, BloggerPlace, SitemapPlace
from tests.sites.spirit import SpiritSite

_numbers = itertools.count()


#: A place for each kind of source that has a site of its own for every test.
PLACES = {
    "feed": FeedPlace,
    "telegram": TelegramPlace,
    "youtube": YouTubePlace,
    "facebook": FacebookPlace,
    "blocklist": BlocklistPlace,
    "mastodon": MastodonPlace,
    "page": PagePlace,
    "blog blogger": BloggerPlace,
    "article": ArticlePlace,
    "sitemap": SitemapPlace,
    "forum xenforo": XenForoPlace,
    "forum vbulletin": VBulletinPlace,
    "forum discourse": DiscoursePlace,
    "forum flarum": FlarumPlace,
    "forum phpbb": PhpBBPlace,
}


#: Real software that takes long to start: the fixture of its one site, and the place on it.
SHARED: dict[str, tuple[str, Callable[..., Place]]] = {
    "blog wordpress": ("shared_wordpress", WordPressPlace),
    "wiki": ("shared_mediawiki", MediaWikiPlace),
    "forum misago": ("shared_misago", MisagoPlace),
}
#: What an analyst brings; there is no site.
BROUGHT = {"file": FilePlace, "names": NamesPlace}
#: Kinds whose posts have no author and no time, and are never edited.
BARE = {"names", "blocklist"}
#: Kinds that have all of a place in one answer: there is no middle of a visit.
AT_ONCE = {"blocklist"}


@pytest.fixture(params=["forum", *BROUGHT, *PLACES, *SHARED])
def place(request: pytest.FixtureRequest, tmp_path: Path, shared_forum: SpiritSite) -> Place:
    if request.param in PLACES:
        made = PLACES[request.param](tmp_path)
        request.addfinalizer(lambda: made.site.__exit__())
        return made
    if request.param in SHARED:
        site, on_it = SHARED[request.param]
        return on_it(request.getfixturevalue(site))
    if request.param in BROUGHT:
        return BROUGHT[request.param](tmp_path)
    shared_forum.requests()
    request.addfinalizer(lambda: (shared_forum.folder / "robots.txt").unlink(missing_ok=True))
    return ForumPlace(shared_forum, f"Mục {next(_numbers)}")


def test_every_kind_has_its_place_here() -> None:
    assert set(kinds()) == {"forum", *BROUGHT, *(name.partition(" ")[0] for name in (*PLACES, *SHARED))}


def test_the_docs_name_what_every_kind_was_tried_on() -> None:
    assert set(_tried()) == {_row(name) for name in ("forum", *BROUGHT, *PLACES, *SHARED)}


def _row(param: str) -> str:
    return {"forum": "forum spirit"}.get(param, param)


def _tried() -> dict[str, tuple[int, int, int]]:
    """The table "Tried" of ``docs/sources.md``: posts found, posts there, requests of the second visit, by kind."""
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8").partition("\n## Tried\n")[2]
    rows = re.findall(r"^\| `(\w+)` ?(\w*) \|[^|]*\| (\d+) of (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {f"{kind} {what}".strip(): (int(found), int(there), int(asked)) for kind, what, found, there, asked in rows}


def test_only_what_is_new_or_edited_is_taken(place: Place, crawls: Crawls, request: pytest.FixtureRequest) -> None:
    place.add(12)
    first = crawls.run(place.source())
    assert sorted(first.texts) == sorted(place.texts())
    assert (first.visit.state, first.visit.posts) == ("ok", 12)

    second = crawls.run(_patient(place.source()))
    assert (second.texts, second.visit.state, second.visit.reason) == ([], "nothing_new", "")
    assert second.visit.requests <= place.cheap
    documented = _tried()[_row(request.node.callspec.params["place"])]
    assert (first.visit.posts, len(place.texts()), second.visit.requests) == documented

    place.add(3)
    if place.source().kind in BARE:
        assert crawls.run(place.source()).texts == place.texts()[12:]
        return
    place.edit(4, "Nội dung đã được người viết sửa lại hoàn toàn vào hôm nay, dài hơn trước một chút cho rõ.")
    third = crawls.run(place.source())
    assert sorted(third.texts) == sorted([*place.texts()[12:], place.texts()[4]])
    edited = [post for post in third.posts if "sửa lại" in post.text]
    assert {post.id for post in edited} <= {post.id for post in first.posts}, "an edit keeps its id"


def test_records_are_whole_and_authors_nowhere(place: Place, crawls: Crawls) -> None:
    place.add(5)
    done = crawls.run(place.source())
    now = dt.datetime.now(dt.UTC)
    for post in done.posts:
        assert (post.source, post.kind) == ("place", place.source().kind)
        assert post.url
        assert now - dt.timedelta(minutes=5) < post.collected_at <= now
        if post.kind in BARE:
            continue
        assert post.posted_at is not None and post.posted_at.utcoffset() == dt.timedelta(0) and post.posted_at <= now
        assert len(post.author) == 16, "a pseudonym"
        if place.web:
            assert post.fragment is not None
            assert len(post.fragment.page_sha256) == 64 and "content-type" in post.fragment.headers
            assert post.text.rpartition("\n")[2][:40] in post.fragment.html
    assert len(done.posts) == 5 and len({post.author for post in done.posts}) == 1
    written = (crawls.everything() + done.log).lower()
    for name in (AUTHOR, NICK, NICK.replace("_", "-"), AUTHOR.replace(" ", "-"), "bí mật"):
        assert name.lower() not in written


def test_ids_are_the_same_whoever_reads(place: Place, crawls: Crawls, tmp_path: Path) -> None:
    place.add(4)
    (tmp_path / "other").mkdir()
    other = Crawls(tmp_path / "other")
    first, second = crawls.run(place.source()), other.run(place.source())
    assert {post.id: post.text for post in first.posts} == {post.id: post.text for post in second.posts}
    assert len({post.id for post in first.posts}) == 4


def test_robots_txt_is_obeyed_and_the_refusal_recorded(place: Place, crawls: Crawls) -> None:
    if not place.web:
        assert crawls.run(place.source()).visit.requests == 0, "nothing is asked for a file"
        return
    place.add(2)
    if getattr(place, "by_key", False):
        # An official API is used by its owner's leave; robots.txt is for who reads pages unasked.
        assert crawls.run(place.source()).visit.posts == 2
        assert "/robots.txt" not in place.site.asked  # type: ignore[attr-defined]
        return
    place.robots("User-agent: CanhGiac\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    done = crawls.run(place.source())
    assert (done.posts, done.visit.state) == ([], "robots")
    assert "robots.txt" in done.visit.reason
    assert [refusal.url for refusal in done.visit.refusals] == [getattr(place, "first", place.source().url)]
    assert done.visit.requests == 1

    place.robots("User-agent: CanhGiac\nAllow: /\n\nUser-agent: *\nDisallow: /\n")
    assert crawls.run(place.source()).visit.posts == 2


def test_private_addresses_need_the_operators_word(place: Place, crawls: Crawls) -> None:
    place.add(2)
    done = crawls.run(msgspec.structs.replace(place.source(), allow_private=False))
    assert done.visit.posts == (0 if place.web else 2)
    assert ("private address" in done.visit.reason) is place.web


def test_a_budget_is_kept_and_the_rest_follows(place: Place, crawls: Crawls) -> None:
    place.add(12)
    visits = []
    for _ in range(8):
        visits.append(crawls.run(place.source(), max_requests=3).visit)
        if len(read_posts(crawls.folder)) == 12:
            break
    assert sorted(post.text for post in read_posts(crawls.folder)) == sorted(place.texts())
    assert all(visit.requests <= 4 for visit in visits), "three, and robots.txt"
    assert "budget" in visits[0].reason or not place.web or place.source().kind in AT_ONCE


def test_killed_anywhere_nothing_is_lost_or_doubled(place: Place, crawls: Crawls) -> None:
    place.add(12)
    for calls in (0, 1, 4, 8):
        process = crawls.start(place.source())
        _wait_for_calls(process, crawls, calls)
        process.kill()
    crawls.run(place.source())
    found = [(post.id, post.text) for post in read_posts(crawls.folder)]
    assert sorted(text for _, text in found) == sorted(place.texts())
    assert len(found) == len(set(found))
    assert crawls.run(_patient(place.source())).visit.state == "nothing_new"


def test_a_state_never_covers_posts_that_the_sink_does_not_have(place: Place, crawls: Crawls) -> None:
    """A sink that lost every post of a broken-off visit, and kept its state, gets them again."""
    place.add(12)
    failed = crawls.run(place.source(), fail_after=9)
    assert failed.status == 3
    again = crawls.run(place.source())
    texts = [post.text for post in read_posts(crawls.folder)]
    assert sorted(texts) == sorted(place.texts())
    assert again.visit.state == "ok"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_cleanly(place: Place, crawls: Crawls, number: signal.Signals) -> None:
    place.add(200 if not place.web else 6)
    source = place.source()
    # One request a second, so that there is a middle to be stopped in.
    process = crawls.start(source, delay=1.0) if place.web else crawls.start(source)
    _wait_for_calls(process, crawls, 0)
    process.send_signal(number)
    log = process.wait()
    # A file may be read to its end before the signal comes.
    assert process.status in ((0, -number) if not place.web or source.kind in AT_ONCE else (0,))
    assert "Traceback" not in log
    if place.web and source.kind not in AT_ONCE:
        (visit,) = crawls.lines("visits.jsonl")
        assert number.name in visit["reason"]
        assert visit["posts"] == len(read_posts(crawls.folder)) > 0
        assert [call[1] for call in crawls.lines("calls.jsonl")].count("close") == 1
    crawls.run(source)
    assert sorted(post.text for post in read_posts(crawls.folder)) == sorted(place.texts())


def test_progress_is_told(place: Place, crawls: Crawls) -> None:
    place.add(3)
    crawls.run(place.source())
    events = crawls.lines("events.jsonl")
    assert events[-1]["state"] == "ok"
    assert events[-1]["posts"] == 3
    assert {event["source"] for event in events} == {"place"}


def _patient(source: SourceSpec) -> SourceSpec:
    """Edits are looked for once a day, unless a source says otherwise."""
    options = {key: value for key, value in source.options.items() if key != "recheck_hours"}
    return msgspec.structs.replace(source, options=options)


def _wait_for_calls(process: Running, crawls: Crawls, count: int) -> None:
    """Until the sinks were called more often than so, or the crawl has ended."""
    while not process.done() and len(crawls.lines("calls.jsonl")) <= count:
        time.sleep(0.005)
