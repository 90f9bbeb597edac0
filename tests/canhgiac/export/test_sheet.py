"""The evidence sheet, looked at in a real browser and printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from canhgiac.campaigns import update
from canhgiac.excerpt import distinct
from canhgiac.export.channels import channels, channels_for
from canhgiac.export.sheet import sheet
from canhgiac.records import EvidenceSpan, Finding, Fragment, Mention
from canhgiac.stores.base import BatchResult, Flagged, Store
from canhgiac.watch import WatchList
from nlp.banks import by_key
from tests.browser import browser_page
from tests.canhgiac.export.conftest import post, write
from tests.canhgiac.findings import span
from tests.canhgiac.imports import imported
from tests.canhgiac.stores.samples import at, batch, decide, id_key
from tests.canhgiac.test_cli import OFFER
from tests.conftest import Command

TEXT = (
    "Vietcombank thông báo: đăng nhập https://vcb-nanghanmuc.top/dk trong 24h, hỗ trợ zalo 0912345678, phí chuyển vào "
    "STK 0071001234567 Vietcombank NGUYEN VAN A <b>gấp</b>"
)


def offer(**changes: Any) -> Finding:
    mentions = (
        Mention("domain", "vcb-nanghanmuc.top", span(TEXT, "vcb-nanghanmuc.top"), "offer", imitates="vietcombank"),
        Mention("zalo", "+84912345678", span(TEXT, "0912345678"), "offer"),
        Mention("bank_account", "0071001234567", span(TEXT, "0071001234567"), "offer", "vietcombank", "NGUYEN VAN A"),
    )  # fmt: skip
    evidence = (
        EvidenceSpan(span(TEXT, "vcb-nanghanmuc.top"), 4.0, "host_lookalike"),
        EvidenceSpan(span(TEXT, "trong 24h"), 2.0, "urgency"),
    )
    given = {
        "text": TEXT,
        "indicators": mentions,
        "evidence": evidence,
        "author": "a-pseudonym",
        "scheme": "card_limit",
    }
    return msgspec.structs.replace(post("a"), **{**given, **changes})


def page(store: Store, finding: Finding, language: str = "vi", contact: str = "lienhe@vidu.example") -> str:
    if store.finding(finding.id) is None:
        write(store, finding)
    stored = store.finding(finding.id)
    assert stored is not None
    return sheet(store, stored, language, contact, at(1))


def test_it_names_what_where_when_how_sure_and_how_to_object(store: Store) -> None:
    finding = offer()
    evidence = Fragment(finding.url, at(0), "<p>…</p>", "ab" * 32)
    store.write_batch(
        BatchResult(batch(finding).counts, (Flagged(finding, id_key(finding.id), evidence),), batch(finding).seen)
    )
    update(store, WatchList(), at(1))
    html = page(store, finding)
    for said in (
        "Phiếu chứng cứ", "96 %", "0071001234567", "NGUYEN VAN A", "BIN 970436", "ab" * 32, finding.model,
        "https://dien-dan.example/a", "02/11/2026 10:00", "tên miền nhái một thương hiệu", "lienhe@vidu.example",
        "1 lời mời chào, 0 tin tố giác",
    ):  # fmt: skip
        assert said in html, said


def test_links_are_defanged_wherever_they_stand_and_markup_is_not_the_posts(store: Store) -> None:
    html = page(store, offer())
    assert "hxxps://" in html and "vcb-nanghanmuc[.]top" in html and "vcb-nanghanmuc.top" not in html
    assert "&lt;b&gt;gấp&lt;/b&gt;" in html and "<b>gấp" not in html


def test_no_author_and_no_contact_of_a_reporter_is_on_it(store: Store) -> None:
    text = "Tránh xa STK 0071001234567 Vietcombank, ai bị lừa gọi mình 0987654321 để cùng trình báo"
    mentions = (
        Mention("bank_account", "0071001234567", span(text, "0071001234567"), "accused", "vietcombank"),
        Mention("phone", "+84987654321", span(text, "0987654321"), "writer"),
    )
    finding = offer(text=text, indicators=mentions, evidence=(), role="report", review=True)
    html = page(store, finding)
    assert "0987654321" not in html and "987654321" not in html and "a-pseudonym" not in html
    assert "0071001234567" in html and "Đây là tin tố giác" in html


def test_a_mistake_says_so_first(store: Store) -> None:
    finding = offer()
    write(store, finding)
    decide(store, finding, "false")
    assert "Do not act against anybody" in page(store, finding, "en")


def test_channels_fit_what_is_named(store: Store) -> None:
    bank_only = post("b", "bank_account:vietcombank:0071001234567")
    keys = {each.key for each in channels_for(bank_only)}
    assert {"police", "bank"} <= keys and not {"registrar", "telegram", "carrier"} & keys
    assert "telegram" in {each.key for each in channels_for(post("c", "telegram:cskh_vay"))}
    gambling = post("d", "domain:vn99bet.vip", category="gambling")
    assert "chongluadao" not in {each.key for each in channels_for(gambling)}


@pytest.mark.parametrize("channel", channels(), ids=lambda channel: channel.key)
def test_every_channel_has_a_source_and_a_day_or_a_warning(channel: Any, store: Store) -> None:
    assert channel.source.startswith("https://") and channel.vi and channel.en
    assert re.fullmatch(r"20\d\d(-\d\d-\d\d)?", channel.as_of) or not channel.sure
    finding = offer(
        category="fraud", indicators=(Mention(channel.types[0] if channel.types else "phone", "x", (0, 1), "offer"),)
    )
    html = page(store, finding, "en")
    assert channel.en.split("“")[0].split("'")[0][:20] in html
    if not channel.sure:
        assert "could not be confirmed" in html


@pytest.mark.parametrize("language", ["vi", "en"])
def test_in_a_browser_it_is_self_contained_readable_and_prints_on_two_pages_at_most(
    store: Store, tmp_path: Path, language: str
) -> None:
    long = TEXT + " Nhận ngay ưu đãi, số lượng có hạn." * 300
    many = tuple(
        Mention("bank_account", f"007100123{n:04}", span(TEXT, "0071001234567"), "offer", "vietcombank", "NGUYEN VAN A")
        for n in range(25)
    )
    path = tmp_path / "sheet.html"
    path.write_text(page(store, offer(text=long, indicators=offer().indicators + many), language), "utf-8")
    with browser_page(width=390) as tab:
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(path.as_uri())
        assert asked == [path.as_uri()], "it loads nothing from elsewhere"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert tab.locator("mark").first.is_visible() and tab.locator("a").count() == 0
        pdf = tab.pdf(prefer_css_page_size=True)
    (pages,) = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)|/Count (\d+)", pdf)[:1]
    assert int(pages[0] or pages[1]) <= 2


def test_one_number_at_two_banks_is_two_rows(store: Store) -> None:
    text = "Chuyển khoản 8888123456 MB hoặc 8888123456 ACB nhé, nhắc lại 8888123456"
    places = [match.span() for match in re.finditer("8888123456", text)]
    found = tuple(
        Mention("bank_account", "8888123456", place, "offer", bank)
        for place, bank in zip(places, ("mbbank", "acb", None), strict=True)
    )
    html = page(store, offer(text=text, indicators=found, evidence=()))
    assert by_key()["mbbank"].bin in html and by_key()["acb"].bin in html
    assert [each.bank for each in distinct(found)] == [each.bank for each in distinct(found[::-1])][::-1]
    assert [each.bank for each in distinct(found)] == ["mbbank", "acb"]


def test_it_is_the_same_for_any_text(store: Store) -> None:
    nasty = "\ud800\x00\x1b[31m</blockquote><script>alert(1)</script>{{ 7*7 }} " + "x" * 5000
    html = page(store, offer(text=nasty.replace("\ud800", "?"), indicators=(), evidence=()))
    assert "<script" not in html and "\x1b" not in html and "\x00" not in html and "{{ 7*7 }}" in html


def test_the_command_writes_it(canhgiac: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(canhgiac, tmp_path, OFFER)
    id = json.loads(canhgiac("search", "vn99bet", "--json").stdout)["id"]
    done = canhgiac("show", id, "--sheet", "-o", str(tmp_path / "sheet.html"), "--lang", "en")
    assert done.returncode == 0 and done.stdout == "" and "contact" in done.stderr
    html = (tmp_path / "sheet.html").read_text("utf-8")
    assert "Evidence sheet" in html and "vn99bet[.]vip" in html and "vn99bet.vip" not in html
    monkeypatch.setenv("CANHGIAC_CONTACT", "lienhe@vidu.example")
    assert "lienhe@vidu.example" in canhgiac("show", id, "--sheet").stdout
    assert canhgiac("show", id, "--sheet", "--json").returncode == 2
    assert canhgiac("show", id, "-o", "x.html").returncode == 2
