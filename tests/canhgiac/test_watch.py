"""The watch list: what fits it, and what is wrong with a file, said with the place and the nearest right word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from canhgiac.errors import SettingsError
from canhgiac.records import Mention
from canhgiac.settings import load_settings
from canhgiac.watch import WatchFile, WatchList, load_watch
from tests.canhgiac.stores.samples import finding


def mentioned(type: str, value: str, **fields: Any) -> Mention:
    return Mention(type, value, (0, 1), "offer", **fields)


@pytest.mark.parametrize(
    ("file", "mention", "entries"),
    [
        (WatchFile(banks=("970436",)), mentioned("bank_account", "1", bank="vietcombank"), ("bank:vietcombank",)),
        (WatchFile(banks=("VietComBank",)), mentioned("bank_account", "1", bank="vietcombank"), ("bank:vietcombank",)),
        (WatchFile(banks=("mbbank",)), mentioned("bank_account", "1", bank="vietcombank"), ()),
        (WatchFile(banks=("mbbank",)), mentioned("bank_account", "1"), ()),
        (WatchFile(brands=("Vietcombank",)), mentioned("domain", "vcb.top", imitates="vietcombank"), ("brand:vietcombank",)),
        (WatchFile(hosts=("vietcombank.com.vn",)), mentioned("domain", "vcb.top", imitates="vietcombank"), ("brand:vietcombank",)),
        (WatchFile(hosts=("quan-com.example",)), mentioned("domain", "m.quan-com.example"), ("host:quan-com.example",)),
        (WatchFile(hosts=("quan-com.example",)), mentioned("url", "https://www.quan-com.example/a?b"), ("host:quan-com.example",)),
        (WatchFile(hosts=("quan-com.example",)), mentioned("domain", "xquan-com.example"), ()),
        (WatchFile(apps=("com.VCB",)), mentioned("app", "com.vcb"), ("app:com.VCB",)),
        (WatchFile(indicators=("0912.345.678",)), mentioned("zalo", "+84912345678"), ("indicator:0912.345.678",)),
        (WatchFile(indicators=("phone:0912345678",)), mentioned("phone", "+84912345678"), ("indicator:phone:0912345678",)),
        (WatchFile(indicators=("phone:0912345678",)), mentioned("zalo", "+84912345678"), ()),
        (WatchFile(indicators=("mbbank:0123456789",)), mentioned("bank_account", "0123456789", bank="mbbank"), ("indicator:mbbank:0123456789",)),
        (WatchFile(indicators=("@Vay_Nhanh",)), mentioned("telegram", "vay_nhanh"), ("indicator:@Vay_Nhanh",)),
        (WatchFile(indicators=("https://vay.top/",)), mentioned("domain", "vay.top"), ("indicator:https://vay.top/",)),
        (WatchFile(indicators=("phone:0936.112.201",)), mentioned("phone", "+84936112201"), ("indicator:phone:0936.112.201",)),
        (WatchFile(indicators=("phone:0936.112.201",)), mentioned("zalo", "+84936112201"), ()),
        (WatchFile(indicators=("telegram:@keothom_nay",)), mentioned("telegram", "keothom_nay"), ("indicator:telegram:@keothom_nay",)),
        (WatchFile(indicators=("https://t.me/viaco_sll",)), mentioned("telegram", "viaco_sll"), ("indicator:https://t.me/viaco_sll",)),
        (WatchFile(indicators=("https://t.me/viaco_sll",)), mentioned("facebook", "viaco_sll"), ()),
        (WatchFile(indicators=("https://vay.club/dang-ky",)), mentioned("domain", "vay.club"), ("indicator:https://vay.club/dang-ky",)),
        (WatchFile(indicators=("vcb:0451.000.998",)), mentioned("bank_account", "0451000998", bank="vietcombank"), ("indicator:vcb:0451.000.998",)),
        (WatchFile(indicators=("vcb:0451.000.998",)), mentioned("bank_account", "0451000998", bank="mbbank"), ()),
        (WatchFile(indicators=("vcb:MAIANH88",)), mentioned("bank_account", "MAIANH88", bank="vietcombank"), ("indicator:vcb:MAIANH88",)),
        (WatchFile(indicators=("VCB: maianh88",)), mentioned("bank_account", "MAIANH88", bank="vietcombank"), ("indicator:VCB: maianh88",)),
        (WatchFile(indicators=("970436:MAIANH88",)), mentioned("bank_account", "MAIANH88", bank="vietcombank"), ("indicator:970436:MAIANH88",)),
        (WatchFile(indicators=("Đông Á Bank:MAIANH88",)), mentioned("bank_account", "MAIANH88", bank="vikkibank"), ("indicator:Đông Á Bank:MAIANH88",)),
        (WatchFile(indicators=("vcb:MAIANH88",)), mentioned("bank_account", "MAIANH88", bank="mbbank"), ()),
        (WatchFile(indicators=("vcb:MAIANH88",)), mentioned("bank_account", "MAIANH88"), ()),
        (WatchFile(banks=("VCB",)), mentioned("bank_account", "1", bank="vietcombank"), ("bank:vietcombank",)),
        (WatchFile(indicators=("zalo.me/0933222999",)), mentioned("zalo", "+84933222999"), ("indicator:zalo.me/0933222999",)),
        (WatchFile(), mentioned("domain", "vay.top"), ()),
    ],
)  # fmt: skip
def test_what_an_indicator_fits(file: WatchFile, mention: Mention, entries: tuple[str, ...]) -> None:
    assert WatchList(file).of_mention(mention) == entries


@pytest.mark.parametrize(
    ("file", "text", "entries"),
    [
        (WatchFile(brands=("vietcombank",)), "Tài khoản VIETCOMBANK của quý khách", ("brand:vietcombank",)),
        (WatchFile(brands=("viettel",)), "nhân viên Viettel gọi khóa sim", ("brand:viettel",)),
        (WatchFile(brands=("Quán Cơm Tấm",)), "giả quan com tam để thu cọc", ("brand:quan com tam",)),
        (WatchFile(brands=("viettel",)), "viettelx không phải", ()),
        (WatchFile(apps=("Ví Siêu Tốc",)), "tải ví siêu tốc về máy", ("app:Ví Siêu Tốc",)),
        (WatchFile(), "Vietcombank", ()),
    ],
)
def test_what_a_text_fits(file: WatchFile, text: str, entries: tuple[str, ...]) -> None:
    assert WatchList(file).of_finding(finding("p1", text)) == entries


def test_a_finding_fits_by_its_indicators_too() -> None:
    watch = WatchList(WatchFile(brands=("viettel",), banks=("mbbank",)))
    of = finding("p1", "viettel đây", indicators=(mentioned("bank_account", "1", bank="mbbank"),))
    assert watch.of_finding(of) == ("bank:mbbank", "brand:viettel")


def read(tmp_path: Path, text: str) -> WatchList:
    (tmp_path / "watch.toml").write_text(text, "utf-8")
    return load_watch(msgspec.structs.replace(load_settings({}), home=tmp_path))


@pytest.mark.parametrize(
    "entry", ["vcb:MAIANH88", "techcombank:MAIANH88", "tcb:maianh88", "mb bank:MAIANH88", "970422:MAIANH88"]
)
def test_an_account_by_name_is_marked_under_any_name_of_its_bank(tmp_path: Path, entry: str) -> None:
    watch = read(tmp_path, f"indicators = ['{entry}']")
    held = {
        bank: finding(bank, "chuyển khoản nhé", indicators=(mentioned("bank_account", "MAIANH88", bank=bank),))
        for bank in ("vietcombank", "techcombank", "mbbank")
    }
    marked = [bank for bank, each in held.items() if watch.of_finding(each) == (f"indicator:{entry}",)]
    assert len(marked) == 1 and sum(map(bool, map(watch.of_finding, held.values()))) == 1


def test_without_a_file_nothing_is_watched(tmp_path: Path) -> None:
    watch = load_watch(msgspec.structs.replace(load_settings({}), home=tmp_path))
    assert not watch and watch.digest == WatchList().digest


def test_the_file_of_the_data_folder_is_read_and_the_working_folder_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    homely = read(tmp_path, 'banks = ["970422"]')
    assert homely.of_mention(mentioned("bank_account", "1", bank="mbbank")) == ("bank:mbbank",)
    (here / "watch.toml").write_text('banks = ["bidv"]', "utf-8")
    near = load_watch(msgspec.structs.replace(load_settings({}), home=tmp_path))
    assert near.of_mention(mentioned("bank_account", "1", bank="bidv")) == ("bank:bidv",)
    assert near.digest != homely.digest


def test_what_lookup_can_read_may_stand_in_a_file(tmp_path: Path) -> None:
    entries = ("@Vay_Nhanh", "com.VCB", "0451 000 998 877", "zalo:0912 345 678", "momo:0912 345 678", "referral:VIP68", "vay[.]top")
    watch = read(tmp_path, f"indicators = {list(entries)}")
    assert watch.entries == {f"indicator:{entry}" for entry in entries}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('brand = ["vcb"]', "unknown key `brand`; did you mean `brands`"),
        ("brands = 'vcb'", "Expected `array`"),
        ("banks = [970436]", r"Expected `str`.*banks"),
        ('banks = ["vietcombnak"]', "'vietcombnak', which is no bank that we know; did you mean `vietcombank`"),
        ('banks = ["999999"]', "999999"),
        ('hosts = ["vietcombank"]', "is no host"),
        ("brands = [", "watch.toml"),
        ('banks = [\n  "bidv",\n  "999999",\n]', "watch.toml, line 3: .*999999"),
        ('indicators = [\n  "0912345678",\n  "xin chào",\n]', "watch.toml, line 3: .*'xin chào', which can't be read"),
        ('indicators = ["telegrm:vay_nhanh"]', "`telegrm` is no type of indicator and no bank; did you mean `telegram`"),
        ('indicators = ["vcb:"]', "can't be read as `vietcombank`"),
        ('indicators = ["phone:"]', "can't be read as `phone`"),
        ('indicators = ["vxb:MAIANH88"]', "`vxb` is no type of indicator and no bank"),
        ('indicators = ["phone:vay_nhanh"]', "can't be read as `phone`"),
        ('[lists.a]\nindicators = ["@"]', "line 2: .*can't be read as an indicator"),
        ('indicators = [""]', "can't be read"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as raised:
        read(tmp_path, text)
    assert "watch.toml" in str(raised.value)
