"""How a digest reads: first screen, defanged, self-contained, small in the mail, readable in a real browser."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from canhgiac.campaigns import update
from canhgiac.digest.counting import figures
from canhgiac.digest.render import MAX_TEXT, Rendered, render
from canhgiac.excerpt import excerpt_of, strongest
from canhgiac.records import Decision, EvidenceSpan, Mention, Visit
from canhgiac.stores.base import Store
from canhgiac.watch import WatchFile, WatchList
from tests.browser import browser_page
from tests.canhgiac.digest.conftest import LATER, TODAY, asked, lists
from tests.canhgiac.findings import NOW, TEXT, batch, finding, span


def everything(rendered: Rendered) -> str:
    return rendered.html + rendered.mail + rendered.text + rendered.json.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_form_is_self_contained_and_defanged(local: Store, language: str) -> None:
    update(local, WatchList(), NOW)
    rendered = render(figures(local, asked()), local, language)
    assert "<mark>nạp đầu tặng 100%</mark>" in rendered.html
    for form in (rendered.html, rendered.mail, rendered.text, rendered.json.decode()):
        assert "hxxps://vn99bet[.]vip/dk" in form
        assert "vn99bet.vip" not in form and "http://" not in form and "https://" not in form
    for page in (rendered.html, rendered.mail):
        assert not re.search(r"<script|<img|<link|<iframe|(?:src|href)=|url\(|data:", page)
    assert "http 403" in rendered.html and "http 403" in rendered.mail and "http 403" in rendered.text


def test_the_first_screen_has_at_most_twelve_lines(local: Store) -> None:
    texts = [f"{word} vay nóng, đóng phí trước, tài khoản 19037{n}" for n, word in enumerate(["xanh", "đỏ", "tím", "vàng", "nâu", "đen", "hồng"])]
    for n, text in enumerate(texts):
        mention = Mention("bank_account", f"19037{n}", span(text, f"19037{n}"), "offer", bank="vietcombank")
        local.write_batch(batch(finding(f"w{n}", text, category="fraud", scheme="loan", indicators=(mention,)), name=f"w{n}"))
    for n in range(9):
        local.put_visit(Visit(f"v-{n}", f"nguon-{n}", "forum", "u", NOW, NOW, "unreachable"))
    watch = WatchFile(banks=("vietcombank",))
    update(local, WatchList(watch), NOW)
    rendered = render(figures(local, asked(lists=lists(mine=watch))), local, "vi")
    screen = rendered.text.split("\n\n")[0].splitlines()
    assert len(screen) == 12
    assert screen[0] == f"Bản tin Cảnh Giác {TODAY} (chưa hết ngày)"
    assert screen[2] == "Cụm mới chạm danh sách theo dõi: 7"
    assert sum(line.startswith("• ") for line in screen) == 5 and "bank:vietcombank" in screen[3]
    assert screen[8].startswith("Tài khoản mới tại ngân hàng của ta: 7 · 19037") and screen[8].endswith("; …")
    assert screen[11].startswith("Nguồn không đọc được: 10 · nguon-0 (không vào được); ")


def test_an_empty_list_has_a_digest_too(local: Store) -> None:
    nothing = lists(mine=WatchFile(brands=("jcb",)))
    rendered = render(figures(local, asked(list="mine", lists=nothing)), local, "vi")
    assert "Cụm mới chạm danh sách theo dõi: 0" in rendered.text and "Không có gì mới" in rendered.text
    assert "Chỉ đếm những gì danh sách theo dõi nêu tên" in rendered.html


@pytest.mark.parametrize("why", ["asked", "version", "list"])
def test_a_recount_says_so_in_every_form(local: Store, why: str) -> None:
    import msgspec

    counted = msgspec.structs.replace(figures(local, asked(now=LATER)), recount=why)
    rendered = render(counted, local, "vi")
    assert all("đếm lại" in form for form in (rendered.html, rendered.mail, rendered.text, rendered.title))


def test_what_was_purged_or_marked_false_since_is_left_out(local: Store) -> None:
    update(local, WatchList(), NOW)
    frozen = figures(local, asked(now=LATER))
    assert "nạp đầu" in everything(render(frozen, local, "vi"))
    local.decide(Decision("d", "text", finding("f1").text_key, "false", "a", LATER))
    assert "nạp đầu" not in everything(render(frozen, local, "vi"))
    local.purge_finding("f1", LATER)
    update(local, WatchList(), LATER)
    shown = everything(render(figures(local, asked(now=LATER)), local, "vi"))
    assert "nạp đầu" not in shown and "vn99bet" not in shown and "cskhvn99" not in shown


def test_control_characters_cannot_steer_a_terminal(local: Store) -> None:
    local.write_batch(batch(finding("f7", "\x1b]0;x\x07nạp đầu", score=0.999, words=("\x1bx",)), name="b7"))
    update(local, WatchList(), NOW)
    shown = everything(render(figures(local, asked()), local, "vi"))
    assert "\x1b" not in shown and "\x07" not in shown


def test_text_from_the_web_cannot_break_out(local: Store) -> None:
    evil = '<script>alert(1)</script> "><img src=x onerror=y> {{ 7*7 }} nạp đầu'
    local.write_batch(
        batch(finding("f8", evil, score=0.999, evidence=(EvidenceSpan((0, 8), 1.0, "x"),), words=("<b>x",)), name="b8")
    )
    update(local, WatchList(), NOW)
    rendered = render(figures(local, asked()), local, "vi")
    for page in (rendered.html, rendered.mail):
        assert "<script" not in page and "<img" not in page and "<b>x" not in page and "{{ 7*7 }}" in page


def test_a_large_day_still_fits_a_mail_and_a_message(local: Store) -> None:
    found = []
    for n in range(40):
        text = f"{n} " + "Nạp đầu tặng thưởng, uy tín hàng đầu, liên hệ ngay " * 40
        mentions = tuple(Mention("telegram", f"nhacai{n}x{m}", (0, 5), "offer") for m in range(60))
        found.append(finding(f"x{n}", text, indicators=mentions, score=0.99))
    local.write_batch(batch(*found, name="large", posts=5000))
    for n in range(2000):
        reason = "không vào được vì một lý do dài " * 9
        local.put_visit(Visit(f"dark-{n}", f"nguon-{n}", "forum", "u", NOW, NOW, "unreachable", reason=reason))
    rendered = render(figures(local, asked()), local, "vi")
    assert len(rendered.mail.encode()) < 100_000 and len(rendered.text) <= MAX_TEXT
    assert "2001" in rendered.text.split("\n\n")[0] and "nguon-1999" in rendered.html


def test_machines_get_figures_and_what_was_shown(local: Store) -> None:
    counted = figures(local, asked())
    record = json.loads(render(counted, local, "vi").json)
    assert (record["counts"]["offers"], record["schema"], record["list"]) == (2, 2, "")
    assert record["shown"]["lines"][0]["kind"] == "sum" and record["shown"]["lines"][0]["text"].startswith("2 lời")
    assert record["shown"]["top"][0]["indicators"][0] == {"type": "url", "value": "hxxps://vn99bet[.]vip/dk"}


def test_the_excerpt_shows_the_heaviest_evidence_of_a_long_text() -> None:
    text = "trước " * 400 + "chốt số bạch thủ" + " sau" * 400
    shown, plain = excerpt_of(finding("f", text, evidence=(EvidenceSpan(span(text, "chốt số"), 3.0, "x"),)))
    assert "<mark>chốt số</mark>" in shown and plain.startswith("… ") and plain.endswith(" …") and len(plain) < 500


def test_only_the_heaviest_evidence_is_marked() -> None:
    pieces = tuple(EvidenceSpan((n, n + 1), weight, "x") for n, weight in enumerate([0.1, 3.0, 2.0, -1.0, 0.8, 1.0]))
    assert [piece.weight for piece in strongest(finding("f", "abcdef", evidence=pieces))] == [3.0, 2.0, 1.0]
    assert strongest(finding("f", "abcdef", evidence=())) == []


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well_in_a_browser(local: Store, tmp_path: Path, width: int, scheme: str) -> None:
    local.write_batch(batch(finding("f4", f"{TEXT} nữa", collected_at=NOW - dt.timedelta(days=3)), name="b4"))
    update(local, WatchList(), NOW)
    rendered = render(figures(local, asked()), local, "vi")
    with browser_page(width) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for name, content in (("page", rendered.html), ("mail", rendered.mail)):
            path = tmp_path / f"{name}.html"
            path.write_text(content, "utf-8")
            page.goto(path.as_uri())
            assert page.title().startswith(f"Bản tin Cảnh Giác {TODAY}")
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.goto((tmp_path / "page.html").as_uri())
        assert page.locator("mark").first.inner_text() == "nạp đầu tặng 100%"
        assert page.locator("article").count() == 3
        assert page.get_by_role("img").count() >= 4  # every chart says its numbers in words
        assert "Lừa đảo: " in str(page.get_by_role("img").first.get_attribute("aria-label"))
        first = page.locator("ol.first li").last.bounding_box()
        assert first is not None and first["y"] + first["height"] <= 900  # all of it on the first screen
        ink, paper = (page.evaluate(f"getComputedStyle(document.querySelector('mark')).{name}") for name in ("color", "backgroundColor"))
        assert ink != paper
