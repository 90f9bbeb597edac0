"""Sites that misbehave: each has its state and reason, nobody sees a traceback, healthy sources complete."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crawlers import SourceSpec
from tests.crawlers.conftest import Crawls, Outcome
from tests.sites.faulty import FAULTS, faulty_site
from tests.sites.static import StaticSite, answer

_FEED = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>t</title>
<item><guid>1</guid><title>Bài một</title><description>Nội dung của bài thứ nhất.</description></item>
</channel></rss>"""


def _healthy(stack: ExitStack, number: int) -> SourceSpec:
    site = stack.enter_context(StaticSite(f"127.0.1.{number}"))
    site.text("/feed", _FEED, "application/rss+xml")
    return SourceSpec(f"healthy_{number}", "feed", f"{site.url}/feed", {"follow": "never"}, allow_private=True)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Outcome, Crawls]]:
    """One crawl of every fault, as a feed and as a forum, between healthy sources."""
    crawls = Crawls(tmp_path_factory.mktemp("faults"))
    with ExitStack() as stack:
        sources = [_healthy(stack, 1)]
        for number, name in enumerate(FAULTS, 1):
            for kind, net in (("feed", 2), ("forum", 3)):
                site = stack.enter_context(faulty_site(name, f"127.0.{net}.{number}"))
                sources.append(SourceSpec(f"{name}_{kind}", kind, f"{site.url}/", allow_private=True))
        sources.append(SourceSpec("no_such_host", "feed", "http://no-such-host.invalid/feed"))
        sources.append(SourceSpec("refused", "forum", "http://127.0.4.1:9/", allow_private=True))
        sources.append(SourceSpec("private", "feed", "http://127.0.4.2:9/"))
        sources.append(SourceSpec("metadata", "feed", "http://169.254.169.254/latest/"))
        sources.append(SourceSpec("decimal", "feed", "http://2130706433/feed"))
        sources.append(SourceSpec("six", "feed", "http://[::1]/feed"))
        sources.append(_healthy(stack, 2))
        yield crawls.run(*sources, timeout=5, max_bytes=1 << 20), crawls


@pytest.mark.parametrize("kind", ["feed", "forum"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_state_and_a_reason_to_act_on(
    outcome: tuple[Outcome, Crawls], name: str, kind: str
) -> None:
    visit = outcome[0].visits[f"{name}_{kind}"]
    _, state, words = FAULTS[name]
    assert (visit.state, words in visit.reason) == (state, True), visit.reason
    assert visit.posts == 0
    assert [refusal.url for refusal in visit.refusals], "the refusal is recorded"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no_such_host", "DNS"),
        ("refused", "refused"),
        ("private", "private address 127.0.4.2"),
        ("metadata", "private address 169.254.169.254"),
        ("decimal", "private address 127.0.0.1"),
        ("six", "private address ::1"),
    ],
)
def test_what_cannot_be_reached_says_why(outcome: tuple[Outcome, Crawls], name: str, words: str) -> None:
    visit = outcome[0].visits[name]
    assert visit.state == "unreachable"
    assert words in visit.reason


def test_private_addresses_are_not_even_asked_for_robots_txt(outcome: tuple[Outcome, Crawls]) -> None:
    assert outcome[0].visits["private"].requests == 0
    assert outcome[0].visits["metadata"].requests == 0


def test_healthy_sources_complete_beside_them(outcome: tuple[Outcome, Crawls]) -> None:
    done = outcome[0]
    assert [done.visits[f"healthy_{number}"].state for number in (1, 2)] == ["ok", "ok"]
    assert len(done.posts) == 2
    assert done.status == 0


def test_nobody_sees_a_traceback(outcome: tuple[Outcome, Crawls]) -> None:
    assert "Traceback" not in outcome[0].log
    assert "ERROR" not in outcome[0].log


def test_every_sink_is_closed_once(outcome: tuple[Outcome, Crawls]) -> None:
    done, crawls = outcome
    closed = [call[0] for call in done.calls if call[1] == "close"]
    assert len(closed) == len(set(closed)) == len(done.visits)
    assert [visit["source"] for visit in crawls.lines("returned.jsonl")[0]] == [
        spec.name for spec in _sources_in_order(crawls.folder)
    ]


def test_huge_pages_do_not_fill_the_memory(outcome: tuple[Outcome, Crawls]) -> None:
    (kilobytes,) = outcome[1].lines("memory.jsonl")
    assert kilobytes < 400_000


def test_a_site_that_asks_to_wait_is_left_alone(crawls: Crawls) -> None:
    with faulty_site("too_often") as site:
        source = SourceSpec("busy", "forum", f"{site.url}/", allow_private=True)
        crawls.run(source)
        site.asked.clear()
        again = crawls.run(source)
        assert site.asked == []
    assert again.visit.state == "blocked"
    assert "come back after" in again.visit.reason


def test_a_broken_robots_txt_means_that_nothing_is_read(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/feed", _FEED, "application/rss+xml")
        site.pages["/robots.txt"] = lambda handler: answer(handler, b"fault", status=503)
        done = crawls.run(SourceSpec("s", "feed", f"{site.url}/feed", allow_private=True))
        assert set(site.asked) == {"/robots.txt"}
    assert done.visit.state == "unreachable"
    assert "robots.txt answers 503" in done.visit.reason


def test_a_full_disk_ends_the_crawl_and_is_told_to_the_caller(crawls: Crawls) -> None:
    with StaticSite() as site:
        site.text("/feed", _FEED, "application/rss+xml")
        source = SourceSpec("s", "feed", f"{site.url}/feed", {"follow": "never"}, allow_private=True)
        failed = crawls.run(source, fail_after=1)
        assert failed.status == 3
        assert "No space left" in failed.log
        assert "Traceback" not in failed.log
        assert crawls.lines("state/s.json") == []
        assert len(crawls.run(source).posts) == 1


def _sources_in_order(folder: Path) -> list[SourceSpec]:
    import msgspec

    from tests.crawlers.run_crawl import Job

    return msgspec.json.decode((folder / "job1.json").read_bytes(), type=Job).sources
