"""Verdicts on host names: facts, look-alikes with the right brand, and what must never be called bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import hosts
from nlp.banks import banks
from nlp.folding import fold
from nlp.hosts import brands_in, model, names, train, verdict
from nlp.hosts.examples import popular
from nlp.hosts.spelling import one_edit

LOOKALIKES = [
    ("vietcombank.vn-yys.club", "vietcombank"),
    ("techcombank.vn-gw.click", "techcombank"),
    ("vcb.vn-kpo.life", "vietcombank"),
    ("u-agribank.com", "agribank"),
    ("techcombanks.icu", "techcombank"),
    ("vietcombannk.net", "vietcombank"),
    ("vietconbank.net", "vietcombank"),
    ("vietcombank.pw", "vietcombank"),
    ("vcbdgtlbk.net", "vietcombank"),
    ("zbidv.club", "bidv"),
    ("bidv.online-vn.xyz", "bidv"),
    ("m-acb.net", "acb"),
    ("acb-online.top", "acb"),
    ("acbonline.xyz", "acb"),
    ("vip9-seabank.com", "seabank"),
    ("hsbc-mobi.top", "hsbc"),
    ("vietinbank-efast.net", "vietinbank"),
    ("vietinbank.fun", "vietinbank"),
    ("agr1bank.com", "agribank"),
    ("sacornbank.com", "sacombank"),
    ("vpbank.vn-hm.club", "vpbank"),
    ("tpbank-vay.com", "tpbank"),
    ("mbbank.ket-noi.site", "mbbank"),
    ("shopee.vn-quatang.shop", "shopee"),
    ("laz4da.fun", "lazada"),
    ("lazada-ctv.shop", "lazada"),
    ("m-fb.net", "facebook"),
    ("faceb00k.live", "facebook"),
    ("th.zaloapp.com.882047.brumodel.net", "zalo"),
    ("thuedeintu.vn", "tongcucthue"),
    ("dichvucong.gov-vn.com", "dichvucong"),
    ("vneid.dinhdanh.cc", "vneid"),
    ("bocongan.gov.vn-tb.com", "bocongan"),
    ("vietteldichvuso.icu", "viettel"),
    ("evn-cskh.com", "evn"),
    ("hoso.gov-vietnam.com", "gov.vn"),
    ("xn--vietcombnk-6qi.com", "vietcombank"),
    ("vietcombаnk.com", "vietcombank"),
    ("vietcombank-uudai.weebly.com", "vietcombank"),
    ("momo-vn.xyz", "momo"),
]

OFFICIAL = [
    "vietcombank.com.vn", "https://www.vietcombank.com.vn/vi", "ebank.tpb.vn", "bidv.com.vn", "tinnhiemmang.vn",
    "vneid.gov.vn", "dichvucong.bocongan.gov.vn", "my.vnpt.com.vn", "viettel.vn", "myvt.page.link", "shopee.vn",
    "shope.ee", "vnexpress.net", "tuoitre.vn", "google.com", "m.facebook.com", "zalo.me", "momo.vn", "evnhanoi.vn",
    "ghtk.vn", "thegioididong.com", "tracking.ghn.dev", "vbsp.org.vn",
]  # fmt: skip

NOT_BAD = [
    "facebook.de", "amazon.in", "hsbc.co.uk", "ebay.de", "cuahanghoatuoi.vn", "truongmamnon.com", "tinhthanh.vn",
    "vietnam.travel", "postgresql.org", "mobile.de", "zalora.vn", "vibrantclub.org", "techcrunch.com", "oceanbook.com",
]  # fmt: skip


@pytest.mark.parametrize(("host", "brand"), LOOKALIKES)
def test_lookalike_names_its_brand(host: str, brand: str) -> None:
    found = verdict(host)
    assert (found.verdict, found.imitates) == ("lookalike", brand)
    assert found.score >= 0.8 and found.reasons


@pytest.mark.parametrize("host", OFFICIAL)
def test_official(host: str) -> None:
    assert verdict(host).verdict == "official"
    assert verdict(host).score == 0


@pytest.mark.parametrize("host", NOT_BAD)
def test_never_called_bad(host: str) -> None:
    assert verdict(host).verdict == "unknown"


@pytest.mark.parametrize("host", ["bit.ly", "t.ly", "tinyurl.com", "shorturl.at"])
def test_shorteners(host: str) -> None:
    assert verdict(host).verdict == "shortener"


@pytest.mark.parametrize("host", ["sites.google.com", "abc.weebly.com", "cuahang.blogspot.com", "x.netlify.app", "telegra.ph"])
def test_shared_hosts(host: str) -> None:
    assert verdict(host).verdict == "shared"


@pytest.mark.parametrize("host", ["789club88.bet", "nhacai-kubet88.win", "sunwin68.club", "taixiu88.vip"])
def test_betting_names(host: str) -> None:
    assert verdict(host).verdict == "gambling"


@pytest.mark.parametrize("host", ["vietcombank.com.vn", "vietcombank.vn-yys.club"])
def test_spelling_of_the_name_does_not_matter(host: str) -> None:
    wanted = verdict(host)
    for written in (host.upper(), f"https://{host}/a?b#c", f"www.{host}", f"{host}.", f"http://{host}:80"):
        assert verdict(written).name == wanted.name
        assert verdict(written).verdict == wanted.verdict


@given(st.text())
def test_any_string_gets_a_verdict(text: str) -> None:
    found = verdict(text)
    assert 0 <= found.score <= 1


def test_every_bank_host_is_official_and_no_lookalike_of_another() -> None:
    for bank in banks():
        for host in bank.hosts:
            assert verdict(host).verdict == "official"
            assert verdict(f"online.{host}").verdict == "official"


def test_bins_are_unique() -> None:
    numbers = [bank.bin for bank in banks() if bank.bin]
    assert len(numbers) == len(set(numbers))
    assert all(len(n) == 6 and n.isdigit() for n in numbers)


@pytest.mark.parametrize(
    ("left", "right", "one"),
    [("abc", "abd", True), ("abc", "abcd", True), ("abc", "acb", True), ("abc", "abc", False), ("abc", "xyc", False)],
)
def test_one_edit(left: str, right: str, one: bool) -> None:
    assert one_edit(left, right) is one and one_edit(right, left) is one


def test_brands_in_a_text() -> None:
    assert brands_in("tai khoan vietcombank cua ban; shopee va cong an") == ["vietcombank", "shopee", "bocongan"]
    assert brands_in("nhan vao vietcombank.vn-x.top") == []
    assert brands_in("di an pho") == []


def test_rules_alone_still_judge(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(model, "ARTEFACT", tmp_path / "absent.npz")
    model._load.cache_clear()
    try:
        parts = names.split("nhacai789.win")
        calm = names.split("cuahanghoatuoi.vn")
        assert parts and calm
        assert model.look("nhacai789.win", parts).bad >= model.look("nhacai789.win", parts).bad_bar
        assert model.look("cuahanghoatuoi.vn", calm).bad < 0.5
    finally:
        model._load.cache_clear()


def test_a_changed_artefact_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "model.npz"
    broken.write_bytes(model.ARTEFACT.read_bytes() + b"x")
    monkeypatch.setattr(model, "ARTEFACT", broken)
    model._load.cache_clear()
    try:
        with pytest.raises(model.ArtefactError, match="checksum"):
            model._load()
    finally:
        model._load.cache_clear()


def test_training_is_reproducible_and_keeps_no_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    goods = ["hoa", "banh", "sach", "vai", "go", "da", "tre", "may", "lua", "che", "ca", "tom", "cua", "muoi", "gao", "ngo", "khoai", "rau", "qua", "tra"]
    rows = [f"nhacai{w}win{n}.top\tgambling\town" for n, w in enumerate(goods)]
    rows += [f"qx{w}zkd{n}.xyz\tthreat\town" for n, w in enumerate(goods)]
    rows += [f"cuahang{w}.vn\tbenign\town" for w in goods]
    table = tmp_path / "names.tsv"
    table.write_text("domain\tlabel\tsource\n" + "\n".join(rows), encoding="utf-8")
    cards = []
    for run in ("a", "b"):
        (tmp_path / run).mkdir()
        assert train.main([str(table), "--out", str(tmp_path / run)]) == 0
        cards.append(json.loads((tmp_path / run / "model.json").read_text(encoding="utf-8")))
    assert cards[0] == cards[1]
    assert b"cuahang" not in (tmp_path / "a" / "model.npz").read_bytes()
    assert train.main([str(tmp_path / "absent.tsv")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_training_needs_no_list(tmp_path: Path) -> None:
    assert train.main(["--out", str(tmp_path)]) == 0
    card = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    assert card["data"] == "our own corpora" and card["popular_names"] == 0
    assert (tmp_path / "model.npz").stat().st_size < 3_000_000


def test_popular_names_are_kept_as_hashes_alone(tmp_path: Path) -> None:
    listed = tmp_path / "popular.json"
    listed.write_text(json.dumps({"list": ["longname-example.org", "bad-example.top", "hitclub.com", "sub.a.org"]}))
    table = tmp_path / "names.tsv"
    rows = [f"n{'abcdefghij'[n]}x.com\t{label}\town" for n, label in enumerate(["gambling", "threat", "benign"] * 3)]
    table.write_text("domain\tlabel\tsource\nbad-example.top\tthreat\town\n" + "\n".join(rows), encoding="utf-8")
    assert popular([listed], frozenset({"bad-example.top"})) == {"longname-example.org"}
    assert train.main([str(table), "--popular", str(listed), "--out", str(tmp_path)]) == 0
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["popular_names"] == 1
    assert b"longname" not in (tmp_path / "model.npz").read_bytes()


def test_public_names() -> None:
    assert set(hosts.__all__) >= {"HostVerdict", "NotAHost", "brands_in", "verdict", "verdicts"}


@pytest.mark.parametrize("name", ["nguyễnvănan.vn", "tiếngviệt.vn", "dulịch.vn", "luậtsư.vn", "nộithất.vn", "bánhmì.vn"])
def test_a_name_with_accents_is_judged_as_it_reads(name: str) -> None:
    judged = hosts.verdict(name)
    assert judged.verdict == "unknown" and judged.score == hosts.verdict(fold(name)).score


@pytest.mark.parametrize(
    ("written", "host"),
    [("vietcombank[.]com[.]vn", "vietcombank.com.vn"), ("http://evil-nhanqua.top\\@vietcombank.com.vn", "evil-nhanqua.top")],
)
def test_hosts_are_read_as_a_browser_would(written: str, host: str) -> None:
    assert hosts.verdict(written).name == host
