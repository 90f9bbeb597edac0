"""The digest: figures equal the store's, frozen when the day is over, readable, defanged, self-contained."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.digest.figures import figures
from canhgiac.digest.render import render
from canhgiac.errors import SettingsError
from canhgiac.excerpt import excerpt_of, strongest
from canhgiac.records import Decision, EvidenceSpan, Visit
from canhgiac.settings import Settings
from canhgiac.stores import open_store
from canhgiac.stores.base import Store
from canhgiac.watch import WatchFile, WatchList
from tests.browser import browser_page
from tests.canhgiac.findings import NOW, TEXT, batch, finding, span
from tests.conftest import Command

TODAY = "2026-11-22"
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with open_store(Settings(home=home)) as opened:
        opened.write_batch(
            batch(
                finding("f1"),
                finding("f2", "Vay nhanh, đóng trước phí bảo hiểm", category="fraud", scheme="loan", score=0.9),
                finding("f3", "Số 0912345678 lừa", category="fraud", scheme="loan", role="report"),
                finding("f0", "Kèo hôm qua", collected_at=NOW - dt.timedelta(days=1)),
                posts=40,
            )
        )
        opened.put_visit(Visit("v1", "s", "forum", "u", NOW, NOW, "blocked", reason="http 403", posts=0))
        yield opened


def test_figures_equal_the_store(store: Store) -> None:
    counted = figures(store, TODAY, NOW)
    assert counted.counts == store.day_counts(TODAY)
    assert (counted.counts.offers, counted.counts.reports, counted.counts.new) == (2, 1, 40)
    assert counted.before.offers == 1 and not counted.finished
    assert counted.counts.by_category["fraud"].reports == 1
    assert counted.top[0].id == "f1"
    assert [(entry.source, entry.state) for entry in counted.sources] == [("s", "blocked")]


def test_a_finished_day_is_frozen_and_a_recount_says_so(store: Store) -> None:
    first = figures(store, TODAY, LATER)
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    again = figures(store, TODAY, LATER + dt.timedelta(days=5))
    assert again == first and first.finished and not first.recount
    recount = figures(store, TODAY, LATER, recount=True)
    assert recount.recount and recount.counts.offers == first.counts.offers - 1
    assert figures(store, TODAY, LATER) == first
    assert "đếm lại" in render(recount, store, "vi")[0]


def test_what_was_marked_false_since_is_left_out_of_the_page(store: Store) -> None:
    frozen = figures(store, TODAY, LATER)
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    assert "nạp đầu" not in render(frozen, store, "vi")[0]


def test_a_day_is_not_frozen_while_its_posts_wait(store: Store) -> None:
    early = figures(store, TODAY, LATER, waiting_since=NOW)
    assert not early.finished and store.frozen_day(TODAY) is None
    assert figures(store, TODAY, LATER, waiting_since=LATER).finished


def test_source_health_is_that_of_the_day(store: Store) -> None:
    store.put_visit(Visit("v2", "s", "forum", "u", LATER, LATER, "ok", posts=7))
    assert [entry.state for entry in figures(store, TODAY, LATER).sources] == ["blocked"]


def test_control_characters_cannot_steer_a_terminal(store: Store) -> None:
    store.write_batch(batch(finding("f7", "\x1b]0;x\x07nạp đầu", score=0.999), name="b7"))
    html, text = render(figures(store, TODAY, NOW), store, "vi")
    assert "\x1b" not in html + text and "\x07" not in html + text


def test_the_day_begins_at_midnight_in_vietnam(store: Store) -> None:
    late = dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC)  # 00:30 of the 22nd in Vietnam
    store.write_batch(batch(finding("f9", "mới lúc 0 giờ 30", collected_at=late), name="b9"))
    assert figures(store, TODAY, NOW).counts.offers == 3


@pytest.mark.parametrize("day", ["2026-11-24", "hôm kia", "2026-13-01"])
def test_a_day_that_cannot_be_counted_is_refused(store: Store, day: str) -> None:
    with pytest.raises(SettingsError):
        figures(store, day, NOW)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_self_contained_marked_and_defanged(store: Store, language: str) -> None:
    html, text = render(figures(store, TODAY, NOW), store, language)
    assert "<mark>nạp đầu tặng 100%</mark>" in html
    assert "hxxps://vn99bet[.]vip/dk" in html and "hxxps://vn99bet[.]vip/dk" in text
    assert "vn99bet.vip" not in html and "vn99bet.vip" not in text
    assert not re.findall(r'(?:src|href)="(?!https://forum\.example/)', html) and "<script" not in html
    assert "http 403" in html and "http 403" in text


def test_text_from_the_web_cannot_break_out(store: Store) -> None:
    evil = '<script>alert(1)</script> "><img src=x onerror=y> {{ 7*7 }} nạp đầu'
    store.write_batch(batch(finding("f8", evil, score=0.999, evidence=(EvidenceSpan((0, 8), 1.0, "x"),)), name="b8"))
    html, _ = render(figures(store, TODAY, NOW), store, "vi")
    assert "<script" not in html and "<img" not in html and "{{ 7*7 }}" in html


def test_a_purged_finding_leaves_the_frozen_digest(store: Store) -> None:
    frozen = figures(store, TODAY, LATER)
    store.purge_finding("f1", LATER)
    html, _ = render(figures(store, TODAY, LATER), store, "vi")
    assert "nạp đầu" not in html and "f1" in {entry.id for entry in frozen.top}
    assert TEXT not in msgspec.json.encode(frozen).decode()


def test_the_excerpt_shows_the_heaviest_evidence_of_a_long_text() -> None:
    text = "trước " * 400 + "chốt số bạch thủ" + " sau" * 400
    shown, plain = excerpt_of(finding("f", text, evidence=(EvidenceSpan(span(text, "chốt số"), 3.0, "x"),)))
    assert "<mark>chốt số</mark>" in shown and plain.startswith("… ") and plain.endswith(" …") and len(plain) < 500


def test_only_the_heaviest_evidence_is_marked() -> None:
    pieces = tuple(EvidenceSpan((n, n + 1), weight, "x") for n, weight in enumerate([0.1, 3.0, 2.0, -1.0, 0.8, 1.0]))
    assert [piece.weight for piece in strongest(finding("f", "abcdef", evidence=pieces))] == [3.0, 2.0, 1.0]
    assert strongest(finding("f", "abcdef", evidence=())) == []


@pytest.mark.parametrize("width", [1200, 390])
def test_it_reads_well_in_a_browser(store: Store, tmp_path: Path, width: int) -> None:
    path = tmp_path / "digest.html"
    path.write_text(render(figures(store, TODAY, NOW), store, "vi")[0], "utf-8")
    with browser_page(width) as page:
        page.goto(path.as_uri())
        assert page.title() == f"Bản tin Cảnh Giác {TODAY}"
        assert page.locator("mark").first.inner_text() == "nạp đầu tặng 100%"
        assert page.locator("article").count() == 3
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_mine_counts_what_the_watch_list_names_and_freezes_nothing(store: Store) -> None:
    watch = WatchList(WatchFile(indicators=("telegram:cskhvn99",)))
    counted = figures(store, TODAY, LATER, watch=watch)
    assert (counted.counts.offers, counted.counts.reports, counted.counts.new) == (1, 0, 40)
    assert counted.counts.by_category.keys() == {"gambling"} and counted.before.offers == 0
    assert [entry.id for entry in counted.top] == ["f1"] and counted.mine and store.frozen_day(TODAY) is None
    assert "danh sách theo dõi" in render(counted, store, "vi")[0]
    store.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    again = figures(store, TODAY, LATER, watch=watch)
    assert (again.counts.offers, again.counts.hidden, again.top) == (0, 1, ())


def test_mine_of_everything_equals_the_stores_own_figures(store: Store) -> None:
    store.write_batch(batch(finding("f5", "Kèo chờ xem", review=True), finding("f6", "Kèo sai"), name="b5"))
    store.decide(Decision("d", "text", finding("f6", "Kèo sai").text_key, "false", "a", NOW))
    everything = WatchList(WatchFile(brands=("kèo", "vay", "số", "nhà cái")))
    counted, all_of_it = figures(store, TODAY, NOW, watch=everything), figures(store, TODAY, NOW)
    assert (counted.counts, counted.before, counted.top) == (all_of_it.counts, all_of_it.before, all_of_it.top)


def test_mine_is_a_page_of_its_own(canhgiac: Command, store: Store, home: Path) -> None:
    (home / "watch.toml").write_text('indicators = ["telegram:cskhvn99"]')
    written = canhgiac("digest", "--day", TODAY, "--mine")
    assert written.returncode == 0 and written.stdout.strip().endswith(f"{TODAY}.mine.html"), written.stderr
    assert not (home / "digests" / f"{TODAY}.html").exists()
    shown = json.loads(canhgiac("digest", "--day", TODAY, "--mine", "--json").stdout)
    assert (shown["mine"], shown["counts"]["offers"]) == (True, 1)


def test_a_cluster_is_one_row_with_its_copies(store: Store) -> None:
    texts = [f"{TEXT} Ai chơi thì vào nhé, chúc anh em may mắn lần {number}" for number in range(4)]
    mentions = finding("x").indicators
    copies = [finding(f"c{n}", text, indicators=mentions, score=0.97) for n, text in enumerate(texts)]
    store.write_batch(batch(*copies, name="bc"))
    before = figures(store, TODAY, NOW)
    assert len([entry for entry in before.top if entry.id.startswith("c")]) == 4
    update(store, WatchList(), NOW)
    after = figures(store, TODAY, NOW)
    (row,) = [entry for entry in after.top if entry.cluster == store.clusters_of(["c0"])["c0"].cluster.id]
    assert row.copies == 4
    assert [entry.id for entry in after.top if entry.id.startswith("c")] == [row.id]
    html, text = render(after, store, "vi")
    assert "4 bản" in html and "4 bản" in text
    store.decide(Decision("d", "cluster", row.cluster, "false", "a", NOW))
    assert row.id not in {entry.id for entry in figures(store, TODAY, NOW).top}
