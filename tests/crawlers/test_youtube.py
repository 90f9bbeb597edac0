"""YouTube by its Data API v3, on a stand-in that answers as its reference says (tests/sites/apis.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import crawlers
from crawlers import SourceSpec
from crawlers.api_faults import next_quota_day
from tests.crawlers.conftest import Crawls
from tests.sites.apis import KEY, YouTubeApi, google_error
from tests.sites.faulty import redirect
from tests.sites.static import StaticSite

VIDEO = "https://www.youtube.com/watch?v=video000001"


@pytest.fixture
def api() -> Iterator[YouTubeApi]:
    with YouTubeApi() as made:
        yield made


def _source(api: YouTubeApi, url: str = VIDEO, **options: object) -> SourceSpec:
    return SourceSpec("kenh", "youtube", url, {"api": api.url, **options}, allow_private=True)


def _methods(api: YouTubeApi) -> list[str]:
    return [urlsplit(path).path.rpartition("/")[2] for path in api.taken()]


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", True),
        ("https://youtu.be/dQw4w9WgXcQ", True),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", True),
        ("https://www.youtube.com/@kenh.vay", True),
        ("https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa/videos", True),
        ("https://www.youtube.com/results?search_query=vay+tien+nhanh", True),
        ("https://www.youtube.com/", False),
        ("https://www.youtube.com/feed/trending", False),
        ("https://example.com/watch?v=dQw4w9WgXcQ", False),
    ],
)
def test_addresses(url: str, right: bool) -> None:
    assert (crawlers.validate("youtube", url, {}) == []) is right
    if right:
        assert crawlers.kind_of(url) == "youtube"


def test_a_video_its_comments_and_all_replies(api: YouTubeApi, crawls: Crawls) -> None:
    api.videos["video000001"] = {"title": "Kiếm tiền tại nhà", "description": "Liên hệ zalo bên dưới"}
    top = api.comment('Vào <a href="https://keo-thom.example/x">nhóm</a><br>nhé', "ba.bay")
    for number in range(8):
        api.comment(f"@ba.bay trả lời {number}", "ut_tam", top)
    done = crawls.run(_source(api))
    assert "Kiếm tiền tại nhà\n\nLiên hệ zalo bên dưới" in done.texts
    assert "Vào nhóm (https://keo-thom.example/x)\nnhé" in done.texts
    assert sum("trả lời" in text for text in done.texts) == 8, "five stand in the thread, the others are asked for"
    assert all("ba.bay" not in text for text in done.texts), "the member who is answered is masked"
    reply = next(post for post in done.posts if "trả lời 7" in post.text)
    assert reply.url.startswith(f"{VIDEO}&lc=") and reply.thread == f"{VIDEO}&lc={top.id}"
    assert sorted(_methods(api)) == ["commentThreads", "comments", "videos"]
    assert crawls.run(_source(api)).visit.state == "nothing_new"
    assert "comments" not in _methods(api), "nothing moved, so no replies are asked for"
    api.comment("thêm một", "ut_tam", top)
    assert crawls.run(_source(api)).texts == ["thêm một"]


def test_a_channel_by_its_name_is_looked_up_once(api: YouTubeApi, crawls: Crawls) -> None:
    api.comment("Chào kênh", "x")
    source = _source(api, "https://www.youtube.com/@kenh.vay")
    assert crawls.run(source).texts == ["Chào kênh"]
    assert _methods(api) == ["channels", "commentThreads"]
    crawls.run(source)
    assert _methods(api) == ["commentThreads"]


def test_a_search_reads_the_videos_that_it_finds(api: YouTubeApi, crawls: Crawls) -> None:
    api.videos = {"video000001": {"title": "Vay nhanh", "description": ""}, "video000002": {"title": "Nổ hũ"}}
    api.comment("Bình luận", "x")
    source = _source(api, "https://www.youtube.com/results?search_query=vay+nhanh", recheck_hours=0)
    assert sorted(crawls.run(source).texts) == ["Bình luận", "Nổ hũ", "Vay nhanh"]
    asked = api.taken()
    search = parse_qs(urlsplit(next(path for path in asked if "/search" in path)).query)
    assert search["q"] == ["vay nhanh"] and search["order"] == ["date"] and search["publishedAfter"]
    assert sum("/videos" in path for path in asked) == 1, "one call for up to fifty"
    crawls.run(source)
    assert sorted(_methods(api)) == ["commentThreads"] * 2, "no second search within the hour, its videos again"


def test_a_day_s_share_is_kept_over_visits_and_told(api: YouTubeApi, crawls: Crawls) -> None:
    api.page_size = 2
    for number in range(12):
        api.comment(f"Bình luận {number}", "x")
    source = _source(api, "https://www.youtube.com/channel/UC" + "k" * 22, units_per_day=4)
    first = crawls.run(source, max_requests=3).visit
    assert (first.state, first.posts) == ("ok", 6)
    second = crawls.run(source).visit
    assert (second.state, second.posts, second.requests) == ("nothing_new", 0, 1), "the newest page again, no more"
    assert "share of 4 units a day (units_per_day) is used up" in second.reason and "UTC" in second.reason
    third = crawls.run(source).visit
    assert (third.state, third.requests) == ("blocked", 0)
    assert "is used up" in third.reason
    assert len(api.taken()) == 4
    more = _source(api, "https://www.youtube.com/channel/UC" + "k" * 22)
    assert crawls.run(more).visit.posts == 6, "the rest follows"


def test_the_quota_day_is_california_s() -> None:
    assert next_quota_day(dt.datetime(2026, 11, 22, 23, 50, tzinfo=dt.UTC)) == dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    assert next_quota_day(dt.datetime(2026, 7, 2, 6, 59, tzinfo=dt.UTC)) == dt.datetime(2026, 7, 2, 7, tzinfo=dt.UTC)


def test_a_used_up_quota_is_waited_for(api: YouTubeApi, crawls: Crawls) -> None:
    api.errors["/commentThreads"] = google_error(403, "quotaExceeded", "You have exceeded your quota.", "youtube.quota")
    visit = crawls.run(_source(api)).visit
    assert (visit.state, "quota for today is used up" in visit.reason) == ("blocked", True)
    api.errors.clear()
    api.taken()
    waiting = crawls.run(_source(api)).visit
    assert (waiting.state, waiting.requests, api.taken()) == ("blocked", 0, [])


@pytest.mark.parametrize(
    ("error", "state", "said"),
    [
        (google_error(403, "commentsDisabled", "disabled"), "blocked", "comments are switched off"),
        (google_error(404, "videoNotFound", "not found"), "unreachable", "not there"),
        (google_error(403, "accessNotConfigured", "has not been used"), "blocked", "does not take the key"),
        (google_error(403, "rateLimitExceeded", "slow"), "blocked", "too often"),
        ((500, {"error": {"code": 500, "message": "Backend Error"}}), "unreachable", "fault of the server"),
        ((200, ["no", "object"]), "changed", "no JSON object"),
    ],
)
def test_faults_have_their_state(
    api: YouTubeApi, crawls: Crawls, error: tuple[int, object], state: str, said: str
) -> None:
    api.errors["/commentThreads"] = error
    visit = crawls.run(_source(api, "https://www.youtube.com/channel/UC" + "k" * 22)).visit
    assert (visit.state, said in visit.reason) == (state, True), visit.reason


def test_without_a_key_nothing_is_asked(api: YouTubeApi, crawls: Crawls) -> None:
    crawls.secrets = {}
    visit = crawls.run(_source(api)).visit
    assert (visit.state, visit.requests) == ("blocked", 0)
    assert "youtube_key" in visit.reason


def test_a_wrong_key_is_told_and_never_repeated(api: YouTubeApi, crawls: Crawls) -> None:
    crawls.secrets = {"youtube": "AIzaWrong-123/456"}
    done = crawls.run(_source(api))
    assert done.visit.state == "blocked" and "does not take the key" in done.visit.reason
    assert "[key]" in done.visit.reason, "the answer repeated it"
    assert "AIzaWrong" not in crawls.everything() + done.log


def test_the_key_is_nowhere_in_what_is_written(api: YouTubeApi, crawls: Crawls, tmp_path: Path) -> None:
    api.comment("Một", "x")
    done = crawls.run(_source(api))
    assert done.posts and all(headers["x-goog-api-key"] == KEY for headers in api.headers)
    assert all("AIza" not in path for path in api.asked)
    assert "AIza" not in crawls.everything() + done.log


def test_the_key_goes_to_no_other_host(crawls: Crawls) -> None:
    with YouTubeApi() as api, StaticSite("127.0.0.2") as other:
        api.pages["*"] = redirect(f"{other.url}/take")
        visit = crawls.run(_source(api)).visit
        assert visit.state == "unreachable"
        assert other.asked == []
    for elsewhere in ("https://gateway.example/", "http://www.googleapis.com/", "https://www.googleapis.com:8443/", "x"):
        (problem,) = crawlers.validate("youtube", VIDEO, {"api": elsewhere})
        assert "would send the key elsewhere" in problem
